"""The rows of the ladder: all units of one edition from the first place to the last, by score."""

from collections.abc import Collection
from typing import Any

import pyarrow as pa

from rankings.charts import rows

# One row per unit, in the order drawn.
SCHEMA = pa.schema(
    [
        # line of the unit, from 0; one line is left free above the units apart
        ("row", pa.int32()),
        # nothing places this unit between two others: it stands below them all
        ("apart", pa.bool_()),
        ("unit_code", pa.string()),
        ("name", pa.string()),  # in the language asked for
        ("rank_text", pa.string()),  # '7', '13–14' where only the interval is known, '–'
        ("score", pa.float64()),  # null: not known
        ("score_low", pa.float64()),  # what the unknown score is at least; null: not bounded
        ("score_high", pa.float64()),  # … and at most
        ("score_text", pa.string()),  # in the language; '–' where not known
        ("range_text", pa.string()),  # '38,93 – 44,92'; the score itself where it is known
        ("meaning", pa.string()),  # home | inside | others: which colour the mark takes
        ("mark", pa.string()),  # known | disputed | unknown: which shape it takes
        ("faint", pa.bool_()),  # a derived, provisional or self-reported figure, drawn lighter
        ("picked", pa.bool_()),  # chosen for comparison outside the chart
        # the row after the last one that is sure to be within the rank limit
        ("zone_to", pa.int32()),
        # where the cut line lies (equal to cut_high when exact); null: not bounded
        ("cut_low", pa.float64()),
        ("cut_high", pa.float64()),
        # the number or the interval in the language; null where nothing is known
        ("cut_text", pa.string()),
        ("note", pa.string()),  # what the pointer says besides, worded by the caller; may be null
        # names the score; rank_key the rank, cut_key the cut line; may be null
        ("evidence_key", pa.string()),
        ("rank_key", pa.string()),
        ("cut_key", pa.string()),
    ]
)


def table(
    standings: Any,
    *,
    home: str,
    limit: int | None,
    decimals: int,
    language: str,
    cut_low: Any = None,
    cut_high: Any = None,
    picked: Collection[str] = (),
    cut_key: str | None = None,
) -> pa.Table:
    """The rows of the ladder, from the units of one edition (all, or those of a filter).

    standings: unit_code, name_vi, name_en, score, rank, rank_low, rank_high, score_low, score_high,
    status, disputed, note, evidence_key, rank_key; all but the code and the names may be null or
    absent. cut_key: names the cut line.
    """
    placed, apart = rows.by_rank(rows.records(standings), language)
    cut_known = cut_low is not None or cut_high is not None
    shared = {
        "zone_to": sum(_sure_inside(unit, limit) for unit in placed),
        "cut_low": rows.number(cut_low),
        "cut_high": rows.number(cut_high),
        "cut_text": rows.range_text(cut_low, cut_high, decimals, language) if cut_known else None,
        "cut_key": cut_key if cut_known else None,
    }
    lines = [*enumerate(placed), *enumerate(apart, start=len(placed) + bool(placed))]
    drawn = [
        _row(unit, decimals, language)
        | {
            "row": line,
            "apart": line >= len(placed),
            "picked": unit["unit_code"] in picked,
            "meaning": _meaning(unit, home, limit),
        }
        for line, unit in lines
    ]
    return rows.table((row | shared for row in drawn), SCHEMA)


def _row(unit: dict[str, Any], decimals: int, language: str) -> dict[str, Any]:
    score = unit.get("score")
    known = score is not None
    low, high = (score, score) if known else (unit.get("score_low"), unit.get("score_high"))
    return {
        "unit_code": unit["unit_code"],
        "name": rows.name(unit, language),
        "rank_text": rows.rank_text(unit.get("rank"), unit.get("rank_low"), unit.get("rank_high")),
        "score": rows.number(score),
        "score_low": rows.number(low),
        "score_high": rows.number(high),
        "score_text": rows.number_text(score, decimals, language),
        "range_text": rows.range_text(low, high, decimals, language),
        "mark": "unknown" if not known else "disputed" if unit.get("disputed") else "known",
        "faint": unit.get("status") in {"derived", "provisional", "self_reported"},
        "note": unit.get("note"),
        "evidence_key": unit.get("evidence_key"),
        "rank_key": unit.get("rank_key"),
    }


def _sure_inside(unit: dict[str, Any], limit: int | None) -> bool:
    if unit.get("disputed"):
        return False
    worst = unit.get("rank") if unit.get("rank") is not None else unit.get("rank_high")
    return limit is not None and worst is not None and worst <= limit


def _meaning(unit: dict[str, Any], home: str, limit: int | None) -> str:
    if unit["unit_code"] == home:
        return "home"
    return "inside" if _sure_inside(unit, limit) else "others"
