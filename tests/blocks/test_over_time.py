"""The page of ranks over time with every choice, without a browser."""

import pytest

from tests import effort, page_runs
from tests.page_runs import asked, sound, texts

TYPES = {
    "psi": ("year_to_date", "month", "quarter", "year"),
    "dti": ("year",),
    "pii": ("year",),
}
# How many figures each draws: ranks, and scores where two editions can be compared.
FIGURES = {("psi", "year_to_date"): 2, ("dti", "year"): 2}


@pytest.fixture
def show(var):
    """`show(index="pii", lang="en")`: the page after its run, known to be sound."""
    return page_runs.of_page("pages/over_time_page.py")


@pytest.mark.parametrize(("language", "index"), effort.in_turn(["vi", "en"], TYPES))
def test_every_period_type_of_every_index(show, index, language):
    for period_type in TYPES[index]:
        app = show(index=index, type=period_type, lang=language, peers="46,20")
        drawn = len(app.get("vega_lite_chart"))
        assert drawn == FIGURES.get((index, period_type), 1), period_type


def test_the_finding_comes_first(show):
    first = show().markdown[0].value
    assert first == (
        "Chỉ số 766, lũy kế từ đầu năm: từ 17/09/2026 đến 10/10/2026, Đắk Lắk **tăng 2 bậc**, từ "
        "thứ 9 lên thứ 7/34. Trong 8 kỳ có thứ hạng này, cao nhất là thứ 7, thấp nhất là thứ 9."
    )
    assert "So với cùng kỳ (11/10/2025): thứ hạng 19/34 → 7/34" in texts(show())


def test_the_first_sentence_goes_from_the_earlier_edition_that_was_chosen(show):
    first = show(**{"from": "psi-2026-09-29-year_to_date-vn34"}).markdown[0].value
    assert "từ 29/09/2026 đến 10/10/2026, Đắk Lắk **tăng 1 bậc**, từ thứ 8 lên thứ 7/34" in first
    # Across a change of method there is no course to tell: all that can be compared is told.
    across = show(**{"from": "psi-2025-10-16-year_to_date-vn34"}).markdown[0].value
    assert "từ 17/09/2026 đến 10/10/2026" in across


def test_that_editions_stand_evenly_is_said_where_their_days_do_not(show):
    evenly = "Các kỳ đặt cách đều nhau, không theo số ngày giữa hai kỳ."
    assert evenly in texts(show())
    assert evenly not in texts(show(index="pii"))


def test_one_rank_is_no_course(show):
    said = show(index="dti").markdown[0].value
    assert said.startswith("DTI, năm 2024: Đắk Lắk xếp thứ 29/34; chưa có kỳ nào khác")
    assert "không phải số công bố" in said
    assert "chưa có kỳ nào công bố thứ hạng" in show(type="month").markdown[0].value


def test_an_edition_chosen_stays_for_pages_that_show_another_at_first(show):
    app = show(index="dti", edition="dti-2024-year-vn34")
    app = sound(app.selectbox(key="control_edition").set_value("dti-2023-year-vn63").run())
    assert asked(app, "edition") == "dti-2023-year-vn63"
    assert asked(show(index="dti"), "edition") is None


def test_what_is_missing_and_where_no_line_goes_is_said(show):
    said = texts(show())
    missing = "Chưa có thứ hạng để vẽ ở 2 kỳ: 18/09/2026, 23/09/2026. Không hiển thị 3 kỳ cũ hơn."
    assert missing in said
    assert "Không nối đường giữa kỳ 08/12/2025 và kỳ 17/09/2026: Năm 2026 Cổng Dịch vụ" in said
    assert "12 kỳ, 9 kỳ có đủ hạng của các tỉnh, thành phố, 9 kỳ có hạng của Đắk Lắk" in said
    said = texts(show(index="pii"))
    assert "Vòng tròn rỗng: các nguồn chưa thống nhất" in said
    assert "Chưa vẽ được điểm" in said
    assert "Chưa so sánh được hai kỳ" in said
    assert "sáp nhập tỉnh từ ngày 01/7/2025" in said


def test_home_stands_first_among_those_who_moved(show):
    assert list(show().dataframe[0].value.iloc[0][:4]) == ["Đắk Lắk", "giữ nguyên", 7, 7]
    september = {"from": "psi-2026-09-17-year_to_date-vn34"}
    rows = show(**september).dataframe[0].value
    assert len(rows) == 34
    assert list(rows.iloc[0][:4]) == ["Đắk Lắk", "tăng 2 bậc", 9, 7]
    assert rows.iloc[1]["Tỉnh, thành phố"] == "Ninh Bình"
    said = texts(show(**september))
    assert "Tăng nhiều nhất: Ninh Bình (tăng 11 bậc)" in said
    assert "6 tỉnh, thành phố xếp từ thứ 4 đến thứ 10" in said
    assert "không quá 3 bậc" in said


def test_across_a_method_break_the_table_has_ranks_only(show):
    before = "psi-2025-10-16-year_to_date-vn34"
    app = show(**{"from": before, "to": "psi-2026-10-10-year_to_date-vn34"})
    rows = app.dataframe[0].value
    assert "Thay đổi điểm" not in rows
    assert list(rows.iloc[0][:4]) == ["Đắk Lắk", "tăng 7 bậc", 14, 7]
    assert "chỉ so sánh thứ hạng, không so sánh điểm" in texts(app)


def test_the_old_list_of_units_is_compared_within_itself(show):
    app = show(index="dti")
    assert len(app.dataframe[0].value) == 63
    assert "So sánh trong danh mục 63 tỉnh, thành phố" in texts(app)


def test_only_what_ended_before_is_offered_as_the_earlier_edition(show):
    """The year 2024 was published for 63 units and for 34: neither is before the other."""
    for edition_id in ("dti-2024-year-vn34", "dti-2024-year-vn63"):
        earlier = show(index="dti", edition=edition_id).selectbox(key="control_from").options
        assert [text[:8] for text in earlier] == ["Năm 2023", "Năm 2022", "Năm 2021", "Năm 2020"]


@pytest.mark.parametrize(
    ("language", "said"),
    effort.first(
        1,
        [
            (
                "vi",
                "Kỳ đã chọn để so sánh (lũy kế từ đầu năm đến ngày 10/10/2026) không trước lũy kế "
                "từ đầu năm đến ngày 05/10/2026, nên đang so sánh với lũy kế từ đầu năm đến ngày "
                "04/10/2026.",
            ),
            (
                "en",
                "(year to date, 10 Oct 2026) is not before year to date, 5 Oct 2026, so year to "
                "date, 4 Oct 2026 is compared with instead.",
            ),
        ],
    ),
)
def test_an_edition_that_was_not_earlier_is_named_with_what_took_its_place(show, language, said):
    later, shown = (f"psi-2026-10-{day}-year_to_date-vn34" for day in ("10", "05"))
    assert said in texts(show(lang=language, edition=shown, **{"from": later}))


def test_a_choice_that_there_is_not_is_dropped(show):
    app = show(type="week", peers="99", **{"from": "x", "to": "y"})
    assert app.dataframe[0].value.iloc[0]["Tỉnh, thành phố"] == "Đắk Lắk"
