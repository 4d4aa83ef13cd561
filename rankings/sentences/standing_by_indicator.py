"""Where home stands in one component or sub-indicator, in a sentence."""

from decimal import Decimal

from rankings.facts.components import Ranked
from rankings.words.text import Words


def finding(
    w: Words,
    *,
    heading: str,
    name: str,
    home: str,
    own: Ranked | None,
    ranked_units: int,
    score: str,
    counts: str | None,
    best: str | None,
) -> str:
    """Home's place, its score and its counts, and who is best.

    heading: index and period. own: None where home is not there. score: as text with its unit;
    counts: None where the score does not follow from any. best: who has the best score, with it;
    None where home is or nobody knows.
    """
    place = {"heading": heading, "name": name, "home": home}
    if own is None or own.rank is None:
        return w("standing.by_unknown", **place)
    facts = score if counts is None else w("standing.by_counts", score=score, counts=counts)
    said_of_home = w(
        "standing.by_finding", rank=w.rank(own.rank, ranked_units), facts=facts, **place
    )
    return said_of_home if best is None else f"{said_of_home} {w('standing.by_best', best=best)}"


def score_of(w: Words, score: Decimal | None, kind: str, decimals: int) -> str:
    """A score with its unit: "17,72 điểm"; a share of its own maximum has none. kind: share |
    points | score."""
    text = w.number(score, decimals)
    return text if kind == "share" else w("score.points", score=text)
