"""The components of one unit beside the others: by hand, by the oracle, against real figures."""

import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import components, editions, standing
from rankings.store.versions import Snapshot, Store
from tests import oracles, small_store
from tests.small_store import figure

HOME = "66"
NEWEST_PSI = "psi-2026-10-10-year_to_date-vn34"
LACKING_ONE = "psi-2026-09-17-year_to_date-vn34"
DTI_34 = "dti-2024-year-vn34"
PSI_PARTS = {
    "transparency",
    "timeliness",
    "online_service",
    "online_payment",
    "digitisation",
    "satisfaction",
}
# What the oracle gives of each component.
NAMES = (
    "component",
    "score",
    "max_score",
    "rank",
    "ranked_units",
    "cut_line_score",
    "target_mean",
    "median",
    "best",
    "to_best",
    "to_max",
)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def comparison(at: Snapshot, edition_id: str, unit: str = HOME, limit: int = 10):
    found = components.comparison(at, edition_id=edition_id, unit_code=unit, limit=limit)
    return {component.component: component for component in found}


def small(
    tmp_path: Path, *observations: list[dict], unit: str = "01", limit: int = 2, **tables: list
) -> dict[str, components.Component]:
    """The components of a unit in a small store made of these figures."""
    rows = [row for rows in observations for row in rows]
    at = small_store.build(tmp_path / "var", observations=rows, **tables)
    return comparison(at, "e1", unit, limit)


def whole(*scores: str, indicator: str = "total") -> list[dict]:
    return [
        row
        for unit, score in zip(small_store.UNITS, scores, strict=True)
        for row in figure(unit, score=score, indicator=indicator)
    ]


TOTALS = whole("20", "38", "36", "34", "10", "5")


# By hand


def test_a_component_beside_the_others(tmp_path):
    part = whole("10", "18", "17.5", "4", "12", "1", indicator="a")
    found = small(tmp_path, TOTALS, part)["a"]
    assert (found.score, found.max_score, found.rank, found.ranked_units) == (10, 20, 4, 6)
    # Home is 4th of a top 2, so the line is the second best other, 03.
    assert found.cut_line_score == Decimal("17.5")
    assert found.target_mean == Decimal("17.75")  # 02 and 03
    assert found.median == 11  # of 1, 4, 10, 12, 17.5, 18
    assert (found.best, found.best_units) == (18, ("02",))
    assert (found.to_best, found.to_target_mean, found.to_max) == (8, Decimal("7.75"), 10)


def test_inside_the_group_the_line_and_the_mean_are_of_the_others(tmp_path):
    part = whole("10", "18", "17.5", "4", "12", "1", indicator="a")
    found = small(tmp_path, TOTALS, part, unit="02")["a"]
    # 02 is the best; its two best others are 03 and 04, and 04 is on the line.
    assert found.cut_line_score == 4
    assert found.target_mean == Decimal("10.75")
    assert found.to_target_mean == Decimal("-7.25")
    assert found.to_best == 0


def test_the_mean_is_none_when_one_of_the_group_lacks_the_component(tmp_path):
    part = figure("01", score="10", indicator="a") + figure("02", score="18", indicator="a")
    found = small(tmp_path, TOTALS, part)["a"]
    assert found.target_mean is None
    assert found.to_target_mean is None
    assert found.cut_line_score is None
    assert (found.rank, found.ranked_units) == (2, 2)


def test_the_mean_is_none_when_it_is_not_known_who_the_best_are(tmp_path):
    totals = figure("01", score="20", rank=3) + figure("02", score="38", rank=1)
    part = whole("10", "18", "17.5", "4", "12", "1", indicator="a")
    found = small(tmp_path, totals, part)["a"]
    assert found.target_mean is None
    assert found.best == 18


def test_a_unit_without_the_component(tmp_path):
    part = figure("02", score="18", indicator="a") + figure("03", score="12", indicator="a")
    found = small(tmp_path, TOTALS, part)["a"]
    assert (found.score, found.rank, found.to_best, found.to_max) == (None, None, None, None)
    assert (found.best, found.median, found.target_mean) == (18, 15, 15)


