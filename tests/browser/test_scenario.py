"""Scenarios tried out in a browser: a slider moves the rank, a link shows the same to another."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rankings.ingest import reading, scenario_file
from rankings.store import figure_keys
from rankings.store.versions import Store
from tests import acknowledged, effort, sub_figures
from tests.browser.controls import expect_query, new_choice, pick, press, query
from tests.browser.server import Server, running
from tests.browser.visits import ready
from tests.store_clones import clone

PAGE = "/way-up"
EDITION = "psi-2026-10-10-year_to_date-vn34"


def expect_tried(page: Page, wanted: dict[str, str]) -> None:
    """Wait until the URL holds these choices, and the edition on which they rest."""
    expect_query(page, wanted | {"edition": EDITION})


def slider(page: Page, name: str) -> Locator:
    """The slider of a component; "Số hóa hồ sơ" also has a field."""
    return page.get_by_test_id("stSlider").filter(has_text=name).get_by_role("slider")


def typed(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"Điểm mới: {name}")


def rank(page: Page) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=re.compile("^Hạng"))


def score(page: Page) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=re.compile("^Điểm"))


def tried(component: str) -> str:
    return str(figure_keys.Scenario(EDITION, "66", 10, "digitisation:1.5", "-", component, "score"))


def test_a_slider_moves_the_rank_at_once(visit):
    page = visit(PAGE)
    expect(rank(page)).to_contain_text("7/34")
    thumb = slider(page, "Số hóa hồ sơ")
    thumb.focus()
    with new_choice(page):
        page.keyboard.press("End")
    expect_tried(page, {"plan": "digitisation:12.92"})
    expect(rank(page)).to_contain_text("1/34")
    expect(page.get_by_text("tăng 6 bậc so với thứ 7 hiện nay")).to_be_visible()
    # What is assumed stands beside it.
    held = page.get_by_text("Giả định các tỉnh, thành phố khác giữ nguyên điểm.")
    expect(held.filter(visible=True)).to_have_count(2)
    expect(typed(page, "Số hóa hồ sơ")).to_have_value("22,00")


@pytest.mark.long
def test_what_a_slider_tried_of_one_index_is_not_tried_of_another(visit):
    """A slider draws its part of the page alone; both indices have a total, on scales apart."""
    page = visit(PAGE, index="pii")
    slider(page, "Tổng điểm").focus()
    page.keyboard.press("ArrowRight")
    tried_first = {"index": "pii", "plan": "total:0.2", "edition": "pii-2025-year-vn34"}
    expect_query(page, tried_first)
    ready(page)
    press(page, "Chỉ số", "DTI")
    expect_query(page, {"index": "dti"})
    ready(page)
    expect(rank(page)).to_contain_text("29/34")
    expect(score(page)).to_contain_text("0,6410")
    # What was tried of the first is there again on the way back.
    page.go_back()
    expect_query(page, tried_first)
    ready(page)
    expect(score(page)).to_contain_text("35,00")
    expect_query(page, tried_first)


def test_fast_keys_end_where_they_should(visit):
    """Each press is one stop of a tenth of a point; no answer is waited for between them."""
    page = visit(PAGE)
    thumb = slider(page, "Số hóa hồ sơ")
    thumb.focus()
    page.keyboard.press("ArrowRight")  # from 9,08 to the next tenth
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect_tried(page, {"plan": "digitisation:0.92"})
    ready(page, quiet=1000)
    expect_tried(page, {"plan": "digitisation:0.92"})
    expect(typed(page, "Số hóa hồ sơ")).to_have_value("10,00")
    assert thumb.get_attribute("aria-valuetext") == "10,00"
    expect(score(page)).to_contain_text("66,41")


@pytest.mark.long
def test_several_sliders_in_a_row_keep_what_each_was_given(visit):
    """Typing, keys and keys on another one, as fast as they can be pressed."""
    page = visit(PAGE)
    field = typed(page, "Số hóa hồ sơ")
    field.fill("10,55")
    field.press("Enter")
    for name in ("Công khai, minh bạch", "Mức độ hài lòng"):
        slider(page, name).focus()
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
    ready(page, quiet=1000)
    plan = "transparency:-0.15,digitisation:1.47,satisfaction:-0.28"
    assert query(page) == {"plan": plan, "edition": EDITION}
    expect(typed(page, "Số hóa hồ sơ")).to_have_value("10,55")
    assert slider(page, "Số hóa hồ sơ").get_attribute("aria-valuetext") == "10,55"
    assert slider(page, "Mức độ hài lòng").get_attribute("aria-valuetext") == "10,90"


@pytest.mark.long
def test_a_switch_of_the_whole_page_at_once_after_keys_keeps_the_plan(visit):
    page = visit(PAGE)
    slider(page, "Số hóa hồ sơ").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("radio", name="English", exact=True).click()
    expect_tried(page, {"plan": "digitisation:0.42", "lang": "en"})
    ready(page, quiet=1000)
    expect_tried(page, {"plan": "digitisation:0.42", "lang": "en"})
    assert slider(page, "Digitisation").get_attribute("aria-valuetext") == "9.50"


def test_the_way_back_of_the_browser_takes_back_what_was_tried(visit):
    page = visit(PAGE, plan="digitisation:1.5")
    field = typed(page, "Số hóa hồ sơ")
    expect(field).to_have_value("10,58")
    field.fill("11,08")
    with new_choice(page):
        field.press("Enter")
    expect_tried(page, {"plan": "digitisation:2"})
    page.go_back()
    expect_query(page, {"plan": "digitisation:1.5"})
    # While the page is drawn anew the field and the one that takes its place both stand there.
    expect(score(page)).to_contain_text("66,99")
    ready(page)
    expect(field).to_have_value("10,58")
    assert slider(page, "Số hóa hồ sơ").get_attribute("aria-valuetext") == "10,58"
    page.go_forward()
    expect(score(page)).to_contain_text("67,49")
    ready(page)
    expect(field).to_have_value("11,08")


@pytest.mark.long
def test_two_readers_do_not_disturb_each_other(visit):
    first, second = visit(PAGE), visit(PAGE)
    for page in (first, second):
        slider(page, "Số hóa hồ sơ").focus()
    first.keyboard.press("ArrowRight")
    second.keyboard.press("ArrowLeft")
    expect_tried(first, {"plan": "digitisation:0.02"})
    expect_tried(second, {"plan": "digitisation:-0.08"})


@pytest.mark.long
def test_a_typed_score_moves_the_slider_and_the_figure(visit):
    page = visit(PAGE)
    field = typed(page, "Số hóa hồ sơ")
    field.fill("10,58")
    with new_choice(page):
        field.press("Enter")
    expect_tried(page, {"plan": "digitisation:1.5"})
    expect(page.get_by_test_id("stSlider").filter(has_text="Số hóa hồ sơ")).to_contain_text("10,58")
    figure = page.get_by_test_id("stVegaLiteChart")
    expect(figure.locator("svg text").filter(has_text="9,08 → 10,58/22")).to_have_count(1)
    field.fill("abc")
    field.press("Enter")
    expect(page.get_by_text("“abc” không phải là số")).to_be_visible()
    expect_tried(page, {"plan": "digitisation:1.5"})


@pytest.mark.long
def test_the_others_move_too(visit):
    page = visit(PAGE, plan="digitisation:1.5")
    press(page, "Các tỉnh, thành phố khác", "Giữ nguyên tốc độ")
    expect_tried(page, {"plan": "digitisation:1.5", "others": "trend:2026-12-31"})
    expect(rank(page)).to_contain_text("14/34")


@pytest.mark.long
def test_what_is_saved_is_shared_by_the_link_and_taken_out(visit):
    page = visit(PAGE, plan="digitisation:1.5")
    page.get_by_role("textbox", name="Tên phương án").fill("Số hóa trước")
    with new_choice(page):
        page.get_by_role("button", name="Lưu để so sánh").click()
    query = {"plan": "digitisation:1.5", "saved": "Số hóa trước~psi~digitisation:1.5~"}
    expect_tried(page, query)
    another = visit(PAGE, **query)
    expect(another.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(another.get_by_text("Số hóa trước", exact=True).first).to_be_attached()
    with another.expect_download() as waiting:
        another.get_by_role("button", name="Tải Excel").click()
    content = waiting.value.path().read_bytes()
    (index_code, found), *rest = scenario_file.scenarios(content, "a.xlsx")
    assert (index_code, found.name, rest) == ("psi", "Số hóa trước", [])
    # The second sheet tells of each figure how it is made.
    path = waiting.value.path().with_suffix(".xlsx")
    path.write_bytes(content)
    _, trail = reading.read(path, file_name="a.xlsx").sheets
    cells = [text for column in trail.texts for text in column.to_pylist() if text]
    assert any("Phương án: Số hóa hồ sơ: tăng 1,50 điểm." in text for text in cells)
    assert any(text.startswith("scenario:psi-2026-10-10") for text in cells)
    # A third reader brings the file in.
    third = visit(PAGE)
    third.get_by_text("Lấy phương án từ tệp").first.click()
    file = {"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    with new_choice(third):
        third.locator("input[type=file]").set_input_files([file])
    expect_tried(third, {"saved": query["saved"]})


@pytest.mark.long
def test_an_action_goes_into_the_plan_and_keeps_what_it_says(visit):
    page = visit(PAGE, share="25")
    pick(page, "Hành động", "Số hóa hồ sơ và trả kết quả điện tử")
    promised = page.get_by_text("Hạng: thứ 7/34 → thứ 2/34")
    expect(promised).to_be_visible()
    with new_choice(page):
        page.get_by_role("button", name="Đưa vào phương án").click()
    expect_tried(page, {"share": "25", "action": "digitised_results", "plan": "digitisation:3.23"})
    expect(rank(page)).to_contain_text("2/34")
    # One click leads to how the rank is made.
    lines = page.get_by_test_id("stVerticalBlock").filter(has=promised)
    lines.last.get_by_role("button", name="Nguồn gốc").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Phương án: Số hóa hồ sơ: tăng 3,23 điểm.")
    expect(panel).to_contain_text("Giả định các tỉnh, thành phố khác giữ nguyên điểm.")


@pytest.mark.long
def test_a_mark_of_the_scenario_leads_to_how_it_is_made(visit):
    page = visit(PAGE, plan="digitisation:1.5", figure=tried("digitisation"))
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Đắk Lắk: điểm Số hóa hồ sơ theo phương án")
    expect(panel).to_contain_text("10,58")


@pytest.mark.long
@pytest.mark.parametrize("language", effort.first(1, ["vi", "en"]))
def test_a_partial_table_shows_an_interval_on_a_phone(visit, language):
    page = visit(PAGE, size="phone", language=language, index="pii", plan="total:5")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("13–17/34")
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= page.viewport_size["width"]
    ready(page)


@pytest.fixture(scope="module")
def server_with_parts(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on figures with sub-indicators, for tests that publish nothing."""
    folder = tmp_path_factory.mktemp("parts")
    acknowledged.publish(Store(clone(var, folder / "var")), sub_figures.submission())
    with running(folder / "var", folder / "server.log") as started:
        yield started


