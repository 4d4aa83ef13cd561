import random
from decimal import Decimal

import pytest

from rankings.facts.standing.position import Interval, Position, Standing, needed, position
from tests import effort
from tests.facts import oracles
from tests.facts.oracles import table

TOTALS = oracles.published_totals()
DAK_LAK = "66"


def published(edition: str, limit: int, unit_code: str = DAK_LAK) -> Position:
    return position(TOTALS[edition], unit_code, limit, oracles.DECIMALS[edition[:3]])


def between(low: str | None, high: str | None) -> Interval:
    return Interval(low and Decimal(low), high and Decimal(high))


def exactly(value: str) -> Interval:
    return between(value, value)


# Published facts


def test_psi_october_2026_is_inside_with_a_buffer():
    found = published("psi-2026-10-10-year_to_date-vn34", 10)
    assert found == Position(
        unit_code=DAK_LAK,
        limit=10,
        units=34,
        score=Decimal("65.49"),
        score_range=exactly("65.49"),
        rank=7,
        rank_low=7,
        rank_high=7,
        cut_line=exactly("63.97"),
        cut_line_unit="19",  # Thái Nguyên
        gap=exactly("-1.52"),
        status="inside",
        to_pass=4,
        nearest_behind="20",  # Lạng Sơn
        nearest_behind_by=Decimal("0.44"),
        places_short=None,
    )


def test_psi_third_quarter_2025_is_a_rank_and_nothing_else():
    found = published("psi-2025-Q3-quarter-vn34", 10)
    assert (found.rank, found.status, found.to_pass) == (8, "inside", 3)
    assert found.gap == between(None, "0")
    assert not found.cut_line.known
    assert found.score is None
    assert not found.score_range.known
    assert (found.nearest_behind, found.cut_line_unit) == (None, None)


def test_pii_2025_lies_between_its_neighbours():
    found = published("pii-2025-year-vn34", 15)
    assert (found.rank, found.score, found.status) == (24, Decimal("34.80"), "outside")
    assert found.cut_line == between("38.93", "44.92")
    assert found.cut_line_unit == "25"  # Phú Thọ, 15th, score not published
    assert found.gap == between("4.13", "10.12")
    assert (found.places_short, found.to_pass) == (9, None)


def test_dti_2024_of_34_units_is_exact():
    found = published("dti-2024-year-vn34", 15)
    assert (found.rank, found.score, found.status) == (29, Decimal("0.6410"), "outside")
    assert (found.cut_line, found.cut_line_unit) == (exactly("0.7164"), "75")  # Đồng Nai
    assert (found.gap, found.places_short) == (exactly("0.0754"), 14)


@pytest.mark.parametrize(("unit_code", "rank"), [("66", 39), ("54", 56)])
def test_dti_2024_of_63_units_keeps_its_published_ranks(unit_code, rank):
    assert published("dti-2024-year-vn63", 15, unit_code).rank == rank


def test_pii_2024_uses_no_disputed_figure():
    found = published("pii-2024-year-vn63", 15, "64")  # Gia Lai, disputed
    assert (found.score, found.rank, found.contradiction) == (None, None, ())
    assert found.status == "unknown"


def test_no_published_edition_contradicts_itself():
    for edition in TOTALS:
        assert published(edition, 10).contradiction == (), edition


# Status


def test_a_published_rank_decides_without_any_score():
    standings = table("A - 1", "B - 2", "C - 3", "D - -")
    assert position(standings, "B", 2, 0).status == "inside"
    assert position(standings, "C", 2, 0).status == "outside"
    assert position(standings, "C", 2, 0).places_short == 1
    assert position(standings, "D", 2, 0).status == "unknown"


def test_scores_decide_where_they_can():
    standings = table("A 60 -", "B 50 -", "H 40 -", "C - -")
    assert position(standings, "H", 2, 0).status == "outside"
    assert position(standings, "B", 3, 0).status == "inside"
    assert position(standings, "B", 2, 0).status == "unknown"
    found = position(standings, "H", 2, 0)
    assert (found.rank, found.rank_low, found.rank_high, found.places_short) == (None, 3, 4, None)


