"""What happened round the cut line, one sentence for each event, the same on screen and in rows."""

from collections.abc import Mapping
from decimal import Decimal

from rankings.facts.why import watch
from rankings.facts.why.events import Since
from rankings.facts.why.watch import Event
from rankings.words.text import Words


def event(
    w: Words,
    found: Event,
    names: Mapping[str, str],
    parts: Mapping[str, str],
    *,
    decimals: int,
    limit: int | None,
) -> str:
    """One event as a sentence. names: unit code -> name; parts: indicator code -> name."""
    name = names[found.unit_code]
    other = names.get(found.other_unit_code, "")
    if found.event in (watch.OVERTAKEN_BY, watch.OVERTOOK):
        ranks = _ranks(w, found, f"{other} ")
        return w(f"event.{found.event}", name=name, other=other, ranks=ranks)
    if found.event in (watch.ENTERED_GROUP, watch.LEFT_GROUP):
        return w(f"event.{found.event}", name=name, k=limit, ranks=_ranks(w, found))
    if found.event in (watch.NEAR_LINE, watch.NEAR_UNIT):
        who = other if found.event == watch.NEAR_UNIT else name
        side = "level" if not found.after else "above" if found.after > 0 else "below"
        amounts = {
            "x": w.number(abs(found.after), decimals),
            "y": w.number(abs(found.before), decimals),
        }
        return w(f"event.{found.event}_{side}", name=who, home=name, k=limit, **amounts)
    part = parts[found.component]
    was, now = w.number(found.before, decimals), w.number(found.after, decimals)
    if found.event == watch.LOST_MOST:
        lost = w.number(Decimal(found.before) - found.after, decimals)
        return w("event.lost_most", name=name, part=part, x=lost, a=was, b=now)
    return w(
        "event.best_shared" if found.shared else "event.best",
        name=name,
        part=part,
        s=now,
        other=other,
    )


def heading(w: Words, found: Since) -> str:
    """Between which editions the events are: "Từ 05/10/2026 đến 10/10/2026 (…)"."""
    return w(
        "event.heading",
        a=w.period_short(found.first),
        b=w.period_short(found.second or found.first),
        period_type=w(f"period_type.{found.first.period_type}"),
    )


def _ranks(w: Words, found: Event, whose: str = "") -> str:
    """How a rank moved, in brackets; nothing where it is not known on both sides."""
    if found.before is None or found.after is None:
        return ""
    key = "same" if found.before == found.after else "up" if found.after < found.before else "down"
    ranks = whose + w(f"why.ranks_{key}", x=w.place(found.before), y=w.place(found.after))
    return f" {w('event.in_brackets', ranks=ranks)}"
