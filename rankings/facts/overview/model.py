"""The facts behind one card of the overview: numbers and codes, no wording."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rankings.facts.editions import Edition, Unsourced
from rankings.facts.standing.position import Position


@dataclass(frozen=True)
class Earlier:
    """The same unit in an earlier edition."""

    edition: Edition
    rank: int | None
    score: Decimal | None
    units: int
    same_method: bool
    same_scheme: bool


@dataclass(frozen=True)
class Predecessor:
    """A unit that home was merged from, with its own published figures."""

    name: str
    rank: int | None
    score: Decimal | None
    units: int


@dataclass(frozen=True)
class Source:
    """Where the home figure on the card was read."""

    source_id: str
    origin: str
    publisher: str
    kind: str
    url: str | None
    published_from: date | None
    published_to: date | None


@dataclass(frozen=True)
class Remark:
    """What a person has said of the figures of an edition; signed_by is as typed."""

    text: str
    signed_by: str
    dated: date


@dataclass(frozen=True)
class TargetSet:
    """Who has set the target of an index and by when (None: not stated), and where that is read;
    source: None where the source is not known."""

    set_by: str
    by_date: date | None
    source: Source | None


@dataclass(frozen=True)
class HomeStanding:
    """The home unit in one edition: what any page may say of it.

    `position.status` decides inside, outside or unknown. status: published | provisional |
    self_reported | derived (weakest figure shown).
    """

    index_code: str
    index_short: str
    decimals: int
    home_name: str
    edition: Edition
    position: Position
    status: str
    cut_line_unit_name: str | None


@dataclass(frozen=True)
class Card(HomeStanding):
    """Everything one card says.

    no_previous: None when `previous` is given, else method | scheme | none: why there is nothing
    to compare scores with.
    remark: on the edition shown, if any. weakest_code: of the component in which home ranks lowest
    for its field; None where no rank of one is known. tied: another unit has the same score.
    tied_ahead: the names of position.tied_ahead. repeated: the table repeats that of `previous`.
    unsourced: how much of the edition has no source, if any. target: None without one. ranks: the
    days of the last tables of this kind, under these rules, with the rank in each, oldest first;
    that of this edition is the last, where it has one.
    """

    index_name: str
    confidence: str | None
    single_source: bool
    nearest_behind_name: str | None
    previous: Earlier | None
    no_previous: str | None
    year_ago: Earlier | None
    band_label: str | None
    predecessors: tuple[Predecessor, ...]
    age_days: int
    cadence_days: int
    source: Source | None
    remark: Remark | None = None
    weakest_code: str | None = None
    tied: bool = False
    tied_ahead: tuple[str, ...] = ()
    repeated: bool = False
    unsourced: Unsourced | None = None
    target: TargetSet | None = None
    ranks: tuple[tuple[date, int], ...] = ()

    @property
    def change_rank(self) -> int | None:
        """Places gained since `previous` (below 0: lost); None where that is not known, or where
        not as many units were ranked then."""
        before, now = self.previous, self.position
        if before is None or before.rank is None or now.rank is None or before.units != now.units:
            return None
        return before.rank - now.rank

    @property
    def stale(self) -> bool:
        """True when the figures are older than the index's own cadence: a newer table is due."""
        return self.age_days > self.cadence_days
