"""The ladder with the comparable editions round the one that is shown on board.

Stepping through the editions, pointing and picking happen in the browser, on data already sent;
the page hears of it when the reader has stopped for a moment. `specs.of("ladder", …)` draws the
same figure with Streamlit's own elements, for one edition.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from rankings.charts import look, palette, rows

HERE = Path(__file__).parent

# What the browser needs of a row of `standing_ladder_rows.table`; what is null or false is left
# out.
COLUMNS = [
    "row",
    "apart",
    "unit_code",
    "name",
    "rank_text",
    "score",
    "score_low",
    "score_high",
    "score_text",
    "range_text",
    "meaning",
    "mark",
    "faint",
    "note",
]


@dataclass(frozen=True)
class LadderLabels:
    """What is written on the ladder or read aloud, in the language of the page."""

    figure: str  # Bảng xếp hạng … ; what the figure is, for a screen reader
    previous: str  # Kỳ trước
    next: str  # Kỳ sau
    period: str  # Kỳ số liệu
    rank: str  # Thứ hạng
    score: str  # Điểm
    note: str  # Ghi chú
    zone: str  # Nhóm 10 dẫn đầu
    unknown: str  # Chưa công bố điểm
    disputed: str  # Các nguồn chưa thống nhất
    apart: str  # Chưa rõ thứ hạng


def ladder_edition(
    table: pa.Table, *, edition_id: str, label: str, finding: str, cut_line: str, figure: str = ""
) -> dict[str, Any]:
    """One edition as the browser takes it (2 to 5 kB), from a table of
    `standing_ladder_rows.table`.

    label: its period as listed; finding: the sentence above the figure while it is shown;
    cut_line: the words before the number, 'Điểm ngưỡng vào nhóm 10'; figure: the key that names
    the score of a unit, its code written as {unit}.
    """
    units = table.to_pylist()
    first = units[0] if units else {}
    cut = {
        "low": first.get("cut_low"),
        "high": first.get("cut_high"),
        "text": f"{cut_line}: {first.get('cut_text')}",
    }
    return {
        "id": edition_id,
        "label": label,
        "finding": finding,
        "figure": figure,
        "zone_to": first.get("zone_to", 0),
        "cut": cut if first.get("cut_text") else None,
        "rows": [_lean(unit) for unit in units],
    }


def _lean(unit: dict[str, Any]) -> dict[str, Any]:
    return {
        column: unit[column]
        for column in COLUMNS
        if unit[column] is not None
        and unit[column] is not False
        and not (column == "range_text" and unit["score"] is not None)
    }


def ladder_data(
    editions: Sequence[dict[str, Any]],
    *,
    edition: str,
    picked: Sequence[str],
    labels: LadderLabels,
    language: str,
    max_picked: int = 2,
    before: str | None = None,
    after: str | None = None,
    ends: Sequence[Any] = (),
) -> dict[str, Any]:
    """What the component is given; one score axis for all editions, oldest edition first.

    before, after: the edition beside those that are given, which is asked for when a reader steps
    there; ends: scores that the axis holds too.
    """
    units = [row for each in editions for row in each["rows"]]
    ends = [
        *(None if end is None else float(end) for end in ends),
        *(row.get(end) for row in units for end in ("score_low", "score_high")),
    ]
    cuts = [each["cut"] for each in editions if each["cut"]]
    ends += [cut[end] for cut in cuts for end in ("low", "high")]
    known = look.round_ends(ends)
    domain = known or (0.0, 1.0)
    return {
        "editions": list(editions),
        "edition": edition,
        "before": before,
        "after": after,
        "picked": list(picked),
        "max_picked": max_picked,
        "domain": list(domain),
        "ticks": [
            {"at": tick, "text": rows.short_text(tick, language)}
            # Where nothing is known of any score, an axis would measure nothing.
            for tick in (look.ticks(domain) if known else ())
        ],
        "rank_intervals": any(len(row["rank_text"]) > 2 for row in units),
        "labels": asdict(labels),
    }


def ladder(
    *,
    data: dict[str, Any],
    key: str,
    on_edition_change: Callable[[], None] | None = None,
    on_picked_change: Callable[[], None] | None = None,
    on_figure_change: Callable[[], None] | None = None,
) -> Any:
    """Mounts the ladder; `.edition` and `.picked` of the result are what the reader last chose,
    `.figure` is the key of the score just clicked.

    data: from `ladder_data`. In a callback the choice stands in `st.session_state[key]`. Both are
    None until the reader has chosen something.
    """
    return _component()(
        data=data,
        key=key,
        on_edition_change=on_edition_change or _nothing,
        on_picked_change=on_picked_change or _nothing,
        on_figure_change=on_figure_change or _nothing,
    )


def _nothing() -> None:
    """Streamlit reports a state only where it has a callback."""


@cache
def _component() -> Callable[..., Any]:
    colours = "".join(
        f"--{name.replace('_', '-')}:{colour};" for name, colour in palette.MEANINGS.items()
    )
    colours += f"--home-on-light:{palette.HOME};--home-on-dark:{palette.HOME_ON_DARK};"
    return st.components.v2.component(
        "rankings_ladder",
        html='<div class="ladder"></div>',
        css=f".ladder{{{colours}}}\n" + (HERE / "ladder_component.css").read_text(encoding="utf-8"),
        js=(HERE / "ladder_component.js").read_text(encoding="utf-8"),
    )
