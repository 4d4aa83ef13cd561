"""The largest plausible gain, by hand."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest

from rankings.facts.way_up.plausible import Most, Plausible, Table, percentile, plausible
from tests import effort

UNITS = [f"u{number}" for number in range(10)]


def table(day: date, *scores: str) -> Table:
    named = zip(UNITS, map(Decimal, scores), strict=False)
    return Table(f"e{day:%m%d}", day, dict(named))


FIRST = table(date(2026, 9, 17), *["10"] * 10)
# Gains of 0, 1, … 9 hundredths.
SECOND = table(date(2026, 9, 26), *[f"10.0{number}" for number in range(10)])
# Gains from the first of 0, 2, … 18 hundredths, but for one re-scoring.
THIRD = table(date(2026, 10, 5), *[f"10.{2 * number:02d}" for number in range(9)], "18.00")
NEXT_YEAR = table(date(2027, 1, 10), *["2"] * 10)


def test_the_longest_span_within_the_time_left_counts():
    found = plausible([THIRD, FIRST, SECOND], 10, cumulative=True)
    assert (found.span_days, found.cases) == (9, 20)
    assert found.pairs == (("e0917", "e0926"), ("e0926", "e1005"))
    found = plausible([THIRD, FIRST, SECOND], 18, cumulative=True)
    assert (found.span_days, found.cases) == (18, 10)


def test_nine_of_ten_have_not_gained_more():
    assert plausible([FIRST, SECOND], 30, cumulative=True) == Plausible(
        Decimal("0.08"),
        *(9, 10, 0, (("e0917", "e0926"),)),
        Most("u9", Decimal("0.09"), (FIRST.day, SECOND.day)),
    )


def test_a_table_in_between_changes_nothing_of_the_gain_between_two_dates():
    """However the days between went, the gains over the span are what they are."""
    without = plausible([FIRST, THIRD], 18, cumulative=True)
    noisy = table(date(2026, 9, 20), *["3"] * 5, *["19"] * 5)
    for tables in ([FIRST, SECOND, THIRD], [THIRD, noisy, SECOND, FIRST]):
        assert plausible(tables, 18, cumulative=True) == without
    assert without.most == Most("u9", Decimal(8), (FIRST.day, THIRD.day))


def test_who_gained_most():
    nobody = plausible([FIRST, table(date(2026, 9, 26), *["9"] * 10)], 30, cumulative=True)
    assert (nobody.gain, nobody.most) == (0, None)
    marked = plausible([FIRST, THIRD], 30, cumulative=True, flagged={("e1005", "u9")})
    assert marked.most == Most("u8", Decimal("0.16"), (FIRST.day, THIRD.day))
    both = table(date(2026, 9, 26), *["10"] * 8, "11", "11")
    again = table(date(2026, 10, 5), *["10"] * 7, "11", "11", "11")
    found = plausible([FIRST, both, again], 9, cumulative=True)
    assert found.most == Most("u7", Decimal(1), (both.day, again.day))


def test_a_figure_marked_as_re_scored_is_no_case_also_where_it_lies_between():
    with_jump = plausible([FIRST, THIRD], 30, cumulative=True)
    without = plausible([FIRST, THIRD], 30, cumulative=True, flagged={("e1005", "u9")})
    assert (with_jump.gain, with_jump.cases) == (Decimal("0.16"), 10)
    assert (without.gain, without.cases, without.flagged) == (Decimal("0.16"), 9, 1)
    between = plausible([FIRST, SECOND, THIRD], 18, cumulative=True, flagged={("e0926", "u0")})
    assert (between.cases, between.flagged) == (9, 1)


def test_a_time_left_beyond_all_spans_extrapolates_nothing():
    near, far = (plausible([FIRST, THIRD], days, cumulative=True) for days in (18, 400))
    assert near == far


def test_no_pair_reaches_over_the_new_year_where_the_count_starts_anew():
    assert plausible([FIRST, NEXT_YEAR], 400, cumulative=True) is None
    assert plausible([FIRST, NEXT_YEAR], 400, cumulative=False).gain == 0


@pytest.mark.parametrize("tables", [[], [FIRST], [FIRST, NEXT_YEAR]])
def test_where_there_are_no_two_editions(tables):
    assert plausible(tables, 10, cumulative=True) is None


@pytest.mark.parametrize("days", [1, 8])
def test_a_time_left_below_all_spans_gives_what_the_shortest_shows(days):
    """More than nothing and no more than was seen: a shorter time never allows a larger gain."""
    nearest = table(date(2026, 10, 2), *[f"10.{2 * number:02d}" for number in range(10)])
    found = plausible([THIRD, nearest, FIRST], days, cumulative=True)
    if days < 3:
        assert (found.span_days, found.pairs) == (3, (("e1002", "e1005"),))
    assert plausible([FIRST, SECOND], days, cumulative=True) == plausible(
        [FIRST, SECOND], 9, cumulative=True
    )


def by_trying_every_pair(tables, days_left, *, cumulative, flagged):
    """What is found by going through all pairs, which takes the square of their number."""
    in_order = sorted(tables, key=lambda table: table.day)
    pairs = [
        (one, other)
        for one, other in combinations(in_order, 2)
        if one.day < other.day and (not cumulative or one.day.year == other.day.year)
    ]
    if not pairs:
        return None
    spans = {(other.day - one.day).days for one, other in pairs}
    span = max((days for days in spans if days <= days_left), default=min(spans))
    longest = [pair for pair in pairs if (pair[1].day - pair[0].day).days == span]
    gains, left_out = [], 0
    for one, other in longest:
        between = [table.edition_id for table in in_order if one.day < table.day <= other.day]
        for unit in one.scores.keys() & other.scores.keys():
            if any((edition, unit) in flagged for edition in between):
                left_out += 1
            else:
                gains.append(other.scores[unit] - one.scores[unit])
    if not gains:
        return None
    codes = tuple((one.edition_id, other.edition_id) for one, other in longest)
    gain = max(percentile(gains), Decimal(0))
    return gain, max(gains), span, len(gains), left_out, codes


@pytest.mark.parametrize("seed", range(effort.rounds(60)))
def test_the_pairs_that_count_are_those_found_by_trying_every_pair(seed):
    dice = random.Random(seed)
    tables = []
    for number in range(dice.randint(0, 14)):
        day = date(2026, 11, 1) + timedelta(days=dice.choice((7, 3, 1)) * dice.randint(0, 20))
        scores = {unit: Decimal(dice.randint(0, 9)) for unit in UNITS[:3] if dice.random() < 0.8}
        tables.append(Table(f"e{number}", day, scores))
    editions = [table.edition_id for table in tables] + ["elsewhere"]
    flagged = {(dice.choice(editions), dice.choice(UNITS[:3])) for _ in range(dice.randint(0, 6))}
    for days in (0, 1, 7, 30, 4_000_000):
        for cumulative in (False, True):
            asked = {"cumulative": cumulative, "flagged": flagged}
            found = plausible(tables, days, **asked)
            told = found and (
                *(found.gain, found.most.gain if found.most else None, found.span_days),
                *(found.cases, found.flagged, found.pairs),
            )
            tried = by_trying_every_pair(tables, days, **asked)
            assert told == (tried and (tried[0], tried[1] if tried[1] > 0 else None, *tried[2:]))


def test_where_every_gain_was_flagged():
    flagged = {("e0926", unit) for unit in UNITS}
    assert plausible([FIRST, SECOND], 30, cumulative=True, flagged=flagged) is None


def test_a_unit_that_one_table_lacks_is_no_case():
    short = table(date(2026, 9, 26), "10.50", "10.10")
    assert plausible([FIRST, short], 30, cumulative=True).cases == 2


@pytest.mark.parametrize(
    ("count", "nth"), [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18), (34, 31)]
)
def test_the_percentile_is_a_value_that_occurred(count, nth):
    assert percentile([Decimal(number) for number in range(count, 0, -1)]) == nth
