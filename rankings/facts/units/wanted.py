"""The share that the ledger of a sub-indicator is held against: given, the best, the cut line.

Best and cut line are shares of provinces: those of the newest table of all provinces that knows the
sub-indicator and describes no later day than the table of units, else of the newest one that knows
it. Which table it is goes with the share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rankings.facts import editions, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.inside import InsideEdition
from rankings.facts.subindicators import PER_CENT, Standing
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo
from rankings.words import typed

SHARE, BEST, CUT_LINE, PEER = "share", "best", "cut_line", "peer"
# How a share of another province is asked for: "peer:37".
PEER_MARK = f"{PEER}:"


@dataclass(frozen=True)
class Wanted:
    """A share, from 0 to 1, and whose it is.

    kind: share (given) | best | cut_line | peer. edition: the table of provinces that it is read
    from, unit_code, name_*: of the province that has it; None of a given one. limit: of the cut
    line, the rank whose share it is among the others.
    """

    kind: str
    share: Fraction
    edition: EditionFacts | None = None
    unit_code: str | None = None
    name_vi: str | None = None
    name_en: str | None = None
    limit: int | None = None

    @property
    def text(self) -> str:
        """As it is asked for: "best", "peer:37", or the share in per cent."""
        if self.kind == PEER:
            return f"{PEER_MARK}{self.unit_code}"
        return share_text(self.share) if self.kind == SHARE else self.kind


def share_text(share: Fraction) -> str:
    """A share as it stands in an address and is read again, in per cent: "95.86%"."""
    per_cent = share * PER_CENT
    if per_cent.denominator == 1:
        return f"{per_cent.numerator}%"
    return f"{float(per_cent):.6f}".rstrip("0") + "%"


def typed_share(text: str) -> Fraction:
    """A share that a person has typed: "95,86%", "95,86" and "0,9586" are the same; what is not
    above 1 and has no sign of per cent is a share of 1. Raises Problem for what is none, below 0
    or above 100 %."""
    plain = typed.spelled(text)
    value = typed.number(plain.removesuffix("%").rstrip())
    if value is None or not 0 <= value <= PER_CENT:
        raise Problem("error.not_a_share", value=text)
    share = Fraction(value)
    return share if share <= 1 and not plain.endswith("%") else share / PER_CENT


@memo
def national(at: Snapshot, *, edition: InsideEdition, indicator_code: str) -> EditionFacts | None:
    """The table of all provinces that fits a table of units in one sub-indicator; None where no
    table of its method and period type knows any share of it."""
    home_scheme, _ = editions.home(at)
    kind = home_scheme, edition.period_type, edition.method_code
    fitting = [
        item
        for item in editions.of_index(at, edition.index_code)
        if (item.scheme, item.period_type, item.method_code) == kind
        and _shares(at, item, indicator_code)
    ]
    earlier = [item for item in fitting if item.period_end <= edition.period_end]
    return next(iter(earlier or fitting), None)


def of_edition(at: Snapshot, edition: InsideEdition, indicator_code: str, asked: str) -> Wanted:
    """What is asked for: "best", "cut_line", "peer:CODE", or a share as `typed_share` reads it.

    Raises Problem for what is none of these, and where no table of provinces knows the share.
    """
    if asked not in (BEST, CUT_LINE) and not asked.startswith(PEER_MARK):
        return Wanted(SHARE, typed_share(asked))
    table = national(at, edition=edition, indicator_code=indicator_code)
    if table is None:
        raise Problem("error.no_province_share", indicator=indicator_code)
    ranked = _shares(at, table, indicator_code)
    if asked == BEST:
        return _of(BEST, table, ranked[0])
    if asked == CUT_LINE:
        return _cut_line(at, table, [row for row in ranked if not _is_own(row, edition)])
    code = asked.removeprefix(PEER_MARK)
    for row in ranked:
        if row.unit_code == code:
            return _of(PEER, table, row)
    known = [f"{row.unit_code} {row.name_vi}" for row in ranked]
    raise Problem("error.unknown_unit", value=code, scheme=table.scheme, known=known)


def peers(at: Snapshot, edition: InsideEdition, indicator_code: str) -> tuple[Standing, ...]:
    """The other provinces whose share is known, the best first."""
    table = national(at, edition=edition, indicator_code=indicator_code)
    ranked = () if table is None else _shares(at, table, indicator_code)
    return tuple(row for row in ranked if not _is_own(row, edition))


def _shares(at: Snapshot, table: EditionFacts, indicator_code: str) -> tuple[Standing, ...]:
    """The provinces whose share is known and not disputed, the highest share first."""
    rows = subindicators.ranking(at, edition_id=table.edition_id, indicator_code=indicator_code)
    known = [(row.share, row) for row in rows if row.share is not None and not row.disputed]
    return tuple(row for _, row in sorted(known, key=lambda pair: (-pair[0], pair[1].unit_code)))


def _cut_line(at: Snapshot, table: EditionFacts, others: Sequence[Standing]) -> Wanted:
    """The share of the k-th best of the others, k being the rank limit of the target."""
    limit = editions.rank_limit(at, table.index_code)
    if limit is None:
        _, home = editions.home(at)
        raise Problem("error.no_target", unit=home, index=table.index_code)
    if len(others) < limit:
        raise Problem("error.too_few_shares", k=limit, n=len(others))
    return _of(CUT_LINE, table, others[limit - 1], limit)


def _is_own(row: Standing, edition: InsideEdition) -> bool:
    """True for the province whose units the table is of."""
    return row.unit_code == edition.province_code


def _of(kind: str, table: EditionFacts, row: Standing, limit: int | None = None) -> Wanted:
    if row.share is None:
        raise ValueError(f"{row.unit_code} has no share")
    return Wanted(kind, row.share, table, row.unit_code, row.name_vi, row.name_en, limit)
