"""Scores over the editions of one method: home, the cut line and peers in colour, the rest grey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows, timeline
from rankings.words.order import sort_key

SCHEMA = timeline.schema("score", "rank")

DRAWING = 360.0  # px from the highest score to the lowest
TOP = 8
ACROSS = 11.0  # px of what answers to the pointer round a point: scores lie close
LABELS_APART = 17.0  # px between two names
CUT = "cut"


class Words(timeline.Words):
    """What is written on the figure, in the language of the page."""


@dataclass(frozen=True)
class Options(timeline.Options):
    """domain: ends of the score axis, None where there is no score."""

    LEFT, RIGHT = 40, 142

    domain: tuple[float, float] | None
    words: Words

    @classmethod
    def for_table(
        cls, table: pa.Table, columns: Sequence[Mapping[str, Any]], *, language: str, words: Words
    ) -> "Options":
        """The options that fit a table made by `table`, and its columns."""
        return cls(
            domain=look.round_ends(table["score"].to_pylist()),
            ends=timeline.ends(columns),
            language=language,
            words=words,
        )

    @property
    def height(self) -> float:
        """px of the drawing with its dates."""
        return TOP + DRAWING + timeline.FOOT


def table(
    points: Sequence[Mapping[str, Any]],
    columns: Sequence[Mapping[str, Any]],
    *,
    cut: Mapping[str, tuple[Any, str | None]],
    cut_name: str,
    decimals: int,
    language: str,
) -> pa.Table:
    """The rows of the figure.

    points and columns: as for `over_time_ranks.table`, of one method and scheme; a point without a
    score is left out. cut: edition -> the cut line where it is known exactly, and its key. Raises
    ValueError where a gap says that the columns cannot be compared.
    """
    if any(column["gap"] for column in columns):
        raise ValueError("scores of two methods in one figure")
    found = timeline.points(points, columns, "score")
    for row in found:
        given = row["given"]
        known = given["rank"] is not None
        row["figure"] = rows.number_text(given["score"], decimals, language)
        row["rank_text"] = f"{given['rank']}/{given['units']}" if known else rows.EN_DASH
        row["rank_key"] = given.get("rank_key")
    line = _cut_rows(columns, cut, cut_name, decimals, language)
    labels = _labels([row for row in [*found, *line] if row["last"] and row["role"] != "others"])
    placed = _placed(labels, look.round_ends([row["score"] for row in [*found, *line]]))
    return rows.table([*found, *line, *placed, *timeline.date_rows(columns)], SCHEMA)


def _cut_rows(
    columns: Sequence[Mapping[str, Any]],
    cut: Mapping[str, Any],
    name: str,
    decimals: int,
    language: str,
) -> list[dict[str, Any]]:
    """The cut line, joined over editions in which nobody can know it."""
    places = timeline.layout(columns)
    order = [column["edition_id"] for column in columns]
    known = [edition_id for edition_id in order if edition_id in cut]
    period = {column["edition_id"]: column["period"] for column in columns}
    found = []
    for number, edition_id in enumerate(known):
        before = known[number - 1] if number else None
        passed = before is not None and order.index(edition_id) - order.index(before) > 1
        found.append(
            {
                "kind": CUT,
                "at": places[edition_id],
                "from_at": None if before is None else places[before],
                "score": float(cut[edition_id][0]),
                "from_score": None if before is None else float(cut[before][0]),
                "evidence_key": cut[edition_id][1],
                "dashed": passed,
                "track": CUT,
                "name": name,
                "role": CUT,
                "mark": "known",
                "last": edition_id == known[-1],
                "period": period[edition_id],
                "figure": rows.number_text(cut[edition_id][0], decimals, language),
            }
        )
    return found


def _labels(newest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(newest, key=lambda row: (-row["score"], sort_key(row["name"])))


def _placed(
    named: list[dict[str, Any]], domain: tuple[float, float] | None
) -> list[dict[str, Any]]:
    """The labels, pushed apart in px and said as scores again."""
    if domain is None:
        return []
    low, high = domain
    scale = DRAWING / (high - low)
    wanted = [(high - row["score"]) * scale for row in named]
    places = timeline.spread(wanted, LABELS_APART, 0.0, DRAWING)
    return [
        {
            "kind": "label",
            "text": f"{row['figure']}  {row['name']}",
            "label_at": high - place / scale,
            "level": 0,
            **{name: row.get(name) for name in ("at", "score", "track", "unit_code", "name")},
            "role": row["role"],
            "evidence_key": row["evidence_key"],
        }
        for row, place in zip(named, places, strict=True)
    ]


def chart(options: Options) -> alt.LayerChart:
    """The lines, and the cut line among them."""
    y_of = partial(_y, options)
    return timeline.chart(options, y_of, "score", "rank", across=ACROSS, on_lines=_cut(options))


def _y(options: Options, field: str) -> alt.Y:
    scale = alt.Scale(
        domain=list(options.domain or (0, 1)), range=[TOP + DRAWING, TOP], nice=False, zero=False
    )
    axis = alt.Axis(title=None, format="~r", tickCount=6, grid=True)
    return alt.Y(field, axis=None if options.domain is None else axis, scale=scale)


def _cut(options: Options) -> list[alt.Chart]:
    """The cut line: dashed as everywhere, with an upright mark in each edition."""
    cut = timeline.rows_of(CUT)
    return [
        cut.transform_filter("isValid(datum.from_at)")
        .mark_rule(color=palette.CUT_LINE, strokeWidth=2, strokeDash=[5, 3], aria=False)
        .encode(
            x=options.x("from_at:Q"),
            x2=alt.X2("at:Q"),
            y=_y(options, "from_score:Q"),
            y2=alt.Y2("score:Q"),
        ),
        cut.mark_point(
            shape="square", filled=True, size=45, color=palette.CUT_LINE, opacity=1, aria=False
        ).encode(x=options.x("at:Q"), y=_y(options, "score:Q")),
    ]
