"""What the figures share in which every line of the table is a line of the drawing.

A line holds its name at the left and its figure at the right, both in words, over marks of one or
several kinds. `lines` is the chart that the places of a line are computed on, with row and below
(row + 1) among them; rows: how many lines there are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from rankings.charts import look


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
    looks: Mapping[str, tuple[str, str]],
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
    text = {"baseline": "middle", "aria": False, "color": look.INK}
    return [
        lines.mark_text(align="left", **text).encode(
            x=alt.XValue(left), y=y, text=alt.Text("name:N")
        ),
        lines.mark_text(align="right", fontWeight="bold", **text).encode(
            x=alt.XValue(look.from_right(8)), y=y, text=alt.Text(f"{figure}:N")
        ),
    ]


def to_point_at(
    lines: alt.Chart, *, said: str, tooltip: list[alt.Tooltip], rows: int, above: float = 0
) -> alt.Chart:
    """Whole lines, unseen, that show the tooltip and are read aloud.

    said: expression for what is read aloud.
    """
    return (
        lines.transform_calculate(said=said)
        .mark_rect(color="transparent")
        .encode(
            x=alt.XValue(0),
            x2=alt.X2Value(look.WIDTH),
            y=look.row_place("row:Q", rows, above=above),
            y2=alt.Y2("below:Q"),
            description=alt.Description("said:N"),
            tooltip=tooltip,
        )
    )
