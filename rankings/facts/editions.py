"""Which table is meant: indices, editions, home unit and targets, chosen by code or by default."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first, made
from rankings.store.versions import Snapshot, memo

INDEX_CODE = re.compile(r"[a-z][a-z0-9_]{1,11}")
# How many decimals are shown of an index that has no method yet.
DECIMALS = 2
# Levels of an index's tree that issuers publish beside the total; what lies deeper they rarely do.
COMPONENT_LEVELS = ("component", "subindex", "pillar")
# What a period can be, the finest first.
PERIOD_TYPES = ("year_to_date", "month", "quarter", "year")


@dataclass(frozen=True)
class EditionName:
    """What the id of an edition says; the store need not have that edition."""

    index_code: str
    period: str
    period_type: str
    scheme: str


@dataclass(frozen=True)
class Edition:
    """One published table, as a row of the mart editions."""

    edition_id: str
    index_code: str
    period: str
    period_type: str
    period_start: date
    period_end: date
    scheme: str
    method_code: str
    published_from: date | None
    published_to: date | None


@dataclass(frozen=True)
class EditionFacts(Edition):
    """An edition with what its method says and what is known of its total; a row of editions.sql.

    units: units of the scheme; scores, ranks: given by the issuer; known_*: derived ones too.
    """

    decimals: int
    scale_max: Decimal
    aggregation: str
    closeness_band: Decimal
    cadence_days: int
    relative_to_field: bool
    units: int
    scores: int
    ranks: int
    known_scores: int
    known_ranks: int
    disputed: int
    scores_complete: bool
    complete: bool

    @property
    def additive(self) -> bool:
        """Whether points of a part are points of the total, times a weight that is known."""
        return self.aggregation in ("sum", "weighted_mean")


@dataclass(frozen=True)
class Target:
    """A rank limit set for a unit: by whom, by when (None: not stated), and where that is read."""

    index_code: str
    scheme: str
    unit_code: str
    rank_limit: int
    by_date: date | None
    set_by_vi: str
    set_by_en: str
    source_id: str


@memo
def all_editions(at: Snapshot) -> tuple[EditionFacts, ...]:
    """Every edition that has a total, newest first within an index."""
    rows = queries.editions(at).to_pylist()
    return tuple(EditionFacts(**row) for row in rows if row["units"] is not None)


@memo
def index_rows(at: Snapshot) -> tuple[dict[str, Any], ...]:
    """The rows of indices.sql in display order; read only."""
    return tuple(queries.indices(at).to_pylist())


def index_row(at: Snapshot, index_code: str) -> dict[str, Any]:
    """The row of one index; Problem lists the indices there are."""
    rows = index_rows(at)
    for row in rows:
        if row["index_code"] == index_code:
            return row
    raise Problem(
        "error.unknown_index", value=index_code, known=[row["index_code"] for row in rows]
    )


def checked_index_code(code: str) -> str:
    """A code that an index may have: it is a part of keys and addresses. Raises Problem else."""
    if not INDEX_CODE.fullmatch(code):
        raise Problem("error.not_an_index_code", value=code)
    return code


@memo
def targets(at: Snapshot) -> tuple[Target, ...]:
    """The targets; of two for the same unit and index the one with the later date counts."""
    newest: dict[tuple[str, str, str], Target] = {}
    for row in queries.targets(at).to_pylist():
        target = made(Target, row)
        newest[target.index_code, target.scheme, target.unit_code] = target
    return tuple(newest.values())


def home(at: Snapshot) -> tuple[str, str]:
    """Scheme and code of the unit that the targets were set for."""
    found = targets(at)
    if not found:
        raise Problem("error.no_targets")
    return found[0].scheme, found[0].unit_code


@memo
def has_later(at: Snapshot, *, edition_id: str, unit_code: str) -> bool:
    """Whether a later edition of the index tells of the unit: then this one does not say how it
    stands now. After a change of the list of units any later edition of the index counts."""
    edition = by_id(at, edition_id)
    day, scheme = edition.period_end, edition.scheme
    of_other_lists = (item for item in of_index(at, edition.index_code) if item.scheme != scheme)
    if any(item.period_end > day for item in of_other_lists):
        return True
    history = queries.unit_history(
        at, index_code=edition.index_code, unit_code=unit_code, scheme=scheme
    )
    # Newest first: of thousands of editions the first one tells.
    newest: list[date] = history["period_end"].slice(0, 1).to_pylist()
    return bool(newest) and newest[0] > day


def home_code(at: Snapshot, scheme: str) -> str:
    """Code of the home unit in a scheme: in another one than its own, of the unit of its name.

    Codes do not serve: seven of them changed their meaning with the merger. Problem lists the
    units when none has the name.
    """
    home_scheme, code = home(at)
    if scheme == home_scheme:
        return code
    now = {row["unit_code"]: row for row in _units(at, home_scheme)}
    there = _units(at, scheme)
    # By the English name: the Vietnamese list of 63 says "Hồ Chí Minh", that of 34 "TP. …".
    for row in there:
        if row["name_en"] == now[code]["name_en"]:
            found: str = row["unit_code"]
            return found
    known = [f"{row['unit_code']} {row['name_vi']}" for row in there]
    raise Problem("error.unknown_unit", value=code, scheme=scheme, known=known)


def target(at: Snapshot, index_code: str) -> Target | None:
    """The home unit's target in an index; None when it has none there."""
    unit = home(at)
    for each in targets(at):
        if (each.scheme, each.unit_code) == unit and each.index_code == index_code:
            return each
    return None


