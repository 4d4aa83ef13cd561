"""What can be moved, and where it would stand: one track per lever from nothing to its maximum."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows, tracks

# The score of the unit on the cut line, the mean of the k best others, home's score, and home's in
# the scenario, null where it does not move. Before them the band: the lowest and the highest known
# score of all units.
MARKS = ("cut_line", "target_mean", "now", "then")
MEASURES = ("worst", "best", *MARKS)
KEYS = tuple(f"{measure}_key" for measure in (*MEASURES, "max_score"))

# One row per lever, in the order given.
SCHEMA = pa.schema(
    [
        *tracks.columns(MEASURES),
        ("max_score", pa.float64()),  # end of the track
        ("max_score_text", pa.string()),
        ("figure", pa.string()),  # what stands at the right: '9,08 → 10,58/22'
        *((name, pa.string()) for name in KEYS),
    ]
)

# The shape and the colour of each kind of mark. Home now and home then differ in shape.
LOOKS = {**lines.TARGET_LOOKS, "now": ("circle", look.HOME), "then": ("diamond", look.HOME)}


@dataclass(frozen=True)
class Words:
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
class Options(tracks.Options):
    """As of every figure of tracks."""

    MARKS = MARKS
    LEFT = 4

    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        end = max(table["max_score"].to_pylist(), default=1.0)
        return cls(rows=table.num_rows, max_score=end, language=language, words=words)


def table(levers: Any, *, decimals: int, language: str) -> pa.Table:
    """The tracks, in the order of the rows given.

    levers: indicator_code, name_vi, name_en, max_score, worst, best, now, then, cut_line,
    target_mean, and the keys of the figures, which may be absent.
    """
    return rows.table(
        (_row(lever, line, decimals, language) for line, lever in enumerate(rows.records(levers))),
        SCHEMA,
    )


def _row(lever: dict[str, Any], line: int, decimals: int, language: str) -> dict[str, Any]:
    drawn = tracks.row(lever, line, MEASURES, decimals, language)
    end = rows.short_text(lever["max_score"], language)
    then = "" if drawn["then"] is None else f" → {drawn['then_text']}"
    return drawn | {
        "max_score": float(lever["max_score"]),
        "max_score_text": end,
        "figure": f"{drawn['now_text']}{then}/{end}",
        **{name: lever.get(name) for name in KEYS},
    }


def chart(options: Options) -> alt.LayerChart:
    """Tracks with a band from the worst to the best unit, and marks for home and the target."""
    layers = [
        tracks.bars(options, "zero", "max_score", look.TRACK),
        tracks.bars(options, "worst", "best", palette.OTHERS, opacity=0.45),
        _ends(options),
        *lines.texts(tracks.base(options), rows=options.rows, left=options.LEFT),
        lines.to_point_at(
            tracks.base(options),
            said="datum.name + ': ' + datum.figure",
            tooltip=_tooltip(options),
            rows=options.rows,
        ),
        # Over the rows, so that a mark answers for itself.
        _marks(options),
    ]
    return lines.framed(layers, language=options.language, height=tracks.ROW * options.rows)


def _marks(options: Options) -> alt.Chart:
    """Each kind has its shape and its lane: over the band, or across it."""
    return lines.marks(
        tracks.base(options),
        said=options.marks,
        looks=LOOKS,
        lane="datum.row + 0.66 + (datum.measure == 'target_mean' ? -0.2 : 0)",
        size=look.by_case(
            alt.SizeValue,
            110,
            ("datum.measure == 'cut_line'", 190),
            ("datum.measure == 'then'", 230),
        ),
        x=tracks.x(options, "value:Q"),
        rows=options.rows,
        tooltip=_tooltip(options),
    )


def _ends(options: Options) -> alt.Chart:
    """An upright at the maximum."""
    return (
        tracks.base(options)
        .mark_rule(color=look.INK, strokeWidth=1.5, aria=False)
        .encode(
            x=tracks.x(options, "max_score:Q"),
            y=look.row_place("upper:Q", options.rows),
            y2=alt.Y2("lower:Q"),
        )
    )


def _tooltip(options: Options) -> list[alt.Tooltip]:
    words = options.words
    said = options.marks | {"worst": words.worst, "best": words.best, "max_score": words.max_score}
    return [
        alt.Tooltip("name:N", title=words.component),
        *(alt.Tooltip(f"{measure}_text:N", title=text) for measure, text in said.items()),
    ]
