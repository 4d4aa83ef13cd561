"""What points are made of: one track per sub-indicator, its counts and what a point costs."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import at_once, lines, look, rows, tracks
from rankings.charts.fit import wrapped

# The points of the unit on the cut line of the total, and the most points of all units; before them
# home's own.
MARKS = ("cut_line", "best")
MEASURES = ("score", *MARKS)
ORDERS = 3  # at most
KEYS = ("evidence_key", *(f"{mark}_key" for mark in MARKS), "max_score_key", "rank_key")
ROW = 94  # px of height per line
NARROW = 520  # px of width below which a name may take two lines
NAME_WIDTH = 320  # px of a name's line there
LINE = 15  # px from one line of a name to the next

# One row per sub-indicator, in the order chosen; its line in each order that can be chosen.
SCHEMA = pa.schema(
    [
        *tracks.columns(MEASURES),
        *at_once.columns("row", ORDERS),
        ("max_score", pa.float64()),  # the end of the track
        ("broken", pa.string()),  # the name in lines that fit a narrow figure
        ("label_lines", pa.int32()),  # how many they are
        ("figure", pa.string()),  # at the right: '17,72/20'
        ("place", pa.string()),  # '18/34'; '' where the rank is not known
        ("counts", pa.string()),  # '393.087/443.565 hồ sơ, 88,62%'; '' where not known
        ("cost", pa.string()),  # '1 điểm tương đương 22.178 hồ sơ'; '' where not known
        *((name, pa.string()) for name in KEYS),
    ]
)
LOOKS: dict[str, tuple[str, Any]] = {
    "score": ("square", look.HOME),
    "cut_line": lines.TARGET_LOOKS["cut_line"],
    "best": ("diamond", look.INK),
}


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page.

    cut_line is empty where there is no target; then it is not drawn.
    """

    sub_indicator: str  # Chỉ tiêu thành phần
    home: str  # Đắk Lắk
    cut_line: str  # Thái Nguyên (ở ngưỡng)
    best: str  # Cao nhất
    rank: str  # thứ
    counts: str  # Số đạt/tổng số


@dataclass(frozen=True)
class Options(tracks.Options):
    """As of every figure of tracks."""

    MARKS = MARKS
    LEFT = 2
    FOLLOWS = "sub_order"

    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        ends = [end for end in table["max_score"].to_pylist() if end]
        return cls(
            rows=table.num_rows, max_score=max(ends, default=1.0), language=language, words=words
        )


def table(
    sub_indicators: Any,
    *,
    decimals: int,
    language: str,
    orders: at_once.Orders | None = None,
) -> pa.Table:
    """The tracks, in the order of the rows given.

    sub_indicators: indicator_code, name, score, max_score, cut_line, best, rank, ranked_units,
    counts, cost, and the keys of these figures (evidence_key, cut_line_key …), which may be absent.
    orders: those that can be chosen, at most ORDERS, and which of them the rows are given in.
    """
    given = rows.records(sub_indicators)
    lines_in = at_once.lines([each["indicator_code"] for each in given], orders)
    return rows.table(
        (
            _row(each, line, decimals, language) | follows
            for line, (each, follows) in enumerate(zip(given, lines_in, strict=True))
        ),
        SCHEMA,
    )


def _row(each: dict[str, Any], line: int, decimals: int, language: str) -> dict[str, Any]:
    drawn = tracks.row(each, line, MEASURES, decimals, language)
    broken = wrapped(drawn["name"], NAME_WIDTH, look.FONT_SIZE)
    maximum, rank = each.get("max_score"), each.get("rank")
    of_maximum = "" if maximum is None else "/" + rows.short_text(maximum, language)
    return drawn | {
        "max_score": rows.number(maximum),
        **{name: each.get(name) for name in KEYS},
        "broken": "\n".join(broken),
        "label_lines": len(broken),
        "figure": drawn["score_text"] + of_maximum,
        "place": "" if rank is None else f"{rank:.0f}/{rows.rank_text(each.get('ranked_units'))}",
        "counts": each.get("counts") or "",
        "cost": each.get("cost") or "",
    }


def chart(options: Options) -> alt.LayerChart:
    """Tracks with home's bar and the marks of the others, under three lines of text."""
    whole_rows = lines.to_point_at(
        _base(options),
        said="datum.name + ': ' + datum.figure + ' ' + datum.place + '. ' + datum.counts"
        " + '. ' + datum.cost",
        tooltip=_tooltip(options),
        rows=options.rows,
    )
    layers = [
        _bars(options, "max_score", look.TRACK).add_params(at_once.parameter(options.FOLLOWS)),
        _bars(options, "score", look.HOME),
        *_texts(options),
        whole_rows.add_params(look.EVIDENCE),
        # Over the rows, so that a mark answers for itself.
        _marks(options),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _base(options: Options) -> alt.Chart:
    """The places of a line: its name, which grows upwards, two lines of text, and its track."""
    return tracks.base(options).transform_calculate(
        # A second line of the name stands in the room above the first.
        name_at="datum.row + 0.29 - (width < "
        f"{NARROW} ? (datum.label_lines - 1) * {LINE / ROW:.3f} : 0)",
        counts_at="datum.row + 0.46",
        cost_at="datum.row + 0.63",
        upper="datum.row + 0.79",
        lower="datum.row + 0.93",
        shown=f"width < {NARROW} ? datum.broken : datum.name",
        ranked=f"datum.place == '' ? '' : {look.quoted(options.words.rank + ' ')} + datum.place",
    )


def _bars(options: Options, end: str, colour: Any) -> alt.Chart:
    return lines.bars(
        _base(options).transform_filter(f"isValid(datum.{end})"),
        x=tracks.x(options, "zero:Q"),
        end=end,
        rows=options.rows,
        color=colour,
        cornerRadius=3,
        aria=False,
    )


def _marks(options: Options) -> alt.Chart:
    return lines.marks(
        _base(options),
        said={"score": options.words.home} | options.marks,
        looks=LOOKS,
        silent=["score"],
        lane="datum.row + 0.86",
        size=look.by_case(alt.SizeValue, 110, ("datum.measure == 'cut_line'", 190)),
        x=tracks.x(options, "value:Q"),
        rows=options.rows,
        tooltip=_tooltip(options),
    )


def _texts(options: Options) -> list[alt.Chart]:
    """Name; counts and points; what a point costs and the rank."""

    def text(field: str, at: str, *, right: bool = False, **mark: Any) -> alt.Chart:
        x = alt.XValue(look.from_right(8) if right else options.LEFT)
        style: dict[str, Any] = {"baseline": "middle", "aria": False, "color": look.INK} | mark
        return (
            _base(options)
            .mark_text(align="right" if right else "left", **style)
            .encode(x=x, y=look.row_place(f"{at}:Q", options.rows), text=alt.Text(f"{field}:N"))
        )

    quiet: dict[str, Any] = {"color": look.QUIET, "fontSize": look.LEGEND_SIZE}
    return [
        text("shown", "name_at", lineBreak="\n", lineHeight=LINE),
        text("counts", "counts_at", **quiet),
        text("figure", "counts_at", right=True, fontWeight="bold"),
        text("cost", "cost_at", **quiet),
        text("ranked", "cost_at", right=True),
    ]


def _tooltip(options: Options) -> list[alt.Tooltip]:
    words = options.words
    return [
        alt.Tooltip("name:N", title=words.sub_indicator),
        alt.Tooltip("figure:N", title=words.home),
        alt.Tooltip("counts:N", title=words.counts),
        *(alt.Tooltip(f"{measure}_text:N", title=text) for measure, text in options.marks.items()),
    ]
