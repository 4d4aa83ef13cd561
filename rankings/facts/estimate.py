"""Where home stands today, between two official tables: an estimate, never a figure of a table.

The province's own newest counts (collected, or of its dossiers) are scored by the rules of the
index; what they do not tell stays at the last official table. The others stand still at their last
known scores, or go on at their pace: between the two, and by what estimates have been off before,
the rank is an interval. When the official table comes, the estimate before it can be held to it.

    score = last official score + what the newest counts change in the components they tell of

An official score of the province in the newer copy itself stands before its own sums.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rankings.facts import editions, inside, standing, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario.others import totals, trend_of
from rankings.facts.subindicators import Rule
from rankings.store import queries
from rankings.store.rounding import rounded
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

# Sums of units tell of their province where nothing is missing between them.
SUMMED = ("exact", "nearly")
TOTAL = "total"
# So many official tables back an estimate is held to what came.
BACK = 24


@dataclass(frozen=True)
class Copy:
    """Newer figures of home: a table of its units with its own row, or what was counted of its
    dossiers.

    period: a day, or a day and an hour ("2026-10-14T04"). departments, communes: how many have a
    figure; 0 of dossiers, which are counted for the whole province.
    """

    edition_id: str
    index_code: str
    period: str
    period_type: str
    period_end: date
    scheme: str
    method_code: str
    departments: int
    communes: int
    source_id: str | None
    load_id: int | None


@dataclass(frozen=True)
class Moved:
    """A component that is not where the last official table had it.

    before: its score there; after: by the newer figures. indicators: the sub-indicators whose
    counts tell it; empty where the newer copy prints the component itself.
    """

    component: str
    before: Decimal
    after: Decimal
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """The score of a unit by a newer copy. basis: printed (the copy gives the total) | components
    (it gives components) | counts. kept: components that stay at the last official table."""

    score: Decimal
    basis: str
    moved: tuple[Moved, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Miss:
    """An estimate that an official table came after: both scores; miss: estimate less official."""

    edition: EditionFacts
    inside: Copy
    estimated: Decimal
    published: Decimal

    @property
    def miss(self) -> Decimal:
        """How much too high the estimate was; below zero: too low."""
        return self.estimated - self.published


@dataclass(frozen=True)
class Estimate:
    """Home between two official tables.

    official: the last table, home's score and rank in it. inside: what the estimate is made of;
    counted: from units or dossiers, not the portal's own row. best_rank, worst_rank: as the others
    stand still or go on at their pace (paced: it is known), and by what estimates were off before.
    others: of how many others the last score is known. misses: newest first.
    """

    official: EditionFacts
    official_score: Decimal
    official_rank: int | None
    inside: Copy
    scored: Scored
    best_rank: int
    worst_rank: int
    others: int
    paced: bool
    misses: tuple[Miss, ...]

    @property
    def change(self) -> Decimal:
        """Points since the last official table."""
        return self.scored.score - self.official_score

    @property
    def mean_miss(self) -> Decimal | None:
        """By how many points estimates have been off on average; None before any official table."""
        return mean_miss(self.misses)


def mean_miss(misses: Iterable[Miss]) -> Decimal | None:
    """The mean of the distances between estimate and official score, in points; None of none."""
    distances = [abs(item.miss) for item in misses]
    return sum(distances, Decimal(0)) / len(distances) if distances else None


@memo
def today(at: Snapshot, *, index_code: str) -> Estimate | None:
    """The estimate of the home unit after the newest official table; None where nothing newer is
    known of it, or the table does not say how home stands."""
    _, home = editions.home(at)
    if not _copies(at, index_code):
        return None
    official = next(iter(_officials(at, index_code)), None)
    if official is None:
        return None
    newer = _newest(at, official, until=None)
    if newer is None:
        return None
    scored = score_of(at, official, newer, home)
    own = standing.ranking(at, edition_id=official.edition_id).row(home)
    if scored is None or own.score is None:
        return None
    missed = misses(at, index_code=index_code)
    spread = mean_miss(missed) or Decimal(0)
    days = (newer.period_end - official.period_end).days
    others = others_by_then(at, official, home, days)
    best, worst = rank_between(scored.score, spread, others.values())
    unknown = official.units - 1 - len(others)
    return Estimate(
        official=official,
        official_score=own.score,
        official_rank=own.rank,
        inside=newer,
        scored=scored,
        best_rank=best,
        worst_rank=worst + unknown,
        others=len(others),
        paced=trend_of(at, official)[0] is not None,
        misses=missed,
    )


@memo
def misses(at: Snapshot, *, index_code: str) -> tuple[Miss, ...]:
    """Estimates of home that official tables came after, newest first: each from what was known
    between that table and the one before."""
    _, home = editions.home(at)
    officials = _officials(at, index_code)[: BACK + 1]
    held = []
    for later, before in pairwise(officials):
        newer = _newest(at, before, until=later.period_end)
        scored = newer and score_of(at, before, newer, home)
        own = standing.ranking(at, edition_id=later.edition_id).row(home)
        if newer and scored and own.score is not None:
            held.append(Miss(later, newer, scored.score, own.score))
    return tuple(held)


def rank_between(
    score: Decimal, spread: Decimal, others: Iterable[tuple[Decimal, Decimal]]
) -> tuple[int, int]:
    """The best and the worst rank of a score that may be off by `spread`, among others of whom each
    stands between two scores. Ties share a rank, the better one."""
    ends = list(others)
    best = 1 + sum(low > score + spread for low, _ in ends)
    worst = 1 + sum(high > score - spread for _, high in ends)
    return best, worst


def others_by_then(
    at: Snapshot, official: EditionFacts, home: str, days: int
) -> dict[str, tuple[Decimal, Decimal]]:
    """Each other unit -> the lower and the higher of its last known score and the score that its
    pace since the first comparable table would make of it after so many days."""
    rows = standing.ranking(at, edition_id=official.edition_id).rows
    last = {code: score for code, score in totals(rows).items() if code != home}
    trend, _ = trend_of(at, official)
    pace = dict(trend.per_day) if trend else {}
    ends = {}
    for code, score in last.items():
        then = rounded(score + pace.get(code, Decimal(0)) * days, official.decimals)
        ends[code] = (min(score, then), max(score, then))
    return ends


def score_of(at: Snapshot, official: EditionFacts, newer: Copy, home: str) -> Scored | None:
    """The score of home by a newer copy; None where it says nothing of any component."""
    own = standing.ranking(at, edition_id=official.edition_id).row(home)
    if own.score is None:
        return None
    given = _given(at, newer)
    parts = editions.parts_of_total(at, official)
    last = _component_scores(at, official, home)
    subs = subindicators.of_unit(at, edition_id=official.edition_id, unit_code=home, limit=None)
    before_it = {sub.rule.indicator_code: sub.own for sub in subs if sub.own is not None}
    counts = _counts_of(at, newer)
    moved = []
    for component in parts:
        before = last.get(component)
        if before is None:
            continue
        printed = given.get(component, {}).get("own_score")
        if printed is not None:
            moved.append(Moved(component, before, rounded(printed, official.decimals)))
            continue
        rules = [sub.rule for sub in subs if sub.rule.component == component]
        gains = _gains(rules, before_it, counts)
        if gains:
            after = before + sum(gains.values(), Decimal(0))
            moved.append(Moved(component, before, after, tuple(gains)))
    total = given.get(TOTAL, {}).get("own_score")
    if total is None and not moved:
        return None
    summed = own.score + sum((item.after - item.before for item in moved), Decimal(0))
    by_counts = any(item.indicators for item in moved)
    basis = "printed" if total is not None else "counts" if by_counts else "components"
    there = {item.component for item in moved}
    return Scored(
        score=rounded(summed if total is None else total, official.decimals),
        basis=basis,
        moved=tuple(moved),
        kept=tuple(code for code in parts if code not in there),
    )


def _gains(
    rules: Iterable[Rule],
    before_it: Mapping[str, subindicators.Standing],
    counts: Mapping[str, tuple[Decimal, Decimal]],
) -> dict[str, Decimal]:
    """Sub-indicator -> points that its newer counts add to those of the last official table.

    Of a year to date fewer can never be counted later: counts of fewer are of a part only, and tell
    nothing.
    """
    gains = {}
    for rule in rules:
        code = rule.indicator_code
        own = before_it.get(code)
        if own is None or own.points is None or code not in counts:
            continue
        numerator, denominator = counts[code]
        after = rule.points(numerator, denominator)
        if after is not None and denominator >= (own.denominator or 0):
            gains[code] = after - own.points
    return gains


def _counts_of(at: Snapshot, newer: Copy) -> dict[str, tuple[Decimal, Decimal]]:
    """Sub-indicator -> the province's own counts; without them the sums of its units, where these
    make them and none is missing."""
    splits = inside.splits(at, newer.index_code, newer.method_code)
    counts = {}
    for code, row in _given(at, newer).items():
        summed = code in splits and splits[code].splits in SUMMED and _whole(at, newer, row)
        for whose in ("own", "units") if summed else ("own",):
            pair = row[f"{whose}_numerator"], row[f"{whose}_denominator"]
            if code not in counts and None not in pair:
                counts[code] = pair
    return counts


def _whole(at: Snapshot, newer: Copy, row: Mapping[str, Any]) -> bool:
    """Whether the units of a row are all there are: every commune, and departments too."""
    communes = sum(unit["level"] == "commune" for unit in inside.units(at, newer.scheme))
    all_there = newer.communes == communes and newer.departments > 0
    counted = row["units_counted"] == newer.communes + newer.departments
    return all_there and counted


@memo
def _given(at: Snapshot, newer: Copy) -> dict[str, dict[str, Any]]:
    """Indicator -> row of inside_indicators.sql."""
    rows = queries.inside_indicators(at, edition_id=newer.edition_id).to_pylist()
    return {row["indicator_code"]: row for row in rows}


def _component_scores(at: Snapshot, official: EditionFacts, unit_code: str) -> dict[str, Decimal]:
    rows = queries.component_standings(at, edition_id=official.edition_id).to_pylist()
    return {
        row["indicator_code"]: row["score"]
        for row in rows
        if row["unit_code"] == unit_code and row["score"] is not None
    }


def _officials(at: Snapshot, index_code: str) -> list[EditionFacts]:
    """The official tables that follow one another up to the newest, newest first: of one method,
    list of units and kind of period."""
    newest = editions.choose(at, index_code)
    return [
        item
        for item in editions.comparable(at, newest)
        if _year(item) == _year(newest) or newest.period_type != "year_to_date"
    ]


@memo
def _copies(at: Snapshot, index_code: str) -> tuple[Copy, ...]:
    """What is known of home's own in an index, newest first; of one day the portal's first."""
    scheme = inside.home_scheme(at)
    if scheme is None:
        return ()
    tables = (vars(item) for item in inside.all_editions(at) if item.scheme == scheme.scheme)
    days = queries.estimated_days(at, scheme=scheme.scheme).to_pylist()
    copies = [made(Copy, row) for row in (*tables, *days) if row["index_code"] == index_code]
    return tuple(sorted(copies, key=lambda item: item.period_end, reverse=True))


def _newest(at: Snapshot, official: EditionFacts, until: date | None) -> Copy | None:
    """The newest of those that tell of a day after an official table, up to a day."""
    for item in _copies(at, official.index_code):
        alike = (item.method_code, item.period_type) == (official.method_code, official.period_type)
        same_year = official.period_type != "year_to_date" or _year(item) == _year(official)
        within = until is None or item.period_end <= until
        if alike and same_year and within and item.period_end > official.period_end:
            return item
    return None


def _year(edition: EditionFacts | Copy) -> int:
    return edition.period_end.year
