"""Where home stands in one edition, in a sentence."""

from collections.abc import Sequence
from decimal import Decimal

from rankings.facts.editions import Edition
from rankings.facts.overview.model import HomeStanding
from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.position import needed
from rankings.sentences.overview import amount_of, informative, possible_ranks
from rankings.words.text import Words

NOTHING = Decimal(0)


def finding(w: Words, card: HomeStanding) -> str:
    """Where home stands in this edition, against its target, and how far from the cut line."""
    p = card.position
    if p.status == "unknown" and p.rank is None and p.score is None and p.rank_low is None:
        what = w("standing.not_published")
    elif p.status == "unknown":
        what = w("standing.unknown", k=p.limit)
    else:
        what = _standing(w, card)
    distance = far(w, card)
    return _finding(
        w,
        card.index_short,
        card.edition,
        card.home_name,
        f"{what}; {distance}" if distance else what,
    )


def without_target(
    w: Words,
    *,
    index: str,
    edition: Edition,
    home: str,
    rank: int | None,
    units: int,
    score: Decimal | None,
    decimals: int,
    target_elsewhere: bool = True,
) -> str:
    """Where home stands in an edition for which no target was set.

    target_elsewhere: the index has a target that is not for this edition; else it has none at all.
    """
    facts = []
    if rank is not None:
        facts.append(w("standing.ranked", rank=w.rank(rank, units)))
    if score is not None:
        facts.append(w("standing.scored", s=w.number(score, decimals)))
    what = ", ".join(facts) or w("standing.not_published")
    target = w("standing.no_target" if target_elsewhere else "standing.target_not_set")
    return _finding(w, index, edition, home, f"{what}; {target}")


def tied(w: Words, *, rank: int, names: Sequence[str]) -> str:
    """A label beside a rank: "đồng hạng 5 với Quảng Ninh"."""
    return w("standing.tied", rank=rank, names=w.join(names))


def ladder_alt(w: Words, *, card: HomeStanding, finding: str) -> str:
    """The text alternative of the ladder of all units."""
    return w(
        "chart.ladder_alt",
        n=card.position.units,
        index=card.index_short,
        period=w.period(card.edition),
        finding=finding,
    )


def far(w: Words, card: HomeStanding) -> str | None:
    """The distance as a part of a longer sentence; None when it is not known on which side."""
    p = card.position
    if p.contradiction:
        return None
    low, high = p.gap.low, p.gap.high
    if p.gap.exact and low == 0:
        return level(w, p.status, card.decimals)
    if not informative(p.gap):
        return None
    if low is not None and low >= 0:
        return w("far.gap", amount=amount_of(w, card))
    if high is not None and high <= 0:
        return w("far.buffer", amount=amount_of(w, card))
    return None


def level(w: Words, status: str | None, decimals: int) -> str:
    """The distance of a score that is the line's, as a part of a longer sentence."""
    short = needed(Interval(NOTHING, NOTHING), status, decimals).low
    if status == "outside":
        return w("far.level_behind", x=w.number(short, decimals))
    return w("far.level")


def _standing(w: Words, card: HomeStanding) -> str:
    p = card.position
    rank = w.rank(p.rank, p.units) if p.rank is not None else possible_ranks(w, card)
    if rank is None:
        return w(f"standing.{p.status}_unranked", k=p.limit)
    return w(f"standing.{p.status}", rank=rank, k=p.limit)


def _finding(w: Words, index: str, edition: Edition, home: str, what: str) -> str:
    return w("standing.finding", index=index, period=w.period(edition), home=home, what=what)
