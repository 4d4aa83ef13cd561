"""The cut line and home over time, and the range in which the cut line may lie ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows

# Rows of several kinds.
SCHEMA = pa.schema(
    [
        # line, home (an edition that has come), band (a day ahead), home_ahead (home at the last
        # day ahead), date_left, date_middle, date_right (what stands below)
        ("kind", pa.string()),
        ("at", pa.float64()),  # days from the first edition
        ("value", pa.float64()),  # score; of a band and of home_ahead the middle
        # The percentiles 5, 25, 75 and 95.
        *((name, pa.float64()) for name in ("low", "near", "far", "high")),
        ("day", pa.string()),  # in words
        ("figure", pa.string()),  # '63,97'
    ]
)
HEIGHT = 300
RIGHT = 0.04  # of the width, kept free behind the last day


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    home: str  # Đắk Lắk
    line: str  # Điểm ngưỡng
    wide: str  # 90% khả năng
    narrow: str  # 50% khả năng
    forecast: str  # Dự báo


@dataclass(frozen=True)
class Options:
    """domain: ends of the score axis; last: days from the first edition to the last day ahead."""

    domain: tuple[float, float]
    now: float
    last: float
    language: str
    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        found = table.to_pylist()
        values = [row[name] for row in found for name in ("value", "low", "high")]
        past = [row["at"] for row in found if row["kind"] == "home"]
        return cls(
            domain=look.round_ends(values),
            now=max(past),
            last=max(row["at"] for row in found),
            language=language,
            words=words,
        )


def table(
    past: Sequence[Mapping[str, Any]],
    ahead: Sequence[Mapping[str, Any]],
    *,
    decimals: int,
    language: str,
) -> pa.Table:
    """The rows of the figure.

    past: day, label, home, line of each edition, oldest first. ahead: day, label, and the
    percentiles 5, 25, 50, 75 and 95 of `line` and `home`, the nearest day first. Raises ValueError
    where either is empty.
    """
    if not past or not ahead:
        raise ValueError("a fan needs editions that have come and days ahead")
    first = past[0]["day"]
    found: rows.Records = []
    for one in past:
        at = (one["day"] - first).days
        found.extend(
            _row(kind, at, one["label"], one[kind], decimals, language)
            for kind in ("line", "home")
            if one[kind] is not None
        )
    newest = past[-1]
    if newest["line"] is not None:
        ends = (float(newest["line"]),) * 5
        at = (newest["day"] - first).days
        found.append(_band("band", at, newest["label"], ends, decimals, language))
    for one in ahead:
        at = (one["day"] - first).days
        found.append(_band("band", at, one["label"], one["line"], decimals, language))
    last = ahead[-1]
    at = (last["day"] - first).days
    found.append(_band("home_ahead", at, last["label"], last["home"], decimals, language))
    found += _dates([past[0], newest, last], first)
    return rows.table(found, SCHEMA)


def chart(options: Options) -> alt.LayerChart:
    """Bands of the cut line ahead, lines of what has come, home at the day ahead as a bar."""
    words = options.words
    x, y = _x(options), _y(options, "value:Q")
    line, home, band, ahead = (_of(kind) for kind in ("line", "home", "band", "home_ahead"))
    upright = (
        alt.Chart().transform_filter("datum.kind == 'home'").transform_aggregate(now="max(at)")
    )
    layers = [
        band.mark_area(color=palette.CUT_LINE, opacity=0.15, aria=False).encode(
            x=x, y=_y(options, "low:Q"), y2=alt.Y2("high:Q")
        ),
        band.mark_area(color=palette.CUT_LINE, opacity=0.25, aria=False).encode(
            x=x, y=_y(options, "near:Q"), y2=alt.Y2("far:Q")
        ),
        upright.mark_rule(color=look.QUIET, strokeDash=[2, 3], aria=False).encode(
            x=alt.X("now:Q", axis=None, scale=_scale(options)),
            y=alt.YValue(0),
            y2=alt.Y2Value(HEIGHT - 20),
        ),
        band.mark_line(color=palette.CUT_LINE, strokeDash=[2, 3], aria=False).encode(x=x, y=y),
        line.mark_line(color=palette.CUT_LINE, strokeDash=[5, 3], aria=False).encode(x=x, y=y),
        line.mark_point(
            color=palette.CUT_LINE, shape="square", filled=True, size=45, opacity=1
        ).encode(x=x, y=y, tooltip=_tooltip(words.line)),
        home.mark_line(color=look.HOME, aria=False).encode(x=x, y=y),
        home.mark_point(color=look.HOME, filled=True, size=55, opacity=1).encode(
            x=x, y=y, tooltip=_tooltip(words.home)
        ),
        ahead.mark_rule(color=look.HOME, strokeWidth=2, aria=False).encode(
            x=x, y=_y(options, "low:Q"), y2=alt.Y2("high:Q")
        ),
        ahead.mark_point(color=look.HOME, filled=False, size=70, strokeWidth=2).encode(
            x=x, y=y, tooltip=_tooltip(words.home)
        ),
        *_names(options),
        *_below(options),
    ]
    return look.framed(layers, language=options.language, height=HEIGHT)


def _names(options: Options) -> list[alt.Chart]:
    """The legend, written above the figure: shape and word, not colour alone."""
    words = options.words
    texts = [
        f"● {words.home}",
        f"■ {words.line}",
        f"▒ {words.forecast}: {words.narrow}, {words.wide}",
    ]
    return [
        alt.Chart()
        .transform_filter("datum.kind == 'home_ahead'")
        .mark_text(align="left", baseline="top", fontSize=look.SMALL, color=look.INK, aria=False)
        .encode(x=alt.XValue(4), y=alt.YValue(4 + 17 * number), text=alt.TextValue(text))
        for number, text in enumerate(texts)
    ]


def _dates(shown: Sequence[Mapping[str, Any]], first: Any) -> list[dict[str, Any]]:
    """The first edition, the newest and the last day ahead, as they are written below."""
    return [
        {"kind": f"date_{place}", "at": float((one["day"] - first).days), "day": one["label"]}
        for place, one in zip(("left", "middle", "right"), shown, strict=True)
    ]


def _below(options: Options) -> list[alt.Chart]:
    """The dates; the one in the middle goes where there is no room for three."""
    found = []
    for place, align in (("left", "left"), ("middle", "center"), ("right", "right")):
        chart = _of(f"date_{place}")
        if place == "middle":
            chart = chart.transform_filter("width > 330")
        found.append(
            chart.mark_text(
                align=align, baseline="bottom", fontSize=look.SMALL, color=look.QUIET, aria=False
            ).encode(x=_x(options), y=alt.YValue(HEIGHT - 2), text=alt.Text("day:N"))
        )
    return found


def _of(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.kind == '{kind}'")


def _tooltip(name: str) -> list[alt.Tooltip]:
    return [alt.Tooltip("day:N", title=name), alt.Tooltip("figure:N", title=name)]


def _scale(options: Options) -> alt.Scale:
    return alt.Scale(domain=[0, options.last * (1 + RIGHT) or 1], nice=False, zero=False)


def _x(options: Options) -> alt.X:
    return alt.X("at:Q", axis=None, scale=_scale(options))


def _y(options: Options, field: str) -> alt.Y:
    # Room above for the three lines of the legend, below for the dates.
    low, high = options.domain
    domain = [low - (high - low) * 0.1, high + (high - low) * 0.3]
    axis = alt.Axis(title=None, format="~r", tickCount=6, grid=True)
    return alt.Y(field, axis=axis, scale=alt.Scale(domain=domain, nice=False, zero=False))


def _row(
    kind: str, at: float, day: str, value: Any, decimals: int, language: str
) -> dict[str, Any]:
    figure = rows.number_text(value, decimals, language)
    return {"kind": kind, "at": float(at), "value": float(value), "day": day, "figure": figure}


def _band(
    kind: str, at: float, day: str, ends: Sequence[float], decimals: int, language: str
) -> dict[str, Any]:
    low, near, middle, far, high = ends
    row = _row(kind, at, day, middle, decimals, language)
    return row | {"low": low, "near": near, "far": far, "high": high}