def test_a_tie_on_the_line():
    shared = table("A 60 1", "B 50 2", "C 50 2", "D 40 4")
    broken = table("A 60 1", "B 50 2", "C 50 3", "D 40 4")
    found = position(shared, "C", 2, 0)
    assert (found.status, found.gap, found.to_pass) == ("inside", exactly("0"), 1)
    found = position(broken, "C", 2, 0)
    assert (found.status, found.gap, found.places_short) == ("outside", exactly("0"), 1)
    assert (found.rank, found.rank_low, found.rank_high) == (3, 3, 3)


def test_who_was_put_behind_a_tie_on_the_line_needs_one_step_more():
    broken = table("A 60 1", "B 50 2", "C 50 3", "D 50 4", "E 40 5")
    found = position(broken, "D", 2, 0)
    assert (found.status, found.tied_ahead) == ("outside", ("B", "C"))
    assert needed(found.gap, found.status, 0) == exactly("1")
    assert needed(found.gap, found.status, 2) == exactly("0.01")
    inside = position(broken, "B", 2, 0)
    assert (inside.status, inside.gap, inside.tied_ahead) == ("inside", exactly("0"), ())
    assert needed(inside.gap, inside.status, 0) == exactly("0")
    # The next one that can push it out is the one that was put behind it.
    assert (inside.nearest_behind, inside.nearest_behind_by) == ("C", 0)
    # Below the tie the line is reached as before.
    below = position(broken, "E", 2, 0)
    assert (below.tied_ahead, needed(below.gap, below.status, 0)) == ((), exactly("10"))
    shared = position(table("A 60 1", "B 50 2", "C 50 2", "D 40 4"), "C", 2, 0)
    assert (shared.tied_ahead, shared.nearest_behind) == ((), "D")


def test_a_complete_table_computes_the_rank():
    found = position(table("A 60 -", "B 50 -", "C 50 -", "D 40 -"), "C", 1, 0)
    assert (found.rank, found.status, found.places_short) == (2, "outside", 1)


@pytest.mark.parametrize("limit", [3, 4, 9])
def test_everybody_is_within_a_limit_as_large_as_the_field(limit):
    found = position(table("A 60 -", "B 50 -", "C - -"), "C", limit, 0)
    assert (found.status, found.gap) == ("inside", between(None, "0"))
    assert not found.cut_line.known
    assert (found.to_pass, found.cut_line_unit) == (None, None)


def test_the_first_and_the_last_unit():
    standings = table("A 60 1", "B 50 2", "C 40 3")
    first, last = position(standings, "A", 1, 0), position(standings, "C", 2, 0)
    assert (first.to_pass, first.gap, first.nearest_behind) == (1, exactly("-10"), "B")
    assert (last.places_short, last.gap, last.nearest_behind) == (1, exactly("10"), None)


# The unit on the line


def test_the_line_unit_follows_the_side_of_home():
    standings = table("A - 1", "B - 2", "C - 3", "D - 4")
    assert position(standings, "D", 2, 0).cut_line_unit == "B"
    assert position(standings, "A", 2, 0).cut_line_unit == "C"
    assert position(standings, "B", 2, 0).cut_line_unit == "C"


def test_a_known_score_on_the_line_names_its_unit():
    standings = table("A 60 1", "B 50 -", "C - 3", "H 30 4", "D - -")
    assert position(standings, "H", 2, 0).cut_line_unit == "B"
    # B may be 2nd or 3rd now, the unknown unit the other.
    standings = table("A 60 1", "B 50 -", "C - -", "H 30 4")
    assert position(standings, "H", 2, 0).cut_line_unit is None


def test_tied_units_on_the_line_are_named_by_the_lowest_code():
    assert position(table("C 50 2", "B 50 2", "A 60 1", "H 40 4"), "H", 2, 0).cut_line_unit == "B"


# The unit behind


