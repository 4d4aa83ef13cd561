"""The ranking of one edition, with intervals where scores or ranks are not known."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import Interval, Range, Standing
from rankings.facts.standing.certainty import Certainty
from rankings.facts.standing.certainty import certainty as certainty_of
from rankings.facts.standing.position import Position, position
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

# The confidence of figures of which nobody has said where they are from.
UNVERIFIED = "unverified"
NOTHING = Range(Interval(None, None), None, None)


@dataclass(frozen=True)
class Row:
    """One unit in the ranking: its figures, and the interval where a figure is not known."""

    unit_code: str
    name_vi: str
    name_en: str
    region_code: str | None
    region_vi: str | None
    region_en: str | None
    score: Decimal | None
    score_low: Decimal | None
    score_high: Decimal | None
    rank: int | None
    rank_basis: str | None
    rank_low: int | None
    rank_high: int | None
    rank_published: int | None
    rank_computed: int | None
    ranks_disagree: bool
    tied_with: int | None
    status: str | None
    confidence: str | None
    disputed: bool
    in_conflict: bool
    score_source_id: str | None
    rank_source_id: str | None


@dataclass(frozen=True)
class Ranking:
    """One edition ranked. contradiction: codes of units whose figures contradict each other.

    unsourced_left_out: no interval rests on figures without a source, as others exclude them.
    """

    edition: EditionFacts
    rows: tuple[Row, ...]
    contradiction: tuple[str, ...]
    unsourced_left_out: bool = False

    def row(self, unit_code: str) -> Row:
        """The row of a unit; Problem lists the units there are."""
        for row in self.rows:
            if row.unit_code == unit_code:
                return row
        units = sorted(self.rows, key=lambda row: row.unit_code)
        known = [f"{row.unit_code} {row.name_vi}" for row in units]
        raise Problem(
            "error.unknown_unit", value=unit_code, scheme=self.edition.scheme, known=known
        )


@memo
def ranking(at: Snapshot, *, edition_id: str) -> Ranking:
    """The ranking of an edition by its total, best first; an unknown rank stands at its best."""
    edition = editions.by_id(at, edition_id)
    table = queries.edition_standings(at, edition_id=edition_id).to_pylist()
    standings = standings_of(table)
    ranges = bounds.ranges(standings, edition.decimals)
    rows = []
    for row in table:
        known = ranges.units.get(row["unit_code"], NOTHING)
        rows.append(
            made(
                Row,
                row,
                score_low=known.score.low,
                score_high=known.score.high,
                rank_low=known.rank_low,
                rank_high=known.rank_high,
            )
        )
    rows.sort(key=_display_order)
    left_out = bounds.unsourced_left_out(standings, edition.decimals)
    return Ranking(edition, tuple(rows), ranges.contradiction, left_out)


@memo
def home_position(at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None) -> Position:
    """Where one unit stands in an edition, and against its rank limit where it has one."""
    edition = editions.by_id(at, edition_id)
    table = queries.edition_standings(at, edition_id=edition_id).to_pylist()
    ranking(at, edition_id=edition_id).row(unit_code)
    return position(standings_of(table), unit_code, limit, edition.decimals)


def certainty(row: Row) -> Certainty:
    """How sure the rank of a unit is: exact | tied | interval | derived | disputed."""
    return certainty_of(
        row.rank,
        status=row.status,
        disputed=row.disputed or row.in_conflict,
        tied=bool(row.tied_with),
    )


def standings_of(table: list[dict[str, Any]]) -> list[Standing]:
    """Rows of edition_standings.sql as the evidence that the bounds are made from."""
    return [
        Standing(
            row["unit_code"],
            row["score"],
            row["rank"],
            row["rank_basis"],
            row["disputed"],
            score_unverified=row["score_confidence"] == UNVERIFIED,
            rank_unverified=row["rank_confidence"] == UNVERIFIED,
        )
        for row in table
    ]


def best_others(rows: tuple[Row, ...], unit_code: str, limit: int) -> list[str] | None:
    """Codes of the k best units but one, best first; None where it is not known who they are.

    Of units that share the last rank of the group those with the lowest codes are taken.
    """
    known = [(row.rank, row.unit_code) for row in rows if row.rank is not None and not row.disputed]
    others = [(rank, code) for rank, code in known if code != unit_code]
    group = sorted(others)[:limit]
    if len(group) < limit:
        return None
    # Rank r means that r - 1 units are better. A better one that is not known is another unit,
    # unless the ranks of all others are known: then it is the unit itself.
    last, _ = group[-1]
    if len(others) < len(rows) - 1 and sum(rank < last for rank, _ in known) < last - 1:
        return None
    return [code for _, code in group]


def _display_order(row: Row) -> tuple[int, bool, Decimal | int, str]:
    place = row.rank or row.rank_low or 10_000
    return place, row.rank is None, -(row.score or 0), row.unit_code
