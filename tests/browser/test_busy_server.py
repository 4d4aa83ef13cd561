"""Two moves close together while the server is slow: both are answered.

A page that takes half a second stands for a server with other work to do, so that these do not
rest on chance.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.controls import query
from tests.browser.server import Server, running
from tests.browser.test_scenario import slider, typed
from tests.browser.test_upload import open_cell, pick, type_into
from tests.browser.visits import Visits, ready

SLOW = (
    "import time\n"
    "from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext\n"
    "start = ScriptRunContext.on_script_start\n"
    "def slowly(context):\n"
    "    time.sleep(0.5)\n"
    "    start(context)\n"
    "ScriptRunContext.on_script_start = slowly\n"
    "from streamlit.web.cli import main\n"
    "main()\n"
)


@pytest.fixture(scope="module")
def busy(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes half a second before it draws anything."""
    folder = tmp_path_factory.mktemp("busy")
    copy = shutil.copytree(var, folder / "var")
    with running(copy, folder / "server.log", command=("-c", SLOW, "run", "app.py")) as started:
        yield started


def test_a_press_right_after_the_last_figure_checks_both(busy: Server, visits: Visits):
    page = visits(busy, "/upload-data", way="grid")
    pick(page, "Chỉ số", "PII")
    pick(page, "Loại kỳ", "năm")
    pick(page, "Năm", "2019")
    type_into(page, 1, "30,50")
    # The figure is told a moment after the press: it used to end the run that the press began.
    open_cell(page, 3, "31,50")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.locator("summary").filter(has_text="Bước 4")).to_contain_text("2 số liệu mới")


def test_what_was_typed_last_is_saved_with_the_scenario(busy: Server, visits: Visits):
    page = visits(busy, "/scenario-builder")
    page.get_by_label("Tên phương án").fill("Số hóa")
    slider(page, "Mức độ hài lòng").press("ArrowRight")
    # The field is told as it is left, by the press that saves.
    typed(page, "Số hóa hồ sơ").fill("11,08")
    page.get_by_role("button", name="Lưu để so sánh", exact=True).click()
    expect(page.get_by_role("button", name="Bỏ", exact=True)).to_be_visible()
    ready(page)
    chosen = query(page)
    assert "digitisation:2" in chosen["plan"]
    assert chosen["saved"] == f"Số hóa~psi~{chosen['plan']}~"
