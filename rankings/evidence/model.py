"""What is known of one figure, as records."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rankings.facts.editions import EditionFacts
from rankings.facts.inside import InsideEdition
from rankings.facts.scenario.figures import Tried
from rankings.facts.units.wanted import Wanted
from rankings.facts.way_up.counted_together import Pair
from rankings.facts.way_up.counts import Counts
from rankings.loads import history

STRENGTHS = ("published", "provisional", "self_reported", "derived")


CONFIDENCES = ("high", "medium", "unverified", "disputed")


RIVALS = "rivals"  # the factor of a part: all rivals' scores together


@dataclass(frozen=True)
class File:
    """A file behind a figure. state: kept | broken (another hash than recorded) | missing.

    changed: of the folder data/ and the rules by which the store is built, which are one hash; they
    are other ones when the application was brought up to date since.
    """

    name: str | None
    sha256: str
    state: str


@dataclass(frozen=True)
class SourceTrail:
    """Where a figure was read: a row of evidence_sources.sql, and its file where there is one."""

    source_id: str
    origin: str
    publisher: str
    kind: str
    title: str | None
    url: str | None
    document_number: str | None
    published_from: date | None
    published_to: date | None
    accessed_on: date | None
    file: File | None


@dataclass(frozen=True)
class LoadTrail:
    """The load that brought a figure, and its file where it has one."""

    load: history.Load
    file: File | None


@dataclass(frozen=True)
class Other:
    """What another source says of the same figure."""

    value: Decimal
    printed: str
    confidence: str
    source: SourceTrail | None


@dataclass(frozen=True)
class Earlier:
    """What another load said of the same figure. state: replaced | withdrawn | beside (it has no
    source, and stands beside the one that counts, which has)."""

    value: Decimal
    printed: str
    status: str
    state: str
    load: LoadTrail
    source: SourceTrail | None


@dataclass(frozen=True)
class Counting:
    """How a figure by a day is counted: so many done well of a sub-indicator; of what comes along,
    with pair, so many of its first one."""

    row: Counts
    done: int
    pair: Pair | None = None


@dataclass(frozen=True)
class Evidence:
    """All that is known of one figure; None or empty for what does not apply.

    kind: of `figure_keys`, or what an unknown or counted figure of a table is: computed_rank,
    points_by_rule, unknown_score, unknown_rank. value: None where it is not known; low, high: then
    its bounds. decimals: to show it with. printed: as it was published. status, confidence: of a
    figure made of others the weakest of theirs. provisional: it will be replaced, or one that it is
    made of, which `derived` does not say. rests_on: keys of these others. limit: of the
    target. counted: what is counted, the reading of a merger, the factor of a change. other_*:
    whose score it is. tried: of a figure that a scenario makes, what is tried. counting: of one by
    a day, how it is counted. inside: the table of units inside a province that it is of, in place
    of an edition. wanted: the share that it is held against.
    """

    key: str
    kind: str
    value: Decimal | None
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    printed: str | None = None
    index_code: str | None = None
    edition: EditionFacts | None = None
    method_code: str | None = None
    method: dict | None = None
    unit_code: str | None = None
    unit_vi: str | None = None
    unit_en: str | None = None
    other_vi: str | None = None
    other_en: str | None = None
    indicator: dict | None = None
    measure: str | None = None
    limit: int | None = None
    counted: str | None = None
    tried: Tried | None = None
    counting: Counting | None = None
    inside: InsideEdition | None = None
    wanted: Wanted | None = None
    status: str | None = None
    confidence: str | None = None
    provisional: bool = False
    place: str | None = None
    sources: tuple[SourceTrail, ...] = ()
    loads: tuple[LoadTrail, ...] = ()
    conflicts: tuple[Other, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def table(self) -> EditionFacts | InsideEdition | None:
        """The table that it is of: an edition, or one of units inside a province."""
        return self.edition or self.inside

    @property
    def files(self) -> tuple[File, ...]:
        """The files that it rests on."""
        found = [trail.file for trail in (*self.sources, *self.loads)]
        return tuple(dict.fromkeys(file for file in found if file is not None))

    @property
    def broken(self) -> tuple[File, ...]:
        """The files that are not what was recorded, or are gone."""
        return tuple(file for file in self.files if file.state != "kept")
