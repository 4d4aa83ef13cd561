"""Honest intervals for a ranking of which only some scores and some ranks are known.

The model. Every unit has a score; sorted from the best, the scores t1 >= t2 >= … >= tn fill n
places. A published rank r of a unit says that its score is t_r: that holds for publishers who let
tied units share a rank and for those who break ties. Disputed figures say nothing, nor do figures
without a source that contradict those with one.
A *level* is one of the distinct known scores, best first, or the open level above or below all.
A *layout* deals the places out to the levels in order; *edge* j is the number of places above
level j. It agrees with the figures when every anchor (a unit with both figures) has its place in
its level, and every level has room for its unranked units beside all the units ranked in it.
A score between two levels can move to either of them without breaking anything, so layouts reach
the extremes of all we ask for; an extreme on an open level rests on no figure and is None.
Layouts are explored level by level, a set of possible edges being kept as the bits of an integer.
Where published ranks are shared, ties share a rank for certain, and that says more: see
shared_ranks.py, which answers for such a field unless its figures show another custom.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, reduce
from itertools import accumulate, pairwise
from math import inf, isinf
from operator import or_

from rankings.facts.standing.shared_ranks import FAR, SharedRanks


@dataclass(frozen=True)
class Interval:
    """A closed interval in score units; an end that no figure bounds is None."""

    low: Decimal | None
    high: Decimal | None

    @property
    def exact(self) -> bool:
        """True when both ends are known and equal."""
        return self.low is not None and self.low == self.high

    @property
    def known(self) -> bool:
        """True when at least one end is known."""
        return self.low is not None or self.high is not None


NOT_KNOWN = Interval(None, None)


@dataclass(frozen=True)
class Standing:
    """What is known of one unit in one edition (the total, or one component).

    `rank` is evidence unless `rank_basis` is 'computed': a computed rank repeats the scores.
    score_unverified, rank_unverified: nobody has said where the figure is from.
    """

    unit_code: str
    score: Decimal | None
    rank: int | None
    rank_basis: str | None = None
    disputed: bool = False
    score_unverified: bool = False
    rank_unverified: bool = False


@dataclass(frozen=True)
class Range:
    """The scores and the ranks one unit can have. A known figure is both ends."""

    score: Interval
    rank_low: int | None  # best
    rank_high: int | None  # worst


@dataclass(frozen=True)
class Ranges:
    """The range of every unit by its code, or no range at all and the units that contradict."""

    units: Mapping[str, Range]
    contradiction: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """The cut line of one unit for one limit, and the gap: the line minus the unit's score."""

    cut_line: Interval
    gap: Interval
    contradiction: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """The undisputed figures of one unit; the score counts steps of the last decimal."""

    unit_code: str
    score: int | None
    rank: int | None


def ranges(standings: Sequence[Standing], decimals: int) -> Ranges:
    """Return the tightest range of every unit's score and rank.

    `standings` holds every unit of the scheme once; scores are rounded to `decimals`. In a complete
    table (every score known) a rank is the published one, else the computed one (ties share it).
    In a partial table an unranked unit may take any place its score can reach: a free one, or the
    rank of a tied unit if the places they share from there on are nobody else's; where published
    ranks are shared, 1 + the number of units above it.
    Raises ValueError for a unit given twice.
    """
    field = Field(read(standings, decimals))
    if pair := contradiction(field):
        return Ranges({u.unit_code: Range(NOT_KNOWN, None, None) for u in field.units}, pair)
    alike = {(u.score, u.rank): u for u in field.units}
    found = {figures: unit_range(field, u, decimals) for figures, u in alike.items()}
    return Ranges({u.unit_code: found[u.score, u.rank] for u in field.units})


def gap(standings: Sequence[Standing], unit_code: str, limit: int, decimals: int) -> Interval:
    """Return the tightest interval of the cut line minus the unit's score; see `line`."""
    return line(standings, unit_code, limit, decimals).gap


def line(standings: Sequence[Standing], unit_code: str, limit: int, decimals: int) -> Line:
    """Return the tightest intervals of the cut line and of the gap, in score units.

    The cut line is the score of the `limit`-th best of the *other* units. The gap is bounded over
    the layouts that the figures allow, not by subtracting intervals: line and home hang together.
    Where there are no `limit` others there is no line, and nothing can push the unit out: gap <= 0.
    Raises ValueError for an unknown or repeated unit and for a limit below 1.
    """
    check(limit)
    field = Field(read(standings, decimals))
    home = field.unit(unit_code)
    if found := contradiction(field):
        return Line(NOT_KNOWN, NOT_KNOWN, found)
    return home_line(field, home, limit, decimals)