def rank_limit(at: Snapshot, index_code: str) -> int | None:
    """The rank limit of the home unit's target in an index; None when it has no target there."""
    own = target(at, index_code)
    return None if own is None else own.rank_limit


def decimals(at: Snapshot, index_code: str) -> int:
    """How many decimals the scores of an index have by its newest method."""
    rows = queries.methods(at).to_pylist()
    known: dict[str, int] = {row["index_code"]: row["decimals"] for row in rows}
    return known.get(index_code, DECIMALS)


def id_of(index_code: str | None, period: str, period_type: str, scheme: str | None) -> str:
    """The id of an edition: "psi-2026-10-10-year_to_date-vn34"."""
    return f"{index_code}-{period}-{period_type}-{scheme}"


def name_of(edition_id: str) -> EditionName:
    """What an id says, the inverse of `id_of`: an index has no hyphen in its code, a period may."""
    head, period_type, scheme = edition_id.rsplit("-", 2)
    index_code, _, period = head.partition("-")
    return EditionName(index_code, period, period_type, scheme)


@memo
def of_index(at: Snapshot, index_code: str) -> tuple[EditionFacts, ...]:
    """The editions of one index, newest first."""
    index_row(at, index_code)
    found = [item for item in all_editions(at) if item.index_code == index_code]
    return tuple(sorted(found, key=_newest_first, reverse=True))


def comparable(at: Snapshot, edition: EditionFacts) -> list[EditionFacts]:
    """The editions of its index, method, scheme and period type, newest first, with itself."""
    kind = edition.method_code, edition.scheme, edition.period_type
    return [
        item
        for item in of_index(at, edition.index_code)
        if (item.method_code, item.scheme, item.period_type) == kind
    ]


def known_by(at: Snapshot, edition: EditionFacts) -> list[EditionFacts]:
    """Of the comparable editions those known when an edition came out, newest first, with itself.

    They describe no later day and may have been published no later than it was: of an edition of
    which only a range of days is known the first one counts, of one without any the day that it
    describes.
    """
    published = edition.published_to or edition.period_end
    return [
        item
        for item in comparable(at, edition)
        if item.period_end <= edition.period_end
        and (item.published_from or item.period_end) <= published
    ]


def choose(
    at: Snapshot,
    index_code: str,
    *,
    period: str | None = None,
    period_type: str | None = None,
    scheme: str | None = None,
) -> EditionFacts:
    """The newest edition that fits; without a scheme the home unit's comes first.

    Problem lists what exists when none fits, and the period types when a period named alone has
    several: a rank is never given without its period type being meant.
    """
    every = of_index(at, index_code)
    fitting = [
        item
        for item in every
        if period in (None, item.period)
        and period_type in (None, item.period_type)
        and scheme in (None, item.scheme)
    ]
    if not fitting:
        _say_what_exists(every, index_code, period, period_type, scheme)
    home_scheme, _ = home(at)
    at_home = [item for item in fitting if item.scheme == home_scheme]
    candidates = at_home or fitting
    known = sorted({item.period_type for item in candidates})
    if period is not None and len(known) > 1:
        raise Problem("error.ambiguous_period", index=index_code, value=period, known=known)
    return candidates[0]


