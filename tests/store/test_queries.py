"""One SQL file, one function: the same name, the same parameters, and it runs on the real store."""

import inspect
import re
from pathlib import Path

import pyarrow as pa
import pytest

from rankings.store import queries
from rankings.store.versions import Snapshot, Store
from tests.cases import every

QUERIES = Path(__file__).resolve().parents[2] / "queries"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(QUERIES.glob("*.sql"))}
# Asked by the building of the store itself, which reads a version that may be of another schema.
ASKED_ELSEWHERE = {"store_tables"}
FUNCTIONS = {
    name: function
    for name, function in inspect.getmembers(queries, lambda member: hasattr(member, "cache_clear"))
    if inspect.unwrap(function).__module__ == "rankings.store.queries"
}
VALUES = {
    "period_type": "year_to_date",
    "scheme": "vn34",
    "edition_id": "psi-2026-10-10-year_to_date-vn34",
    "edition_ids": "psi-2026-10-10-year_to_date-vn34\npsi-2026-10-05-year_to_date-vn34",
    "indicator_code": "total",
    "indicator_codes": "total",
    "index_code": "psi",
    "unit_code": "66",
    "to_scheme": "vn34",
    "method_code": "psi-2026",
}
TYPES = {"varchar": "str", "integer": "int", "date": "date", "boolean": "bool"}
# A function is asked for what it can answer: only a merged unit has predecessors, in a DTI edition.
SPECIAL = {
    "estimates": {"scheme": "daklak102"},
    "inside_units": {"scheme": "daklak102"},
    "predecessor_standings": {"edition_id": "dti-2024-year-vn34"},
    "merger_means": {"edition_id": "dti-2024-year-vn63"},
    "merger_predecessors": {"edition_id": "dti-2024-year-vn63"},
}
# What only loads after load 0 bring, and what no table of data/ is.
EMPTY_AT_FIRST = {
    "acknowledgements",
    "estimated_days",
    "estimates",
    "evidence_conflicts",
    "inside_counts",
    "inside_indicators",
    "inside_editions",
    "load_effects",
    "remarks",
    "repeated_editions",
    "rescored_figures",
    "unsourced_figures",
    "unsourced_loads",
}
ROWS = {
    "indices": 3,
    "targets": 3,
    "tiles": 36,
    "units": 34,
    "edition_standings": 34,
    # six components, and 4.6, of which no counts are known
    "component_standings": 7 * 34,
    "subindicators": 23,
    "subindicator_standings": 18 * 34,
    "predecessor_standings": 2,
    "unit_lineage": 63,
    "merger_predecessors": 63,
    "merger_means": 34,
    "schemes": 3,
    "inside_units": 102,
    "subindicator_splits": 16,
    "level_rules": 34,
}


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def code(name: str) -> str:
    """The statement without its comments."""
    return re.sub(r"--.*", "", FILES[name])


def parameters(name: str) -> list[str]:
    """The $names of a statement in the order they first stand in it."""
    return list(dict.fromkeys(re.findall(r"\$(\w+)", code(name))))


def keywords(name: str) -> dict[str, inspect.Parameter]:
    """The keyword parameters of a function, the snapshot left out."""
    given = inspect.signature(FUNCTIONS[name]).parameters
    return {key: value for key, value in given.items() if key != "at"}


def arguments(name: str) -> dict[str, str]:
    return {key: (VALUES | SPECIAL.get(name, {}))[key] for key in keywords(name)}


def test_every_file_has_its_function_and_every_function_its_file():
    assert set(FUNCTIONS) == set(FILES) - ASKED_ELSEWHERE


@every("name", FUNCTIONS)
def test_a_function_asks_its_own_file(at, name):
    own = at.fetch(FILES[name], arguments(name))
    assert FUNCTIONS[name](at, **arguments(name)).equals(own)


@every("name", FUNCTIONS)
def test_parameters_are_the_names_in_the_statement(name):
    found = keywords(name)
    assert set(found) == set(parameters(name))
    assert all(value.kind is inspect.Parameter.KEYWORD_ONLY for value in found.values())


@every("name", FUNCTIONS)
def test_a_function_is_typed_and_says_what_a_row_is(name):
    signature = inspect.signature(FUNCTIONS[name])
    assert signature.return_annotation is pa.Table
    positional = [p.name for p in signature.parameters.values() if p.name not in keywords(name)]
    assert positional == ["at"]
    assert all(p.annotation is not p.empty for p in signature.parameters.values())
    assert re.search(r"one row per|: what |one unit's", FUNCTIONS[name].__doc__), name


@every("name", FILES)
def test_the_first_line_says_what_a_row_is(name):
    first = FILES[name].splitlines()[0]
    assert re.fullmatch(r"-- [A-ZĐ].*: one row per .+\.", first), first


