"""What units inside a province lack: a bar for each, those that lack most first, then the rest.

A mark on each line says how much the units so far lack together.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows
from rankings.charts.fit import wrapped

# One row per unit, in the order given; the last may be what is in no unit.
SCHEMA = pa.schema(
    [
        ("row", pa.int32()),  # line, from 0
        ("unit_code", pa.string()),  # null: what is in no unit
        ("name", pa.string()),
        ("broken", pa.string()),  # the name in lines that fit a narrow figure
        ("label_lines", pa.int32()),  # how many they are
        ("role", pa.string()),  # unit | remainder
        ("shortfall", pa.float64()),  # null: it lacks nothing, and has no bar
        ("cumulated", pa.float64()),  # with all units before; null: of what is in no unit
        ("cumulated_text", pa.string()),  # '91,3%'; '' where there is none
        ("figure", pa.string()),  # at the right: '35.009,4 · 82,9%'
        ("counts", pa.string()),  # '89.135/129.503 hồ sơ, 68,83%'
        ("evidence_key", pa.string()),
        ("cumulated_key", pa.string()),
    ]
)

ROW = 66  # px of height per line
NARROW = 520  # px of width below which a name may take two lines
NAME_WIDTH = 320  # px of a name's line there
LINE = 15  # px from one line of a name to the next
LEFT = 2


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    unit: str  # Đơn vị
    shortfall: str  # Còn thiếu
    counts: str  # Số đạt/tổng số
    cumulated: str  # Lũy kế


@dataclass(frozen=True)
class Options:
    """rows: lines drawn; end: where the scale ends, in what is counted; remainder: whether a line
    is of what is in no unit, which has a colour of its own."""

    rows: int
    end: float
    language: str
    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        ends = [
            value
            for name in ("shortfall", "cumulated")
            for value in table[name].to_pylist()
            if value
        ]
        end = look.round_ends([0.0, *ends])
        return cls(rows=table.num_rows, end=end[1] if end else 1.0, language=language, words=words)


def table(units: Any) -> pa.Table:
    """The lines, in the order of the rows given.

    units: unit_code, name, role, shortfall, cumulated, cumulated_text, figure, counts, and the keys
    evidence_key and cumulated_key, which may be absent. shortfall below 0 has no bar.
    """
    return rows.table((_row(each, line) for line, each in enumerate(rows.records(units))), SCHEMA)


def _row(each: dict[str, Any], line: int) -> dict[str, Any]:
    broken = wrapped(each["name"], NAME_WIDTH, look.FONT_SIZE)
    shortfall = rows.number(each.get("shortfall"))
    return each | {
        "row": line,
        "broken": "\n".join(broken),
        "label_lines": len(broken),
        "shortfall": shortfall if shortfall is not None and shortfall > 0 else None,
        "cumulated": rows.number(each.get("cumulated")),
        "cumulated_text": each.get("cumulated_text") or "",
        "counts": each.get("counts") or "",
    }


def chart(options: Options) -> alt.LayerChart:
    """Bars under two lines of text, and a mark for what the units so far lack together."""
    whole_rows = lines.to_point_at(
        _base(),
        said="datum.name + ': ' + datum.figure + '. ' + datum.counts",
        tooltip=_tooltip(options),
        rows=options.rows,
    )
    layers = [
        _bars(options),
        *_texts(options),
        whole_rows.add_params(look.EVIDENCE),
        # Over the rows, so that a mark answers for itself.
        _marks(options).add_params(look.EVIDENCE),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _base() -> alt.Chart:
    """The places of a line: its name, which grows upwards, a line of text, and its bar."""
    return alt.Chart().transform_calculate(
        name_at=f"datum.row + 0.26 - (width < {NARROW} ? (datum.label_lines - 1) * "
        f"{LINE / ROW / 2:.3f} : 0)",
        counts_at="datum.row + 0.54",
        upper="datum.row + 0.72",
        lower="datum.row + 0.9",
        middle="datum.row + 0.81",
        below="datum.row + 1",
        zero="0",
        shown=f"width < {NARROW} ? datum.broken : datum.name",
    )


def _x(options: Options, field: str) -> alt.X:
    # Room for a mark that stands at the very end.
    scale = alt.Scale(range=[LEFT, look.from_right(8)], domain=[0, options.end], nice=False)
    return alt.X(field, axis=None, scale=scale)


def _bars(options: Options) -> alt.Chart:
    bars = lines.bars(
        _base().transform_filter("isValid(datum.shortfall)"),
        x=_x(options, "zero:Q"),
        end="shortfall",
        rows=options.rows,
        cornerRadius=3,
        aria=False,
    )
    colour = look.by_case(alt.ColorValue, look.HOME, ("datum.role == 'remainder'", palette.OTHERS))
    return bars.encode(color=colour)


def _marks(options: Options) -> alt.Chart:
    return (
        _base()
        .transform_filter("isValid(datum.cumulated)")
        .transform_calculate(evidence_key="datum.cumulated_key")
        .mark_point(
            shape="diamond",
            filled=True,
            opacity=1,
            size=90,
            color=look.INK,
            stroke=look.GROUND,
            strokeWidth=1,
            aria=False,
        )
        .encode(
            x=_x(options, "cumulated:Q"),
            y=look.row_place("middle:Q", options.rows),
            tooltip=_tooltip(options),
        )
    )


def _texts(options: Options) -> list[alt.Chart]:
    """The name; counts and what is lacking."""

    def text(field: str, at: str, *, right: bool = False, **mark: Any) -> alt.Chart:
        x = alt.XValue(look.from_right(8) if right else LEFT)
        style: dict[str, Any] = {"baseline": "middle", "aria": False, "color": look.INK} | mark
        return (
            _base()
            .mark_text(align="right" if right else "left", **style)
            .encode(x=x, y=look.row_place(f"{at}:Q", options.rows), text=alt.Text(f"{field}:N"))
        )

    return [
        text("shown", "name_at", lineBreak="\n", lineHeight=LINE),
        text("counts", "counts_at", color=look.QUIET, fontSize=look.LEGEND_SIZE),
        text("figure", "counts_at", right=True, fontWeight="bold"),
    ]


def _tooltip(options: Options) -> list[alt.Tooltip]:
    words = options.words
    return [
        alt.Tooltip("name:N", title=words.unit),
        alt.Tooltip("figure:N", title=words.shortfall),
        alt.Tooltip("counts:N", title=words.counts),
        alt.Tooltip("cumulated_text:N", title=words.cumulated),
    ]
