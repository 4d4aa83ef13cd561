"""What is said of the pace: when who passes whom if it stays, and that this is no forecast."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from rankings.facts.way_up.pace import Moving, Pace
from rankings.words.text import Words


def sentence(w: Words, pace: Pace, names: Mapping[str, str]) -> str:
    """Whether the unit keeps or reaches the limit if all keep their pace, and who passes it first.

    names: unit code -> name.
    """
    own, trend = pace.own, pace.trend
    if own is None or trend is None:
        return w(f"pace.no_{pace.why_none}")
    values = {
        "home": names[pace.unit_code],
        "k": pace.limit,
        "since": w.date(trend.first.period_end),
        "last": w.date(pace.last),
        "rank": w.rank(pace.rank_then, pace.edition.units),
        "pace": monthly(w, own, pace.edition.decimals),
    }
    side = "inside" if pace.inside else "outside"
    if pace.crosses is None:
        answer = w(f"pace.stays_{side}", **values)
    else:
        answer = w(f"pace.leaves_{side}", day=w.date(pace.crosses), **values)
    if pace.cut_from is not None:
        cut = w("pace.cut", last=values["last"], by=w.date(pace.cut_from))
        answer = f"{answer} {cut}"
    passing = sorted(
        (row.passes, row.unit_code) for row in pace.rivals if row.passes and _behind(pace, row)
    )
    if not passing:
        return answer
    each = [w("pace.one", name=names[code], day=w.date(day)) for day, code in passing]
    return f"{answer} {w('pace.passing', home=values['home'], names=w.join_and(each))}"


def rescored(
    w: Words,
    gains: Iterable[tuple[str, Decimal]],
    names: Mapping[str, str],
    decimals: int,
    *,
    forecast: bool = False,
) -> str | None:
    """Whose changes by re-scorings a pace, or a forecast, leaves out; None where there is none."""
    each = [
        w("pace.rescored_one", name=names[code], change=w.change(points, decimals))
        for code, points in gains
    ]
    key = "forecast.rescored" if forecast else "pace.rescored"
    return w(key, names="; ".join(each)) if each else None


def note(w: Words, pace: Pace) -> str:
    """That the table is no forecast, over how long the pace was seen and how far it is led on."""
    if pace.trend is None:
        return w(f"pace.no_{pace.why_none}")
    return w.plural(
        "pace.note",
        pace.trend.span_days,
        a=w.date(pace.trend.first.period_end),
        b=w.date(pace.trend.second.period_end),
        ahead=w.number((pace.last - pace.edition.period_end).days),
        last=w.date(pace.last),
    )


def monthly(w: Words, row: Moving, decimals: int) -> str:
    """What a unit gains a month: "tăng 2,00 điểm"."""
    if row.per_month == 0:
        return w("pace.still")
    points = w.number(abs(row.per_month), decimals)
    return w("pace.up" if row.per_month > 0 else "pace.down", x=points)


def passes(w: Words, pace: Pace, row: Moving) -> str | None:
    """The day on which a rival would pass the unit; that it would not; None for one above."""
    if row.unit_code == pace.unit_code or not _behind(pace, row):
        return None
    return w("pace.on", day=w.date(row.passes)) if row.passes else w("pace.never")


def passed(w: Words, pace: Pace, row: Moving) -> str | None:
    """The day on which the unit would pass a rival above; that it would not; None for one below."""
    if row.unit_code == pace.unit_code or _behind(pace, row):
        return None
    return w("pace.on", day=w.date(row.passes)) if row.passes else w("pace.never")


def _behind(pace: Pace, row: Moving) -> bool:
    """True for a rival that stands below the unit, or is level and faster."""
    own = pace.own
    if own is None or row.score != own.score:
        return own is not None and row.score < own.score
    return row.kept_change > own.kept_change
