"""What is said of one index: verdict, distance, change, period, source."""

from collections.abc import Mapping
from decimal import Decimal

from rankings.facts.overview.model import Card, Earlier, HomeStanding, Source
from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.certainty import certainty
from rankings.facts.standing.position import needed
from rankings.sentences import naming
from rankings.words.text import Words, sentence_case

# A status is never told by colour alone: a shape and a word stand with it.
MARKS = {"inside": "●", "outside": "▲", "unknown": "○"}

_VERDICTS = {
    "inside": "vocab.inside",
    "outside": "vocab.outside",
    "unknown": "vocab.status_unknown",
}
_CADENCES = {
    "cadence.day": range(1, 2),
    "cadence.week": range(7, 8),
    "cadence.month": range(28, 32),
    "cadence.quarter": range(90, 93),
    "cadence.year": range(365, 367),
}
# How an issuer is called again in the same sentence, by how its name begins.
_SHORT_ISSUERS = {
    "Bộ ": "issuer.ministry",
    "Ministry ": "issuer.ministry",
    "Cổng ": "issuer.portal",
    "National Public Service Portal": "issuer.portal",
}

# --- A card: status ---------------------------------------------------------------------------


def verdict_word(w: Words, card: Card) -> str:
    """Whether the target is reached: "Đạt mục tiêu"."""
    return w(_VERDICTS[card.position.status or "unknown"])


def status(w: Words, card: Card) -> str:
    """Rank and target in one sentence, with the mark of the status."""
    return f"{MARKS[card.position.status]} {_status(w, card)}"


def _status(w: Words, card: Card) -> str:
    p = card.position
    ranks = possible_ranks(w, card)
    if p.status == "unknown":
        return w("card.undecided_range", ranks=ranks) if ranks else w("card.undecided")
    if p.rank is None:
        if ranks:
            return w(f"card.{p.status}_range", ranks=ranks, k=p.limit)
        return w(f"card.{p.status}_unranked", k=p.limit)
    rank = w.place(p.rank)
    if p.status == "inside":
        return w("card.inside", rank=rank, n=p.units, k=p.limit)
    return w.plural("card.outside", p.places_short or 0, rank=rank, n=p.units, k=p.limit)


def possible_ranks(w: Words, card: HomeStanding) -> str | None:
    """The ranks home can have, when they are fewer than all of them."""
    p = card.position
    if p.rank_low is None or p.rank_high is None or (p.rank_low, p.rank_high) == (1, p.units):
        return None
    return w.rank_range(p.rank_low, p.rank_high, p.units)


# --- A card: distance to the cut line ---------------------------------------------------------


def distance(w: Words, card: Card, names: Mapping[str, str] | None = None) -> str:
    """How far the cut line is: a buffer, a gap, an interval, or why it cannot be told.

    names: unit code -> name, to name a contradicting pair; a code without a name stays a code.
    """
    p = card.position
    if p.contradiction:
        pair = [(names or {}).get(code, code) for code in p.contradiction]
        return w("card.contradiction", names=w.join_and(pair))
    if p.gap.exact:
        return _exact_distance(w, card)
    if informative(p.gap):
        return _interval_distance(w, card)
    return _no_distance(w, card)


def _exact_distance(w: Words, card: Card) -> str:
    p = card.position
    gap = p.gap.low
    line = w.number(p.cut_line.low, card.decimals) if p.cut_line.exact else None
    if card.tied_ahead:
        names = w.join_and(card.tied_ahead)
        return w("card.level_behind", names=names, s=line, x=_step(w, card))
    if gap == 0:
        level = w("card.level", s=line) if line else sentence_case(w("far.level")) + "."
        return level + _to_pass(w, card)
    x = w.number(abs(gap), card.decimals)
    if gap < 0:
        return w("card.buffer", amount=w("amount.exact", x=x)) + _to_pass(w, card)
    if line and card.cut_line_unit_name:
        return w("card.gap", x=x, u=card.cut_line_unit_name, s=line)
    return w("card.gap_line", x=x, s=line) if line else w("card.gap_plain", x=x)


