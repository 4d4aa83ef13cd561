"""What a scenario is made of: what can be moved, how the others move, what is tried."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import Position
from rankings.store.problems import Problem

TOTAL = "total"
FROZEN, TREND, OWN = "frozen", "trend", "own"


@dataclass(frozen=True)
class Lever:
    """What can be moved: a component, or the total where only that can.

    weight: points of the total for one point of it. worst, best: of all units with a known score;
    worst_unit: who has the worst. best_unit, group: of the total only, who has the best and whose
    mean target_mean is.
    """

    component: str
    name_vi: str
    name_en: str
    score: Decimal
    max_score: Decimal
    weight: Decimal
    worst: Decimal | None
    worst_unit: str | None
    best: Decimal | None
    target_mean: Decimal | None
    cut_line_score: Decimal | None
    best_unit: str | None = None
    group: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part(Lever):
    """A sub-indicator of which the unit has a score: what it gains its component gains too.

    parent: that component. issuer_code: what the issuer numbers it by ("4.1"), with which its name
    begins; None where there is none. worst, best: None where no other unit's score is known.
    numerator, denominator: what the score is a share of, whole and above 0; None where they are
    not known, or points cannot be in proportion to them.
    """

    parent: str = ""
    issuer_code: str | None = None
    definition_vi: str | None = None
    definition_en: str | None = None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True)
class Trend:
    """The pace of all units from one complete edition to another, per day.

    per_day: points of the total by unit, without what came of re-scorings; rescored: these, in
    points of the total by unit, without zeros. The days that may be asked for reach from the one
    after the later edition to `last`: the end of the year of a count from its start.
    """

    first: EditionFacts
    second: EditionFacts
    last: date
    per_day: tuple[tuple[str, Decimal], ...]
    rescored: tuple[tuple[str, Decimal], ...] = ()

    @property
    def first_day(self) -> date:
        """The first day to which it may be continued."""
        return self.second.period_end + timedelta(1)

    @property
    def span_days(self) -> int:
        """Days over which it was observed."""
        return (self.second.period_end - self.first.period_end).days


@dataclass(frozen=True)
class Base:
    """One unit in one edition, before anything is tried.

    levers: what can be moved, in the method's order; empty where the unit's score is not known.
    parts: sub-indicators of these that can be moved, in the method's order.
    total_only: why only the total can be moved: relative | no_weights | no_components; None where
    components can. trend: None where two complete editions of the method are not there; then
    no_trend says why: incomplete (the edition itself) | one_edition. derived: the figures of some
    unit were calculated, not published. units: codes of all units; totals: of those whose score is
    known and undisputed. later: a later edition tells of the unit, this is not how it stands now.
    """

    edition: EditionFacts
    unit_code: str
    limit: int | None
    position: Position
    levers: tuple[Lever, ...]
    total_only: str | None
    trend: Trend | None
    no_trend: str | None
    derived: bool
    units: tuple[str, ...]
    totals: tuple[tuple[str, Decimal], ...]
    parts: tuple[Part, ...] = ()
    later: bool = False

    def lever(self, component: str) -> Lever:
        """The lever of a component or sub-indicator; Problem lists those there are."""
        for one in (*self.levers, *self.parts):
            if one.component == component:
                return one
        known = [one.component for one in (*self.levers, *self.parts)]
        key = "error.gain_total_only" if self.total_only and self.levers else "error.gain_unknown"
        raise Problem(key, value=component, index=self.edition.index_code, known=known)

    def parts_of(self, component: str) -> tuple[Part, ...]:
        """The sub-indicators of a component that can be moved."""
        return tuple(part for part in self.parts if part.parent == component)

    @property
    def in_order(self) -> tuple[Lever, ...]:
        """All that can be moved, each component before its sub-indicators."""
        return tuple(
            one for lever in self.levers for one in (lever, *self.parts_of(lever.component))
        )


@dataclass(frozen=True)
class Others:
    """What the others do meanwhile. day: of a trend; gains: by unit, of a scenario of their own."""

    kind: str = FROZEN
    day: date | None = None
    gains: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Points by component, those that move only, and what the others do."""

    gains: tuple[tuple[str, Decimal], ...] = ()
    others: Others = Others()
    name: str = ""
