"""What a tile of the first screen says of one index, each in a line."""

from collections.abc import Sequence
from datetime import date

from rankings.facts.overview.model import Card, TargetSet
from rankings.sentences import naming
from rankings.sentences.overview import amount_of, informative, possible_ranks
from rankings.words.text import Words

UP, DOWN, SAME = "▲", "▼", "="


def movement(w: Words, card: Card) -> str:
    """How the rank moved since the table before, in words with a mark; or why nothing is said."""
    if card.previous is None:
        return w(f"tile.not_compared_{card.no_previous or 'none'}")
    if card.change_rank is None:
        return w("card.change_rank_unknown")
    places = card.change_rank
    mark = UP if places > 0 else DOWN if places < 0 else SAME
    since = w.period_short(card.previous.edition)
    return w("tile.movement", mark=mark, movement=w.movement(places), date=since)


def target(w: Words, card: Card) -> str:
    """The target, who has set it and where that is read, and by when."""
    k = w("vocab.rank_limit", k=card.position.limit)
    if card.target is None:
        return w("tile.target_only", group=k)
    by = card.target.by_date
    return w(
        "tile.target",
        group=k,
        who=_who(w, card.target),
        by=w("tile.undated") if by is None else w("tile.by", day=w.date(by)),
    )


def _who(w: Words, target: TargetSet) -> str:
    read = target.source
    if read is None or naming.is_unsourced(read.kind):
        return w("tile.set_by_unsourced", set_by=target.set_by)
    if read.publisher in (target.set_by, read.origin):
        return target.set_by
    day = w.date_range(read.published_from, read.published_to)
    key = "tile.set_by" if read.published_from or read.published_to else "tile.set_by_undated"
    return w(key, set_by=target.set_by, publisher=read.publisher, day=day)


def figure(w: Words, card: Card) -> str:
    """The one figure: how far above the cut line, or how much is missing to it."""
    p = card.position
    low, high = p.gap.low, p.gap.high
    if p.contradiction:
        return w("tile.figure_disputed")
    if p.gap.exact and low == 0:
        return w("tile.figure_level_behind" if card.tied_ahead else "tile.figure_level")
    if not informative(p.gap):
        return w("tile.figure_unknown")
    if low is not None and low >= 0:
        return w("tile.figure_gap", amount=amount_of(w, card))
    if high is not None and high <= 0:
        return w("tile.figure_buffer", amount=amount_of(w, card))
    return w("tile.figure_either")


def rank(w: Words, card: Card) -> str:
    """The rank in figures, or the ranks that can be: "7/34", "16–19/34"."""
    p = card.position
    if p.rank is None and possible_ranks(w, card) and p.rank_low is not None:
        return w("tile.rank_range", a=p.rank_low, b=p.rank_high, n=p.units)
    return w.fraction(p.rank, p.units)


def period(w: Words, card: Card) -> str:
    """Of which period the figures are, and how old where a newer table is due."""
    period = w.period_short(card.edition)
    if not card.stale:
        return w("tile.period", period=period)
    return w.plural("tile.period_stale", card.age_days, period=period)


def chips(w: Words, shown: Sequence[str]) -> list[tuple[str, str]]:
    """The exceptions of a figure, each with what it means. shown: of `overview.chips`."""
    helps = {
        w("certainty.tied"): w("chip.help_tied"),
        w("certainty.interval"): w("chip.help_interval"),
        w("certainty.derived"): w("chip.help_derived"),
        w("certainty.disputed"): w("chip.help_disputed"),
        w("chip.provisional"): w("chip.help_provisional"),
        w("chip.self_reported"): w("chip.help_self_reported"),
        w("chip.single_source"): w("chip.help_single_source"),
    }
    return [(chip, helps[chip]) for chip in shown]


def line_alt(w: Words, card: Card) -> str:
    """The text alternative of a tile's line of ranks."""
    ranks = w.join(_on(w, day, rank) for day, rank in card.ranks)
    return w("tile.line_alt", ranks=ranks, k=card.position.limit)


def _on(w: Words, day: date, rank: int) -> str:
    return w("tile.line_rank", day=w.date(day), rank=w.ordinal(rank))


def figures_to(w: Words, cards: Sequence[Card]) -> tuple[str, bool] | None:
    """Up to which day the newest figures go, with their age where a newer table is due, and whether
    one is; None without figures."""
    newest = max(cards, key=lambda card: card.edition.period_end, default=None)
    if newest is None:
        return None
    day = w.date(newest.edition.period_end)
    if not newest.stale:
        return w("message.figures_to", day=day), False
    return w.plural("message.figures_to_stale", newest.age_days, day=day), True
