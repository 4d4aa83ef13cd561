"""What moves together: what is done for one sub-indicator counts in another one as well.

A dossier on time counts in 2.1 and, since a late one is taken off there, in 5.4. Which ones do is
data (data/reference/subindicator_links.csv), each link with its source or as an assumption. What a
point costs then is less than that of the one alone, until the other is full.

Points are counted before they are rounded, as in `Rule.count_per_point`, so that the two costs can
be set side by side; what is printed rounds each sub-indicator by itself, and may move a dossier
earlier or later by half a hundredth of a point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rankings.facts import editions
from rankings.facts.subindicators import PER_CENT, Rule, SubIndicator
from rankings.store import queries
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

SOURCE, ASSUMPTION = "source", "assumption"


@dataclass(frozen=True)
class Link:
    """One more of what indicator_code counts is one more in also_code.

    basis: source | assumption; source_id: None for an assumption. note_*: why, and when not.
    """

    indicator_code: str
    also_code: str
    basis: str
    source_id: str | None
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Counted:
    """A sub-indicator as it is counted now: rule, numerator and denominator."""

    rule: Rule
    numerator: Decimal | int
    denominator: Decimal | int

    @property
    def left(self) -> int:
        """How many more can be done at all: what is not done of the denominator."""
        return max(int(self.denominator - self.numerator), 0)

    @property
    def counting(self) -> Fraction:
        """How many more bring points, until these are full; 0 where no rule is known."""
        if not self.rule.scored or self.rule.full_at_percent is None:
            return Fraction(0)
        full = Fraction(self.denominator) * Fraction(self.rule.full_at_percent) / PER_CENT
        return max(full - Fraction(self.numerator), Fraction(0))

    @property
    def rate(self) -> Fraction:
        """Points of one more, while it counts; 0 where no rule is known."""
        count = self.rule.count_per_point(self.denominator)
        return 1 / count if count else Fraction(0)


@dataclass(frozen=True)
class Together:
    """What a point costs when what moves with a sub-indicator is counted too.

    links: to the others that bring points now. count_per_point: how many more bring one point in
    all of them, exactly, of the unit's counts now; None: even all that is not done brings less.
    twice: of how many the other ones take part, code -> count until they are full.
    """

    links: tuple[Link, ...]
    count_per_point: Fraction | None
    twice: tuple[tuple[str, Fraction], ...]


@memo
def links(at: Snapshot, *, edition_id: str) -> tuple[Link, ...]:
    """What moves together under the method of an edition, by code."""
    edition = editions.by_id(at, edition_id)
    rows = queries.subindicator_links(
        at, index_code=edition.index_code, method_code=edition.method_code
    ).to_pylist()
    return tuple(made(Link, row) for row in rows)


def gain(parts: Iterable[Counted], count: Fraction | int) -> Fraction:
    """The points of so many more in each of some sub-indicators, before they are rounded.

    Each stops at its own maximum. parts: what moves together; it does not hold `count` to what is
    left of it.
    """
    return sum((min(Fraction(count), part.counting) * part.rate for part in parts), Fraction(0))


def cost(parts: Sequence[Counted], points: Fraction | int = 1) -> Fraction | None:
    """The smallest count that, done in the first and counted in all, brings so many points.

    Exact, not in whole ones. None where all that is left of the first one brings less.
    """
    if not parts or gain(parts, parts[0].left) < points:
        return None
    done, won = Fraction(0), Fraction(0)
    # Between two places at which one of them is full, the points rise by a fixed rate.
    for full in sorted({part.counting for part in parts}):
        rate = sum((part.rate for part in parts if part.counting > done), Fraction(0))
        if rate and won + rate * (full - done) >= points:
            return done + (points - won) / rate
        won, done = won + rate * (full - done), full
    return None


def together(
    subs: Sequence[SubIndicator], known: Iterable[Link], indicator_code: str
) -> Together | None:
    """What a point in a sub-indicator costs with what moves with it.

    subs: all of one unit; known: the links of its method. None where nothing that moves with it
    brings a point now, or its own counts or rule are not known.
    """
    by_code = {sub.rule.indicator_code: part for sub in subs if (part := _counted(sub))}
    own = by_code.get(indicator_code)
    if own is None or not own.counting:
        return None
    counting = [
        (link, by_code[link.also_code])
        for link in known
        if link.indicator_code == indicator_code
        and link.also_code in by_code
        and by_code[link.also_code].counting
    ]
    if not counting:
        return None
    return Together(
        links=tuple(link for link, _ in counting),
        count_per_point=cost([own, *(part for _, part in counting)]),
        twice=tuple((link.also_code, part.counting) for link, part in counting),
    )


def _counted(sub: SubIndicator) -> Counted | None:
    own = sub.own
    if own is None or own.numerator is None or not own.denominator or not sub.rule.scored:
        return None
    return Counted(sub.rule, own.numerator, own.denominator)
