"""The look that all figures share: ink that follows the ground, numbers of a language, the frame.

Streamlit lays its theme under a chart: the ground and the font come from there, and text marks
would take the first categorical colour. So the ink of every text is an expression on the
`background` signal, which Streamlit sets to the page's own: one specification reads well on a light
page, on a dark one and on white paper.
"""

import json
import math
from collections.abc import Iterable
from typing import Any

import altair as alt

from rankings.charts import palette
from rankings.charts.fit import text_width

DECIMAL_MARKS = {"vi": (",", "."), "en": (".", ",")}

FONT_SIZE = 13
LEGEND_SIZE = 12
SMALL = 11.5

# What a mark is drawn in: a colour, or an expression that picks one by the ground.
Colour = str | alt.ExprRef

_ON_DARK = "luminance(background) < 0.4"


def _by_ground(light: str, dark: str) -> alt.ExprRef:
    return alt.ExprRef(f"{_ON_DARK} ? '{dark}' : '{light}'")


def number_by_ground(light: float, dark: float) -> alt.ExprRef:
    """A number, as an opacity, that differs between light and dark grounds."""
    return alt.ExprRef(f"{_ON_DARK} ? {dark} : {light}")


INK = _by_ground(palette.LIGHT_INK, palette.DARK_INK)
QUIET = _by_ground(palette.LIGHT_QUIET, palette.DARK_QUIET)
TRACK = _by_ground(palette.LIGHT_TRACK, palette.DARK_TRACK)
HOME: Colour = _by_ground(palette.HOME, palette.HOME_ON_DARK)
GROUND = alt.ExprRef("background")
WIDTH = alt.ExprRef("width")
HEIGHT = alt.ExprRef("height")


def config(language: str) -> dict[str, Any]:
    """The Vega-Lite configuration of every figure.

    Raises KeyError for a language without a number format.
    """
    decimal, thousands = DECIMAL_MARKS[language]
    quiet = QUIET.to_dict()
    return {
        "locale": {
            "number": {
                "decimal": decimal,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["", ""],
            }
        },
        "view": {"stroke": None},
        # Vega describes axes and legends in English only; the text alternative says it all.
        "axis": {
            "aria": False,
            "labelColor": quiet,
            "titleColor": quiet,
            "labelFontSize": SMALL,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "gridColor": TRACK.to_dict(),
            "domain": False,
            "ticks": False,
            "labelPadding": 4,
            "titlePadding": 6,
            "labelLimit": 0,
        },
        "legend": {
            "aria": False,
            "labelColor": INK.to_dict(),
            "titleColor": quiet,
            "labelFontSize": LEGEND_SIZE,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "labelLimit": 0,
            "labelPadding": 0,
            "labelOffset": 6,
            "columnPadding": 14,
            "rowPadding": 4,
            "padding": 0,
            "titlePadding": 6,
            "symbolSize": 90,
            "symbolStrokeWidth": 1.5,
        },
        "text": {"fontSize": FONT_SIZE},
    }


# A click on a mark names the figure that it stands for, by its column `evidence_key`. One object,
# so that several layers of a figure may share it.
EVIDENCE = alt.selection_point(
    name="evidence", fields=["evidence_key"], on="click", toggle="true", empty=False
)


def framed(
    layers: list[alt.Chart],
    *,
    language: str,
    height: float,
    padding: dict[str, float] | None = None,
    **properties: Any,
) -> alt.LayerChart:
    """The layers as one figure that takes the width of its place.

    height: px of the drawing itself, without axes and legends.
    """
    # All at once: each further call of a figure of layers would copy it whole.
    return alt.layer(
        *layers,
        data=alt.NamedData("source"),
        height=height,
        padding=padding or {"left": 0, "top": 4, "right": 0, "bottom": 4},
        # The height is that of the rows, so that a row is always where its number says.
        autosize={"type": "fit-x", "contains": "padding"},
        config=config(language),
        **properties,
    )


def row_place(field: str, rows: int, *, above: float = 0) -> alt.Y:
    """A vertical place by row number, the first row above; `above` rows are kept free over it."""
    scale = alt.Scale(domain=[-above, rows], range=[0, HEIGHT], nice=False, zero=False)
    return alt.Y(field, axis=None, scale=scale)


def round_ends(values: Iterable[float | None], *, steps: int = 10) -> tuple[float, float] | None:
    """The ends of an axis that holds the values with a little air, on round figures.

    Round, so that editions that differ little share one axis and one specification. None where
    there is no value at all.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    step = _round_step((high - low or abs(high) or 1) / steps)
    margin = step / 2
    ends = math.floor((low - margin) / step), math.ceil((high + margin) / step)
    return round(ends[0] * step, 9), round(ends[1] * step, 9)


def ticks(ends: tuple[float, float], *, about: int = 8) -> list[float]:
    """Round places between the ends of an axis, at most about so many."""
    low, high = ends
    step = _round_step((high - low) / about)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


def _round_step(step: float) -> float:
    """The next larger one of … 0.1, 0.2, 0.5, 1, 2, 5, 10 …"""
    power = 10 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))


def legend_column(labels: Iterable[str]) -> int:
    """px that a column of a legend takes: its longest label, the symbol and the space between."""
    return math.ceil(max((text_width(label, LEGEND_SIZE) for label in labels), default=0) + 38)


def legend_columns(column: int) -> alt.ExprRef:
    """As many columns of a legend as the figure has room for."""
    return alt.ExprRef(f"max(1, floor(width / {column}))")


def by_case(channel: type, otherwise: Any, *cases: tuple[Any, Any]) -> Any:
    """A channel with the value of the first case (test, value) that holds, else `otherwise`.

    Said with the channel's own class: from the dicts of `alt.when` Altair has to guess the class,
    which takes it a hundred times longer.
    """
    return channel(otherwise, condition=[{"test": test, "value": value} for test, value in cases])


def from_right(pixels: float) -> alt.ExprRef:
    """The horizontal place so many px before the right edge."""
    return alt.ExprRef(f"width - {pixels}")


def quoted(text: str) -> str:
    """The text as a literal of a Vega expression."""
    return json.dumps(text, ensure_ascii=False)
