"""Two moves close together while the server is slow, or the line to it: both are answered.

A page that takes half a second stands for a server with other work to do, a line that brings
nothing until it is let go for a slow one, so that these do not rest on chance.
"""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.controls import LANGUAGES, expect_query, options, query
from tests.browser.server import Server, running
from tests.browser.test_over_time import RANKS, mark
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
    page = visits(busy, "/upload", way="grid")
    pick(page, "Chỉ số", "PII")
    pick(page, "Loại kỳ", "năm")
    pick(page, "Năm", "2019")
    type_into(page, 1, "30,50")
    # The figure is told a moment after the press: it used to end the run that the press began.
    open_cell(page, 3, "31,50")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.locator("summary").filter(has_text="Bước 4")).to_contain_text("2 số liệu mới")


@pytest.mark.long
def test_what_was_typed_last_is_saved_with_the_scenario(busy: Server, visits: Visits):
    page = visits(busy, "/way-up")
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


class Line:
    """The line to a page that somebody opens, which brings nothing while it is held."""

    def __init__(self, opened: Page, path: str) -> None:
        self.page = opened.context.new_page()
        self._waiting: list[str | bytes] | None = None
        self._way: WebSocketRoute | None = None
        self.page.route_web_socket(re.compile("/_stcore/stream"), self._connect)
        self.page.goto(path)
        ready(self.page)

    def _connect(self, way: WebSocketRoute) -> None:
        server = way.connect_to_server()
        way.on_message(server.send)
        server.on_message(self._bring)
        self._way = way

    def _bring(self, message: str | bytes) -> None:
        if self._waiting is None:
            self._way.send(message)
        else:
            self._waiting.append(message)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """What the reader does here is said to the server; its answers come at the end."""
        self._waiting = []
        yield
        # Until the server has nothing more to say.
        said = -1
        while said != len(self._waiting):
            said = len(self._waiting)
            self.page.wait_for_timeout(1000)
        waiting, self._waiting = self._waiting, None
        for message in waiting:
            self._way.send(message)
        ready(self.page)


def speak(page: Page, language: str) -> None:
    page.get_by_role("radio", name=LANGUAGES[language], exact=True).click()


@pytest.mark.long
def test_a_choice_stays_though_the_next_move_was_made_at_the_address_before(visit):
    line = Line(visit("/"), "/upload?way=single")
    page = line.page
    with line.held():
        speak(page, "en")
        field = page.get_by_label("Điểm", exact=True)
        field.fill("65,49")
        field.press("Tab")
    expect_query(page, {"way": "single", "lang": "en"})
    expect(page.get_by_role("radio", name="English", exact=True)).to_be_checked()


@pytest.mark.long
def test_a_unit_that_was_clicked_stays_though_the_next_move_was_made_before_it_was_shown(visit):
    line = Line(visit("/"), "/over-time")
    page = line.page
    with line.held():
        mark(page, RANKS, "Huế, lũy kế từ đầu năm đến ngày 10/10/2026: 10/34").click(force=True)
        speak(page, "en")
    figure = "psi-2026-10-10-year_to_date-vn34:46:total:rank"
    expect_query(page, {"peers": "46", "figure": figure, "lang": "en"})


NAMES = ".st-key-figure_component_gaps svg text"


def top_track(page: Page) -> str:
    """The component on the uppermost track of the figure."""
    tracks = page.locator(NAMES).evaluate_all(
        "texts => texts.filter(text => text.textContent.includes('/34')).map(text =>"
        " [text.getBoundingClientRect().top, text.textContent.split('  ·  ')[0]])"
    )
    return min(tracks)[1]


def test_components_follow_the_order_pressed_before_the_server_answers(visit):
    line = Line(visit("/"), "/components")
    page = line.page
    by_best, *_, by_maximum = options(page, "Sắp xếp theo").get_by_role("radio").all()
    before = top_track(page)
    assert before == "11,18/18"  # 3,36 points below the best
    with line.held():
        by_maximum.click()
        assert top_track(page) == "9,08/22"  # 12,92 points below its maximum
        by_best.click()
        assert top_track(page) == before
        by_maximum.press("Space")
        assert top_track(page) == "9,08/22"
        assert "order" not in query(page)
    expect_query(page, {"order": "max"})
    assert top_track(page) == "9,08/22"
    page.go_back()
    expect_query(page, {})
    ready(page)
    assert top_track(page) == before


@pytest.mark.long
def test_sub_indicators_follow_their_own_order_at_once(visit):
    line = Line(visit("/"), "/components")
    page = line.page

    def top() -> str:
        """The points on the uppermost track: of those that lie above, the one with a maximum."""
        texts = page.locator(".st-key-figure_component_counts svg text").evaluate_all(
            "texts => texts.filter(text => /^[0-9]+,[0-9]{2}[/]/.test(text.textContent)).map("
            "text => [text.getBoundingClientRect().top, text.textContent])"
        )
        return min(texts)[1]

    _, by_rank, _ = options(page, "Sắp xếp chỉ tiêu theo").get_by_role("radio").all()
    components_first = top_track(page)
    assert top() == "0,00/6"  # 1.1: 6 points to win
    with line.held():
        by_rank.click()
        assert top() == "3,86/6"  # 4.1: 32nd
        # The components above keep the order that they have.
        assert top_track(page) == components_first
    expect_query(page, {"sub_order": "rank"})
    assert top() == "3,86/6"


@pytest.mark.long
def test_a_choice_that_is_taken_back_before_it_was_shown_is_taken_back(visit):
    line = Line(visit("/"), "/over-time")
    page = line.page
    indices = options(page, "Chỉ số")
    with line.held():
        for index in ("DTI", "Chỉ số 766"):
            indices.get_by_role("radio", name=index, exact=True).click()
    expect_query(page, {})
    expect(indices.get_by_role("radio", checked=True)).to_have_text("Chỉ số 766")


@pytest.mark.long
def test_the_way_back_is_no_late_move(visit):
    line = Line(visit("/"), "/standing")
    page = line.page
    options(page, "Chỉ số").get_by_role("radio", name="DTI", exact=True).click()
    page.wait_for_url(re.compile("index=dti"))
    ready(page)
    page.go_back()
    expect_query(page, {})
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("Chỉ số 766")
