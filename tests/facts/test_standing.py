"""The ranking: by hand on a few rows, by a naive oracle on random tables, against real facts."""

import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from rankings.facts import standing
from rankings.facts.standing.bounds import Interval
from rankings.loads import marts
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests import oracles, small_store
from tests.small_store import edition, figure, load

ROOT = Path(__file__).resolve().parents[2]
SIX = small_store.UNITS
TABLES = 500
NEWEST_PSI = "psi-2026-10-10-year_to_date-vn34"
DTI_34 = "dti-2024-year-vn34"
PII = "pii-2025-year-vn34"
DAK_LAK, THAI_NGUYEN, LANG_SON, TUYEN_QUANG, HUE, GIA_LAI = "66", "19", "20", "08", "46", "52"


def column(connection: duckdb.DuckDBPyConnection, name: str, **where: str) -> dict[str, object]:
    """Unit -> one column of the mart, for one edition and indicator."""
    wanted = {"edition_id": "e1", "indicator_code": "total"} | where
    rows = small_store.rows(connection, "select * from standings order by unit_code")
    return {
        row["unit_code"]: row[name]
        for row in rows
        if all(row[key] == value for key, value in wanted.items())
    }


def total(*scores: str | None, **columns: object) -> list[dict]:
    """Scores of the total for units 01, 02 …; None leaves the unit out."""
    rows = []
    for unit, score in zip(SIX, scores, strict=False):
        rows += figure(unit, score=score, **columns)
    return rows


# By hand


def test_a_complete_table_is_ranked_and_ties_share_a_rank():
    store = small_store.connect(observations=total("30", "35.5", "30", "20", "35.49", "1"))
    assert column(store, "rank") == {"01": 3, "02": 1, "03": 3, "04": 5, "05": 2, "06": 6}
    assert column(store, "tied_with") == {"01": 1, "02": 0, "03": 1, "04": 0, "05": 0, "06": 0}
    assert set(column(store, "rank_basis").values()) == {"computed"}
    assert set(column(store, "rank_published").values()) == {None}


def test_scores_are_compared_at_the_decimals_of_the_method():
    store = small_store.connect(
        observations=total("30.004", "30", "29.995", "29.994999", "29.99", "1")
    )
    # 30.00, 30.00, 30.00 (half is rounded up), 29.99, 29.99, 1.00
    assert column(store, "rank") == {"01": 1, "02": 1, "03": 1, "04": 4, "05": 4, "06": 6}
    assert column(store, "tied_with")["01"] == 2
    assert column(store, "score")["04"] == Decimal("29.994999")


def test_a_tie_that_binary_floats_would_break_is_a_tie():
    parts = [Decimal("0.1")] * 3
    store = small_store.connect(
        observations=total(str(sum(parts)), "0.3", "0.2", "0.1", "0", "0.05")
    )
    assert sum(map(float, parts)) != 0.3
    assert column(store, "rank")["01"] == column(store, "rank")["02"] == 1


def test_a_total_with_one_unknown_score_is_not_ranked():
    store = small_store.connect(observations=total("30", "20", None, "10", "5", "1"))
    assert set(column(store, "rank").values()) == {None}
    assert column(store, "score")["03"] is None
    assert len(column(store, "score")) == 6


def test_a_component_is_ranked_among_the_units_that_have_it():
    rows = total("30", "20", None, "10", "5", "1", indicator="a")
    store = small_store.connect(observations=rows)
    ranks = column(store, "rank", indicator_code="a")
    assert ranks == {"01": 1, "02": 2, "03": None, "04": 3, "05": 4, "06": 5}
    assert set(column(store, "scored_units", indicator_code="a").values()) == {5}


def test_a_component_that_one_unit_has_is_not_ranked():
    store = small_store.connect(observations=figure("02", score="3", indicator="a"))
    assert column(store, "rank", indicator_code="a")["02"] is None


def test_a_published_rank_goes_before_the_computed_one_and_disagreement_is_flagged():
    rows = total("30", "20", "15", "10", "5") + figure("06", score="20", rank=3)
    store = small_store.connect(observations=rows)
    assert column(store, "rank")["06"] == column(store, "rank_published")["06"] == 3
    assert column(store, "rank_computed")["06"] == 2
    assert column(store, "rank_basis")["06"] == "published"
    assert [unit for unit, flag in column(store, "ranks_disagree").items() if flag] == ["06"]