@pytest.mark.long
def test_sub_indicators_that_a_load_brought_are_moved(server_with_parts, visits):
    page = visits(server_with_parts, PAGE, size="phone")
    page.get_by_text("Chỉ tiêu thành phần (3)").click()
    numerator = page.get_by_test_id("stNumberInput").get_by_role("spinbutton").first
    expect(numerator).to_have_value("8040")
    ready(page)
    with new_choice(page):
        numerator.fill("9000")
        numerator.press("Enter")
    expect_tried(page, {"plan": "4.1:0.48"})
    expect(numerator).to_have_value("9000")
    expect(score(page)).to_contain_text("65,97")
    # The lever of its component moves with it; what that takes for itself comes on top.
    thumb = slider(page, "Số hóa hồ sơ (")
    assert thumb.get_attribute("aria-valuetext") == "9,56"
    thumb.focus()
    with new_choice(page):
        page.keyboard.press("End")
    expect_tried(page, {"plan": "digitisation:12.44,4.1:0.48"})
    expect(rank(page)).to_contain_text("1/34")
    # A figure of the line leads to where it comes from.
    page.get_by_role("button", name="Số đạt: 8.040").click()
    expect(page.get_by_role("dialog")).to_contain_text("số đạt")


@pytest.mark.long
def test_a_numerator_is_taken_back_and_refused_where_it_is_typed(server_with_parts, visits):
    page = visits(server_with_parts, PAGE)
    page.get_by_text("Chỉ tiêu thành phần (3)").click()
    numerator = page.get_by_test_id("stNumberInput").get_by_role("spinbutton").first
    expect(numerator).to_have_value("8040")
    ready(page)
    # A gain that is rounded to nothing folds nothing.
    numerator.fill("8041")
    numerator.press("Enter")
    ready(page, quiet=1000)
    expect(numerator).to_have_value("8041")
    with new_choice(page):
        numerator.fill("12000")
        numerator.press("Enter")
    expect_tried(page, {"plan": "4.1:1.98"})
    for refused in ("99999", "-5"):
        ready(page)
        numerator.fill(refused)
        numerator.press("Enter")
        expect(page.get_by_text(f"không dùng được {refused}")).to_be_visible()
        expect(numerator).to_have_value("12000")
        expect_tried(page, {"plan": "4.1:1.98"})
    ready(page)
    # Emptied it is the published one, in the open.
    numerator.fill("")
    numerator.press("Enter")
    expect(numerator).to_have_value("8040")
    expect_query(page, {})
    expect(score(page)).to_contain_text("65,49")
