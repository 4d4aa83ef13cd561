"""Keys of figures: one short text, safe in an address, that names a figure wherever it stands.

    psi-2026-10-10-year_to_date-vn34:66:total:score
        a figure of a table: edition, unit, indicator, measure
    cut_line:psi-2026-10-10-year_to_date-vn34:66:10
        made of others: the kind, then what it is made of
    change:KEY~KEY
        made of figures that have keys themselves

A key says where a figure belongs, not what it is: `rankings.evidence` looks that up when asked.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from rankings.store.problems import Problem

PART, LIST = ":", "~"
# A rank limit or the number of a load.
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
FIGURE = "figure"
MEASURES = ("score", "rank", "numerator", "denominator")
# What each kind is made of, in the order of its key.
KINDS: dict[str, tuple[str, ...]] = {
    FIGURE: ("edition_id", "unit_code", "indicator_code", "measure"),
    "cut_line": ("edition_id", "unit_code", "limit"),
    "gap": ("edition_id", "unit_code", "limit"),
    "target_mean": ("edition_id", "unit_code", "limit", "indicator_code"),
    "to_target_mean": ("edition_id", "unit_code", "limit", "indicator_code"),
    "to_best": ("edition_id", "unit_code", "indicator_code"),
    "to_max": ("edition_id", "unit_code", "indicator_code"),
    "best": ("edition_id", "indicator_code"),
    "median": ("edition_id", "indicator_code"),
    "ranked_units": ("edition_id", "unit_code", "indicator_code"),
    "count": ("edition_id", "indicator_code", "counted"),
    "maximum": ("index_code", "method_code", "indicator_code", "counted"),
    "method": ("index_code", "method_code", "rule"),
    "target": ("index_code", "scheme", "unit_code"),
    "source": ("source_id", "counted"),
    "load": ("load_id", "counted"),
    # A reading of an edition before the merger for a unit after it.
    "merged": ("edition_id", "unit_code", "indicator_code", "reading"),
    # The rank of a unit under other weights; end: of ENDS.
    "reweighted": ("edition_id", "unit_code", "end"),
    # The rank of a unit when one component is left out.
    "reduced": ("edition_id", "unit_code", "indicator_code"),
    # How alike two rankings are; counted: of ALIKE.
    "stability": ("edition_id", "to_id", "counted"),
    # What a scenario makes of a unit: plan and others as in an address (`rankings.facts.scenario`),
    # each NOTHING where nothing is tried; limit 0: there is none; measure: of TRIED_MEASURES.
    "scenario": (
        *("edition_id", "unit_code", "limit", "plan", "others"),
        *("indicator_code", "measure"),
    ),
    # What a component may gain until a day, and the gains left out; counted: of ROOM.
    "room": ("edition_id", "unit_code", "indicator_code", "day", "counted"),
    # What one factor did to a rank or gap between two editions; limit 0: there is none. whose: the
    # unit whose figures moved, for what is nobody's the unit itself.
    "part": ("edition_id", "to_id", "unit_code", "limit", "factor", "whose", "measure"),
}
READINGS = ("mean_score", "mean_rank", "weighted_mean", "weighted_rank")
PART_MEASURES = ("rank", "gap")
TRIED_MEASURES = ("score", "rank", "gap")
NOTHING = "-"
ENDS = ("rank", "best", "worst", "p05", "p50", "p95")
ROOM = ("gain", "flagged")
ALIKE = ("units", "same_order", "tau")
# Made of any figures, named one after the other.
LISTS = ("change", "difference", "mean", "sum")


@dataclass(frozen=True)
class Key:
    """The parts of a key. parts: those of KINDS by name; figures: the keys of a kind of LISTS."""

    kind: str
    parts: dict[str, str]
    figures: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> str:
        """A part by its name."""
        try:
            return self.parts[name]
        except KeyError:
            raise AttributeError(name) from None


def figure(edition_id: str, unit_code: str, indicator_code: str, measure: str) -> str:
    """The key of a figure of a table: one unit, one indicator; measure: one of MEASURES."""
    return f"{edition_id}:{unit_code}:{_safe(indicator_code)}:{measure}"


def of(kind: str, *parts: object) -> str:
    """The key of a figure that is made of others: a kind of KINDS and its parts, in their order.

    Raises ValueError for another kind or number of parts.
    """
    if kind == FIGURE or len(KINDS.get(kind, ())) != len(parts):
        raise ValueError(f"no such key: {kind} of {parts}")
    return PART.join([kind, *(_safe(str(part)) for part in parts)])


def made_of(kind: str, *keys: str) -> str:
    """The key of a change (from, to), difference (of the first over the second), mean or sum.

    Raises ValueError for another kind, or for keys that are made of keys themselves.
    """
    if kind not in LISTS or not keys or any(LIST in key for key in keys):
        raise ValueError(f"no such key: {kind} of {keys}")
    return f"{kind}{PART}{LIST.join(keys)}"


def read(key: str) -> Key:
    """The parts of a key. Raises Problem for a text that is none."""
    kind, _, rest = key.partition(PART)
    if kind in LISTS:
        figures = tuple(rest.split(LIST))
        if len(figures) != 2 and kind in ("change", "difference"):
            raise Problem("error.evidence_key", value=key)
        for each in figures:
            if read(each).kind in LISTS:
                raise Problem("error.evidence_key", value=key)
        return Key(kind, {}, figures)
    made = kind in KINDS and kind != FIGURE
    kind, texts = (kind, rest.split(PART)) if made else (FIGURE, key.split(PART))
    names = KINDS[kind]
    parts = {name: unquote(text) for name, text in zip(names, texts, strict=False)}
    whole = len(texts) == len(names) and all(texts)
    if not (whole and WHOLE.fullmatch(parts.get("limit", "1")) and _a_measure(kind, parts)):
        raise Problem("error.evidence_key", value=key)
    return Key(kind, parts)


def _a_measure(kind: str, parts: dict[str, str]) -> bool:
    if kind == "merged":
        return parts["reading"] in READINGS
    if kind == "part":
        return parts["measure"] in PART_MEASURES
    if kind == "scenario":
        return parts["measure"] in TRIED_MEASURES
    if kind == "reweighted":
        return parts["end"] in ENDS
    if kind == "stability":
        return parts["counted"] in ALIKE
    if kind == "room":
        return parts["counted"] in ROOM
    return parts.get("measure", "score") in MEASURES


def _safe(text: str) -> str:
    """A code in which nothing can be taken for the end of a part."""
    return quote(text, safe="-_.").replace("~", "%7E")
