"""What the page on the merger says: the finding, the three readings, the verdict, the check."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rankings.facts import merger
from rankings.facts.editions import EditionFacts
from rankings.facts.merger import Check, Lens, Predecessor, Row
from rankings.words.text import Words, sentence_case

MARKS = {merger.COMPARABLE: "●", merger.WITH_CARE: "◐", merger.NOT_COMPARABLE: "○"}
RESULT_MARKS = {merger.AGREES: "●", merger.DIFFERS: "▲", merger.NOT_CHECKED: "○"}


@dataclass(frozen=True)
class Reading:
    """One reading of the home unit: what it is called, the rank it gives, what is behind it.

    rank: "29/34" or "–"; derived: True when it was recalculated and not published.
    """

    name: str
    rank: str
    text: str
    derived: bool


def finding(w: Words, found: Lens, row: Row, *, index: str) -> str:
    """Where home's predecessors stood and what their mean gives, then whether it can be compared.

    index: its short name.
    """
    values = {"index": index, "period": w.period(found.before), "home": w.name(row)}
    if not any(_known(one) for one in row.predecessors):
        names = w.join(w.name(one) for one in row.predecessors)
        return w("merger.finding_none", names=names, **values)
    before = _stood(w, found, row)
    missing = [one for one in row.predecessors if not one.known]
    if missing:
        names = w.join(w.name(one) for one in missing)
        first = w("merger.finding_partial", before=before, names=names, **values)
    else:
        score = w.number(row.mean_score, found.before.decimals)
        key = "merger.finding_mean" if row.mean_rank is None else "merger.finding"
        rank = None if row.mean_rank is None else w.rank(row.mean_rank, found.units)
        first = w(key, before=before, score=score, rank=rank, **values)
    return f"{first} {verdict_sentence(w, found, row)}"


def verdict(w: Words, row: Row) -> str:
    """The verdict on a unit in a table: a mark and a word."""
    said = f"{MARKS[row.verdict]} {w(f'merger.verdict.{row.verdict}')}"
    if any(_known(one) for one in row.predecessors):
        return said
    return w("merger.verdict_no_figures", verdict=said)


def verdict_sentence(w: Words, found: Lens, row: Row) -> str:
    """Whether the figures before and after the merger can be set side by side, and why."""
    after = _named_after(w, found)
    if row.verdict != merger.NOT_COMPARABLE:
        return w(f"merger.because.{row.verdict}", after=after)
    if found.reason is not None:
        return w(f"merger.because.{found.reason}", after=after)
    needed = len(row.predecessors)
    return w("merger.because.missing", known=row.known, needed=needed, after=after)


def compared(w: Words, found: Lens) -> str:
    """Which edition is set beside which."""
    before = w.period(found.before)
    if found.after is None:
        return w("merger.compared_none", before=before, n=found.before.units)
    values = {
        "before": before,
        "n": found.before.units,
        "after": w.period(found.after),
        "m": found.after.units,
    }
    said = w("merger.compared", **values)
    return said if found.same_period else f"{said} {w('merger.other_period')}"


def readings(w: Words, found: Lens, row: Row) -> list[Reading]:
    """The three readings of a unit and what was published after the merger, in that order."""
    return [
        _namesake(w, found, row),
        _mean(w, found, row),
        _weighted(w, found, row),
        _after(w, found, row),
    ]


def unchecked_units(w: Words, found: Lens) -> str:
    """How many units have nothing published that a mean could be checked against."""
    ranks = sum(row.published_rank is None for row in found.rows)
    scores = sum(row.published_score is None for row in found.rows)
    return w("merger.check_unpublished", ranks=ranks, scores=scores, n=found.units)


def check(w: Words, found: Lens, checks: Sequence[Check], *, term: str) -> str:
    """How many published figures the mean reproduces, and how many cannot be checked.

    term: what the issuer calls a component.
    """
    if not checks:
        return w("merger.check_none")
    parts = [
        w(f"merger.check_{kind}", count=agreeing, n=checked, term=term)
        for kind, (agreeing, checked) in _counts(checks).items()
        if checked
    ]
    said = w("merger.check", parts=w.join(parts), n=found.units)
    unchecked = sum(one.result == merger.NOT_CHECKED for one in checks)
    if not unchecked:
        return said
    return f"{said} {w('merger.check_unchecked', count=unchecked, n=found.before.units)}"


def result(w: Words, one: Check, *, n: int) -> str:
    """What became of a check, with a mark. n: units before the merger."""
    return f"{RESULT_MARKS[one.result]} {w(f'merger.result.{one.result}', n=n)}"


def predecessors(w: Words, found: Lens, row: Row) -> str:
    """The units that a unit was made of, each with its score and rank."""
    return "; ".join(_with_figures(w, found, one) for one in row.predecessors)


def gap(w: Words, before: EditionFacts, after: EditionFacts, *, merged_on: str) -> str | None:
    """Why no line is drawn between two columns that follow each other; None where one may be."""
    method = before.method_code != after.method_code
    if before.scheme != after.scheme:
        return w("merger.gap_both" if method else "merger.gap_merger", date=merged_on)
    return w("merger.gap_method") if method else None


def method_reasons(
    w: Words, editions: Sequence[EditionFacts], methods: Mapping[str, Mapping]
) -> list[str]:
    """What changed with each method that begins in these editions, as the method says it."""
    codes = list(dict.fromkeys(one.method_code for one in editions))
    reasons = [w.field(methods[code], "break_reason") for code in codes[1:] if code in methods]
    return [sentence_case(reason) for reason in reasons if reason]


def _named_after(w: Words, found: Lens) -> str | None:
    """The edition after the merger inside a sentence that names the one before it."""
    if found.after is None:
        return None
    if found.same_period:
        return w("merger.same_period", n=found.after.units)
    return w.period(found.after)


def _known(one: Predecessor) -> bool:
    return one.score is not None or one.rank is not None


def _stood(w: Words, found: Lens, row: Row) -> str:
    """The predecessors that have a figure, each with its rank, else with its score."""
    said = []
    for one in row.predecessors:
        if not _known(one):
            continue
        if one.rank is not None:
            rank = w.rank(one.rank, found.before.units)
            said.append(w("merger.stood", name=w.name(one), rank=rank))
        else:
            score = w.number(one.score, found.before.decimals)
            said.append(w("merger.scored", name=w.name(one), score=score))
    return w.join(said)


def _with_figures(w: Words, found: Lens, one: Predecessor) -> str:
    if not _known(one):
        return w("merger.predecessor_none", name=w.name(one))
    score = w.number(one.score, found.before.decimals)
    rank = w.fraction(one.rank, found.before.units)
    key = "merger.predecessor_disputed" if one.disputed else "merger.predecessor"
    return w(key, name=w.name(one), score=score, rank=rank)


def _namesake(w: Words, found: Lens, row: Row) -> Reading:
    decimals = found.before.decimals
    name = w("merger.reading.namesake")
    if row.namesake_score is None and row.namesake_rank is None:
        rank, text = w.number(None), w("merger.reading.namesake_none", name=w.name(row))
    else:
        rank = w.fraction(row.namesake_rank, found.before.units)
        text = w(
            "merger.reading.namesake_text",
            name=w.name(row),
            score=w.number(row.namesake_score, decimals),
        )
        if row.namesake_place is not None:
            place = w.rank(row.namesake_place, found.units)
            if_ranked = w("merger.reading.namesake_place", rank=place, n=found.units)
            text = f"{text} {if_ranked}"
    return Reading(name, rank, text, derived=False)


def _mean(w: Words, found: Lens, row: Row) -> Reading:
    name = w("merger.reading.mean")
    if row.mean_score is None:
        text = w("merger.reading.mean_none", known=row.known, needed=len(row.predecessors))
        return Reading(name, w.number(None), text, derived=False)
    parts = [
        w("merger.reading.part", name=w.name(one), score=w.number(one.score, found.before.decimals))
        for one in row.predecessors
    ]
    score = w.number(row.mean_score, found.before.decimals)
    text = w("merger.reading.mean_text", score=score, parts=w.join_and(parts))
    if row.mean_rank is not None:
        return Reading(name, w.fraction(row.mean_rank, found.units), text, derived=True)
    low_high = w.rank_range(row.rank_low, row.rank_high, found.units)
    unranked = w("merger.reading.unranked", known=found.means_known, n=found.units, rank=low_high)
    return Reading(name, w.fraction(None, found.units), f"{text} {unranked}", derived=True)


def _weighted(w: Words, found: Lens, row: Row) -> Reading:
    name = w("merger.reading.weighted")
    if not row.weighted:
        return Reading(name, w.number(None), w("merger.reading.no_weight"), derived=False)
    if row.weighted_mean is None:
        text = w("merger.reading.mean_none", known=row.known, needed=len(row.predecessors))
        return Reading(name, w.number(None), text, derived=False)
    parts = [
        w("merger.reading.part", name=w.name(one), score=w.number(one.weight))
        for one in row.predecessors
    ]
    score = w.number(row.weighted_mean, found.before.decimals)
    text = w("merger.reading.weighted_text", score=score, parts=w.join_and(parts))
    rank = w.fraction(row.weighted_rank, found.units)
    return Reading(name, rank, text, derived=True)


def _after(w: Words, found: Lens, row: Row) -> Reading:
    """What the issuer gave after the merger; what was derived there is the mean once more."""
    name = w("merger.reading.after")
    if found.after is None:
        return Reading(name, w.number(None), w("merger.reading.after_no_edition"), derived=False)
    period = sentence_case(w.period(found.after))
    if row.after_status in (None, "derived"):
        text = w("merger.reading.after_none", name=w.name(row), period=period)
        return Reading(name, w.number(None), text, derived=False)
    rank = w.fraction(row.after_rank, found.after.units)
    score = w.number(row.after_score, found.after.decimals)
    return Reading(
        name, rank, w("merger.reading.after_text", period=period, score=score), derived=False
    )


def _counts(checks: Sequence[Check]) -> dict[str, tuple[int, int]]:
    """Kind of figure -> (how many agree, how many were checked): totals, then components."""
    kinds = ("total_score", "total_rank", "part_score", "part_rank")
    agreeing: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for one in checks:
        kind = f"{'total' if one.indicator_code == merger.TOTAL else 'part'}_{one.measure}"
        agreeing[kind] += one.result == merger.AGREES
        checked[kind] += one.result != merger.NOT_CHECKED
    return {kind: (agreeing[kind], checked[kind]) for kind in kinds}
