"""Why a unit moved between two editions: what the store knows of both, and the split of the change.

Only tables of one index, period type, method and scheme are split. Where that is not so, `obstacle`
says what stands between them; where totals are not all known, a Movement has bounds and no split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from rankings.facts import editions, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import Position
from rankings.facts.why.parts import Reach, Split, Table, reach, split
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first, picked
from rankings.store.versions import Snapshot, memo

PERIOD_TYPE, METHOD, SCHEME = ("period_type", "method", "scheme")
# A list of fewer units is the top of a table: who is not in it is below, not absent.
NEARLY_ALL = Decimal("0.9")


@dataclass(frozen=True)
class Movement:
    """One unit between two editions.

    before, after: where each edition has it. split: None where `why_not` says what is not known:
    scores (not all totals of both tables), unit (nothing of the unit in one of them), contradiction
    (figures of one of them contradict each other: `contradiction` are their units). repeated: the
    second table gives every unit the total that the first one gives it, and the unit its components
    and its rank.
    """

    first: EditionFacts
    second: EditionFacts
    unit_code: str
    limit: int | None
    before: Position
    after: Position
    reach: Reach
    split: Split | None
    why_not: str | None
    repeated: bool = False

    @property
    def contradiction(self) -> tuple[str, ...]:
        """The units whose figures contradict each other in one of the two tables."""
        return self.before.contradiction or self.after.contradiction

    @property
    def partial(self) -> tuple[EditionFacts, ...]:
        """Those of the two editions in which not every score is known."""
        return tuple(item for item in (self.first, self.second) if not item.scores_complete)

    @property
    def change_rank(self) -> int | None:
        """Places from one table to the other, below 0 is a climb; None where it is not known."""
        least, most = self.reach.rank
        if self.split is not None:
            return self.split.change_rank
        return least if least == most else None

    @property
    def change_gap(self) -> Decimal | None:
        """The change of cut line minus score; None where it is not known."""
        if self.split is not None:
            return self.split.change_gap
        return self.reach.gap.low if self.reach.gap.exact else None


@dataclass(frozen=True)
class Obstacle:
    """What stands between two editions. reason_vi, reason_en: the method's own words, if any."""

    kind: str
    first: EditionFacts
    second: EditionFacts
    reason_vi: str | None = None
    reason_en: str | None = None


def obstacle(at: Snapshot, *, first: EditionFacts, second: EditionFacts) -> Obstacle | None:
    """Why two editions of an index cannot be compared part by part; None when they can."""
    if first.period_type != second.period_type:
        return Obstacle(PERIOD_TYPE, first, second)
    if first.method_code != second.method_code:
        row = _newer_method(at, first, second)
        return Obstacle(METHOD, first, second, row["break_reason_vi"], row["break_reason_en"])
    if first.scheme != second.scheme:
        return Obstacle(SCHEME, first, second)
    return None


@memo
def movement(
    at: Snapshot, *, first_id: str, second_id: str, unit_code: str, limit: int | None
) -> Movement:
    """Why a unit moved from one edition to another. Problem for a unit the scheme does not have.

    Raises ValueError for editions with an obstacle between them: ask `obstacle` first.
    """
    first = editions.by_id(at, first_id)
    second = editions.by_id(at, second_id)
    if obstacle(at, first=first, second=second) is not None:
        raise ValueError(f"{first_id} and {second_id} cannot be compared")
    before, after = (
        standing.home_position(at, edition_id=item.edition_id, unit_code=unit_code, limit=limit)
        for item in (first, second)
    )
    table_before, table_after = (_table(at, item, unit_code) for item in (first, second))
    why_not = _why_not(before, after, [table_before, table_after], unit_code)
    found = None
    if why_not is None and table_before is not None and table_after is not None:
        found = split(
            table_before,
            table_after,
            unit_code,
            weights=_weights(at, second),
            limit=limit,
            decimals=second.decimals,
            tolerance=_method(at, second)["adding_up_tolerance"],
        )
    return Movement(
        first=first,
        second=second,
        unit_code=unit_code,
        limit=limit,
        before=before,
        after=after,
        reach=reach(before, after),
        split=found,
        why_not=why_not,
        repeated=found is not None and table_before == table_after,
    )


def of_period_type(at: Snapshot, *, index_code: str, period_type: str) -> tuple[EditionFacts, ...]:
    """The editions of an index and period type, newest first, of the home scheme first."""
    home_scheme, _ = editions.home(at)
    found = [item for item in editions.of_index(at, index_code) if item.period_type == period_type]
    # Stable: the newest first within a scheme.
    return tuple(sorted(found, key=lambda item: item.scheme != home_scheme))


@memo
def default_pair(
    at: Snapshot, *, index_code: str, period_type: str
) -> tuple[EditionFacts, EditionFacts] | None:
    """The newest two editions that can be split, older first; else the newest two comparable ones,
    else the newest two; None where there are not two."""
    every = of_period_type(at, index_code=index_code, period_type=period_type)
    comparable: dict[tuple[str, str], list[EditionFacts]] = {}
    for item in every:
        comparable.setdefault((item.method_code, item.scheme), []).append(item)
    complete = [[item for item in kind if item.scores_complete] for kind in comparable.values()]
    # Of a partly known edition of later date little can be said: the complete tables come first.
    for kinds in (complete, comparable.values(), [every]):
        pairs = [pair for kind in kinds if (pair := _newest_pair(kind)) is not None]
        if pairs:
            return min(pairs, key=lambda pair: every.index(pair[1]))
    return None


