"""What goes into a chart: records in, an Arrow table with exactly the columns of the chart out."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa
from babel.numbers import format_decimal

from rankings.words.order import sort_key

Records = list[dict[str, Any]]

EN_DASH = "–"


def records(rows: Any) -> Records:
    """The rows of a list of dicts, an Arrow table or a pandas frame; a missing value is None."""
    if isinstance(rows, pa.Table):
        return rows.to_pylist()
    if hasattr(rows, "to_numpy"):
        return pa.Table.from_pandas(rows, preserve_index=False).to_pylist()
    return [dict(row) for row in rows]


def table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Exactly the columns of `schema`; a column that a row lacks is null."""
    rows = list(rows)
    return pa.table(
        {
            field.name: pa.array([row.get(field.name) for row in rows], field.type)
            for field in schema
        }
    )


def number(value: Any) -> float | None:
    """A figure as the browser takes it (a decimal arrives there as text); None stays None."""
    return None if value is None else float(value)


def number_text(value: Any, decimals: int, language: str) -> str:
    """A figure in words of the language: 65.49 -> '65,49' in Vietnamese; None -> '–'."""
    if value is None:
        return EN_DASH
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(Decimal(str(value)), pattern, locale=language)


def short_text(value: Any, language: str) -> str:
    """A maximum without superfluous noughts: 22.000000 -> '22', 0.5 -> '0,5' in Vietnamese."""
    return format_decimal(Decimal(str(value)), "#,##0.######", locale=language)


def range_text(low: Any, high: Any, decimals: int, language: str) -> str:
    """'38,93 – 44,92'; an end that nothing bounds is left out: '≥ 38,93', '≤ 44,92', '–'."""
    if low is None and high is None:
        return EN_DASH
    if low is None:
        return f"≤ {number_text(high, decimals, language)}"
    if high is None:
        return f"≥ {number_text(low, decimals, language)}"
    if low == high:
        return number_text(low, decimals, language)
    low_text, high_text = (number_text(end, decimals, language) for end in (low, high))
    return f"{low_text} {EN_DASH} {high_text}"


def rank_text(rank: Any, rank_low: Any = None, rank_high: Any = None) -> str:
    """'7'; '13–14' where only the interval is known; '–' where nothing is."""
    if rank is not None:
        # A frame holds a column of ranks with gaps as 7.0.
        return f"{rank:.0f}"
    if rank_low is None or rank_high is None:
        return EN_DASH
    return f"{rank_low:.0f}" if rank_low == rank_high else f"{rank_low:.0f}–{rank_high:.0f}"


def name(row: dict[str, Any], language: str) -> str:
    """The unit's or indicator's name in the language; English falls back on Vietnamese."""
    return row.get(f"name_{language}") or row.get("name") or row["name_vi"]


def by_rank(units: Records, language: str) -> tuple[Records, Records]:
    """(the units from first to last, the units that nothing places between two of those).

    A unit without a rank stands in its place when its interval holds no rank of another unit
    (13–14 between a 12th and a 15th). Otherwise any place would be a guess. Disputed figures place
    nothing.
    """
    taken = {u["rank"] for u in units if u.get("rank") is not None and not u.get("disputed")}
    placed = [unit for unit in units if _first_place(unit, taken) is not None]
    apart = [unit for unit in units if _first_place(unit, taken) is None]
    placed.sort(key=lambda u: (_first_place(u, taken), *_by_score(u), sort_key(name(u, language))))
    apart.sort(key=lambda u: (*_by_score(u), u.get("rank_low") or 0, sort_key(name(u, language))))
    return placed, apart


def _first_place(unit: dict[str, Any], taken: set[int]) -> int | None:
    if unit.get("disputed"):
        return None
    if unit.get("rank") is not None:
        return unit["rank"]
    best, worst = unit.get("rank_low"), unit.get("rank_high")
    if best is None or worst is None or any(best <= rank <= worst for rank in taken):
        return None
    return best


def _by_score(unit: dict[str, Any]) -> tuple[bool, Decimal]:
    score = unit.get("score")
    return score is None, -Decimal(str(score or 0))
