"""The page of the way up in counts, and where no plan can be made, without a browser."""

import html
import re
from datetime import date
from urllib.parse import parse_qsl

import pytest

from rankings.blocks import address, view
from tests import page_runs
from tests.cases import every

PAGE = "pages/way_up_page.py"
TODAY = date(2026, 11, 30)
OLDER = "psi-2026-10-05-year_to_date-vn34"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can still be ordered depends on the day."""
    begin = view.begin
    monkeypatch.setattr(view, "begin", lambda at, _, pages: begin(at, TODAY, pages))


@pytest.fixture
def show(var):
    return page_runs.of_page(PAGE)


def all_text(app) -> str:
    return "\n".join(item.value for item in (*app.markdown, *app.caption, *app.warning))


def heading(app, text: str):
    """The table under the first of its headings."""
    return next(table.value for table in app.dataframe if table.value.columns[0] == text)


@every("limit", ["6", "5", "4"])
def test_each_place_up_is_answered_in_things_to_do(show, limit):
    app = show(limit=limit)
    text = all_text(app)
    assert "Tính bằng số hồ sơ, phản ánh, kiến nghị và thủ tục từ ngày 10/10/2026" in text
    assert "yêu cầu thấp nhất ở từng việc" in text or "Phương án ít việc nhất" in text
    assert "Cộng lại tăng" in text
    assert "Chưa phân công" in text


def test_three_clicks_from_the_overview(var):
    """What to direct leads to the page, already asked for a place; the menu to those above it."""
    app = page_runs.opened()
    (rows,) = (item.proto.body for item in app.get("html") if "limit=6" in item.proto.body)
    assert "lên thứ 6 (tăng 1 bậc)" in page_runs.plain(rows)
    (asked,) = re.findall(rf'href="{address.path("way_up")}\?([^"]*limit=6[^"]*)"', rows)
    page_runs.shown(app, PAGE, **dict(parse_qsl(html.unescape(asked))))
    assert "xếp **thứ 6/34**" in all_text(app)
    for place in (5, 4):
        page_runs.shown(app, PAGE, index="psi")
        (button,) = (item for item in app.button if item.label == f"Xem cách vào nhóm {place}")
        button.click().run()
        assert f"xếp **thứ {place}/34**" in all_text(app)


def test_a_place_that_is_held_opens_on_keeping_it(show):
    app = show()
    text = all_text(app)
    assert "Ra khỏi nhóm 10 nếu cả 4 tỉnh, thành phố sau đây vượt qua: Lạng Sơn (kém 0,44" in text
    assert "Bậc kế trên: Quảng Ninh, thứ 6/34, cao hơn 0,42 điểm." in text
    labels = [one.label for one in app.button]
    assert [label for label in labels if label.startswith("Xem cách vào nhóm")] == [
        "Xem cách vào nhóm 6",
        "Xem cách vào nhóm 5",
        "Xem cách vào nhóm 4",
    ]


@every(
    "goal",
    [
        {"goal": "115"},
        {"goal": "115", "goal_in": "count"},
        {"goal": "81,5", "goal_in": "share"},
        {"goal": "0,43", "goal_in": "points"},
    ],
)
def test_a_goal_is_shown_with_the_others(show, goal):
    text = all_text(show(limit="6", goal_of="5.2", **goal))
    assert (
        "115 trong khoảng 141 phản ánh, kiến nghị còn đến xử lý đúng hạn (81,6%)"
        " → tăng 0,43 điểm → thứ 6/34"
    ) in text
    assert "Lũy kế khi đó: 356/626, 56,9%; từ 2,98 lên 3,41 điểm" in text


def test_what_rests_on_a_temporary_total_is_marked(show):
    app = show(limit="6", goal_of="1.4", goal="1000")
    assert "Chỉ tiêu 1.4: tổng số hiện là số tạm tính, điểm có thể thay đổi." in next(
        item.value for item in app.markdown if "Lũy kế khi đó" in item.value
    )
    names = list(heading(app, "Chỉ tiêu thành phần")["Chỉ tiêu thành phần"])
    assert [name[:3] for name in names if name.endswith(" (tạm tính)")] == ["1.4"]
    other = show(limit="6", goal_of="5.2", goal="115")
    assert not any(
        "tạm tính" in item.value for item in other.markdown if "Lũy kế khi đó" in item.value
    )


def test_a_goal_in_english(show):
    text = all_text(show(limit="6", goal_of="5.2", goal="115", lang="en"))
    assert "115 of some 141 petitions still to come handled on time (81.6%)" in text
    assert "0.43 points more → 6th of 34" in text


def test_what_comes_along_is_said_in_plans_and_goals(show):
    text = all_text(show(limit="6", goal_of="2.1", goal="122795"))
    assert "tăng 0,32 điểm, kéo theo 5.4 tăng 0,10 điểm → thứ 6/34" in text
    assert "cứ 393.087 hồ sơ đạt ở 2.1 thì 392.869 đạt ở 5.4" in text
    assert "phần này đã cộng vào" in text
    assert "phần đó chưa cộng vào" not in text
    assert text.count("kéo theo 5.4 tăng 0,10 điểm") == 2  # a plan and the goal


def test_what_is_assumed_to_come_along_is_said_to_be(show):
    text = all_text(show(limit="6", goal_of="5.2", goal="141"))
    assert "→ tăng 0,68 điểm → thứ 5/34" in text
    assert "(giả định, chưa cộng vào) thì còn kéo theo 5.3 tăng" in text
    english = all_text(show(limit="6", goal_of="5.2", goal="141", lang="en"))
    assert "(assumed, not included) it also brings 5.3: " in english


@every(
    "goal, said",
    [
        ({"goal": "142"}, "Không đạt được đến ngày 31/12/2026"),
        ({"goal": "0,9", "goal_in": "points"}, "làm tốt tất cả 141 cũng chỉ tăng 0,68 điểm"),
        ({"goal": "nhiều"}, "“nhiều” không phải là số dùng được"),
        ({"goal": "-3"}, "không phải là số dùng được"),
        ({"goal": "10"}, "giảm 0,57 điểm"),
    ],
)
def test_a_goal_that_cannot_be_or_loses_points_is_said_to(show, goal, said):
    assert said in all_text(show(limit="6", goal_of="5.2", **goal))


def test_a_goal_within_another_sub_indicator_reaches_no_farther_than_that_one(show):
    too_many = "nếu 5.2 giữ tỷ lệ như từ đầu năm thì 5.3 làm tốt được nhiều nhất 70"
    assert too_many in all_text(show(limit="6", goal_of="5.3", goal="71"))
    for goal in ("70", ""):
        text = all_text(show(limit="6", goal_of="5.3", goal=goal))
        assert too_many not in text
        assert "256/626" in text


def test_an_analyst_sets_what_comes_in(show):
    app = show(limit="6", goal_of="5.2", goal="115", tocome="5.2:200;9.9:4;4.5a:3;2.1:x")
    text = all_text(app)
    assert "115 trong khoảng 200 phản ánh" in text
    assert "Chỉ tiêu 5.2: số còn đến là 200, do người dùng nhập." in text
    (field,) = (one for one in app.text_input if one.key == "control_tocome")
    field.set_value("").run()
    assert "trong khoảng 141 phản ánh" in all_text(app)
    (field,) = (one for one in app.text_input if one.key == "control_tocome")
    field.set_value("150").run()
    assert page_runs.asked(app, "tocome") == "5.2:150"


def test_each_sub_indicator_alone(show):
    rows = heading(show(limit="6"), "Chỉ tiêu thành phần")
    petitions = next(
        row for row in rows.to_dict("records") if row["Chỉ tiêu thành phần"].startswith("5.2")
    )
    assert petitions["Từ đầu năm"] == "241/485, 49,7%"
    assert petitions["Còn làm tốt được"] == "khoảng 141 còn đến"
    assert "114 trong 141 (80,9%)" in petitions.values()


def test_without_counts_the_page_is_as_before(show):
    text = all_text(show(limit="6", edition=OLDER))
    assert "chưa có số đạt, tổng số của từng chỉ tiêu thành phần" in text
    assert "Phương án cần tăng ít điểm nhất" in text


def test_dti_says_what_is_known_what_moves_it_and_what_to_ask_for(show):
    app = show(index="dti")
    assert "0,0754 điểm" in all_text(app)
    parts = heading(app, "Thành phần").to_dict("records")
    assert parts[0]["Thành phần"] == "Hoạt động kinh tế số"
    assert parts[0]["So với bình quân nhóm 15"] == "kém 0,1951"
    assert parts[0]["Cao nhất"] == "Hà Nội"
    assert any("(giả định)" in str(part["Việc có tác động"]) for part in parts)
    assert (
        "1. **Đề nghị Bộ Khoa học và Công nghệ cung cấp trọng số hoặc điểm tối đa của các thành"
        " phần trong DTI (năm 2024).** Mục đích: quy đổi điểm thành phần ra tổng điểm"
    ) in all_text(app)


def test_pii_asks_for_scores_not_for_weights(show):
    app = show(index="pii")
    assert "từ 4,13 đến 10,12 điểm" in all_text(app)
    requests = next(one.value for one in app.markdown if one.value.startswith("1. **Đề nghị"))
    assert "của 24 tỉnh, thành phố chưa có điểm" in requests
    assert "trọng số" not in requests
    assert "Thể chế: " in all_text(app)


@every(
    "choices, title",
    [
        ({}, "Giữ nhóm 10 và lên bậc kế trên: cần bao nhiêu điểm?"),
        ({"lang": "en"}, "Keeping the top 10, and the next place up: how many points?"),
        ({"limit": "6"}, "Cần tăng bao nhiêu điểm để vào nhóm 6?"),
        ({"index": "dti"}, "Cần tăng bao nhiêu điểm để vào nhóm 15?"),
    ],
)
def test_the_heading_asks_what_is_to_be_answered(show, choices, title):
    assert [one.value for one in show(**choices).header] == [title]


def test_why_a_count_can_still_change_is_read_in_full_below_the_table(show):
    app = show(limit="6")
    assert "Vì sao" not in heading(app, "Chỉ tiêu thành phần").columns
    captions = (one.value.replace("\\", "") for one in app.caption)
    (reasons,) = (each for each in captions if "Vì sao còn thay đổi" in each)
    assert "- 1.1, 1.2: Quy tắc: một thủ tục quá hạn một lần thì cả kỳ tính là quá hạn." in reasons
    assert "- 4.1: Giả định: Quy tắc không nêu hạn đính kèm" in reasons


def test_no_words_of_a_fraction_on_the_page_of_leaders(show):
    text = all_text(show(limit="6"))
    assert "tử số" not in text.lower()
    assert "Tiêu chí" not in text