def lines(standings: Sequence[Standing], limit: int, decimals: int) -> dict[str, Interval]:
    """Return the cut line of every unit whose score is known, each as that unit has it; see `line`.

    Empty where figures contradict each other, and where there are no `limit` others.
    Raises ValueError for a unit given twice and for a limit below 1.
    """
    check(limit)
    field = Field(read(standings, decimals))
    if limit >= field.places or contradiction(field):
        return {}
    scored = [unit for unit in field.units if unit.score is not None]
    if not field.complete:
        return {u.unit_code: home_line(field, u, limit, decimals).cut_line for u in scored}
    best_first = sorted((u.score for u in scored if u.score is not None), reverse=True)
    above, at_limit = (to_decimal(best_first[place], decimals) for place in (limit, limit - 1))
    return {
        # Without one of the first the next one moves up.
        u.unit_code: Interval(above, above)
        if u.score is not None and u.score >= best_first[limit - 1]
        else Interval(at_limit, at_limit)
        for u in scored
    }


def check(limit: int) -> None:
    """Raise ValueError for a rank limit that no unit could meet."""
    if limit < 1:
        raise ValueError(f"a rank limit is at least 1, not {limit}")


def read(standings: Sequence[Standing], decimals: int) -> tuple[Figures, ...]:
    """Return what the standings say: disputed figures and computed ranks say nothing.

    Nor do figures without a source, where together with those that have one they are impossible:
    what nobody vouches for takes nothing from what rests on a document.
    """
    if len({s.unit_code for s in standings}) < len(standings):
        raise ValueError("a unit is given more than once")
    figures = tuple(_figures(standing, decimals) for standing in standings)
    sourced = tuple(_figures(_sourced(standing), decimals) for standing in standings)
    if figures == sourced or not any(u.score is not None or u.rank is not None for u in sourced):
        return figures
    return sourced if contradiction(Field(figures)) else figures


def unsourced_left_out(standings: Sequence[Standing], decimals: int) -> bool:
    """Return whether figures without a source say nothing because those with one exclude them."""
    evidence = read(standings, decimals)
    return any(
        figures != _figures(standing, decimals)
        for figures, standing in zip(evidence, standings, strict=True)
    )


def _sourced(standing: Standing) -> Standing:
    """The same without the figures that have no source."""
    if not (standing.score_unverified or standing.rank_unverified):
        return standing
    return replace(
        standing,
        score=None if standing.score_unverified else standing.score,
        rank=None if standing.rank_unverified else standing.rank,
    )


def _figures(standing: Standing, decimals: int) -> Figures:
    if standing.disputed:
        return Figures(standing.unit_code, None, None)
    score = None if standing.score is None else _steps(standing.score, decimals)
    rank = None if standing.rank_basis == "computed" else standing.rank
    return Figures(standing.unit_code, score, rank)


def _steps(score: Decimal, decimals: int) -> int:
    return int(score.scaleb(decimals).to_integral_value(ROUND_HALF_UP))


