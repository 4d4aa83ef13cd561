"""What is said of the way to rank k in counts: dossiers, petitions and procedures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from rankings.facts.scenario.outcome import Outcome
from rankings.facts.way_up import counts
from rankings.facts.way_up.counted_model import BY_CAPS, Alone, CountedPlan, CountedWay, Thing
from rankings.facts.way_up.counted_together import Along, Pair
from rankings.facts.way_up.counts import Counted, Counts
from rankings.facts.way_up.keeping import Keeping
from rankings.facts.way_up.model import WayUp
from rankings.words.text import Words

ARROW = " → "
PER_CENT = 100


def order(w: Words, row: Counts, done: int) -> str:
    """What is to be done well: "115 trong khoảng 141 phản ánh, kiến nghị còn đến xử lý đúng hạn".

    Where the past can be made good it says of how many; where nothing comes in, only these.
    """
    values = {
        "x": w.number(done),
        "y": w.number(row.to_come),
        "open": w.number(row.open_past),
        "done": w.field(row.future, "done"),
        "noun": w(f"count.noun_{row.rule.counted}"),
        "coming": w(f"count.coming_{row.rule.counted}"),
    }
    if not row.to_come:
        return w("count.order_left", **values)
    return w("count.order_both" if row.open_past else "count.order_coming", **values)


def marked(w: Words, row: Counts, name: str | None) -> str | None:
    """A name of a sub-indicator, with a mark where its figures will be replaced."""
    return w("counts.marked", name=name) if row.provisional else name


def gain(w: Words, row: Counts, points: Decimal) -> str:
    """Points gained or lost, in words: "tăng 0,43 điểm"."""
    x = w.number(abs(points), row.rule.decimals)
    return w("count.loss" if points < 0 else "count.gain", x=x)


def goal(
    w: Words, row: Counts, done: int, outcome: Outcome, along: Sequence[Along] = (), *, units: int
) -> str:
    """A goal in counts, share, points and rank: "115 trong khoảng 141 … (81,6%) → … → thứ 6/34".

    along: what comes along with it, as the rank counts it.
    """
    share = w.percent(Decimal(done) * PER_CENT / row.most if row.most else None)
    parts = [
        w("count.with_share", order=order(w, row, done), share=share),
        with_along(w, gain(w, row, row.gain_with(done)), along),
        place(w, outcome, units),
    ]
    return ARROW.join(parts)


def goal_within(w: Words, counted: Counted, row: Counts) -> str:
    """That the sub-indicator which this one lies within leaves room for no more by itself."""
    most = w.number(counted.ceiling(row))
    return w("count.goal_within", code=row.code, outer=row.future.within, most=most)


def place(w: Words, outcome: Outcome, units: int) -> str:
    """The rank that a goal leads to, a range where it is not certain."""
    low, high = outcome.rank_low, outcome.rank_high
    if outcome.rank is None and low is not None and high is not None:
        return w.rank_range(low, high, units)
    return w.rank(outcome.rank, units)


def detail(w: Words, row: Counts, done: int) -> str:
    """What a goal makes of the share of the year and the points, and what goes on as so far; that
    figures will be replaced."""
    decimals = row.rule.decimals
    values = {
        "n": w.number(row.numerator + done),
        "d": w.number(row.denominator + row.to_come),
        "share": w.percent(per_cent(row, done)),
        "a": w.number(row.points, decimals),
        "b": w.number(row.points_with(done), decimals),
        "most": w.number(row.rule.maximum),
        "before": w.number(row.as_before),
    }
    sentence = w("count.detail_left" if not row.to_come else "count.detail", **values)
    return f"{sentence} {_provisional(w, row)}" if row.provisional else sentence


def thing(w: Words, item: Thing) -> str:
    """One thing of a plan: the name, the order, the points."""
    row = item.counts
    return w(
        "count.thing",
        code=row.code,
        name=marked(w, row, w.name(row.rule)),
        order=order(w, row, item.done),
        gain=gain(w, row, item.gain),
    )


def along_with(coming: Iterable[Along], row: Counts) -> list[Along]:
    """What comes along with one sub-indicator."""
    return [come for come in coming if come.pair.first.code == row.code]


def with_along(w: Words, text: str, coming: Sequence[Along]) -> str:
    """A gain, and what comes along with it: "tăng 0,32 điểm, kéo theo 5.4 tăng 0,10 điểm"."""
    return w("count.with_along", gain=text, along=_moved(w, coming)) if coming else text


def also_assumed(w: Words, coming: Sequence[Along], rank: str) -> str:
    """What assumed links would add, and the place with it."""
    return w("count.if_assumed", along=_moved(w, coming), rank=rank)


def if_assumed(w: Words, way: CountedWay, plan: CountedPlan) -> str | None:
    """What assumed links would add to a plan; None where there are none."""
    more = plan.if_assumed
    if more is None:
        return None
    return also_assumed(w, more.along, w.rank(more.rank, way.points.edition.units))


def _moved(w: Words, coming: Sequence[Along]) -> str:
    moved = [
        w("count.along", code=come.pair.also.code, gain=gain(w, come.pair.also, come.gain))
        for come in coming
    ]
    return w.join_and(moved)


def title(w: Words, plan: CountedPlan) -> str:
    """The spirit of a plan."""
    return w(f"count.{plan.spirit}")


def result(w: Words, way: CountedWay, plan: CountedPlan, names: Mapping[str, str]) -> str:
    """Where a plan leads: points, rank, and who is passed."""
    edition = way.points.edition
    return w(
        "count.result",
        gain=w.number(plan.gain, edition.decimals),
        score=w.number(plan.score, edition.decimals),
        rank=w.rank(plan.rank, edition.units),
        names=w.join_and([names[code] for code in plan.passed]),
    )


def used(w: Words, plan: CountedPlan) -> str:
    """How much of what is left to be done better a plan asks for, at most."""
    return w("count.used", share=w.percent(Decimal(float(plan.used * PER_CENT)), 0))


def in_time(w: Words, day: date, end: date, *, late: bool) -> str | None:
    """Until when an order can be given, if until then all goes on as so far; that it is too late.

    None where that is until the end.
    """
    if day >= end:
        return None
    return w("count.too_late" if late else "count.in_time", day=w.date(day))


def answer(w: Words, way: CountedWay) -> str | None:
    """Whether counts lead there, in a sentence; None where nothing is needed."""
    edition, points = way.points.edition, way.points
    if way.counted.why_not is not None:
        return w(f"count.no_{way.counted.why_not}", period=w.period(edition))
    if way.reachable is None or not points.needed.high:
        return None
    values = {
        "start": w.date(edition.period_end),
        "by": w.date(points.deadline.day),
        "k": points.limit,
        "most": w.number(way.best_gain, edition.decimals),
        "best": w.rank(way.best_rank, edition.units),
        "beyond": w.rank(way.beyond_caps_rank, edition.units),
    }
    if way.reachable:
        return w("count.reachable", **values)
    key = "count.beyond_caps" if way.stands_in_way == BY_CAPS else "count.beyond_counts"
    return w(key, **values)


def last_day(w: Words, item: Alone, today: date | None = None) -> str | None:
    """The day after which a goal is out of reach, where there is one; that it is over by now."""
    if item.done is None or item.last_day is None:
        return None
    if today is not None and item.last_day < today:
        return w("count.last_day_passed", day=w.date(item.last_day))
    return w.date(item.last_day)


def alone(w: Words, item: Alone) -> str:
    """How many must be done well where nothing else is: "114 trong 141 (80,9%)"."""
    row = item.counts
    if item.done is None:
        return w("count.never")
    share = w.percent(Decimal(item.done) * PER_CENT / row.most)
    text = w("count.of_share", x=w.number(item.done), y=w.number(row.most), share=share)
    return with_along(w, text, item.along)


def so_far(w: Words, row: Counts) -> str:
    """Count and share since the start of the year: "241/485, 49,7%"."""
    share = w.percent(Decimal(row.numerator) * PER_CENT / row.denominator)
    return w("count.so_far", n=w.number(row.numerator), d=w.number(row.denominator), share=share)


def left(w: Words, row: Counts) -> str:
    """What can still be done well: what comes in, and what can be made good."""
    values = {"y": w.number(row.to_come), "open": w.number(row.open_past)}
    if row.to_come and row.open_past:
        return w("count.left_both", **values)
    if not row.most:
        return w("count.left_none")
    return w("count.left_open" if row.open_past else "count.left_coming", **values)


def keeping(w: Words, answer: WayUp, known: Keeping, names: Mapping[str, str]) -> list[str]:
    """Who threatens a place that is held, and the next one up, a line each."""
    decimals = answer.edition.decimals
    lines = []
    if known.below:
        rivals = [
            w("count.rival", name=names[rival.unit_code], x=w.number(rival.points, decimals))
            for rival in known.below
        ]
        lines.append(
            w.plural("count.threats", len(known.below), names=w.join_and(rivals), k=answer.limit)
        )
    if known.above is not None:
        up = known.above
        rank = None if up.rank is None else w.rank(up.rank, answer.edition.units)
        values = {"name": names[up.unit_code], "x": w.number(up.points, decimals)}
        lines.append(w("count.next_up", rank=rank or w.number(None), **values))
    return lines


def basis(w: Words, row: Counts) -> str:
    """Why the past can, or cannot, be made good; an assumption is called one."""
    note = w.field(row.future, "note") or ""
    return note if row.future.basis == counts.SOURCE else w("count.assumed", note=note)


def reasons(w: Words, rows: Iterable[Counts]) -> list[str]:
    """Why the past can, or cannot, be made good, a line for each reason: "1.1, 1.2: Quy tắc: …"."""
    codes: dict[str, list[str]] = {}
    for row in rows:
        codes.setdefault(basis(w, row), []).append(row.code)
    return [w("count.basis_of", codes=", ".join(of), note=note) for note, of in codes.items()]


def assumptions(w: Words, way: CountedWay, names: Mapping[str, str]) -> list[str]:
    """What plans in counts rest on, a sentence each. names: code of sub-indicator or component."""
    if not way.counted.rows:
        return []
    edition, days = way.points.edition, way.points.deadline.days
    elapsed = (edition.period_end - edition.period_start).days + 1
    sentences = [
        w(
            "count.assume_pace",
            start=w.date(edition.period_end),
            by=w.date(way.points.deadline.day),
            elapsed=w.number(elapsed),
            days=w.number(days),
        ),
        w("count.assume_past"),
        *(_moves_together(w, pair) for pair in way.pairs),
        w("count.assume_share"),
    ]
    for row in way.counted.rows:
        if row.to_come_basis == counts.GIVEN:
            values = {"code": row.code, "y": w.number(row.to_come)}
            sentences.append(w("count.assume_given", **values))
        if row.provisional:
            sentences.append(_provisional(w, row))
    if way.counted.left_out:
        left_out = w.join([names.get(code, code) for code in way.counted.left_out])
        sentences.append(w("count.assume_left_out", names=left_out))
    return sentences


def _provisional(w: Words, row: Counts) -> str:
    return w("count.assume_provisional", code=row.code)


def _moves_together(w: Words, pair: Pair) -> str:
    """Which count in which other one too, at what rate, and whether that is added."""
    return w(
        "count.assume_along" if pair.proved else "count.assume_along_not",
        code=pair.first.code,
        also=pair.also.code,
        n=w.number(pair.first.numerator),
        m=w.number(min(pair.also.numerator, pair.first.numerator)),
        noun=w(f"count.noun_{pair.first.rule.counted}"),
        note=w.field(pair.also.future, "note"),
    )


def per_cent(row: Counts, done: int) -> Decimal:
    """The share of the year by the day when so many more are done well."""
    return Decimal(row.numerator + done) * PER_CENT / (row.denominator + row.to_come)
