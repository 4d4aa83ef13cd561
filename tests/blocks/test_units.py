"""The page of the units inside a province, without a browser."""

import io
from datetime import date

import pdfplumber
import pytest

from rankings.blocks.units import cards
from rankings.blocks.view import View
from rankings.facts import inside
from rankings.store.versions import Store
from rankings.words.text import words
from tests import page_runs
from tests.cases import every

PAGE = "pages/units_page.py"


@pytest.fixture
def show(units_var, serve):
    """The page on a store in which Gia Lai has tables of its units, home none."""
    serve(units_var)
    return page_runs.of_page(PAGE)


def test_without_a_table_the_page_says_what_to_load_and_where(var):
    app = page_runs.shown(page_runs.session(), PAGE)
    said = page_runs.texts(app)
    assert "Chưa có bảng số liệu nào của các xã, phường, sở, ban, ngành của Đắk Lắk." in said
    assert "Cổng Dịch vụ công quốc gia" in said
    assert not app.dataframe
    assert [link.proto.page for link in app.get("page_link")][-1:] == ["upload"]


def test_the_finding_names_who_makes_the_gap_and_what_it_costs(show):
    said = page_runs.texts(show())
    assert "Các đơn vị của tỉnh Gia Lai" in said
    assert (
        "355.121/413.480 hồ sơ, 85,89%; còn thiếu 41.259 hồ sơ để đạt 95,86% như Ninh Bình" in said
    )
    assert (
        "Sở Nông nghiệp và Môi trường - tỉnh Gia Lai chiếm 82,9% phần còn thiếu của các đơn vị, "
        "tương đương 1,69 điểm. Không tính đơn vị này, tỷ lệ của tỉnh là 93,66%."
    ) in said
    assert "111 đơn vị thấp hơn tỷ lệ so sánh, thiếu 42.251 hồ sơ; 37 đơn vị cao hơn" in said


@every(
    "choices, sentences",
    [
        (
            {"sub": "5.2"},
            [
                "Chỉ 22,7% phần còn thiếu của tỉnh gắn được với đơn vị",
                "Không gắn với đơn vị nào: 220/395 phản ánh, kiến nghị, thiếu 103",
                "6 đơn vị chiếm một nửa, 15 đơn vị chiếm 80% phần còn thiếu.",
            ],
        ),
        ({"sub": "4.5a"}, ["không chia được cho các đơn vị. Đếm số thủ tục khác nhau"]),
        ({"sub": "4.1"}, ["tỉnh có số đạt nhiều hơn 163, tổng số nhiều hơn 35 hồ sơ"]),
        ({"sub": "5.4", "wanted": "100%"}, ["Đạt 90% trở lên đã đủ điểm tối đa"]),
        ({"wanted": "80%", "lang": "en"}, ["85.89%, no less than 80.00%."]),
        ({"wanted": "lots"}, ["wanted\\=lots", "95,86% như Ninh Bình"]),
        (
            {"view": "ranking"},
            [
                "trong 135 đơn vị có đủ số lượng để so sánh",
                "một phản ánh, kiến nghị quyết định thứ hạng",
                "21 đơn vị có phản ánh, kiến nghị bình quân 60,35 điểm, 114 đơn vị",
            ],
        ),
        (
            {"unit": "H21.24"},
            ["Tổng điểm được công bố: 54,59, xếp thứ 11/14 sở, ban, ngành.", "1,69 điểm của tỉnh"],
        ),
    ],
)
def test_what_the_page_says(show, choices, sentences):
    said = page_runs.texts(show(**choices))
    for sentence in sentences:
        assert sentence in said


def test_what_is_not_split_has_no_table(show):
    assert not show(sub="3.5b").dataframe


def test_the_remainder_and_the_sums_stand_in_a_table(show):
    (sums, _) = (frame.value for frame in show(sub="5.2").dataframe)
    assert sums.iloc[:, 1].tolist() == [31.2, 0.9, 103.2, 133.5]


def test_few_are_marked_and_never_told_as_first_or_last(show):
    app = show(view="ranking", sub="5.2", level="department")
    said = page_runs.texts(app)
    assert "cao nhất là" not in said
    marks = dict(
        zip(app.dataframe[0].value["Đơn vị"], app.dataframe[0].value["Lưu ý"], strict=True)
    )
    assert marks["Sở Giáo dục và Đào tạo - tỉnh Gia Lai"] == "ít phản ánh, kiến nghị"
    assert marks["Ban Quản lý Khu kinh tế - tỉnh Gia Lai"] == "không có phản ánh, kiến nghị"


def test_communes_of_home_stand_as_tiles_by_former_district(home_units_var, serve):
    serve(home_units_var)
    app = page_runs.of_page(PAGE)(view="ranking")
    said = page_runs.texts(app)
    assert "Chưa có bảng số liệu" not in said
    assert "đơn vị cùng tỷ lệ, thấp nhất là Xã Đồng Xuân (80,95%)." in said
    assert "trước hạn theo huyện, thị xã, thành phố cũ" in app.subheader[-1].value


def test_a_typed_share_goes_into_the_address(show):
    app = show()
    app.text_input[0].set_value("90,5%").run()
    assert page_runs.asked(app, "wanted") == "90.5%"
    assert "còn thiếu 19.078 hồ sơ để đạt 90,50%" in page_runs.texts(app)


def test_the_table_before_can_be_looked_at(show):
    app = show(table="psi-2026-10-03T04-year_to_date-h21")
    assert not [name for name in app.dataframe[1].value.columns if "thay đổi" in name]
    names = [name for name in show().dataframe[1].value.columns if "thay đổi" in name]
    assert names == ["Phần thiếu thay đổi so với 04 giờ ngày 03/10/2026"]


def test_the_cards_of_all_units_are_one_document_with_a_page_each(units_var):
    at = Store(units_var).snapshot()
    table = inside.all_editions(at)[0]
    view = View(
        at=at,
        live=at,
        pinned=False,
        language="vi",
        as_of=None,
        pages={},
        today=date(2026, 10, 12),
        words=words("vi"),
        scheme="vn34",
        home="66",
    ).of_table(table)
    content = cards.pdf(view)
    with pdfplumber.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 149
        land = next(
            text
            for page in document.pages
            if "Sở Nông nghiệp và Môi trường" in (text := page.extract_text())
        )
    said = " ".join(land.split())
    assert "89.135 129.503 68,83 95,86" in said
    assert "1,69" in said