class Field:
    """All units of one edition, arranged for the walk over the levels."""

    def __init__(self, units: Sequence[Figures]) -> None:
        self.units = tuple(units)
        self.places = len(self.units)
        self.scores = sorted({u.score for u in self.units if u.score is not None}, reverse=True)
        self.levels = range(len(self.scores) + 2)
        self.level_of_score = {score: level for level, score in enumerate(self.scores, start=1)}
        self.claims = Counter(u.rank for u in self.units if u.rank is not None)
        self.shared = any(units > 1 for units in self.claims.values())
        # room[e]: places above edge e less the units ranked there; shared ranks can make it fall.
        self.room = list(
            accumulate((1 - self.claims[r] for r in range(1, self.places + 1)), initial=0)
        )

    def unit(self, unit_code: str) -> Figures:
        """Return the figures of one unit, or raise ValueError."""
        for unit in self.units:
            if unit.unit_code == unit_code:
                return unit
        raise ValueError(f"no unit {unit_code!r} among the {self.places} units")

    @property
    def complete(self) -> bool:
        """True when every score is known."""
        return all(unit.score is not None for unit in self.units)

    def computed_rank(self, unit: Figures) -> int:
        """Return the rank by score in a complete table; tied units share the best place."""
        score = unit.score
        assert score is not None, "a complete table has every score"
        return 1 + sum(other.score is not None and other.score > score for other in self.units)

    def value(self, level: int) -> int | None:
        """Return the score of a level in steps; None for the two open levels."""
        return self.scores[level - 1] if 0 < level < self.levels[-1] else None

    @cached_property
    def shared_ranks(self) -> SharedRanks | None:
        """The layouts of competition ranking, where ranks are shared and agree with it; not for a
        complete table, in which the scores say all."""
        if not self.shared or self.complete:
            return None
        layouts = SharedRanks(self)
        return layouts if layouts.possible else None

    @cached_property
    def wanted(self) -> list[int]:
        """The unranked units whose known score is the level's, by level."""
        loose = Counter(u.score for u in self.units if u.rank is None)
        return [0, *(loose[score] for score in self.scores), 0]

    @cached_property
    def edges(self) -> list[int]:
        """Where each edge may be, as bits: no anchor may end up on the wrong side of it."""
        by_level: list[list[int]] = [[] for _ in self.levels]
        for unit in self.units:
            if unit.rank is not None and unit.score is not None:
                by_level[self.level_of_score[unit.score]].append(unit.rank)
        lowest = accumulate((max(ranks, default=0) for ranks in by_level), max, initial=0)
        below = [min(ranks, default=self.places + 1) for ranks in by_level]
        highest = [*accumulate(reversed(below), min, initial=self.places + 1)][::-1]
        edges = [bits(low, high - 1) for low, high in zip(lowest, highest, strict=True)]
        edges[0] &= bits(0, 0)
        edges[-1] &= bits(self.places, self.places)
        return edges

    @cached_property
    def _edges_with_room(self) -> dict[int, int]:
        """The edges with at least so much room above them, as bits."""
        found: Counter[int] = Counter()
        for edge, room in enumerate(self.room):
            found[room] |= 1 << edge
        for room in range(max(self.room) - 1, min(self.room) - 1, -1):
            found[room] |= found[room + 1]
        return found

    def below(self, edge: int, wanted: int) -> int:
        """Return the edges from `edge` down that leave room for the unranked units wanted."""
        return self._edges_with_room.get(self.room[edge] + wanted, 0) >> edge << edge

    def above(self, edge: int, wanted: int) -> int:
        """Return the edges from `edge` up that leave room for the unranked units wanted."""
        too_low = self._edges_with_room.get(self.room[edge] - wanted + 1, 0)
        return bits(0, edge) & ~too_low if self.room[edge] - wanted >= min(self.room) else 0

    def all_below(self, edges: int, wanted: int) -> int:
        """Return the edges that are below one of `edges` with room for the units wanted."""
        if not self.shared:  # room never falls, so the first edge has all that the others have
            edges &= -edges
        return union(self.below(edge, wanted) for edge in each(edges))

    def all_above(self, edges: int, wanted: int) -> int:
        """Return the edges that are above one of `edges` with room for the units wanted."""
        if not self.shared:  # and the last edge has all that the others have
            edges &= 1 << edges.bit_length() >> 1
        return union(self.above(edge, wanted) for edge in each(edges))

    @cached_property
    def layouts(self) -> "Layouts":
        """All layouts that agree with the figures."""
        return Layouts(self, self.edges, self.wanted)


class Layouts:
    """The layouts of a field whose edges are within `edges` and whose levels hold `wanted`."""

    def __init__(self, field: Field, edges: Sequence[int], wanted: Sequence[int]) -> None:
        self.field = field
        self.edges = edges
        self.wanted = wanted

    @cached_property
    def from_top(self) -> list[int]:
        """For each edge, where it can be as far as the levels above it are concerned."""
        reached = [self.edges[0]]
        for level, wanted in enumerate(self.wanted):
            following = self.field.all_below(reached[level], wanted)
            reached.append(following & self.edges[level + 1])
        return reached

    @cached_property
    def to_bottom(self) -> list[int]:
        """For each edge, where it can be when the levels below it have to be laid out as well."""
        kept = self.from_top.copy()
        for level in reversed(self.field.levels):
            kept[level] &= self.field.all_above(kept[level + 1], self.wanted[level])
        return kept

    @property
    def any(self) -> bool:
        """True when at least one layout agrees with the figures."""
        return bool(self.from_top[-1])

    def spans(self, level: int, more: int = 0) -> Iterator[tuple[int, int]]:
        """Yield (edge above, furthest edge below) of a level that holds `more` units besides."""
        wanted, following = self.wanted[level] + more, self.to_bottom[level + 1]
        for edge in each(self.to_bottom[level]):
            if ends := self.field.below(edge, wanted) & following:
                yield edge, ends.bit_length() - 1

    def levels_at(self, place: int) -> list[int]:
        """Return the levels a place can belong to."""
        return [level for level in self.field.levels if self._holds(level, place)]

    def _holds(self, level: int, place: int) -> bool:
        starts = self.to_bottom[level] & bits(0, place - 1)
        ends = self.to_bottom[level + 1] & bits(place, self.field.places)
        return bool(self.field.all_below(starts, self.wanted[level]) & ends)

    def levels_with_room(self) -> list[int]:
        """Return the levels that can hold a unit without figures."""
        return [level for level in self.field.levels if any(self.spans(level, more=1))]


