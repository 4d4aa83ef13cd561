"""The router: opens the store, builds the navigation, draws the shared controls, runs the page."""

from contextlib import asynccontextmanager
from datetime import datetime

import streamlit as st
from starlette.middleware import Middleware

from rankings.blocks import address, evidence, frame, runs, view
from rankings.blocks.delivery import Delivery
from rankings.loads import bootstrap
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.versions import Store, default_folder
from rankings.words.text import words

# Page file and path. A path always differs from the stem of its file (docs/decisions.md, 6).
PAGES = {
    "overview": ("pages/where_we_stand.py", "overview"),
    "standing": ("pages/index_standing.py", "index-standing"),
    "components": ("pages/component_gaps.py", "component-gaps"),
    "trajectory": ("pages/rank_history.py", "rank-trajectory"),
    "merger": ("pages/merger_comparison.py", "merger-lens"),
    "why": ("pages/reasons_for_change.py", "why-we-moved"),
    "plan": ("pages/way_to_rank.py", "way-up"),
    "scenario": ("pages/trial_scenarios.py", "scenario-builder"),
    "robustness": ("pages/rank_certainty.py", "rank-robustness"),
    "data": ("pages/data_sources.py", "data-sources"),
    "upload": ("pages/upload_table.py", "upload-data"),
    "history": ("pages/load_log.py", "load-history"),
}

# What the menu opens under each of its words; the pages under "" stand in it themselves.
MENU = {
    "": ("overview",),
    "ranks": ("standing", "components"),
    "changes": ("trajectory", "why", "merger"),
    "way_up": ("plan", "scenario"),
    "analysts": ("robustness", "data", "upload", "history"),
}


def navigation(language: str) -> "tuple[dict[str, st.Page], st.Page]":
    """The pages by name, each with an explicit path, and the one asked for."""
    w = words(language)
    pages = {
        name: st.Page(file, title=w(f"nav.{name}"), url_path=path, default=name == "overview")
        for name, (file, path) in PAGES.items()
    }
    menu = {
        w(f"nav.group_{group}") if group else "": [pages[name] for name in names]
        for group, names in MENU.items()
    }
    return pages, st.navigation(menu, position="top")


@st.cache_resource(show_spinner=False)
def opened_store() -> Store:
    """The store, built from data/ when that is needed; once per process."""
    store = Store(default_folder())
    bootstrap.ensure(store)
    return store


def run() -> None:
    """One run for one reader."""
    frame.configure_page()
    address.read_url()
    pages, page = navigation(address.language())
    with frame.problems_as_sentences():
        with frame.waiting():
            store = opened_store()
        shown = view.begin(store.snapshot(), datetime.now(VIETNAM_TIME).date(), pages)
        frame.top_line(shown)
        above = st.container()
        page.run()
        with above:
            frame.refused_choices(shown)
        evidence.panel()
        address.write_url()


@asynccontextmanager
async def started(_: "st.App"):
    """Build the store before the first reader comes; a problem is told to the reader instead."""
    try:
        opened_store()
    except Problem as problem:
        frame.log.error("the store could not be built: %s", problem)
    yield


if st.runtime.exists():
    run()
else:
    # The server reads this file once before anybody comes. Building the navigation here switches
    # off Streamlit's own reading of pages/, which would open a page file without this router.
    frame.log_to_the_console()
    runs.one_after_another()
    with frame.no_reader_yet():
        navigation("vi")
    app = st.App(__file__, lifespan=started, middleware=[Middleware(Delivery)])