def test_the_unit_behind_is_not_one_that_is_level():
    standings = table("A 60 -", "H 50 -", "B 50 -", "D 47 -", "C 47 -")
    found = position(standings, "H", 3, 0)
    assert (found.nearest_behind, found.nearest_behind_by) == ("C", Decimal(3))


def test_an_unknown_unit_may_be_between():
    assert position(table("H 60 1", "A 50 -", "B - -"), "H", 2, 0).nearest_behind is None
    assert position(table("H 60 1", "A 50 -", "B - 3"), "H", 2, 0).nearest_behind == "A"
    # Nothing fits between neighbouring scores of the last decimal.
    assert position(table("H 51 1", "A 50 -", "B - -"), "H", 2, 0).nearest_behind == "A"
    assert position(table("H 51 1", "A 50 -", "B - -"), "H", 2, 1).nearest_behind is None


def test_an_outside_unit_has_nobody_behind():
    assert position(table("A 60 1", "H 50 2", "B 40 3"), "H", 1, 0).nearest_behind is None


# Contradictions


def test_a_contradiction_leaves_the_published_rank_of_a_third_unit():
    found = position(table("A 50 1", "B 60 2", "H 30 3", "C - -"), "H", 2, 0)
    assert found.contradiction == ("A", "B")
    assert (found.score, found.rank, found.status) == (Decimal(30), 3, "outside")
    assert (found.rank_low, found.rank_high, found.cut_line_unit) == (None, None, None)
    assert (found.gap, found.cut_line, found.score_range) == (between(None, None),) * 3


def test_a_contradiction_about_home_leaves_nothing_decided():
    found = position(table("A 50 1", "H 60 2", "C - -"), "H", 2, 0)
    assert found.contradiction == ("A", "H")
    assert (found.status, found.to_pass, found.places_short) == ("unknown", None, None)


def test_a_limit_is_at_least_one():
    with pytest.raises(ValueError, match="at least 1"):
        position(table("A 50 2", "B 60 2"), "A", 0, 0)


# Brute force


@pytest.mark.parametrize("seed", effort.seeds(4))
def test_what_is_certain_is_certain_in_every_score_vector(seed):
    rng = random.Random(1000 + seed)
    for _ in range(80):
        standings = oracles.random_table(rng)
        expected = oracles.truth(standings)
        if expected is not None:
            for home in standings:
                for limit in range(1, len(standings)):
                    compare(standings, home, limit, expected)


def compare(standings: list[Standing], home: Standing, limit: int, expected: oracles.Truth):
    found = position(standings, home.unit_code, limit, 0)
    place = home.unit_code, limit
    complete = all(oracles.evidence(standing)[0] is not None for standing in standings)
    known = oracles.evidence(home)[1]
    rank = expected.ranks[home.unit_code][0] if complete else known
    assert found.rank == rank
    assert found.status == expected_status(rank, expected.gap[place], limit)
    with_score = {s.unit_code for s in standings if oracles.evidence(s)[0] is not None}
    if found.cut_line_unit is None:
        assert not with_score & set(expected.on_line[place])
    else:
        assert found.cut_line_unit in expected.on_line[place]
    behind = expected.next_below[home.unit_code] if found.status == "inside" else None
    if found.status == "inside":
        behind = put_behind(standings, home) or behind
    assert (found.nearest_behind, found.nearest_behind_by) == (behind or (None, None))


def put_behind(standings: list[Standing], home: Standing) -> tuple[str, int] | None:
    """The next unit that was published behind one of the same score, and that it is level."""
    (score, rank), known = oracles.evidence(home), [(*oracles.evidence(s), s) for s in standings]
    tied = [
        (theirs, other.unit_code)
        for value, theirs, other in known
        if None not in (score, rank, theirs) and value == score and theirs > rank
    ]
    return (min(tied)[1], 0) if tied else None


def expected_status(rank: int | None, gap: Interval, limit: int) -> str:
    if rank is not None:
        return "inside" if rank <= limit else "outside"
    if gap.high is not None and gap.high <= 0:
        return "inside"
    return "outside" if gap.low is not None and gap.low > 0 else "unknown"
