"""Ranks over the editions of one period type: every unit a line, rank 1 on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import fit, look, palette, rows, timeline
from rankings.words.order import sort_key

SCHEMA = timeline.schema("rank", "score")

MOST_LINES = 80
FEW = 40  # ranks up to which a rank has a row of its own
ROW, LOW_ROW = 16.0, 10.0  # px of height per rank: of few ranks, of many
LABELS_APART = 15.0  # px between two names
LABELLED = ("at", "rank", "track", "unit_code", "name", "role", "near")  # of a label
HEADER = 26  # px above the first rank, for the key


@dataclass(frozen=True)
class Words(timeline.Words):
    """What is written on the figure, in the language of the page."""

    zone: str  # Nhóm 10 dẫn đầu; empty: there is no target


@dataclass(frozen=True)
class Options(timeline.Options):
    """ranks: the last rank there can be."""

    LEFT, RIGHT = 30, 132

    ranks: int
    words: Words

    @classmethod
    def for_table(
        cls, table: pa.Table, columns: Sequence[Mapping[str, Any]], *, language: str, words: Words
    ) -> "Options":
        """The options that fit a table made by `table`, and its columns."""
        last = [int(figure.split("/")[1]) for figure in table["figure"].to_pylist() if figure]
        return cls(
            ranks=max(last, default=1), ends=timeline.ends(columns), language=language, words=words
        )

    @property
    def row(self) -> float:
        """px of height per rank."""
        return row_height(self.ranks)

    @property
    def height(self) -> float:
        """px of the drawing with its key and its dates."""
        return HEADER + self.row * self.ranks + timeline.FOOT


def row_height(ranks: int) -> float:
    """px of height per rank."""
    return ROW if ranks <= FEW else LOW_ROW


def table(
    points: Sequence[Mapping[str, Any]],
    columns: Sequence[Mapping[str, Any]],
    *,
    limit: int | None,
    decimals: int,
    language: str,
    limit_key: str | None = None,
) -> pa.Table:
    """The rows of the figure.

    points: edition_id, track, unit_code, name, role, rank, units, score, before (edition of the
    point it is joined with, or None), passed (the line passes over editions), segment, mark, note,
    evidence_key, score_key; a point without a rank is left out. limit_key: of the target. columns:
    edition_id, label, year, period, gap, hole and target (True: the rank limit holds there), oldest
    first. Raises ValueError for more than MOST_LINES lines in one column, and for two points of one
    track there.
    """
    found = timeline.points(points, columns, "rank")
    _check([row["given"] for row in found])
    for row in found:
        given = row["given"]
        row["figure"] = f"{given['rank']}/{given['units']}"
        row["score_text"] = rows.number_text(given["score"], decimals, language)
        row["score_key"] = given.get("score_key")
    ranks = max((row["given"]["units"] for row in found), default=1)
    labels = _labels(found, columns, ranks)
    zones = [] if limit is None else _zones(columns, limit)
    zones = [zone | {"evidence_key": limit_key} for zone in zones]
    return rows.table([*zones, *found, *labels, *timeline.date_rows(columns)], SCHEMA)


def _check(points: Sequence[Mapping[str, Any]]) -> None:
    by_edition: dict[str, list[str]] = {}
    for point in points:
        by_edition.setdefault(point["edition_id"], []).append(point["track"])
    for edition_id, tracks in by_edition.items():
        if len(tracks) > MOST_LINES:
            raise ValueError(f"{len(tracks)} lines in {edition_id}, at most {MOST_LINES}")
        if len(set(tracks)) < len(tracks):
            raise ValueError(f"two points of one line in {edition_id}")


def _labels(
    points: list[dict[str, Any]], columns: Sequence[Mapping[str, Any]], ranks: int
) -> list[dict[str, Any]]:
    """Names at the right for lines that reach the last part; inside it for those in colour that end
    before it, and where home and what it was merged from end a part.

    Others are named where they reach the last column, and only where there is width for it; those
    next to home always.
    """
    places = timeline.layout(columns)
    starts = [0.0, *(places[c["edition_id"]] for c in columns[1:] if c["gap"])]
    end = max(places.values(), default=0.0)
    right, inner = [], []
    for row in points:
        if row["at"] >= starts[-1]:
            if row["last"] and (row["role"] != "others" or row["at"] == end):
                right.append(row)
        elif row["last"] and row["role"] != "others":
            inner.append(row | {"level": 0})
        elif row["role"] in ("home", "predecessor") and _ends_its_part(row, points, starts):
            inner.append(row | {"level": 1})
    return [
        *_placed(right, "label", ranks, lambda row: f"{row['rank']:.0f}  {row['name']}"),
        *_inner_labels(inner, columns, ranks),
    ]


def _inner_labels(
    named: list[dict[str, Any]], columns: Sequence[Mapping[str, Any]], ranks: int
) -> list[dict[str, Any]]:
    """Names inside the figure: apart within a column; of two that would overlap the later stays."""
    by_column: dict[float, list[dict[str, Any]]] = {}
    for row in named:
        by_column.setdefault(row["at"], []).append(row)
    found: list[dict[str, Any]] = []
    for at in sorted(by_column, reverse=True):
        for label in _placed(by_column[at], "inner", ranks, lambda row: row["name"]):
            label["level"] = _free_level(label, found, columns, ranks)
            found.append(label)
    return found


def _free_level(
    label: dict[str, Any],
    others: Sequence[dict[str, Any]],
    columns: Sequence[Mapping[str, Any]],
    ranks: int,
) -> int:
    """From which width on a name inside the figure is written; 2: it is not."""
    near = [
        other
        for other in others
        if other["at"] != label["at"]
        and abs(other["label_at"] - label["label_at"]) * row_height(ranks) < LABELS_APART
    ]
    if label["level"] == 0 and not any(other["level"] == 0 for other in near):
        return 0
    low, high = timeline.ends(columns)
    scale = timeline.WIDE_ROOM / (high - low)
    widths = {id(o): fit.text_width(o["text"], look.LEGEND_SIZE, bold=True) for o in near}
    own = fit.text_width(label["text"], look.LEGEND_SIZE, bold=True)
    clear = all(
        abs(other["at"] - label["at"]) * scale >= (widths[id(other)] + own) / 2
        for other in near
        if other["level"] < 2
    )
    return 1 if clear else 2


def _ends_its_part(
    row: dict[str, Any], points: list[dict[str, Any]], starts: Sequence[float]
) -> bool:
    """No later point of the line stands before the next gap."""
    end = min((start for start in starts if start > row["at"]), default=float("inf"))
    return not any(
        other["track"] == row["track"] and row["at"] < other["at"] < end for other in points
    )


def _placed(named: list[dict[str, Any]], kind: str, ranks: int, text: Any) -> list[dict[str, Any]]:
    """The labels, pushed apart: none overlaps another, whichever of them are written."""
    apart = LABELS_APART / row_height(ranks)
    # Names in colour come first among equals.
    named = sorted(
        named, key=lambda row: (row["rank"], row["role"] == "others", sort_key(row["name"]))
    )
    places = timeline.spread([row["rank"] for row in named], apart, 1.0, float(ranks))
    return [
        {
            "kind": kind,
            "text": text(row),
            "label_at": place,
            "level": row.get("level", int(row["role"] == "others" and not row["near"])),
            **{name: row[name] for name in LABELLED},
            "evidence_key": row["evidence_key"],
        }
        for row, place in zip(named, places, strict=True)
    ]


def _zones(columns: Sequence[Mapping[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Where the rank limit holds: one row for each part without a gap."""
    places = timeline.layout(columns)
    found: list[dict[str, Any]] = []
    open_zone = False
    for column in columns:
        at = places[column["edition_id"]]
        if not column["target"]:
            open_zone = False
            continue
        if not open_zone or column["gap"]:
            found.append({"kind": "zone", "from_at": at - timeline.MARGIN, "rank": float(limit)})
        found[-1]["at"] = at + timeline.MARGIN
        open_zone = True
    return found


