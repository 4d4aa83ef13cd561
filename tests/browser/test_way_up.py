"""The way to rank k in a browser: a plan, applied to a scenario, gives the rank it promised."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort
from tests.browser.controls import EDITOR, cell_of_grid, expect_query, new_choice, pick
from tests.browser.visits import ready

PAGE = "/way-up"


def offers(page: Page, language: str = "vi") -> Locator:
    """The buttons that set the levers below to a plan."""
    name = {"vi": "Áp dụng và tính thử", "en": "Apply and try"}[language]
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.long
@pytest.mark.parametrize("limit", effort.first(1, [6, 3]))
def test_a_plan_applied_to_a_scenario_gives_the_rank_it_promised(visit, told, limit):
    plans = told(f"plan psi --period 2026-10-10 --limit {limit}")["plans"]
    assert plans
    page = visit(PAGE, limit=str(limit))
    expect(offers(page)).to_have_count(len(plans))
    for number, plan in enumerate(plans):
        expect(page.get_by_text(f"Khi đó xếp thứ {plan['rank']}/34").nth(number)).to_be_visible()
        with new_choice(page):
            offers(page).nth(number).click()
        metric = page.get_by_test_id("stMetric").filter(has_text=re.compile("^Hạng"))
        expect(metric).to_contain_text(f"{plan['rank']}/34")
        assert plan["rank"] <= limit


@pytest.mark.long
def test_who_is_inside_is_told_what_keeps_it_there_and_how_to_go_on(visit):
    page = visit(PAGE)
    title = "Giữ nhóm 10 và lên bậc kế trên: cần bao nhiêu điểm?"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("cao hơn điểm ngưỡng 1,52 điểm")).to_be_visible()
    expect(page.get_by_text("gần nhất là Lạng Sơn (kém 0,44 điểm)")).to_be_visible()
    with new_choice(page):
        page.get_by_role("button", name="Xem cách vào nhóm 6").click()
    expect_query(page, {"limit": "6"})
    expect(page.get_by_text("cần thêm 0,42 điểm")).to_be_visible()


@pytest.mark.long
def test_the_limit_and_the_language_stay_in_the_address(visit):
    page = visit(PAGE, language="en")
    pick(page, "Rank limit", "Top 2")
    expect(page.get_by_text("To be in the top 2 of").first).to_be_visible()
    expect_query(page, {"lang": "en", "limit": "2"})
    counts = "In dossiers, petitions and procedures from 10 Oct 2026 to 31 Dec 2026"
    expect(page.get_by_text(counts).first).to_be_visible()


@pytest.mark.long
def test_lifted_caps_are_said_to_be_lifted(visit):
    page = visit(PAGE, limit="1")
    page.get_by_text("Điều chỉnh mức độ khó").click()
    page.get_by_text("Nới mức tăng tối đa đến hết điểm tối đa").click()
    expect(page.get_by_text("Khi đó xếp thứ 1/34").first).to_be_visible()
    ready(page)
    page.get_by_text("Giả định và nguồn").click()
    expect(page.get_by_text("Mức tăng tối đa đã được nới đến hết điểm tối đa")).to_be_visible()


def settings_of(page: Page) -> Locator:
    """The grid of effort, largest gains and lead times."""
    folded = page.get_by_test_id("stExpander").filter(has_text="Điều chỉnh mức độ khó")
    return folded.get_by_test_id("stDataFrame")


def type_into(page: Page, row: int, column: int, text: str) -> None:
    """Type into a cell of the table of components, which is painted: go there by the keys."""
    grid = settings_of(page)
    grid.scroll_into_view_if_needed()
    cell_of_grid(grid, {"x": 40, "y": 52}, "glide-cell-0-0")
    for key, times in (("ArrowDown", row), ("ArrowRight", column)):
        for _ in range(times):
            page.keyboard.press(key)
    editor = page.locator(EDITOR)
    page.keyboard.press("Enter")
    expect(editor).to_be_focused()
    editor.fill(text)
    expect(editor).to_have_value(text)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0)
    expect(grid.get_by_test_id(f"glide-cell-{column}-{row}")).to_have_text(text)
    # The grid tells the server a moment after the last key.
    ready(page, quiet=1000)


@pytest.mark.long
def test_a_plan_against_others_that_move_gives_the_rank_it_promised(visit, told):
    plans = told("plan psi --period 2026-10-10 --limit 7 --others trend")["plans"]
    page = visit(PAGE, limit="7")
    expect(page.get_by_text("đã trong nhóm 7")).to_be_visible()
    with new_choice(page):
        page.get_by_role("radio", name="Giữ nguyên tốc độ").click()
    trend = {"others": "trend:2026-12-31", "edition": "psi-2026-10-10-year_to_date-vn34"}
    expect_query(page, {"limit": "7", **trend})
    expect(page.get_by_text("cần thêm 4,21 điểm")).to_be_visible()
    expect(offers(page)).to_have_count(len(plans))
    with new_choice(page):
        offers(page).first.click()
    metric = page.get_by_test_id("stMetric").filter(has_text=re.compile("^Hạng"))
    expect(metric).to_contain_text(f"{plans[0]['rank']}/34")
    expect(page.get_by_text("kéo dài đến 31/12/2026").first).to_be_visible()


@pytest.mark.long
def test_what_an_analyst_typed_in_goes_with_the_address(visit):
    page = visit(PAGE, limit="6", settings="digitisation~cap:0.1")
    page.get_by_text("Điều chỉnh mức độ khó").click()
    ready(page)
    expect(settings_of(page).get_by_test_id("glide-cell-3-4")).to_have_text("0,10")
    type_into(page, 5, 4, "3")
    type_into(page, 4, 3, "1,5")
    query = {"limit": "6", "settings": "digitisation~cap:1.5;satisfaction~cost:3"}
    expect_query(page, query)
    other = visit(PAGE, **query)
    expect(
        other.get_by_text("Phương án dễ nhất, theo mức độ khó đã nhập", exact=True)
    ).to_be_visible()
    expect(other.get_by_text("Số hóa hồ sơ: tăng 0,42 điểm").first).to_be_visible()
    other.get_by_text("Điều chỉnh mức độ khó").click()
    ready(other)
    expect(settings_of(other).get_by_test_id("glide-cell-3-4")).to_have_text("1,50")
    expect(settings_of(other).get_by_test_id("glide-cell-4-5")).to_have_text("3")


@pytest.mark.long
def test_what_an_analyst_types_in_changes_the_plan_and_its_words(visit):
    page = visit(PAGE, limit="6")
    by_satisfaction = page.get_by_text(re.compile("hài lòng: tăng 0,42 điểm", re.IGNORECASE))
    expect(page.get_by_text("Phương án cần tăng ít điểm nhất", exact=True)).to_be_visible()
    expect(by_satisfaction.first).to_be_visible()
    page.get_by_text("Điều chỉnh mức độ khó").click()
    ready(page)
    type_into(page, 5, 4, "3")
    expect(
        page.get_by_text("Phương án dễ nhất, theo mức độ khó đã nhập", exact=True)
    ).to_be_visible()
    expect(by_satisfaction).to_have_count(0)
    expect(page.get_by_text("Phương án cần tăng ít điểm nhất", exact=True)).to_have_count(0)
    ready(page)
    type_into(page, 4, 3, "1,5")
    expect(page.get_by_text("Số hóa hồ sơ: tăng 0,42 điểm").first).to_be_visible()
    page.get_by_text("Giả định và nguồn").click()
    raised = "do người dùng nhập, cao hơn mức 0,40 điểm đã quan sát trong 23 ngày"
    said = f"Số hóa hồ sơ: tăng được nhiều nhất 1,50 điểm ({raised})."
    expect(page.get_by_text(said)).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("index", ["dti", "pii"])
def test_where_no_plan_can_be_made_the_page_says_what_the_command_line_says(visit, told, index):
    page = visit(PAGE, index=index)
    expect(page.get_by_text(told(f"plan {index}")["sentence"])).to_be_visible()
    expect(offers(page)).to_have_count(0)
    expect(page.get_by_text("Điều chỉnh mức độ khó")).to_have_count(0)


@pytest.mark.long
def test_no_forecast_is_drawn_and_what_is_missing_is_said(visit, told):
    page = visit(PAGE)
    said = told("forecast psi --by 2026-12-31")["sentence"]
    expect(page.get_by_text(said)).to_be_visible()
    # The levers are drawn, and no fan.
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)


@pytest.mark.parametrize(("language", "scheme"), effort.first(1, [("vi", "dark"), ("en", "light")]))
def test_a_phone_holds_the_plans(visit, language, scheme):
    page = visit(PAGE, size="phone", language=language, scheme=scheme, limit="4")
    for offer in offers(page, language).all():
        box = offer.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    with new_choice(page):
        offers(page, language).first.click()


@pytest.mark.long
def test_what_cannot_be_used_is_said_with_its_cell_and_changes_nothing(visit):
    page = visit(PAGE, limit="6")
    expect(page.get_by_text("Phương án cần tăng ít điểm nhất", exact=True)).to_be_visible()
    page.get_by_text("Điều chỉnh mức độ khó").click()
    ready(page)
    type_into(page, 5, 4, "0")
    type_into(page, 4, 3, "*nhiều*")
    type_into(page, 0, 6, "9999")
    said = page.get_by_test_id("stAlert").filter(visible=True)
    expect(said).to_have_text(
        [
            re.compile(r"Công khai.*cột “Thời gian chuẩn bị \(ngày\)”.*“9999”.*từ 0 đến 3\.660"),
            re.compile(r"Số hóa hồ sơ, cột “Mức tăng tối đa.*“\*nhiều\*”.*từ 0 trở lên"),
            re.compile(r"Mức độ hài lòng, cột “Mức độ khó.*“0”.*lớn hơn 0"),
        ]
    )
    expect_query(page, {"limit": "6"})
    expect(page.get_by_text("Phương án cần tăng ít điểm nhất", exact=True)).to_be_visible()
    type_into(page, 4, 3, "1,5")
    expect(said).to_have_count(2)
    expect_query(page, {"limit": "6", "settings": "digitisation~cap:1.5"})
