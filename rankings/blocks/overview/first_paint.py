"""The overview as it stands in the HTML, before any script has come.

A reader sees the ranks with the first answer of the server; the live page takes its place when it
is drawn (first_paint.js). It says what the live overview says (told.py), and is all that a reader
without scripts gets. Only the newest figures are drawn so: who asks for anything else gets the
empty page, which Streamlit fills.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from urllib.parse import urlencode

from jinja2 import Template
from markdown_it import MarkdownIt

from rankings.blocks import address, frame
from rankings.blocks import overview as live
from rankings.blocks.delivery import files
from rankings.blocks.delivery.page import Painted
from rankings.blocks.overview import parts, told, watch
from rankings.blocks.view import View
from rankings.facts import editions, overview
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words


class FirstPaint:
    """Draws the overview in a language.

    opened: gives the store; menu: what the menu opens under each of its words, as app.py has it.
    """

    def __init__(self, opened: Callable[[], Store], menu: Mapping[str, Sequence[str]]) -> None:
        self.opened = opened
        self.menu = tuple((group, tuple(questions)) for group, questions in menu.items())

    def __call__(self, language: str) -> Painted | None:
        """The overview of the version that is the newest now; None where the live page has more to
        say. Raises what opening a store raises."""
        today = datetime.now(VIETNAM_TIME).date()
        return drawn(self.opened().snapshot(), language, today, self.menu)


@lru_cache(maxsize=8)
def drawn(
    at: Snapshot, language: str, today: date, menu: tuple[tuple[str, tuple[str, ...]], ...]
) -> Painted | None:
    """The overview of a version on a day; None where it must be said that a store was damaged."""
    view = _view(at, language, today)
    if frame.is_damaged(view):
        return None
    w = view.words
    title, line = frame.tab_and_line(view, w("nav.overview"))
    cards = overview.cards(at, language=language, today=today)
    html = _template().render(
        font=files.font(),
        w=w,
        language=language,
        languages=address.LANGUAGES,
        menu=menu,
        line=line,
        message=told.message(view, cards),
        rows=[
            [None if facts is None else told.card(view, facts) for facts in row]
            for row in live.rows(cards)
        ],
        headings=told.headings(view),
        directions=[
            (row, _address(row.page, language, **dict(row.choices)))
            for row in told.to_direct(view, cards)
        ],
        news=watch.news(view) if cards else [],
        changes=watch.changes(view) if cards else None,
        others=overview.without_card(at),
        aside=live.ASIDE,
        link=live.LINK,
        taken=live.TAKEN,
    )
    return Painted(title, html)


def _view(at: Snapshot, language: str, today: date) -> View:
    scheme, home = editions.home(at)
    return View(
        at=at,
        live=at,
        pinned=False,
        language=language,
        today=today,
        pages={},
        words=words(language),
        scheme=scheme,
        home=home,
    )


@cache
def _template() -> Template:
    """Plain words are escaped; what is Markdown on the live page is Markdown here."""
    markdown = MarkdownIt("commonmark", {"html": False})
    # Its own: the parts of the live page do without these words.
    environment = parts.environment().overlay()
    environment.filters = environment.filters | {"sentence": markdown.renderInline}
    environment.globals = dict(environment.globals) | {"address": _address, "dict": dict}
    return environment.get_template("first_paint.html")


def _address(page: str, language: str, **choices: str) -> str:
    """Where a page is, seen from the overview."""
    shown = choices | address.in_language(language)
    path = "./" if page == "overview" else address.path(page)
    return f"{path}?{urlencode(shown)}" if shown else path
