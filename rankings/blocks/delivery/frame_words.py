"""Streamlit's own words: where they stand in the page, and what they are in Vietnamese.

Streamlit speaks English only. `frame.js` goes with the page and puts the words of these places into
the language of the address; anything else on the page is ours and is left alone. The English of a
key is Streamlit's, letter for letter; a value in braces is what Streamlit writes in that place.
"""

import json
from functools import cache
from pathlib import Path

from rankings.blocks.delivery import files
from rankings.charts import at_once
from rankings.words.text import words

SCRIPT = Path(__file__).with_name("frame.js")
HISTORY = Path(__file__).with_name("history.js")
DRAWN = Path(__file__).with_name("drawn.js")
AT_ONCE = Path(__file__).with_name("at_once.js")
PERSON = Path(__file__).with_name("person.js")
SIGNED_IN = Path(__file__).with_name("signed_in.js")
PAGE = Path(__file__).with_name("page.js")
MEETING = Path(__file__).with_name("meeting.js")
STYLE = Path(__file__).with_name("page.css")
# Above all that stands in the page, at its lower edge.
BANNER = (
    "position:fixed;inset:auto 0 0 0;z-index:1000001;margin:0;padding:12px 24px;"
    "background:#fff3cd;color:#3d2f00;font:16px sans-serif"
)

_FILE = json.loads(Path(__file__).with_name("frame_places.json").read_text(encoding="utf-8"))
# The values in Streamlit's words; frame.js says what each looks like.
VALUES = _FILE["values"]


def _places() -> dict[str, tuple[str, ...]]:
    """Part of the page, as a CSS selector -> keys of the words that Streamlit writes there."""
    groups = _FILE["groups"]

    def keys(words: list[str]) -> tuple[str, ...]:
        """The keys, those of a group in the place of its name."""
        return tuple(
            key for word in words for key in (groups[word[1:]] if word.startswith("@") else [word])
        )

    return {place["where"]: keys(place["words"]) for place in _FILE["places"]}


PLACES = _places()


@cache
def scripts() -> str:
    """What the page takes along: the words of every place as data, the scripts, and the style."""
    places = [
        {"where": where, "words": {template("en", key): template("vi", key) for key in keys}}
        for where, keys in PLACES.items()
    ]
    data = json.dumps(places, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<script type="application/json" id="frame-words">{data}</script>'
        f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"
        f"<script>{HISTORY.read_text(encoding='utf-8')}</script>"
        f'<script type="application/json" id="later">{json.dumps(files.later())}</script>'
        f"<script>{DRAWN.read_text(encoding='utf-8')}</script>"
        f'<script type="application/json" id="at-once">{json.dumps(at_once.NAMES)}</script>'
        f"<script>{AT_ONCE.read_text(encoding='utf-8')}</script>"
        f"<script>{PERSON.read_text(encoding='utf-8')}</script>"
        f"<script>{SIGNED_IN.read_text(encoding='utf-8')}</script>"
        f"<script>{PAGE.read_text(encoding='utf-8')}</script>"
        f"<script>{MEETING.read_text(encoding='utf-8')}</script>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    )


def cannot_run(language: str) -> str:
    """What a reader sees in whose browser the page cannot run: scripts are off, or it is too old
    to know what scripts these are."""
    w = words(language)
    return (
        f'<noscript><p style="{BANNER}">{w("streamlit.no_script")}</p></noscript>'
        f'<p id="old-browser" style="{BANNER}" hidden>{w("streamlit.old_browser")}</p>'
        '<script nomodule>document.getElementById("old-browser").removeAttribute("hidden")</script>'
    )


def template(language: str, key: str) -> str:
    """The words of a key with the names of its values still in braces."""
    return words(language)(key, **{name: f"{{{name}}}" for name in VALUES})
