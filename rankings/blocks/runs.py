"""Each run of a page is finished before the next one begins, so that nothing a reader did is lost.

Left to itself, Streamlit ends a run as soon as the browser says something new, wherever the run
stands: before it has come to the button that was pressed, or within the callback that takes down
a choice. What had begun that run is then forgotten without a word. On a server with other work to
do this happens to any two moves that come close together: a figure and a press, two clicks.
"""

import time
from dataclasses import dataclass
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
)

from rankings.blocks import address


def one_after_another() -> None:
    """Let the sessions of this server take what the browser says one thing after another.

    Called once, before anybody comes. It rests on `runner.fastReruns` being off: with it, Streamlit
    ends a run without asking here.
    """
    if st.get_option("runner.fastReruns"):
        raise RuntimeError("runner.fastReruns must be off: see .streamlit/config.toml.")
    script_runner.ScriptRequests = InTurn


def give_way() -> None:
    """End this run where the reader has gone on to something else.

    For long work that begins again by itself should the reader come back to it.
    """
    context = get_script_run_ctx(suppress_warning=True)
    waiting = getattr(context, "script_requests", None)
    if isinstance(waiting, InTurn) and (following := waiting.take_page()) is not None:
        raise RerunException(following)


@dataclass(frozen=True)
class _Waiting:
    asked: RerunData
    at: float


class InTurn(ScriptRequests):
    """What the browser has said to one session and was not yet answered, first things first."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[_Waiting] = []

    def request_rerun(self, new_data: RerunData) -> bool:
        """Take down what is asked for; False when nobody will answer here any more.

        What the run itself asks for (`st.rerun`) comes at once, what the browser says in its turn.
        """
        if get_script_run_ctx(suppress_warning=True) is not None:
            return super().request_rerun(new_data)
        with self._lock:
            if self._state is ScriptRequestType.STOP:
                return False
            if self._waiting and _says_all_of(new_data, self._waiting[-1].asked):
                self._waiting.pop()
            self._waiting.append(_Waiting(new_data, time.monotonic()))
            return True

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """What is to be answered now; STOP where nothing waits."""
        following = None
        with self._lock:
            if self._state is ScriptRequestType.CONTINUE:
                if self._waiting:
                    following = self._waiting.pop(0)
                    self._request_rerun_locked(following.asked)
                else:
                    self._state = ScriptRequestType.STOP
        if following is not None:
            _remember(following)
        return super().on_scriptrunner_ready()

    def take_page(self) -> RerunData | None:
        """What comes next, where it draws the whole page; it waits no longer then."""
        with self._lock:
            if not self._waiting or self._waiting[0].asked.fragment_id:
                return None
            following = self._waiting.pop(0)
        _remember(following)
        return following.asked


def _remember(answered: _Waiting) -> None:
    """Let the session know what is answered now, and how the controls stood before."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    session, asked = context.session_state, answered.asked
    before = session[address.SAID].controls if address.SAID in session else {}
    states = asked.widget_states.widgets if asked.widget_states is not None else ()
    session[address.SAID] = address.Said(
        address=dict(parse_qsl(asked.query_string, keep_blank_values=True)),
        at=answered.at,
        back=asked.is_history_navigation,
        controls={state.id: state.SerializeToString() for state in states},
        before=before,
    )


def _says_all_of(new: RerunData, old: RerunData) -> bool:
    """True where answering the new one answers the old one: a browser says with each move where
    all its controls stand. A press it says only once, and means it of what stood there before."""
    if new.widget_states is None or old.widget_states is None or old.is_history_navigation:
        return False
    return (
        new.page_script_hash == old.page_script_hash
        and new.fragment_id in (None, old.fragment_id)
        and not _presses(old.widget_states)
        and not _presses(new.widget_states)
    )


def _presses(said: WidgetStates) -> bool:
    return any(map(script_requests._has_active_trigger_value, said.widgets))
