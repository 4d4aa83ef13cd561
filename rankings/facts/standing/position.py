"""Where one unit stands against its rank limit, from what is published of one edition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import (
    NOT_KNOWN,
    Field,
    Figures,
    Interval,
    Line,
    Range,
    Standing,
)

__all__ = ["Interval", "Position", "Standing", "position"]

NO_LINE = Line(NOT_KNOWN, NOT_KNOWN)


@dataclass(frozen=True)
class Position:
    """Where one unit stands against the k best of the others (k = limit).

    score, rank: the undisputed figures (rank: published, or computed in a complete table).
    score_range, rank_low (best), rank_high (worst): what the unit can have.
    cut_line: the k-th best score of the others; cut_line_unit: who has it, where that is certain.
    gap: cut line minus score; positive: points still needed, negative: the buffer.
    status: inside | outside | unknown; None without a limit, as all that is measured against one.
    to_pass: how many units must pass an inside unit before it leaves the group of k.
    nearest_behind, nearest_behind_by: the next unit below an inside one, where that is certain.
    places_short: how many places an outside unit has to climb.
    tied_ahead: of a unit that is level with the line and outside, those of its score that the
    publisher has put ahead of it: for this unit reaching the line is not enough.
    contradiction: the units whose figures contradict each other; then every interval is unknown.
    ties_broken: the publisher has put units of one score at different ranks, so that being level
    with a unit is not yet its rank.
    """

    unit_code: str
    limit: int | None
    units: int
    score: Decimal | None
    score_range: Interval
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    cut_line: Interval
    cut_line_unit: str | None
    gap: Interval
    status: str | None
    to_pass: int | None
    nearest_behind: str | None
    nearest_behind_by: Decimal | None
    places_short: int | None
    contradiction: tuple[str, ...] = ()
    tied_ahead: tuple[str, ...] = ()
    ties_broken: bool = False


def position(
    standings: Sequence[Standing], unit_code: str, limit: int | None, decimals: int
) -> Position:
    """Return where a unit stands against the `limit` best of the others.

    `standings` holds every unit of the scheme once; scores are compared in steps of `decimals`.
    limit None: there is no target, so no cut line, no gap and no status; the rest is the same.
    Raises ValueError for an unknown or repeated unit and for a limit below 1.
    """
    if limit is not None:
        bounds.check(limit)
    field = Field(bounds.read(standings, decimals))
    home = field.unit(unit_code)
    found = bounds.contradiction(field)
    if found:
        home_range, line = Range(NOT_KNOWN, None, None), Line(NOT_KNOWN, NOT_KNOWN, found)
    else:
        home_range = bounds.unit_range(field, home, decimals)
        line = NO_LINE if limit is None else bounds.home_line(field, home, limit, decimals)
    rank = home_range.rank_low if field.complete and not found else home.rank
    status = _status(rank, line.gap, limit, contradicted=unit_code in found)
    behind = None if found or status != "inside" else _next_below(field, home)
    return Position(
        unit_code=unit_code,
        limit=limit,
        units=field.places,
        score=bounds.to_decimal(home.score, decimals),
        score_range=home_range.score,
        rank=rank,
        rank_low=home_range.rank_low,
        rank_high=home_range.rank_high,
        cut_line=line.cut_line,
        cut_line_unit=_cut_line_unit(field, home, limit, status, line, decimals),
        gap=line.gap,
        status=status,
        to_pass=_to_pass(rank, limit, status, field.places),
        nearest_behind=None if behind is None else behind.unit_code,
        nearest_behind_by=_ahead_by(home, behind, decimals),
        places_short=_places_short(rank, limit, status),
        contradiction=found,
        tied_ahead=_tied_ahead(field, home, line.gap, status),
        ties_broken=_ties_broken(field),
    )


def needed(
    gap: Interval, status: str | None, decimals: int, *, ties_broken: bool = False
) -> Interval:
    """Points that are missing to be inside: what is above zero of a gap, nothing of an inside unit.

    An outside unit that is level with the line was put behind it: it needs one step of the last
    decimal more. So does any outside one where the publisher breaks ties: who comes level with the
    line may be put behind it.
    """
    nothing = Decimal(0)
    if status == "inside":
        return Interval(nothing, nothing)
    if _level_and_outside(gap, status) or (ties_broken and status == "outside"):
        step = Decimal(1).scaleb(-decimals)
        ends = (None if end is None else max(end, nothing) + step for end in (gap.low, gap.high))
        return Interval(*ends)
    if gap.high is not None and gap.high <= 0:
        return Interval(nothing, nothing)
    return Interval(
        None if gap.low is None else max(gap.low, nothing),
        None if gap.high is None else max(gap.high, nothing),
    )


def _tied_ahead(field: Field, home: Figures, gap: Interval, status: str | None) -> tuple[str, ...]:
    """Of one outside that is level with the line: the units of its score ahead, by their rank."""
    if not _level_and_outside(gap, status) or home.score is None or home.rank is None:
        return ()
    ahead = [
        (u.rank, u.unit_code)
        for u in field.units
        if u.score == home.score and u.rank is not None and u.rank < home.rank
    ]
    return tuple(code for _, code in sorted(ahead))


def _ties_broken(field: Field) -> bool:
    """True where units of one score have different ranks."""
    ranks: dict[int, int] = {}
    return any(
        ranks.setdefault(unit.score, unit.rank) != unit.rank
        for unit in field.units
        if unit.score is not None and unit.rank is not None
    )


def _level_and_outside(gap: Interval, status: str | None) -> bool:
    return status == "outside" and gap.exact and gap.low == 0


def _status(
    rank: int | None, gap: Interval, limit: int | None, *, contradicted: bool
) -> str | None:
    """A known rank decides; without one, the gap, if it is on one side of the line."""
    if limit is None:
        return None
    if contradicted:
        return "unknown"
    if rank is not None:
        return "inside" if rank <= limit else "outside"
    if gap.high is not None and gap.high <= 0:
        return "inside"
    if gap.low is not None and gap.low > 0:
        return "outside"
    return "unknown"


def _ahead_by(home: Figures, behind: Figures | None, decimals: int) -> Decimal | None:
    """How far home is ahead of the unit behind it, in score units."""
    if behind is None or home.score is None or behind.score is None:
        return None
    return bounds.to_decimal(home.score - behind.score, decimals)


def _places_short(rank: int | None, limit: int | None, status: str | None) -> int | None:
    """The places that an outside unit lacks; None where its rank is not known."""
    if status != "outside" or rank is None or limit is None:
        return None
    return rank - limit


def _to_pass(rank: int | None, limit: int | None, status: str | None, places: int) -> int | None:
    """The units that must pass an inside unit; None where there are not that many others."""
    if status != "inside" or rank is None or limit is None or limit >= places:
        return None
    return limit - rank + 1


def _cut_line_unit(
    field: Field, home: Figures, limit: int | None, status: str | None, line: Line, decimals: int
) -> str | None:
    """The unit published in the place of the line, else one whose known score is the line."""
    if limit is None or line.contradiction or limit >= field.places:
        return None
    others = [u for u in field.units if u is not home]
    place = {"outside": limit, "inside": limit + 1}.get(status or "unknown")
    in_place = [] if place is None or field.complete else [u for u in others if u.rank == place]
    on_line = [
        u
        for u in others
        if line.cut_line.exact and bounds.to_decimal(u.score, decimals) == line.cut_line.low
    ]
    return _lowest_code(in_place or on_line)


def _next_below(field: Field, home: Figures) -> Figures | None:
    """The unit with the next lower known score, if no unknown score can lie between; before it one
    of the same score that the publisher has put behind."""
    if home.score is None:
        return None
    rank = home.rank or field.places
    tied = [u for u in field.units if u.score == home.score and u.rank and u.rank > rank]
    if tied:
        return min(tied, key=lambda u: (u.rank or 0, u.unit_code))
    level = field.level_of_score[home.score]
    score = field.value(level + 1)
    if score is None or not bounds.nothing_between(field, level):
        return None
    return min((u for u in field.units if u.score == score), key=lambda u: u.unit_code)


def _lowest_code(units: Iterable[Figures]) -> str | None:
    return min((u.unit_code for u in units), default=None)
