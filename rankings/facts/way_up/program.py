"""The way to rank k: which gains, in which components, bring a unit inside the k best.

The total of an additive index is the sum of its components, each times a weight (1 where scores are
points). All figures are whole steps of the last published decimal. Ranks are competition ranks: the
unit has rank 1 + the number of others strictly above it, so rank k needs the score of the k-th best
of the others, and reaching that score exactly is enough; a unit that the publisher has put behind
another one of this very score needs a step more. The others' totals are given: as they stand, or as
a scenario moves them.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import cycle, islice

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

SPIRITS = ("least_effort", "fewest_components", "most_certain")
MOST_PLANS = 5  # of one rank limit: one in each spirit, and other ways
# HiGHS works in floating point: a whole number is within this of what it returns.
WHOLE = 1e-6
# The status of scipy.optimize.milp where no values keep all constraints.
INFEASIBLE = 2


@dataclass(frozen=True)
class Lever:
    """A component that may gain.

    cap: the largest gain held possible, in steps; not above the maximum. cost: per step, above 0.
    weight: what one step of the component adds to the total, in steps of the total.
    """

    component: str
    cap: int
    cost: Fraction = Fraction(1)
    weight: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if self.cap < 0 or self.cost <= 0 or self.weight <= 0:
            raise ValueError(f"{self.component}: cap below 0, or cost or weight not above 0")


@dataclass(frozen=True)
class Plan:
    """Gains by component (steps, those above 0), what they cost, and where they lead.

    total: the unit's new total, unrounded, in steps. margin: how far it lies above the score that
    rank k needs. used: the largest share of a cap that is used, from 0 to 1. passed: the others
    that stood above and no longer do.
    """

    spirit: str
    gains: Mapping[str, int]
    cost: Fraction
    total: Fraction
    rank: int
    margin: Fraction
    used: Fraction
    passed: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """The answer for one rank limit.

    needed: steps of the total that are missing (0 when inside already). reachable: whether the
    levers together suffice. best_rank: what they reach when all are used to their caps. binding:
    the components whose caps stand in the way, those that add most to the total first (when not
    reachable).
    """

    limit: int
    needed: int
    reachable: bool
    plans: tuple[Plan, ...]
    best_rank: int
    binding: tuple[str, ...]


def rank_of(total: Fraction | int, others: Mapping[str, int]) -> int:
    """1 + the number of others strictly above: the competition rank."""
    return 1 + sum(score > total for score in others.values())


def line(others: Mapping[str, int], limit: int) -> int | None:
    """The k-th best score of the others; None where there are fewer: every place is inside."""
    best_first = sorted(others.values(), reverse=True)
    return best_first[limit - 1] if limit <= len(best_first) else None


def _missing(total: int, wanted: int | None, *, above: bool) -> int:
    """Steps from a total to the score that is wanted, or to the first one above it."""
    if wanted is None:
        return 0
    return max(0, wanted - total + (1 if above else 0))


def way(
    total: int,
    others: Mapping[str, int],
    levers: Sequence[Lever],
    limit: int,
    ahead: Collection[str] = (),
    *,
    above: bool = False,
) -> Way:
    """The plans that bring a unit with `total` inside the `limit` best, in up to three spirits.

    least_effort: the lowest cost, then the fewest components. fewest_components: the fewest, then
    the lowest cost. most_certain: the smallest largest share of a cap that is used (no component
    has to do what hardly any unit has done), then the lowest cost. A plan that is as good as an
    earlier one in cost, number of components and share of the caps is left out.
    ahead: others of the unit's own score behind which the publisher has put it; the line has to be
    passed then. above: it has to be passed in any case.

    Raises ValueError for a limit below 1 and for a component named twice.
    """
    if limit < 1:
        raise ValueError("limit below 1")
    if len({lever.component for lever in levers}) < len(levers):
        raise ValueError("a component is named twice")
    wanted = line(others, limit)
    needed = _missing(total, wanted, above=above or bool(ahead))
    usable = [lever for lever in levers if lever.cap > 0]
    most = sum((lever.cap * lever.weight for lever in usable), Fraction(0))
    best_rank = rank_of(total + most, others)
    if wanted is None or needed == 0:
        return Way(limit, 0, True, (), best_rank, ())
    if most < needed:
        by_part = sorted(levers, key=lambda lever: (-lever.cap * lever.weight, lever.component))
        return Way(limit, needed, False, (), best_rank, tuple(lever.component for lever in by_part))
    found: list[Plan] = []
    for spirit in SPIRITS:
        gains = _SOLVERS[spirit](usable, needed)
        plan = _plan(spirit, gains, usable, total, others, wanted, ahead)
        if not any(_as_good(earlier, plan) for earlier in found):
            found.append(plan)
    return Way(limit, needed, True, tuple(found), best_rank, ())


def other_ways(
    total: int,
    others: Mapping[str, int],
    levers: Sequence[Lever],
    limit: int,
    shown: Sequence[Plan],
    *,
    most: int = MOST_PLANS,
    ahead: Collection[str] = (),
    above: bool = False,
) -> tuple[Plan, ...]:
    """More plans, until with those shown there are `most`: for where a component of one of these
    cannot be raised after all.

    Each does without at least one component of every plan before it, those shown included. Of such
    plans it is the best in the spirit of one that is shown: of least effort (lowest cost, then
    fewest components) and with the fewest components (then the lowest cost) in turn; of equal ones
    the one with the smallest largest share of a cap. Fewer than that where there are no more.
    """
    wanted = line(others, limit)
    spirits = [plan.spirit for plan in shown if plan.spirit != "most_certain"]
    if wanted is None or not spirits:
        return ()
    usable = [lever for lever in levers if lever.cap > 0]
    needed = _missing(total, wanted, above=above or bool(ahead))
    found = list(shown)
    for spirit in islice(cycle(spirits), max(0, most - len(shown))):
        known = [plan.gains.keys() for plan in found]
        gains = _another(spirit, usable, needed, known)
        if gains is None:
            break
        found.append(_plan(spirit, gains, usable, total, others, wanted, ahead))
    return tuple(found[len(shown) :])


def _as_good(one: Plan, other: Plan) -> bool:
    return one.cost <= other.cost and len(one.gains) <= len(other.gains) and one.used <= other.used


def _plan(
    spirit: str,
    gains: Mapping[str, int],
    levers: Sequence[Lever],
    total: int,
    others: Mapping[str, int],
    wanted: int,
    ahead: Collection[str],
) -> Plan:
    used = [lever for lever in levers if lever.component in gains]
    new = total + sum((gains[lever.component] * lever.weight for lever in used), Fraction(0))
    passed = [code for code, score in others.items() if total < score <= new or code in ahead]
    return Plan(
        spirit=spirit,
        gains=gains,
        cost=sum((gains[lever.component] * lever.cost for lever in used), Fraction(0)),
        total=new,
        rank=rank_of(new, others),
        margin=new - wanted,
        used=max(Fraction(gains[lever.component], lever.cap) for lever in used),
        passed=tuple(sorted(passed, key=lambda code: (others[code], code))),
    )


# --- Solving ------------------------------------------------------------------------------------
# Variables: the gains x (whole), whether a component is used y (0 or 1), the largest share of a cap
# that is used z. Two programs one after the other: the second keeps what the first has reached.


def _least_effort(levers: Sequence[Lever], needed: int) -> dict[str, int]:
    program = _Program(levers, needed)
    return program.solve(program.cost(), program.count())


def _fewest_components(levers: Sequence[Lever], needed: int) -> dict[str, int]:
    program = _Program(levers, needed)
    return program.solve(program.count(), program.cost())


def _most_certain(levers: Sequence[Lever], needed: int) -> dict[str, int]:
    """The smallest share of the caps first: found by halving among the shares there can be."""
    shares = sorted({Fraction(x, lever.cap) for lever in levers for x in range(1, lever.cap + 1)})
    first, last = 0, len(shares) - 1
    while first < last:
        middle = (first + last) // 2
        if _most_at(levers, shares[middle]) >= needed:
            last = middle
        else:
            first = middle + 1
    held = [replace(lever, cap=int(lever.cap * shares[first])) for lever in levers]
    return _least_effort([lever for lever in held if lever.cap], needed)


def _another(
    spirit: str, levers: Sequence[Lever], needed: int, known: Iterable[Collection[str]]
) -> dict[str, int] | None:
    """The best gains that leave out something of each known set of components; None: none do."""
    program = _Program(levers, needed)
    for components in known:
        program.leave_out_one_of(components)
    aims = [program.cost(), program.count()]
    return program.solve_evenly(*(aims if spirit == "least_effort" else reversed(aims)))


def _most_at(levers: Sequence[Lever], share: Fraction) -> Fraction:
    return sum((int(lever.cap * share) * lever.weight for lever in levers), Fraction(0))


class _Program:
    """The mixed-integer program of some levers: x and y, as HiGHS takes them."""

    def __init__(self, levers: Sequence[Lever], needed: int) -> None:
        self.levers = levers
        n = len(levers)
        caps = np.array([lever.cap for lever in levers], dtype=float)
        # Whole coefficients: the weights times what makes them all whole.
        self.scale = _common_denominator(lever.weight for lever in levers)
        weights = np.array([float(lever.weight * self.scale) for lever in levers])
        enough = LinearConstraint(
            np.concatenate([weights, np.zeros(n)]), lb=needed * self.scale, ub=np.inf
        )
        only_if_used = LinearConstraint(np.hstack([np.eye(n), -np.diag(caps)]), ub=0)
        self.constraints = [enough, only_if_used]
        self.bounds = Bounds(np.zeros(2 * n), np.concatenate([caps, np.ones(n)]))
        self.size = n

    def cost(self) -> np.ndarray:
        """Coefficients of the cost, whole."""
        scale = _common_denominator(lever.cost for lever in self.levers)
        costs = [float(lever.cost * scale) for lever in self.levers]
        return np.concatenate([costs, np.zeros(self.size)])

    def count(self) -> np.ndarray:
        """Coefficients of the number of components used."""
        return np.concatenate([np.zeros(self.size), np.ones(self.size)])

    def leave_out_one_of(self, components: Collection[str]) -> None:
        """Not all of these components are used."""
        row = [float(lever.component in components) for lever in self.levers]
        used = np.concatenate([np.zeros(self.size), row])
        self.constraints.append(LinearConstraint(used, ub=len(components) - 1))

    def solve(self, first: np.ndarray, then: np.ndarray) -> dict[str, int]:
        """The gains at the least of `first`, and among those at the least of `then`."""
        best = self._solved(first, [])
        if best is None:
            raise ArithmeticError("no plan found")
        found = self._solved(then, [_held(first, best)])
        if found is None:
            raise ArithmeticError("no plan found")
        return self._gains(found)

    def solve_evenly(self, first: np.ndarray, then: np.ndarray) -> dict[str, int] | None:
        """As `solve`, and among those the smallest largest share of a cap; None: there are none."""
        best = self._solved(first, [])
        if best is None:
            return None
        return self._gains(self._evenly(then, _held(first, best)))

    def _gains(self, found: np.ndarray) -> dict[str, int]:
        return {
            lever.component: int(gain)
            for lever, gain in zip(self.levers, found[: self.size], strict=True)
            if gain
        }

    def _solved(self, objective: np.ndarray, more: list[LinearConstraint]) -> np.ndarray | None:
        """Whole x and y at the least of an objective; None where the constraints leave none."""
        result = milp(
            objective,
            constraints=[*self.constraints, *more],
            bounds=self.bounds,
            integrality=np.ones(2 * self.size),
            options={"mip_rel_gap": 0},
        )
        return _whole(result, 2 * self.size)

    def _evenly(self, objective: np.ndarray, held: LinearConstraint) -> np.ndarray:
        """x and y at the least of an objective with whole coefficients, and among those where the
        largest share of a cap is the smallest: a third variable, z, that counts half at most."""
        caps = self.bounds.ub[: self.size]
        share = np.hstack([np.eye(self.size), np.zeros((self.size, self.size)), -caps[:, None]])
        result = milp(
            np.append(objective, 0.5),
            constraints=[
                *(_widened(one) for one in (*self.constraints, held)),
                LinearConstraint(share, ub=0),
            ],
            bounds=Bounds(np.append(self.bounds.lb, 0), np.append(self.bounds.ub, 1)),
            integrality=np.append(np.ones(2 * self.size), 0),
            options={"mip_rel_gap": 0},
        )
        found = _whole(result, 2 * self.size)
        if found is None:
            raise ArithmeticError(f"no plan found: {result.message}")
        return found


def _whole(result: OptimizeResult, count: int) -> np.ndarray | None:
    """The first `count` variables, which are whole numbers; None where there is no solution."""
    if result.status == INFEASIBLE:
        return None
    if result.x is None:
        raise ArithmeticError(f"no plan found: {result.message}")
    found = result.x[:count]
    whole: np.ndarray = np.round(found)
    if np.abs(whole - found).max() > WHOLE * max(1.0, np.abs(whole).max()):
        raise ArithmeticError("the solver returned parts of a step")
    return whole


def _held(objective: np.ndarray, best: np.ndarray) -> LinearConstraint:
    """That an objective with whole coefficients stays as good as it is."""
    return LinearConstraint(objective, ub=round(float(objective @ best)))


def _widened(one: LinearConstraint) -> LinearConstraint:
    """The same constraint with a further variable that it says nothing of."""
    rows = np.atleast_2d(one.A)
    return LinearConstraint(np.hstack([rows, np.zeros((len(rows), 1))]), lb=one.lb, ub=one.ub)


def _common_denominator(values: Iterable[Fraction]) -> int:
    return math.lcm(*(value.denominator for value in values))


_SOLVERS: dict[str, Callable[[Sequence[Lever], int], dict[str, int]]] = {
    "least_effort": _least_effort,
    "fewest_components": _fewest_components,
    "most_certain": _most_certain,
}
