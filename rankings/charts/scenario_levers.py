"""What can be moved, and where it would stand: one track per lever from nothing to its maximum.

Columns of `levers_table` (one row per lever, in the order given):
    row             int     line, from 0
    indicator_code  string
    name            string  in the language asked for
    worst, best     float   the lowest and highest known score of all units: the band; null: unknown
    max_score       float   end of the track
    now             float   home's score
    then            float   home's score in the scenario; null where it does not move
    cut_line        float   the score of the unit on the cut line; null: not known
    target_mean     float   mean of the k best others; null: not known
    …_text          string  each of these in the language ('–' where not known)
    figure          string  what stands at the right: '9,08 → 10,58/22'
    …_key           string  name the figures: now_key, then_key, max_score_key …
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows

MARKS = ("cut_line", "target_mean", "now", "then")
MEASURES = ("worst", "best", *MARKS)

SCHEMA = pa.schema(
    [
        ("row", pa.int32()),
        ("indicator_code", pa.string()),
        ("name", pa.string()),
        *((measure, pa.float64()) for measure in (*MEASURES, "max_score")),
        *((f"{measure}_text", pa.string()) for measure in (*MEASURES, "max_score")),
        ("figure", pa.string()),
        *((f"{measure}_key", pa.string()) for measure in (*MEASURES, "max_score")),
    ]
)

KEYS = tuple(f"{measure}_key" for measure in (*MEASURES, "max_score"))

ROW = 58  # px of height per lever

# The shape and the colour of each kind of mark. Home now and home then differ in shape.
LOOKS = {
    **lines.TARGET_LOOKS,
    "now": ("circle", palette.HOME),
    "then": ("diamond", palette.HOME),
}


@dataclass(frozen=True)
class LeversWords:
    """What is written on the figure, in the language of the page.

    cut_line and target_mean are empty where there is no target; then they are not drawn.
    """

    component: str  # Nhóm chỉ số
    now: str  # Đắk Lắk hiện nay
    then: str  # Đắk Lắk theo phương án
    cut_line: str  # Thái Nguyên (ngưỡng nhóm 10)
    target_mean: str  # Bình quân nhóm 10 dẫn đầu (không tính Đắk Lắk)
    worst: str  # Tỉnh thấp nhất
    best: str  # Tỉnh cao nhất
    max_score: str  # Điểm tối đa


@dataclass(frozen=True)
class LeversOptions:
    """rows: levers drawn; max_score: where the scale ends."""

    rows: int
    max_score: float
    language: str
    words: LeversWords

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: LeversWords) -> "LeversOptions":
        """The options that fit a table of `levers_table`."""
        end = max(table["max_score"].to_pylist(), default=1.0)
        return cls(rows=table.num_rows, max_score=end, language=language, words=words)

    @property
    def marks(self) -> dict[str, str]:
        """The measures to mark, as measure -> what it is called."""
        return lines.named(self.words, MARKS)


def levers_table(levers: Any, *, decimals: int, language: str) -> pa.Table:
    """The tracks, in the order of the rows given.

    levers: indicator_code, name_vi, name_en, max_score, worst, best, now, then, cut_line,
    target_mean, and the keys of the figures, which may be absent.
    """
    return rows.table(
        (_row(lever, line, decimals, language) for line, lever in enumerate(rows.records(levers))),
        SCHEMA,
    )


def _row(lever: dict[str, Any], line: int, decimals: int, language: str) -> dict[str, Any]:
    values = {measure: lever.get(measure) for measure in MEASURES}
    texts = {m: rows.number_text(values[m], decimals, language) for m in MEASURES}
    end = rows.short_text(lever["max_score"], language)
    moved = values["then"] is not None
    return {
        "row": line,
        "indicator_code": lever["indicator_code"],
        "name": rows.name(lever, language),
        **{measure: rows.number(value) for measure, value in values.items()},
        "max_score": float(lever["max_score"]),
        **{f"{measure}_text": text for measure, text in texts.items()},
        "max_score_text": end,
        "figure": f"{texts['now']} → {texts['then']}/{end}" if moved else f"{texts['now']}/{end}",
        **{name: lever.get(name) for name in KEYS},
    }


def levers_chart(options: LeversOptions) -> alt.LayerChart:
    """Tracks with a band from the worst to the best unit, and marks for home and the target."""
    layers = [
        _band(options, "zero", "max_score", look.TRACK),
        _band(options, "worst", "best", palette.OTHERS, opacity=0.45),
        _ends(options),
        *lines.texts(_lines(), rows=options.rows, left=4),
        _rows_to_point_at(options),
        # Over the rows, so that a mark answers for itself.
        _marks(options),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _lines() -> alt.Chart:
    return alt.Chart().transform_calculate(
        below="datum.row + 1",
        text_at="datum.row + 0.22",
        upper="datum.row + 0.55",
        lower="datum.row + 0.77",
        zero="0",
    )


def _x(options: LeversOptions, field: str) -> alt.X:
    scale = alt.Scale(
        # Room for a mark that stands at the very end.
        range=[4, look.from_right(8)],
        domain=[0, options.max_score],
        nice=False,
    )
    return alt.X(field, axis=None, scale=scale)


def _band(
    options: LeversOptions, start: str, end: str, colour: Any, opacity: float = 1
) -> alt.Chart:
    return lines.bars(
        _lines().transform_filter(f"isValid(datum.{start}) && isValid(datum.{end})"),
        x=_x(options, f"{start}:Q"),
        end=end,
        rows=options.rows,
        color=colour,
        opacity=opacity,
        cornerRadius=3,
        aria=False,
    )


def _ends(options: LeversOptions) -> alt.Chart:
    """An upright at the maximum."""
    return (
        _lines()
        .mark_rule(color=look.INK, strokeWidth=1.5, aria=False)
        .encode(
            x=_x(options, "max_score:Q"),
            y=look.row_place("upper:Q", options.rows),
            y2=alt.Y2("lower:Q"),
        )
    )


def _marks(options: LeversOptions) -> alt.Chart:
    """Each kind has its shape and its lane: over the band, or across it."""
    return lines.marks(
        _lines(),
        said=options.marks,
        looks=LOOKS,
        lane="datum.row + 0.66 + (datum.measure == 'target_mean' ? -0.2 : 0)",
        size=look.by_case(
            alt.SizeValue,
            110,
            ("datum.measure == 'cut_line'", 190),
            ("datum.measure == 'then'", 230),
        ),
        x=_x(options, "value:Q"),
        rows=options.rows,
        tooltip=_tooltip(options),
    )


def _rows_to_point_at(options: LeversOptions) -> alt.Chart:
    return lines.to_point_at(
        _lines(),
        said="datum.name + ': ' + datum.figure",
        tooltip=_tooltip(options),
        rows=options.rows,
    )


def _tooltip(options: LeversOptions) -> list[alt.Tooltip]:
    words = options.words
    said = options.marks | {
        "worst": words.worst,
        "best": words.best,
        "max_score": words.max_score,
    }
    return [
        alt.Tooltip("name:N", title=words.component),
        *(alt.Tooltip(f"{measure}_text:N", title=text) for measure, text in said.items()),
    ]