def bits(first: int, last: int) -> int:
    """Return the set {first, …, last} as bits; empty when last < first."""
    return (1 << last + 1) - (1 << first) if last >= first else 0


def each(members: int) -> Iterator[int]:
    """Yield the members of a set kept as bits, in ascending order."""
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


def union(sets: Iterable[int]) -> int:
    """Return the union of sets kept as bits."""
    return reduce(or_, sets, 0)


def open_levels(field: Field, unit: Figures) -> list[int]:
    """Return the levels a unit's score can be at."""
    if unit.score is not None:
        return [field.level_of_score[unit.score]]
    if unit.rank is not None:
        return field.layouts.levels_at(unit.rank)
    return field.layouts.levels_with_room()


def unit_range(field: Field, unit: Figures, decimals: int) -> Range:
    """Return the scores and ranks one unit can have in a field without contradiction."""
    if field.shared_ranks is not None:
        low, high, best, worst = field.shared_ranks.unit(unit)
        return Range(_interval(low, high, decimals), best, worst)
    levels = open_levels(field, unit)
    score = Interval(
        to_decimal(field.value(levels[-1]), decimals), to_decimal(field.value(levels[0]), decimals)
    )
    if unit.rank is not None:
        return Range(score, unit.rank, unit.rank)
    if field.complete:
        return Range(score, field.computed_rank(unit), field.computed_rank(unit))
    return Range(score, *_rank_ends(field, unit, levels))


def _rank_ends(field: Field, unit: Figures, levels: Sequence[int]) -> tuple[int, int]:
    """Return the best and the worst rank of an unranked unit over the spans of its levels."""
    more = 1 if unit.score is None else 0
    best, worst = field.places, 1
    for level in levels:
        for above, below in field.layouts.spans(level, more):
            ranks = [r for r in range(above + 1, below + 1) if _can_take(field, r, below)]
            if ranks:
                best, worst = min(best, ranks[0]), max(worst, ranks[-1])
    return best, worst


def _can_take(field: Field, rank: int, below: int) -> bool:
    """Return whether an unranked unit of a level that ends at `below` can be given this rank.

    The units published at the rank share it, so the places from the rank on that they and the
    newcomer fill must be within the level, and no other unit may be published at one of them.
    """
    last = rank + field.claims[rank]
    return last <= below and not any(field.claims[r] for r in range(rank + 1, last + 1))


def home_line(field: Field, home: Figures, limit: int, decimals: int) -> Line:
    """Return the cut line and the gap of one unit in a field without contradiction."""
    if limit >= field.places:
        return Line(NOT_KNOWN, Interval(None, to_decimal(0, decimals)))
    if field.shared_ranks is not None:
        ends_of_line, ends_of_gap = field.shared_ranks.line(home, limit)
        return Line(_interval(*ends_of_line, decimals), _interval(*ends_of_gap, decimals))
    pairs = set(_line_and_home(field, home, limit))
    lines = [line_level for line_level, _ in pairs]
    lowest, highest = field.value(max(lines)), field.value(min(lines))
    cut_line = Interval(to_decimal(lowest, decimals), to_decimal(highest, decimals))
    return Line(cut_line, _spread(field, pairs, decimals))


def _line_and_home(field: Field, home: Figures, limit: int) -> Iterator[tuple[int, int]]:
    """Yield the levels the cut line and home can have together.

    Below or level with place limit + 1, home has the line in place `limit`; above or level with
    place `limit`, it takes one of the first places itself and the line is in place limit + 1.
    """
    for level in open_levels(field, home):
        edges, wanted = _home_at(field, home, level)
        below, above = edges.copy(), edges.copy()
        below[level + 1] &= bits(limit + 1, field.places)
        above[level] &= bits(0, limit - 1)
        for line_level in Layouts(field, below, wanted).levels_at(limit):
            yield line_level, level
        for line_level in Layouts(field, above, wanted).levels_at(limit + 1):
            yield line_level, level


def _home_at(field: Field, home: Figures, level: int) -> tuple[list[int], list[int]]:
    """Return the edges and the wanted units of the layouts that have home's score at a level."""
    edges, wanted = field.edges.copy(), field.wanted.copy()
    if home.rank is not None:
        edges[level] &= bits(0, home.rank - 1)
        edges[level + 1] &= bits(home.rank, field.places)
    elif home.score is None:
        wanted[level] += 1
    return edges, wanted


