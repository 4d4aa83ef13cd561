"""What comes along: what is done well for one sub-indicator counts in another one as well.

Which ones do is data (data/reference/subindicator_links.csv). Of each one more than at the share of
so far, as many count in the other as so far: n' of n did (2.1 to 5.4: 392,869 of 393,087), and
never more than one for one. So a plan promises no more than was seen: 186 of 241 petitions on time
were not rated down, though the rule by itself leaves room for all.

A link is proved where the rule says both that it counts there too and what of that can still be
changed (subindicator_futures.csv). Only such ones are counted in a plan or a goal; what others,
which rest on an assumption, would add is told beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from rankings.facts import components_together
from rankings.facts.components_together import Link
from rankings.facts.way_up.counts import SOURCE, Counted, Counts
from rankings.store.versions import Snapshot


@dataclass(frozen=True)
class Pair:
    """A link between two sub-indicators of a unit: what is done in the first counts in `also`."""

    link: Link
    first: Counts
    also: Counts

    @property
    def proved(self) -> bool:
        """False where the link, or what of the other one can still be changed, is assumed."""
        return self.link.basis == self.also.future.basis == SOURCE

    @property
    def rate(self) -> Fraction:
        """How many of one more count in the other: the share of so far, at most one for one."""
        return min(Fraction(self.also.numerator, self.first.numerator), Fraction(1))

    def done(self, count: int) -> Fraction:
        """How many of the other are done well by the day when so many of the first are.

        A mean, not rounded: those at the share of so far, and `rate` of each one more (or less).
        """
        more = count - _as_before(self.first)
        done = _as_before(self.also) + self.rate * more
        return min(max(done, Fraction(0)), Fraction(self.also.most))

    def gain(self, count: int) -> Decimal:
        """The points of the other that come along, above those of now; below 0: lost with it."""
        return self.also.gain_with(self.done(count))

    def start(self, step: Decimal) -> tuple[Fraction, Fraction]:
        """Of the first, how many must be done well for the other's points to round to those of now,
        and how many more for each step of them; not in whole ones."""
        also = self.also
        price = (also.rule.count_per_point(also.denominator + also.to_come) or 0) * Fraction(step)
        now = price * (Fraction(also.points / step) - Fraction(1, 2)) - also.numerator
        return _as_before(self.first) + (now - _as_before(also)) / self.rate, price / self.rate

    def needs(self, step: Decimal) -> tuple[int, ...]:
        """The smallest numbers of the first to be done well for 0, 1, 2 … steps that come along;
        the first of them is 0: it needs none."""
        at, price = self.start(step)
        needs = [0]
        for number in range(1, int((self.also.best - self.also.points) / step) + 1):
            count = max(0, ceil(at + price * number))
            # The rule rounds a half to the even step: one of the two, or the next.
            while count <= self.first.most and self.gain(count) < number * step:
                count += 1
            if count > self.first.most:
                break
            needs.append(count)
        return tuple(needs)


@dataclass(frozen=True)
class Along:
    """What came along with so many done well in the first of a pair.

    done: of the other, a mean; gain: its points. pair.proved: whether it was counted.
    """

    pair: Pair
    done: Fraction
    gain: Decimal


def pairs(at: Snapshot, *, edition_id: str, counted: Counted) -> tuple[Pair, ...]:
    """The links between the sub-indicators of a unit that are counted.

    Raises ValueError where two lead to the same one: what of both counts there nobody has said.
    """
    rows = {row.code: row for row in counted.rows}
    coming = tuple(
        Pair(link, rows[link.indicator_code], rows[link.also_code])
        for link in components_together.links(at, edition_id=edition_id)
        if link.indicator_code in rows
        and link.also_code in rows
        and rows[link.indicator_code].numerator
        and rows[link.also_code].numerator
    )
    if len({pair.also.code for pair in coming}) < len(coming):
        raise ValueError(f"two lead to one: {[pair.link for pair in coming]}")
    return coming


def along(known: Iterable[Pair], done: Mapping[str, int]) -> tuple[Along, ...]:
    """What comes along with what is done well, by code; of one that is named itself nothing does:
    its own number holds."""
    coming = (
        Along(pair, pair.done(done[pair.first.code]), pair.gain(done[pair.first.code]))
        for pair in known
        if pair.first.code in done and pair.also.code not in done
    )
    return tuple(come for come in coming if come.gain)


def proved(coming: Iterable[Along]) -> tuple[Along, ...]:
    """Those that a plan counts."""
    return tuple(come for come in coming if come.pair.proved)


def gain_of(row: Counts, known: Iterable[Pair], count: int) -> Decimal:
    """The points when so many are done well in one sub-indicator, with what surely comes along."""
    more = proved(along(known, {row.code: count}))
    return row.gain_with(count) + sum((come.gain for come in more), Decimal(0))


def least(row: Counts, known: Iterable[Pair], gain: Decimal) -> int | None:
    """The smallest number to be done well in one sub-indicator for so many points above those of
    now, with what comes along for sure; None where all are too few."""
    known = tuple(known)
    if gain_of(row, known, row.most) < gain:
        return None
    low, high = 0, row.most
    while low < high:
        middle = (low + high) // 2
        if gain_of(row, known, middle) >= gain:
            high = middle
        else:
            low = middle + 1
    return low


def by_component(
    done: Iterable[tuple[Counts, int]], coming: Iterable[Along] = ()
) -> dict[str, Decimal]:
    """Points by component that come of what is done well, and of what comes along with it."""
    gains: dict[str, Decimal] = {}
    own = ((row.rule.component, row.gain_with(count)) for row, count in done)
    for component, gain in (*own, *((come.pair.also.rule.component, come.gain) for come in coming)):
        gains[component] = gains.get(component, Decimal(0)) + gain
    return gains


def _as_before(row: Counts) -> Fraction:
    """How many of those to come are done well at the share of so far, exactly."""
    return Fraction(row.numerator * row.to_come, row.denominator)
