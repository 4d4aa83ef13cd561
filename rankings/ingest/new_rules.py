"""Rows for an index, or a version of its rules, that the store does not know yet.

What the issuer has not said is not made up: a maximum that no table gives stays empty, the way in
which parts make the total is `unknown` unless the maxima themselves add up.
"""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from rankings import queries
from rankings.ingest.meaning.periods import span
from rankings.ingest.proposal import TableReading
from rankings.store import Store

# Days between two tables of a period type; an index's own cadence, where known, is a row.
CADENCE = {"year_to_date": 7, "month": 31, "quarter": 92, "year": 365}
SCALES = (Decimal(1), Decimal(10), Decimal(100), Decimal(1000))
# Of a new index: parts may miss the total by this many steps of the last printed decimal, and two
# scores are close within this share of the scale.
TOLERANCE_STEPS = 3
CLOSE_SHARE = Decimal("0.005")
MOST_DECIMALS = 4

Rows = dict[str, list[dict]]


def code_of(index_code: str, period: str) -> str:
    """The code of the method under which an index is published from a period on."""
    return f"{index_code}-{period[:4]}"


def carried_over(store: Store, version: int, reading: TableReading) -> Rows:
    """A version of the rules for a period after the last known one: the newest rules again."""
    methods = queries.methods(store, version).to_pylist()
    own = [row for row in methods if row["index_code"] == reading.index_code]
    newest = max(own, key=lambda row: row["editions_from"])
    code = code_of(reading.index_code, reading.period)
    method = newest | {
        "method_code": code,
        "editions_from": reading.period[:4],
        "editions_to": None,
    }
    nodes = queries.indicators(store, version, index_code=reading.index_code).to_pylist()
    own_columns = set(store.fetch(version, "from indicators limit 0").column_names)
    tree = [
        {name: value for name, value in row.items() if name in own_columns} | {"method_code": code}
        for row in nodes
        if row["method_code"] == newest["method_code"]
    ]
    return {"methods": [method], "indicators": tree}


def new_index(
    reading: TableReading,
    figures: pa.Table,
    *,
    sort_order: int,
    issuer: str,
    legal_basis: str,
    source_id: str,
) -> Rows:
    """An index that the store has never seen: its own row, one method, the tree of its columns."""
    code, method = reading.index_code, code_of(reading.index_code, reading.period)
    name = reading.new_index_name or code.upper()
    scores = figures.filter(pc.equal(figures["measure"], "score"))
    scale = _scale(reading, scores)
    decimals = _decimals(scores)
    parts = reading.new_indicators
    maxima = [Decimal(part.max_score) for part in parts if part.max_score is not None]
    adds_up = bool(parts) and len(maxima) == len(parts) and sum(maxima) == scale
    index = {
        "index_code": code,
        "sort_order": sort_order,
        "name_vi": name,
        "name_en": name,
        "short_vi": name if len(name) <= 12 else code.upper(),
        "short_en": name if len(name) <= 12 else code.upper(),
        "component_term": "component",
        "issuer_vi": issuer,
        "issuer_en": issuer,
        "legal_basis": legal_basis,
        "source_id": source_id,
    }
    rules = {
        "index_code": code,
        "method_code": method,
        "editions_from": reading.period[:4],
        "legal_basis": legal_basis,
        "scale_max": scale,
        "decimals": decimals,
        "aggregation": "sum" if adds_up else "unknown",
        "aggregation_basis": "derived" if adds_up else "unknown",
        "adding_up_tolerance": TOLERANCE_STEPS * Decimal(1).scaleb(-decimals),
        "closeness_band": scale * CLOSE_SHARE,
        "cadence_days": CADENCE[reading.period_type],
        "relative_to_field": False,
        "source_id": source_id,
    }
    nodes = [("total", "Tổng điểm", "Total", None, scale, "derived", False)]
    nodes += [
        (
            part.code,
            part.name,
            part.name,
            "total",
            None if part.max_score is None else Decimal(part.max_score),
            "not_published" if part.max_score is None else "published",
            adds_up,
        )
        for part in parts
    ]
    tree = [
        {
            "index_code": code,
            "method_code": method,
            "indicator_code": node,
            "parent_code": parent,
            "level": "component" if parent else "total",
            "sort_order": number,
            "name_vi": name_vi,
            "name_en": name_en,
            "value_kind": "points",
            "max_score": maximum,
            "max_basis": basis,
            "weight_basis": "not_published",
            "direction": 1,
            "adds_up": adding,
            "source_id": source_id,
        }
        for number, (node, name_vi, name_en, parent, maximum, basis, adding) in enumerate(nodes)
    ]
    return {"indices": [index], "methods": [rules], "indicators": tree}


def edition(reading: TableReading, period: str, period_type: str, method_code: str) -> dict:
    """A row of `editions` for a table that was not in the store."""
    start, end = span(period, period_type)
    return {
        "edition_id": edition_id(reading, period, period_type),
        "index_code": reading.index_code,
        "period": period,
        "period_type": period_type,
        "period_start": start,
        "period_end": end,
        "scheme": reading.scheme,
        "method_code": method_code,
        "published_from": reading.published_on,
        "published_to": reading.published_on,
    }


def edition_id(reading: TableReading, period: str, period_type: str) -> str:
    """The key of an edition: index, period, its type and the scheme."""
    return f"{reading.index_code}-{period}-{period_type}-{reading.scheme}"


def _scale(reading: TableReading, scores: pa.Table) -> Decimal:
    """The largest score there can be: what the maxima add up to, else the next round number."""
    given = [Decimal(part.max_score) for part in reading.new_indicators if part.max_score]
    totals = scores.filter(pc.equal(scores["indicator_code"], "total"))
    largest = pc.max(totals["value"]).as_py() if totals.num_rows else None
    if given and len(given) == len(reading.new_indicators) and sum(given) >= (largest or 0):
        return sum(given, Decimal(0))
    return next((scale for scale in SCALES if (largest or 0) <= scale), largest or SCALES[2])


def _decimals(scores: pa.Table) -> int:
    """The decimals that the table prints, at most four: more are of the file, not of the issuer."""
    found = (value.normalize().as_tuple().exponent for value in scores["value"].to_pylist())
    return min(MOST_DECIMALS, max((-exponent for exponent in found), default=0, key=int))