def test_a_rank_among_all_does_not_disagree_with_one_among_a_few():
    rows = figure("01", score="9", rank=4, indicator="a")
    rows += figure("02", score="8", rank=5, indicator="a")
    store = small_store.connect(observations=rows)
    assert column(store, "rank", indicator_code="a")["01"] == 4
    assert not any(column(store, "ranks_disagree", indicator_code="a").values())


def test_a_rank_without_a_score_is_kept():
    store = small_store.connect(observations=figure("04", rank=2))
    assert column(store, "rank") == dict.fromkeys(SIX) | {"04": 2}
    assert column(store, "status")["04"] == "published"
    assert column(store, "status")["01"] is None


def test_a_disputed_figure_is_shown_and_ranks_nothing():
    rows = total("30", "20", "15", "10", "5") + figure(
        "06", score="25", rank=2, confidence="disputed"
    )
    store = small_store.connect(observations=rows)
    assert column(store, "score")["06"] == 25
    assert column(store, "rank")["06"] == 2
    assert column(store, "rank_computed") == dict.fromkeys(SIX)
    assert column(store, "scores_complete")["01"] is False
    assert column(store, "confidence")["06"] == "disputed"


def test_one_disputed_figure_puts_the_unit_in_doubt():
    rows = total("30", "20", "15", "10", "5", indicator="a")
    rows += figure("06", score="25", indicator="a")
    rows += figure("06", rank=6, indicator="a", confidence="disputed")
    store = small_store.connect(observations=rows)
    assert column(store, "disputed", indicator_code="a")["06"] is True
    assert column(store, "rank_computed", indicator_code="a")["06"] is None
    assert column(store, "rank_computed", indicator_code="a")["02"] == 2


def test_derived_figures_are_marked_and_never_win():
    rows = total("30", "20", "15", "10", "5", "1", status="derived")
    rows += (
        figure("02", score="20.5") + figure("03", rank=3) + figure("04", rank=6, status="derived")
    )
    store = small_store.connect(observations=rows)
    assert column(store, "score")["02"] == Decimal("20.5")
    assert column(store, "status") == dict.fromkeys(SIX, "derived") | {"02": "published"}
    assert column(store, "rank_basis") == dict.fromkeys(SIX, "computed") | {"03": "published"}
    # A derived rank is not shown beside one computed from the very scores.
    assert column(store, "rank")["04"] == 4


def test_a_derived_rank_is_the_last_resort_and_makes_the_row_derived():
    rows = figure("02", score="20") + figure("02", rank=2, status="derived")
    store = small_store.connect(observations=rows)
    assert (column(store, "rank")["02"], column(store, "rank_basis")["02"]) == (2, "computed")
    assert column(store, "status")["02"] == "derived"
    assert column(store, "rank_published")["02"] is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (("provisional", "published"), "published"),
        (("self_reported", "provisional"), "provisional"),
        (("derived", "self_reported"), "self_reported"),
        (("derived", "published"), "published"),
    ],
)
@pytest.mark.parametrize("newest_first", [True, False])
def test_the_firmer_status_stands_whatever_is_newer(given, shown, newest_first):
    loads = [1, 0] if newest_first else [0, 1]
    rows = []
    for number, status in zip(loads, given, strict=True):
        rows += figure("01", score=str(number), status=status, load=number)
    store = small_store.connect(observations=rows, loads=[load(0), load(1)])
    assert column(store, "status")["01"] == shown
    assert column(store, "score")["01"] == loads[given.index(shown)]


def test_within_a_status_the_newest_load_wins_measure_by_measure():
    rows = figure("01", score="10", rank=4) + figure("01", score="11", load=1)
    store = small_store.connect(observations=rows, loads=[load(0), load(1)])
    assert column(store, "score")["01"] == 11
    assert column(store, "rank")["01"] == 4


def scope(load_id: int, indicator: str = "total", status: str = "published") -> dict:
    return {
        "load_id": load_id,
        "edition_id": "e1",
        "indicator_code": indicator,
        "status": status,
    }


def test_a_complete_load_replaces_its_edition_for_its_indicators():
    rows = total("30", "20", "10") + total("3", "2", indicator="a")
    rows += figure("01", score="31", load=1) + figure("03", score="9", load=2)
    loads = [load(0), load(1), load(2)]
    store = small_store.connect(observations=rows, loads=loads, load_scopes=[scope(1)])
    # Load 1 says nothing of 02: gone. Load 2 is partial: it adds. The component is untouched.
    assert column(store, "score") == dict.fromkeys(SIX) | {"01": 31, "03": 9}
    assert column(store, "score", indicator_code="a")["02"] == 2


