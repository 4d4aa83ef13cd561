"""The buttons under the first screen: what they make, and what is noted of it."""

import asyncio
import io
from datetime import date

import docx
import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from rankings.blocks import brief
from rankings.blocks.delivery import downloads
from rankings.blocks.view import View
from rankings.loads import briefings
from rankings.loads.access import operator
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import page_runs


@pytest.fixture
def view(own_var) -> View:
    at = Store(own_var).snapshot()
    return View(
        at=at,
        live=at,
        pinned=False,
        language="vi",
        today=date(2026, 11, 30),
        pages={},
        words=words("vi"),
        scheme="vn34",
        home="66",
    )


@pytest.fixture
def app(own_var, serve) -> AppTest:
    serve(own_var)
    return page_runs.sound(page_runs.opened())


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


def test_the_page_offers_every_form(app):
    first = {brief.label(words("vi"), form, kind) for form, kind, _ in brief.FIRST}
    others = {brief.label(words("vi"), form, kind) for form, kind, _ in brief.OTHERS}
    # What opens is empty before it is opened.
    assert not app.code
    assert set(labels(app)) & (first | others) == first
    app.session_state["brief_others"] = app.session_state["brief_text"] = True
    page_runs.sound(app.run())
    assert first | others <= set(labels(app))
    assert "7/34" in app.code[0].value


def test_what_a_button_makes_is_the_command_lines(view, own_var):
    paper = docx.Document(io.BytesIO(brief.made(view, "docx", "annex", noted=None)))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "7/34" in cells
    store = Store(own_var)
    assert briefings.last(store, before=date(2100, 1, 1)) is None
    text = brief.made(view, "text", None, noted=operator("An")).decode()
    assert len(text) <= 900
    assert "7/34" in text
    assert briefings.last(store, before=date(2100, 1, 1)) is not None


def test_a_version_that_is_gone_when_the_button_is_pressed_is_told():
    """The version was pruned after the page was drawn."""

    def gone() -> bytes:
        raise Problem("error.version_gone", version=3)

    def broken() -> bytes:
        raise ZeroDivisionError

    w = words("vi")
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    handler = DeferredFileHandler(lambda: files)
    downloads.told_as_sentences()
    told = {"gone": gone, "broken": broken, "made": lambda: b"file"}
    answers = {}
    for name, make in told.items():
        number = files.add_deferred(downloads.or_sentence(w, make), "text/plain", name, "a.txt")
        asked = BackendOperationRequest(request_id=name)
        asked.deferred_file.file_id = number
        answers[name] = asyncio.run(handler.handle(asked, "session"))
    assert answers["gone"].error_msg == w("error.version_gone", version=3)
    assert answers["broken"].error_msg == w("error.unexpected")
    assert answers["made"].deferred_file.url.startswith("/media/")


def test_a_setting_that_cannot_be_is_said_and_the_page_stands(own_var, serve, monkeypatch):
    monkeypatch.setenv("RANKINGS_LOGO", __file__)
    serve(own_var)
    app = page_runs.sound(page_runs.opened())
    assert any("RANKINGS_LOGO" in caption.value for caption in app.caption)
    assert words("vi")("brief.button_pdf_page") not in labels(app)
