"""Why the rank moved: the page, the waterfall and the overview agree with the command line."""

import re

import pytest
from playwright.sync_api import expect

from rankings import cli
from tests import effort
from tests.browser.controls import expect_query, heading
from tests.browser.visits import ready

SEPTEMBER, EARLY, LATE = (
    f"psi-2026-{day}-year_to_date-vn34" for day in ("09-17", "10-05", "10-10")
)
PAIR = {"from": SEPTEMBER, "edition": EARLY}
# The lines of the figure, as a screen reader is told them.
DRAWN = "e => [...e.querySelectorAll('svg [aria-label]')].map(m => m.getAttribute('aria-label'))"
FOLDED = {"vi": "Từng phần của thay đổi", "en": "The change, part by part"}


def places(line: str) -> float:
    """The points that a line of the figure says, above 0 where they are for the better."""
    direction, number = re.fullmatch(r".*: (\D+) ([\d,]+) điểm", line).groups()
    return float(number.replace(",", ".")) * (1 if direction in ("tăng", "có lợi") else -1)


@pytest.mark.long
@pytest.mark.parametrize("language", effort.first(1, ["vi", "en"]))
def test_the_sentence_is_that_of_the_command_line(visit, told, language):
    answer = told("why psi --from 2026-09-17 --to 2026-10-05")
    page = visit("/over-time", view="why", language=language, **PAIR)
    expect(page.get_by_text(answer[f"sentence_{language}"])).to_be_visible()


def test_the_waterfall_is_that_of_the_command_line(visit, told):
    answer = told("why psi --from 2026-09-17 --to 2026-10-05")
    page = visit("/over-time", view="why", **PAIR)
    figure = page.get_by_test_id("stVegaLiteChart")
    expect(figure).to_be_hidden()
    page.get_by_text(FOLDED["vi"], exact=True).first.click()
    ready(page)
    assert answer["sentence_vi"] in figure.get_attribute("aria-label")
    first, *parts, last = figure.evaluate(DRAWN)
    assert (first, last) == ("17/09/2026: thứ 9/34", "05/10/2026: thứ 7/34")
    # Of the rank each part of ours says its points; no fraction of a place is written.
    own = [p for p in answer["parts"] if p["kind"] == "own" and p["rank"]]
    assert [places(part) for part in parts[:-1]] == pytest.approx([-p["gap"] for p in own])
    others = sum(p["rank"] for p in answer["parts"] if p["kind"] == "others")
    direction = "tăng" if others < 0 else "giảm"
    assert f": thứ hạng {direction}, nhiều nhất do " in parts[-1]
    assert not any("bậc" in part for part in parts)
    page.get_by_text("Khoảng cách", exact=True).click()
    ready(page)
    first, *parts, last = figure.evaluate(DRAWN)
    assert (first, last) == (
        "17/09/2026: cao hơn 1,19 điểm",
        "05/10/2026: cao hơn 1,17 điểm",
    )
    gaps = [-part["gap"] for part in answer["parts"] if part["gap"]]
    assert [places(part) for part in parts] == pytest.approx(gaps)
    expect_query(page, {"view": "why", **PAIR, "part": "gap"})


@pytest.mark.long
def test_two_editions_chosen_by_hand(visit, told):
    page = visit("/over-time", view="why")
    expect(heading(page, "over_time")).to_be_visible()
    first = told("why psi --from 2026-10-05 --to 2026-10-10")
    expect(page.get_by_text(first["sentence_vi"])).to_be_visible()
    page.get_by_role("combobox", name=re.compile("So với kỳ")).click()
    page.get_by_role("option").filter(has_text="17/09/2026").click()
    ready(page)
    second = told("why psi --from 2026-09-17 --to 2026-10-10")
    expect(page.get_by_text(second["sentence_vi"])).to_be_visible()
    expect_query(page, {"view": "why", "from": SEPTEMBER})


@pytest.mark.long
def test_another_unit_by_the_address(visit, told):
    page = visit("/over-time", view="why", unit="56", **{**PAIR, "edition": LATE})
    answer = told("why psi --from 2026-09-17 --to 2026-10-10 --unit 56")
    expect(page.get_by_text(answer["sentence_vi"])).to_be_visible()
    expect(page.get_by_text("chưa tách được theo nhóm chỉ số").first).to_be_visible()


@pytest.mark.long
def test_across_a_break_the_page_says_what_the_command_line_says(visit, var, capsys):
    page = visit(
        "/over-time", view="why", **{"from": "psi-2025-10-16-year_to_date-vn34", "edition": LATE}
    )
    capsys.readouterr()
    assert cli.main(["why", "psi", "--from", "2025-10-16", "--to", "2026-10-10"]) == 2
    expect(page.get_by_text(capsys.readouterr().err.strip())).to_be_visible()
    expect(page.get_by_text(FOLDED["vi"])).to_have_count(0)


def test_a_phone_holds_the_waterfall(visit):
    page = visit("/over-time", view="why", size="phone", scheme="dark", language="en", **PAIR)
    page.get_by_text(FOLDED["en"], exact=True).first.click()
    ready(page)
    figure = page.get_by_test_id("stVegaLiteChart").bounding_box()
    assert figure["x"] >= 0
    assert figure["x"] + figure["width"] <= 360


@pytest.mark.long
def test_the_overview_tells_the_events_of_the_command_line(visit, told):
    page = visit("/", since=SEPTEMBER)
    rows = told("events psi --since 2026-09-17")
    page.get_by_text(f"Thay đổi từ 17/09/2026 ({len(rows)})").click()
    items = page.get_by_test_id("stPopoverBody").get_by_role("listitem")
    expect(items).to_have_count(len(rows))
    assert items.all_inner_texts() == [row["sentence_vi"] for row in rows]
    page.get_by_role("link", name="Xem vì sao thứ hạng thay đổi").click()
    expect(heading(page, "over_time")).to_be_visible()


@pytest.mark.long
def test_an_earlier_edition_that_is_not_earlier_is_said_to_be_exchanged(visit):
    page = visit("/over-time", view="why", **{"from": LATE, "edition": EARLY})
    expect(page.get_by_text("Kỳ đã chọn để so sánh")).to_be_visible()
    expect(page.get_by_text(re.compile("^Từ 17/9 đến 05/10/2026"))).to_be_visible()
    page = visit("/over-time", view="why", **PAIR)
    expect(page.get_by_text(re.compile("^Từ 17/9 đến 05/10/2026"))).to_be_visible()
    expect(page.get_by_text("Kỳ đã chọn để so sánh")).to_be_hidden()
