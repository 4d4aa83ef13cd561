"""The router: opens the store, builds the navigation, draws the shared controls, runs the page."""

import gc
from contextlib import asynccontextmanager
from datetime import datetime

import streamlit as st
from starlette.middleware import Middleware

from rankings import loads
from rankings.blocks import address, evidence, frame, person, runs, view
from rankings.blocks.delivery import Delivery, admitted, memory, proxied
from rankings.blocks.delivery.downloads import told_as_sentences
from rankings.blocks.delivery.measured import Counted, Counts, Measured
from rankings.blocks.delivery.safeguards import Safeguards
from rankings.blocks.delivery.signed_in import SignedIn
from rankings.blocks.delivery.together import sent_together
from rankings.blocks.delivery.traced import Traced
from rankings.blocks.delivery.uploads import Uploads
from rankings.blocks.overview.first_paint import FirstPaint
from rankings.ingest import confined
from rankings.loads import dossiers, follower, inbox, newest
from rankings.sentences import inbox as said_of_files
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.shared import configured
from rankings.store.versions import Store
from rankings.words.text import words

# The questions, each the name of its page, its file, its path and its modules. The file is
# pages/<question>_page.py: a path always differs from the stem of its file (docs/decisions.md, 6).
# What the menu opens under each of its words; the questions under "" stand in it themselves.
MENU = {
    "": ("overview", "standing", "over_time", "way_up", "units"),
    "analysts": ("components", "data", "upload", "targets", "merger"),
}


def navigation(language: str) -> "tuple[dict[str, st.Page], st.Page]":
    """The pages by name, each with an explicit path, and the one asked for."""
    w = words(language)
    pages = {
        question: st.Page(
            f"pages/{question}_page.py",
            title=w(f"nav.{question}"),
            url_path=address.path(question),
            default=question == "overview",
        )
        for questions in MENU.values()
        for question in questions
    }
    menu = {
        w(f"nav.group_{group}") if group else "": [pages[question] for question in questions]
        for group, questions in MENU.items()
    }
    return pages, st.navigation(menu, position="top")


@st.cache_resource(show_spinner=False)
def opened_store() -> Store:
    """The store, built from data/ when that is needed; once per process."""
    store = configured()
    newest.ensure(store)
    dossiers.forget(store)
    follower.start(store)
    if inbox.is_followed():
        # Only who follows needs what watches a folder.
        from rankings.loads import inbox_follower

        inbox_follower.start(store, said_of_files.note)
    return store


def run() -> None:
    """One run for one reader."""
    frame.configure_page()
    address.read_url()
    pages, page = navigation(address.language())
    with frame.problems_as_sentences():
        with frame.waiting():
            store = opened_store()
        at = loads.opened(store, by=person.present(store))
        shown = view.begin(at, datetime.now(VIETNAM_TIME).date(), pages)
        frame.top_line(shown, page.title)
        above = st.container()
        page.run()
        with above:
            frame.refused_choices(shown)
        evidence.panel()
        address.write_url()


first_paint = FirstPaint(opened_store, MENU)


@asynccontextmanager
async def started(_: "st.App"):
    """Build the store and draw the overview before the first reader comes; a problem is told to the
    reader instead."""
    frame.log_to_the_console()
    try:
        for language in address.LANGUAGES:
            first_paint(language)
        frame.draw_for_nobody()
    except Problem as problem:
        frame.log.error("the store could not be built: %s", problem)
    except Exception:
        # A page that cannot be drawn tells its own reader; the others are served.
        frame.log.exception("nothing could be drawn before the first reader")
    # What stands now stays to the end: to look through all of it for garbage, a tenth of a second
    # in which nobody is answered, is done once and not again whenever readers come.
    gc.collect()
    gc.freeze()
    yield


if st.runtime.exists():
    with frame.logged_as_of_this_reader():
        run()
else:
    # The server reads this file once before anybody comes. Building the navigation here switches
    # off Streamlit's own reading of pages/, which would open a page file without this router.
    with frame.stopped_by_a_setting():
        frame.log_to_the_console()
    memory.few_arenas()
    confined.serve()
    runs.one_after_another()
    sent_together()
    told_as_sentences()
    with frame.no_reader_yet():
        navigation("vi")
    below = st.get_option("server.baseUrlPath")
    delivery = Middleware(Delivery, first_paint=first_paint, below=below)
    signed_in = Middleware(SignedIn, opened=opened_store, below=below)
    counts = Counts()
    counted = Middleware(Counted, counts=counts, below=below)
    measured = Middleware(Measured, opened=opened_store, counts=counts, below=below)
    with frame.stopped_by_a_setting():
        admitted.named()
        believed = Middleware(proxied.Proxied, proxies=proxied.trusted())
    let_in = Middleware(admitted.Admitted)
    uploads = Middleware(Uploads, below=below)
    outside = [believed, Middleware(Traced), counted, Middleware(Safeguards)]
    door = [*outside, let_in, measured, signed_in, uploads, delivery]
    app = st.App(__file__, lifespan=started, middleware=door)
