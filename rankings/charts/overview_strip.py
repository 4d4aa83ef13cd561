"""The strip of ranks on a card: where home stands between the first and the last place.

Drawn twice from one set of measures: on the page as HTML of our own, which stands there before
any script has come, and in the picture of a card (overview_card.py) as layers of its figure.
"""

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt

from rankings.charts import look, palette

# All in px; LINE: from the top to the line of places. The others reach so far up and down from it.
LINE = 16
HEIGHT = 46
ZONE, LIMIT, TICK, BAND = 11, 14, 4, 7
NUMBERS = 14  # from the line down to the top of the numbers
NUMBER_SIZE = 11.5
HOME_AREA = 230  # square px


@dataclass(frozen=True)
class Options:
    """units: how many places there are; limit: the rank limit (None: no target);
    limit_label: what the target zone says when pointed at."""

    units: int
    limit: int | None = None
    limit_label: str = ""


def html(options: Options, *, rank_low: int | None, rank_high: int | None, label: str) -> str:
    """The strip as HTML, as wide as the room it gets: ticks for the places 1 … units, the target
    zone shaded, home marked (a band where its place is not certain, nothing where not known).

    Its ink is that of the text around it, so it stands on light and dark. label: its text
    alternative, also what home says when pointed at.
    """
    parts = (
        []
        if options.limit is None
        else [
            _zone_html(options, options.limit),
            _limit_html(options, options.limit),
        ]
    )
    parts += [_ticks_html(options), *_numbers_html(options)]
    if rank_low is not None and rank_high is not None:
        parts.append(_home_html(options, rank_low, rank_high, label))
    style = f"position:relative;height:{HEIGHT}px;margin:0 2px"
    return f'<div role="img" aria-label="{escape(label)}" style="{style}">{"".join(parts)}</div>'


def _percent(options: Options, place: float) -> str:
    """Where a place lies across the strip; the first and the last keep half a place to the edge."""
    return f"{(place - 0.5) / options.units * 100:.3f}%"


def _ink(name: str, opacity: str = "") -> str:
    """Home's colour as the ground asks for it; browsers that know of no grounds take the first."""
    light, dark = f"{palette.HOME}{opacity}", f"{palette.HOME_ON_DARK}{opacity}"
    return f"{name}:{light};{name}:light-dark({light},{dark})"


def _part(style: str, *, title: str = "", text: str = "") -> str:
    told = f' title="{escape(title)}"' if title else ""
    return f'<span aria-hidden="true"{told} style="position:absolute;{style}">{text}</span>'


def _rows(reach: float) -> str:
    return f"top:{LINE - reach}px;height:{2 * reach}px"


def _zone_html(options: Options, limit: int) -> str:
    wide = _percent(options, limit + 0.5)
    style = f"left:0;width:{wide};{_rows(ZONE)};background:{palette.INSIDE};opacity:0.22"
    return _part(style, title=options.limit_label)


def _limit_html(options: Options, limit: int) -> str:
    x = _percent(options, limit + 0.5)
    dashes = f"repeating-linear-gradient({palette.CUT_LINE} 0 4px,transparent 4px 6px)"
    return _part(f"left:calc({x} - 1px);width:2px;{_rows(LIMIT)};background:{dashes}")


def _ticks_html(options: Options) -> str:
    tick = (
        "linear-gradient(90deg,transparent calc(50% - 0.75px),"
        f"{palette.OTHERS} 0 calc(50% + 0.75px),transparent 0)"
    )
    style = f"left:0;right:0;{_rows(TICK)};background:{tick}"
    return _part(f"{style};background-size:calc(100%/{options.units}) 100%;pointer-events:none")


def _numbers_html(options: Options) -> list[str]:
    style = f"top:{LINE + NUMBERS}px;transform:translateX(-50%);opacity:0.75"
    font = f"font-size:{NUMBER_SIZE}px;line-height:1"
    return [
        _part(f"left:{_percent(options, place)};{style};{font}", text=str(place))
        for place in _numbered(options)
    ]


def _home_html(options: Options, low: int, high: int, label: str) -> str:
    if low < high:
        style = (
            f"left:{_percent(options, low - 0.5)};width:{(high - low + 1) / options.units:.3%};"
            f"{_rows(BAND)};box-sizing:border-box;border-radius:6px;"
            f"border:2px solid;{_ink('border-color')};{_ink('background', '59')}"
        )
        return _part(style, title=label)
    radius = round(math.sqrt(HOME_AREA / math.pi) - 1, 2)
    style = (
        f"left:calc({_percent(options, low)} - {radius}px);width:{2 * radius}px;{_rows(radius)};"
        f"border-radius:50%;{_ink('background')};box-shadow:0 0 0 2px Canvas"
    )
    return _part(style, title=label)


def _numbered(options: Options) -> list[int]:
    """The places told in figures: the first, the limit and the last."""
    return sorted({1, options.limit or 1, options.units})


def layers(options: Options, line: float) -> list[alt.Chart]:
    """The parts of the strip with its places `line` px from the top, for use in a larger figure.

    They are drawn once for each row that has a `label`; such a row also has the best and the worst
    place that home can hold (`rank_low`, `rank_high`: null where nothing is known of it).
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
            **_across(line, ZONE),
        )
    )


def _limit(options: Options, line: float) -> alt.Chart:
    return (
        _once()
        .mark_rule(color=palette.CUT_LINE, strokeWidth=2, strokeDash=[4, 2], aria=False)
        .encode(
            x=alt.XDatum(options.limit + 0.5, axis=None, scale=_scale(options)),
            **_across(line, LIMIT),
        )
    )


def _ticks(options: Options, line: float) -> alt.Chart:
    return (
        _places(options)
        .mark_rule(color=palette.OTHERS, strokeWidth=1.5, aria=False)
        .encode(x=_x(options, "place:Q"), **_across(line, TICK))
    )


def _place_numbers(options: Options, line: float) -> alt.Chart:
    """The first place, the limit and the last place in figures under the line."""
    return (
        _places(options)
        .transform_filter(alt.FieldOneOfPredicate(field="place", oneOf=_numbered(options)))
        .mark_text(fontSize=NUMBER_SIZE, baseline="top", color=look.QUIET, aria=False)
        .encode(x=_x(options, "place:Q"), y=alt.YValue(line + NUMBERS), text=alt.Text("place:Q"))
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
            **_across(line, BAND),
        )
    )


def _home(options: Options, line: float) -> alt.Chart:
    return (
        alt.Chart()
        .transform_filter("isValid(datum.rank_low) && datum.rank_high == datum.rank_low")
        .mark_point(
            shape="circle",
            filled=True,
            size=HOME_AREA,
            color=palette.HOME,
            opacity=1,
            stroke=look.GROUND,
            strokeWidth=2,
        )
        .encode(
            x=_x(options, "rank_low:Q"),
            y=alt.YValue(line),
        )
    )