def test_one_unit_alone_is_neither_the_best_nor_the_median(tmp_path):
    found = small(tmp_path, TOTALS, figure("01", score="10", indicator="a"))["a"]
    assert (found.score, found.best, found.median, found.rank) == (10, None, None, None)
    assert found.to_max == 10


def test_a_rank_given_by_the_issuer_is_out_of_all_units(tmp_path):
    part = figure("01", score="10", rank=5, indicator="a")
    part += figure("02", score="12", indicator="a")
    found = small(tmp_path, TOTALS, part)["a"]
    assert (found.rank, found.rank_basis, found.ranked_units) == (5, "published", 6)


def test_a_disputed_part_is_used_for_nothing(tmp_path):
    part = figure("01", score="10", indicator="a") + figure("02", score="12", indicator="a")
    part += figure("03", score="19", indicator="a", confidence="disputed")
    found = small(tmp_path, TOTALS, part)["a"]
    assert (found.best, found.ranked_units, found.rank) == (12, 2, 2)


def test_components_come_by_the_distance_to_the_best_then_those_without(tmp_path):
    first = whole("10", "18", "17", "4", "12", "1", indicator="a")
    second = whole("1", "18", "17", "4", "12", "1", indicator="b")
    indicators = [small_store.indicator(code) for code in ("total", "a", "b", "c", "d")]
    third = figure("02", score="3", indicator="c") + figure("03", score="4", indicator="c")
    fourth = whole("10", "18", "17", "4", "12", "1", indicator="d")
    found = small(tmp_path, TOTALS, first, second, third, fourth, indicators=indicators)
    assert list(found) == ["b", "a", "d", "c"]


def test_of_equal_distances_to_the_best_the_larger_one_to_the_mean_comes_first(tmp_path):
    # The target group is 02 and 03.
    low_mean = whole("10", "18", "10", "4", "12", "1", indicator="a")
    high_mean = whole("10", "18", "17", "4", "12", "1", indicator="b")
    assert list(small(tmp_path, TOTALS, low_mean, high_mean)) == ["b", "a"]


def test_scores_are_rounded_before_they_are_compared(tmp_path):
    part = whole("10.004", "10.0049", "9.995", "4", "3", "1", indicator="a")
    found = small(tmp_path, TOTALS, part)["a"]
    assert (found.score, found.best, found.to_best) == (10, 10, 0)
    assert found.best_units == ("01", "02", "03")
    assert found.rank == 1


def test_a_group_of_parts_gives_way_to_its_parts(tmp_path):
    indicators = [
        small_store.indicator("total"),
        small_store.indicator("a"),
        small_store.indicator("g", level="group", adds_up=False),
    ]
    group = whole("10", "18", "17", "4", "12", "1", indicator="g")
    part = whole("5", "9", "8", "2", "6", "1", indicator="a")
    assert list(small(tmp_path, TOTALS, part, group, indicators=indicators)) == ["a"]


def test_a_group_is_shown_where_its_parts_are_not_given(tmp_path):
    indicators = [
        small_store.indicator("total"),
        small_store.indicator("a"),
        small_store.indicator("g", level="group", adds_up=False),
    ]
    group = whole("10", "18", "17", "4", "12", "1", indicator="g")
    assert list(small(tmp_path, TOTALS, group, indicators=indicators)) == ["g"]


# The k best others, by trying every ranking


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_the_best_others_are_named_exactly_when_every_ranking_agrees(size):
    chance = random.Random(size)
    every = list(oracles.rankings_of(size))
    named = unnamed = 0
    for _ in range(150):
        ranks = chance.choice(every)
        known = [rank if chance.random() < 0.7 else None for rank in ranks]
        home, limit = chance.randrange(size), chance.randint(1, size - 1)
        rows = tuple(row_of(str(unit), rank) for unit, rank in enumerate(known))
        found = standing.best_others(rows, str(home), limit)
        groups = oracles.groups_of_best(known, home, limit, every)
        # Only units of known rank can be named, so groups with others do not count.
        nameable = [group for group in groups if all(known[unit] for unit in group)]
        if found is None:
            unnamed += 1
            assert not nameable, (known, home, limit)
        else:
            named += 1
            assert {int(unit) for unit in found} in nameable, (known, home, limit)
    assert named > 20
    assert unnamed > 10


