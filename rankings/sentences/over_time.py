"""What the page of ranks over time says: where home went, who moved, who climbed from its place."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from rankings.facts.over_time import Climbers, Move
from rankings.store.rows import level_with_last
from rankings.words.text import Dated, Words, sentence_case

MOVERS_NAMED = 3
MOST_NAMED = 8  # of units that went equally far
PERIODS_NAMED = 6


def trajectory_finding(
    w: Words,
    *,
    index: str,
    period_type: str,
    home: str,
    units: int,
    ranks: Sequence[tuple[Dated, int]],
) -> str:
    """Where home went over the editions that can be compared, oldest first: edition and rank."""
    if not ranks:
        return w("trajectory.finding_none", index=index, type=_type(w, period_type), home=home)
    (first, x), (last, y) = ranks[0], ranks[-1]
    if len(ranks) == 1:
        return w(
            "trajectory.finding_one",
            index=index,
            period=w.period(last),
            home=home,
            rank=w.rank(y, units),
        )
    values = {
        "index": index,
        "type": _type(w, period_type),
        "a": w.period_short(first),
        "b": w.period_short(last),
        "home": home,
        "y": w.place(y),
        "n": units,
    }
    if x == y:
        moved = w("trajectory.finding_same", **values)
    else:
        key = "trajectory.finding_up" if y < x else "trajectory.finding_down"
        moved = w(key, movement=w.movement(x - y), x=w.place(x), **values)
    if len(ranks) == 2:
        return moved
    every = [rank for _, rank in ranks]
    best, worst = w.place(min(every)), w.place(max(every))
    return f"{moved} {w('trajectory.finding_range', count=len(every), best=best, worst=worst)}"


def gap_reason(w: Words, kinds: Sequence[str]) -> str:
    """Why no line goes over a gap, to be written in it."""
    return " · ".join(w(f"trajectory.gap_{kind}") for kind in kinds)


def gap_note(
    w: Words, *, first: Dated, second: Dated, kinds: Sequence[str], method_reason: str | None
) -> str:
    """Why no line goes from one edition to the next. method_reason: the new method's own words."""
    said = [
        method_reason if kind == "method" and method_reason else w(f"trajectory.reason_{kind}")
        for kind in kinds
    ]
    reason = " ".join([said[0], *(sentence_case(text) for text in said[1:])])
    a, b = w.period_short(first), w.period_short(second)
    return w("trajectory.gap_note", a=a, b=b, reason=reason)


def periods_named(w: Words, found: Sequence[Dated]) -> str:
    """Periods as a list, the newest ones where there are many."""
    named = [w.period_short(item) for item in found[-PERIODS_NAMED:]]
    text = ", ".join(named)
    if len(found) > PERIODS_NAMED:
        text = f"{text} {w('trajectory.and_more', n=len(found) - PERIODS_NAMED)}"
    return text


def tick(w: Words, edition: Dated) -> tuple[str, str]:
    """What is written under an edition in a figure, in two lines: "10/10" and "2026"."""
    year, _, rest = edition.period.partition("-")
    if edition.period_type == "year":
        return year, ""
    if edition.period_type == "month":
        # "tháng 3/2025" without its year; English writes the name of the month.
        short = w.period_short(edition)
        name = short.split(" ")[0] if w.language == "en" else str(int(rest))
        return w("tick.month", month=name), year
    if edition.period_type == "quarter":
        number = w(f"quarter_short.{rest.removeprefix('Q')}")
        return w("tick.quarter", quarter=number), year
    day = date.fromisoformat(edition.period)
    text = w.date(day)
    return (text[:5] if w.language == "vi" else text.rpartition(" ")[0]), year


def moves_finding(
    w: Words, *, home: str, home_code: str, first: Dated, second: Dated, moves: Sequence[Move]
) -> str:
    """How home moved between two editions, and who climbed and fell most."""
    a, b = w.period_short(first), w.period_short(second)
    own = next((move for move in moves if move.unit_code == home_code), None)
    if own is None or own.climbed is None:
        said = [w("trajectory.moved_home_unknown", a=a, b=b, home=home)]
    else:
        movement = w.movement(own.climbed)
        said = [w("trajectory.moved_home", a=a, b=b, home=home, movement=movement)]
    known = [move for move in moves if move.climbed is not None]
    up = sorted(known, key=lambda move: (-move.climbed, move.rank_to))
    down = sorted(known, key=lambda move: (move.climbed, move.rank_to))
    up = _furthest([move for move in up if move.climbed > 0])
    down = _furthest([move for move in down if move.climbed < 0])
    if up:
        said.append(w("trajectory.moved_up", names=_named(w, up)))
    if down:
        said.append(w("trajectory.moved_down", names=_named(w, down)))
    return " ".join(said)


def sample(w: Words, *, home: str, first: Dated, second: Dated, found: Climbers) -> str:
    """Who was looked at for climbers from where home stands, how near, and how many climbed."""
    said = w(
        "trajectory.sample",
        stood=found.stood,
        best=w.place(found.best),
        worst=w.place(found.worst),
        a=w.period_short(first),
        b=w.period_short(second),
        home=home,
        rank=w.place(found.rank),
        distance=found.distance,
    )
    if not found.climbers:
        return f"{said} {w('trajectory.sample_none')}"
    return f"{said} {w('trajectory.sample_climbed', count=len(found.climbers))}"


def gains(w: Words, gained: Sequence, decimals: int) -> str:
    """In which components a unit gained most: "Số hóa hồ sơ (tăng 1,20), …"."""
    return "; ".join(
        w("trajectory.gain", name=w.name(gain), change=w.change(gain.gained, decimals))
        for gain in gained
    )


def _furthest(moves: Sequence[Move]) -> list[Move]:
    """Of units in the order of how far they went the first few, and who went as far as the last."""
    return list(level_with_last(moves, MOVERS_NAMED, key=attrgetter("climbed")))


def _named(w: Words, moves: Sequence[Move]) -> str:
    named = w.join(
        w("trajectory.mover", name=w.name(move), movement=w.movement(move.climbed))
        for move in moves[:MOST_NAMED]
    )
    if len(moves) <= MOST_NAMED:
        return named
    return w("trajectory.movers_more", names=named, n=len(moves) - MOST_NAMED)


def _type(w: Words, period_type: str) -> str:
    return w(f"period_type.{period_type}")
