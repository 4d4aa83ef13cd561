"""Make the fonts of rankings/blocks/delivery/fonts anew from those of the installed Streamlit:
`python -m tests.fonts`, when Streamlit is raised or an icon is added."""

import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from rankings.blocks.delivery import fonts

ROOT = Path(__file__).parent.parent
# The Latin alphabets with their marks (Vietnamese among them), figures, punctuation, currencies,
# superscripts, arrows, signs of arithmetic and the shapes of the statuses. A letter of another
# alphabet is drawn in a font of the system.
LETTERS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x192, 0x192),
    (0x1A0, 0x1B0),
    (0x2BC, 0x2DD),
    (0x300, 0x331),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),
    (0x2000, 0x206F),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
    (0x2190, 0x2199),
    (0x2200, 0x2265),
    (0x2300, 0x232B),
    (0x25A0, 0x25FF),
    (0x2713, 0x2717),
)

# The name that the licence of the text font keeps for its unchanged form, and what stands for it.
RESERVED, OURS = "Source", {"SourceSans3VF": "PageSansVF", "SourceSans3": "PageSans"}
# Numbers of entries of the name table: copyright, what the font is, licence and its address.
COPYRIGHT, DESCRIPTION, KEPT = 0, 10, [0, 1, 2, 3, 4, 5, 6, 13, 14]
CHANGED = "A part of {name}, {version}: the letters and icons that this application draws."

_ICON = re.compile(r":material/([a-z0-9_]+):")


def main() -> None:
    """Write a file for each font, and say how much smaller it is."""
    for name in fonts.NAMES:
        font = TTFont(fonts.whole(name))
        changed = CHANGED.format(name=entry(font, 4), version=entry(font, 5))
        (_icons if name == fonts.ICONS else _letters)(font)
        _name(font, changed)
        font.flavor = "woff2"
        font.save(fonts.small(name))
        print(f"{name}: {_kilobytes(fonts.whole(name))} -> {_kilobytes(fonts.small(name))} kB")


def entry(font: TTFont, number: int) -> str:
    """An entry of the name table of a font."""
    return font["name"].getDebugName(number)


def _name(font: TTFont, changed: str) -> None:
    """Give a font a name of its own where that of the original is reserved, and let it say that it
    was changed."""
    for record in font["name"].names:
        text = str(record)
        if record.nameID != COPYRIGHT:
            for theirs, ours in OURS.items():
                text = text.replace(theirs, ours)
        record.string = text
    font["name"].setName(changed, DESCRIPTION, 3, 1, 0x409)


def icons(texts: Iterable[str]) -> set[str]:
    """The names of the icons in the text of source files."""
    return {name for text in texts for name in _ICON.findall(text)}


def icons_drawn() -> set[str]:
    """The icons that our pages and Streamlit's own front end draw."""
    ours = [*(ROOT / "rankings").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    theirs = (fonts.STREAMLIT / "js").glob("*.js")
    return icons(path.read_text(encoding="utf-8") for path in (*ours, *theirs))


def letters_drawn() -> set[int]:
    """The letters that the subsets of the text hold."""
    return {code for low, high in LETTERS for code in range(low, high + 1)}


def _letters(font: TTFont) -> None:
    features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
    options = subset.Options(layout_features=features, name_IDs=KEPT)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters_drawn())
    subsetter.subset(font)


def _icons(font: TTFont) -> None:
    """An icon is a ligature of the letters of its name: those of the others are left out."""
    glyphs = ligatures(font)
    drawn = icons_drawn() & glyphs.keys()
    features = ["liga", "rlig"]
    options = subset.Options(layout_features=features, layout_closure=False, name_IDs=KEPT)
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=[glyphs[name] for name in drawn], text="".join(sorted(drawn)))
    subsetter.subset(font)


def ligatures(font: TTFont) -> dict[str, str]:
    """Name of an icon -> its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for one in ligatures:
                    name = "".join(letters.get(part, "?") for part in (first, *one.Component))
                    found[name] = one.LigGlyph
    return found


def _kilobytes(path: Path) -> int:
    return round(path.stat().st_size / 1000)


if __name__ == "__main__":
    main()
