"""The small line of a tile: home's rank in the last tables, the best place at the top, with the
line of the target. A picture of our own (SVG), which stands on the page before any script has come:
Streamlit lets no SVG pass in HTML, so it is an image whose source holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from rankings.charts import palette

# px; MARGIN keeps the dot of the last rank inside.
WIDTH, HEIGHT, MARGIN = 92, 56, 5
NUMBERS = 16  # for the number of the target at the right
# The ink of the number, to be read on light and dark.
NUMBER_INK = palette.OTHERS
# A picture takes the ground of the place where it is shown.
STYLE = (
    f"<style>polyline{{stroke:{palette.HOME}}}circle{{fill:{palette.HOME}}}"
    f"@media(prefers-color-scheme:dark){{polyline{{stroke:{palette.HOME_ON_DARK}}}"
    f"circle{{fill:{palette.HOME_ON_DARK}}}}}</style>"
)


@dataclass(frozen=True)
class Options:
    """limit: the rank of the target (None: none); label: the text alternative."""

    limit: int | None
    label: str


def html(options: Options, ranks: Sequence[tuple[date, int]]) -> str:
    """The line as an image; empty without a rank. A single rank is a dot beside the line of the
    target. Days lie as far apart as they are."""
    if not ranks:
        return ""
    places = [rank for _, rank in ranks]
    shown = [*places, *([] if options.limit is None else [options.limit])]
    best, worst = min(shown), max(shown)
    points = [(_x(day, ranks), _y(rank, best, worst)) for day, rank in ranks]
    parts = (
        [] if options.limit is None else [_target(options.limit, _y(options.limit, best, worst))]
    )
    if len(points) > 1:
        line = " ".join(f"{x:g},{y:g}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke-width="2"/>')
    x, y = points[-1]
    parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="4"/>')
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{STYLE}{''.join(parts)}</svg>"
    )
    label = escape(options.label)
    return f'<img alt="{label}" title="{label}" src="data:image/svg+xml,{quote(drawn)}">'


def _x(day: date, ranks: Sequence[tuple[date, int]]) -> float:
    first, last = ranks[0][0], ranks[-1][0]
    room = WIDTH - NUMBERS - 2 * MARGIN
    share = (day - first) / (last - first) if last > first else 1.0
    return round(MARGIN + room * share, 1)


def _y(rank: int, best: int, worst: int) -> float:
    share = (rank - best) / (worst - best) if worst > best else 0.5
    return round(MARGIN + (HEIGHT - 2 * MARGIN) * share, 1)


def _target(limit: int, y: float) -> str:
    end = WIDTH - NUMBERS
    return (
        f'<line x1="0" y1="{y:g}" x2="{end}" y2="{y:g}" stroke="{palette.CUT_LINE}"'
        f' stroke-width="1.5" stroke-dasharray="4 2"/>'
        f'<text x="{end + 2}" y="{min(max(y + 4, 10), HEIGHT - 1):g}" font-size="11"'
        f' font-family="sans-serif" fill="{NUMBER_INK}">{limit}</text>'
    )
