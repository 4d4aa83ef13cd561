"""What the figures share in which every line of the table is a line of the drawing.

A line holds its name at the left and its figure at the right, both in words, over marks of one or
several kinds. `lines` is the chart that the places of a line are computed on, with row and below
(row + 1) among them; rows: how many lines there are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from rankings.charts import look, palette

# A path in the square from -1 to 1: the cut line is an upright line here too.
UPRIGHT = "M-0.35,-1.3L0.35,-1.3L0.35,1.3L-0.35,1.3Z"

# The shape and the colour of the marks that stand for the target.
TARGET_LOOKS = {
    "cut_line": (UPRIGHT, palette.CUT_LINE),
    "target_mean": ("triangle-down", palette.INSIDE),
}


def framed(layers: list[alt.Chart], *, language: str, height: float) -> alt.LayerChart:
    """The layers as one figure, with a little air at the right for marks at the very end.

    height: px of the lines themselves.
    """
    padding: dict[str, float] = {"left": 0, "top": 4, "right": 2, "bottom": 4}
    return look.framed(layers, language=language, height=height, padding=padding)


def named(words: Any, kinds: Sequence[str]) -> dict[str, str]:
    """The kinds that have a name in the words of a figure, as kind -> name.

    An empty name says that there is no such kind in this figure.
    """
    return {kind: name for kind in kinds if (name := getattr(words, kind))}


def legend(said: Mapping[str, str], **properties: Any) -> alt.Legend:
    """The legend over a figure. said: code of a kind -> what it is called."""
    cases = "".join(
        f"datum.value == '{code}' ? {look.quoted(text)} : " for code, text in said.items()
    )
    return alt.Legend(
        title=None,
        orient="top",
        labelExpr=cases + "''",
        columns=look.legend_columns(look.legend_column(said.values())),
        symbolStrokeWidth=0,
        offset=12,
        **properties,
    )


def marks(
    lines: alt.Chart,
    *,
    said: Mapping[str, str],
    looks: Mapping[str, tuple[str, look.Colour]],
    silent: Sequence[str] = (),
    lane: str,
    size: Any,
    x: alt.X,
    rows: int,
    tooltip: list[alt.Tooltip],
) -> alt.Chart:
    """One mark for each kind that a line has a value of; a click on it leads to its evidence.

    said: kind -> its name in the legend; the kind is the column that holds the value, and
    KIND_key the one that names its evidence. looks: kind -> (shape, colour). silent: kinds that
    stand in the legend and are drawn by another layer. lane: expression for the vertical place, of
    datum.row and datum.measure. x: the place of the field `value`.
    """
    shown = [looks[kind] for kind in said]
    kinds, key = list(said), legend(said)
    left_out = "".join(f" && datum.measure != '{kind}'" for kind in silent)
    return (
        lines.transform_fold(kinds, as_=["measure", "value"])
        .transform_filter("isValid(datum.value)" + left_out)
        .transform_calculate(lane=lane, evidence_key="datum[datum.measure + '_key']")
        .mark_point(filled=True, opacity=1, stroke=look.GROUND, strokeWidth=1, aria=False)
        .encode(
            x=x,
            y=look.row_place("lane:Q", rows),
            shape=alt.Shape(
                "measure:N",
                legend=key,
                scale=alt.Scale(domain=kinds, range=[shape for shape, _ in shown]),
            ),
            color=alt.Color(
                "measure:N",
                legend=key,
                scale=alt.Scale(domain=kinds, range=[colour for _, colour in shown]),
            ),
            size=size,
            tooltip=tooltip,
        )
        .add_params(look.EVIDENCE)
    )


def texts(lines: alt.Chart, *, rows: int, left: float, figure: str = "figure") -> list[alt.Chart]:
    """The name of each line at the left and what the column `figure` says at the right.

    left: px. Both stand at text_at, which `lines` computes.
    """
    y = look.row_place("text_at:Q", rows)
    text: dict[str, Any] = {"baseline": "middle", "aria": False, "color": look.INK}
    return [
        lines.mark_text(align="left", **text).encode(
            x=alt.XValue(left), y=y, text=alt.Text("name:N")
        ),
        lines.mark_text(align="right", fontWeight="bold", **text).encode(
            x=alt.XValue(look.from_right(8)), y=y, text=alt.Text(f"{figure}:N")
        ),
    ]


def bars(
    lines: alt.Chart, *, x: alt.X, end: str, rows: int, above: float = 0, **mark: Any
) -> alt.Chart:
    """A bar in each line from `x` to the value of the field `end`; mark: how it looks.

    It stands between upper and lower, which `lines` computes.
    """
    return lines.mark_rect(**mark).encode(
        x=x,
        x2=alt.X2(f"{end}:Q"),
        y=look.row_place("upper:Q", rows, above=above),
        y2=alt.Y2("lower:Q"),
    )


def across(
    lines: alt.Chart, *, rows: int, above: float = 0, to: str = "below", **mark: Any
) -> alt.Chart:
    """Each line over its whole width, or all down to the place `to`; mark: how it looks."""
    return lines.mark_rect(**mark).encode(
        x=alt.XValue(0),
        x2=alt.X2Value(look.WIDTH),
        y=look.row_place("row:Q", rows, above=above),
        y2=alt.Y2(f"{to}:Q"),
    )


def to_point_at(
    lines: alt.Chart, *, said: str, tooltip: list[alt.Tooltip], rows: int, above: float = 0
) -> alt.Chart:
    """Whole lines, unseen, that show the tooltip and are read aloud.

    said: expression for what is read aloud.
    """
    read = lines.transform_calculate(said=said)
    return across(read, rows=rows, above=above, color="transparent").encode(
        description=alt.Description("said:N"), tooltip=tooltip
    )
