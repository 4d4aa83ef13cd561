"""Keys of figures: one short text, safe in an address, that names a figure wherever it stands.

    psi-2026-10-10-year_to_date-vn34:66:total:score
        a figure of a table: edition, unit, indicator, measure
    cut_line:psi-2026-10-10-year_to_date-vn34:66:10
        made of others: the kind, then what it is made of
    change:KEY~KEY
        made of figures that have keys themselves

A key says where a figure belongs, not what it is: `rankings.evidence` looks that up when asked.
Each kind is a class here, with its parts as fields in the order of its text: `str()` writes a key,
`read` reads one.
"""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, dataclass_transform
from urllib.parse import quote, unquote

from rankings.store.problems import Problem

PART, LIST = ":", "~"
# A rank limit or the number of a load.
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
NOTHING = "-"
READINGS = ("mean_score", "mean_rank", "weighted_mean", "weighted_rank")
KINDS: dict[str, type["Key"]] = {}


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Key:
    """What names a figure. kind: how the text begins; parts: the types of the fields, by name;
    values: all that a field may be, by name."""

    kind: ClassVar[str]
    parts: ClassVar[dict[str, Any]]
    values: ClassVar[dict[str, tuple[str, ...]]]

    def __init_subclass__(cls, kind: str = "", **values: tuple[str, ...]) -> None:
        """Make the class a dataclass; one without a kind holds what several have in common."""
        dataclass(frozen=True)(cls)
        cls.kind, cls.values = kind, values
        cls.parts = {field.name: field.type for field in fields(cls)}
        if kind:
            KINDS[kind] = cls

    def __str__(self) -> str:
        """The key as text."""
        return PART.join([self.kind, *(_safe(str(getattr(self, name))) for name in self.parts)])

    @classmethod
    def parsed(cls, text: str) -> Self | None:
        """The key whose parts stand in a text; None where they are not those of the kind."""
        texts = text.split(PART)
        if len(texts) != len(cls.parts) or not all(texts):
            return None
        found: dict[str, Any] = dict(zip(cls.parts, map(unquote, texts), strict=True))
        for name in (name for name, kind in cls.parts.items() if kind is int):
            if not WHOLE.fullmatch(found[name]):
                return None
            found[name] = int(found[name])
        allowed = all(found[name] in values for name, values in cls.values.items())
        return cls(**found) if allowed else None


class OfUnit(Key):
    """Of a unit in an edition."""

    edition_id: str
    unit_code: str


class OfLimit(OfUnit):
    """Of a unit and a rank limit."""

    limit: int


class OfIndicator(OfUnit):
    """Of a unit in one indicator."""

    indicator_code: str


class Figure(OfIndicator, kind="figure", measure=("score", "rank", "numerator", "denominator")):
    """A figure of a table. Its text does not name the kind."""

    measure: str

    def __str__(self) -> str:
        """The key as text."""
        return figure(self.edition_id, self.unit_code, self.indicator_code, self.measure)


class CutLine(OfLimit, kind="cut_line"):
    """The score that the unit needs to be within the limit."""


class Gap(OfLimit, kind="gap"):
    """How far the unit's score is from the cut line."""


class Estimated(OfUnit, kind="estimated", measure=("score", "rank")):
    """What is estimated of a unit after an official table, from a newer copy of its own figures."""

    inside_id: str
    measure: str


class TargetMean(OfLimit, kind="target_mean"):
    """The mean of the units within the limit in a component."""

    indicator_code: str


class ToTargetMean(OfLimit, kind="to_target_mean"):
    """How far the unit's score is from that mean."""

    indicator_code: str


class ToBest(OfIndicator, kind="to_best"):
    """How far the unit's score is from the best."""


class ToMax(OfIndicator, kind="to_max"):
    """How far the unit's score is from the maximum."""


class RankedUnits(OfIndicator, kind="ranked_units"):
    """Among how many units the unit is ranked."""


class Share(OfIndicator, kind="share"):
    """Numerator over denominator of the unit in a sub-indicator, in per cent."""


class CountPerPoint(OfIndicator, kind="count_per_point"):
    """How many more of what is counted one point of a sub-indicator takes."""


class JointCount(OfIndicator, kind="joint_count"):
    """The same where they count in what moves together as well."""


IN_LEDGER = (
    *("shortfall", "surplus", "net", "points", "part", "together", "gross", "above"),
    *("remainder", "remainder_numerator", "remainder_denominator", "on_units"),
)


class InLedger(OfIndicator, kind="ledger", counted=IN_LEDGER):
    """What a unit inside a province lacks of a wanted share in a sub-indicator, and what that costs
    (shortfall, surplus, net, points, part), with all that lack more (together). Of the province
    also what all units lack or have more (gross, above), what is in none of them (remainder …), how
    much of the gap is in units. wanted: as in an address, "best", "95.86%"
    (`rankings.facts.units.wanted`)."""

    wanted: str
    counted: str


class UnitPlace(OfIndicator, kind="unit_place"):
    """The rank of a unit inside a province among those of its level: by total, or by share."""


class Reduced(OfIndicator, kind="reduced"):
    """The rank of the unit when the component is left out."""