def test_a_complete_table_takes_what_is_weaker_and_leaves_what_is_stronger():
    rows = [
        *figure("01", score="30"),
        *figure("02", score="20", status="provisional"),
        *figure("03", score="10", status="derived"),
        *figure("04", score="5", status="provisional", load=1),
    ]
    loads = [load(0), load(1)]
    scopes = [scope(1, status="provisional")]
    store = small_store.connect(observations=rows, loads=loads, load_scopes=scopes)
    # The published figure stands; the older provisional and the derived one are gone.
    assert column(store, "score") == dict.fromkeys(SIX) | {"01": 30, "04": 5}


def test_one_figure_can_be_taken_back():
    rows = [*figure("01", score="30", rank=1), *figure("02", score="20", rank=2)]
    scopes = [scope(1) | {"unit_code": "01", "measure": "score"}]
    store = small_store.connect(observations=rows, loads=[load(0), load(1)], load_scopes=scopes)
    assert column(store, "score") == dict.fromkeys(SIX) | {"02": 20}
    assert column(store, "rank")["01"] == 1


def test_a_load_published_late_counts_by_when_it_was_published():
    rows = [*figure("01", score="1", load=1), *figure("01", score="2", load=2)]
    loads = [load(0), load(1) | {"sequence": 2}, load(2) | {"sequence": 1}]
    store = small_store.connect(observations=rows, loads=loads)
    assert column(store, "score")["01"] == 1


def test_of_rows_with_one_key_the_newest_published_load_counts():
    index = small_store.default_tables()["indices"][0]
    newer = index | {"load_id": 1, "name_vi": "Tên mới"}
    names = {}
    for state in ("published", "staged"):
        store = small_store.connect(indices=[index, newer], loads=[load(0), load(1, state)])
        rows = small_store.rows(store, "select name_vi from current_indices")
        names[state] = [row["name_vi"] for row in rows]
    assert names == {"published": ["Tên mới"], "staged": ["Chỉ số X"]}


def test_a_load_gives_all_targets_of_a_unit_in_an_index():
    targets = [small_store.target(3), small_store.target(2, by_date=date(2030, 1, 1))]
    targets.append(small_store.target(5) | {"load_id": 1})
    store = small_store.connect(targets=targets, loads=[load(0), load(1)])
    rows = small_store.rows(store, "select rank_limit from current_targets")
    assert rows == [{"rank_limit": 5}]


def test_a_withdrawn_or_staged_load_counts_for_nothing_and_brings_back_what_was():
    before = total("30", "20", "10") + figure("04", rank=4)
    later = figure("01", score="31", load=1)
    marts = {}
    for state in ("absent", "published", "withdrawn", "staged"):
        absent = state == "absent"
        store = small_store.connect(
            observations=before + ([] if absent else later),
            loads=[load(0)] + ([] if absent else [load(1, state)]),
            load_scopes=[] if absent else [scope(1)],
        )
        marts[state] = [
            small_store.rows(store, f"from {mart} order by all")
            for mart in ("standings", "coverage", "current_observations")
        ]
    assert marts["published"][0] != marts["absent"][0]
    assert marts["withdrawn"][0] == marts["absent"][0]
    assert marts["withdrawn"] == marts["staged"] == marts["absent"]


def test_withdrawing_in_a_store_brings_the_figures_back_once_the_marts_are_made_anew():
    rows = total("30", "20", "10") + figure("01", score="31", load=1)
    store = small_store.connect(observations=rows, loads=[load(0), load(1)])
    before = small_store.connect(observations=total("30", "20", "10"))
    assert column(store, "score")["01"] == 31
    store.execute("update loads set state = 'withdrawn' where load_id = 1")
    marts.build(store)
    assert column(store, "score") == column(before, "score")


# The four silent traps of index arithmetic


