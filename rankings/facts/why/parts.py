"""Why a unit's rank and its gap to the cut line changed between two tables of one method.

A rank is 1 plus the number of rivals above the unit; a unit of the same score is not above. For
each rival the change of "this rival is above us" is dealt out by the Shapley value (L. S. Shapley,
A Value for n-Person Games, 1953) over what changed: each of our components, and the rival's score.
Added up over the rivals that is exact, and it treats every change alike, whichever came first.
The gap is the cut line minus our score, so that each change's part of it is plain subtraction.

Signs are those of the figures: a rank or a gap that falls is an improvement.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import factorial

import numpy as np

from rankings.facts.standing.bounds import NOT_KNOWN, Interval
from rankings.facts.standing.position import Position
from rankings.store.rounding import less

# What is no component: factors of Part.
UNSPLIT = "unsplit"
ROUNDING = "rounding"
SMALLER = "smaller_components"
RIVAL = "rival"
CUT_LINE = "cut_line"
TIE_BREAK = "publisher_tie_break"
ENTRY_EXIT = "entry_exit"

OWN, OTHERS, TABLE = KINDS = ("own", "others", "table")

# 2 to this power totals are looked at; of more components the smallest changes go together.
COMPONENTS_AT_MOST = 11
# Parts of a step in which a component's contribution to the total is counted.
FINE = 1_000_000


@dataclass(frozen=True)
class Table:
    """What the split reads of one edition.

    scores: unit code -> total, of every unit that the table has. rank: the unit's rank as it is
    shown, None: count it. components: indicator code -> the unit's own score, where it is known.
    """

    scores: Mapping[str, Decimal]
    rank: int | None
    components: Mapping[str, Decimal]


@dataclass(frozen=True)
class Part:
    """What one factor did to the rank and to the gap.

    factor: an indicator code, or one of the names above. kind: own | others | table. unit_code:
    whose figure it is, None for the table's. rank: in places, below 0 is a climb. gap: in score
    units, below 0 is an improvement; None without a rank limit or a line. points: of ours, what it
    added to our score.
    """

    factor: str
    kind: str
    unit_code: str | None
    rank: float
    gap: Decimal | None
    points: Decimal | None = None


@dataclass(frozen=True)
class Split:
    """The change of one unit between two tables, and the parts that add up to it.

    gap_before, gap_after, change_gap: None without a line. passed: rivals that were above and are
    below now; level_with: that were above and now have the same score; passed_by: that were not
    above and are now. entered, left: rivals in one table only.
    """

    unit_code: str
    score_before: Decimal
    score_after: Decimal
    rank_before: int
    rank_after: int
    gap_before: Decimal | None
    gap_after: Decimal | None
    change_rank: int
    change_gap: Decimal | None
    parts: tuple[Part, ...]
    passed: tuple[str, ...]
    level_with: tuple[str, ...]
    passed_by: tuple[str, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]

    def total(self, kind: str) -> tuple[float, Decimal | None]:
        """What all factors of a kind did together: (rank, gap)."""
        of_kind = [part for part in self.parts if part.kind == kind]
        gaps = [part.gap for part in of_kind]
        rank = sum(part.rank for part in of_kind)
        known = [gap for gap in gaps if gap is not None]
        return rank, sum(known, Decimal(0)) if len(known) == len(gaps) else None


@dataclass(frozen=True)
class Reach:
    """What is known of a change where the tables are not: rank in places, gap in score units.

    rank: (least, most); either is None where no figure bounds it.
    """

    rank: tuple[int | None, int | None]
    gap: Interval


def split(
    before: Table,
    after: Table,
    unit_code: str,
    *,
    weights: Mapping[str, Decimal],
    limit: int | None,
    decimals: int,
    tolerance: Decimal,
) -> Split:
    """Return why a unit moved between two tables in which every score is known.

    weights: what a point of each component adds to the total, of every component that the method
    adds up; empty where it does not say how. tolerance: by how much a total may differ from the sum
    of its components and be called rounded. Raises KeyError for a unit that is not in both tables.
    """
    first, second = _steps(before.scores, decimals), _steps(after.scores, decimals)
    own = _own_changes(before, after, unit_code, weights, decimals, tolerance)
    rivals = sorted((first.keys() & second.keys()) - {unit_code})
    shares, of_rivals = shapley(
        list(own.values()),
        start=first[unit_code],
        before=[first[code] for code in rivals],
        after=[second[code] for code in rivals],
    )
    ranks = _ranks(before, after, first, second, unit_code)
    lines = _lines(first, second, unit_code, limit)
    own_parts = [
        Part(
            factor,
            OWN,
            unit_code,
            share,
            _gap(lines, -change, decimals),
            _decimal(change, decimals),
        )
        for (factor, change), share in zip(own.items(), shares, strict=True)
    ]
    rival_parts = [
        Part(RIVAL, OTHERS, code, share, _gap(lines, 0, decimals))
        for code, share in zip(rivals, of_rivals, strict=True)
        if share
    ]
    rival_parts.sort(key=lambda part: (-abs(part.rank), part.unit_code))
    line, entry = _line_parts(first, second, unit_code, limit, lines)
    parts = (
        *own_parts,
        *rival_parts,
        Part(CUT_LINE, OTHERS, None, 0.0, _gap(lines, line, decimals)),
        Part(ENTRY_EXIT, TABLE, None, float(ranks.entry), _gap(lines, entry, decimals)),
        Part(TIE_BREAK, TABLE, None, float(ranks.tie_break), _gap(lines, 0, decimals)),
    )
    gaps = _gaps(first, second, unit_code, lines, decimals)
    above = {
        code: (_above(first, code, unit_code), _above(second, code, unit_code)) for code in rivals
    }
    overtaken = [code for code, sides in above.items() if sides == (True, False)]
    return Split(
        unit_code=unit_code,
        score_before=_decimal(first[unit_code] * FINE, decimals),
        score_after=_decimal(second[unit_code] * FINE, decimals),
        rank_before=ranks.before,
        rank_after=ranks.after,
        gap_before=gaps[0],
        gap_after=gaps[1],
        change_rank=ranks.after - ranks.before,
        change_gap=less(gaps[1], gaps[0]),
        parts=parts,
        passed=_by_score(first, [c for c in overtaken if second[c] < second[unit_code]]),
        level_with=_by_score(first, [c for c in overtaken if second[c] == second[unit_code]]),
        passed_by=_by_score(second, [c for c, sides in above.items() if sides == (False, True)]),
        entered=_by_score(second, second.keys() - first.keys()),
        left=_by_score(first, first.keys() - second.keys()),
    )


def shapley(
    changes: Sequence[int], *, start: int, before: Sequence[int], after: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Return what each of our changes, and each rival's own, did to the number of rivals above us.

    start: our total before, before, after: the rivals', in steps. changes: what each change adds to
    our total, in FINE parts of a step. A total in between is rounded to a step, half up, as a
    publisher would. (our changes' parts over all rivals, each rival's part), in places.
    """
    moving = [index for index, change in enumerate(changes) if change]
    players = len(moving) + 1
    totals, sizes = _coalitions(start, [changes[index] for index in moving])
    rivals_before, rivals_after = (np.asarray(s, dtype=np.int64)[:, None] for s in (before, after))
    # Rivals in rows, coalitions of our changes in columns; without and with the rival's own change.
    without = (rivals_before > totals).astype(np.int64)
    with_it = (rivals_after > totals).astype(np.int64)
    orders = np.array(
        [factorial(size) * factorial(players - size - 1) for size in range(players)], dtype=np.int64
    )
    all_orders = factorial(players)
    of_rivals = (with_it - without) @ orders[sizes]
    # How many rivals are above us in each coalition.
    above_without, above_with = without.sum(axis=0), with_it.sum(axis=0)
    shares = [0.0] * len(changes)
    for place, index in enumerate(moving):
        lacking = np.flatnonzero(~np.arange(len(totals)) >> place & 1)
        having = lacking | 1 << place
        alone = (above_without[having] - above_without[lacking]) @ orders[sizes[lacking]]
        beside = (above_with[having] - above_with[lacking]) @ orders[sizes[lacking] + 1]
        shares[index] = int(alone + beside) / all_orders
    return shares, [int(share) / all_orders for share in of_rivals]


