"""What a page is to show: the frame that app.py gives every page, and the view of one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NoReturn, overload

import streamlit as st

from rankings import loads
from rankings.blocks import address
from rankings.blocks.controls import segments, select
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.inside import InsideEdition
from rankings.loads import newest
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import Words, words

_FRAME = "rankings_frame"
EDITION_WIDTH = 440


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What app.py gives every page: the store, the version shown, and the language.

    as_of: the load after which the figures are shown, None for the newest; then `at` is that state,
    while `live` stays the version of the store that takes loads, from which the reader looks back.
    pages: name -> page, for links between them.
    """

    at: Snapshot
    live: Snapshot
    pinned: bool
    language: str
    today: date
    pages: Mapping[str, "st.Page"] = field(compare=False)
    as_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class View(Frame):
    """What a page is to show: the frame of the run, and what was chosen on the page.

    scheme and home: of the home unit. Two views are equal when they show the same, so that what is
    drawn of one can be remembered.
    """

    words: Words = field(compare=False)
    scheme: str
    home: str

    @property
    def home_name(self) -> str:
        """The name of the home unit."""
        return naming.unit_names(self.at, self.words, scheme=self.scheme)[self.home]

    def of_index(self, index_code: str) -> "IndexView":
        """The same of one index, with the rank limit of its target."""
        limit = editions.rank_limit(self.at, index_code)
        return IndexView(**_shared(self), index_code=index_code, limit=limit)

    def of_edition(self, edition: EditionFacts) -> "EditionView":
        """The same of one edition, and so of its index."""
        limit = editions.rank_limit(self.at, edition.index_code)
        return EditionView(
            **_shared(self), index_code=edition.index_code, limit=limit, edition=edition
        )

    def of_table(self, table: InsideEdition) -> "TableView":
        """The same of one table of the units inside a province."""
        return TableView(**_shared(self), table=table)


@dataclass(frozen=True, kw_only=True)
class TableView(View):
    """What a page of one table of the units inside a province is to show."""

    table: InsideEdition


@dataclass(frozen=True, kw_only=True)
class IndexView(View):
    """What a page of one index is to show; limit: None without a target in that index."""

    index_code: str
    limit: int | None

    @property
    def index(self) -> dict[str, Any]:
        """The row of the index."""
        return editions.index_row(self.at, self.index_code)

    @property
    def index_name(self) -> str:
        """The short name of the index."""
        return self.words.field(self.index, "short")


@dataclass(frozen=True, kw_only=True)
class EditionView(IndexView):
    """What a page of one edition is to show."""

    edition: EditionFacts


def _shared(view: View) -> dict[str, Any]:
    return {name: getattr(view, name) for name in View.__dataclass_fields__}


def begin(at: Snapshot, today: date, pages: Mapping[str, "st.Page"]) -> Frame:
    """Called by app.py once a run, before the page: language and version of this run.

    Raises Problem when the pinned version is no longer kept, or there is no load of the number as
    of which the figures are to be shown.
    """
    pinned = _pinned_version()
    if pinned and not newest.has(at.store, pinned):
        raise Problem("error.version_gone", version=pinned)
    live = at.store.at(pinned) if pinned else at
    asked = address.choice("as_of", None, "")
    as_of = _load_asked(asked) if asked else None
    frame = Frame(
        at=live if as_of is None else _earlier(live, as_of),
        live=live,
        pinned=pinned is not None,
        language=address.language(),
        today=today,
        pages=pages,
        as_of=as_of,
    )
    st.session_state[_FRAME] = frame
    address.forget_run()
    return frame


@overload
def current(*, title: str | None = None, pick_edition: Literal[True]) -> EditionView:
    """Of one edition, which the reader chooses."""


@overload
def current(*, title: str | None = None, pick_edition: Literal[False] = False) -> View:
    """Of whatever the page itself asks for."""


