"""What pages say: attention first, the findings of each page, the line and banner above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from rankings.facts.editions import Edition
from rankings.facts.overview.model import Card
from rankings.sentences import naming
from rankings.sentences.overview import amount_of, cadence, informative, possible_ranks
from rankings.words.text import Words, sentence_case

ATTENTION_SENTENCES = 3


class Attention(NamedTuple):
    """One sentence of "attention first", and where it leads."""

    sentence: str
    target_page: str  # standing | components | data
    index_code: str


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


# --- Attention first --------------------------------------------------------------------------


def attention(w: Words, cards: Sequence[Card]) -> list[Attention]:
    """At most three sentences, the index nearest to its limit first.

    Nearest first because there a small change turns the status, for better or worse: the places
    between the rank and the limit are compared, on whichever side. Equal: the order of the cards.
    An index without a rank comes last.
    """
    ordered = sorted(cards, key=_places_from_limit)
    return [_attention(w, card) for card in ordered[:ATTENTION_SENTENCES]]


def _places_from_limit(card: Card) -> float:
    p = card.position
    return float("inf") if p.rank is None else abs(p.rank - p.limit)


def _attention(w: Words, card: Card) -> Attention:
    key = "attention.index_derived" if card.status == "derived" else "attention.index"
    sentence = w(
        "attention.sentence",
        index=w(key, index=card.index_short),
        where=_attention_where(w, card),
        component=_weakest(w, card),
        owner=card.owner or w("word.not_assigned"),
    )
    return Attention(sentence, _attention_page(card), card.index_code)


def _attention_where(w: Words, card: Card) -> str:
    p = card.position
    if p.status == "unknown":
        return w("attention.unknown", k=p.limit)
    far = _far(w, card)
    if p.status == "inside":
        if p.to_pass is None:
            return w("attention.inside" if far else "attention.inside_only", k=p.limit, far=far)
        key = "attention.inside_to_pass" if far else "attention.inside_rank"
        return w.plural(key, p.to_pass, k=p.limit, far=far)
    if p.places_short is None:
        return w("attention.outside_far" if far else "attention.outside_only", k=p.limit, far=far)
    key = "attention.outside" if far else "attention.outside_rank"
    return w.plural(key, p.places_short, k=p.limit, far=far)


def _attention_page(card: Card) -> str:
    """Where to look next: the data when they do not decide, the parts when they are known."""
    if card.position.status == "unknown" or card.position.contradiction:
        return "data"
    return "components" if card.weakest_component else "standing"


def _far(w: Words, card: Card) -> str | None:
    """The distance as a part of a longer sentence; None when it is not known on which side."""
    p = card.position
    if p.contradiction:
        return None
    low, high = p.gap.low, p.gap.high
    if p.gap.exact and low == 0:
        return w("far.level")
    if not informative(p.gap):
        return None
    if low is not None and low >= 0:
        return w("far.gap", amount=amount_of(w, card))
    if high is not None and high <= 0:
        return w("far.buffer", amount=amount_of(w, card))
    return None


def _weakest(w: Words, card: Card) -> str:
    if card.weakest_component is None:
        return w("attention.component_none")
    name, rank, ranked_units, score, max_score = card.weakest_component
    text = _score(w, score, max_score, card.decimals)
    return w("attention.component", name=name, score=text, rank=w.rank(rank, ranked_units))


def _score(w: Words, score: Decimal, max_score: Decimal | None, decimals: int) -> str:
    """A component's score: "9,08/22 điểm"; a share of its own maximum has no unit."""
    text = w.number(score, decimals)
    if max_score is None or max_score <= 1:
        return text
    return w("score.of_max", score=text, max=w.number(max_score))


def _own_score(w: Words, gap: ComponentGap, decimals: int) -> str:
    if gap.max_score is None and gap.points:
        return w("score.points", score=w.number(gap.score, decimals))
    return _score(w, gap.score, gap.max_score, decimals)


