"""Where home loses points: one track per component, with the marks that others have reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import at_once, lines, look, palette, rows, tracks

# The score of the unit on the cut line, the mean of the k best others, the median and the highest
# score of all units; before them home's own.
MARKS = ("cut_line", "target_mean", "median", "best")
MEASURES = ("score", *MARKS)
# evidence_key names home's score, rank_key and ranked_units_key its place.
ORDERS = 3  # at most
KEPT_NAMES = ("target_mean", "median", "best", "max_score", "rank", "ranked_units")
KEYS = ("evidence_key", *(f"{name}_key" for name in (*MARKS, "max_score", "rank", "ranked_units")))

# One row per component, in the order chosen; its line in each order that can be chosen.
SCHEMA = pa.schema(
    [
        *tracks.columns(MEASURES),
        *at_once.columns("row", ORDERS),
        # The end of the track: the maximum, 1 where only shares are published; null: no track, for
        # points whose maximum is not published.
        ("max_score", pa.float64()),
        ("figure", pa.string()),  # at the right: '9,08/22', or '0,6807' without a maximum
        ("place", pa.string()),  # '28/34'; '' where the rank is not known
        *((name, pa.string()) for name in KEYS),
    ]
)

# The shape and the colour of each kind of mark.
LOOKS = {
    "score": ("square", look.HOME),
    **lines.TARGET_LOOKS,
    "median": ("triangle-up", palette.OTHERS),
    "best": ("diamond", look.INK),
}


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page.

    cut_line and target_mean are empty where there is no target; then they are not drawn.
    """

    component: str  # Nhóm chỉ số
    home: str  # Đắk Lắk
    cut_line: str  # Thái Nguyên (ngưỡng nhóm 10)
    target_mean: str  # Bình quân nhóm 10 dẫn đầu (không tính Đắk Lắk)
    median: str  # Trung vị cả nước
    best: str  # Cao nhất
    rank: str  # thứ


@dataclass(frozen=True)
class Options(tracks.Options):
    """As of every figure of tracks."""

    MARKS = MARKS
    LEFT = 2
    FOLLOWS = "order"

    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        ends = [end for name in ("max_score", *MEASURES) for end in table[name].to_pylist() if end]
        return cls(
            rows=table.num_rows, max_score=max(ends, default=1.0), language=language, words=words
        )


def key_columns(keys: Mapping[str, str]) -> dict[str, str | None]:
    """The keys of a component's figures, given by their names among the facts, by the columns in
    which the figure takes them."""
    named = {f"{name}_key": keys.get(name) for name in KEPT_NAMES}
    return named | {"evidence_key": keys["score"], "cut_line_key": keys.get("cut_line_score")}


def table(
    components: Any,
    *,
    decimals: int,
    language: str,
    orders: at_once.Orders | None = None,
) -> pa.Table:
    """The tracks, in the order of the rows given.

    components: indicator_code, name_vi, name_en, score, max_score, cut_line (or cut_line_score),
    target_mean, median, best, rank, ranked_units, value_kind, and the keys of these figures
    (evidence_key, cut_line_key …), which may be absent. max_score null: the figures are
    shares of 1, or points of which nobody knows the most there can be (value_kind points, score).
    orders: those that can be chosen, at most ORDERS, and which of them the rows are given in.
    """
    given = rows.records(components)
    lines_in = at_once.lines([component["indicator_code"] for component in given], orders)
    return rows.table(
        (
            _row(component, line, decimals, language) | follows
            for line, (component, follows) in enumerate(zip(given, lines_in, strict=True))
        ),
        SCHEMA,
    )


def _row(component: dict[str, Any], line: int, decimals: int, language: str) -> dict[str, Any]:
    if component.get("cut_line") is None:
        component = component | {"cut_line": component.get("cut_line_score")}
    drawn = tracks.row(component, line, MEASURES, decimals, language)
    maximum, rank = component.get("max_score"), component.get("rank")
    whole = 1.0 if component.get("value_kind", "share") == "share" else None
    of_maximum = "" if maximum is None else "/" + rows.short_text(maximum, language)
    return drawn | {
        "max_score": whole if maximum is None else float(maximum),
        **{name: component.get(name) for name in KEYS},
        "figure": drawn["score_text"] + of_maximum,
        "place": ""
        if rank is None
        else f"{rank:.0f}/{rows.rank_text(component.get('ranked_units'))}",
    }


def chart(options: Options) -> alt.LayerChart:
    """Tracks with home's bar, and marks of different shapes for the others."""
    whole_rows = lines.to_point_at(
        tracks.base(options),
        said="datum.name + ': ' + datum.figure + ' ' + datum.place",
        tooltip=_tooltip(options),
        rows=options.rows,
    )
    layers = [
        tracks.bars(options, "zero", "max_score", look.TRACK).add_params(
            at_once.parameter(options.FOLLOWS)
        ),
        tracks.bars(options, "zero", "score", look.HOME),
        *_texts(options),
        whole_rows.add_params(look.EVIDENCE),
        # Over the rows, so that a mark answers for itself.
        _marks(options),
    ]
    return lines.framed(layers, language=options.language, height=tracks.ROW * options.rows)


def _marks(options: Options) -> alt.Chart:
    """Each kind has its shape and its lane: over the bar, across it, or under it."""
    return lines.marks(
        tracks.base(options),
        said={"score": options.words.home} | options.marks,
        looks=LOOKS,
        silent=["score"],
        lane="datum.row + 0.66 + (datum.measure == 'target_mean' ? -0.2"
        " : datum.measure == 'median' ? 0.2 : 0)",
        size=look.by_case(alt.SizeValue, 110, ("datum.measure == 'cut_line'", 190)),
        x=tracks.x(options, "value:Q"),
        rows=options.rows,
        tooltip=_tooltip(options),
    )


def _texts(options: Options) -> list[alt.Chart]:
    rank = look.quoted(options.words.rank + " ")
    said = tracks.base(options).transform_calculate(
        said=f"datum.figure + (datum.place == '' ? '' : '  ·  ' + {rank} + datum.place)"
    )
    return lines.texts(said, rows=options.rows, left=options.LEFT, figure="said")


def _tooltip(options: Options) -> list[alt.Tooltip]:
    words = options.words
    return [
        alt.Tooltip("name:N", title=words.component),
        alt.Tooltip("figure:N", title=words.home),
        *(alt.Tooltip(f"{measure}_text:N", title=text) for measure, text in options.marks.items()),
    ]