def _step(w: Words, card: Card) -> str:
    """What an outside unit needs that is level with the line."""
    p = card.position
    return w.number(needed(p.gap, p.status, card.decimals).low, card.decimals)


def _interval_distance(w: Words, card: Card) -> str:
    low, high = card.position.gap.low, card.position.gap.high
    reason = _reason(w, card)
    if low is not None and low >= 0:
        return w("card.gap_interval", amount=amount_of(w, card), reason=reason)
    if high is not None and high <= 0:
        buffer = w("card.buffer_interval", amount=amount_of(w, card), reason=reason)
        return buffer + _to_pass(w, card)
    above = None if low is None else w.number(-low, card.decimals)
    short = None if high is None else w.number(high, card.decimals)
    if above is None:
        return w("card.either_side_gap", b=short, reason=reason)
    if short is None:
        return w("card.either_side_buffer", a=above, reason=reason)
    return w("card.either_side", a=above, b=short, reason=reason)


def _no_distance(w: Words, card: Card) -> str:
    p = card.position
    if p.rank is None and p.score is None:
        disputed = card.confidence == "disputed"
        return w("card.disputed" if disputed else "card.unknown", home=card.home_name)
    if p.score is None:
        return w("card.rank_only", rank=w.place(p.rank), n=p.units)
    s = w.number(p.score, card.decimals)
    if p.rank is None:
        return w("card.score_only", s=s)
    return w("card.line_unknown", s=s, rank=w.place(p.rank), n=p.units)


def informative(gap: Interval) -> bool:
    """A rank alone gives one end of zero: that says no more than the rank."""
    return any(end is not None and end != 0 for end in (gap.low, gap.high))


def amount_of(w: Words, card: HomeStanding) -> str:
    """The size of a gap or buffer that lies on one side of zero: "từ 4,13 đến 10,12 điểm"."""
    ends = [None if e is None else abs(e) for e in (card.position.gap.low, card.position.gap.high)]
    if any(end is not None and end < 0 for end in (card.position.gap.low, card.position.gap.high)):
        ends.reverse()
    smallest, largest = ends
    return amount(w, smallest, largest, card.decimals)


def amount(w: Words, low: Decimal | None, high: Decimal | None, decimals: int) -> str:
    """A number of points of which only bounds may be known: "từ 4,13 đến 10,12 điểm"."""
    if low is not None and low == high:
        return w("amount.exact", x=w.number(low, decimals))
    if high is None:
        return w("amount.at_least", a=w.number(low, decimals))
    if not low:
        return w("amount.at_most", b=w.number(high, decimals))
    return w("amount.between", a=w.number(low, decimals), b=w.number(high, decimals))


def _reason(w: Words, card: Card) -> str:
    """Why the distance is not exact: whose score is not published."""
    p = card.position
    if p.score is None:
        disputed = card.confidence == "disputed"
        return w("reason.home_disputed" if disputed else "reason.home", home=card.home_name)
    unit = card.cut_line_unit_name
    if p.status == "outside":
        k = w.place(p.limit)
        return w("reason.line", k=k, u=unit) if unit else w("reason.line_unnamed", k=k)
    return w("reason.line_place", u=unit) if unit else w("reason.line_place_unnamed")


def _to_pass(w: Words, card: Card) -> str:
    """What it takes to leave the group, after a space; nothing outside it."""
    p = card.position
    if p.status != "inside" or p.to_pass is None:
        return ""
    if card.nearest_behind_name is None or p.nearest_behind_by is None:
        return " " + w.plural("card.to_pass_only", p.to_pass, k=p.limit)
    nearest = {"k": p.limit, "u": card.nearest_behind_name}
    if p.nearest_behind_by == 0:
        return " " + w.plural("card.to_pass_tied", p.to_pass, **nearest)
    behind = w.number(p.nearest_behind_by, card.decimals)
    return " " + w.plural("card.to_pass", p.to_pass, y=behind, **nearest)


