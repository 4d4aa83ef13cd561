"""The way to rank k in counts: plans in whole dossiers, petitions and procedures.

A plan is re-scored by the rule of each sub-indicator, then by the standings. What no plan names
keeps the share that it has, but for what comes along (counted_together.py). The largest gain of a
component, of which a plan in points may use no more, holds here too: beside what can still come in,
what others have been seen to gain.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from rankings.facts.editions import EditionFacts
from rankings.facts.scenario import trial
from rankings.facts.scenario.model import Others, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.way_up import count_program, counted_together, counts
from rankings.facts.way_up.count_program import Brings, CountLever
from rankings.facts.way_up.counted_model import (
    BY_CAPS,
    BY_COUNTS,
    Alone,
    CountedPlan,
    CountedWay,
    IfAssumed,
    Thing,
)
from rankings.facts.way_up.counted_together import Along, Pair
from rankings.facts.way_up.counts import Counted, Counts
from rankings.facts.way_up.model import WayUp
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo

STILL = Others()
# What an analyst has set holds whatever others have been seen to gain.
SET = ("given", "fixed", "lead_time")


@memo
def in_counts(
    at: Snapshot, *, points: WayUp, to_come: tuple[tuple[str, int], ...] = ()
) -> CountedWay:
    """An answer in points, in counts: the plans in whole dossiers, petitions and procedures.

    to_come: how many more come in of a sub-indicator, where that was set (`counts.of_unit`).
    """
    limit = points.limit
    counted = counts.of_unit(
        at,
        edition_id=points.edition.edition_id,
        unit_code=points.unit_code,
        by=points.deadline.day,
        to_come=to_come,
    )
    edition_id = points.edition.edition_id
    pairs = counted_together.pairs(at, edition_id=edition_id, counted=counted)
    way = CountedWay(points, counted, pairs)
    if counted.why_not is not None or points.why_not is not None or not points.needed.exact:
        return way
    levers = tuple(_lever(row, counted, pairs) for row in counted.rows)
    step = Decimal(1).scaleb(-points.edition.decimals)
    caps = {room.component: int(room.cap / step) for room in points.rooms}
    set_by_hand = {
        room.component: caps[room.component] for room in points.rooms if room.reason in SET
    }
    needed = int((points.needed.low or 0) / step)
    most, beyond = (
        _Result(at, way, count_program.most_done(levers, held)) for held in (caps, set_by_hand)
    )
    plans = _plans(levers, caps, needed, counted) if needed else ()
    return CountedWay(
        points,
        counted,
        pairs,
        reachable=not needed or bool(plans),
        stands_in_way=None if not needed or plans else _in_the_way(beyond, limit),
        plans=tuple(_plan(_Result(at, way, plan.done), plan) for plan in plans),
        alone=tuple(_alone(row, counted, pairs, points.needed.low) for row in counted.rows),
        best_gain=most.gain,
        best_rank=most.outcome.rank,
        beyond_caps_rank=beyond.outcome.rank,
    )


def _plans(
    levers: tuple[CountLever, ...], caps: Mapping[str, int], needed: int, counted: Counted
) -> tuple[count_program.CountPlan, ...]:
    """The plans in each spirit, and another way, of what the rule says rather than of what is
    assumed."""
    plans = count_program.plans(levers, caps, needed)
    said_by_rule = {row.code for row in counted.rows if row.future.basis == counts.SOURCE}
    other = None
    if plans:
        other = count_program.another(levers, caps, needed, plans, preferred=said_by_rule)
    return plans if other is None else (*plans, other)


def outcome_of(
    at: Snapshot,
    *,
    edition: EditionFacts,
    unit_code: str,
    limit: int | None,
    done: tuple[tuple[Counts, int], ...],
    along: tuple[Along, ...] = (),
    others: Others = STILL,
) -> Outcome:
    """Where the unit stands when so many are done well in some sub-indicators by the day.

    Re-scored by the rule of each and of what comes along with them, then by the standings. Raises
    Problem for what cannot be.
    """
    gains = counted_together.by_component(done, along)
    moved = tuple((code, points) for code, points in gains.items() if points)
    return trial.simulate(
        at,
        edition_id=edition.edition_id,
        unit_code=unit_code,
        limit=limit,
        tried=Scenario(moved, others),
    )


class _Result:
    """What is done well in some sub-indicators, what comes along, and where that leads."""

    def __init__(self, at: Snapshot, way: CountedWay, done: Mapping[str, int]) -> None:
        self.at, self.points = at, way.points
        self.things = tuple(
            Thing(row, done[row.code], row.gain_with(done[row.code]))
            for row in way.counted.rows
            if row.code in done
        )
        coming = counted_together.along(way.pairs, done)
        self.along = counted_together.proved(coming)
        self.assumed = tuple(come for come in coming if not come.pair.proved)
        self.gain = sum((thing.gain for thing in self.things), Decimal(0))
        self.gain += sum((come.gain for come in self.along), Decimal(0))
        self.outcome = self._outcome(self.along)

    @property
    def if_assumed(self) -> IfAssumed | None:
        """What assumed links would add; None where there are none."""
        if not self.assumed:
            return None
        outcome = self._outcome((*self.along, *self.assumed))
        return IfAssumed(self.assumed, outcome.score.low, outcome.rank)

    def _outcome(self, along: tuple[Along, ...]) -> Outcome:
        return outcome_of(
            self.at,
            edition=self.points.edition,
            unit_code=self.points.unit_code,
            limit=self.points.limit,
            done=tuple((thing.counts, thing.done) for thing in self.things),
            along=along,
            others=self.points.others,
        )


def _in_the_way(beyond: _Result, limit: int) -> str:
    rank = beyond.outcome.rank_high
    return BY_CAPS if rank is not None and rank <= limit else BY_COUNTS


def _plan(result: _Result, chosen: count_program.CountPlan) -> CountedPlan:
    # The worst one: one that is only level with it may be put ahead.
    rank, score = result.outcome.rank_high, result.outcome.score.low
    if rank is None or score is None:
        raise ArithmeticError("a plan of exact points leads to no exact rank")
    ordered = sorted(result.things, key=lambda thing: (-thing.gain, thing.counts.code))
    return CountedPlan(
        spirit=chosen.spirit,
        things=tuple(ordered),
        gain=result.gain,
        score=score,
        rank=rank,
        margin=result.gain - (result.points.against.gap.low or Decimal(0)),
        used=chosen.share,
        passed=tuple(result.outcome.passed),
        last_day=min(day for thing in ordered if (day := thing.counts.last_day(thing.done))),
        along=result.along,
        if_assumed=result.if_assumed,
    )


def _alone(row: Counts, counted: Counted, pairs: tuple[Pair, ...], needed: Decimal | None) -> Alone:
    # Points are those of the total: an index of this kind adds its components up.
    done = counted_together.least(row, pairs, needed) if needed else None
    highest = counted.ceiling(row)
    if done is not None and done > highest:
        done = None
    at = highest if done is None else done
    return Alone(
        counts=row,
        done=done,
        last_day=None if done is None else row.last_day(done),
        best_gain=row.best - row.points,
        along=counted_together.proved(counted_together.along(pairs, {row.code: at})),
    )


def _lever(row: Counts, counted: Counted, pairs: tuple[Pair, ...]) -> CountLever:
    """A sub-indicator as the program takes it, its smallest counts step by step from the rule."""
    rule = row.rule
    step = Decimal(1).scaleb(-rule.decimals)
    price = (rule.count_per_point(row.denominator + row.to_come) or Fraction(0)) * Fraction(step)
    now = row.points
    steps = max(0, int((row.best - now) / step))
    start = price * (Fraction(now / step) - Fraction(1, 2)) - row.numerator
    needs = [row.hold]
    for number in range(1, steps + 1):
        # The rule rounds a half to the even step: one of the two, or the next.
        count = max(0, -int(-(start + price * number) // 1))
        while row.points_with(count) < rounded(now + number * step, rule.decimals):
            count += 1
        needs.append(count)
    within = counted.outer(row)
    ahead = 0
    if within is not None and row.future.made_good:
        ahead = within.numerator - row.numerator
    return CountLever(
        code=row.code,
        group=rule.component,
        needs=tuple(needs),
        step=price,
        over=start - row.hold,
        most=row.most,
        within=None if within is None else within.code,
        ahead=ahead,
        brings=tuple(
            _brings(pair, step, row.hold)
            for pair in pairs
            if pair.proved and pair.first.code == row.code
        ),
    )


def _brings(pair: Pair, step: Decimal, hold: int) -> Brings:
    """What comes along with a sub-indicator as the program takes it."""
    start, price = pair.start(step)
    needs = pair.needs(step)
    return Brings(
        code=pair.also.code,
        group=pair.also.rule.component,
        needs=needs,
        step=price,
        over=start - hold,
        full=(len(needs) - 1) * step >= pair.also.best - pair.also.points,
    )