def chart(options: Options) -> alt.LayerChart:
    """The lines over the ranks inside the target, with gaps where no line goes."""
    bottom = options.height - timeline.FOOT
    return timeline.chart(
        options,
        partial(_y, options),
        "rank",
        "score",
        across=options.row,
        under=[*_zone(options), *timeline.gaps(options.x, HEADER, bottom)],
        on_names=_inner(options),
    )


def _y(options: Options, field: str) -> alt.Y:
    scale = alt.Scale(
        domain=[0.5, options.ranks + 0.5],
        range=[HEADER, options.height - timeline.FOOT],
        nice=False,
        zero=False,
    )
    values = [1, *range(5, options.ranks - 1, 5), options.ranks]
    axis = alt.Axis(title=None, values=values, grid=False, format="d")
    return alt.Y(field, axis=axis, scale=scale)


def _zone(options: Options) -> list[alt.Chart]:
    """The ranks inside the target, the line under the last of them, and the key of both."""
    if not options.words.zone:
        return []
    left = options.LEFT
    zone = timeline.rows_of("zone").transform_calculate(line="datum.rank + 0.5", top="0.5")
    dash: dict[str, Any] = {
        "color": palette.CUT_LINE,
        "strokeWidth": 1.75,
        "strokeDash": [5, 3],
        "aria": False,
    }
    once = zone.transform_aggregate(zones="count()").transform_filter("datum.zones > 0")
    return [
        zone.mark_rect(color=palette.INSIDE, opacity=0.13, aria=False).encode(
            x=options.x("from_at:Q"), x2=alt.X2("at:Q"), y=_y(options, "top:Q"), y2=alt.Y2("line:Q")
        ),
        zone.mark_rule(**dash).encode(
            x=options.x("from_at:Q"), x2=alt.X2("at:Q"), y=_y(options, "line:Q")
        ),
        once.mark_rect(color=palette.INSIDE, opacity=0.3, aria=False).encode(
            x=alt.XValue(left), x2=alt.X2Value(left + 22), y=alt.YValue(2), y2=alt.Y2Value(14)
        ),
        once.mark_rule(**dash).encode(
            x=alt.XValue(left), x2=alt.X2Value(left + 22), y=alt.YValue(15)
        ),
        once.mark_text(
            align="left", baseline="middle", fontSize=look.LEGEND_SIZE, color=look.INK, aria=False
        ).encode(x=alt.XValue(left + 28), y=alt.YValue(9), text=alt.TextValue(options.words.zone)),
    ]


def _inner(options: Options) -> list[alt.Chart]:
    """Names of lines in colour that end before the last part, over their last point."""
    text: dict[str, Any] = {
        "align": "center",
        "baseline": "bottom",
        "dy": -7,
        "fontSize": look.LEGEND_SIZE,
        "aria": False,
    }
    named = timeline.rows_of("inner").transform_filter(
        f"datum.level == 0 || (datum.level == 1 && width >= {timeline.WIDE})"
    )
    place = {"x": options.x("at:Q"), "y": _y(options, "label_at:Q"), "text": alt.Text("text:N")}
    return [
        named.mark_text(color=look.GROUND, stroke=look.GROUND, strokeWidth=4, **text).encode(
            **place
        ),
        named.mark_text(color=look.INK, fontWeight="bold", **text).encode(**place),
    ]