def _spread(field: Field, pairs: set[tuple[int, int]], decimals: int) -> Interval:
    """Return the interval of line minus home over the levels they can have together."""
    differences = [_difference(field, line_level, level) for line_level, level in pairs]
    low, high = min(differences), max(differences)
    return Interval(
        None if isinf(low) else to_decimal(int(low), decimals),
        None if isinf(high) else to_decimal(int(high), decimals),
    )


def _difference(field: Field, line_level: int, level: int) -> float:
    """Return the steps from a level up to the line's; an open level is as far as one likes."""
    if line_level == level:
        return 0
    line_score, score = field.value(line_level), field.value(level)
    if line_score is None or score is None:
        return inf if line_level < level else -inf
    return line_score - score


def to_decimal(steps: int | None, decimals: int) -> Decimal | None:
    """Return a score or a difference of scores, given in steps of the last decimal."""
    return None if steps is None else Decimal(steps).scaleb(-decimals)


def _interval(low: float, high: float, decimals: int) -> Interval:
    """Steps as an interval in score units; what is far away is bounded by nothing."""
    ends = (None if abs(end) > FAR / 2 else int(end) for end in (low, high))
    return Interval(*(to_decimal(end, decimals) for end in ends))


def next_to(interval: Interval, scores: Collection[Decimal]) -> set[Decimal]:
    """Return the known scores on which the ends of an interval rest: the nearest not within it."""
    low, high = interval.low, interval.high
    below = [score for score in scores if low is not None and score <= low]
    above = [score for score in scores if high is not None and score >= high]
    return {*([max(below)] if below else []), *([min(above)] if above else [])}


def nothing_between(field: Field, level: int) -> bool:
    """Return whether no unknown score can lie strictly between a known level and the next known."""
    upper, lower = field.value(level), field.value(level + 1)
    assert upper is not None, "the level is known"
    assert lower is not None, "the next level is known"
    if upper - lower < 2:
        return True
    if field.shared_ranks is not None:
        return field.shared_ranks.nothing_below(level)
    allowed = field.layouts.to_bottom[level + 1]
    return not any(
        field.below(edge, 0) & allowed & ~(1 << edge)
        for edge in each(field.layouts.from_top[level + 1])
    )


def contradiction(field: Field) -> tuple[str, ...]:
    """Return the codes of two units whose figures contradict each other; () when none do.

    One code: a rank that is no place of this field. An unranked unit that fits no free place
    comes first, with the nearest anchor it collides with; two ranked units come in rank order.
    """
    for unit in field.units:
        if unit.rank is not None and not 1 <= unit.rank <= field.places:
            return (unit.unit_code,)
    if field.layouts.any:
        return ()
    return _wrong_order(field.units) or _collision(_core(field.units))


def _wrong_order(units: Sequence[Figures]) -> tuple[str, ...]:
    """Return two anchors next to each other in rank whose scores do not follow; () when all do."""
    anchors = sorted(
        (u.rank, -u.score, u.unit_code) for u in units if u.rank is not None and u.score is not None
    )
    for (rank, minus_score, code), (rank_below, minus_below, code_below) in pairwise(anchors):
        shared = rank == rank_below
        if minus_score > minus_below or (shared and minus_score != minus_below):
            return code, code_below
    return ()


def _core(units: Sequence[Figures]) -> list[Figures]:
    """Return units whose figures contradict each other and would not if any one were left out."""
    kept = list(units)
    for index, unit in enumerate(units):
        kept[index] = Figures(unit.unit_code, None, None)
        if Field(kept).layouts.any:
            kept[index] = unit
    return [u for u in kept if u.score is not None or u.rank is not None]


def _collision(core: Sequence[Figures]) -> tuple[str, str]:
    """Return the unranked unit of a core and the anchor nearest to it in score.

    Without unranked units too many share a rank: the lowest two in rank order.
    """
    loose = [u for u in core if u.rank is None]
    if not loose:
        placed = sorted(core, key=lambda u: (u.rank, u.score is None, u.unit_code))
        return placed[-2].unit_code, placed[-1].unit_code
    anchors = [(u.score, u.unit_code) for u in core if u.rank is not None and u.score is not None]
    _, unit_code, anchor_code = min(
        (abs(unit.score - score), unit.unit_code, code)
        for unit in loose
        if unit.score is not None
        for score, code in anchors
    )
    return unit_code, anchor_code
