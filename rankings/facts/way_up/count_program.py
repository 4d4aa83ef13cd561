"""Which sub-indicators, and how many of what they count, bring so many points: whole numbers.

Points follow from counts in steps of the last published decimal, each with the smallest count that
reaches it, so a mixed-integer program (HiGHS) chooses the steps and the counts together: variables
are the steps s, the counts e above those with which the points stay as they are, and whether a
sub-indicator is used, u. k s + c u ≤ e ≤ k (s + 1) + c u, where k is what a step costs and c what
the rounding leaves over; HiGHS works in floating point, so the smallest count of the steps that it
returns is taken anew from the table of the rule, which is exact.

What comes along in another sub-indicator has steps t of its own, which the counts of the first one
leave no choice of: k t + c u ≤ e ≤ k (t + 1) + c u, with what a step costs there, until the other
is full (f). Where the other is used too, its own counts hold and its steps are no fewer than t.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

SPIRITS = ("fewest_things", "fewest_counts", "most_certain")
ANOTHER_WAY = "another_way"
# A plan that a leader gives out names no more things than that, where so few suffice.
MOST_THINGS = 3
INFEASIBLE = 2
# A count that lies below a step lies so much below it, in parts of one, at least.
SHORT = 1e-4


@dataclass(frozen=True)
class Brings:
    """What is done well in a lever brings steps in another sub-indicator, of code and group.

    needs[t]: the smallest number of the lever to be done well for t steps there; needs[0] is 0.
    step: what one step there costs of what the lever counts, exactly; over: what the lever's count
    that rounds to no step lies above the lever's needs[0]. full: whether more steps than these
    cannot come, however many are done well.
    """

    code: str
    group: str
    needs: tuple[int, ...]
    step: Fraction
    over: Fraction
    full: bool

    @property
    def steps(self) -> int:
        """The most steps that come."""
        return len(self.needs) - 1

    def steps_with(self, done: int) -> int:
        """How many steps come with so many done well."""
        return bisect_right(self.needs, done) - 1


@dataclass(frozen=True)
class CountLever:
    """A sub-indicator that may gain.

    needs[s]: the smallest number to be done well for s steps; needs[0] keeps the points as they
    are. step: what one step costs of what is counted, exactly; over: what needs[s] - needs[0] lacks
    to step × s before it is rounded up. most: how many can be done well. group: the component.
    within: code of a lever in which each one done well here is done well too; None without; ahead:
    how many more than here were done well there so far and count as done well by now. brings: what
    comes along elsewhere; to each sub-indicator from one lever at most.
    """

    code: str
    group: str
    needs: tuple[int, ...]
    step: Fraction
    over: Fraction
    most: int
    within: str | None = None
    ahead: int = 0
    brings: tuple[Brings, ...] = ()

    @property
    def steps(self) -> int:
        """The most steps that can be gained."""
        return len(self.needs) - 1

    @property
    def room(self) -> int:
        """How many more can be done well than keep the points as they are."""
        return self.most - self.needs[0]


@dataclass(frozen=True)
class CountPlan:
    """How many are done well by code, where that is more than keeps the points; share: the largest
    share of a room that is used."""

    spirit: str
    done: Mapping[str, int]
    share: Fraction


def most_done(levers: Sequence[CountLever], caps: Mapping[str, int]) -> dict[str, int]:
    """What is done well, by code, when all levers together gain the most that groups may."""
    usable = [lever for lever in levers if lever.steps]
    return _Program(usable, caps).most() if usable else {}


def plans(
    levers: Sequence[CountLever], caps: Mapping[str, int], needed: int
) -> tuple[CountPlan, ...]:
    """The plans that gain so many steps, one in each spirit; one as good as another is left out.

    fewest_things: the fewest sub-indicators, then the smallest largest share of a room.
    fewest_counts: the fewest dossiers, petitions and procedures together, one like another.
    most_certain: the smallest largest share of a room, then the fewest counts. No plan names more
    than MOST_THINGS where so few suffice. caps: the most steps of a group. Empty where the levers
    together do not suffice; ValueError for no steps.
    """
    if needed < 1:
        raise ValueError("nothing is needed")
    usable = [lever for lever in levers if lever.steps]
    if not usable:
        return ()
    for most in sorted({min(MOST_THINGS, len(usable)), len(usable)}):
        solution = _Program(usable, caps, needed, most=most).solved()
        if solution is not None:
            break
    else:
        return ()
    shown: list[CountPlan] = []
    for spirit, done in zip(SPIRITS, solution, strict=True):
        if all(dict(plan.done) != done for plan in shown):
            shown.append(CountPlan(spirit, done, _share(usable, done)))
    return tuple(shown)


def another(
    levers: Sequence[CountLever],
    caps: Mapping[str, int],
    needed: int,
    shown: Sequence[CountPlan],
    *,
    preferred: Collection[str],
) -> CountPlan | None:
    """The plan of the fewest things without any thing of those shown of the fewest things or
    counts: for where these cannot be done. preferred: codes that it is made of where they suffice.
    None where it would be one that is shown, or more than MOST_THINGS."""
    taken = {code for plan in shown if plan.spirit != "most_certain" for code in plan.done}
    left = [lever for lever in levers if lever.code not in taken]
    for usable in ([lever for lever in left if lever.code in preferred], left):
        best = next(iter(plans(usable, caps, needed)), None)
        if best is not None and len(best.done) <= MOST_THINGS:
            is_new = all(dict(best.done) != dict(plan.done) for plan in shown)
            return CountPlan(ANOTHER_WAY, best.done, best.share) if is_new else None
    return None


def _share(levers: Sequence[CountLever], done: Mapping[str, int]) -> Fraction:
    used = (lever for lever in levers if lever.code in done)
    return max(Fraction(done[lever.code] - lever.needs[0], lever.room) for lever in used)


class _Program:
    """The program of some levers; variables: s, e, u of each, t, f of what each brings, then z, the
    largest share."""

    def __init__(
        self,
        levers: Sequence[CountLever],
        caps: Mapping[str, int],
        needed: int = 0,
        *,
        most: int | None = None,
    ) -> None:
        self.levers = levers
        self.brings = [
            (number, each) for number, lever in enumerate(levers) for each in lever.brings
        ]
        n, m = self.size, self.along = len(levers), len(self.brings)
        self.rooms = np.array([lever.room for lever in levers], dtype=float)
        steps = np.array([lever.steps for lever in levers], dtype=float)
        come = np.array([each.steps for _, each in self.brings], dtype=float)
        self.bounds = Bounds(
            np.zeros(3 * n + 2 * m + 1),
            np.concatenate([steps, self.rooms, np.ones(n), come, np.ones(m), [1.0]]),
        )
        price = np.diag([float(lever.step) for lever in levers])
        over = np.diag([float(lever.over) for lever in levers])
        eye, none = np.eye(n), np.zeros((n, n))
        # What comes along needs no use of its own: its steps may be gained without.
        into = self._into()
        free = price @ np.diag(steps * into.any(axis=1))
        self.constraints = [
            self._gained(needed),
            self._row(u=np.ones(n), ub=n if most is None else most),
            self._rows(eye, none, -np.diag(steps), t=-into),
            self._rows(none, eye, -np.diag(self.rooms)),
            self._rows(price, -eye, over + free, ub=np.diag(free)),
            self._rows(-price, eye, SHORT * eye - price - over),
            self._rows(none, eye, none, z=-self.rooms),
            *(self._capped(group, cap) for group, cap in caps.items()),
            *self._within(),
            *self._come_along(),
        ]

    def most(self) -> dict[str, int]:
        """What is done well where most steps are gained."""
        return self._done(self._solved(-self._each_step()))

    def solved(self) -> tuple[dict[str, int], ...] | None:
        """What is done well in the best plan of each spirit; None where nothing keeps all."""
        things, counts, share = self._aim(u=1.0), self._aim(e=1.0), self._aim(z=1.0)
        if self._solve(things) is None:
            return None
        return (
            self._best(things, share, counts),
            self._best(counts, things),
            self._best(share, counts),
        )

    def _best(self, *aims: np.ndarray) -> dict[str, int]:
        """What is done well at the least of the first aim, of those at the least of the second …"""
        held: list[LinearConstraint] = []
        bounds = self.bounds
        solution = np.zeros(len(self.bounds.ub))
        for aim in aims:
            solution = self._solved(aim, held, bounds)
            if aim[-1]:
                # Whole counts within the share that was found: nothing is left to rounding.
                limit = np.floor(solution[-1] * self.rooms + 1e-6)
                upper = bounds.ub.copy()
                upper[self.size : 2 * self.size] = np.minimum(
                    upper[self.size : 2 * self.size], limit
                )
                bounds = Bounds(bounds.lb, upper)
            else:
                held.append(LinearConstraint(aim, ub=round(float(aim @ solution))))
        return self._done(solution)

    def _done(self, solution: np.ndarray) -> dict[str, int]:
        """The smallest counts of the steps found, and of what they lie within."""
        by_code = {lever.code: lever for lever in self.levers}
        whole = np.rint(solution).astype(int)
        n = self.size
        steps, used, come = whole[:n], whole[2 * n : 3 * n], whole[3 * n : 3 * n + self.along]
        done = {lever.code: lever.needs[own] for lever, own in zip(self.levers, steps, strict=True)}
        into = self._into().astype(bool)
        for column, (number, each) in enumerate(self.brings):
            first, itself = self.levers[number].code, into[:, column]
            if not used[itself].any():
                done[first] = max(done[first], each.needs[come[column]])
            # What comes along is not to be done once more.
            come_at_all = used[number] and itself.any()
            if come_at_all and steps[itself][0] <= each.steps_with(done[first]):
                done[each.code] = by_code[each.code].needs[0]
        for lever in self.levers:
            other = by_code.get(lever.within or "")
            if other is not None and done[lever.code] > lever.needs[0]:
                done[other.code] = max(done[other.code], done[lever.code] - lever.ahead)
        return {code: count for code, count in done.items() if count > by_code[code].needs[0]}

    def _solved(
        self,
        aim: np.ndarray,
        more: Sequence[LinearConstraint] = (),
        bounds: Bounds | None = None,
    ) -> np.ndarray:
        """As `_solve`, where there must be a solution."""
        solution = self._solve(aim, more, bounds)
        if solution is None:
            raise ArithmeticError("no plan found")
        return solution

    def _solve(
        self,
        aim: np.ndarray,
        more: Sequence[LinearConstraint] = (),
        bounds: Bounds | None = None,
    ) -> np.ndarray | None:
        result: OptimizeResult = milp(
            aim,
            constraints=[*self.constraints, *more],
            bounds=self.bounds if bounds is None else bounds,
            integrality=np.append(np.ones(len(self.bounds.ub) - 1), 0),
            options={"mip_rel_gap": 0},
        )
        if result.status == INFEASIBLE:
            return None
        if result.x is None:
            raise ArithmeticError(f"no plan found: {result.message}")
        solution: np.ndarray = result.x
        return solution

    def _within(self) -> list[LinearConstraint]:
        """Done well here is done well there too: counts of one are no more than of the other."""
        place = {lever.code: number for number, lever in enumerate(self.levers)}
        rows = []
        for number, lever in enumerate(self.levers):
            if lever.within not in place:
                continue
            other = place[lever.within]
            row = np.zeros(self.size)
            row[number], row[other] = 1, -1
            # Counts above those that keep the points: e + needs ≤ e' + needs' + ahead.
            holds = self.levers[other].needs[0] + lever.ahead - lever.needs[0]
            rows.append(self._row(e=row, ub=max(holds, 0)))
        return rows

    def _into(self) -> np.ndarray:
        """Which steps that come along (columns) are those of a lever (rows)."""
        codes = [lever.code for lever in self.levers]
        into = np.zeros((self.size, self.along))
        for column, (_, each) in enumerate(self.brings):
            if each.code in codes:
                into[codes.index(each.code), column] = 1
        return into

    def _come_along(self) -> list[LinearConstraint]:
        """Steps that come along follow from the counts that bring them, until they are full."""
        into, rows = self._into(), []
        for column, (number, each) in enumerate(self.brings):
            first, t, f = np.zeros(self.size), np.zeros(self.along), np.zeros(self.along)
            first[number], t[column], f[column] = 1, 1, 1
            price, over = float(each.step), float(each.over)
            room = self.levers[number].room
            # A lever that is used itself has no fewer steps than come along, nor are these asked.
            other, most = into[:, column], price * each.steps + abs(over)
            rows += [
                self._row(t=t, u=-each.steps * first, ub=0),
                self._row(t=price * t, u=over * first - most * other, e=-first, ub=0),
                self._row(
                    t=-price * t,
                    u=(SHORT - price - over) * first,
                    e=first,
                    f=-room * f if each.full else None,
                    ub=0,
                ),
                self._row(t=-t, f=each.steps * f, ub=0),
                *([self._row(t=t, s=-other, ub=0)] if other.any() else []),
            ]
        return rows

    def _each_step(self, group: str | None = None) -> np.ndarray:
        """One for each step that is gained, of one group or of all; what comes along to a lever is
        among the lever's own."""
        s = np.array([group in (None, lever.group) for lever in self.levers], dtype=float)
        t = np.array([group in (None, each.group) for _, each in self.brings], dtype=float)
        t *= ~self._into().any(axis=0)
        n, m = self.size, self.along
        return np.concatenate([s, np.zeros(2 * n), t, np.zeros(m + 1)])

    def _gained(self, needed: int) -> LinearConstraint:
        return LinearConstraint(self._each_step(), lb=needed)

    def _capped(self, group: str, cap: int) -> LinearConstraint:
        return LinearConstraint(self._each_step(group), ub=cap)

    def _aim(self, *, e: float = 0, u: float = 0, z: float = 0) -> np.ndarray:
        n = self.size
        along = np.zeros(2 * self.along)
        return np.concatenate([np.zeros(n), np.full(n, e), np.full(n, u), along, [z]])

    def _row(
        self,
        *,
        s: np.ndarray | None = None,
        e: np.ndarray | None = None,
        u: np.ndarray | None = None,
        t: np.ndarray | None = None,
        f: np.ndarray | None = None,
        lb: float = -np.inf,
        ub: float = np.inf,
    ) -> LinearConstraint:
        own, along = np.zeros(self.size), np.zeros(self.along)
        parts = [own if part is None else part for part in (s, e, u)]
        parts += [along if part is None else part for part in (t, f)]
        return LinearConstraint(np.concatenate([*parts, [0.0]]), lb=lb, ub=ub)

    def _rows(
        self,
        s: np.ndarray,
        e: np.ndarray,
        u: np.ndarray,
        *,
        t: np.ndarray | None = None,
        z: np.ndarray | None = None,
        ub: np.ndarray | float = 0,
    ) -> LinearConstraint:
        """A row for each lever."""
        along = np.zeros((self.size, self.along))
        last = np.zeros(self.size) if z is None else z
        parts = [s, e, u, along if t is None else t, along, last[:, None]]
        return LinearConstraint(np.hstack(parts), ub=ub)
