"""What a run says is handed to the server's loop in few portions, not message by message.

For each message Streamlit wakes the thread that sends: a call of the system and two changes of
thread, some fifty times a run and more than the messages themselves cost. It sends every ten
milliseconds at most in any case, so what a run says is gathered for as long; the end of a run, as
everything that is no message, is told at once, with what was gathered before it.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

GATHERED_SECONDS = 0.01
_ask_one = AppSession._call_soon_on_event_loop
_hear_one = AppSession._on_scriptrunner_event


def sent_together() -> None:
    """Let the sessions of this server gather their messages; called once, before anybody comes."""
    AppSession._call_soon_on_event_loop = _gather  # type: ignore[assignment,method-assign]
    AppSession._on_scriptrunner_event = _hear  # type: ignore[assignment,method-assign]


def _gather(session: AppSession, callback: Callable[[], None]) -> None:
    """Have the loop call this after what was asked before it, within the time of gathering."""
    waiting = _waiting(session)
    waiting.append(callback)
    # Whoever comes to an empty row wakes the loop. What joins a row is called with it: the loop
    # takes from the row until nothing is left.
    if len(waiting) == 1:
        _ask_one(session, lambda: _later(session))


def _later(session: AppSession) -> None:
    session._event_loop.call_later(GATHERED_SECONDS, _call_all, session)


def _hear(
    session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, **told: Any
) -> None:
    """Streamlit's own hearing of what a run does; what is no message does not wait."""
    _hear_one(session, sender, event, **told)
    if event is not ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
        _ask_one(session, lambda: _call_all(session))


def _call_all(session: AppSession) -> None:
    """Each by the loop itself, so that one that fails leaves the others as they are."""
    waiting = _waiting(session)
    while waiting:
        session._event_loop.call_soon(waiting.popleft())


def _waiting(session: AppSession) -> deque[Callable[[], None]]:
    return session.__dict__.setdefault("_rankings_waiting", deque())
