"""What to direct, in the parts of a row: what, what it brings, who and by when, how sure."""

from rankings.facts.overview import directions
from rankings.facts.overview.directions import Direction
from rankings.facts.way_up import counts
from rankings.facts.way_up.missing import Wanted
from rankings.sentences import naming, way_up_counts
from rankings.words.text import Words, sentence_case


def what(w: Words, direction: Direction, home: str) -> str:
    """What to have done, in counts where they are known: "Cần 8 trong khoảng 24 thủ tục …"."""
    issuer = naming.issuer(w, w.field(direction, "issuer"))
    if direction.order is not None:
        order = way_up_counts.order(w, direction.order.counts, direction.order.done)
        return w("direction.count", order=order)
    if direction.kind == directions.MISSING:
        asked = w.join_and(_wanted(w, each, home) for each in direction.wanted)
        return w("direction.missing", issuer=issuer, what=asked)
    if direction.kind == directions.POINTS:
        if direction.component is None:
            return w("direction.points_plain", issuer=issuer)
        return w("direction.points", component=w.name(direction.component))
    return w(f"direction.{direction.kind}", issuer=issuer)


def _wanted(w: Words, wanted: Wanted, home: str) -> str:
    return w(f"direction.wanted_{wanted.kind}", n=w.number(wanted.count), home=home)


def brings(w: Words, direction: Direction) -> str | None:
    """What it brings: points and place; of what is missing the component farthest behind."""
    edition, order = direction.edition, direction.order
    if edition is None:
        return None
    if direction.place is not None and direction.points is not None:
        decimals = order.counts.rule.decimals if order is not None else edition.decimals
        values = {
            "x": w.number(direction.points, decimals),
            "place": w.ordinal(direction.place),
        }
        key = "direction.brings" if order is not None else "direction.takes"
        return w.plural(key, direction.places or 0, **values)
    return _farthest(w, direction, edition.decimals)


def _farthest(w: Words, direction: Direction, decimals: int) -> str | None:
    part = direction.component
    if part is None:
        return None
    if part.to_target_mean is not None and part.to_target_mean > 0:
        away = w.number(part.to_target_mean, decimals)
        return w("direction.farthest", component=w.name(part), k=direction.limit, x=away)
    rank = w.rank(part.rank, part.ranked_units)
    return w("direction.lowest", component=w.name(part), rank=rank)


def who(w: Words, direction: Direction) -> str:
    """The agency responsible, as entered."""
    return w.field(direction, "owner") or w("word.not_assigned")


def when(w: Words, direction: Direction) -> str:
    """By when the target is to be reached, as entered."""
    day = direction.deadline
    return w("direction.undated") if day is None else w("direction.deadline", day=w.date(day))


def sure(w: Words, direction: Direction) -> str | None:
    """How sure it is, and until when it is in time; None where nothing is counted."""
    order = direction.order
    if order is None:
        return None
    assumed = order.counts.future.basis == counts.ASSUMPTION
    basis = w("direction.assumed" if assumed else "direction.by_rule")
    key = "direction.late" if order.late else "direction.in_time"
    return w(key, basis=sentence_case(basis), day=w.date(order.last_day))


def link(w: Words, direction: Direction, index: str) -> str:
    """What the link of a row says: where it leads, unlike the others."""
    if direction.order is not None:
        return w("direction.to_order", code=direction.order.counts.code)
    key = "direction.to_data" if direction.page == "data" else "direction.to_plan"
    return w(key, index=index)