def row_of(unit_code: str, rank: int | None, *, disputed: bool = False) -> standing.Row:
    values = dict.fromkeys(standing.Row.__dataclass_fields__)
    return standing.Row(**values | {"unit_code": unit_code, "rank": rank, "disputed": disputed})


def test_a_disputed_rank_names_nobody():
    rows = (row_of("1", 1, disputed=True), row_of("2", 2), row_of("3", 3))
    assert standing.best_others(rows, "3", 1) is None
    assert standing.best_others(rows, "1", 1) == ["2"]


def test_of_units_that_share_the_last_rank_the_lowest_code_is_taken():
    rows = (row_of("4", 2), row_of("2", 2), row_of("3", 1), row_of("1", 4))
    assert standing.best_others(rows, "1", 2) == ["3", "2"]


# Every published edition against the oracle


def test_every_edition_with_components_agrees_with_the_oracle(at):
    compared = 0
    for edition in editions.all_editions(at):
        indicators = set(oracles.real_indicators(edition.edition_id)) - {"total"}
        ranking = standing.ranking(at, edition_id=edition.edition_id)
        if not indicators or ranking.contradiction:
            continue
        units = [HOME, ranking.rows[0].unit_code, ranking.rows[9].unit_code]
        for unit in units:
            for limit in (10, 15):
                group = naive_group(edition.edition_id, unit, limit)
                line = standing.home_position(
                    at, edition_id=edition.edition_id, unit_code=unit, limit=limit
                ).cut_line_unit
                found = comparison(at, edition.edition_id, unit, limit)
                for code, component in found.items():
                    wanted = oracles.component(
                        edition.edition_id, code, unit, group=group, line=line
                    )
                    assert {name: getattr(component, name) for name in NAMES} == wanted
                    compared += 1
    assert compared > 500


def naive_group(edition_id: str, unit: str, limit: int) -> list[str] | None:
    """The k best others where the first k + 1 places are all known, else None."""
    table = oracles.real_standings(edition_id)
    known = {
        code: row["rank"] for code, row in table.items() if row["rank"] and not row["disputed"]
    }
    others = sorted((code for code in known if code != unit), key=lambda c: (known[c], c))[:limit]
    if len(others) < limit:
        return None
    better = [code for code in known if known[code] < known[others[-1]]]
    return others if len(better) == known[others[-1]] - 1 else None


# Real facts


def test_the_weakest_component_is_digitisation(at):
    found = comparison(at, NEWEST_PSI)
    assert set(found) == PSI_PARTS
    weakest = max(found.values(), key=lambda component: component.rank)
    assert weakest.component == "digitisation"
    assert (weakest.score, weakest.max_score) == (Decimal("9.08"), 22)
    assert (weakest.rank, weakest.ranked_units) == (28, 34)


def test_ranks_are_out_of_the_units_that_have_the_component(at):
    for component in comparison(at, LACKING_ONE).values():
        assert component.ranked_units == 33
        assert component.rank_basis == "computed"
        assert 1 <= component.rank <= 33


def test_the_line_is_the_unit_on_the_line_with_its_own_components(at):
    line = standing.home_position(at, edition_id=NEWEST_PSI, unit_code=HOME, limit=10)
    assert line.cut_line_unit == "19"
    for code, component in comparison(at, NEWEST_PSI).items():
        own = oracles.real_standings(NEWEST_PSI, code)["19"]["score"]
        assert component.cut_line_score == own


