"""The way to rank k for one unit in one edition: what it may gain where, and the plans that do it.

Exact where the total is a published sum or weighted mean of components with known maxima, all
totals are known and the unit's own components are. Elsewhere only the points of the total that are
missing, or their bounds, can be told, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from rankings import editions, queries, scenarios, standing
from rankings.analysis import gains, plan
from rankings.analysis.bounds import Interval, Standing
from rankings.analysis.gains import Plausible
from rankings.analysis.position import Position, position
from rankings.editions import EditionFacts
from rankings.problems import Problem
from rankings.scenarios import FROZEN, TREND, Base, Others, Trend
from rankings.store import Store, memo

ADDITIVE = ("sum", "weighted_mean")
# Costs and caps that an analyst may set lie below this and have no more than so many decimals: the
# solver counts them in whole numbers.
HIGHEST, SET_DECIMALS = 10_000, 4


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
    stand in the way, the largest first. equal_costs: a point costs the same everywhere.
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

    @property
    def inside(self) -> bool:
        """True where the rank is held without any gain."""
        return self.against.status == "inside" or (self.reachable is True and not self.plans)

    def room(self, component: str) -> Room:
        """The room of a component."""
        return next(room for room in self.rooms if room.component == component)


def deadline(
    store: Store, version: int, *, edition: EditionFacts, by: date | None = None
) -> Deadline:
    """By when: the day given, else the target's, else the end of the year of the table.

    Problem for a day given that is not after the day of the table.
    """
    start = edition.period_end
    if by is not None:
        if by <= start:
            raise Problem("error.plan_date", value=by, day=start)
        return Deadline(by, "given", (by - start).days)
    scheme, home = editions.home(store, version)
    for target in editions.targets(store, version):
        own = (target.scheme, target.unit_code, target.index_code)
        if own == (scheme, home, edition.index_code) and target.by_date and target.by_date > start:
            return Deadline(target.by_date, "target", (target.by_date - start).days)
    end = date(start.year, 12, 31)
    end = end if end > start else date(start.year + 1, 12, 31)
    return Deadline(end, "year_end", (end - start).days)


@memo
def way_up(
    store: Store,
    version: int,
    *,
    edition_id: str,
    unit_code: str,
    limit: int,
    by: date | None = None,
    settings: tuple[Setting, ...] = (),
    lift_caps: bool = False,
    others: str = FROZEN,
) -> WayUp:
    """The plans that bring a unit inside the `limit` best.

    lift_caps: what is left to the maximum counts for every component without a cap of its own.
    others: frozen, their totals as they stand; or trend, each on its own trend (scenarios.Trend) to
    the day by which, or to the last day to which the trend may be continued.
    Problem for a limit without a place, a day that has passed, an unknown component, a cost or cap
    that is none, or a trend that the editions do not give.
    """
    edition = editions.by_id(store, version, edition_id)
    if not 1 <= limit <= edition.units:
        raise Problem("error.limit_out_of_range", highest=edition.units, value=limit)
    until = deadline(store, version, edition=edition, by=by)
    place = {"edition_id": edition_id, "unit_code": unit_code, "limit": limit}
    start = scenarios.base(store, version, **place)
    meanwhile = _meanwhile(start, others, until)
    field = _field(store, version, start, meanwhile)
    against = start.position
    if meanwhile.kind != FROZEN:
        against = position(field, unit_code, limit, edition.decimals)
    answer = WayUp(
        edition=edition,
        unit_code=unit_code,
        limit=limit,
        deadline=until,
        position=start.position,
        against=against,
        others=meanwhile,
        trend=start.trend,
        no_trend=start.no_trend,
        why_not=None,
        needed=_needed(against),
    )
    parts = _parts(store, version, edition)
    own = _own(store, version, edition_id, unit_code)
    why_not = _why_not(store, version, edition, parts, own)
    if why_not is not None:
        return replace(answer, why_not=why_not)
    _check(settings, parts)
    by_code = {setting.component: setting for setting in settings}
    rooms = tuple(
        _room(
            part,
            own[part["indicator_code"]],
            by_code.get(part["indicator_code"], Setting(part["indicator_code"])),
            _observed(
                store,
                version,
                edition_id=edition_id,
                component=part["indicator_code"],
                days=until.days,
            ),
            edition,
            days=until.days,
            lift=lift_caps,
        )
        for part in parts
    )
    totals = {one.unit_code: one.score for one in field if one.score is not None}
    return _solved(answer, rooms, totals)


# --- The others ---------------------------------------------------------------------------------


def _meanwhile(start: Base, others: str, until: Deadline) -> Others:
    """What the others do, a trend to the day by which or as far as it may be continued."""
    if others == FROZEN:
        return Others()
    last = until.day if start.trend is None else min(until.day, start.trend.last)
    return Others(TREND, last)


def _field(store: Store, version: int, start: Base, others: Others) -> list[Standing]:
    """Every unit as the table has it, or with the total that it has then and no rank of its own.

    A total that moves stays on the scale and is rounded as the scenario rounds it.
    """
    edition = start.edition
    rows = queries.edition_standings(store, version, edition_id=edition.edition_id).to_pylist()
    moves = scenarios.moves(start, others)
    if others.kind == FROZEN:
        return standing.standings_of(rows)
    moved = []
    for row in rows:
        score = row["score"]
        if row["unit_code"] in moves and score is not None:
            score = score + moves[row["unit_code"]]
            score = min(max(score, Decimal(0)), edition.scale_max)
        if score is not None:
            score = _rounded(score, edition.decimals)
        moved.append(Standing(row["unit_code"], score, None, None, row["disputed"]))
    return moved


# --- What may gain, and how much ----------------------------------------------------------------


def _parts(store: Store, version: int, edition: EditionFacts) -> list[dict]:
    """The nodes of the method that add up to the total, in their order."""
    nodes = queries.indicators(store, version, index_code=edition.index_code).to_pylist()
    return [
        node for node in nodes if node["method_code"] == edition.method_code and node["adds_up"]
    ]


def _own(store: Store, version: int, edition_id: str, unit_code: str) -> dict[str, Decimal]:
    rows = queries.component_standings(store, version, edition_id=edition_id).to_pylist()
    return {
        row["indicator_code"]: row["score"]
        for row in rows
        if row["unit_code"] == unit_code and row["score"] is not None and not row["disputed"]
    }


def _why_not(
    store: Store,
    version: int,
    edition: EditionFacts,
    parts: Sequence[Mapping],
    own: Mapping[str, Decimal],
) -> str | None:
    """Why no exact plan can be made of an edition; None where it can."""
    if edition.relative_to_field:
        return "relative"
    methods = queries.methods(store, version).to_pylist()
    key = (edition.index_code, edition.method_code)
    method = next(row for row in methods if (row["index_code"], row["method_code"]) == key)
    published = method["aggregation_basis"] in (None, "published")
    if edition.aggregation not in ADDITIVE or not published or not _weighed(edition, parts):
        return "weights"
    if not edition.scores_complete:
        return "partial"
    return None if {part["indicator_code"] for part in parts} <= own.keys() else "components"


def _weighed(edition: EditionFacts, parts: Sequence[Mapping]) -> bool:
    """True where every part's maximum is known, and its weight where there are any."""
    if not parts or any(part["max_score"] is None for part in parts):
        return False
    if edition.aggregation == "sum":
        return True
    weights = [part["weight"] for part in parts if part["weight_basis"] == "published"]
    return len(weights) == len(parts) and None not in weights and sum(weights) == 1


