"""Names and figures that slipped against each other, and tables under another one's title."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from rankings.loads import checks
from rankings.store.versions import Store
from tests.ingest import shapes
from tests.ingest.gate import Gate, before_arrival
from tests.ingest.shapes import PSI, PSI_BEFORE, PSI_DATE, PSI_HEAD, PSI_KEYS, PSI_TITLE, number
from tests.ingest.sheets import Cell, book, sheet

RULES = ("names_shifted", "names_reordered", "columns_swapped", "figures_of_another_edition")
EARLIER = "psi-2026-09-17-year_to_date-vn34"
NAMES = [shapes.names("vn34")[unit] for unit, _ in shapes.by_rank(PSI)]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A gate that has not seen the table of 10/10/2026."""
    return before_arrival(tmp_path_factory.mktemp("slips"))


def figures(edition: str = PSI, keys: Sequence[tuple[str, str]] = PSI_KEYS) -> list[list[Cell]]:
    """The figures of the units of NAMES, in that order."""
    rows = shapes.published(edition)
    return [[number(rows[unit].get(key)) for key in keys] for unit, _ in shapes.by_rank(PSI)]


def told(gate: Gate, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, dict]:
    """The rules of RULES that find something in a table, with the details of each."""
    head = PSI_HEAD if len(rows[0]) == len(PSI_KEYS) else [*PSI_HEAD[:2], *PSI_HEAD[-2:]]
    lines = [[at, name, *row] for at, (name, row) in enumerate(zip(names, rows, strict=True))]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], head, *lines]))
    found = gate.through(made, jumps=False).findings
    return {one.rule: dict(one.details) for one in found if one.rule in RULES}


def moved(by: int) -> list[str]:
    return [*NAMES[by:], *NAMES[:by]]


def test_the_table_as_it_was_published(gate):
    assert told(gate, NAMES, figures()) == {}
    assert told(gate, NAMES, figures(keys=shapes.TOTAL)) == {}


@pytest.mark.parametrize("by", [1, 2, -3])
def test_names_moved_by_some_rows(gate, by):
    found = told(gate, moved(by), figures())
    assert found["names_shifted"]["rows"] == str(abs(by))
    assert found["names_shifted"]["edition_before"] == PSI_BEFORE


def test_names_moved_by_a_row_beside_totals_alone(gate):
    assert set(told(gate, moved(1), figures(keys=shapes.TOTAL))) == {"names_shifted"}


def test_names_sorted_on_their_own(gate):
    found = told(gate, sorted(NAMES), figures(keys=shapes.TOTAL))
    assert found == {
        "names_reordered": {"edition_id": PSI, "edition_before": PSI_BEFORE, "units": "34"}
    }


def test_headings_of_two_parts_mixed_up(gate):
    rows = [[*row[:2], row[3], row[2], *row[4:]] for row in figures()]
    (details,) = told(gate, NAMES, rows).values()
    assert {details["indicator_code"], details["other_indicator"]} == {
        "online_payment",
        "online_service",
    }


def test_an_earlier_table_under_the_title_of_today(gate):
    found = told(gate, NAMES, figures(EARLIER))
    assert set(found) == {"figures_of_another_edition"}
    assert found["figures_of_another_edition"]["other_edition"] == EARLIER
    rows = [[row[0], row[1]] for row in figures(EARLIER, shapes.TOTAL)]
    for row in rows[::9]:
        row[0] += 1
    details = told(gate, NAMES, rows)["figures_of_another_edition"]
    assert (details["equal_figures"], details["units"]) == ("30", "34")


# --- none of it is told of what was published -----------------------------------------------------


@pytest.fixture(scope="module")
def connection(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A copy of the real store, to put its own editions in again."""
    import shutil

    import duckdb

    store = Store(var)
    copy = tmp_path_factory.mktemp("published") / "store.duckdb"
    shutil.copy(store.path(store.version()), copy)
    opened = duckdb.connect(copy)
    yield opened
    opened.close()


def test_nothing_of_it_is_told_of_any_published_edition(connection):
    """Each is loaded again as a file sorted by rank, where a shift is most like the truth."""
    editions = connection.execute(
        "select edition_id from current_observations where indicator_code = 'total'"
        " and status <> 'derived' group by all having count(distinct unit_code) >= 8"
    ).fetchall()
    assert len(editions) >= 12
    rules = [rule for rule in checks.rules() if rule.name in RULES]
    assert len(rules) == len(RULES)
    published = connection.execute("from observations where status <> 'derived'").arrow()
    rows = published if isinstance(published, pa.Table) else published.read_all()
    connection.register("published", rows)
    connection.execute(
        "insert into loads by name (select * replace (999 as load_id) from loads where load_id = 0)"
    )
    for (edition,) in editions:
        connection.execute("delete from observations where load_id = 999")
        connection.execute(
            "insert into observations by name"
            " (select * replace (999 as load_id, 'S!A1' as place) from published as given"
            " where edition_id = $edition order by (select min(value) from published as ranked"
            " where ranked.edition_id = $edition and ranked.unit_code = given.unit_code"
            " and ranked.indicator_code = 'total' and ranked.measure = 'rank'), unit_code)",
            {"edition": edition},
        )
        assert checks.findings(connection, 999, rules) == [], edition