def test_components_are_ordered_by_the_distance_to_the_best(at):
    for edition_id in (NEWEST_PSI, DTI_34, "dti-2023-year-vn63"):
        found = components.comparison(at, edition_id=edition_id, unit_code=HOME, limit=10)
        distances = [component.to_best for component in found]
        known = [distance for distance in distances if distance is not None]
        assert known == sorted(known, reverse=True)
        assert distances == known + [None] * (len(distances) - len(known))


def test_nobody_is_better_than_the_best_and_the_best_not_above_the_maximum(at):
    for edition in editions.all_editions(at):
        for component in comparison(at, edition.edition_id).values():
            if component.to_best is not None:
                assert component.to_best >= 0
                assert component.to_best <= component.to_max
            if component.rank is not None:
                assert component.rank <= component.ranked_units, (edition, component)


def test_dti_2024_has_shares_ranks_and_distances_and_no_stack(at):
    found = comparison(at, DTI_34, limit=15)
    known = [component for component in found.values() if component.score is not None]
    assert [component.component for component in known] == [
        "economy_activity",
        "society_activity",
        "gov_activity",
        "infrastructure",
    ]
    for component in known:
        assert component.value_kind == "share"
        assert component.max_points is None
        assert component.status == "derived"
        assert component.ranked_units == 34
        assert component.to_best is not None
    for edition_id in (DTI_34, "dti-2024-year-vn63"):
        assert components.shares(at, edition_id=edition_id) == ()


def test_the_psi_stack_adds_up_to_the_totals(at):
    stacked = [
        edition.edition_id
        for edition in editions.all_editions(at)
        if components.shares(at, edition_id=edition.edition_id)
    ]
    assert len(stacked) == 13
    for edition_id in stacked:
        sums: dict[str, list[Decimal | None]] = defaultdict(list)
        for row in components.shares(at, edition_id=edition_id):
            sums[row["unit_code"]].append(row["points"])
        totals = oracles.real_standings(edition_id)
        assert set(sums) == set(totals)
        for unit, points in sums.items():
            assert len(points) == len(PSI_PARTS)
            if None in points:  # a unit whose parts were not published has no stack at all
                assert set(points) == {None}
            else:
                assert abs(sum(points) - totals[unit]["score"]) <= Decimal("0.03")
    lacking = {
        row["unit_code"]
        for row in components.shares(at, edition_id=LACKING_ONE)
        if row["points"] is None
    }
    assert lacking == {"56"}


def test_the_group_of_the_decree_is_never_in_the_stack(at):
    for edition in editions.all_editions(at):
        for row in components.shares(at, edition_id=edition.edition_id):
            assert row["component"] != "online_service_and_payment"


def test_component_rows_of_chosen_units(at):
    rows = components.scores_of(at, edition_id=NEWEST_PSI, unit_codes=("66", "19"))
    assert len(rows) == 12
    assert {row["unit_code"] for row in rows} == {"66", "19"}
    assert [row["sort_order"] for row in rows] == sorted(row["sort_order"] for row in rows)


def test_every_rank_of_a_component_says_how_sure_it_is(at, tmp_path):
    everybody = tuple(row.unit_code for row in standing.ranking(at, edition_id=NEWEST_PSI).rows)
    rows = components.scores_of(at, edition_id=NEWEST_PSI, unit_codes=everybody)
    for name, part in comparison(at, NEWEST_PSI).items():
        same = [r for r in rows if r["indicator_code"] == name and r["score"] == part.score]
        assert part.certainty == ("tied" if len(same) > 1 else "exact")
    assert {part.certainty for part in comparison(at, DTI_34).values()} == {"derived", None}
    scores = (("01", "1.00"), ("02", "1.00"), ("03", "2.00"))
    part = [row for code, score in scores for row in figure(code, score=score, indicator="a")]
    assert small(tmp_path, TOTALS, part)["a"].certainty == "tied"
    # Khánh Hòa lacks some components there.
    khanh_hoa = comparison(at, LACKING_ONE, unit="56").values()
    assert all((part.certainty is None) == (part.rank is None) for part in khanh_hoa)
    assert None in {part.certainty for part in khanh_hoa}
