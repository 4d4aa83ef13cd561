"""The keys of figures in counts: of what comes in, a share, points, what comes along, a place."""

from collections.abc import Iterable
from decimal import Decimal

from rankings.blocks.way_up.asked import Asked
from rankings.facts.scenario import texts
from rankings.facts.scenario.model import Scenario
from rankings.facts.way_up import count_texts, counted_together
from rankings.facts.way_up.counted_model import CountedPlan, CountedWay
from rankings.facts.way_up.counted_together import Along
from rankings.facts.way_up.counts import GIVEN, Counts
from rankings.sentences import way_up_counts as said
from rankings.store import figure_keys


def by_day(asked: Asked, way: CountedWay, row: Counts, figure: str, done: int = 0) -> str:
    """The key of how many come in (to_come), the share or the gain with so many done well."""
    place = asked.view.edition.edition_id, asked.home, row.code
    day = way.points.deadline.day.isoformat()
    return str(figure_keys.ByDay(*place, day, _given(row), done, figure))


def share_so_far(asked: Asked, row: Counts) -> str:
    """The key of the share in the table."""
    return str(figure_keys.Share(asked.view.edition.edition_id, asked.home, row.code))


def along(asked: Asked, way: CountedWay, come: Along, done: int) -> str:
    """The key of the points that come along with so many done well in the first of a pair."""
    pair = come.pair
    place = asked.view.edition.edition_id, asked.home, pair.also.code
    given = _given(pair.first, pair.also)
    day = way.points.deadline.day.isoformat()
    return str(figure_keys.Along(*place, day, given, done, pair.first.code))


def of_things(
    asked: Asked, way: CountedWay, done: Iterable[tuple[Counts, int]], come: Iterable[Along]
) -> dict[str, str | None]:
    """Text -> key of what things to do gain, and of what comes along with them."""
    w, counts = asked.view.words, {row.code: number for row, number in done}
    rows = {row.code: row for row in way.counted.rows}
    shown: dict[str, str | None] = {}
    for code, number in counts.items():
        gain = said.gain(w, rows[code], rows[code].gain_with(number))
        shown[w("count.along", code=code, gain=gain)] = by_day(
            asked, way, rows[code], "gain", number
        )
    for each in come:
        text = w(
            "count.along", code=each.pair.also.code, gain=said.gain(w, each.pair.also, each.gain)
        )
        shown[text] = along(asked, way, each, counts[each.pair.first.code])
    return shown


def of_plan(asked: Asked, way: CountedWay, plan: CountedPlan) -> dict[str, str | None]:
    """Text -> key of the figures of a plan: each gain, what comes along, the total and the rank."""
    done = [(thing.counts, thing.done) for thing in plan.things]
    assumed = plan.if_assumed.along if plan.if_assumed else ()
    return {
        **of_things(asked, way, done, (*plan.along, *assumed)),
        **of_place(asked, way, done, plan.along, (plan.score, plan.rank)),
    }


def of_place(
    asked: Asked,
    way: CountedWay,
    done: Iterable[tuple[Counts, int]],
    come: Iterable[Along],
    reached: tuple[Decimal | None, int | None],
) -> dict[str, str | None]:
    """Text -> key of the total and the rank that things to do lead to, where these are certain."""
    w, edition = asked.view.words, way.points.edition
    moved = counted_together.by_component(done, come)
    gains = tuple((code, gain) for code, gain in moved.items() if gain)
    tried = Scenario(gains, way.points.others)
    score, rank = reached
    shown: dict[str, str | None] = {}
    if score is not None:
        text = f"{w('table.score')}: {w.number(score, edition.decimals)}"
        shown[text] = texts.figure_key(asked.base, tried, "score")
    if rank is not None:
        shown[w.rank(rank, edition.units)] = texts.figure_key(asked.base, tried, "rank")
    return shown


def _given(*rows: Counts) -> str:
    """What was set to come in of some sub-indicators, as a key holds it."""
    given = tuple((row.code, row.to_come) for row in rows if row.to_come_basis == GIVEN)
    return count_texts.code(given) or figure_keys.NOTHING
