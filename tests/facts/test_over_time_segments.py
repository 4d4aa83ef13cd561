"""What a line may join: cases worked out by hand, and once more in plain Python."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rankings.facts.over_time.segments import Stop, is_table, places, series
from tests import effort


def day(number: int, *, year=2026, method="m1", scheme="s", table=True) -> Stop:
    """A count from the start of the year to the n-th day of it."""
    start = date(year, 1, 1)
    end = start + timedelta(days=number)
    name = f"{year}-{number}"
    return Stop(name, "year_to_date", start, end, scheme, method, table)


def month(number: int, *, method="m1", scheme="s", table=True) -> Stop:
    start = date(2025, number, 1)
    end = date(2025 + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Stop(f"m{number}", "month", start, end, scheme, method, table)


def joined(stops, figures) -> list[list[str]]:
    """The segments as lists of editions, in the order of their names."""
    found: dict[str, list[str]] = {}
    for edition_id, place in places(series(stops), figures).items():
        found.setdefault(place.segment, []).append(edition_id)
    return sorted(found.values())


def test_one_method_is_one_segment():
    stops = [day(1), day(5), day(6)]
    found = places(series(stops), {"2026-1": True, "2026-5": True, "2026-6": True}, name="66")
    assert [place.segment for place in found.values()] == ["66-m1-s-year_to_date-2026-1"] * 3
    assert [place.before for place in found.values()] == [None, "2026-1", "2026-5"]


def test_a_method_a_scheme_and_a_new_year_begin_another_segment():
    for other in (day(9, method="m2"), day(9, scheme="s2"), day(9, year=2027)):
        stops = [day(8), other]
        figures = {stop.edition_id: True for stop in stops}
        assert joined(stops, figures) == [["2026-8"], [other.edition_id]]


def test_period_types_never_mix():
    stops = [month(1), day(20), month(2)]
    figures = {stop.edition_id: True for stop in stops}
    assert joined(stops, figures) == [["2026-20"], ["m1", "m2"]]


def test_months_go_on_over_the_new_year_and_years_follow_each_other():
    december = Stop("d", "month", date(2025, 12, 1), date(2025, 12, 31), "s", "m1", False)
    january = Stop("j", "month", date(2026, 1, 1), date(2026, 1, 31), "s", "m1", False)
    assert joined([december, january], {"d": True, "j": True}) == [["d", "j"]]


def test_a_table_without_the_unit_interrupts_the_line():
    stops = [day(1), day(2), day(3)]
    assert joined(stops, {"2026-1": True, "2026-3": True}) == [["2026-1"], ["2026-3"]]


def test_single_figures_of_others_are_passed_in_a_count_from_the_start_of_the_year():
    stops = [day(1), day(2, table=False), day(3)]
    found = places(series(stops), {"2026-1": True, "2026-3": True})
    assert found["2026-3"].before == "2026-1"
    assert found["2026-3"].over == ("2026-2",)
    assert found["2026-1"].over == ()


def test_a_month_without_a_figure_interrupts_whether_its_edition_is_there_or_not():
    figures = {"m1": True, "m3": True}
    apart = [["m1"], ["m3"]]
    assert joined([month(1), month(3)], figures) == apart
    assert joined([month(1), month(2, table=False), month(3)], figures) == apart


def test_a_disputed_figure_is_joined_with_nothing():
    stops = [day(1), day(2, table=False), day(3)]
    figures = {"2026-1": True, "2026-2": False, "2026-3": True}
    assert "2026-2" not in places(series(stops), figures)
    assert joined(stops, figures) == [["2026-1"], ["2026-3"]]


def test_half_of_the_units_make_a_table():
    assert [is_table(known, 34) for known in (0, 16, 17, 34)] == [False, False, True, True]
    assert not is_table(0, 0)


# Once more, slowly: two figures are joined when everything between them lets the line through.


def may_join(stops: list[Stop], figures: dict[str, bool], a: Stop, b: Stop) -> bool:
    """True when a line may go straight from a to b, with no figure of the unit between them."""
    if (a.method_code, a.scheme, a.period_type) != (b.method_code, b.scheme, b.period_type):
        return False
    if a.period_type == "year_to_date":
        if a.period_start.year != b.period_start.year:
            return False
    elif (b.period_start - a.period_end).days != 1:
        return False
    series = (a.method_code, a.scheme, a.period_type)
    between = [
        stop
        for stop in stops
        if a.period_end < stop.period_end < b.period_end
        and (stop.method_code, stop.scheme, stop.period_type) == series
        and stop.period_start.year == b.period_start.year
    ]
    return not any(stop.edition_id in figures or stop.table for stop in between)


@st.composite
def histories(draw):
    stops: dict[tuple, Stop] = {}
    for _ in range(draw(st.integers(0, 9))):
        method = draw(st.sampled_from(("m1", "m2")))
        table = draw(st.booleans())
        if draw(st.booleans()):
            number, year = draw(st.integers(1, 6)), draw(st.sampled_from((2025, 2026)))
            stop = day(number, year=year, method=method, table=table)
        else:
            stop = month(draw(st.integers(1, 12)), method=method, table=table)
        stops[stop.edition_id] = stop
    known = {
        name: figure
        for name in stops
        if (figure := draw(st.sampled_from((True, True, None, False)))) is not None
    }
    return list(stops.values()), known


@settings(max_examples=effort.examples(150))
@given(histories())
def test_the_same_once_more(history):
    stops, figures = history
    by_id = {stop.edition_id: stop for stop in stops}
    found = places(series(stops), figures)
    assert set(found) == {name for name, usable in figures.items() if usable}
    for name in found:
        expected = [
            other
            for other in found
            if by_id[other].period_end < by_id[name].period_end
            and may_join(stops, figures, by_id[other], by_id[name])
        ]
        assert len(expected) <= 1
        assert found[name].before == (expected[0] if expected else None)
        for other in expected:
            assert found[other].segment == found[name].segment
    # A segment is one chain: it has one beginning.
    for segment in {place.segment for place in found.values()}:
        chain = [place for place in found.values() if place.segment == segment]
        assert sum(place.before is None for place in chain) == 1
