"""What stands round every page: page settings, the top line, banners, and problems as sentences."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit import logger as streamlit_log
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rankings.blocks import address, person
from rankings.blocks.controls import language_switch, pin_switch
from rankings.blocks.view import Frame
from rankings.facts import editions
from rankings.loads import follower
from rankings.loads import history as loads_history
from rankings.sentences import address as address_sentences
from rankings.sentences import frame as said
from rankings.sentences import history, problems
from rankings.store import logged, queries
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.rows import where
from rankings.words.markdown import literal
from rankings.words.text import LANGUAGES, Words, words

ICON = str(Path(__file__).with_name("icon.png"))
log = logging.getLogger("rankings")


def configure_page() -> None:
    """Title, icon and width of the browser tab; before anything else is drawn."""
    st.set_page_config(page_title="Thứ hạng Đắk Lắk", page_icon=ICON, layout="wide")


def waiting(language: str = "vi") -> object:
    """A spinner for the first start, when the store is being built."""
    return st.spinner(words(language)("app.building"))


def log_to_the_console() -> None:
    """Write the log to the terminal; as JSON also what Streamlit and its server log, which have
    ways and forms of their own."""
    logged.to_the_console()
    if not logged.as_json():
        return
    streamlit_log.setup_formatter = _through_the_root
    named = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    for logger in named:
        if logger.name.split(".")[0] in ("streamlit", "uvicorn", "websockets"):
            _through_the_root(logger)


def _through_the_root(logger: logging.Logger) -> None:
    """Let a logger have no way of its own; that of every request none at all, since what readers
    look at is not logged."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = logger.name != "uvicorn.access"


@contextmanager
def logged_as_of_this_reader() -> Iterator[None]:
    """What a run logs is about its session, by a mark that opens nothing, and its websocket."""
    context = get_script_run_ctx(suppress_warning=True)
    known = {} if context is None else {"session": _mark(context.session_id)}
    request = st.context.headers.get("X-Request-Id")
    if isinstance(request, str):
        known["request"] = request
    with logged.about(**known):
        yield


def _mark(secret: str) -> str:
    """Who knows the number of a session may go on with it: the log has the start of its hash."""
    return hashlib.sha256(secret.encode()).hexdigest()[:12]


@contextmanager
def stopped_by_a_setting() -> Iterator[None]:
    """End the server with a sentence in both languages where a setting cannot be."""
    try:
        yield
    except Problem as problem:
        sentences = (problems.problem(words(code), problem) for code in LANGUAGES)
        raise SystemExit("\n".join(sentences)) from problem


@contextmanager
def no_reader_yet() -> Iterator[None]:
    """Call Streamlit outside a reader's run without its warnings that there is no reader."""
    warnings = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    level = warnings.level
    warnings.setLevel(logging.ERROR)
    yield
    warnings.setLevel(level)


def draw_for_nobody() -> None:
    """Let Streamlit load what it needs for icons, which it does when the first one is drawn."""
    with no_reader_yet():
        configure_page()
        st.markdown(":material/schedule:")


@contextmanager
def problems_as_sentences() -> Iterator[None]:
    """Show a Problem as its sentence, anything unexpected as one too; details go to the log."""
    try:
        yield
    except Problem as problem:
        _show(problem)
        st.stop()
    except Exception:
        log.exception("something unexpected was shown to a reader")
        st.error(words(address.language())("error.unexpected"))
        st.stop()


