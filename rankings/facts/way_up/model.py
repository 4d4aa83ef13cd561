"""What an answer holds: settings, what each component may gain, plans, the deadline."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rankings.facts.editions import EditionFacts
from rankings.facts.scenario.model import Others, Trend
from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.position import Position
from rankings.facts.way_up.plausible import Plausible


@dataclass(frozen=True)
class Setting:
    """What an analyst sets of a component; None: as it is by default.

    cost: of one point, above 0. cap: the largest gain, in points of the component. fixed: it is not
    to gain. lead_days: days until something that is begun now shows in the figure. owner: the
    agency responsible, instead of the one that the store names.
    """

    component: str
    cost: Decimal | None = None
    cap: Decimal | None = None
    fixed: bool = False
    lead_days: int | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Room:
    """What a component may gain, in its own points.

    left: to the maximum. usual: the default cap. cap: the one that counts. reason: where the cap
    comes from: observed (gains of other units), maximum (what is left to it), not_observed (no two
    editions to compare: what is left to the maximum), given, fixed, lead_time. observed: what the
    gains rest on. weight: points of the total for a point of the component. cost: of one point.
    """

    component: str
    name_vi: str
    name_en: str
    owner_vi: str | None
    owner_en: str | None
    score: Decimal
    max_score: Decimal
    left: Decimal
    usual: Decimal
    cap: Decimal
    reason: str
    observed: Plausible | None
    weight: Fraction
    cost: Decimal
    lead_days: int | None


@dataclass(frozen=True)
class Plan:
    """One plan in points. gains: component and points, the largest first.

    score: the new total. margin: how far it lies above the score that rank k needs. used: the
    largest share of a cap that is used, from 0 to 1. passed: codes, the lowest first. another: a
    further way in a spirit of which there is a plan already (plan.other_ways).
    """

    spirit: str
    gains: tuple[tuple[str, Decimal], ...]
    cost: Decimal
    score: Decimal
    rank: int
    margin: Decimal
    used: float
    passed: tuple[str, ...]
    another: bool = False


@dataclass(frozen=True)
class Deadline:
    """The day that counts, where it comes from (given | target | year_end), days from the table."""

    day: date
    basis: str
    days: int


@dataclass(frozen=True)
class WayUp:
    """The answer for one rank limit.

    why_not: None where plans can be made; else relative (to the field), weights (not published),
    partial (scores of other units are missing), components (the unit's own are missing).
    position: as the table has it; against: with the score of now among the others as they are then.
    others: what they do until then, and until which day; trend: what they could go on with, else
    no_trend says why there is none (scenarios.Base).
    needed: points of the total that are missing, an interval where scores are not known. reachable,
    best_rank, binding: None and empty where no plan can be made; binding: components whose caps
    stand in the way, the largest first. equal_costs: a point costs the same everywhere. later: a
    later edition tells of the unit, this is not how it stands now.
    """

    edition: EditionFacts
    unit_code: str
    limit: int
    deadline: Deadline
    position: Position
    against: Position
    others: Others
    trend: Trend | None
    no_trend: str | None
    why_not: str | None
    needed: Interval
    rooms: tuple[Room, ...] = ()
    reachable: bool | None = None
    plans: tuple[Plan, ...] = ()
    best_rank: int | None = None
    binding: tuple[str, ...] = ()
    equal_costs: bool = True
    later: bool = False

    @property
    def inside(self) -> bool:
        """True where the rank is held without any gain."""
        return self.against.status == "inside" or (self.reachable is True and not self.plans)

    def room(self, component: str) -> Room:
        """The room of a component."""
        return next(room for room in self.rooms if room.component == component)
