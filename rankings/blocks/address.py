"""What the reader has chosen: kept in the session, written into the address of the page.

The choices are plain codes (`psi`, `66`), never labels, so that a link means the same in both
languages. An address that changed from outside (a link, a second browser) wins over the session.
"""

from collections.abc import Collection, Mapping

import streamlit as st

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
KEYS_IN_EVERY_LINK = ("lang", "v", "as_of")
_CHOICES = "rankings_choices"
_WRITTEN = "rankings_url"
_PAGE = "rankings_page"
_ASKED = "rankings_figure_asked"
_LINKED = "rankings_linked"
_REFUSED = "rankings_refused"
_RESTS = "rankings_rests"


def read_url() -> None:
    """Take the choices from the URL when it is not the one that this session wrote last.

    An empty one counts where the reader went back to it. Moving to another page by the menu
    empties it too: then the choices stay.
    """
    asked = st.query_params.to_dict()
    moved = st.session_state.get(_PAGE) != st.context.url
    st.session_state[_PAGE] = st.context.url
    choices = st.session_state.setdefault(_CHOICES, {})
    followed = asked != st.session_state.get(_WRITTEN) and (asked or not moved)
    if followed:
        choices.clear()
        choices.update(asked)
    if followed or moved:
        st.session_state[_LINKED] = frozenset(asked) if followed else frozenset()
        st.session_state[_REFUSED] = {}


def write_url() -> None:
    """Write the choices that are not defaults into the URL."""
    wanted = {name: value for name, value in st.session_state[_CHOICES].items() if value}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted


def choice(name: str, options: Mapping[str, str] | None, default: str) -> str:
    """The chosen code of a control; the default when the choice is not among the options."""
    value = st.session_state[_CHOICES].get(name, default)
    if options is not None and value not in options:
        refuse(name)
        return default
    return value


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
    return choice("lang", LANGUAGES, "vi") if _CHOICES in st.session_state else "vi"


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
    st.session_state[_CHOICES][name] = ",".join(codes)


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


def unpin() -> None:
    """Go back to the newest figures."""
    choose("as_of", "", "")
    choose("v", "", "")
