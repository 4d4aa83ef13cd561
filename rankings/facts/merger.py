"""An index published before the merger read on the units after it: three readings and a verdict.

The readings of a unit are the published figure of the unit of its name, the simple mean of its
predecessors (the rule by which the ministry made the DTI of 34 units) and their mean weighted by
what the lineage gives each. Nothing of it is a published figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

COMPARABLE, WITH_CARE, NOT_COMPARABLE = "comparable", "with_care", "not_comparable"
AGREES, DIFFERS, NOT_CHECKED = "agrees", "differs", "not_checked"
TOTAL = "total"


@dataclass(frozen=True)
class Predecessor:
    """A unit before the merger, in the edition read; status None: it has no figure there."""

    unit_code: str
    name_vi: str
    name_en: str
    score: Decimal | None
    rank: int | None
    status: str | None
    disputed: bool
    weight: Decimal | None

    @property
    def known(self) -> bool:
        """True when its score counts in a mean."""
        return self.score is not None and not self.disputed


@dataclass(frozen=True)
class Row:
    """A unit after the merger, as the edition before it and the one after it have it.

    published_*: what the issuer gave for the unit in the same period; after_*: what stands in the
    edition compared, derived or not (after_status). namesake_rank: published among the units before
    the merger; namesake_place: among the units after it, where every namesake has a score.
    mean_score, weighted_mean: not rounded to the method's decimals; None where a predecessor's
    score, or its weight, is not known. mean_rank, weighted_rank: where all units have such a mean;
    rank_low, rank_high: where a known mean can stand while others are not known.
    """

    unit_code: str
    name_vi: str
    name_en: str
    merged: bool
    predecessors: tuple[Predecessor, ...]
    published_score: Decimal | None
    published_rank: int | None
    after_score: Decimal | None
    after_rank: int | None
    after_status: str | None
    namesake_code: str | None
    namesake_score: Decimal | None
    namesake_rank: int | None
    namesake_place: int | None
    mean_score: Decimal | None
    mean_rank: int | None
    rank_low: int | None
    rank_high: int | None
    weighted: bool
    weighted_mean: Decimal | None
    weighted_rank: int | None
    verdict: str

    @property
    def known(self) -> int:
        """How many predecessors have a score that counts."""
        return sum(one.known for one in self.predecessors)


@dataclass(frozen=True)
class Lens:
    """An edition before the merger beside one after it (None: none of its period type is there).

    scheme: of the units after the merger. rows: these units, by the rank of the simple mean.
    reason: why nothing can be compared: no_edition | method; None where the rule of each unit
    decides.
    """

    before: EditionFacts
    after: EditionFacts | None
    scheme: str
    reason: str | None
    units: int
    means_known: int
    rows: tuple[Row, ...]

    @property
    def same_period(self) -> bool:
        """True when both editions describe the same period."""
        return self.after is not None and self.after.period == self.before.period

    @property
    def weighted(self) -> bool:
        """True when a weight is loaded for any unit."""
        return any(row.weighted for row in self.rows)

    def row(self, unit_code: str) -> Row:
        """The row of a unit; Problem lists the units there are."""
        for row in self.rows:
            if row.unit_code == unit_code:
                return row
        known = [f"{row.unit_code} {row.name_vi}" for row in self.rows]
        raise Problem("error.unknown_unit", value=unit_code, scheme=self.scheme, known=known)


@dataclass(frozen=True)
class Check:
    """A figure published after the merger against the mean of the predecessors.

    measure: score | rank. mean: what the rule gives, not rounded; None where it gives nothing.
    result: agrees | differs | not_checked. known, needed: units of which the mean is known (of a
    score: predecessors), when it cannot be checked.
    """

    indicator_code: str
    unit_code: str
    measure: str
    published: Decimal
    source_id: str
    mean: Decimal | None
    result: str
    known: int
    needed: int


@dataclass(frozen=True)
class Point:
    """A figure of home or of one of its predecessors in one edition."""

    unit_code: str
    scheme: str
    edition: EditionFacts
    score: Decimal | None
    rank: int | None
    status: str | None


def verdict(*, same_method: bool, merged: bool, all_known: bool) -> str:
    """Whether the figures before and after the merger may be set side by side.

    Same method and not merged: comparable. Same method, merged, every predecessor known: with care.
    Otherwise not.
    """
    if same_method and not merged:
        return COMPARABLE
    if same_method and all_known:
        return WITH_CARE
    return NOT_COMPARABLE


@memo
def editions_before(at: Snapshot, *, index_code: str) -> tuple[EditionFacts, ...]:
    """The editions of an index of before the merger, newest first."""
    home_scheme, _ = editions.home(at)
    lineage = queries.unit_lineage(at).to_pylist()
    schemes = {row["from_scheme"] for row in lineage if row["to_scheme"] == home_scheme}
    found = editions.of_index(at, index_code)
    return tuple(item for item in found if item.scheme in schemes)


@memo
def editions_after(at: Snapshot, *, edition_id: str) -> tuple[EditionFacts, ...]:
    """The editions after the merger that one before it can be set beside: the best one first.

    Only of its period type: a rank is never compared with one of another type. The same period is
    the best one, then the edition that follows soonest.
    """
    before = editions.by_id(at, edition_id)
    home_scheme, _ = editions.home(at)
    found = [
        item
        for item in editions.of_index(at, before.index_code)
        if item.scheme == home_scheme and item.period_type == before.period_type
    ]
    return tuple(
        sorted(found, key=lambda item: (item.period != before.period, item.period_end, item.period))
    )


def choose(
    at: Snapshot, index_code: str, *, period: str | None = None, period_type: str | None = None
) -> EditionFacts:
    """The edition before the merger that is meant; without a period the best one to compare.

    That is the newest of which the same period was also published after the merger, else the newest
    that has a figure of a predecessor of the home unit, else the newest. Problem says so where the
    index, or the period, has none, and lists what there is.
    """
    every = editions_before(at, index_code=index_code)
    if not every:
        raise Problem("error.merger_no_edition", index=index_code)
    fitting = [
        item
        for item in every
        if period in (None, item.period) and period_type in (None, item.period_type)
    ]
    if not fitting:
        known = list(dict.fromkeys(item.period for item in every))
        value = " ".join(filter(None, (period, period_type)))
        raise Problem("error.merger_unknown_period", index=index_code, value=value, known=known)
    types = sorted({item.period_type for item in fitting})
    if period is not None and len(types) > 1:
        raise Problem("error.ambiguous_period", index=index_code, value=period, known=types)
    twice = next((item for item in fitting if _same_period(at, item)), None)
    return twice or next((item for item in fitting if _has_home(at, item)), fitting[0])


@memo
def lens(at: Snapshot, *, before_id: str, after_id: str | None = None) -> Lens:
    """An edition before the merger read on the units after it, beside an edition of these.

    after_id: None for the best one there is, see `editions_after`. Problem when an id is unknown.
    """
    before = editions.by_id(at, before_id)
    home_scheme, _ = editions.home(at)
    candidates = editions_after(at, edition_id=before_id)
    after = next(iter(candidates), None)
    if after_id is not None:
        after = editions.by_id(at, after_id)
    means = _means(at, before_id, (TOTAL,), home_scheme)[TOTAL]
    predecessors = _predecessors(at, before_id, home_scheme)
    figures = _figures(at, after)
    same_method = after is not None and after.method_code == before.method_code
    same_period = after is not None and after.period == before.period
    rows = [
        _row(mean, predecessors, figures, same_method=same_method, same_period=same_period)
        for mean in means
    ]
    reason = None if same_method else "no_edition" if after is None else "method"
    return Lens(
        before=before,
        after=after,
        scheme=home_scheme,
        reason=reason,
        units=len(rows),
        means_known=sum(row.mean_score is not None for row in rows),
        rows=tuple(rows),
    )


@memo
def checks(at: Snapshot, *, before_id: str, after_id: str) -> tuple[Check, ...]:
    """What the issuer published after the merger against the mean of the predecessors.

    Totals first, then the components in their order. A score agrees within one step of the last
    decimal that the method publishes (DTI: 0.0001), a rank when it is the same. Only figures that
    the issuer gave are checked: what was derived here would only repeat itself.
    """
    after = editions.by_id(at, after_id)
    before = editions.by_id(at, before_id)
    if (before.period, before.method_code) != (after.period, after.method_code):
        return ()
    figures = [
        figure
        for figure in queries.edition_figures(at, edition_id=after_id).to_pylist()
        if figure["status"] == "published"
        and figure["measure"] in ("score", "rank")
        and figure["confidence"] != "disputed"
    ]
    order = _component_order(at, after)
    step = Decimal(1).scaleb(-after.decimals)
    codes = sorted({figure["indicator_code"] for figure in figures})
    by_indicator = {
        code: {row["unit_code"]: row for row in rows}
        for code, rows in _means(at, before_id, codes, after.scheme).items()
    }
    found = [_check(figure, by_indicator[figure["indicator_code"]], step) for figure in figures]
    return tuple(
        sorted(
            found, key=lambda one: (order.get(one.indicator_code, 0), one.measure, one.published)
        )
    )


@memo
def paths(at: Snapshot, *, index_code: str, period_type: str) -> tuple[Point, ...]:
    """Home and its predecessors in every edition of a period type in which they have a figure.

    Oldest first, the editions before the merger before those after it. Disputed figures are left
    out.
    """
    home_scheme, home = editions.home(at)
    points = [
        made(
            Point,
            row,
            unit_code=unit_code,
            scheme=scheme,
            edition=editions.by_id(at, row["edition_id"]),
        )
        for scheme, unit_code in (*_before_home(at), (home_scheme, home))
        for row in _history(at, index_code, scheme, unit_code)
        if row["period_type"] == period_type
    ]
    return tuple(
        sorted(
            points,
            key=lambda point: (
                point.scheme == home_scheme,
                point.edition.period_end,
                point.edition.period,
            ),
        )
    )


def merged_on(at: Snapshot) -> date | None:
    """The day on which the home unit was made of its predecessors; None when it never was."""
    home = editions.home(at)
    days = [
        row["effective_date"]
        for row in queries.unit_lineage(at).to_pylist()
        if (row["to_scheme"], row["to_code"]) == home
    ]
    return max(days, default=None)


def _same_period(at: Snapshot, before: EditionFacts) -> bool:
    after = editions_after(at, edition_id=before.edition_id)
    return bool(after) and after[0].period == before.period


def _has_home(at: Snapshot, before: EditionFacts) -> bool:
    home_scheme, home = editions.home(at)
    predecessors = _predecessors(at, before.edition_id, home_scheme)
    return any(unit.status is not None for unit in predecessors.get(home, ()))


def _before_home(at: Snapshot) -> list[tuple[str, str]]:
    """Scheme and code of each unit that the home unit was made of."""
    home = editions.home(at)
    return [
        (row["from_scheme"], row["from_code"])
        for row in queries.unit_lineage(at).to_pylist()
        if (row["to_scheme"], row["to_code"]) == home
    ]


def _history(at: Snapshot, index_code: str, scheme: str, unit_code: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = queries.unit_history(
        at, index_code=index_code, unit_code=unit_code, scheme=scheme
    ).to_pylist()
    return rows


def _means(
    at: Snapshot, edition_id: str, codes: Sequence[str], to_scheme: str
) -> dict[str, list[dict[str, Any]]]:
    """Indicator -> the rows of its means."""
    means: dict[str, list[dict[str, Any]]] = {code: [] for code in codes}
    for row in queries.merger_means(
        at, edition_id=edition_id, indicator_codes="\n".join(codes), to_scheme=to_scheme
    ).to_pylist():
        means[row["indicator_code"]].append(row)
    return means


def _predecessors(
    at: Snapshot, edition_id: str, to_scheme: str
) -> dict[str, tuple[Predecessor, ...]]:
    rows = queries.merger_predecessors(
        at, edition_id=edition_id, indicator_code=TOTAL, to_scheme=to_scheme
    ).to_pylist()
    found: dict[str, tuple[Predecessor, ...]] = {}
    for row in rows:
        one = made(Predecessor, row, unit_code=row["from_code"])
        found[row["to_code"]] = (*found.get(row["to_code"], ()), one)
    return found


def _figures(at: Snapshot, after: EditionFacts | None) -> dict[str, dict[str, Any]]:
    """Unit -> its total in the edition after the merger; disputed figures are left out."""
    if after is None:
        return {}
    rows = queries.edition_standings(at, edition_id=after.edition_id).to_pylist()
    return {row["unit_code"]: row for row in rows if not row["disputed"]}


def _row(
    mean: dict[str, Any],
    predecessors: dict[str, tuple[Predecessor, ...]],
    figures: dict[str, dict[str, Any]],
    *,
    same_method: bool,
    same_period: bool,
) -> Row:
    after = figures.get(mean["unit_code"], {})
    given = after.get("score_status") not in (None, "derived")
    return made(
        Row,
        mean,
        predecessors=predecessors[mean["unit_code"]],
        published_score=after["score"] if same_period and given else None,
        published_rank=after.get("rank_published") if same_period else None,
        after_score=after.get("score"),
        after_rank=after.get("rank"),
        after_status=after.get("status"),
        verdict=verdict(
            same_method=same_method,
            merged=mean["merged"],
            all_known=mean["known"] == mean["needed"],
        ),
    )


def _component_order(at: Snapshot, edition: EditionFacts) -> dict[str, int]:
    nodes = editions.nodes_of(at, edition)
    return {code: node["sort_order"] for code, node in nodes.items()} | {TOTAL: -1}


def _check(figure: dict[str, Any], means: dict[str, dict[str, Any]], step: Decimal) -> Check:
    mean = means[figure["unit_code"]]
    if figure["measure"] == "score":
        value = mean["mean_score"]
        known, needed = mean["known"], mean["needed"]
        agrees = value is not None and abs(value - figure["value"]) <= step
    else:
        value = None if mean["mean_rank"] is None else Decimal(mean["mean_rank"])
        known, needed = mean["means_known"], mean["units"]
        agrees = value == figure["value"]
    return made(
        Check,
        figure,
        published=figure["value"],
        mean=value,
        result=NOT_CHECKED if value is None else AGREES if agrees else DIFFERS,
        known=known,
        needed=needed,
    )