@dataclass(frozen=True)
class Unsourced:
    """How many of the figures of an edition that count have no source."""

    figures: int
    of: int


def unsourced(at: Snapshot, edition_id: str) -> Unsourced | None:
    """How much of an edition has no source; None where every figure has one."""
    row = first(queries.unsourced_figures(at), edition_id=edition_id)
    return Unsourced(row["unsourced"], row["figures"]) if row else None


def by_id(at: Snapshot, edition_id: str) -> EditionFacts:
    """The edition of an id; Problem when there is none."""
    every = _by_id(at)
    if edition_id not in every:
        raise Problem("error.unknown_edition", index=edition_id, known=list(every))
    return every[edition_id]


def is_known(at: Snapshot, edition_id: str) -> bool:
    """Whether there is an edition of an id."""
    return edition_id in _by_id(at)


@memo
def _by_id(at: Snapshot) -> dict[str, EditionFacts]:
    return {item.edition_id: item for item in all_editions(at)}


def nodes(at: Snapshot, *, index_code: str, method_code: str) -> dict[str, dict[str, Any]]:
    """The tree of an index under one method: code -> row of indicators.sql, in display order."""
    return {
        row["indicator_code"]: row
        for row in queries.indicators(at, index_code=index_code).to_pylist()
        if row["method_code"] == method_code
    }


def nodes_of(at: Snapshot, edition: Edition) -> dict[str, dict[str, Any]]:
    """The tree of an index under the method of an edition, as `nodes`."""
    return nodes(at, index_code=edition.index_code, method_code=edition.method_code)


def components_of(at: Snapshot, edition: EditionFacts) -> dict[str, dict[str, Any]]:
    """Those that issuers publish beside the total, whether they add up to it or not."""
    every = nodes_of(at, edition)
    return {code: row for code, row in every.items() if row["level"] in COMPONENT_LEVELS}


def parts_of_total(at: Snapshot, edition: EditionFacts) -> dict[str, dict[str, Any]]:
    """Those that add up to the total under the method of an edition."""
    return {code: row for code, row in nodes_of(at, edition).items() if row["adds_up"]}


def why_not_weighed(edition: EditionFacts, parts: Collection[Mapping[str, Any]]) -> str | None:
    """Why it is not known what points of the parts are worth in the total: no_weights (not all are
    published) | derived (some were worked out); None where it is. parts: rows of indicators.sql.

    Of a sum the maxima are the weights: that parts add up is checked in every row of a table.
    """
    summed = edition.aggregation == "sum"
    weights = [part["max_score" if summed else "weight"] for part in parts]
    if not parts or edition.aggregation == "unknown":
        return "no_weights"
    if not all(part["max_score"] and weight for part, weight in zip(parts, weights, strict=True)):
        return "no_weights"
    if {part["max_basis" if summed else "weight_basis"] for part in parts} != {"published"}:
        return "derived"
    return None if summed or sum(weights) == 1 else "no_weights"


def _units(at: Snapshot, scheme: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = queries.units(at, scheme=scheme).to_pylist()
    return rows


def _say_what_exists(
    every: Sequence[EditionFacts],
    index_code: str,
    period: str | None,
    period_type: str | None,
    scheme: str | None,
) -> NoReturn:
    """Name the first choice that nothing fits, and what there is instead."""
    wanted = {"scheme": scheme, "period_type": period_type, "period": period}
    left = every
    for name, value in wanted.items():
        fitting = [item for item in left if value in (None, getattr(item, name))]
        if left and not fitting:
            known = list(dict.fromkeys(getattr(item, name) for item in left))
            raise Problem(f"error.unknown_{name}", index=index_code, value=value, known=known)
        left = fitting
    raise Problem("error.no_edition", index=index_code)


def _newest_first(item: EditionFacts) -> tuple[date, int, int, str]:
    # Of two tables that end on the same day the fuller one first.
    return item.period_end, item.known_scores, item.known_ranks, item.period_type
