"""The message of the first screen: what changed first, then where home stands against its targets.

What has moved since the table before has a sentence of its own (where nothing has, the first index
that can be compared); the others are named together by whether they reach their targets.
"""

from collections.abc import Sequence

from rankings.facts.overview.model import Card
from rankings.sentences import overview, standing
from rankings.words.text import Words

_STATUSES = ("inside", "outside", "unknown")


def message(w: Words, cards: Sequence[Card], missing: Sequence[str] = ()) -> str:
    """The message, plain text. missing: short names of indices with a target and no edition."""
    if not cards:
        return w("message.nothing")
    full = _told_in_full(cards)
    sentences = [_in_full(w, card) for card in full]
    rest = [card for card in cards if card not in full]
    for status in _STATUSES:
        names = [_in_short(w, card) for card in rest if card.position.status == status]
        if names:
            sentences.append(w(f"message.group_{status}", names=w.join(names)))
    if missing:
        sentences.append(w("message.no_edition", names=w.join_and(missing)))
    return " ".join(sentences)


def _told_in_full(cards: Sequence[Card]) -> list[Card]:
    """Those that moved, whoever crossed the line of its target first, then the largest movement;
    without any the first that did not."""
    moved = [card for card in cards if card.change_rank]
    if moved:
        return sorted(moved, key=lambda card: (not _crossed(card), -abs(card.change_rank or 0)))
    return [card for card in cards if card.change_rank == 0][:1]


def _crossed(card: Card) -> str | None:
    """entered | left, where the rank has crossed the line of the target since the table before."""
    before, now = card.previous, card.position
    limit = now.limit
    if before is None or before.rank is None or now.rank is None or limit is None:
        return None
    if (before.rank <= limit) == (now.rank <= limit):
        return None
    return "entered" if now.rank <= limit else "left"


def _in_full(w: Words, card: Card) -> str:
    p = card.position
    change = card.change_rank or 0
    named = {"index": _named(w, card), "rank": w.rank(p.rank, p.units)}
    if change == 0:
        moved = w("message.kept", **named)
    else:
        moved = w.plural("message.up" if change > 0 else "message.down", abs(change), **named)
    crossed = _crossed(card)
    # A contradiction leaves the target open, whatever the ranks are.
    decided = p.status in ("inside", "outside")
    status = w(f"message.{crossed if crossed and decided else p.status}", k=p.limit)
    parts = [moved, status, standing.far(w, card)]
    return w("message.sentence", what=w.join(part for part in parts if part))


def _in_short(w: Words, card: Card) -> str:
    p = card.position
    index = _named(w, card)
    if p.rank is not None:
        return w("message.short", index=index, rank=w.ordinal(p.rank))
    ranks = overview.possible_ranks(w, card)
    return w("message.short", index=index, rank=ranks) if ranks else index


def _named(w: Words, card: Card) -> str:
    """The short name of an index, with what its figure must carry: "DTI (tính lại)"."""
    marks = overview.chips(w, card)
    # An interval is told as one.
    marks = [mark for mark in marks if mark != w("certainty.interval")]
    if card.unsourced:
        marks.append(w("chip.unsourced"))
    if not marks:
        return card.index_short
    return w("message.marked", index=card.index_short, marks=w.join(marks))
