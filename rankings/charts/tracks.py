"""What the figures of tracks share: a line for each component, from nothing to its maximum.

Several measures are marked on a track. Each has a column of its name, one that says it in words
(score_text) and one that names its evidence (score_key).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import altair as alt
import pyarrow as pa

from rankings.charts import at_once, lines, look, rows

ROW = 58  # px of height per line


@dataclass(frozen=True)
class Options:
    """rows: lines drawn; max_score: where the scale ends. MARKS: the measures that may be marked;
    LEFT: px before a track; FOLLOWS: the choice that the order of the lines follows at once."""

    MARKS: ClassVar[tuple[str, ...]]
    LEFT: ClassVar[int]
    FOLLOWS: ClassVar[str] = ""

    rows: int
    max_score: float
    language: str
    words: Any

    @property
    def marks(self) -> dict[str, str]:
        """The measures to mark, as measure -> what it is called."""
        return lines.named(self.words, self.MARKS)


def columns(measures: Iterable[str]) -> list[pa.Field]:
    """The columns of a line and of its measures, with their texts ('–' where not known)."""
    return [
        pa.field("row", pa.int32()),  # line, from 0
        pa.field("indicator_code", pa.string()),
        pa.field("name", pa.string()),  # in the language asked for
        *(pa.field(measure, pa.float64()) for measure in measures),  # null: not known
        *(pa.field(f"{measure}_text", pa.string()) for measure in measures),
    ]


def row(
    part: dict[str, Any], line: int, measures: Iterable[str], decimals: int, language: str
) -> dict[str, Any]:
    """A row of `columns`. part: indicator_code, names and the measures, which may be absent."""
    values = {measure: part.get(measure) for measure in measures}
    return {
        "row": line,
        "indicator_code": part["indicator_code"],
        "name": rows.name(part, language),
        **{measure: rows.number(value) for measure, value in values.items()},
        **{f"{m}_text": rows.number_text(v, decimals, language) for m, v in values.items()},
    }


def base(options: Options) -> alt.Chart:
    """The places of a line: its texts, and under them its track."""
    chart = alt.Chart()
    if options.FOLLOWS:
        chart = at_once.follow(chart, options.FOLLOWS, "row")
    return chart.transform_calculate(
        below="datum.row + 1",
        text_at="datum.row + 0.22",
        upper="datum.row + 0.55",
        lower="datum.row + 0.77",
        zero="0",
    )


def x(options: Options, field: str) -> alt.X:
    """The place of a figure on its track."""
    scale = alt.Scale(
        # Room for a mark that stands at the very end.
        range=[options.LEFT, look.from_right(8)],
        domain=[0, options.max_score],
        nice=False,
    )
    return alt.X(field, axis=None, scale=scale)


def bars(options: Options, start: str, end: str, colour: Any, opacity: float = 1) -> alt.Chart:
    """A bar on each track between two figures that are both known."""
    return lines.bars(
        base(options).transform_filter(f"isValid(datum.{start}) && isValid(datum.{end})"),
        x=x(options, f"{start}:Q"),
        end=end,
        rows=options.rows,
        color=colour,
        opacity=opacity,
        cornerRadius=3,
        aria=False,
    )