def _newest_pair(items: Sequence[EditionFacts]) -> tuple[EditionFacts, EditionFacts] | None:
    """The first of these editions before which there is another one, and that one; older first."""
    pairs = ((first, second) for second, first in combinations(items, 2))
    return next((pair for pair in pairs if pair[0].period_end < pair[1].period_end), None)


def choose_pair(
    at: Snapshot,
    index_code: str,
    *,
    first: str,
    second: str,
    period_type: str | None = None,
    scheme: str | None = None,
) -> tuple[EditionFacts, EditionFacts]:
    """The editions of two periods. Problem lists what exists when one is not there.

    Where the periods alone leave a choice, both are of the scheme they have in common, the home
    unit's first.
    """
    every = editions.of_index(at, index_code)
    home_scheme, _ = editions.home(at)
    schemes = [
        {item.scheme for item in every if item.period == period} for period in (first, second)
    ]
    common = sorted(schemes[0] & schemes[1], key=lambda code: (code != home_scheme, code))
    chosen = scheme or (common[0] if common else None)
    before, after = (
        editions.choose(at, index_code, period=period, period_type=period_type, scheme=chosen)
        for period in (first, second)
    )
    return before, after


def unit_of_both(
    at: Snapshot, first: EditionFacts, second: EditionFacts, unit_code: str | None
) -> str:
    """The unit asked for, or home, in the scheme of two comparable editions.

    Problem for a unit that the scheme does not have.
    """
    code = unit_code or editions.home_code(at, second.scheme)
    for item in (first, second):
        standing.ranking(at, edition_id=item.edition_id).row(code)
    return code


def _why_not(
    before: Position, after: Position, tables: list[Table | None], unit_code: str
) -> str | None:
    if before.contradiction or after.contradiction:
        return "contradiction"
    for position in (before, after):
        if position.rank is None and position.score is None:
            return "unit"
    if any(table is None or unit_code not in table.scores for table in tables):
        return "scores"
    return None


def _table(at: Snapshot, edition: EditionFacts, unit_code: str) -> Table | None:
    """The totals of an edition with the unit's components; None where not all totals are known."""
    rows = queries.edition_standings(at, edition_id=edition.edition_id).to_pylist()
    given = [row for row in rows if row["score"] is not None or row["rank"] is not None]
    if any(row["score"] is None or row["disputed"] for row in given):
        return None
    if len(given) < len(rows) and not _whole(given, len(rows), edition.decimals):
        return None
    parts = queries.component_standings(at, edition_id=edition.edition_id).to_pylist()
    return Table(
        scores={row["unit_code"]: row["score"] for row in given},
        rank=next((row["rank"] for row in given if row["unit_code"] == unit_code), None),
        components={
            row["indicator_code"]: row["score"]
            for row in parts
            if row["unit_code"] == unit_code and row["score"] is not None and not row["disputed"]
        },
    )


def _whole(given: list[dict[str, Any]], units: int, decimals: int) -> bool:
    """Whether a table without some units is a whole one all the same: ranked among those it has."""
    if len(given) < NEARLY_ALL * units:
        return False
    steps = [round(row["score"], decimals) for row in given]
    for row, score in zip(given, steps, strict=True):
        above, level = sum(other > score for other in steps), steps.count(score)
        if row["rank_published"] is None or not above < row["rank_published"] <= above + level:
            return False
    return True


def _weights(at: Snapshot, edition: EditionFacts) -> Mapping[str, Decimal]:
    """What a point of each component adds to the total; empty where the method does not say."""
    parts = editions.parts_of_total(at, edition)
    codes, nodes = list(parts), list(parts.values())
    if edition.aggregation == "sum":
        return dict.fromkeys(codes, Decimal(1))
    if edition.aggregation == "mean" and codes:
        return dict.fromkeys(codes, Decimal(1) / len(codes))
    if edition.aggregation == "weighted_mean":
        return _shares([node["weight"] for node in nodes], codes) or _shares(
            [node["max_points"] for node in nodes], codes
        )
    return {}


def _shares(weights: list[Decimal | None], codes: list[str]) -> dict[str, Decimal]:
    """Each weight as a share of their sum; empty when one is not known."""
    known = [weight for weight in weights if weight is not None]
    whole = sum(known)
    if len(known) < len(weights) or not whole:
        return {}
    return {code: weight / whole for code, weight in zip(codes, known, strict=True)}


def _method(at: Snapshot, edition: EditionFacts) -> dict[str, Any]:
    row = first(queries.methods(at), **picked(edition, "index_code", "method_code"))
    if row is None:
        raise Problem("error.unknown_edition", index=edition.edition_id, known=[])
    return row


def _newer_method(at: Snapshot, first: EditionFacts, second: EditionFacts) -> dict[str, Any]:
    """The rules that began later: their reason tells why there is a break."""
    rows = [_method(at, item) for item in (first, second)]
    return max(rows, key=lambda row: str(row["editions_from"]))
