"""Figures of a table: published, counted from the scores, or not known; how many are known."""

from dataclasses import replace
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    as_decimal,
    conflicts,
    made_of,
    placed,
    placed_inside,
    resolve,
    score_key,
    standings,
    table_of_units,
    unknown_key,
)
from rankings.evidence.model import Earlier, Evidence, Other
from rankings.facts import standing, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.standing import bounds
from rankings.ingest.sourcing import UNVERIFIED
from rankings.store import figure_keys

MEAN_DECIMALS = 2


@resolve.register
def figure(key: figure_keys.Figure, looker: Looker, found: Evidence) -> Evidence:
    """A figure of a table: given, counted from the scores, or not published."""
    if (units := table_of_units(looker, key.edition_id)) is not None:
        return _inside(looker, placed_inside(looker, found, units, key), key)
    place = key.edition_id, key.indicator_code, key.unit_code
    found, edition = placed(looker, found, *place)
    decimals = edition.decimals if key.measure == "score" else 0
    found = replace(found, decimals=decimals, measure=key.measure)
    rows = looker.rows(*place, key.measure)
    shown = standings(looker, edition, key.indicator_code).get(key.unit_code)
    given = rows[0] if rows and rows[0]["counts"] else None
    if shown is None:
        of_counts = _of_sub_indicator(looker, found, edition, key)
        return _with_history(
            looker, of_counts if given is None else _given(looker, found, given, key), rows
        )
    if key.measure == "rank" and shown["rank"] is not None and _is_counted(shown, given):
        return _with_history(looker, _counted_rank(looker, found, shown, edition, key), rows)
    if given is None:
        return _with_history(looker, _not_published(looker, found, edition, key), rows)
    return _with_history(looker, _given(looker, found, given, key), rows)


def _inside(looker: Looker, placed_at: Evidence, key: figure_keys.Figure) -> Evidence:
    """A figure of a table of units inside a province: given, or not known.

    Raises Problem for what no load has brought.
    """
    decimals = placed_at.inside.decimals if placed_at.inside and key.measure == "score" else 0
    place = key.edition_id, key.indicator_code, key.unit_code, key.measure
    rows = looker.rows(*place)
    if not rows:
        raise unknown_key(placed_at.key)
    placed_at = replace(placed_at, decimals=decimals, measure=key.measure)
    if rows[0]["counts"]:
        return _with_history(looker, _given(looker, placed_at, rows[0], key), rows)
    return _with_history(looker, replace(placed_at, kind="unknown_score"), rows)


def _of_sub_indicator(
    looker: Looker, placed_at: Evidence, edition: EditionFacts, key: figure_keys.Figure
) -> Evidence:
    """What follows from the counts of a sub-indicator: points by its rule, the rank by points.

    Raises Problem for an indicator of which the edition has neither counts nor a score.
    """
    place = {"edition_id": key.edition_id, "indicator_code": key.indicator_code}
    units = subindicators.ranking(looker.at, **place)
    own = next((row for row in units if row.unit_code == key.unit_code), None)
    if own is None:
        raise unknown_key(placed_at.key)
    if key.measure == "score" and own.points is not None:
        points = replace(placed_at, kind="points_by_rule", value=own.points, status="derived")
        return made_of(looker, points, _counts(key, key.unit_code))
    if key.measure == "rank" and own.rank is not None:
        ranked = [own, *(row for row in units if row is not own and row.points is not None)]
        rank = replace(placed_at, kind="computed_rank", value=Decimal(own.rank), status="derived")
        counts = [each for row in ranked for each in _counts(key, row.unit_code)]
        scores = [score_key(edition, row.unit_code, key.indicator_code) for row in ranked]
        return made_of(looker, rank, counts, nearest=scores)
    return _not_published(looker, placed_at, edition, key)


def _counts(key: figure_keys.Figure, unit_code: str) -> list[str]:
    """The keys of a unit's numerator and denominator in the sub-indicator of a key."""
    place = key.edition_id, unit_code, key.indicator_code
    return [figure_keys.figure(*place, measure) for measure in ("numerator", "denominator")]


