"""Events between two tables, by hand: each once, none for what stayed or is not known."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rankings.facts.why import watch
from rankings.facts.why.watch import Event, Figures, Side, events

BAND = Decimal("0.5")
D = Decimal


def side(limit: int | None = None, parts: dict | None = None, **scores: str | None) -> Side:
    """A table with the ranks of its scores; `us` is the unit watched.

    limit: of the group whose line every unit has; without one there is none.
    """
    known = {code: None if s is None else D(s) for code, s in scores.items()}
    ranks = {
        code: None if s is None else 1 + sum(o is not None and o > s for o in known.values())
        for code, s in known.items()
    }
    totals = {code: Figures(score, ranks[code]) for code, score in known.items()}
    components = {
        part: {code: D(score) for code, score in of.items()} for part, of in (parts or {}).items()
    }
    return Side(totals, components, {} if limit is None else lines(known, limit))


def lines(scores: dict[str, Decimal | None], limit: int) -> dict[str, Decimal]:
    """The line of every unit: the score of the limit-th best of the others, all being known."""
    return {
        code: sorted((score for one, score in scores.items() if one != code), reverse=True)[
            limit - 1
        ]
        for code in scores
    }


def found(before: Side, after: Side, limit: int | None = None) -> tuple[Event, ...]:
    return events(before, after, "us", limit=limit, band=BAND)


def test_passing_and_being_passed():
    before, after = side(us="10", x="12", y="8"), side(us="13", x="11", y="14")
    assert found(before, after) == (
        Event(watch.OVERTAKEN_BY, "us", "y", 3, 1),
        Event(watch.OVERTOOK, "us", "x", 1, 3),
    )


def test_a_tie_is_not_above_as_in_the_split_of_a_change():
    assert found(side(us="10", x="12"), side(us="12", x="12")) == (
        Event(watch.OVERTOOK, "us", "x", 1, 1),
    )
    assert found(side(us="12", x="12"), side(us="12", x="13")) == (
        Event(watch.OVERTAKEN_BY, "us", "x", 1, 1),
    )
    assert found(side(us="12", x="12"), side(us="13", x="12")) == ()


def test_ranks_alone_are_enough_and_unknown_ones_are_nothing():
    before = Side({"us": Figures(None, 3), "x": Figures(None, 2)}, {}, {})
    after = Side({"us": Figures(None, 2), "x": Figures(None, 3)}, {}, {})
    assert found(before, after) == (Event(watch.OVERTOOK, "us", "x", 2, 3),)
    unknown = Side({"us": Figures(None, 2), "x": Figures(None, None)}, {}, {})
    assert found(before, unknown) == found(unknown, after) == ()


def test_crossing_the_line_in_both_directions_the_unit_watched_first():
    before, after = side(us="10", x="12", y="11"), side(us="13", x="12", y="11")
    crossing = [event for event in found(before, after, limit=2) if "group" in event.event]
    assert crossing == [
        Event(watch.ENTERED_GROUP, "us", None, 3, 1),
        Event(watch.LEFT_GROUP, "y", None, 2, 3),
    ]
    assert [e.event for e in found(after, before, limit=2) if e.unit_code == "us"][-1] == (
        watch.LEFT_GROUP
    )


def test_coming_near_is_told_once_and_only_when_new():
    before, after = side(us="10", x="8"), side(us="10", x="9.6")
    assert found(before, after) == (Event(watch.NEAR_UNIT, "us", "x", D(-2), D("-0.4")),)
    assert found(after, side(us="10", x="9.7")) == ()
    # One that passed is not told a second time for being near.
    assert [e.event for e in found(side(us="10", x="8"), side(us="10", x="10.2"))] == [
        watch.OVERTAKEN_BY
    ]
    # At the very edge of the band is within it; a hundredth further is not.
    assert len(found(before, side(us="10", x="9.5"))) == 1
    assert found(before, side(us="10", x="9.49")) == ()


def near_line(before: Side, after: Side) -> list[Event]:
    return [event for event in found(before, after) if event.event == watch.NEAR_LINE]


def test_who_comes_near_the_line_is_measured_against_the_place_it_must_take():
    before = side(2, us="20", x="12", y="11", z="8")
    # In a group of two y has to reach x, though for us the line is the best below x: y itself.
    assert near_line(before, side(2, us="20", x="12", y="11.8", z="8")) == [
        # x keeps its place while it is above y.
        Event(watch.NEAR_LINE, "x", None, D(1), D("0.2")),
        Event(watch.NEAR_LINE, "y", None, D(-1), D("-0.2")),
    ]
    # Below the line of us, which is y now, is z; the place that it must take is that of x.
    assert near_line(before, side(2, us="20", x="12.2", y="11.6", z="11.5")) == []
    level = side(2, us="20", x="12", y="12", z="8")
    assert [(event.unit_code, event.after) for event in near_line(before, level)] == [
        ("x", 0),
        ("y", 0),
    ]
    assert near_line(side(us="20", x="12", y="11", z="8"), level) == []


def test_the_component_that_lost_most():
    before = side(parts={"a": {"us": "5"}, "b": {"us": "6"}, "c": {"us": "1"}}, us="12")
    after = side(parts={"a": {"us": "4.9"}, "b": {"us": "5"}, "c": {"us": "2"}}, us="11.9")
    assert found(before, after) == (Event(watch.LOST_MOST, "us", None, D(6), D(5), "b"),)
    assert found(after, before)[0].component == "c"
    assert found(before, before) == ()


def test_best_in_a_component():
    before = side(parts={"a": {"us": "5", "x": "6"}}, us="9", x="9")
    after = side(parts={"a": {"us": "7", "x": "6"}}, us="9", x="9")
    assert found(before, after) == (Event(watch.BEST, "us", "x", D(6), D(7), "a"),)
    level = side(parts={"a": {"us": "6", "x": "6"}}, us="9", x="9")
    assert found(before, level) == (Event(watch.BEST, "us", "x", D(6), D(6), "a", shared=True),)
    # The best of those that happen to be known is not the best of all.
    assert found(side(parts={"a": {"x": "6"}}, us="9", x="9"), after) == ()


score = st.integers(0, 12).map(lambda n: D(n) / 4)
tables = st.fixed_dictionaries({code: score.map(str) for code in ("us", "x", "y", "z")})


@given(before=tables, after=tables, limit=st.integers(1, 3))
def test_no_event_twice_and_none_where_nothing_changed(before, after, limit):
    first, second = side(limit, **before), side(limit, **after)
    told = found(first, second, limit=limit)
    assert len(told) == len({(e.event, e.unit_code, e.other_unit_code) for e in told})
    assert found(first, first, limit=limit) == ()