def cut_line_help(w: Words, card: HomeStanding) -> str:
    """What the cut line is; stands beside the figure: "Điểm cao thứ 10 trong số …"."""
    return w("vocab.cut_line_help", k=w.place(card.position.limit), home=card.home_name)


# --- A card: change ---------------------------------------------------------------------------


def change(w: Words, card: Card) -> str:
    """Since the previous comparable edition, in words; or why nothing is compared."""
    if card.previous is None:
        return w("card.change_none", reason=w(f"card.no_previous_{card.no_previous or 'none'}"))
    if card.repeated:
        return w("card.change_repeated", date=w.period_short(card.previous.edition))
    rank, score = _rank_change(w, card, card.previous), _score_change(w, card, card.previous)
    if rank is None and score is None:
        what = w("card.change_unknown")
    elif score is None:
        what = rank
    else:
        what = f"{rank or w('card.change_rank_unknown')}; {score}"
    return w("card.change", date=w.period_short(card.previous.edition), what=what)


def year_ago(w: Words, card: Card) -> str | None:
    """Against the same time last year: ranks, and scores only under the same rules; or None."""
    earlier = card.year_ago
    p = card.position
    if earlier is None or earlier.rank is None or p.rank is None:
        return None
    if not earlier.same_method:
        scores = w("card.year_ago_method", year=card.edition.period_end.year)
    elif not earlier.same_scheme:
        scores = w("card.year_ago_scheme")
    else:
        scores = _score_change(w, card, earlier) or w("card.year_ago_no_score")
    return w(
        "card.year_ago",
        date=w.period_short(earlier.edition),
        a=w.fraction(earlier.rank, earlier.units),
        b=w.fraction(p.rank, p.units),
        scores=scores,
    )


def _rank_change(w: Words, card: Card, earlier: Earlier) -> str | None:
    p = card.position
    if earlier.rank is None or p.rank is None:
        return None
    if earlier.units != p.units:
        a, b = w.fraction(earlier.rank, earlier.units), w.fraction(p.rank, p.units)
        return w("card.change_rank_fractions", a=a, b=b)
    return w("card.change_rank", movement=w.movement(earlier.rank - p.rank))


def _score_change(w: Words, card: Card, earlier: Earlier) -> str | None:
    score = card.position.score
    if earlier.score is None or score is None:
        return None
    if not (earlier.same_method and earlier.same_scheme):
        return None
    return w("card.change_score", movement=w.change(score - earlier.score, card.decimals))


# --- A card: period, age, source, notes -------------------------------------------------------


def period(w: Words, card: Card) -> str:
    """Period with its type, day published, age: "Lũy kế … · công bố … · cập nhật … trước".

    The age is left to `stale` where that has something to say.
    """
    values = {
        "period": sentence_case(w.period(card.edition)),
        "published": w.date_range(card.edition.published_from, card.edition.published_to),
    }
    if card.age_days <= 0:
        return w("card.period_today", **values)
    if card.stale:
        # The sentence about stale figures gives the age.
        return w("card.period_published", **values)
    return w.plural("card.period", card.age_days, **values)


def stale(w: Words, card: Card) -> str | None:
    """That the figures are older than the index's own cadence; None when they are not."""
    if not card.stale:
        return None
    return w.plural("card.stale", card.age_days, cadence=cadence(w, card.cadence_days))


def cadence(w: Words, days: int) -> str:
    """A cadence in words: "tuần", "tháng", "quý", "năm", else "10 ngày"."""
    for key, lengths in _CADENCES.items():
        if days in lengths:
            return w(key)
    return w.plural("cadence.days", days)


def source(w: Words, card: Card, origin: str | None = None) -> str:
    """Where the home figure was read, original issuer first. origin: its name in the language."""
    return source_line(w, card.source, origin)


