"""Streamlit's fonts with the letters and icons that are drawn here: a ninth of their size.

Made by `python -m tests.fonts` from those of the installed Streamlit; a test says when they are to
be made anew. They are changed versions of fonts whose licences lie beside them: the one of Source
Sans (SIL Open Font License) reserves the name "Source" for the unchanged font, so ours has another;
the one of Material Symbols (Apache License 2.0) wants it said that a file was changed.
"""

from pathlib import Path

import streamlit

HERE = Path(__file__).parent
# How the names of Streamlit's files begin; what follows is a hash of what they hold.
TEXT, ITALIC, ICONS = "SourceSansVF-Upright", "SourceSansVF-Italic", "MaterialSymbols-Rounded"
# What ours are called.
NAMES = {TEXT: "PageSans-Upright", ITALIC: "PageSans-Italic", ICONS: "MaterialSymbols-Rounded"}
# What the installed Streamlit serves.
STREAMLIT = Path(streamlit.__file__).parent / "static" / "static"


def whole(name: str) -> Path:
    """Streamlit's file of a font."""
    (path,) = (STREAMLIT / "media").glob(f"{name}.*woff2")
    return path


def small(name: str) -> Path:
    """Our file of a font."""
    return HERE / f"{NAMES[name]}.woff2"


def subset(path: str) -> Path | None:
    """Our file in the place of one of Streamlit's, by the path of that; None if there is none."""
    name = path.rpartition("/")[2]
    for known in NAMES:
        if name.startswith(f"{known}.") and name.endswith(".woff2"):
            return small(known)
    return None