def _check(settings: Sequence[Setting], parts: Sequence[Mapping]) -> None:
    known = [part["indicator_code"] for part in parts]
    for setting in settings:
        if setting.component not in known:
            raise Problem("error.unknown_component", value=setting.component, known=known)
        for value in (setting.cost, setting.cap):
            if value is not None and not settable(value):
                raise Problem(
                    "error.plan_number",
                    component=setting.component,
                    value=value,
                    most=HIGHEST,
                    decimals=SET_DECIMALS,
                )
        if setting.cost is not None and setting.cost <= 0:
            raise Problem("error.plan_cost", component=setting.component, value=setting.cost)
        if setting.cap is not None and setting.cap < 0:
            raise Problem("error.plan_cap", component=setting.component, value=setting.cap)


def settable(value: Decimal) -> bool:
    """True for a cost or a cap that can be counted with."""
    small = value.is_finite() and abs(value) < HIGHEST
    return small and value == round(value, SET_DECIMALS)


@memo
def _histories(
    store: Store, version: int, *, index_code: str, method_code: str, period_type: str, scheme: str
) -> dict[str, tuple[gains.Table, ...]]:
    """Component -> its complete tables of one method, period type and scheme."""
    days = {
        item.edition_id: item.period_end
        for item in editions.of_index(store, version, index_code)
        if item.complete
    }
    kind = {"period_type": period_type, "scheme": scheme}
    rows = queries.component_scores(
        store, version, index_code=index_code, method_code=method_code, **kind
    )
    scores: dict[tuple[str, str], dict[str, Decimal]] = {}
    for edition_id, component, unit, score in zip(*rows.to_pydict().values(), strict=True):
        if edition_id in days:
            scores.setdefault((component, edition_id), {})[unit] = score
    found: dict[str, list[gains.Table]] = {}
    for (component, edition_id), known in scores.items():
        table = gains.Table(edition_id, days[edition_id], known)
        found.setdefault(component, []).append(table)
    return {component: tuple(tables) for component, tables in found.items()}


