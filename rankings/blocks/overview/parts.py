"""The parts of the first screen that are text, as HTML (parts.html), and their style (parts.css).

One template draws them on the live page and in the HTML before it, so that nothing moves when the
one takes the place of the other.
"""

from collections.abc import Hashable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """The templates of this folder; what is put into them is escaped."""
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _macros() -> Any:
    return environment().get_template("parts.html").module


@lru_cache(maxsize=256)
def html(part: str, told: Hashable) -> str:
    """A part for the live page. part: message | tile | foot | headings | directions | news."""
    drawn: str = getattr(_macros(), part)(told)
    return f'<div class="ov">{drawn}</div>'


@cache
def style() -> str:
    """The style of the parts, for the live page."""
    return f"<style>{(HERE / 'parts.css').read_text(encoding='utf-8')}</style>"
