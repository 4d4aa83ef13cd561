"""How wide a text will be, and where to break it, for pictures that lay out their own lines.

Widths are those of Source Sans Pro in thousandths of the font size, by groups of letters: a line
comes out up to a tenth wider than it is, never narrower.
"""

from rankings.words.typed import unmarked

_GROUPS = {
    205: " ",
    250: "ijl.,:;!|'’·",
    340: 'frtIJ()[]-/"“”',
    490: "0123456789acegksvxyz–<>≤≥+=?",
    550: "bdhnopquAEFKLPSTXYZB",
    660: "CDGHNOQRUVươ",
    830: "mwMW%@…→",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_BOLD = 1.06


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in px of a text set in `size` px."""
    width = sum(_WIDTHS.get(letter, 600) for letter in unmarked(text)) * size / 1000
    return width * _BOLD if bold else width


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width` px; a single longer word keeps its line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
