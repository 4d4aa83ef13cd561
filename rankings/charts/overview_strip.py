"""The strip of ranks on a card: where home stands between the first and the last place."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows

# One row.
SCHEMA = pa.schema(
    [
        ("rank_low", pa.float64()),  # the best place home can hold; null: not known
        # the worst place home can hold; equal to rank_low where the rank is known
        ("rank_high", pa.float64()),
        ("label", pa.string()),  # what the mark says when pointed at, worded by the caller
        ("evidence_key", pa.string()),  # names the rank; may be null
    ]
)

LINE = 16  # px from the top to the line of places
HEIGHT = 44


@dataclass(frozen=True)
class Options:
    """units: how many places there are; limit: the rank limit (None: no target);
    limit_label: what the target zone says when pointed at."""

    units: int
    limit: int | None = None
    limit_label: str = ""
    language: str = "vi"


def table(
    *,
    rank_low: int | None,
    rank_high: int | None,
    rank: int | None = None,
    label: str = "",
    evidence_key: str | None = None,
) -> pa.Table:
    """Where home stands. A known `rank` closes the interval; without anything there is no mark."""
    low, high = (rank, rank) if rank is not None else (rank_low, rank_high)
    if low is None or high is None:
        low = high = None
    home = {
        "rank_low": rows.number(low),
        "rank_high": rows.number(high),
        "label": label,
        "evidence_key": evidence_key,
    }
    return rows.table([home], SCHEMA)


def chart(options: Options) -> alt.LayerChart:
    """Ticks for the places 1 … units, the target zone shaded, home marked (a band if uncertain)."""
    return look.framed(
        layers(options),
        language=options.language,
        height=HEIGHT,
        padding={"left": 2, "top": 2, "right": 2, "bottom": 0},
    )


def layers(options: Options, line: float = LINE) -> list[alt.Chart]:
    """The parts of the strip with its places `line` px from the top, for use in a larger figure.

    They are drawn once for each row that has a `label`.
    """
    limit = [] if options.limit is None else [_zone(options, line), _limit(options, line)]
    return [
        *limit,
        _ticks(options, line),
        _place_numbers(options, line),
        _band(options, line),
        _home(options, line),
    ]


def _scale(options: Options) -> alt.Scale:
    return alt.Scale(domain=[0.5, options.units + 0.5], nice=False, zero=False)


def _x(options: Options, field: str) -> alt.X:
    return alt.X(field, axis=None, scale=_scale(options))


def _across(line: float, reach: float) -> dict[str, Any]:
    return {"y": alt.YValue(line - reach), "y2": alt.Y2Value(line + reach)}


def _places(options: Options) -> alt.Chart:
    return alt.Chart(alt.sequence(1, options.units + 1, as_="place"))


def _once() -> alt.Chart:
    return alt.Chart().transform_filter("isValid(datum.label)")


def _zone(options: Options, line: float) -> alt.Chart:
    return (
        _once()
        .mark_rect(color=palette.INSIDE, fillOpacity=0.22, aria=False)
        .encode(
            x=alt.XDatum(0.5, axis=None, scale=_scale(options)),
            x2=alt.X2Datum(options.limit + 0.5),
            tooltip=alt.TooltipValue(options.limit_label),
            **_across(line, 11),
        )
    )


def _limit(options: Options, line: float) -> alt.Chart:
    return (
        _once()
        .mark_rule(color=palette.CUT_LINE, strokeWidth=2, strokeDash=[4, 2], aria=False)
        .encode(
            x=alt.XDatum(options.limit + 0.5, axis=None, scale=_scale(options)), **_across(line, 14)
        )
    )


def _ticks(options: Options, line: float) -> alt.Chart:
    return (
        _places(options)
        .mark_rule(color=palette.OTHERS, strokeWidth=1.5, aria=False)
        .encode(x=_x(options, "place:Q"), **_across(line, 4))
    )


def _place_numbers(options: Options, line: float) -> alt.Chart:
    """The first place, the limit and the last place in figures under the line."""
    shown = sorted({1, options.limit or 1, options.units})
    return (
        _places(options)
        .transform_filter(alt.FieldOneOfPredicate(field="place", oneOf=shown))
        .mark_text(fontSize=11.5, baseline="top", color=look.QUIET, aria=False)
        .encode(x=_x(options, "place:Q"), y=alt.YValue(line + 14), text=alt.Text("place:Q"))
    )


def _band(options: Options, line: float) -> alt.Chart:
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
            # Without a band its empty group would be an image without a name; the figure has one.
            aria=False,
        )
        .encode(
            x=_x(options, "start:Q"),
            x2=alt.X2("end:Q"),
            tooltip=alt.Tooltip("label:N"),
            **_across(line, 7),
        )
    )


def _home(options: Options, line: float) -> alt.Chart:
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
            y=alt.YValue(line),
            tooltip=alt.Tooltip("label:N"),
            description=alt.Description("label:N"),
        )
    )
