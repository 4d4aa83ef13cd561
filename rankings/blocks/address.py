"""What the reader has chosen: kept in the session, written into the address of the page.

The choices are plain codes (`psi`, `66`), never labels, so that a link means the same in both
languages. An address that changed from outside (a link, a second browser) wins over the session.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from rankings.words import text

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = text.LANGUAGES[0]
KEYS_IN_EVERY_LINK = ("lang", "v", "as_of")
SAID = "rankings_said"
HEARD_WITHIN = 3  # seconds until a browser shows the address that was written, on a slow line
_CHOICES = "rankings_choices"
_WRITTEN = "rankings_url"
_WRITTEN_AT = "rankings_url_at"
_EARLIER = "rankings_earlier_urls"
_PAGE = "rankings_page"
_ASKED = "rankings_figure_asked"
_LINKED = "rankings_linked"
_REFUSED = "rankings_refused"
_RESTS = "rankings_rests"


@dataclass(frozen=True)
class Said:
    """What the browser said that is answered now: at which address, when, and how its controls
    stood, by the ids of their widgets; back: it went back or forward to that address.

    before: how the controls stood when it had spoken last.
    """

    address: Mapping[str, str]
    at: float
    back: bool
    controls: Mapping[str, bytes]
    before: Mapping[str, bytes]

    def untouched(self, key: str) -> bool:
        """True for a control that stands as it stood when the browser had spoken last."""
        stood = {name for name in self.controls if name.endswith(f"-{key}")}
        return any(self.controls[name] == self.before.get(name) for name in stood)


def read_url() -> None:
    """Take the choices from the URL when it is not the one that this session wrote last.

    An empty one counts where the reader went back to it. Moving to another page by the menu
    empties it too: then the choices stay. One at which the reader made a move before the browser
    had heard of the address written since is no wish to go back to it.
    """
    asked = st.query_params.to_dict()
    moved = st.session_state.get(_PAGE) != st.context.url
    st.session_state[_PAGE] = st.context.url
    choices = st.session_state.setdefault(_CHOICES, {})
    written = st.session_state.get(_WRITTEN)
    said = st.session_state.get(SAID)
    by_menu = moved and not asked and not (said is not None and said.back)
    followed = asked != written and not by_menu and (moved or not _unheard(asked))
    if followed:
        choices.clear()
        choices.update(asked)
    if followed or (said is not None and said.address == written):
        st.session_state[_EARLIER] = []
    if followed or moved:
        st.session_state[_LINKED] = frozenset(asked) if followed else frozenset()
        st.session_state[_REFUSED] = {}


def write_url() -> None:
    """Write the choices that are not defaults into the URL."""
    wanted = {name: value for name, value in st.session_state[_CHOICES].items() if value}
    written = st.session_state.get(_WRITTEN)
    # Also where the browser says that it is there already: it may be about to hear of another.
    if st.query_params.to_dict() != wanted or written not in (None, wanted):
        st.query_params.from_dict(wanted)
    if wanted != written:
        earlier = [*st.session_state.get(_EARLIER, ()), written]
        st.session_state[_EARLIER] = [one for one in earlier if one not in (None, wanted)]
        st.session_state[_WRITTEN_AT] = time.monotonic()
    st.session_state[_WRITTEN] = wanted


def _unheard(address: Mapping[str, str]) -> bool:
    """True for an address that the browser showed until it heard of what was chosen since."""
    said = st.session_state.get(SAID)
    return (
        said is not None
        and not said.back
        and address in st.session_state.get(_EARLIER, ())
        and said.at < st.session_state[_WRITTEN_AT] + HEARD_WITHIN
    )


def echo(key: str) -> bool:
    """True in the callback of a control that the reader did not touch: the browser has not heard
    yet that something else has changed it, and says again how it stood."""
    said = st.session_state.get(SAID)
    return said is not None and _unheard(said.address) and said.untouched(key)


def choice(name: str, options: Mapping[str, str] | None, default: str) -> str:
    """The chosen code of a control; the default when the choice is not among the options."""
    value = st.session_state[_CHOICES].get(name, default)
    if options is not None and value not in options:
        refuse(name)
        return default
    return value


def restate(name: str, value: str) -> None:
    """Write a choice as it is written now, where it was not the reader who chose; none if empty."""
    st.session_state[_CHOICES].pop(name, None)
    if value:
        st.session_state[_CHOICES][name] = value


def refuse(name: str) -> None:
    """Leave out a choice that cannot be; remembered as refused where a link brought it."""
    _tell(name, st.session_state[_CHOICES].pop(name, None))


def _tell(name: str, value: str | None) -> None:
    if value and name in st.session_state.get(_LINKED, ()):
        st.session_state[_REFUSED][name] = value


def refused() -> dict[str, str]:
    """What the link that was followed asks for and cannot have, until the reader chooses."""
    return dict(st.session_state.get(_REFUSED, {}))


def choose(name: str, value: str, default: str) -> None:
    """Set a choice and the URL; a default leaves the URL."""
    choices = st.session_state[_CHOICES]
    # What does not fit what the reader chose is no fault of the link.
    st.session_state[_LINKED], st.session_state[_REFUSED] = frozenset(), {}
    if value == default:
        choices.pop(name, None)
    else:
        choices[name] = value
    _hold(choices, name, value)
    write_url()


def _hold(choices: dict[str, str], name: str, value: str) -> None:
    names, of, now, default = st.session_state.get(_RESTS) or ((), None, None, None)
    if name not in (*names, of):
        return
    if any(choices.get(one) for one in names):
        choices[of] = value if name == of else now
    elif choices.get(of) == default:
        del choices[of]


def rests_on(names: Collection[str], name: str, value: str, default: str) -> None:
    """Hold a choice in the URL, the default one too, while any of these is chosen in this run.

    What they say is said of it; a default may be another one when the link is opened.
    """
    st.session_state[_RESTS] = tuple(names), name, value, default


def forget_run() -> None:
    """Forget what was said of the run before: the figure asked for, what a choice rests on."""
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_RESTS, None)


def language() -> str:
    """The chosen language; Vietnamese before anything was chosen."""
    if _CHOICES not in st.session_state:
        return DEFAULT_LANGUAGE
    return choice("lang", LANGUAGES, DEFAULT_LANGUAGE)


def in_language(language: str) -> dict[str, str]:
    """A language as a choice in an address; the default one is not said."""
    return {} if language == DEFAULT_LANGUAGE else {"lang": language}


def path(question: str) -> str:
    """The path of the page of a question."""
    return question.replace("_", "-")


def chosen_several(name: str, options: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The chosen codes of a multi-select, in the order chosen, only those among the options."""
    codes = dict.fromkeys(filter(None, st.session_state[_CHOICES].get(name, "").split(",")))
    unknown = [code for code in codes if options is not None and code not in options]
    _tell(name, ",".join(unknown))
    return tuple(code for code in codes if code not in unknown)


