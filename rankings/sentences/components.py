"""Where home is below the best and below the others inside the target, component by component."""

from dataclasses import dataclass
from decimal import Decimal

from rankings.facts.editions import Edition
from rankings.sentences import naming
from rankings.words.text import Words, sentence_case


@dataclass(frozen=True)
class ComponentGap:
    """How far home is below something in one component; `distance` in the component's units.

    max_score: None where it is not known, at most 1 when a score of the component is a share.
    points: whether a score without a maximum is in points all the same; a share has no unit.
    """

    name: str
    distance: Decimal
    score: Decimal
    max_score: Decimal | None
    rank: int | None
    ranked_units: int | None
    best_name: str | None = None
    points: bool = False


def finding(
    w: Words,
    *,
    index: str,
    edition: Edition,
    home: str,
    limit: int | None,
    decimals: int,
    to_best: ComponentGap | None,
    to_mean: ComponentGap | None,
) -> str:
    """Where home is farthest below the best, and below the mean of the k best others.

    to_best, to_mean: the component with the largest such distance; None when home is below in none.
    limit: None where there is no target; then nothing is said of that mean.
    """
    values = {
        "index": index,
        "period": w.period(edition),
        "best": _to_best(w, home, decimals, to_best),
    }
    if limit is None:
        return w("components.finding_best", **values)
    mean = _to_mean(w, home, limit, decimals, to_best, to_mean)
    return w("components.finding", mean=mean, **values)


def no_points(w: Words, *, issuer: str, year: int | str) -> str:
    """Why there is no stack and no points to be won (DTI 2024)."""
    return sentence_case(w("components.no_points", issuer=naming.issuer(w, issuer), year=year))


def score_of(w: Words, score: Decimal, max_score: Decimal | None, decimals: int) -> str:
    """A component's score: "9,08/22 điểm"; a share of its own maximum has no unit."""
    text = w.number(score, decimals)
    if max_score is None or max_score <= 1:
        return text
    return w("score.of_max", score=text, max=w.number(max_score))


def _own_score(w: Words, gap: ComponentGap, decimals: int) -> str:
    if gap.max_score is None and gap.points:
        return w("score.points", score=w.number(gap.score, decimals))
    return score_of(w, gap.score, gap.max_score, decimals)


def _distance(w: Words, gap: ComponentGap, decimals: int) -> str:
    text = w.number(gap.distance, decimals)
    share = not gap.points if gap.max_score is None else gap.max_score <= 1
    return text if share else w("score.points", score=text)


def _to_best(w: Words, home: str, decimals: int, gap: ComponentGap | None) -> str:
    if gap is None:
        return w("components.to_best_none", home=home)
    score = _own_score(w, gap, decimals)
    if gap.rank is None or gap.ranked_units is None:
        standing = w("components.standing_unranked", score=score)
    else:
        rank = w.rank(gap.rank, gap.ranked_units)
        standing = w("components.standing", score=score, rank=rank)
    amount = _distance(w, gap, decimals)
    values = {"name": gap.name, "amount": amount, "standing": standing}
    if gap.best_name is None:
        return w("components.to_best", **values)
    return w("components.to_best_named", u=gap.best_name, **values)


def _to_mean(
    w: Words,
    home: str,
    limit: int,
    decimals: int,
    to_best: ComponentGap | None,
    to_mean: ComponentGap | None,
) -> str:
    if to_mean is None:
        return w("components.to_mean_none", k=limit, home=home)
    same = to_best is not None and to_best.name == to_mean.name
    key = "components.to_mean_same" if same else "components.to_mean"
    amount = _distance(w, to_mean, decimals)
    return w(key, k=limit, name=to_mean.name, amount=amount)