@memo
def _flagged(
    store: Store, version: int, *, index_code: str, method_code: str
) -> dict[str, frozenset[tuple[str, str]]]:
    """Component -> (edition, unit) where the upload gate's rule finds the change unusual."""
    found: dict[str, set[tuple[str, str]]] = {}
    rows = queries.jumps(store, version, index_code=index_code, method_code=method_code)
    for row in rows.to_pylist():
        if row["measure"] == "score":
            found.setdefault(row["indicator_code"], set()).add(
                (row["edition_id"], row["unit_code"])
            )
    return {component: frozenset(pairs) for component, pairs in found.items()}


@memo
def _observed(
    store: Store, version: int, *, edition_id: str, component: str, days: int
) -> Plausible | None:
    """The largest plausible gain of a component within so many days."""
    edition = editions.by_id(store, version, edition_id)
    method = {"index_code": edition.index_code, "method_code": edition.method_code}
    tables = _histories(
        store, version, **method, period_type=edition.period_type, scheme=edition.scheme
    )
    return gains.plausible(
        tables.get(component, ()),
        days,
        cumulative=edition.period_type == "year_to_date",
        flagged=_flagged(store, version, **method).get(component, frozenset()),
    )


def _room(
    part: Mapping,
    score: Decimal,
    setting: Setting,
    observed: Plausible | None,
    edition: EditionFacts,
    *,
    days: int,
    lift: bool,
) -> Room:
    score = _rounded(score, edition.decimals)
    left = max(_rounded(part["max_score"], edition.decimals) - score, Decimal(0))
    usual, reason = _usual(observed, left)
    usual = _rounded(usual, edition.decimals)
    cap = usual
    if lift:
        cap, reason = left, "maximum"
    if setting.cap is not None:
        given = _rounded(setting.cap, edition.decimals)
        cap, reason = (given, "given") if given <= left else (left, "maximum")
    if setting.lead_days is not None and setting.lead_days > days:
        cap, reason = Decimal(0), "lead_time"
    if setting.fixed:
        cap, reason = Decimal(0), "fixed"
    return Room(
        component=part["indicator_code"],
        **{name: part[name] for name in ("name_vi", "name_en")},
        **{name: setting.owner or part[name] for name in ("owner_vi", "owner_en")},
        score=score,
        max_score=part["max_score"],
        left=left,
        usual=usual,
        cap=cap,
        reason=reason,
        observed=observed,
        weight=Fraction(1) if edition.aggregation == "sum" else Fraction(part["weight"]),
        cost=Decimal(1) if setting.cost is None else setting.cost,
        lead_days=setting.lead_days,
    )