def _distance(w: Words, gap: ComponentGap, decimals: int) -> str:
    text = w.number(gap.distance, decimals)
    share = not gap.points if gap.max_score is None else gap.max_score <= 1
    return text if share else w("score.points", score=text)


# --- Standing page ----------------------------------------------------------------------------


def standing_finding(w: Words, card: Card) -> str:
    """Where home stands in this edition, against its target, and how far from the cut line."""
    p = card.position
    if p.status == "unknown" and p.rank is None and p.score is None and p.rank_low is None:
        what = w("standing.not_published")
    elif p.status == "unknown":
        what = w("standing.unknown", k=p.limit)
    else:
        what = _standing(w, card)
    far = _far(w, card)
    return _standing_finding(
        w, card.index_short, card.edition, card.home_name, f"{what}; {far}" if far else what
    )


def _standing(w: Words, card: Card) -> str:
    p = card.position
    rank = w.rank(p.rank, p.units) if p.rank is not None else possible_ranks(w, card)
    if rank is None:
        return w(f"standing.{p.status}_unranked", k=p.limit)
    return w(f"standing.{p.status}", rank=rank, k=p.limit)


def standing_without_target(
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
    return _standing_finding(w, index, edition, home, f"{what}; {target}")


def _standing_finding(w: Words, index: str, edition: Edition, home: str, what: str) -> str:
    return w("standing.finding", index=index, period=w.period(edition), home=home, what=what)


def method_break(w: Words, *, first: Edition, second: Edition, reason: str | None) -> str:
    """That scores of two editions are not compared. reason: the method's own sentence, or None."""
    a, b = w.period_short(first), w.period_short(second)
    if reason is None:
        return w("standing.method_break_plain", a=a, b=b)
    return w("standing.method_break", a=a, b=b, reason=reason)


def tied(w: Words, *, rank: int, names: Sequence[str]) -> str:
    """A label beside a rank: "đồng hạng 5 với Quảng Ninh"."""
    return w("standing.tied", rank=rank, names=w.join(names))


def ladder_alt(w: Words, *, card: Card, finding: str) -> str:
    """The text alternative of the ladder of all units."""
    return w(
        "chart.ladder_alt",
        n=card.position.units,
        index=card.index_short,
        period=w.period(card.edition),
        finding=finding,
    )


# --- Components page --------------------------------------------------------------------------


def components_finding(
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


def no_points(w: Words, *, issuer: str, year: int | str) -> str:
    """Why there is no stack and no points to be won (DTI 2024)."""
    return sentence_case(w("components.no_points", issuer=naming.issuer(w, issuer), year=year))


# --- Data page --------------------------------------------------------------------------------


def data_finding(w: Words, *, editions: int, complete: int, disputed: int) -> str:
    """How many editions there are, how many complete, how many with figures in dispute."""
    if not disputed:
        return w.plural("data.finding_agreed", editions, complete=complete)
    return w.plural("data.finding", editions, complete=complete, disputed=disputed)


def due(w: Words, card: Card) -> str | None:
    """That a newer edition should exist and is not loaded; None when it is not due."""
    if not card.stale:
        return None
    return w(
        "data.not_loaded_due",
        index=card.index_short,
        period=w.period(card.edition),
        cadence=cadence(w, card.cadence_days),
    )


def pinned(
    w: Words, *, number: int, loaded_at: datetime | None = None, newest: int | None = None
) -> str:
    """The banner of a pinned view; says so when newer figures are there.

    number: the version pinned; loaded_at: when it was made, UTC; newest: the current version.
    """
    if loaded_at is None:
        text = w("overview.pinned_undated", id=number)
    else:
        text = w("overview.pinned", id=number, time=w.time(loaded_at))
    if newest is None or newest <= number:
        return text
    return f"{text} {w('overview.as_of_newer')}"


def header(w: Words, *, home: str, figures_to: date, version: int | str) -> str:
    """The small line above every page: province, figures up to which day, their version."""
    return w("app.line", home=sentence_case(home), date=w.date(figures_to), version=version)
