"""What of the gains is no work: figures that a signed remark marks as re-scored.

The mark says that the issuer counted a component of a unit in another way than in the edition
before. What that component gained up to the marked edition is no pace: whoever leads the gains of a
unit on, or tells its shocks from them, leaves it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.store import queries
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Rescoring:
    """What a unit gained in points of the total by re-scored components since the table before.

    day: of the marked edition.
    """

    edition_id: str
    day: date
    unit_code: str
    points: Decimal


@memo
def rescorings(at: Snapshot, *, edition_id: str) -> tuple[Rescoring, ...]:
    """The re-scorings known by the day of an edition, in tables comparable with it, oldest first.

    Of a method whose total is not the weighted sum of known components, and of a component that the
    table before does not have, the whole gain of the total counts as re-scored; with no total
    before either there is no gain to leave out.
    """
    edition = editions.by_id(at, edition_id)
    marks: dict[tuple[str, str], list[str]] = {}
    for row in queries.rescored_figures(at, index_code=edition.index_code).to_pylist():
        key = (row["edition_id"], row["unit_code"])
        marks.setdefault(key, []).append(row["indicator_code"])
    if not marks:
        return ()
    known = {item.edition_id: item for item in editions.known_by(at, edition)}
    scores = _scores(at, edition, known)
    weights = _weights(at, edition)
    every = (
        _rescoring(known, scores, weights, marked, unit, components)
        for (marked, unit), components in marks.items()
        if marked in known
    )
    return tuple(sorted(filter(None, every), key=lambda item: (item.day, item.unit_code)))


def between(anew: Iterable[Rescoring], first: date, last: date) -> tuple[tuple[str, Decimal], ...]:
    """Unit -> what it gained by re-scorings after the first day, up to the last; without zeros."""
    points: dict[str, Decimal] = {}
    for item in anew:
        if first < item.day <= last:
            points[item.unit_code] = points.get(item.unit_code, Decimal(0)) + item.points
    return tuple(sorted((code, gained) for code, gained in points.items() if gained))


# Edition -> (unit, component or "total") -> score.
_Scores = dict[str, dict[tuple[str, str], Decimal]]


def _scores(at: Snapshot, edition: EditionFacts, known: Iterable[str]) -> _Scores:
    """Totals and components that add up to them, of the known editions."""
    scores: _Scores = {code: {} for code in known}
    for row in queries.totals(at, edition_ids="\n".join(scores)).to_pylist():
        if row["score"] is not None and not row["disputed"]:
            scores[row["edition_id"]][row["unit_code"], "total"] = row["score"]
    rows = queries.component_scores(
        at,
        index_code=edition.index_code,
        method_code=edition.method_code,
        period_type=edition.period_type,
        scheme=edition.scheme,
    )
    for row in rows.to_pylist():
        if row["edition_id"] in scores:
            key = (row["unit_code"], row["indicator_code"])
            scores[row["edition_id"]][key] = row["score"]
    return scores


def _weights(at: Snapshot, edition: EditionFacts) -> dict[str, Decimal]:
    """Points of the total for one point of a component; empty where that is not known."""
    parts = editions.parts_of_total(at, edition)
    if not edition.additive or editions.why_not_weighed(edition, list(parts.values())) is not None:
        return {}
    if edition.aggregation == "sum":
        return dict.fromkeys(parts, Decimal(1))
    return {code: Decimal(str(part["weight"])) for code, part in parts.items()}


def _rescoring(
    known: dict[str, EditionFacts],
    scores: _Scores,
    weights: dict[str, Decimal],
    edition_id: str,
    unit_code: str,
    components: list[str],
) -> Rescoring | None:
    """What one unit gained by the marked components of one edition; None: nothing is known."""
    marked = known[edition_id]
    earlier = sorted(
        (item for item in known.values() if _before(item, marked)),
        key=lambda item: item.period_end,
        reverse=True,
    )
    for table in earlier:
        now, then = scores[edition_id], scores[table.edition_id]
        keys = [(unit_code, component) for component in components]
        if all(key in now and key in then and key[1] in weights for key in keys):
            points = sum(((now[key] - then[key]) * weights[key[1]] for key in keys), Decimal(0))
        elif (total := (unit_code, "total")) in now and total in then:
            points = now[total] - then[total]
        else:
            continue
        return Rescoring(edition_id, marked.period_end, unit_code, points)
    return None


def _before(table: EditionFacts, marked: EditionFacts) -> bool:
    """True for a table from which the marked one could have gained."""
    same = table.period_type != "year_to_date" or table.period_end.year == marked.period_end.year
    return same and table.period_end < marked.period_end