def reach(before: Position, after: Position) -> Reach:
    """Return between which bounds a unit's rank and gap changed, from what each table allows."""
    return Reach(
        rank=(
            less(after.rank or after.rank_low, before.rank or before.rank_high),
            less(after.rank or after.rank_high, before.rank or before.rank_low),
        ),
        gap=NOT_KNOWN
        if before.contradiction or after.contradiction
        else Interval(less(after.gap.low, before.gap.high), less(after.gap.high, before.gap.low)),
    )


@dataclass(frozen=True)
class _Ranks:
    """The ranks shown, and how much of their change no score explains."""

    before: int
    after: int
    entry: int
    tie_break: int


def _ranks(
    before: Table, after: Table, first: Mapping[str, int], second: Mapping[str, int], unit_code: str
) -> _Ranks:
    counted = [1 + sum(_above(side, code, unit_code) for code in side) for side in (first, second)]
    shown = [
        table.rank if table.rank is not None else count
        for table, count in zip((before, after), counted, strict=True)
    ]
    entered = sum(_above(second, code, unit_code) for code in second.keys() - first.keys())
    left = sum(_above(first, code, unit_code) for code in first.keys() - second.keys())
    broken = (shown[1] - counted[1]) - (shown[0] - counted[0])
    return _Ranks(shown[0], shown[1], entry=entered - left, tie_break=broken)


