"""What needs attention first, index by index, and where to look next."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rankings.facts.overview.model import Card
from rankings.facts.way_up.orders import Order
from rankings.sentences import components, standing, way_up_counts
from rankings.words.text import Words

ATTENTION_SENTENCES = 3


class Attention(NamedTuple):
    """One sentence of "attention first", and where it leads; limit: the place that the page it
    leads to is asked for."""

    sentence: str
    target_page: str  # standing | components | data | way_up
    index_code: str
    limit: int | None = None


def attention(w: Words, cards: Sequence[Card], orders: Mapping[str, Order]) -> list[Attention]:
    """At most three sentences, the index nearest to its limit first.

    orders: index -> what wins the next place, or the target's, in counts, where that is known.
    Nearest first because there a small change turns the status, for better or worse: the places
    between the rank and the limit are compared, on whichever side. Equal: the order of the cards.
    An index without a rank comes last.
    """
    ordered = sorted(cards, key=_places_from_limit)
    return [
        _attention(w, card, orders.get(card.index_code)) for card in ordered[:ATTENTION_SENTENCES]
    ]


def _places_from_limit(card: Card) -> float:
    p = card.position
    return float("inf") if p.rank is None else abs(p.rank - p.limit)


def _attention(w: Words, card: Card, order: Order | None) -> Attention:
    key = "attention.index_derived" if card.status == "derived" else "attention.index"
    owner = card.owner
    if order is not None:
        owner = w.field(order.counts.rule, "owner")
    sentence = w(
        "attention.sentence",
        index=w(key, index=card.index_short),
        where=_attention_where(w, card, counted=order is not None),
        component=_weakest(w, card) if order is None else _order(w, order),
        owner=owner or w("word.not_assigned"),
    )
    page = _attention_page(card, counted=order is not None)
    place = order.place if order is not None and page == "way_up" else None
    return Attention(sentence, page, card.index_code, place)


def _order(w: Words, order: Order) -> str:
    """What can be ordered: a count, and the place that it wins."""
    text = w(
        "attention.order",
        place=w.ordinal(order.place),
        start=w.date(order.counts.start),
        by=w.date(order.by),
        order=way_up_counts.order(w, order.counts, order.done),
    )
    # Until when it is in time stands on the page; that it is too late must be said here.
    return w("attention.order_late", order=text, day=w.date(order.last_day)) if order.late else text


def _attention_where(w: Words, card: Card, *, counted: bool) -> str:
    p = card.position
    if p.status == "unknown":
        return w("attention.unknown", k=p.limit)
    # Points say nothing to whoever gives orders: where a count is known, that is what is said.
    far = None if counted else standing.far(w, card)
    if p.status == "inside":
        if p.to_pass is None:
            return w("attention.inside" if far else "attention.inside_only", k=p.limit, far=far)
        key = "attention.inside_to_pass" if far else "attention.inside_rank"
        return w.plural(key, p.to_pass, k=p.limit, far=far)
    if p.places_short is None:
        return w("attention.outside_far" if far else "attention.outside_only", k=p.limit, far=far)
    key = "attention.outside" if far else "attention.outside_rank"
    return w.plural(key, p.places_short, k=p.limit, far=far)


def _attention_page(card: Card, *, counted: bool) -> str:
    """Where to look next: the data when they do not decide, the way up where something can be
    ordered, the parts when they are known."""
    if card.position.status == "unknown" or card.position.contradiction:
        return "data"
    if counted:
        return "way_up"
    return "components" if card.weakest_component else "standing"


def _weakest(w: Words, card: Card) -> str:
    if card.weakest_component is None:
        return w("attention.component_none")
    name, rank, ranked_units, score, max_score = card.weakest_component
    text = components.score_of(w, score, max_score, card.decimals)
    return w("attention.component", name=name, score=text, rank=w.rank(rank, ranked_units))