def _given(looker: Looker, found: Evidence, row: dict, key: figure_keys.Figure) -> Evidence:
    source = looker.source(row["source_id"], row["load_id"])
    load = looker.load(row["load_id"])
    others = conflicts(looker.at, edition_id=key.edition_id, indicator_code=key.indicator_code)
    return replace(
        found,
        value=row["value"],
        # A mean of days has decimals, a count has none.
        decimals=found.decimals or (0 if row["value"] == int(row["value"]) else MEAN_DECIMALS),
        printed=row["value_printed"],
        status=row["status"],
        confidence=row["confidence"],
        provisional=row["status"] == "provisional",
        place=row["place"],
        sources=(source,) if source else (),
        loads=(load,) if load else (),
        conflicts=tuple(
            Other(
                other["value"],
                other["value_printed"],
                other["confidence"],
                looker.source(other["source_id"], other["load_id"]),
            )
            for other in others.get((key.unit_code, key.measure), [])
            if other["source_id"] != row["source_id"]
        ),
    )


def _with_history(looker: Looker, found: Evidence, rows: list[dict]) -> Evidence:
    """The figure with what other loads said of it."""
    earlier = []
    for row in rows:
        load = looker.load(row["load_id"])
        if row["counts"] or load is None:
            continue
        earlier.append(
            Earlier(
                row["value"],
                row["value_printed"],
                row["status"],
                _state(row, rows[0]),
                load,
                looker.source(row["source_id"], row["load_id"]),
            )
        )
    return replace(found, earlier=tuple(earlier))


def _state(row: dict, first: dict) -> str:
    """What became of a figure that does not count. first: what counts, if anything does."""
    if row["withdrawn"]:
        return "withdrawn"
    unsourced = row["confidence"] == UNVERIFIED != first["confidence"]
    beside = unsourced and first["counts"] and row["sequence"] > first["sequence"]
    return "beside" if beside else "replaced"


def _is_counted(shown: dict, given: dict | None) -> bool:
    """True when the rank shown was counted from the scores: the issuer's own goes before it."""
    if shown["rank_basis"] != "computed":
        return False
    # A derived rank is shown only where none can be counted.
    return given is None or shown["rank_computed"] is not None


def _counted_rank(
    looker: Looker, found: Evidence, shown: dict, edition: EditionFacts, key: figure_keys.Figure
) -> Evidence:
    ranked = standings(looker, edition, key.indicator_code).values()
    own = [shown, *(row for row in ranked if row is not shown)]
    return made_of(
        looker,
        replace(found, kind="computed_rank", value=Decimal(shown["rank"])),
        [
            score_key(edition, row["unit_code"], key.indicator_code)
            for row in own
            if row["score"] is not None and not row["disputed"]
        ],
    )


def _not_published(
    looker: Looker, found: Evidence, edition: EditionFacts, key: figure_keys.Figure
) -> Evidence:
    """A figure that nobody has published, with what the others leave it."""
    kind = f"unknown_{key.measure}" if key.measure in ("score", "rank") else "unknown_score"
    found = replace(found, kind=kind)
    if key.indicator_code != "total" or key.measure not in ("score", "rank"):
        return found
    rows = standing.ranking(looker.at, edition_id=key.edition_id).rows
    own = next(row for row in rows if row.unit_code == key.unit_code)
    if key.measure == "rank":
        keys = [score_key(edition, own.unit_code)] if own.score is not None else []
        found = replace(found, low=as_decimal(own.rank_low), high=as_decimal(own.rank_high))
        return made_of(looker, found, keys)
    known = [row.score for row in rows if row.score is not None and not row.disputed]
    ends = bounds.next_to(bounds.Interval(own.score_low, own.score_high), known)
    keys = [score_key(edition, row.unit_code) for row in rows if row.score in ends]
    if own.rank_published is not None:
        keys.insert(0, figure_keys.figure(edition.edition_id, own.unit_code, "total", "rank"))
    found = replace(found, low=own.score_low, high=own.score_high)
    return made_of(looker, found, keys)


@resolve.register
def count(key: figure_keys.Count, looker: Looker, found: Evidence) -> Evidence:
    """How many figures of an indicator are known: units, scores, ranks, known_scores …"""
    found, edition = placed(looker, found, key.edition_id, "total")
    if key.indicator_code != "total":
        raise unknown_key(found.key)
    rows = standings(looker, edition, "total")
    keys = []
    if key.counted == "scores":
        keys = [
            score_key(edition, code)
            for code, row in rows.items()
            if row["score"] is not None and row["score_status"] != "derived"
        ]
    if key.counted == "ranks":
        keys = [
            figure_keys.figure(edition.edition_id, code, "total", "rank")
            for code, row in rows.items()
            if row["rank_published"] is not None
        ]
    value = Decimal(getattr(edition, key.counted))
    found = replace(found, value=value, decimals=0, counted=key.counted)
    return made_of(looker, found, keys)
