"""Rows for an index, or a version of its rules, that the store does not know yet.

What the issuer has not said is not made up: a maximum that no table gives stays empty, the way in
which parts make the total is `unknown` unless the maxima themselves add up.
"""

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from rankings.facts import editions
from rankings.ingest.meaning.numbers import number
from rankings.ingest.meaning.periods import span
from rankings.ingest.proposal import NewIndicator, TableReading
from rankings.store import queries
from rankings.store.versions import Snapshot

# Days between two tables of a period type; an index's own cadence, where known, is a row.
CADENCE = {"year_to_date": 7, "month": 31, "quarter": 92, "year": 365}
SCALES = (Decimal(1), Decimal(10), Decimal(100), Decimal(1000))
# Of a new index: parts may miss the total by this many steps of the last printed decimal, and two
# scores are close within this share of the scale.
TOLERANCE_STEPS = 3
CLOSE_SHARE = Decimal("0.005")
MOST_DECIMALS = 4
# What the rounding of a part may add to a sum.
ROUNDING = Decimal("0.02")

Rows = dict[str, list[dict]]


def code_of(index_code: str, period: str) -> str:
    """The code of the method under which an index is published from a period on."""
    return f"{index_code}-{period[:4]}"


def carried_over(at: Snapshot, reading: TableReading) -> Rows:
    """A version of the rules for a period after the last known one: the newest rules again."""
    methods = queries.methods(at).to_pylist()
    own = [row for row in methods if row["index_code"] == reading.index_code]
    newest = max(own, key=lambda row: row["editions_from"])
    code = code_of(reading.index_code, reading.period)
    method = newest | {
        "method_code": code,
        "editions_from": reading.period[:4],
        "editions_to": None,
    }
    nodes = queries.indicators(at, index_code=reading.index_code).to_pylist()
    own_columns = set(at.fetch("from indicators limit 0").column_names)
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
    name_en = reading.new_index_name_en or name
    scores = figures.filter(pc.equal(figures["measure"], "score"))
    scale = scale_of(reading, figures).value or SCALES[2]
    decimals = _decimals(scores)
    maxima = _maxima(reading)
    adds_up = bool(maxima) and sum(maxima) == scale
    index = {
        "index_code": code,
        "sort_order": sort_order,
        "name_vi": name,
        "name_en": name_en,
        "short_vi": name if len(name) <= 12 else code.upper(),
        "short_en": name_en if len(name_en) <= 12 else code.upper(),
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
    parts = reading.new_indicators
    nodes = [_node(0, "total", "Tổng điểm", "Total", scale) | {"max_basis": "derived"}]
    nodes += [
        _node(number, part.code, part.name, part.name_en or part.name, _maximum(part))
        | {
            "parent_code": part.parent or "total",
            "level": "indicator" if part.parent else "component",
            # What lies deeper is within its component already.
            "adds_up": adds_up and part.parent is None,
        }
        for number, part in enumerate(parts, start=1)
    ]
    own = {"index_code": code, "method_code": method, "source_id": source_id}
    tree = [node | own for node in nodes]
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
    return editions.id_of(reading.index_code, period, period_type, reading.scheme)


def _node(
    number: int, code: str, name_vi: str, name_en: str, maximum: Decimal | None
) -> dict[str, object]:
    """A node of the tree, as the total is: nothing stands above it, nothing adds it up."""
    return {
        "indicator_code": code,
        "parent_code": None,
        "level": "total",
        "sort_order": number,
        "name_vi": name_vi,
        "name_en": name_en,
        "value_kind": "points",
        "max_score": maximum,
        "max_basis": "not_published" if maximum is None else "published",
        "weight_basis": "not_published",
        "direction": 1,
        "adds_up": False,
    }


def _maximum(part: NewIndicator) -> Decimal | None:
    """The maximum as it was printed, with a comma or a point; None where it cannot be read."""
    found = number(part.max_score) if part.max_score else None
    return found.value if found else None


def _maxima(reading: TableReading) -> list[Decimal]:
    """The maxima of the parts right below the total; empty unless every one is known."""
    maxima = [_maximum(part) for part in reading.new_indicators if part.parent is None]
    return [] if None in maxima else maxima


@dataclass(frozen=True)
class Scale:
    """The largest score that the total of a new index can have, and what says so.

    basis: given (by a person) | printed (beside the total, or in words near the table) | maxima
    (those of the parts add up to it) | parts (plainly summed, on one scale) | largest (the next
    round number above the largest total). value None: nothing says so.
    """

    value: Decimal | None
    basis: str | None = None


def scale_of(reading: TableReading, figures: pa.Table) -> Scale:
    """The scale of a new index, from what its table prints. Without totals and without the maxima
    of all parts it is not known: it has to be asked.
    """
    scores = figures.filter(pc.equal(figures["measure"], "score"))
    totals = scores.filter(pc.equal(scores["indicator_code"], "total"))
    largest: Decimal = (pc.max(totals["value"]).as_py() if totals.num_rows else None) or Decimal(0)
    for scale in (_given(reading), _beside(reading), _of_maxima(reading)):
        if scale.value is not None and scale.value >= largest:
            return scale
    in_words = _read(reading.new_scale)
    if totals.num_rows and in_words is not None and in_words >= largest:
        # Without totals words may be of the parts: "thang điểm 10".
        return Scale(in_words, "printed")
    if not totals.num_rows:
        return Scale(None)
    # Beyond every scale in use: not a score of 1,000 points at most, and nobody says of how many.
    round_number = next((scale for scale in SCALES if largest <= scale), None)
    if round_number is None:
        return Scale(None)
    summed = _of_summed_parts(scores)
    if summed is not None and largest <= summed <= round_number:
        return Scale(summed, "parts")
    return Scale(round_number, "largest")


def _given(reading: TableReading) -> Scale:
    sure = reading.confidence.get("new_scale") == 1.0
    return Scale(_read(reading.new_scale) if sure else None, "given")


def _beside(reading: TableReading) -> Scale:
    """The maximum that stands beside the total: in its heading, or in a row of maxima."""
    totals = (line for line in reading.lines if line.indicator_code == "total")
    values = (_read(line.max_score) for line in totals if line.measure != "rank")
    return Scale(next((value for value in values if value), None), "printed")


def _read(text: str | None) -> Decimal | None:
    """A maximum as it was printed, with a comma or a point; None where it cannot be read."""
    printed = (number(text, "comma") or number(text, "point")) if text else None
    return printed.value if printed else None


def _of_maxima(reading: TableReading) -> Scale:
    maxima = _maxima(reading)
    return Scale(sum(maxima, Decimal(0)) if maxima else None, "maxima")


def _of_summed_parts(scores: pa.Table) -> Decimal | None:
    """How many parts there are times the round number that the scores of all are within, where
    parts that are plainly summed make the total: 8 parts of 10 points make 80.
    """
    units: dict[tuple, dict[str, Decimal]] = {}
    for row in scores.to_pylist():
        parts = units.setdefault((row["period"], row["unit_code"]), {})
        parts[row["indicator_code"]] = row["value"]
    codes = {code for parts in units.values() for code in parts} - {"total"}
    whole = [parts for parts in units.values() if parts.keys() >= {*codes, "total"}]
    summed = [
        abs(sum(parts[code] for code in codes) - parts["total"]) <= ROUNDING * len(codes)
        for parts in whole
    ]
    if len(codes) < 2 or len(whole) < 3 or sum(summed) * 10 < 9 * len(whole):
        return None
    highest = max(parts[code] for parts in whole for code in codes)
    return next((scale * len(codes) for scale in SCALES if highest <= scale), None)


def _decimals(scores: pa.Table) -> int:
    """The decimals that the table prints, at most four: more are of the file, not of the issuer."""
    found = (value.normalize().as_tuple().exponent for value in scores["value"].to_pylist())
    return min(MOST_DECIMALS, max((-exponent for exponent in found), default=0, key=int))
