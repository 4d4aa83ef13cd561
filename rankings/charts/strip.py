"""The strip of ranks on a card: where home stands between the first and the last place.

Columns of `strip_table` (one row):
    rank_low   float   the best place home can hold; null: not known
    rank_high  float   the worst place home can hold; equal to rank_low where the rank is known
    label      string  what the mark says when pointed at, worded by the caller
"""

from dataclasses import dataclass

import altair as alt
import pyarrow as pa

from rankings import palette
from rankings.charts import look, rows

SCHEMA = pa.schema(
    [("rank_low", pa.float64()), ("rank_high", pa.float64()), ("label", pa.string())]
)

LINE = 16  # px from the top to the line of places
HEIGHT = 44


@dataclass(frozen=True)
class StripOptions:
    """units: how many places there are; limit: the rank limit (None: no target);
    limit_label: what the target zone says when pointed at."""

    units: int
    limit: int | None = None
    limit_label: str = ""
    language: str = "vi"


def strip_table(
    *, rank_low: int | None, rank_high: int | None, rank: int | None = None, label: str = ""
) -> pa.Table:
    """Where home stands. A known `rank` closes the interval; without anything there is no mark."""
    low, high = (rank, rank) if rank is not None else (rank_low, rank_high)
    if low is None or high is None:
        low = high = None
    return rows.table(
        [{"rank_low": rows.number(low), "rank_high": rows.number(high), "label": label}], SCHEMA
    )


def strip_chart(options: StripOptions) -> alt.LayerChart:
    """Ticks for the places 1 … units, the target zone shaded, home marked (a band if uncertain)."""
    layers = [_ticks(options), _place_numbers(options), _band(options), _home(options)]
    if options.limit is not None:
        layers[:0] = [_zone(options)]
        layers[2:2] = [_limit(options)]
    return look.framed(
        layers,
        language=options.language,
        height=HEIGHT,
        padding={"left": 2, "top": 2, "right": 2, "bottom": 0},
    )


def _scale(options: StripOptions) -> alt.Scale:
    return alt.Scale(domain=[0.5, options.units + 0.5], nice=False, zero=False)


def _x(options: StripOptions, field: str) -> alt.X:
    return alt.X(field, axis=None, scale=_scale(options))


def _places(options: StripOptions) -> alt.Chart:
    return alt.Chart(alt.sequence(1, options.units + 1, as_="place"))


def _zone(options: StripOptions) -> alt.Chart:
    return (
        alt.Chart()
        .mark_rect(color=palette.INSIDE, opacity=0.22, aria=False)
        .encode(
            x=alt.XDatum(0.5, axis=None, scale=_scale(options)),
            x2=alt.X2Datum(options.limit + 0.5),
            y=alt.value(LINE - 11),
            y2=alt.value(LINE + 11),
            tooltip=alt.value(options.limit_label),
        )
    )


def _limit(options: StripOptions) -> alt.Chart:
    return (
        alt.Chart()
        .mark_rule(color=palette.CUT_LINE, strokeWidth=2, strokeDash=[4, 2], aria=False)
        .encode(
            x=alt.XDatum(options.limit + 0.5, axis=None, scale=_scale(options)),
            y=alt.value(LINE - 14),
            y2=alt.value(LINE + 14),
        )
    )


def _ticks(options: StripOptions) -> alt.Chart:
    return (
        _places(options)
        .mark_rule(color=palette.OTHERS, strokeWidth=1.5, aria=False)
        .encode(x=_x(options, "place:Q"), y=alt.value(LINE - 4), y2=alt.value(LINE + 4))
    )


def _place_numbers(options: StripOptions) -> alt.Chart:
    """The first place, the limit and the last place in figures under the line."""
    shown = sorted({1, options.limit or 1, options.units})
    return (
        _places(options)
        .transform_filter(alt.FieldOneOfPredicate(field="place", oneOf=shown))
        .mark_text(fontSize=11, baseline="top", color=look.QUIET, aria=False)
        .encode(x=_x(options, "place:Q"), y=alt.value(LINE + 14), text="place:Q")
    )


def _band(options: StripOptions) -> alt.Chart:
    return (
        alt.Chart()
        .transform_filter("datum.rank_high > datum.rank_low")
        .transform_calculate(start="datum.rank_low - 0.5", end="datum.rank_high + 0.5")
        .mark_rect(
            color=palette.HOME,
            fillOpacity=0.35,
            stroke=palette.HOME,
            strokeWidth=2,
            cornerRadius=6,
        )
        .encode(
            x=_x(options, "start:Q"),
            x2="end:Q",
            y=alt.value(LINE - 7),
            y2=alt.value(LINE + 7),
            tooltip=alt.Tooltip("label:N"),
            description="label:N",
        )
    )


def _home(options: StripOptions) -> alt.Chart:
    return (
        alt.Chart()
        .transform_filter("isValid(datum.rank_low) && datum.rank_high == datum.rank_low")
        .mark_point(
            shape="circle",
            filled=True,
            size=230,
            color=palette.HOME,
            opacity=1,
            stroke=look.GROUND,
            strokeWidth=2,
        )
        .encode(
            x=_x(options, "rank_low:Q"),
            y=alt.value(LINE),
            tooltip=alt.Tooltip("label:N"),
            description="label:N",
        )
    )
