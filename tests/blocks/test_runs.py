"""What a browser says while a page is being drawn is answered after that, in its order."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunException, ScriptRunnerEvent, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)

from rankings.blocks import address, runs
from rankings.blocks.delivery import together

RERUN, STOP = ScriptRequestType.RERUN, ScriptRequestType.STOP


def said(*pressed: str, text: str = "", **more: object) -> RerunData:
    """What a browser says: where its one field stands, and which buttons were pressed."""
    states = WidgetStates()
    states.widgets.add(id="$$ID-1-field", string_value=text)
    for button in pressed:
        states.widgets.add(id=button, trigger_value=True)
    return RerunData(widget_states=states, **more)


def told(data: RerunData) -> dict[str, object]:
    """The same as the run finds it."""
    states = data.widget_states.widgets
    return {
        state.id.rpartition("-")[2]: getattr(state, state.WhichOneof("value")) for state in states
    }


@pytest.fixture
def requests() -> runs.InTurn:
    """Those of a session whose page is being drawn."""
    made = runs.InTurn()
    made.request_rerun(said())
    assert made.on_scriptrunner_ready().type is RERUN
    return made


def test_a_run_is_not_ended_by_what_comes_meanwhile(requests):
    requests.request_rerun(said("check"))
    assert requests.on_scriptrunner_yield() is None
    assert told(requests.on_scriptrunner_ready().rerun_data)["check"] is True


def test_two_presses_are_answered_one_after_the_other(requests):
    requests.request_rerun(said("check"))
    requests.request_rerun(said("back"))
    first, second = (requests.on_scriptrunner_ready().rerun_data for _ in range(2))
    assert told(first) == {"field": "", "check": True}
    assert told(second) == {"field": "", "back": True}
    assert requests.on_scriptrunner_ready().type is STOP


def test_the_figure_is_taken_in_before_the_press_and_after_it(requests):
    for one in (said(text="1"), said("check", text="1"), said(text="2")):
        requests.request_rerun(one)
    found = [told(requests.on_scriptrunner_ready().rerun_data) for _ in range(3)]
    assert found == [{"field": "1"}, {"field": "1", "check": True}, {"field": "2"}]


def test_of_many_stops_of_a_slider_the_last_is_drawn(requests):
    for stop in "123":
        requests.request_rerun(said(text=stop, fragment_id="levers"))
    found = requests.on_scriptrunner_ready().rerun_data
    assert (told(found), found.fragment_id_queue) == ({"field": "3"}, ["levers"])
    assert requests.on_scriptrunner_ready().type is STOP


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"fragment_id": "levers"}),
        ({"fragment_id": "table"}, {"fragment_id": "levers"}),
        ({"is_history_navigation": True, "query_string": "index=dti"}, {}),
        ({"page_script_hash": "one"}, {"page_script_hash": "other"}),
    ],
)
def test_what_asks_for_something_else_is_answered_too(requests, first, second):
    requests.request_rerun(said(**first))
    requests.request_rerun(said(**second))
    for asked in (first, second):
        found = requests.on_scriptrunner_ready().rerun_data
        assert found.fragment_id_queue == ([asked["fragment_id"]] if "fragment_id" in asked else [])
        assert found.query_string == asked.get("query_string", "")
        assert found.page_script_hash == asked.get("page_script_hash", "")


def test_a_page_that_is_drawn_whole_has_its_parts(requests):
    requests.request_rerun(said(text="1", fragment_id="levers"))
    requests.request_rerun(said(text="2"))
    found = requests.on_scriptrunner_ready().rerun_data
    assert (told(found), found.fragment_id_queue) == ({"field": "2"}, [])
    assert requests.on_scriptrunner_ready().type is STOP


def test_the_page_itself_may_ask_to_be_drawn_anew(requests, monkeypatch):
    requests.request_rerun(said("check"))
    with of_the_page(requests, monkeypatch):
        requests.request_rerun(RerunData(page_script_hash="own"))
    assert requests.on_scriptrunner_yield().rerun_data.page_script_hash == "own"
    assert told(requests.on_scriptrunner_ready().rerun_data)["check"] is True


@contextmanager
def of_the_page(requests: runs.InTurn, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict]:
    """What is done here is done by the page that is being drawn; gives what its session holds."""
    with monkeypatch.context() as during:
        page = SimpleNamespace(script_requests=requests, session_state={})
        during.setattr(runs, "get_script_run_ctx", lambda **_: page)
        yield page.session_state


def test_the_session_knows_what_is_answered_and_how_the_controls_stood_before(
    requests, monkeypatch
):
    for text in ("1", "2", "2"):
        requests.request_rerun(said("check", text=text, query_string="index=dti&peers="))
    answered = []
    with of_the_page(requests, monkeypatch) as session:
        for _ in range(3):
            requests.on_scriptrunner_ready()
            answered.append(session[address.SAID])
    assert answered[0].address == {"index": "dti", "peers": ""}
    assert [one.untouched("field") for one in answered] == [False, False, True]
    assert [one.untouched("nothing") for one in answered] == [False] * 3


def test_a_session_that_ends_answers_nothing_more(requests):
    requests.request_rerun(said("check"))
    requests.request_stop()
    assert requests.on_scriptrunner_yield().type is STOP
    assert requests.on_scriptrunner_ready().type is STOP
    assert requests.request_rerun(said()) is False


def test_long_work_gives_way_to_another_page_and_to_nothing_less(requests, monkeypatch):
    requests.request_rerun(said(fragment_id="levers"))
    with of_the_page(requests, monkeypatch):
        runs.give_way()
    assert requests.on_scriptrunner_ready().rerun_data.fragment_id_queue == ["levers"]
    requests.request_rerun(said(page_script_hash="other"))
    with of_the_page(requests, monkeypatch), pytest.raises(RerunException) as ended:
        runs.give_way()
    assert ended.value.rerun_data.page_script_hash == "other"
    assert requests.on_scriptrunner_ready().type is STOP


def test_sessions_are_made_so_and_not_otherwise(monkeypatch):
    monkeypatch.setattr(script_runner, "ScriptRequests", ScriptRequests)
    runs.one_after_another()
    assert script_runner.ScriptRequests is runs.InTurn
    monkeypatch.setattr(runs.st, "get_option", {"runner.fastReruns": True}.get)
    with pytest.raises(RuntimeError, match="fastReruns"):
        runs.one_after_another()


def test_what_a_run_says_is_gathered_and_its_end_is_told_at_once(monkeypatch):
    """The loop is woken for the first of a hundred messages and for the end, in their order."""
    woken, heard = [], []

    def ask(session, callback):
        woken.append(callback)
        session._event_loop.call_soon_threadsafe(callback)

    monkeypatch.setattr(together, "_ask_one", ask)
    monkeypatch.setattr(
        together,
        "_hear_one",
        lambda session, _, event, number: together._gather(session, lambda: heard.append(number)),
    )

    async def run() -> None:
        session = SimpleNamespace(_event_loop=asyncio.get_running_loop())
        message, end = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SCRIPT_STARTED
        # The end waits for no gathering, however long that takes.
        monkeypatch.setattr(together, "GATHERED_SECONDS", 3600)
        for number in range(100):
            together._hear(session, None, message, number=number)
        together._hear(session, None, end, number=100)
        while len(heard) < 101:
            await asyncio.sleep(0)
        # Without an end they are told when the time of gathering is over.
        monkeypatch.setattr(together, "GATHERED_SECONDS", 0.001)
        together._hear(session, None, message, number=101)
        while len(heard) < 102:
            await asyncio.sleep(0.001)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert heard == list(range(102))
    assert len(woken) == 3


def test_the_sessions_of_the_server_gather_what_they_say(monkeypatch):
    for name in ("_call_soon_on_event_loop", "_on_scriptrunner_event"):
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))
    together.sent_together()
    assert AppSession._call_soon_on_event_loop is together._gather
    assert AppSession._on_scriptrunner_event is together._hear
