"""The page of the way up with what its address asks for, without a browser."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from rankings.blocks import view
from tests import page_runs
from tests.page_runs import asked, sound, texts

EARLIER = "psi-2026-09-17-year_to_date-vn34"
SET = "digitisation~cost:2~cap:1.5;satisfaction~fixed"


@pytest.fixture
def show(var):
    """`show(limit="7")`: the page after its run, known to be sound."""
    return page_runs.of_page("pages/way_up_page.py")


def limits(app: AppTest) -> list[str]:
    """The groups to be in that can be chosen."""
    return next(one for one in app.selectbox if one.key == "control_limit").options


def meanwhile(app: AppTest):
    return [one for one in app.button_group if one.key == "scenario_others"]


def offers(app: AppTest) -> list:
    """The buttons that set the levers to a plan."""
    return [one for one in app.button if (one.key or "").startswith("plan_apply_")]


@pytest.mark.parametrize(
    ("choices", "labels"),
    [
        ({"index": "psi"}, ["Nhóm 9", "Nhóm 10 (mục tiêu)"]),
        ({"index": "psi", "edition": "psi-2024-year-vn63"}, ["Nhóm 9", "Nhóm 10"]),
        ({"index": "dti", "edition": "dti-2023-year-vn63"}, ["Nhóm 14", "Nhóm 15"]),
        ({"index": "psi", "edition": "psi-2024-year-vn63", "lang": "en"}, ["Top 9", "Top 10"]),
    ],
)
def test_the_target_is_named_on_the_list_of_units_that_it_was_set_for(show, choices, labels):
    app = show(**choices)
    assert set(labels) <= set(limits(app))
    named = sum("(" in label for label in limits(app))
    assert named == ("edition" not in choices)
    assert asked(app, "limit") is None


@pytest.fixture
def on_day(monkeypatch, show):
    """`on_day(date(2026, 11, 22), index="dti")`: the page as it is on that day."""
    begin = view.begin

    def run(today: date, **choices: str) -> AppTest:
        monkeypatch.setattr(
            view,
            "begin",
            lambda at, _, pages: begin(at, today, pages),
        )
        return show(**choices)

    return run


@pytest.mark.parametrize(
    ("today", "by", "shown", "passed"),
    [
        # The end of the year after that of the table, or of the current one.
        (date(2025, 12, 31), "", date(2025, 12, 31), False),
        (date(2026, 1, 1), "", date(2026, 12, 31), False),
        (date(2026, 11, 22), "2026-11-21", date(2026, 11, 21), True),
        (date(2026, 11, 22), "2026-11-22", date(2026, 11, 22), False),
        (date(2026, 11, 22), "21/11/2026", date(2026, 11, 21), True),
    ],
)
def test_a_day_that_has_passed_is_said_to_have(on_day, today, by, shown, passed):
    choices = {"index": "dti", "by": by} if by else {"index": "dti"}
    for language, said in (("vi", "Thời hạn này đã qua"), ("en", "This day has passed")):
        app = on_day(today, lang=language, **choices)
        assert next(iter(app.date_input)).value == shown
        assert any(said in caption.value for caption in app.caption) == passed


@pytest.mark.parametrize(
    ("limit", "text"),
    [("7", "only if 1 unit or more passes it"), ("10", "only if 4 units or more pass it")],
)
def test_how_many_would_have_to_pass_in_english(show, limit, text):
    assert text in texts(show(limit=limit, lang="en"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_others_go_on_as_before_where_that_is_asked(show, language):
    app = show(limit="7", others="trend", lang=language)
    (control,) = meanwhile(app)
    assert control.value == "trend"
    assert ("4,21" if language == "vi" else "4.21") in texts(app)
    assert ("từ 17/09/2026 đến 10/10/2026" in texts(app)) == (language == "vi")
    sound(offers(app)[0].click().run())
    assert asked(app, "others") == "trend:2026-12-31"


def test_the_others_stand_still_before_anything_is_asked(show):
    app = show(limit="6")
    (control,) = meanwhile(app)
    assert control.value == "frozen"
    assert "Giả định các tỉnh, thành phố khác giữ nguyên điểm." in texts(app)
    assert offers(app)
    sound(control.set_value("trend").run())
    assert asked(app, "others") == "trend:2026-12-31"
    assert "5,02 điểm" in texts(app)


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"edition": EARLIER}, "cần hai kỳ có đủ điểm"),
        ({"index": "dti"}, "cần hai kỳ có đủ điểm"),
        ({"edition": "psi-2025-Q3-quarter-vn34"}, "chưa công bố đủ điểm"),
    ],
)
def test_without_a_trend_there_is_no_choice_but_a_reason(show, choices, reason):
    app = show(others="trend", **choices)
    (control,) = meanwhile(app)
    assert not any("tốc độ" in option for option in control.options)
    assert "Không có lựa chọn giữ nguyên tốc độ" in texts(app)
    assert reason in texts(app)


def test_what_an_analyst_has_set_is_taken_from_the_address(show):
    app = show(limit="6", settings=SET)
    assert "Phương án dễ nhất, theo mức độ khó đã nhập" in texts(app)
    assert "Mức độ hài lòng: tăng được nhiều nhất 0,00 điểm (người dùng chọn không tăng)" in texts(
        app
    )
    assert "Công khai, minh bạch: tăng **0,42 điểm**" in texts(app)
    assert not app.warning
    assert asked(app, "settings") == SET


def test_the_caps_are_lifted_by_the_address_and_by_the_toggle(show):
    # Without two of them the largest gains of all the others do not suffice.
    held = "transparency~cap:0;online_service~cap:0"
    app = show(limit="1", settings=held)
    assert "Chưa đạt được trong thời hạn" in texts(app)
    (lift,) = [one for one in app.toggle if (one.key or "").startswith("plan_lift")]
    sound(lift.set_value(True).run())
    assert asked(app, "settings") == f"{held};max"
    assert "Khi đó xếp **thứ 1/34**" in texts(app)
    assert "Khi đó xếp **thứ 1/34**" in texts(show(limit="1", settings="max"))


def test_what_cannot_be_used_is_left_out_and_said_letter_by_letter(show):
    app = show(limit="6", settings=f"{SET};[x](http://a.b)~fixed;timeliness~cap:-1")
    (warning,) = app.warning
    assert "timeliness~cap:-1" in warning.value.replace("\\", "")
    assert "[x](" not in warning.value
    assert "Phương án dễ nhất" in texts(app)


def test_an_agency_from_an_address_is_text_and_no_link(show):
    app = show(limit="6", settings="satisfaction~owner:[Sở](http://a.b)")
    (line,) = [item.value for item in app.markdown if "a.b" in item.value.replace("\\", "")][:1]
    assert "[Sở](" not in line


def test_a_cap_above_what_is_left_stops_there(show):
    app = show(limit="6", settings="online_payment~cap:99")
    caps = next(one.value for one in app.dataframe if "Thành phần" in one.value.columns)
    row = caps.set_index("Thành phần").loc["Thanh toán trực tuyến"]
    assert "đến hết điểm tối đa, còn 3,31 điểm" in set(map(str, row))
    assert not app.warning


def test_what_was_set_of_one_index_is_forgotten_with_another(show):
    app = show(limit="6", settings=SET)
    index = next(one for one in app.button_group if one.key == "control_index")
    sound(index.set_value("dti").run())
    assert asked(app, "settings") is None
    assert not app.warning


def test_the_rank_wanted_and_the_day_of_one_index_are_left_at_another(show):
    app = show(limit="3", by="2026-12-01")
    index = next(one for one in app.button_group if one.label == "Chỉ số")
    sound(index.set_value("dti").run())
    assert (asked(app, "limit"), asked(app, "by")) == (None, None)
    assert "vào nhóm 15" in app.header[0].value


def test_the_pace_stands_in_a_table_and_since_when_is_chosen(show):
    app = show(limit="10")
    assert "Nếu giữ nguyên tốc độ" in texts(app)
    assert "Ninh Bình (ngày 29/10/2026), Thái Nguyên (ngày 15/11/2026)" in texts(app)
    (shown,) = [table.value for table in app.dataframe if "Vượt Đắk Lắk" in table.value.columns]
    row = shown[shown["Tỉnh, thành phố"] == "Ninh Bình"].iloc[0]
    assert (row["Mỗi tháng"], row["Vượt Đắk Lắk"]) == ("tăng 4,53 điểm", "ngày 29/10/2026")
    (since,) = [box for box in app.selectbox if box.label == "Tính tốc độ từ kỳ"]
    sound(since.set_value("2026-10-05").run())
    assert asked(app, "since") == "2026-10-05"
    assert "ra khỏi nhóm 10 ngày 23/10/2026" in texts(app)


def test_the_pace_is_told_to_a_day_that_has_not_passed(show, monkeypatch):
    begin = view.begin
    monkeypatch.setattr(view, "begin", lambda at, _, pages: begin(at, date(2026, 11, 30), pages))
    page = texts(show(index="dti", edition="dti-2023-year-vn63"))
    assert ("31/12/2026" in page, "31/12/2024" in page) == (True, False)


def test_where_there_is_no_pace_it_says_why(show):
    assert "Chưa tính được tốc độ" in texts(show(index="pii"))
