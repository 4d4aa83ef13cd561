"""Streamlit's own words: ours are of the very words and places that its front end has."""

import json
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import streamlit

from rankings.blocks.delivery import frame_words
from rankings.blocks.delivery.page import in_language
from tests.words.test_text import EN, VI

KEYS = sorted({key for keys in frame_words.PLACES.values() for key in keys})
# Put together by the front end from pieces of its own; all else is in it letter for letter.
IN_PIECES = {
    **{
        f"streamlit.{keys}enter_{end}": (part, word)
        for keys, part in {"": "Press Enter to ", "ctrl_": "`Ctrl`", "command_": "`⌘`"}.items()
        for end, word in {"applies": "`apply`", "submits": "`submit form`"}.items()
    },
    "streamlit.no_such_page": (
        "The page that you have requested does not seem to exist",
        ". Running the app's main page.",
    ),
    "streamlit.no_page_named": (
        "You have requested page /",
        ", but no corresponding file was found in the app's pages/ directory",
        ". Running the app's main page.",
    ),
    "streamlit.failed_saying": ("Connection failed with status ", ", and response:"),
    "streamlit.options_available": (" options`", " available."),
    "streamlit.option_available": (" option`", " available."),
    "streamlit.search_results": (" result",),
    "streamlit.error_of": ("Error: ", "**Error**: "),
    "streamlit.too_large": ("File must be ", " or smaller."),
    "streamlit.not_allowed_unnamed": (".type} files are not allowed.`",),
    "streamlit.day_of": ("day:`day`",),
    "streamlit.month_of": ("month:`month`",),
    "streamlit.year_of": ("year:`year`",),
    "streamlit.choose_date_of": ("`Choose date`",),
    "streamlit.refused": (EN["streamlit.refused"][0],),
    "streamlit.refused_end": (") settings.`",),
}
STREAMLIT_JS = Path(streamlit.__file__).parent / "static/static/js"


@cache
def front_end() -> str:
    """Every script of Streamlit's front end, one after the other."""
    folder = STREAMLIT_JS
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.js")))


def is_of_streamlit(key: str) -> bool:
    """Whether the front end says the English of a key: whole, or all its pieces."""
    text = EN[key][0]
    if key in IN_PIECES:
        return all(piece in front_end() for piece in IN_PIECES[key])
    if "{" in text:
        return all(piece in front_end() for piece, *_ in Formatter().parse(text))
    return any(f"{quote}{text}{quote}" in front_end() for quote in "`\"'")


def test_the_english_is_that_of_streamlit():
    assert len(KEYS) > 150
    assert [key for key in KEYS if not is_of_streamlit(key)] == []


def test_the_places_are_those_of_streamlit():
    named = {
        name for where in frame_words.PLACES for name in re.findall(r'data-testid="(\w+)"', where)
    }
    assert len(named) > 20
    assert {name for name in named if f"`{name}`" not in front_end()} == set()


def test_every_word_of_the_catalogue_has_a_place_and_every_value_a_look():
    of_page = {"streamlit.no_script", "streamlit.old_browser"}
    assert {key for key in VI if key.startswith("streamlit.")} == {*KEYS, *of_page}
    values = {name for key in KEYS for _, name, *_ in Formatter().parse(EN[key][0]) if name}
    assert values == set(frame_words.VALUES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_takes_words_and_script_along(language):
    page = in_language(
        (Path(streamlit.__file__).parent / "static/index.html").read_bytes(), language
    )
    text = page.decode()
    head, body = text.split("</head>")
    data, *scripts = re.findall(r"<script[^>]*>(.*?)</script>", head, re.DOTALL)[-11:]
    places = {place["where"]: place["words"] for place in json.loads(data)}
    assert list(places) == list(frame_words.PLACES)
    assert places['[data-testid="stFileUploaderDropzone"]']["Upload"] == "Chọn tệp"
    later, choices = scripts.pop(2), scripts.pop(3)
    names = ("SCRIPT", "HISTORY", "DRAWN", "AT_ONCE", "PERSON", "SIGNED_IN", "PAGE", "MEETING")
    files = [getattr(frame_words, name) for name in names]
    assert scripts == [file.read_text(encoding="utf-8") for file in files]
    assert f"<style>{frame_words.STYLE.read_text(encoding='utf-8')}</style>" in head
    assert "order" in json.loads(choices)
    # What is fetched later is there, and draws what the overview does not.
    names = [name.rpartition("/")[2] for name in json.loads(later)]
    assert all((STREAMLIT_JS / name).is_file() for name in names)
    assert {name.split(".")[0] for name in names} > {"ArrowVegaLiteChart", "DataFrame"}
    # Words come before what draws the page, which is a module and waits for the whole page.
    assert 'type="module"' in head
    catalogue = VI if language == "vi" else EN
    (no_script,) = re.findall(r"<noscript><p [^>]*>(.*?)</p></noscript>", body, re.DOTALL)
    assert no_script == catalogue["streamlit.no_script"][0]
    (old,) = re.findall(r'<p id="old-browser" [^>]* hidden>(.*?)</p>', body, re.DOTALL)
    assert old == catalogue["streamlit.old_browser"][0]