def current(*, title: str | None = None, pick_edition: bool = False) -> View:
    """The view of this run; stops the page when app.py has not run in this session.

    title: key of the page's title, drawn first. pick_edition: draw the controls for index and
    edition, and put their choices into the view.
    """
    frame = st.session_state.get(_FRAME)
    if frame is None:
        # Somebody opened the page file round app.py: draw nothing, ask nothing.
        st.stop()
    scheme, home = editions.home(frame.at)
    view = View(**vars(frame), words=words(frame.language), scheme=scheme, home=home)
    if title is not None:
        st.header(view.words(title))
    if not pick_edition:
        return view
    summary = st.container()
    with choices("edition"):
        shown = edition_choice(view)
    say_chosen(summary, shown)
    return edition_shown(shown)


def choose_edition(view: IndexView, edition_id: str | None) -> None:
    """Set the edition, as the select box would; the newest one leaves the URL."""
    if edition_id:
        default = editions.choose(view.at, view.index_code).edition_id
        address.choose("edition", edition_id, default)


def index_choice(view: View) -> str:
    """The control for the index; returns its code."""
    indices = naming.index_names(view.at, view.words)
    with st.container(width="content"):
        return segments("index", view.words("control.index"), indices, next(iter(indices)))


def edition_choice(view: View, usual: Callable[[View, str], str] | None = None) -> IndexView:
    """The controls for index and edition, the same on every page; draw them in a horizontal row.

    usual: gives the edition of an index that is shown before one is chosen, the newest if not
    given. Returns an IndexView, and no EditionView, where the index has no edition.
    """
    index_code = index_choice(view)
    labels = naming.edition_labels(view.at, view.words, index_code)
    if not labels:
        return view.of_index(index_code)
    newest = editions.choose(view.at, index_code).edition_id
    default = usual(view, index_code) if usual else newest
    with st.container(width=EDITION_WIDTH):
        # Another one than the newest stays in the URL: the next page has another default.
        leaves = default if default == newest else ""
        chosen = select("edition", view.words("control.edition"), labels, default, leaves)
    return view.of_edition(editions.by_id(view.at, chosen))


def edition_shown(view: IndexView) -> EditionView:
    """The view where the index has an edition; the page ends here where it has none."""
    if not isinstance(view, EditionView):
        say_no_edition(view)
    return view


def row() -> "st.delta_generator.DeltaGenerator":
    """A row of controls, their fields on one line."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def choices(name: str) -> "st.delta_generator.DeltaGenerator":
    """A row of controls that a narrow screen folds under `say_chosen`; name: one on its page."""
    return st.container(horizontal=True, vertical_alignment="bottom", key=f"choices_of_{name}")


def say_chosen(place: "st.delta_generator.DeltaGenerator", view: IndexView) -> None:
    """What is chosen, in one line at a place above the choices: on a narrow screen the button that
    unfolds them (delivery/page.js); on a wide one it is not there (delivery/page.css)."""
    w, chosen = view.words, view.index_name
    if isinstance(view, EditionView):
        chosen = f"{chosen} · {w.period_short(view.edition)}"
    place.button(w("control.choices", chosen=chosen), key="choices_summary", width="stretch")


def say_no_edition(view: IndexView) -> NoReturn:
    """Say that an index has no table yet, and where to bring one; the page ends here."""
    st.info(view.words("empty.no_edition", index=view.index_name))
    st.page_link(view.pages["upload"], label=view.words("nav.upload"), query_params=address.link())
    st.stop()


def _load_asked(text: str) -> int:
    """The number of the load that a link names. Raises Problem when it names none."""
    load_id = typed.whole(text)
    if load_id is None:
        raise Problem("error.as_of_unknown", value=text)
    return load_id


def _earlier(at: Snapshot, load_id: int) -> Snapshot:
    """The state after a load."""
    try:
        return loads.as_of(at, load_id)
    except Problem as problem:
        if problem.key != "error.load_unknown":
            raise
        raise Problem("error.as_of_unknown", value=load_id) from problem


def _pinned_version() -> int | None:
    text = address.choice("v", None, "")
    if not text:
        return None
    found = typed.whole(text)
    if found is None or found < 1:
        address.refuse("v")
        return None
    return found