def top_line(frame: Frame, title: str) -> None:
    """Province, day of the newest figures and version; at the right, language and pin.

    title: of the page, for the tab of the browser.
    """
    w = words(frame.language)
    tab, line = tab_and_line(frame, title)
    st.set_page_config(page_title=tab)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="top_line",
    ):
        st.caption(line, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            pin_switch(w, frame.live.version, pinned=frame.pinned)
            language_switch(w)
            _tools(w)
            _account(frame, w)
    _banner(frame)


def _tools(w: Words) -> None:
    """What the words mean, and the page on paper: at hand wherever the page is scrolled to."""
    with st.container(horizontal=True, width="content", gap="small", key="page_tools"):
        if st.button(w("glossary.open"), key="glossary", type="tertiary"):
            st.dialog(w("glossary.title"), width="medium")(_glossary)(w)
        # The browser answers the press itself (delivery/page.js).
        st.button(w("print.open"), key="print_page", type="tertiary", help=w("print.help"))


def _account(frame: Frame, w: Words) -> None:
    """Who has signed in, where people do. The browser answers the press (delivery/signed_in.js)."""
    if person.is_typed():
        return
    name = person.present(frame.live.store).name
    label = literal(name) if name else w("account.sign_in")
    st.button(label, key="account", type="tertiary", help=w("account.help") if name else None)


def _glossary(w: Words) -> None:
    for term, meaning in said.glossary(w):
        st.markdown(f"**{term}.** {meaning}")


def tab_and_line(frame: Frame, title: str) -> tuple[str, str]:
    """What the tab of the browser says, and the line above the page; title: of the page."""
    w = words(frame.language)
    scheme, home = editions.home(frame.at)
    (unit,) = where(queries.units(frame.at, scheme=scheme), unit_code=home)
    newest = max((item.period_end for item in editions.all_editions(frame.at)), default=None)
    version = history.version_shown(w, frame.live.version, frame.as_of)
    full_name = unit["full_name_vi" if w.language == "vi" else "name_en"]
    line = said.header(w, home=full_name, figures_to=newest, version=version)
    return w("app.tab", page=title, home=w.name(unit)), line


def is_damaged(frame: Frame) -> bool:
    """True when files of the store could not be read, and the reader is told so."""
    return bool(_info(frame).get("damaged"))


def _banner(frame: Frame) -> None:
    w = words(frame.language)
    if frame.as_of is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="banner"):
            st.info(_as_of(frame), icon=":material/history:")
            st.button(w("overview.as_of_latest"), on_click=address.unpin)
    elif frame.pinned:
        newest = frame.at.store.version()
        with st.container(horizontal=True, vertical_alignment="center", key="banner"):
            st.info(_pinned(frame), icon=":material/push_pin:")
            if newest != frame.at.version:
                st.button(w("overview.as_of_latest"), on_click=address.unpin)
    damaged = _info(frame).get("damaged")
    if damaged:
        st.warning(w("app.rebuilt", files=damaged))
    if away := follower.away_since(frame.live.store):
        newest = frame.live.store.version()
        st.warning(said.store_away(w, since=away, version=newest))


def refused_choices(frame: Frame) -> None:
    """Say which choices of the link that was followed cannot be."""
    if choices := address.refused():
        st.warning(address_sentences.refused(words(frame.language), choices))


def _as_of(frame: Frame) -> str:
    (row,) = where(queries.loads(frame.live), load_id=frame.as_of)
    return history.as_of(
        words(frame.language),
        load_id=frame.as_of,
        loaded_at=row["loaded_at"],
        withdrawn=row["state"] == "withdrawn",
    )


def _pinned(frame: Frame) -> str:
    made_at, _ = loads_history.made_by(frame.at)
    return said.pinned(
        words(frame.language),
        number=frame.at.version,
        loaded_at=made_at.astimezone(VIETNAM_TIME),
        newest=frame.at.store.version(),
    )


def _info(frame: Frame) -> dict[str, str]:
    rows = queries.store_info(frame.at).to_pylist()
    return {row["key"]: row["value"] for row in rows}


def _show(problem: Problem) -> None:
    language = address.language()
    log.warning("problem shown to a reader: %s", problem)
    st.error(problems.problem(words(language), problem))
    if problem.key in ("error.version_gone", "error.as_of_unknown"):
        st.button(words(language)("overview.as_of_latest"), on_click=address.unpin)
