"""Where home loses points: one track per component, with the marks that others have reached.

Columns of `component_gaps_table` (one row per component, in the order given):
    row             int     line, from 0
    indicator_code  string
    name            string  in the language asked for
    score           float   home's; null: not known
    max_score       float   end of the track: the maximum, 1 where only shares are published; null:
                            no track, for points whose maximum is not published
    cut_line        float   the score of the unit on the cut line; null: not known
    target_mean     float   mean of the k best others
    median          float   median of all units
    best            float   the highest score of all units
    …_text          string  each of these in the language ('–' where not known): score_text,
                            cut_line_text, target_mean_text, median_text, best_text
    figure          string  what stands at the right: '9,08/22', or '0,6807' without a maximum
    place           string  '28/34'; '' where the rank is not known
    evidence_key    string  names home's score; rank_key and ranked_units_key its place,
                            max_score_key the end of the track, cut_line_key … the marks
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows

MARKS = ("cut_line", "target_mean", "median", "best")
MEASURES = ("score", *MARKS)
KEYS = (
    "evidence_key",
    *(f"{name}_key" for name in (*MARKS, "max_score", "rank", "ranked_units")),
)

SCHEMA = pa.schema(
    [
        ("row", pa.int32()),
        ("indicator_code", pa.string()),
        ("name", pa.string()),
        *((measure, pa.float64()) for measure in MEASURES),
        ("max_score", pa.float64()),
        *((f"{measure}_text", pa.string()) for measure in MEASURES),
        ("figure", pa.string()),
        ("place", pa.string()),
        *((name, pa.string()) for name in KEYS),
    ]
)

ROW = 58  # px of height per component

# The shape and the colour of each kind of mark.
LOOKS = {
    "score": ("square", palette.HOME),
    **lines.TARGET_LOOKS,
    "median": ("triangle-up", palette.OTHERS),
    "best": ("diamond", look.INK),
}


@dataclass(frozen=True)
class ComponentGapsWords:
    """What is written on the figure, in the language of the page.

    cut_line and target_mean are empty where there is no target; then they are not drawn.
    """

    component: str  # Nhóm chỉ số
    home: str  # Đắk Lắk
    cut_line: str  # Thái Nguyên (ngưỡng nhóm 10)
    target_mean: str  # Bình quân nhóm 10 dẫn đầu (không tính Đắk Lắk)
    median: str  # Trung vị cả nước
    best: str  # Cao nhất
    rank: str  # thứ


@dataclass(frozen=True)
class ComponentGapsOptions:
    """rows: components drawn; max_score: where the scale ends (None: from the data)."""

    rows: int
    language: str
    words: ComponentGapsWords
    max_score: float | None = None

    @classmethod
    def for_table(
        cls, table: pa.Table, *, language: str, words: ComponentGapsWords
    ) -> "ComponentGapsOptions":
        """The options that fit a table of `component_gaps_table`."""
        ends = [end for name in ("max_score", *MEASURES) for end in table[name].to_pylist() if end]
        return cls(
            rows=table.num_rows, max_score=max(ends, default=1.0), language=language, words=words
        )

    @property
    def marks(self) -> dict[str, str]:
        """The measures to mark beside home, as measure -> what it is called."""
        return lines.named(self.words, MARKS)


def component_gaps_table(components: Any, *, decimals: int, language: str) -> pa.Table:
    """The tracks, in the order of the rows given.

    components: indicator_code, name_vi, name_en, score, max_score, cut_line (or cut_line_score),
    target_mean, median, best, rank, ranked_units, value_kind, and the keys of these figures
    (evidence_key, cut_line_key …), which may be absent. max_score null: the figures are
    shares of 1, or points of which nobody knows the most there can be (value_kind points, score).
    """
    return rows.table(
        (
            _row(component, line, decimals, language)
            for line, component in enumerate(rows.records(components))
        ),
        SCHEMA,
    )


def _row(component: dict[str, Any], line: int, decimals: int, language: str) -> dict[str, Any]:
    values = {measure: component.get(measure) for measure in MEASURES}
    if values["cut_line"] is None:
        values["cut_line"] = component.get("cut_line_score")
    texts = {m: rows.number_text(values[m], decimals, language) for m in MEASURES}
    maximum, rank = component.get("max_score"), component.get("rank")
    whole = 1.0 if component.get("value_kind", "share") == "share" else None
    of_maximum = "" if maximum is None else "/" + rows.short_text(maximum, language)
    return {
        "row": line,
        "indicator_code": component["indicator_code"],
        "name": rows.name(component, language),
        **{measure: rows.number(value) for measure, value in values.items()},
        **{f"{measure}_text": text for measure, text in texts.items()},
        "max_score": whole if maximum is None else float(maximum),
        **{name: component.get(name) for name in KEYS},
        "figure": texts["score"] + of_maximum,
        "place": ""
        if rank is None
        else f"{rank:.0f}/{rows.rank_text(component.get('ranked_units'))}",
    }


def component_gaps_chart(options: ComponentGapsOptions) -> alt.LayerChart:
    """Tracks with home's bar, and marks of different shapes for the others."""
    layers = [
        _bars(options, "max_score", look.TRACK),
        _bars(options, "score", palette.HOME),
        *_texts(options),
        _rows_to_point_at(options).add_params(look.EVIDENCE),
        # Over the rows, so that a mark answers for itself.
        _marks(options),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _lines() -> alt.Chart:
    return alt.Chart().transform_calculate(
        below="datum.row + 1",
        text_at="datum.row + 0.22",
        track_at="datum.row + 0.66",
        upper="datum.row + 0.55",
        lower="datum.row + 0.77",
        zero="0",
    )


def _x(options: ComponentGapsOptions, field: str) -> alt.X:
    scale = alt.Scale(
        # Room for a mark that stands at the very end.
        range=[2, look.from_right(8)],
        domainMin=0,
        domainMax=alt.Undefined if options.max_score is None else options.max_score,
        nice=False,
    )
    return alt.X(field, axis=None, scale=scale)


def _bars(options: ComponentGapsOptions, end: str, colour: Any) -> alt.Chart:
    return lines.bars(
        _lines().transform_filter(f"isValid(datum.{end})"),
        x=_x(options, "zero:Q"),
        end=end,
        rows=options.rows,
        color=colour,
        cornerRadius=3,
        aria=False,
    )


def _marks(options: ComponentGapsOptions) -> alt.Chart:
    """Each kind has its shape and its lane: over the bar, across it, or under it."""
    return lines.marks(
        _lines(),
        said={"score": options.words.home} | options.marks,
        looks=LOOKS,
        silent=["score"],
        lane="datum.row + 0.66 + (datum.measure == 'target_mean' ? -0.2"
        " : datum.measure == 'median' ? 0.2 : 0)",
        size=look.by_case(alt.SizeValue, 110, ("datum.measure == 'cut_line'", 190)),
        x=_x(options, "value:Q"),
        rows=options.rows,
        tooltip=_tooltip(options),
    )


def _texts(options: ComponentGapsOptions) -> list[alt.Chart]:
    rank = look.quoted(options.words.rank + " ")
    said = _lines().transform_calculate(
        said=f"datum.figure + (datum.place == '' ? '' : '  ·  ' + {rank} + datum.place)"
    )
    return lines.texts(said, rows=options.rows, left=2, figure="said")


def _rows_to_point_at(options: ComponentGapsOptions) -> alt.Chart:
    return lines.to_point_at(
        _lines(),
        said="datum.name + ': ' + datum.figure + ' ' + datum.place",
        tooltip=_tooltip(options),
        rows=options.rows,
    )


def _tooltip(options: ComponentGapsOptions) -> list[alt.Tooltip]:
    words = options.words
    return [
        alt.Tooltip("name:N", title=words.component),
        alt.Tooltip("figure:N", title=words.home),
        *(alt.Tooltip(f"{measure}_text:N", title=text) for measure, text in options.marks.items()),
    ]
