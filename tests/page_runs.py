"""Runs of a page without a browser, and what the page shows after one."""

import functools
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from rankings.blocks import address

# For every session Streamlit reads what all installed packages say of themselves, to find those
# that bring components: most of what a session costs. They stay the same: once is enough.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)

APP = Path(__file__).resolve().parent.parent / "app.py"


def session() -> AppTest:
    """A session of its own that has opened no page yet: `run` and `shown` open one."""
    return AppTest.from_file(str(APP), default_timeout=120)


def opened(**choices: str) -> AppTest:
    """A session of its own, on the page that the app opens with, with choices in its address."""
    app = session()
    for choice, value in choices.items():
        app.query_params[choice] = value
    return app.run()


def run(app: AppTest, file: str, **choices: str) -> AppTest:
    """A page after its run with these choices in its address and no others."""
    app.query_params.clear()
    for choice, value in choices.items():
        app.query_params[choice] = value
    return _turned_to(app, file).run()


def _turned_to(app: AppTest, file: str) -> AppTest:
    """The page in a file is what is asked for next.

    Streamlit's switch_page knows the pages of an app after its first run, which would be one of the
    overview for nothing. A link straight to the page names it by its path: so does this.
    """
    if app._registered_pages:
        return app.switch_page(file)
    question = Path(file).stem.removesuffix("_page")
    app._page_hash = calc_hash(address.path(question))
    return app


def shown(app: AppTest, file: str, **choices: str) -> AppTest:
    """The same, known to be sound."""
    found = faults(run(app, file, **choices))
    assert not found, f"{file} {choices}: {found}"
    return app


def of_page(file: str, **always: str) -> Callable[..., AppTest]:
    """`show(index="pii", lang="en")` for the page in a file: `shown`, in one session.

    always: choices that stand in every address, such as the question of the page that is asked.
    """
    app = session()
    return lambda **choices: shown(app, file, **always | choices)


def sound(app: AppTest) -> AppTest:
    """The app, after a run in which nothing failed and no error was told."""
    found = faults(app)
    assert not found, found
    return app


def faults(app: AppTest) -> list[str]:
    """What failed in the last run, and the errors that it told the reader."""
    return [*(item.message for item in app.exception), *(item.value for item in app.error)]


def texts(app: AppTest) -> str:
    """What a page says in sentences, its remarks and warnings among them."""
    every = [*app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join([*(item.value for item in every), *parts(app)])


def parts(app: AppTest) -> list[str]:
    """The words of what a page draws as HTML of its own, one text for each, style sheets left
    out."""
    drawn = [item.proto.body for item in app.get("html")]
    return [plain(text) for text in drawn if not text.startswith("<style>")]


def plain(page: str) -> str:
    """The words of HTML in one line, those in style sheets and scripts left out."""
    return " ".join("".join(_Texts(page).words).split())


class _Texts(HTMLParser):
    """The words of a page, those in style sheets and scripts left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A new line is a space between words."""
        self.inside = tag
        self.words.append(" " if tag == "br" else "")

    def handle_endtag(self, tag: str) -> None:
        """What follows is in no style sheet."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Words."""
        if self.inside not in ("style", "script"):
            self.words.append(data)


def metrics(app: AppTest) -> dict[str, str]:
    """The large figures of a page, by their label."""
    return {metric.label: metric.value for metric in app.metric}


def asked(app: AppTest, name: str) -> str | None:
    """A parameter of the address."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value