@every("name", FILES)
def test_the_comment_lists_exactly_the_parameters(name):
    lines = re.findall(r"^-- Parameters: (.*)$", FILES[name], flags=re.MULTILINE)
    if not parameters(name):
        assert not lines
        return
    assert FILES[name].splitlines()[1] == f"-- Parameters: {lines[0]}"
    described = dict(re.fullmatch(r"\$(\w+) (\w+)", part).groups() for part in lines[0].split(", "))
    assert set(described) == set(parameters(name))
    if name in FUNCTIONS:
        types = {key: TYPES[kind] for key, kind in described.items()}
        assert types == {key: value.annotation.__name__ for key, value in keywords(name).items()}


@every("name", FILES)
def test_rows_come_in_an_order_that_is_written_down(name):
    assert re.search(r"order by[^()]*$", code(name)), "End the statement with its order."


@every("name", FILES)
def test_a_statement_only_reads(name):
    assert not re.search(r"\b(insert|update|delete|create|drop|alter|attach|copy)\b", code(name))
    assert code(name).count(";") == 0


@every("name", FUNCTIONS)
def test_every_query_runs_on_the_real_figures(at, name):
    found = FUNCTIONS[name](at, **arguments(name))
    assert isinstance(found, pa.Table)
    assert found.num_rows > 0 or name in EMPTY_AT_FIRST
    assert found.num_rows == ROWS.get(name, found.num_rows)
    assert len(set(found.column_names)) == len(found.column_names)


@every("name", FUNCTIONS)
def test_the_order_is_the_same_each_time(at, name):
    statement = FILES[name]
    first, second = (at.fetch(statement, arguments(name)) for _ in range(2))
    assert first.equals(second)


@every("name", [name for name in FUNCTIONS if keywords(name)])
def test_an_unknown_value_gives_no_row(at, name):
    nothing = dict.fromkeys(keywords(name), "none such")
    assert FUNCTIONS[name](at, **nothing).num_rows == 0


@every("name", FUNCTIONS)
def test_no_number_arrives_as_a_binary_float(at, name):
    """Scores are DECIMAL up to the screen; counts are whole numbers (sum gives HUGEINT)."""
    for field in FUNCTIONS[name](at, **arguments(name)).schema:
        assert not pa.types.is_floating(field.type), field.name


def test_results_are_remembered_for_a_version(at):
    assert queries.indices(at) is queries.indices(at)


def test_the_rows_of_a_mart_have_the_grain_of_their_first_line(at):
    keys = {
        "published_loads": "load_id",
        "current_indices": "index_code",
        "current_methods": "index_code, method_code",
        "current_owners": "index_code, method_code, indicator_code",
        "current_indicators": "index_code, method_code, indicator_code",
        "current_subindicator_links": "index_code, method_code, indicator_code, also_code",
        "current_bands": "index_code, label_vi",
        "current_targets": "index_code, scheme, unit_code, by_date, period_type",
        "current_schemes": "scheme",
        "current_subindicator_splits": "index_code, method_code, indicator_code",
        "current_level_rules": "index_code, method_code, indicator_code, level",
        "current_inside_editions": "edition_id",
        "current_inside_observations": "edition_id, unit_code, indicator_code, measure",
        "current_quality_flags": "edition_id, unit_code, indicator_code, flag",
        "editions_of_every_list": "edition_id",
        "observations_of_every_list": "edition_id, unit_code, indicator_code, measure",
        "estimated_editions": "edition_id",
        "estimated_observations": "edition_id, unit_code, indicator_code, measure",
        "current_units": "scheme, unit_code",
        "current_unit_lineage": "from_scheme, from_code, to_scheme, to_code",
        "current_unit_aliases": "scheme, alias",
        "current_tiles": "scheme, tile_code",
        "current_subindicators": "index_code, method_code, indicator_code",
        "subindicator_points": "edition_id, indicator_code, unit_code",
        "current_subindicator_futures": "index_code, method_code, indicator_code",
        "current_drivers": "action_code, index_code, method_code, indicator_code",
        "current_drivers_by_name": "action_code, index_code",
        "moved_by_actions": "action_code, index_code, method_code, indicator_code",
        "current_editions": "edition_id",
        "current_conflicts": "edition_id, unit_code, indicator_code, measure, source_id",
        "current_sources": "source_id",
        "current_source_documents": "source_id",
        "current_remarks": "index_code, edition_id",
        "current_rescored_figures": "edition_id, unit_code, indicator_code",
        "current_observations": "edition_id, unit_code, indicator_code, measure",
        "figures": "edition_id, indicator_code, unit_code",
        "coverage": "edition_id, indicator_code",
        "standings": "edition_id, indicator_code, unit_code",
        "series": "edition_id",
        "told_editions": "load_id, edition_id",
        "told_observations": "load_id, edition_id, unit_code, indicator_code, measure, status",
        "figures_beside": "edition_id, unit_code, indicator_code, measure",
    }
    text = "".join(path.read_text("utf-8") for path in (QUERIES / "marts").glob("*.sql"))
    # What is made edition by edition is made once and then kept.
    made = r"create (?:or replace (?:view|table)|table if not exists) (\w+)"
    assert set(re.findall(made, text)) == set(keys)
    for mart, key in keys.items():
        rows = at.fetch(f"select count(*) as n from {mart} group by {key}")
        assert set(rows["n"].to_pylist()) <= {1}, mart