def _above(scores: Mapping[str, int], code: str, unit_code: str) -> bool:
    return scores[code] > scores[unit_code]


def _own_changes(
    before: Table,
    after: Table,
    unit_code: str,
    weights: Mapping[str, Decimal],
    decimals: int,
    tolerance: Decimal,
) -> dict[str, int]:
    """Factor -> what it adds to our total, in FINE parts of a step; together the whole change."""
    scale = Decimal(FINE).scaleb(decimals)
    both = [code for code in weights if code in before.components and code in after.components]
    changes = {
        code: int(
            (weights[code] * (after.components[code] - before.components[code]) * scale).quantize(
                Decimal(1), ROUND_HALF_UP
            )
        )
        for code in both
    }
    totals = [_steps(table.scores, decimals)[unit_code] for table in (before, after)]
    rest = (totals[1] - totals[0]) * FINE - sum(changes.values())
    explained = bool(weights) and all(
        _adds_up(table, unit_code, weights, tolerance) for table in (before, after)
    )
    found = _largest_apart(changes)
    found |= {UNSPLIT: 0 if explained else rest, ROUNDING: rest if explained else 0}
    return found


def _adds_up(
    table: Table, unit_code: str, weights: Mapping[str, Decimal], tolerance: Decimal
) -> bool:
    """Whether every component is known and their sum is the total but for rounding."""
    if weights.keys() - table.components.keys():
        return False
    total = sum(weight * table.components[code] for code, weight in weights.items())
    return abs(table.scores[unit_code] - total) <= tolerance


def _largest_apart(changes: dict[str, int]) -> dict[str, int]:
    """The changes with the smallest of them as one where there are too many to look at each."""
    moving = sorted(
        (code for code in changes if changes[code]), key=lambda c: (-abs(changes[c]), c)
    )
    together = set(moving[COMPONENTS_AT_MOST:])
    if not together:
        return changes
    kept = {code: change for code, change in changes.items() if code not in together}
    return kept | {SMALLER: sum(changes[code] for code in together)}


def _coalitions(start: int, changes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Our total in steps, and the number of changes made, of every subset of the changes."""
    totals = np.array([start * FINE], dtype=np.int64)
    sizes = np.zeros(1, dtype=np.int64)
    for change in changes:
        totals = np.concatenate([totals, totals + change])
        sizes = np.concatenate([sizes, sizes + 1])
    return (2 * totals + FINE) // (2 * FINE), sizes


def _lines(
    first: Mapping[str, int], second: Mapping[str, int], unit_code: str, limit: int | None
) -> tuple[int, int] | None:
    """The cut line of both tables, in steps; None where one has none."""
    before, after = (_line(side, side.keys(), unit_code, limit) for side in (first, second))
    return None if before is None or after is None else (before, after)


def _line(
    scores: Mapping[str, int], codes: Collection[str], unit_code: str, limit: int | None
) -> int | None:
    others = sorted((scores[code] for code in codes if code != unit_code), reverse=True)
    return None if limit is None or limit > len(others) else others[limit - 1]


def _line_parts(
    first: Mapping[str, int],
    second: Mapping[str, int],
    unit_code: str,
    limit: int | None,
    lines: tuple[int, int] | None,
) -> tuple[int, int]:
    """The line's change among the units of both tables, and what came with those of one only."""
    if lines is None:
        return 0, 0
    change = (lines[1] - lines[0]) * FINE
    both = first.keys() & second.keys()
    moved = less(_line(second, both, unit_code, limit), _line(first, both, unit_code, limit))
    if moved is None:
        return change, 0
    alike = moved * FINE
    return alike, change - alike


def _gaps(
    first: Mapping[str, int],
    second: Mapping[str, int],
    unit_code: str,
    lines: tuple[int, int] | None,
    decimals: int,
) -> tuple[Decimal | None, Decimal | None]:
    if lines is None:
        return None, None
    before, after = (
        _decimal((line - side[unit_code]) * FINE, decimals)
        for line, side in zip(lines, (first, second), strict=True)
    )
    return before, after


def _gap(lines: tuple[int, int] | None, fine: int, decimals: int) -> Decimal | None:
    return None if lines is None else _decimal(fine, decimals)


def _steps(scores: Mapping[str, Decimal], decimals: int) -> dict[str, int]:
    """The scores in steps of the last published decimal, half rounded up."""
    return {
        code: int(score.scaleb(decimals).quantize(Decimal(1), ROUND_HALF_UP))
        for code, score in scores.items()
    }


def _decimal(fine: int, decimals: int) -> Decimal:
    return Decimal(fine).scaleb(-decimals) / FINE


def _by_score(scores: Mapping[str, int], codes: Collection[str]) -> tuple[str, ...]:
    """The codes, the highest score first."""
    return tuple(sorted(codes, key=lambda code: (-scores[code], code)))
