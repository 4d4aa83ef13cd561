"""Pictures of figures: the same specification as on the page, with its words around it, on white.

Rendering takes about a tenth of a second and holds the interpreter, so it belongs on a click
(`st.download_button(data=callable)`), and bulk export in a process of its own. Nothing is fetched:
the data stand in the specification and no address is allowed. The font lies in
`rankings/charts/fonts`, because the one that the renderer brings along lacks most Vietnamese
letters.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import vl_convert

from rankings.charts import palette
from rankings.charts.fit import wrapped

FONT = "Source Sans Pro"
FONTS = Path(__file__).parent / "fonts"

MARGIN = 24
TITLE_SIZE, SUBTITLE_SIZE, SOURCE_SIZE = 20, 14, 12
LINE_HEIGHT = 1.32

_ROOT = re.compile(r"<svg[^>]*\bwidth=\"([\d.]+)\"[^>]*\bheight=\"([\d.]+)\"[^>]*>")


def png(
    spec: dict[str, Any],
    table: pa.Table,
    *,
    title: str,
    subtitle: str,
    source: str,
    language: str,
    width: int = 900,
    scale: float = 2,
) -> bytes:
    """The figure as a PNG of `width` × `scale` pixels, with title, subtitle and source inside it.

    spec: from `specs.of`; table: its data. An empty text takes no room. Raises ValueError when
    the specification does not compile.
    """
    _register_fonts()
    drawn = svg(
        spec, table, title=title, subtitle=subtitle, source=source, language=language, width=width
    )
    return vl_convert.svg_to_png(drawn, scale=scale)


def svg(
    spec: dict[str, Any],
    table: pa.Table,
    *,
    title: str,
    subtitle: str,
    source: str,
    language: str,
    width: int = 900,
) -> str:
    """The same picture as SVG, `width` px wide and as high as its content."""
    _register_fonts()
    room = width - 2 * MARGIN
    parts: list[str] = []
    y = _put(parts, title, MARGIN, room, TITLE_SIZE, palette.LIGHT_INK, bold=True)
    y = _put(parts, subtitle, y, room, SUBTITLE_SIZE, palette.LIGHT_QUIET)
    y += 16 if parts else 0
    figure, height = _figure(spec, table, room)
    parts.append(f'<svg x="{MARGIN}" y="{y:.1f}" {figure}')
    y += height + 10
    y = _put(parts, source, y, room, SOURCE_SIZE, palette.LIGHT_QUIET) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' xml:lang="{language}" width="{width}" height="{y:.0f}"'
        f' font-family="{FONT}" viewBox="0 0 {width} {y:.0f}">'
        f'<rect width="100%" height="100%" fill="{palette.PAPER}"/>{"".join(parts)}</svg>'
    )


def _figure(spec: dict[str, Any], table: pa.Table, width: int) -> tuple[str, float]:
    """(the figure's SVG from its size on, its height in px)."""
    drawn = vl_convert.vegalite_to_svg(
        spec
        | {
            "data": {"values": table.to_pylist()},
            "width": width,
            "background": palette.PAPER,
            "config": spec.get("config", {}) | {"font": FONT},
        },
        allowed_base_urls=[],
    )
    root = _ROOT.search(drawn)
    if root is None:
        raise ValueError("the renderer gave no picture")
    return root.group(0).removeprefix("<svg") + drawn[root.end() :], float(root.group(2))


def _put(
    parts: list[str],
    text: str,
    top: float,
    width: float,
    size: float,
    ink: str,
    *,
    bold: bool = False,
) -> float:
    """Adds the text below `top`, broken into lines; returns where the next part may begin."""
    weight = ' font-weight="bold"' if bold else ""
    for line in wrapped(text, width, size, bold=bold):
        top += size * LINE_HEIGHT
        parts.append(
            f'<text x="{MARGIN}" y="{top - size * 0.3:.1f}" font-size="{size}" fill="{ink}"'
            f"{weight}>{escape(line)}</text>"
        )
    return top


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
