"""The cut-line watch: what happened round a unit since an edition, from what the store has."""

from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import editions, standing, why
from rankings.facts.editions import EditionFacts
from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import Interval
from rankings.facts.why import Obstacle, watch
from rankings.facts.why.watch import Event, Figures, Side
from rankings.store import queries
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Since:
    """What happened to a unit from one edition to the newest of its kind in which it stands.

    second: None where there is no later one. obstacle: where the two cannot be compared; then there
    are no events.
    """

    first: EditionFacts
    second: EditionFacts | None
    unit_code: str
    limit: int | None
    obstacle: Obstacle | None
    events: tuple[Event, ...]


@memo
def since(at: Snapshot, *, first_id: str, unit_code: str, limit: int | None) -> Since:
    """The events since an edition, of its period type only; none where nothing later is known."""
    first = editions.by_id(at, first_id)
    standing.ranking(at, edition_id=first_id).row(unit_code)
    second = newest(at, first=first, unit_code=unit_code)
    between = None if second is None else why.obstacle(at, first=first, second=second)
    found: tuple[Event, ...] = ()
    if second is not None and between is None:
        found = watch.events(
            _side(at, first, limit),
            _side(at, second, limit),
            unit_code,
            limit=limit,
            band=second.closeness_band,
        )
    return Since(first, second, unit_code, limit, between, found)


def newest(at: Snapshot, *, first: EditionFacts, unit_code: str) -> EditionFacts | None:
    """The newest edition after one, of its period type and scheme, in which the unit has a rank.

    A score alone, reported between two tables, tells nothing of the others.
    """
    history = queries.unit_history(
        at, index_code=first.index_code, unit_code=unit_code, scheme=first.scheme
    ).to_pylist()
    for row in history:
        later = row["period_end"] > first.period_end
        if later and row["rank"] is not None and row["period_type"] == first.period_type:
            return editions.by_id(at, row["edition_id"])
    return None


@memo
def choices(
    at: Snapshot, *, index_code: str, unit_code: str, scheme: str
) -> tuple[EditionFacts, ...]:
    """The editions since which there is something to tell, newest first: they have a later one.

    Of one period type, that of the newest rank, and of its method.
    """
    history = queries.unit_history(
        at, index_code=index_code, unit_code=unit_code, scheme=scheme
    ).to_pylist()
    ranked = [row for row in history if row["rank"] is not None]
    return tuple(
        editions.by_id(at, row["edition_id"])
        for row in ranked[1:]
        if row["period_type"] == ranked[0]["period_type"]
        and row["method_code"] == ranked[0]["method_code"]
        and row["period_end"] < ranked[0]["period_end"]
    )


def _side(at: Snapshot, edition: EditionFacts, limit: int | None) -> Side:
    rows = queries.edition_standings(at, edition_id=edition.edition_id).to_pylist()
    lines: dict[str, Interval] = {}
    if limit is not None:
        lines = bounds.lines(standing.standings_of(rows), limit, edition.decimals)
    components: dict[str, dict[str, Decimal]] = {}
    parts = queries.component_standings(at, edition_id=edition.edition_id).to_pylist()
    for row in parts:
        if row["score"] is not None and not row["disputed"] and row["adds_up"]:
            of_component = components.setdefault(row["indicator_code"], {})
            of_component[row["unit_code"]] = rounded(row["score"], edition.decimals)
    return Side(
        totals={
            row["unit_code"]: Figures(_rounded(row["score"], edition.decimals), row["rank"])
            for row in rows
            if not row["disputed"]
        },
        components=components,
        lines={
            code: line.low for code, line in lines.items() if line.exact and line.low is not None
        },
    )


def _rounded(score: Decimal | None, decimals: int) -> Decimal | None:
    return None if score is None else rounded(score, decimals)
