"""Intervals of a ranking in which tied units share a rank and take the places below it.

Where a published rank is given to several units, the publisher ranks as in a competition: a unit
has rank 1 + the number of units strictly above it, so that three who share rank 3 take the places
3, 4 and 5, and nobody else has a rank among these. That says more than bounds.py takes for granted
of every publisher. The derivation is written out in docs/intervals.md; in short:

The known scores are levels; between two of them, above the first and below the last lie spaces of
so many whole steps. A layout deals the places out to spaces and levels in turn; an edge is the
number of places above one of them. A published rank r says that a group of equal scores begins at
place r: it begins a level, or a *region* of a space. A region ends before the next published rank.
Each needs a step of its own, and within a space they may move as long as they keep apart.

Layouts are walked part by part, for all edges at once: matrices with a row for the edge above and a
column for the edge below. Scores are whole steps; what no figure bounds is FAR away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rankings.facts.standing.bounds import Field, Figures

Matrix = NDArray[Any]

FAR = 1e15  # steps; whole numbers are exact up to here, differences of two of them as well
NEVER = -np.inf


@dataclass(frozen=True)
class Part:
    """A level or a space. upper, lower: of a level its score, both; of a space those of the levels
    round it. steps: whole steps within a space. wanted: units of a level that have no rank."""

    is_level: bool
    upper: float
    lower: float
    steps: float = 0
    wanted: int = 0


@dataclass(frozen=True)
class Spot:
    """Where a unit can be in a part: in a level, or in a region of a space.

    spans: with which edges above and below the part. start: the first place of the region; 0 for a
    level. low, high: the unit's score there, last: its worst rank, by the edges. loose: it has no
    published rank, so it need not be level with those who begin the region.
    """

    spans: Matrix
    start: int
    low: Matrix
    high: Matrix
    last: Matrix
    loose: bool


class SharedRanks:
    """The layouts of a field that agree with competition ranking."""

    def __init__(self, field: "Field") -> None:
        self.field = field
        self.n = n = field.places
        self.claims = np.array([field.claims.get(rank, 0) for rank in range(n + 2)])
        self.claimed = [rank for rank in range(1, n + 1) if self.claims[rank]]
        # By edge: how many published ranks lie above it, and whether the place below it has none.
        self.begun = np.cumsum(self.claims[: n + 1] > 0)
        self.unnamed = (self.claims[1:] == 0).astype(int)
        self.above, self.below = np.ogrid[: n + 1, : n + 1]
        self.parts = tuple(_parts(field))

    @property
    def possible(self) -> bool:
        """False where the figures do not agree with competition ranking: it is another custom."""
        return bool(self.reached[-1][self.n])

    # --- Layouts ---------------------------------------------------------------------------------

    @cached_property
    def spans(self) -> list[Matrix]:
        """Of each part: with which edges above and below it, it agrees with the figures."""
        whole = self._whole()
        either = whole[self.above] & whole[self.below]
        return [either & self._fits(part) for part in self.parts]

    def _whole(self) -> Matrix:
        """The edges that part nobody from those who share a rank; none where these overlap."""
        edges = np.ones(self.n + 1, dtype=bool)
        for rank, following in pairwise([*self.claimed, self.n + 1]):
            last = rank + self.claims[rank] - 1
            edges[rank:last] = False
            if last >= following:
                return np.zeros_like(edges)
        return edges

    def _fits(self, part: Part) -> Matrix:
        if not part.is_level:
            fits: Matrix = (self.above < self.below) & (self._needed() <= part.steps)
            fits |= self.above == self.below
            return fits
        fits = (self.above < self.below) & (self._room(part) >= 0)
        # Within a level nobody else's rank begins.
        fits &= self.begun[self.below] == self.begun[np.minimum(self.above + 1, self.n)]
        for unit in self.field.units:
            if unit.rank is not None and unit.score == part.upper:
                fits &= self.above == unit.rank - 1
        return fits

    def _room(self, part: Part) -> Matrix:
        """The places of a level that no known unit takes, by its edges."""
        room: Matrix = self.below - self.above - part.wanted - self.claims[self.above + 1]
        return room

    def _needed(self) -> Matrix:
        """The steps that the regions of a space need, by its edges."""
        needed: Matrix = self.begun[self.below] - self.begun[self.above] + self.unnamed[self.above]
        return needed

    @cached_property
    def reached(self) -> list[Matrix]:
        """Before each part and after the last: the edges to which the parts above can lead."""
        edges = [np.arange(self.n + 1) == 0]
        for spans in self.spans:
            edges.append((edges[-1][:, None] & spans).any(axis=0))
        return edges

    @cached_property
    def left(self) -> list[Matrix]:
        """Before each part and after the last: the edges below which the parts can be laid out."""
        edges = [np.arange(self.n + 1) == self.n]
        for spans in reversed(self.spans):
            edges.append((spans & edges[-1][None, :]).any(axis=1))
        return edges[::-1]

    @cached_property
    def held(self) -> list[Matrix]:
        """Of each part: the edges above and below it in the layouts of the whole field."""
        every = zip(self.spans, self.reached, self.left[1:], strict=False)
        return [spans & on[:, None] & off[None, :] for spans, on, off in every]

    # --- One unit --------------------------------------------------------------------------------

    def unit(self, unit: "Figures") -> tuple[float, float, int, int]:
        """The lowest and the highest score, the best and the worst rank of a unit."""
        lows, highs, best, worst = [], [], [], []
        for number, part in enumerate(self.parts):
            for spot in self._spots(number, part, unit):
                lows.append(spot.low[spot.spans].min())
                highs.append(spot.high[spot.spans].max())
                best.append(spot.start or int(np.nonzero(spot.spans)[0].min()) + 1)
                worst.append(int(spot.last[spot.spans].max()))
        return min(lows), max(highs), min(best), max(worst)

    def nothing_below(self, level: int) -> bool:
        """Whether no score can lie in the space below a level; the first level is 1."""
        return not (self.held[2 * level] & (self.above < self.below)).any()

    def _spots(self, number: int, part: Part, unit: "Figures") -> Iterator[Spot]:
        """Where a unit can be in a part, each as the layouts have it."""
        spans = self.held[number] & (self.above < self.below)
        if not spans.any():
            return
        if part.is_level:
            if unit.score is not None:
                spans = spans & (unit.score == part.upper)
            elif unit.rank is not None:
                spans = spans & (self.above == unit.rank - 1)
            else:
                spans = spans & (self._room(part) > 0)
            if spans.any():
                low, high = self._scores(part, 0)
                yield Spot(spans, 0, low, high, self._wide(self.above + 1), loose=False)
        elif unit.score is None:
            every = range(1, self.n + 1)
            for start in every if unit.rank is None else [unit.rank]:
                spot = self._in_region(spans, part, start, loose=unit.rank is None)
                if spot.spans.any():
                    yield spot

    def _in_region(self, spans: Matrix, part: Part, start: int, *, loose: bool) -> Spot:
        """A unit in the region of a space that begins at a place, where one does."""
        begins = self.above < start if self.claims[start] else self.above == start - 1
        spans = spans & begins & (start <= self.below)
        last = self._wide(start)
        if loose:
            end = self._end(start)
            spans = spans & (end - start + 1 > self.claims[start])
            # Alone at the end of its region, where there is a step for that.
            last = np.where(self._needed() < part.steps, end, last)
        low, high = self._scores(part, start)
        return Spot(spans, start, low, high, last, loose)

    def _end(self, start: int) -> Matrix:
        """The last place of the region that begins at a place, by the edge below the space."""
        following = next((rank for rank in self.claimed if rank > start), self.n + 1)
        return np.minimum(following - 1, self.below)

    def _scores(self, part: Part, place: int) -> tuple[Matrix, Matrix]:
        """The lowest and the highest score of a place in a part, by the edges of the part."""
        if part.is_level:
            return self._wide(part.upper), self._wide(part.upper)
        below = self.begun[self.below] - self.begun[place]
        above = self.begun[place] - self.begun[self.above] + self.unnamed[self.above]
        return self._wide(part.lower + 1 + below), self._wide(part.upper - above)

    def _wide(self, values: Any) -> Matrix:
        """Values for all edges above and below."""
        return np.broadcast_to(np.asarray(values, dtype=float), (self.n + 1, self.n + 1))

    # --- The line and a unit ---------------------------------------------------------------------

    def line(self, home: "Figures", limit: int) -> tuple[tuple[float, float], tuple[float, float]]:
        """The lowest and the highest cut line of a unit, and line minus its score.

        limit: less than there are places. Below place k the line is what place k has; level with
        place k or above it, what place k + 1 has.
        """
        spots = [list(self._spots(n, part, home)) for n, part in enumerate(self.parts)]
        lines, gaps = (
            (-self._most(spots, limit, -1, -weight), self._most(spots, limit, 1, weight))
            for weight in (0, 1)
        )
        return lines, gaps

    def _most(self, spots: list[list[Spot]], limit: int, sign: int, weight: int) -> float:
        """The most that sign × line − weight × home's score can be. weight: sign, or 0; spots:
        where home can be, by part."""
        still_home = np.full(self.n + 1, NEVER)  # by edge: the line is placed, home is not
        still_line = np.full(self.n + 1, NEVER)  # home is placed, the line is not
        best = NEVER
        for number, part in enumerate(self.parts):
            stay = np.where(self.held[number], 0.0, NEVER)
            homes = np.full_like(stay, NEVER)
            for spot in spots[number]:
                score = spot.low if sign > 0 else -spot.high
                homes = np.maximum(homes, np.where(spot.spans, -score * abs(weight), NEVER))
                best = max(best, self._together(part, spot, limit, sign, weight).max())
            first, second = (self._line_at(number, part, limit + k, sign) for k in (0, 1))
            best = max(best, (still_home[:, None] + homes).max())
            best = max(best, (still_line[:, None] + second).max())
            still_home = np.maximum(still_home[:, None] + stay, first).max(axis=0)
            still_line = np.maximum(still_line[:, None] + stay, homes).max(axis=0)
        return float(best)

    def _line_at(self, number: int, part: Part, place: int, sign: int) -> Matrix:
        """sign × the score of a place in a part that holds it, as much as it can be."""
        low, high = self._scores(part, place)
        holds = self.held[number] & (self.above < place) & (place <= self.below)
        return np.where(holds, high if sign > 0 else -low, NEVER)

    def _together(self, part: Part, spot: Spot, limit: int, sign: int, weight: int) -> Matrix:
        """The most of the line and home in one part, by its edges."""
        after = limit + 1
        if part.is_level:
            tied = spot.spans & (self.above < limit) & (after <= self.below)
            return np.where(tied, 0.0 if weight else sign * part.upper, NEVER)
        if limit < spot.start:
            held = spot.spans & (self.above < limit)
            return np.where(held, self._apart(part, spot, limit, sign, weight), NEVER)
        held = spot.spans & (after <= self.below)
        value = np.where(
            after <= self._end(spot.start),
            self._within(part, spot, after, sign, weight),
            self._apart(part, spot, after, sign, weight),
        )
        return np.where(held, value, NEVER)

    def _apart(self, part: Part, spot: Spot, place: int, sign: int, weight: int) -> Matrix:
        """The line at a place of another region than home's."""
        low, high = self._scores(part, place)
        if not weight:
            return high if sign > 0 else -low
        if (place < spot.start) == (sign > 0):
            # As far apart as the space allows.
            return high - spot.low if sign > 0 else spot.high - low
        # As near as the regions between them leave it.
        return self._wide(-abs(self.begun[place] - self.begun[spot.start]))

    def _within(self, part: Part, spot: Spot, after: int, sign: int, weight: int) -> Matrix:
        """The line in home's own region, of which place k + 1 is one: level with home, or apart by
        the steps that are to spare."""
        low, high = self._scores(part, after)
        if not weight:
            return high if sign > 0 else -low
        spare = self._wide(part.steps - self._needed())
        if sign > 0:
            # Place k above home, which is alone at the end.
            return spare if spot.loose else self._wide(0)
        # Place k + 1 below home, which is level with those who begin the region.
        first_below = spot.start + int(self.claims[spot.start]) + spot.loose
        return spare if after >= first_below else self._wide(0)


def _parts(field: "Field") -> Iterator[Part]:
    """Spaces and levels in turn, from the top."""
    ends = [FAR, *(float(score) for score in field.scores), -FAR]
    for number, (upper, lower) in enumerate(pairwise(ends)):
        if number:
            yield Part(True, upper, upper, wanted=field.wanted[number])
        open_end = number in (0, len(ends) - 2)
        yield Part(False, upper, lower, steps=FAR if open_end else upper - lower - 1)