class Best(Key, kind="best"):
    """The best score."""

    edition_id: str
    indicator_code: str


class Median(Key, kind="median"):
    """The median of the scores."""

    edition_id: str
    indicator_code: str


class Count(Key, kind="count", counted=("units", "scores", "ranks")):
    """How many of an edition are known."""

    edition_id: str
    indicator_code: str
    counted: str


class Maximum(Key, kind="maximum", counted=("max_score", "max_points")):
    """The maximum of an indicator."""

    index_code: str
    method_code: str
    indicator_code: str
    counted: str


class Method(Key, kind="method", rule=("scale_max", "decimals", "cadence_days")):
    """A rule of a method."""

    index_code: str
    method_code: str
    rule: str


class Target(Key, kind="target"):
    """The rank limit that a unit has set itself."""

    index_code: str
    scheme: str
    unit_code: str


class Source(Key, kind="source", counted=("figures",)):
    """How many figures a source has given."""

    source_id: str
    counted: str


class Load(Key, kind="load", counted=("figures", "warnings")):
    """How many figures, or warnings, a load has."""

    load_id: int
    counted: str


class Merged(OfIndicator, kind="merged", reading=READINGS):
    """A reading of an edition before the merger for a unit after it."""

    reading: str


class Reweighted(OfUnit, kind="reweighted", end=("rank", "best", "worst", "p05", "p50", "p95")):
    """The rank of the unit under other weights."""

    end: str


class Stability(Key, kind="stability", counted=("units", "same_order", "tau")):
    """How alike the rankings of two editions are."""

    edition_id: str
    to_id: str
    counted: str


class Scenario(OfLimit, kind="scenario", measure=("score", "rank", "gap")):
    """What a scenario makes of the unit. plan, others: as in an address, each NOTHING where nothing
    is tried (`rankings.facts.scenario`); limit 0: there is none."""

    plan: str
    others: str
    indicator_code: str
    measure: str


class Room(OfIndicator, kind="room", counted=("gain", "flagged")):
    """What a component may gain until a day, or how many gains were left out."""

    day: str
    counted: str


class ByADay(OfIndicator):
    """Of a unit in a sub-indicator by a day. to_come: what was set to come in, as in an address
    (`rankings.facts.way_up.count_texts`), NOTHING where nothing was; done: how many of those that
    can still be done well are."""

    day: str
    to_come: str
    done: int


class ByDay(ByADay, kind="by_day", counted=("to_come", "share", "gain")):
    """How many come in by then, and the share and the points gained with so many done well."""

    counted: str


class Along(ByADay, kind="along"):
    """The points that come along with so many done well in another sub-indicator, `first`."""

    first: str


class Part(Key, kind="part", measure=("rank", "gap")):
    """What one factor did to the unit's rank or gap between two editions; limit 0: there is none.
    whose: the unit whose figures moved, for what is nobody's the unit itself."""

    edition_id: str
    to_id: str
    unit_code: str
    limit: int
    factor: str
    whose: str
    measure: str


COUNT_PARTS = ("numerator", "denominator", "volume", "rate", "rest")


class CountPart(Key, kind="count_part", counted=COUNT_PARTS):
    """What one side of a sub-indicator's counts did to its points (numerator, denominator) or to
    its numerator (volume, rate) between two editions; of a component what they leave (rest)."""

    edition_id: str
    to_id: str
    unit_code: str
    indicator_code: str
    counted: str


class Listed(Key):
    """Made of any figures, named one after the other, that are not made of a list themselves.

    Raises ValueError for no figures, or for such ones.
    """

    figures: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.figures or any(LIST in each for each in self.figures):
            raise ValueError(f"no such key: {self.kind} of {self.figures}")

    def __str__(self) -> str:
        """The key as text."""
        return f"{self.kind}{PART}{LIST.join(self.figures)}"

    @classmethod
    def parsed(cls, text: str) -> Self | None:
        """The key whose figures stand in a text. Raises Problem for one that is no key."""
        figures = tuple(text.split(LIST))
        if issubclass(cls, Change | Difference) and len(figures) != 2:
            return None
        nested = any(isinstance(read(each), Listed) for each in figures)
        return None if nested else cls(figures)


class Change(Listed, kind="change"):
    """From the first to the second."""


class Difference(Listed, kind="difference"):
    """Of the first over the second."""


class Mean(Listed, kind="mean"):
    """The mean of all."""


class Sum(Listed, kind="sum"):
    """The sum of all."""


def figure(edition_id: str, unit_code: str, indicator_code: str, measure: str) -> str:
    """The text of a `Figure`, which most figures on the screen are: pages write thousands."""
    return f"{edition_id}:{unit_code}:{_safe(indicator_code)}:{measure}"


def read(text: str) -> Key:
    """The key that a text is. Raises Problem for a text that is none."""
    kind, _, rest = text.partition(PART)
    made = KINDS.get(kind, Figure)
    key = made.parsed(text if made is Figure else rest)
    if key is None:
        raise Problem("error.evidence_key", value=text)
    return key


def _safe(text: str) -> str:
    """A code in which nothing can be taken for the end of a part."""
    return quote(text, safe="-_.").replace("~", "%7E")