def choose_several(name: str, codes: Collection[str]) -> None:
    """Set the choice of a multi-select, and the URL."""
    choose(name, ",".join(codes), "")


def keep_several(name: str, codes: Collection[str]) -> None:
    """Keep only these codes of a multi-select, where it was not the reader who chose."""
    restate(name, ",".join(codes))


def figure() -> str | None:
    """The key of the figure whose evidence is asked for."""
    return choice("figure", None, "") or None


def ask_figure(key: str) -> None:
    """Ask for the evidence of a figure; its key goes into the URL."""
    choose("figure", key, "")
    st.session_state[_ASKED] = True


def leave_figure() -> None:
    """The evidence was looked at."""
    choose("figure", "", "")


def figure_just_asked() -> bool:
    """True in a part of the page that is drawn alone, after a figure was asked for in it."""
    return bool(st.session_state.get(_ASKED))


def link(**choices: str) -> dict[str, str]:
    """The query of a link: the present choices with some of them set."""
    kept = {name: st.session_state[_CHOICES].get(name, "") for name in KEYS_IN_EVERY_LINK}
    return {name: value for name, value in (kept | choices).items() if value}


def to(question: str, **choices: str) -> str:
    """The address of a page with a query, for a link of ours, seen from the overview."""
    path_there = "./" if question == "overview" else path(question)
    query = urlencode(link(**choices))
    return f"{path_there}?{query}" if query else path_there


def unpin() -> None:
    """Go back to the newest figures."""
    choose("as_of", "", "")
    choose("v", "", "")
