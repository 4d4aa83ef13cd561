"""The shared controls: what the reader has chosen, kept in the URL, read as one frozen View.

The choices live in the session under plain codes (`psi`, `66`), never under labels, so that a link
means the same in both languages. A widget shows a choice; its callback changes the choice and the
URL. A URL that changed from outside (a link, a second browser) wins over the session.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NoReturn

import streamlit as st

from rankings import loads
from rankings.blocks import address
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import Words, words

_FRAME = "rankings_frame"


@dataclass(frozen=True)
class Frame:
    """What app.py gives every page: the store, the version shown, and the language.

    as_of: the load after which the figures are shown, None for the newest; then `at` is that state,
    while `live` stays the version of the store that takes loads, from which the reader looks back.
    """

    at: Snapshot
    live: Snapshot
    pinned: bool
    language: str
    today: date
    pages: Mapping[str, "st.Page"]
    as_of: int | None = None


@dataclass(frozen=True)
class View:
    """What a page is to show. edition is None on pages that show more than one.

    scheme and home: of the home unit; pages: name -> page, for links between them; as_of and
    live as in Frame. Two views are equal when they show the same, so that what is drawn of
    one can be remembered.
    """

    at: Snapshot
    live: Snapshot
    pinned: bool
    language: str
    words: Words = field(compare=False)
    today: date
    pages: Mapping[str, "st.Page"] = field(compare=False)
    scheme: str
    home: str
    index_code: str | None = None
    edition: EditionFacts | None = None
    limit: int | None = None
    as_of: int | None = None


def begin(at: Snapshot, today: date, pages: Mapping[str, "st.Page"]) -> Frame:
    """Called by app.py once a run, before the page: language and version of this run.

    Raises Problem when the pinned version is no longer kept, or there is no load of the number as
    of which the figures are to be shown.
    """
    pinned = _pinned_version()
    if pinned and not at.store.path(pinned).exists():
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
    view = View(
        at=frame.at,
        live=frame.live,
        pinned=frame.pinned,
        language=frame.language,
        words=words(frame.language),
        today=frame.today,
        pages=frame.pages,
        scheme=scheme,
        home=home,
        as_of=frame.as_of,
    )
    if title is not None:
        st.header(view.words(title))
    return _with_edition(view) if pick_edition else view


def select(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    """A select box over code -> label; returns the chosen code."""
    key = _show(name, address.choice(name, options, default))
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_changed,
        args=(name, key, default),
    )
    return address.choice(name, options, default)


def segments(
    name: str, label: str, options: Mapping[str, str], default: str, *, show_label: bool = True
) -> str:
    """A row of buttons over code -> label, one of them chosen; returns its code."""
    key = _show(name, address.choice(name, options, default))
    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        required=True,
        on_change=_changed,
        args=(name, key, default),
        label_visibility="visible" if show_label else "collapsed",
    )
    return address.choice(name, options, default)


def pair(name: str, labels: tuple[str, str], options: Mapping[str, str], none: str) -> tuple:
    """Two select boxes over code -> label, either of them empty; returns the codes chosen.

    none: what an empty box says. Not a multi-select: its tags are unreadable on a dark ground.
    """
    chosen = address.chosen_several(name, options)[: len(labels)]
    # What is not among the options leaves the URL too.
    address.keep_several(name, chosen)
    keys = []
    for place, label in enumerate(labels):
        others = {code for at, code in enumerate(chosen) if at != place}
        left = {"": none} | {code: text for code, text in options.items() if code not in others}
        keys.append(_show(f"{name}_{place}", chosen[place] if place < len(chosen) else ""))
        with st.container(width=220):
            st.selectbox(
                label,
                list(left),
                format_func=lambda code, left=left: left.get(code, code),
                key=keys[place],
                on_change=_changed_pair,
                args=(name, keys),
            )
    return chosen


def choose_edition(view: View, edition_id: str | None) -> None:
    """Set the edition, as the select box would; the newest one leaves the URL."""
    if edition_id:
        default = editions.choose(view.at, view.index_code).edition_id
        address.choose("edition", edition_id, default)


def language_switch() -> None:
    """The switch between Vietnamese and English."""
    w = words(st.session_state[_FRAME].language)
    segments("lang", w("control.language"), address.LANGUAGES, "vi", show_label=False)


def pin_switch() -> None:
    """The switch that freezes the figures at the version shown now."""
    frame = st.session_state[_FRAME]
    key = _show("v", frame.pinned)
    w = words(frame.language)
    st.toggle(
        w("control.pin"),
        key=key,
        on_change=_pin_changed,
        args=(key, frame.live.version),
        help=w("control.pin_help"),
    )


def edition_label(w: Words, edition: EditionFacts) -> str:
    """An edition in a list: its period with the type, the scheme, and how much of it is known."""
    known = w("data.coverage_short", ranks=edition.ranks, scores=edition.scores, n=edition.units)
    period = w.period(edition)
    return f"{period[:1].upper()}{period[1:]} · {known}"


def index_choice(view: View) -> str:
    """The control for the index; returns its code."""
    indices = naming.index_names(view.at, view.words)
    return segments("index", view.words("control.index"), indices, next(iter(indices)))


def _with_edition(view: View) -> View:
    w = view.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            index_code = index_choice(view)
        found = editions.of_index(view.at, index_code)
        if found:
            default = editions.choose(view.at, index_code).edition_id
            labels = {item.edition_id: edition_label(w, item) for item in found}
            with st.container(width=440):
                edition_id = select("edition", w("control.edition"), labels, default)
    if not found:
        _say_no_edition(view, index_code)
    return replace(
        view,
        index_code=index_code,
        edition=editions.by_id(view.at, edition_id),
        limit=editions.rank_limit(view.at, index_code),
    )


def _say_no_edition(view: View, index_code: str) -> NoReturn:
    """Say that an index has no table yet, and where to bring one; the page ends here."""
    index = naming.index_name(view.at, view.words, index_code)
    st.info(view.words("empty.no_edition", index=index))
    st.page_link(view.pages["upload"], label=view.words("nav.upload"), query_params=address.link())
    st.stop()


def _show(name: str, value: object) -> str:
    """Give the widget of a choice its value before it is drawn; returns the widget's key."""
    key = f"control_{name}"
    st.session_state[key] = value
    return key


def _changed(name: str, key: str, default: str) -> None:
    address.choose(name, st.session_state[key], default)


def _changed_pair(name: str, keys: list[str]) -> None:
    address.choose_several(name, [st.session_state[key] for key in keys if st.session_state[key]])


def _pin_changed(key: str, version: int) -> None:
    address.choose("v", str(version) if st.session_state[key] else "", "")


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