def source_line(w: Words, read_from: Source | None, origin: str | None = None) -> str:
    """One source in one short line, without a full stop."""
    if read_from is None:
        return w("source.unknown")
    if read_from.kind in ("derived", "uploaded_file"):
        return w(f"source.{read_from.kind}")
    issuer = origin or read_from.origin
    if naming.is_unsourced(read_from.kind):
        return w("source.unsourced", origin=naming.origin(w, read_from.kind, read_from.origin))
    if read_from.kind == "unofficial_copy":
        return w("source.unofficial_copy", origin=issuer, issuer_short=_short(w, issuer))
    if read_from.kind in ("official_document", "correction"):
        return w(f"source.{read_from.kind}", origin=issuer)
    if read_from.publisher in (issuer, read_from.origin):
        return w("source.plain", origin=issuer)
    return w(f"source.{read_from.kind}", origin=issuer, publisher=read_from.publisher)


def _short(w: Words, issuer: str) -> str:
    for start, key in _SHORT_ISSUERS.items():
        if issuer.startswith(start):
            return w(key)
    return w("issuer.other")


def derived(w: Words, card: Card, issuer: str | None = None) -> str | None:
    """That the system computed the figures, by whose rule, and the ranks before the merger.

    issuer: who made the rule, in the language of `w`; without it, or where it is not known, the
    issuer is not named.
    None when the figures of the card are not derived.
    """
    if card.status != "derived":
        return None
    before = before_merger(w, card)
    if before is None:
        return w("card.derived_plain")
    names = w.join(unit.name for unit in card.predecessors)
    if naming.known(issuer) is None:
        return f"{w('card.derived_unnamed', names=names)} {before}"
    short = _short(w, issuer)
    return f"{w('card.derived', issuer=issuer, names=names, issuer_short=short)} {before}"


def before_merger(w: Words, card: Card) -> str | None:
    """The published ranks of the units that home was merged from; None when there are none."""
    if not card.predecessors:
        return None
    parts = [
        w("card.before_merger_unknown", name=unit.name)
        if unit.rank is None
        else w("card.before_merger_unit", name=unit.name, rank=w.rank(unit.rank, unit.units))
        for unit in card.predecessors
    ]
    return w("card.before_merger", what=", ".join(parts))


def coverage(w: Words, ranks: int, scores: int, units: int) -> str:
    """How many of the units have a rank and a score."""
    if ranks == scores == units:
        return w("data.coverage_full", n=units)
    return w("data.coverage", ranks=ranks, scores=scores, n=units)


def caption(w: Words, source_line: str, coverage: str) -> str:
    """What stands under a figure: source, then coverage."""
    return w("source.caption", source=source_line, coverage=coverage)


def chips(w: Words, card: Card) -> list[str]:
    """The exceptions that a figure must carry: how sure the rank is where it is not certain, then
    what else there is to know of it.

    Where nothing at all is known of a rank nothing is said of how sure it is.
    """
    p = card.position
    how_sure = certainty(
        p.rank,
        status=card.status,
        disputed=card.confidence == "disputed" or bool(p.contradiction),
        tied=card.tied,
    )
    nothing = how_sure == "interval" and possible_ranks(w, card) is None
    shown = {
        "chip.provisional": card.status == "provisional",
        "chip.self_reported": card.status == "self_reported",
        "chip.single_source": card.single_source,
    }
    said = [] if nothing or how_sure == "exact" else [w(f"certainty.{how_sure}")]
    return said + [w(key) for key, wanted in shown.items() if wanted]


def remark(w: Words, card: Card) -> str | None:
    """The remark on the card's edition with who signed it and when; None when there is none.

    Typed by people: to be shown as text, never as Markdown.
    """
    if card.remark is None:
        return None
    return w(
        "card.remark",
        text=card.remark.text,
        name=card.remark.signed_by,
        date=w.date(card.remark.dated),
    )


def band(w: Words, card: Card) -> str | None:
    """The official rating band; None where the index has none."""
    return w("card.band", band=card.band_label) if card.band_label else None


def strip_alt(w: Words, card: Card) -> str:
    """The text alternative of a card's strip of ranks."""
    p = card.position
    values = {"n": p.units, "home": card.home_name, "k": p.limit}
    if p.rank is None:
        return w("chart.strip_alt_unknown", **values)
    return w("chart.strip_alt", rank=w.rank(p.rank, p.units), **values)
