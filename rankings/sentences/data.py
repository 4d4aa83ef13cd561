"""How complete the figures are, and what is due."""

from rankings.facts.overview.model import Card
from rankings.sentences.overview import cadence
from rankings.words.text import Words


def finding(w: Words, *, editions: int, complete: int, disputed: int) -> str:
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
