"""Where home stands between two official tables, in words that never call it published."""

from rankings.facts.estimate import Copy, Estimate, Miss
from rankings.words.text import Words


def moment(w: Words, newer: Copy) -> str:
    """When the copy was taken of which it is made: a day, and its hour where it says it."""
    day = w.date(newer.period_end)
    _, _, hour = newer.period.partition("T")
    return w("estimate.hour", hour=int(hour), day=day) if hour else w("estimate.day", day=day)


def ranks(w: Words, now: Estimate) -> str:
    """The rank, or from which to which: "thứ 7", "từ thứ 6 đến thứ 8"."""
    best, worst = w.ordinal(now.best_rank), w.ordinal(now.worst_rank)
    return best if best == worst else w("estimate.ranks", a=best, b=worst)


def tile(w: Words, now: Estimate) -> str:
    """One line: when, the score, the rank."""
    return w(
        "estimate.tile",
        moment=moment(w, now.inside),
        score=w.number(now.scored.score, now.official.decimals),
        ranks=ranks(w, now),
    )


def finding(w: Words, now: Estimate) -> str:
    """What is estimated, against the last official table."""
    change = now.change
    way = "up" if change > 0 else "down" if change < 0 else "same"
    return w(
        f"estimate.finding_{way}",
        moment=moment(w, now.inside),
        score=w.number(now.scored.score, now.official.decimals),
        ranks=ranks(w, now),
        n=now.official.units,
        change=w.number(abs(change), now.official.decimals),
        day=w.date(now.official.period_end),
    )


def basis(w: Words, now: Estimate, names: dict[str, str]) -> str:
    """What the estimate rests on. names: of components, by code."""
    day = w.date(now.official.period_end)
    if now.scored.basis == "printed":
        return w("estimate.basis_printed", moment=moment(w, now.inside))
    moved = w.join(names[item.component] for item in now.scored.moved)
    kept = w.join(names[code] for code in now.scored.kept)
    text = w("estimate.basis_moved", moved=moved, day=day)
    return f"{text} {w('estimate.basis_kept', kept=kept, day=day)}" if kept else text


def others(w: Words, now: Estimate) -> str:
    """How the others were taken, by whom the rank is between two."""
    key = "estimate.others_paced" if now.paced else "estimate.others_still"
    text = w.plural(key, now.others, day=w.date(now.official.period_end))
    unknown = now.official.units - 1 - now.others
    return f"{text} {w.plural('estimate.others_unknown', unknown)}" if unknown else text


def misses(w: Words, now: Estimate) -> str:
    """How far estimates were off from what came."""
    mean = now.mean_miss
    if mean is None:
        return w("estimate.no_misses")
    off = w.number(mean, now.official.decimals)
    return w.plural("estimate.misses", len(now.misses), off=off)


def off(w: Words, miss: Miss) -> str:
    """By how much an estimate was above or below what was published then."""
    x = w.number(abs(miss.miss), miss.edition.decimals)
    if not miss.miss:
        return x
    return w("evidence.higher" if miss.miss > 0 else "evidence.lower", x=x)
