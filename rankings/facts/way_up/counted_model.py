"""What an answer in counts holds: things to do, plans, what each sub-indicator does alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rankings.facts.way_up.counted_together import Along, Pair
from rankings.facts.way_up.counts import Counted, Counts
from rankings.facts.way_up.model import WayUp

# Why a place is out of reach: the largest gains of components, or what can still come in.
BY_CAPS, BY_COUNTS = "caps", "counts"


@dataclass(frozen=True)
class Thing:
    """One thing to do. done: how many are done well by the day, of `counts.most`; as_before: how
    many are if all goes on as so far. gain: points."""

    counts: Counts
    done: int
    gain: Decimal

    @property
    def share(self) -> Fraction:
        """What is done well of all that can still be."""
        return Fraction(self.done, self.counts.most)


@dataclass(frozen=True)
class IfAssumed:
    """What links that rest on an assumption would add to a plan, and where that would lead."""

    along: tuple[Along, ...]
    score: Decimal | None
    rank: int | None


@dataclass(frozen=True)
class CountedPlan:
    """A plan in counts: things, the largest gain first; where it leads.

    gain: of the things and of what comes along with them (along: proved links only). score: the new
    total; margin: how far above the cut line. used: the largest share of what is left to a
    sub-indicator above keeping its points, from 0 to 1. passed: codes. last_day: after it the first
    of the things is out of reach, if until then all goes on as so far.
    """

    spirit: str
    things: tuple[Thing, ...]
    gain: Decimal
    score: Decimal
    rank: int
    margin: Decimal
    used: Fraction
    passed: tuple[str, ...]
    last_day: date
    along: tuple[Along, ...] = ()
    if_assumed: IfAssumed | None = None


@dataclass(frozen=True)
class Alone:
    """What one sub-indicator does for the limit alone.

    done: how many must be done well to reach it, None where all are too few, or more than the one
    that it lies within holds at the pace so far. last_day: after which
    that is out of reach if all goes on as so far until then. best_gain: the most points that can
    still be gained in it. along: what comes along with so many, of all where they are too few; it
    is counted in done.
    """

    counts: Counts
    done: int | None
    last_day: date | None
    best_gain: Decimal
    along: tuple[Along, ...] = ()


@dataclass(frozen=True)
class CountedWay:
    """The answer in counts for one rank limit.

    points: the answer in points, with its caps. counted: what can be counted; pairs: what of it
    moves together. reachable: whether
    the sub-indicators that can be counted suffice within the caps; None where nothing is counted or
    the points that are missing are not known. stands_in_way: caps | counts where they do not.
    best_rank, beyond_caps_rank: the rank when they gain the most, within the caps, and without
    those that are only what others have been seen to gain.
    """

    points: WayUp
    counted: Counted
    pairs: tuple[Pair, ...] = ()
    reachable: bool | None = None
    stands_in_way: str | None = None
    plans: tuple[CountedPlan, ...] = ()
    alone: tuple[Alone, ...] = ()
    best_gain: Decimal = Decimal(0)
    best_rank: int | None = None
    beyond_caps_rank: int | None = None
