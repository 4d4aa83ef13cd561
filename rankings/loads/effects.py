"""What a load does to the home unit: rank, gap and status in each index, before and after."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import editions, overview, standing
from rankings.facts.standing.bounds import Interval
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

MOVEMENTS = 10
# A file of a whole history has thousands of editions; what moved in the newest is what is asked.
EDITIONS_LOOKED_AT = 12


@dataclass(frozen=True)
class Standpoint:
    """Where the home unit stands in an index, on the edition that its card shows.

    rank, gap, cut_line and status are those of analysis.position; without a target there is
    neither gap nor status.
    """

    index_code: str
    edition_id: str
    rank: int | None
    score: Decimal | None
    gap: Interval
    cut_line: Interval
    status: str | None


@dataclass(frozen=True)
class Effect:
    """One index before and after; None where it had no edition."""

    index_code: str
    before: Standpoint | None
    after: Standpoint | None

    @property
    def changed(self) -> bool:
        """True when anything that a leader reads is different."""
        return self.before != self.after


@dataclass(frozen=True)
class Movement:
    """One unit in one edition, against what counted before: the same edition, else the one before.

    against: the id of that edition.
    """

    edition_id: str
    against: str
    unit_code: str
    name_vi: str
    name_en: str
    rank_before: int | None
    rank_after: int | None
    score_before: Decimal | None
    score_after: Decimal | None


def effects(
    before: Snapshot, after: Snapshot, edition_ids: Collection[str] | None = None
) -> tuple[Effect, ...]:
    """Every index that either state knows, in display order.

    edition_ids: of which alone figures differ; an index that has none of these stands as before.
    None: anything may differ.
    """
    codes = dict.fromkeys([*_codes(after), *_codes(before)])
    moved = codes if edition_ids is None else _codes_of(edition_ids, before, after)
    of_indices = []
    for code in codes:
        earlier = standpoint(before, index_code=code)
        later = standpoint(after, index_code=code) if code in moved else earlier
        of_indices.append(Effect(code, earlier, later))
    return tuple(of_indices)


@memo
def standpoint(at: Snapshot, *, index_code: str) -> Standpoint | None:
    """The home unit in an index; None when there is no edition to stand in."""
    try:
        scheme, unit_code = editions.home(at)
        edition_id = overview.card_edition(
            at, index_code=index_code, scheme=scheme, unit_code=unit_code
        )
    except Problem:
        return None
    edition = editions.by_id(at, edition_id)
    if edition.scheme != scheme:
        return None
    limit = editions.rank_limit(at, index_code)
    position = standing.home_position(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    return made(Standpoint, position, index_code=index_code, edition_id=edition_id)


def movements(
    before: Snapshot, after: Snapshot, edition_ids: Collection[str]
) -> tuple[Movement, ...]:
    """The largest changes of rank, then of score, that the newest editions of a load show."""
    own = [item for item in editions.all_editions(after) if item.edition_id in edition_ids]
    newest = sorted(own, key=lambda item: item.period_end, reverse=True)[:EDITIONS_LOOKED_AT]
    found = [
        movement
        for edition_id in (item.edition_id for item in newest)
        for movement in _movements(before, after, edition_id)
    ]
    return tuple(sorted(found, key=_largest_first)[:MOVEMENTS])


def _movements(before: Snapshot, after: Snapshot, edition_id: str) -> list[Movement]:
    against = _edition_before(before, after, edition_id)
    if against is None:
        return []
    earlier = {row.unit_code: row for row in standing.ranking(before, edition_id=against).rows}
    found = []
    for row in standing.ranking(after, edition_id=edition_id).rows:
        was = earlier.get(row.unit_code)
        if was is None or (was.rank, was.score) == (row.rank, row.score):
            continue
        if row.rank is None and row.score is None:
            # A table of some units only: the others are not in it, they did not move.
            continue
        found.append(
            made(
                Movement,
                row,
                edition_id=edition_id,
                against=against,
                rank_before=was.rank,
                rank_after=row.rank,
                score_before=was.score,
                score_after=row.score,
            )
        )
    return found


def _edition_before(before: Snapshot, after: Snapshot, edition_id: str) -> str | None:
    """The same edition where it was there already, else the newest earlier one of its kind."""
    own = editions.by_id(after, edition_id)
    known = editions.all_editions(before)
    if any(item.edition_id == edition_id for item in known):
        return edition_id
    earlier = [
        item
        for item in known
        if (item.method_code, item.scheme, item.period_type)
        == (own.method_code, own.scheme, own.period_type)
        and item.period_end < own.period_end
    ]
    return max(earlier, key=lambda item: item.period_end).edition_id if earlier else None


def _largest_first(movement: Movement) -> tuple:
    ranks = (movement.rank_before, movement.rank_after)
    places = 0 if None in ranks else abs(ranks[1] - ranks[0])
    scores = (movement.score_before, movement.score_after)
    points = Decimal(0) if None in scores else abs(scores[1] - scores[0])
    return -places, -points, movement.edition_id, movement.unit_code


def _codes_of(edition_ids: Collection[str], *states: Snapshot) -> set[str]:
    """The indices of editions that one of the states knows."""
    known: dict[str, str] = {}
    for at in states:
        rows = queries.editions(at)
        known |= zip(rows["edition_id"].to_pylist(), rows["index_code"].to_pylist(), strict=True)
    return {known[edition_id] for edition_id in edition_ids if edition_id in known}


def _codes(at: Snapshot) -> list[str]:
    return [row["index_code"] for row in editions.index_rows(at)]