def test_no_mart_clamps_a_missing_value_to_a_score():
    """greatest(0, least(1, NULL)) is 1 in DuckDB."""
    assert duckdb.sql("select greatest(0, least(1, null))").fetchone() == (1,)
    for path in sorted((ROOT / "queries" / "marts").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(greatest|least)\s*\(", text), path.name
    store = small_store.connect(observations=total("30", None, "10"))
    assert column(store, "score")["02"] is None


def test_a_missing_part_is_no_part_of_nothing():
    """A sum skips a missing part: the check of the sum must look at whole rows only."""
    from rankings.loads import checks

    rows = total("30", "30", "30") + total("18", "18", "15", indicator="a")
    rows += figure("01", score="12", indicator="b") + figure("03", score="11", indicator="b")
    store = small_store.connect(observations=rows)
    found = [item for item in checks.findings(store, 0) if item.rule == "adding_up"]
    assert [item.details["unit_code"] for item in found] == ["03"]


def test_a_missing_score_has_no_rank():
    """rank() puts a missing value last, but ranks it."""
    store = small_store.connect(observations=total("30", None, "10", indicator="a"))
    assert column(store, "rank", indicator_code="a")["02"] is None


def test_no_query_divides_by_what_can_be_nothing():
    """Dividing by zero gives inf in DuckDB, not an error."""
    assert duckdb.sql("select 1 / 0").fetchone() == (float("inf"),)
    for path in sorted((ROOT / "queries").rglob("*.sql")):
        code = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
        for divisor in re.findall(r"(?<!/)/(?!/)\s*(\S+)", code):
            assert divisor.startswith(("nullif(", "100")), f"{path.name}: / {divisor}"


# Against the oracle, on random tables


def random_figures(chance: random.Random, edition_id: str, units: list[str]) -> list[dict]:
    """Figures of one edition with ties, gaps, contradictions, disputes and several loads."""
    rows = []
    missing, wrong = chance.choice([0, 0, 0, 0.1, 0.5]), chance.choice([0, 0.2])
    disputed = chance.choice([0, 0, 0.15])
    for indicator_code in ("total", "a"):
        scores = {
            unit: chance.randint(100, 112) + chance.choice([0, 0, 4, 5, 6]) / 10 for unit in units
        }
        order = sorted(scores.values(), reverse=True)
        for unit, score in scores.items():
            rank = 1 + order.index(score)
            if chance.random() < wrong:
                rank = chance.randint(1, len(units))
            for measure, value in (("score", f"{score / 100:.4f}"), ("rank", rank)):
                for _ in range(chance.choice([1, 1, 2])):
                    if chance.random() < missing:
                        continue
                    rows += figure(
                        unit,
                        **{measure: value},
                        edition=edition_id,
                        indicator=indicator_code,
                        status=chance.choices(oracles.PRECEDENCE, (6, 1, 1, 2))[0],
                        confidence="disputed"
                        if chance.random() < disputed
                        else chance.choice(["high", "medium"]),
                        load=chance.choice([0, 0, 1, 2, 3]),
                    )
    unique = {
        (r["unit_code"], r["indicator_code"], r["measure"], r["status"], r["load_id"]): r
        for r in rows
    }
    return list(unique.values())


@pytest.fixture(scope="module")
def random_tables() -> dict:
    """Random editions in one store: the store, its figures, loads, scopes, and unit lists."""
    chance = random.Random(34)
    loads = [load(0), load(1), load(2, "withdrawn"), load(3)]
    editions, units, rows, scopes, schemes = [], [], [], [], {}
    for number in range(TABLES):
        edition_id = f"e{number}"
        codes = [f"{unit:02}" for unit in range(1, chance.randint(2, 9) + 1)]
        schemes[edition_id] = codes
        units += small_store.units(codes, scheme=edition_id)
        editions.append(edition(edition_id, scheme=edition_id))
        rows += random_figures(chance, edition_id, codes)
        for number_of_load in (1, 2, 3):
            if chance.random() < 0.2:
                kind = chance.choice(["total", "a"]), chance.choice(["published", "derived"])
                scopes.append(scope(number_of_load, *kind) | {"edition_id": edition_id})
    store = small_store.connect(
        loads=loads, editions=editions, units=units, observations=rows, load_scopes=scopes
    )
    return {
        "store": store,
        "current": oracles.current(rows, loads, scopes),
        "units": schemes,
    }


def test_random_tables_hold_what_makes_rankings_hard(random_tables):
    rows = small_store.rows(random_tables["store"], "from standings where indicator_code = 'total'")
    assert sum(row["disputed"] for row in rows) > 50
    assert sum(row["ranks_disagree"] for row in rows) > 20
    assert sum((row["tied_with"] or 0) > 0 for row in rows) > 100
    assert sum(row["score"] is None for row in rows) > 100
    assert sum(row["rank_basis"] == "computed" for row in rows) > 50
    assert {row["status"] for row in rows} == {*oracles.PRECEDENCE, None}


def test_standings_agree_with_the_oracle_row_by_row(random_tables):
    found = {
        (row["edition_id"], row["indicator_code"], row["unit_code"]): row
        for row in small_store.rows(random_tables["store"], "from standings")
    }
    seen = 0
    for (edition_id, indicator_code), figures in random_tables["current"].items():
        units = random_tables["units"][edition_id]
        wanted = oracles.standings(figures, units, 2, total=indicator_code == "total")
        for unit, row in wanted.items():
            key = edition_id, indicator_code, unit
            assert {name: found[key][name] for name in row} == row, key
            seen += 1
    assert seen == len(found)


def test_coverage_agrees_with_the_oracle(random_tables):
    found = {
        (row.pop("edition_id"), row.pop("indicator_code")): row
        for row in small_store.rows(random_tables["store"], "from coverage")
    }
    wanted = {
        key: oracles.coverage(figures, random_tables["units"][key[0]])
        for key, figures in random_tables["current"].items()
    }
    assert found == wanted


# Real figures


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    """The real figures."""
    return Store(var).snapshot()


def ranking(at: Snapshot, edition_id: str) -> standing.Ranking:
    return standing.ranking(at, edition_id=edition_id)


def position(at: Snapshot, edition_id: str, unit: str = DAK_LAK, limit: int = 10):
    return standing.home_position(at, edition_id=edition_id, unit_code=unit, limit=limit)


def exactly(text: str) -> Interval:
    return Interval(Decimal(text), Decimal(text))


def test_every_edition_agrees_with_the_oracle(at):
    rows = at.fetch("from standings").to_pylist()
    assert len(rows) > 6000
    for row in rows:
        wanted = oracles.real_standings(row["edition_id"], row["indicator_code"])
        expected = wanted[row["unit_code"]]
        assert {name: row[name] for name in expected} == expected, row


def test_coverage_of_every_edition_agrees_with_the_oracle(at):
    for row in at.fetch("from coverage").to_pylist():
        key = row.pop("edition_id"), row.pop("indicator_code")
        scheme = key[0].rsplit("-", 1)[1]
        figures = oracles.real_current()[key]
        assert row == oracles.coverage(figures, oracles.real_units(scheme)), key


def test_cut_lines_and_gaps_of_complete_tables_agree_with_the_oracle(at):
    complete = [row["edition_id"] for row in complete_totals(at)]
    assert len(complete) == 15
    for edition_id in complete:
        table = oracles.real_standings(edition_id)
        scores = {unit: row["score"] for unit, row in table.items()}
        best = sorted(scores, key=lambda unit: -scores[unit])
        for unit in {DAK_LAK, best[0], best[9], best[10], best[14], best[15], best[-1]}:
            for limit in (1, 10, 15, len(scores) - 1):
                found = position(at, edition_id, unit, limit)
                line = oracles.cut_line(scores, unit, limit)
                assert found.cut_line == Interval(line, line), (edition_id, unit, limit)
                assert found.gap == Interval(line - scores[unit], line - scores[unit])
                assert scores[found.cut_line_unit] == line


def complete_totals(at: Snapshot) -> list[dict]:
    sql = "from coverage where indicator_code = 'total' and scores_complete"
    return at.fetch(sql).to_pylist()


def test_a_known_rank_is_on_the_right_side_of_every_line(at):
    """Inside the gap is at most 0, outside at least 0, even with no score."""
    for row in at.fetch("from coverage").to_pylist():
        if row["indicator_code"] != "total":
            continue
        table = oracles.real_standings(row["edition_id"])
        for unit in [unit for unit, own in table.items() if own["rank"] and not own["disputed"]][
            :6
        ]:
            for limit in (1, 10, 15, row["units"] - 1):
                found = position(at, row["edition_id"], unit, limit)
                if found.contradiction:
                    continue
                if table[unit]["rank"] <= limit:
                    assert found.status == "inside"
                    assert found.gap.high is not None
                    assert found.gap.high <= 0, (row["edition_id"], unit, limit)
                else:
                    assert found.status == "outside"
                    assert found.gap.low is not None
                    assert found.gap.low >= 0, (row["edition_id"], unit, limit)


def test_an_unknown_score_lies_between_its_neighbours_by_rank(at):
    """The naive bound by the ranked and scored units; other figures may only tighten it."""
    tested = 0
    for edition_id in {row["edition_id"] for row in oracles.observations()}:
        found = ranking(at, edition_id)
        if found.contradiction:
            continue
        usable = [row for row in found.rows if not row.disputed]
        anchors = [row for row in usable if None not in (row.rank, row.score)]
        loose = any(row.rank is None and row.score is not None for row in usable)
        published = [row.rank_published for row in usable if row.rank_published is not None]
        shared = len(set(published)) < len(published)
        for row in usable:
            if row.rank is None or row.score is not None:
                continue
            low = max((other.score for other in anchors if other.rank >= row.rank), default=None)
            high = min((other.score for other in anchors if other.rank <= row.rank), default=None)
            # Where ranks are shared, the scores of two ranks differ by a step at least.
            if loose or shared:
                assert low is None or row.score_low >= low
                assert high is None or row.score_high <= high
            else:
                assert (row.score_low, row.score_high) == (low, high), (edition_id, row)
            tested += 1
    assert tested > 50


def test_a_known_figure_is_both_ends_of_its_interval(at):
    for edition_id in (NEWEST_PSI, PII, DTI_34, "pii-2024-year-vn63"):
        for row in ranking(at, edition_id).rows:
            if row.score is not None and not row.disputed:
                assert row.score_low == row.score_high == row.score
            if row.rank is not None and not row.disputed:
                assert row.rank_low == row.rank_high == row.rank


def test_rows_are_in_the_order_of_ranks(at):
    for edition_id in (NEWEST_PSI, PII, DTI_34, "dti-2022-year-vn63"):
        rows = ranking(at, edition_id).rows
        places = [row.rank or row.rank_low for row in rows]
        assert places == sorted(places)
        assert len(rows) == len(oracles.real_units(edition_id.rsplit("-", 1)[1]))


def test_dak_lak_is_7th_on_10_october_2026_with_a_buffer_of_1_52(at):
    row = ranking(at, NEWEST_PSI).row(DAK_LAK)
    assert (row.score, row.rank, row.rank_basis) == (Decimal("65.49"), 7, "published")
    found = position(at, NEWEST_PSI)
    assert found.cut_line == exactly("63.97")
    assert found.cut_line_unit == THAI_NGUYEN
    assert found.gap == exactly("-1.52")
    assert (found.status, found.to_pass) == ("inside", 4)
    assert (found.nearest_behind, found.nearest_behind_by) == (LANG_SON, Decimal("0.44"))


def test_the_tenth_of_the_others_is_the_eleventh_of_all(at):
    by_rank = {row.rank: row for row in ranking(at, NEWEST_PSI).rows}
    assert by_rank[11].unit_code == THAI_NGUYEN


def test_the_same_autumn_has_three_ranks_by_period_type(at):
    quarter = ranking(at, "psi-2025-Q3-quarter-vn34").row(DAK_LAK)
    assert (quarter.rank, quarter.score) == (8, None)
    to_date = ranking(at, "psi-2025-10-16-year_to_date-vn34").row(DAK_LAK)
    assert (to_date.rank, to_date.score) == (14, Decimal("86.98"))
    month = ranking(at, "psi-2025-09-month-vn34").row(DAK_LAK)
    assert month.rank not in (8, 14)


def test_a_rank_without_a_score_is_inside_with_no_amount(at):
    found = position(at, "psi-2025-Q3-quarter-vn34")
    assert (found.rank, found.status, found.score) == (8, "inside", None)
    assert found.gap == Interval(None, Decimal(0))
    assert found.cut_line == Interval(None, None)


def test_the_two_portals_differ_by_24_points(at):
    means = []
    for edition_id in ("psi-2025-10-16-year_to_date-vn34", NEWEST_PSI):
        scores = [row.score for row in ranking(at, edition_id).rows]
        means.append(sum(scores) / len(scores))
        assert ranking(at, edition_id).edition.method_code == edition_id[:4] + (
            "2022" if "2025" in edition_id else "2026"
        )
    assert round(means[0] - means[1]) == 24


def test_dti_of_34_is_derived_29th_with_a_gap_of_0_0754(at):
    found = ranking(at, DTI_34)
    row = found.row(DAK_LAK)
    assert (row.score, row.rank) == (Decimal("0.6410"), 29)
    assert (row.rank_basis, row.status) == ("computed", "derived")
    assert (found.edition.ranks, found.edition.known_scores) == (13, 34)
    assert found.edition.complete is False
    where = position(at, DTI_34, limit=15)
    assert where.cut_line == exactly("0.7164")
    assert found.row(where.cut_line_unit).name_vi == "Đồng Nai"
    assert where.gap == exactly("0.0754")
    assert (where.status, where.places_short) == ("outside", 14)


def test_published_and_derived_ranks_of_dti_make_one_ranking(at):
    ranks = [row.rank for row in ranking(at, DTI_34).rows]
    assert ranks == list(range(1, 35))
    published = [row for row in ranking(at, DTI_34).rows if row.rank_basis == "published"]
    assert len(published) == 13
    assert not any(row.ranks_disagree for row in published)


def test_dti_of_63(at):
    rows = ranking(at, "dti-2024-year-vn63")
    assert (rows.row("66").score, rows.row("66").rank) == (Decimal("0.6807"), 39)
    phu_yen = next(row for row in rows.rows if row.name_vi == "Phú Yên")
    assert (phu_yen.score, phu_yen.rank) == (Decimal("0.6013"), 56)


def test_pii_2025_lies_between_4_13_and_10_12_points_from_the_line(at):
    row = ranking(at, PII).row(DAK_LAK)
    assert (row.score, row.rank) == (Decimal("34.80"), 24)
    found = position(at, PII, limit=15)
    assert found.cut_line == Interval(Decimal("38.93"), Decimal("44.92"))
    assert found.gap == Interval(Decimal("4.13"), Decimal("10.12"))
    assert ranking(at, PII).row(found.cut_line_unit).name_vi == "Phú Thọ"
    assert ranking(at, PII).row(found.cut_line_unit).score is None


def test_disputed_figures_of_pii_2024_are_shown_and_used_for_nothing(at):
    rows = ranking(at, "pii-2024-year-vn63").rows
    disputed = {row.name_vi: row for row in rows if row.disputed}
    assert set(disputed) == {"Bình Định", "Huế", "Gia Lai", "Nghệ An", "Lai Châu", "Cao Bằng"}
    assert all(row.score is not None and row.rank is not None for row in disputed.values())
    assert {row.name_vi for row in rows if row.in_conflict} == {"Gia Lai", "Nghệ An"}
    for row in disputed.values():
        found = position(at, "pii-2024-year-vn63", row.unit_code, 15)
        assert (found.score, found.rank) == (None, None)
        assert found.status == "unknown"
        assert row.score_low != row.score_high


def test_the_publisher_broke_a_tie_on_11_october_2025(at):
    rows = ranking(at, "psi-2025-10-11-year_to_date-vn34").rows
    tied = sorted(row.rank for row in rows if row.score == Decimal("84.70"))
    assert tied == [25, 26]
    flagged = [row for row in rows if row.ranks_disagree]
    assert [(row.rank, row.rank_computed, row.tied_with) for row in flagged] == [(26, 25, 1)]


def test_9th_to_7th_between_17_september_and_5_october_2026(at):
    before, after = (
        {row.unit_code: row.rank for row in ranking(at, f"psi-2026-{day}-year_to_date-vn34").rows}
        for day in ("09-17", "10-05")
    )
    assert (before[DAK_LAK], after[DAK_LAK]) == (9, 7)
    others = set(before) - {DAK_LAK}
    passed = {u for u in others if before[u] < before[DAK_LAK] and after[u] > after[DAK_LAK]}
    passed_by = {u for u in others if before[u] > before[DAK_LAK] and after[u] < after[DAK_LAK]}
    assert passed == {LANG_SON, TUYEN_QUANG, HUE}
    assert passed_by == {GIA_LAI}


def test_a_scheme_is_judged_by_the_day_of_publication(at):
    for row in oracles.read("editions"):
        if row["published_to"] is None:
            continue
        if date.fromisoformat(row["published_from"]) >= date(2025, 10, 1):
            assert row["scheme"] == "vn34" or row["edition_id"] == "dti-2024-year-vn63"
    assert len(ranking(at, DTI_34).rows) == 34


def test_an_unknown_unit_is_told_with_what_there_is(at):
    with pytest.raises(Problem) as caught:
        position(at, PII, unit="99")
    assert caught.value.key == "error.unknown_unit"
    assert "66 Đắk Lắk" in caught.value.values["known"]
    assert len(caught.value.values["known"]) == 34