def _usual(observed: Plausible | None, left: Decimal) -> tuple[Decimal, str]:
    """The default cap, and where it comes from."""
    if observed is None:
        return left, "not_observed"
    return (observed.gain, "observed") if observed.gain < left else (left, "maximum")


# --- The plans ----------------------------------------------------------------------------------


def _solved(answer: WayUp, rooms: tuple[Room, ...], totals: Mapping[str, Decimal]) -> WayUp:
    decimals = answer.edition.decimals
    step = Decimal(1).scaleb(-decimals)
    steps = {code: _steps(score, decimals) for code, score in totals.items()}
    own = steps.pop(answer.unit_code)
    levers = tuple(_lever(room, decimals) for room in rooms)
    found, more = _way(own, tuple(steps.items()), levers, answer.limit)
    needed = found.needed * step
    return replace(
        answer,
        needed=Interval(needed, needed),
        rooms=rooms,
        reachable=found.reachable,
        plans=(
            *(_plan(one, decimals) for one in found.plans),
            *(replace(_plan(one, decimals), another=True) for one in more),
        ),
        best_rank=found.best_rank,
        binding=found.binding,
        equal_costs=len({room.cost for room in rooms}) == 1,
    )


@lru_cache(maxsize=512)
def _way(
    own: int, others: tuple[tuple[str, int], ...], levers: tuple[plan.Lever, ...], limit: int
) -> tuple[plan.Way, tuple[plan.Plan, ...]]:
    """The plans of which each asks for something else, and other ways beside them."""
    found = plan.way(own, dict(others), levers, limit)
    shown = _different(found.plans)
    more = plan.other_ways(own, dict(others), levers, limit, shown)
    return replace(found, plans=tuple(shown)), more


def _lever(room: Room, decimals: int) -> plan.Lever:
    return plan.Lever(
        room.component,
        _steps(room.cap, decimals),
        cost=Fraction(room.cost) / 10**decimals,
        weight=room.weight,
    )


def _different(plans: Sequence[plan.Plan]) -> list[plan.Plan]:
    """Of plans of one cost and as many components the most certain, under the first one's name."""
    best: dict[tuple[Fraction, int], plan.Plan] = {}
    for one in plans:
        key = one.cost, len(one.gains)
        known = best.setdefault(key, one)
        if one.used < known.used:
            best[key] = replace(one, spirit=known.spirit)
    return list(best.values())


def _plan(found: plan.Plan, decimals: int) -> Plan:
    step = Decimal(1).scaleb(-decimals)
    ordered = sorted(found.gains.items(), key=lambda item: (-item[1], item[0]))
    return Plan(
        spirit=found.spirit,
        gains=tuple((component, whole * step) for component, whole in ordered),
        cost=Decimal(found.cost.numerator) / Decimal(found.cost.denominator),
        score=_points(found.total, decimals),
        rank=found.rank,
        margin=_points(found.margin, decimals),
        used=float(found.used),
        passed=found.passed,
    )


def _needed(position: Position) -> Interval:
    """Points that are missing: the gap, nothing where it is kept already."""
    low, high = position.gap.low, position.gap.high
    return Interval(
        None if low is None else max(low, Decimal(0)),
        None if high is None else max(high, Decimal(0)),
    )


def _points(steps: Fraction, decimals: int) -> Decimal:
    value = Decimal(steps.numerator) / Decimal(steps.denominator)
    return _rounded(value.scaleb(-decimals), decimals)


def _steps(value: Decimal, decimals: int) -> int:
    return int(value.scaleb(decimals).to_integral_value(ROUND_HALF_UP))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
