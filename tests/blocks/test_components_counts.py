"""The sub-indicators on the page of components: what is listed, in which order, and when not."""

import pytest

from tests import page_runs

OLDER = "psi-2026-10-05-year_to_date-vn34"


@pytest.fixture(scope="module")
def show():
    return page_runs.of_page("pages/components_page.py")


def codes(app) -> list[str]:
    """The sub-indicators of the table, by number, in its order."""
    return [name.split(" ", 1)[0] for name in listed(app)["Chỉ tiêu thành phần"]]


def listed(app):
    """The table of sub-indicators, as it is drawn."""
    return app.dataframe[1].value


@pytest.mark.parametrize(
    ("order", "first", "last_known"),
    [
        ("to_win", ["1.1", "4.4", "5.3"], 17),  # 6,00, 3,91 and 3,70 points to win
        ("rank", ["4.1", "4.2", "4.3"], 17),  # 32nd, 28th, 26th
        ("count", ["1.1", "1.2", "1.3"], 16),  # 14, 21 and 40 procedures
    ],
)
def test_they_stand_in_the_order_chosen(show, order, first, last_known):
    app = show(sub_order=order)
    assert codes(app)[:3] == first
    # What is not known stands last, whatever the order.
    assert set(codes(app)[last_known + 1 :]) <= {"2.2", "3.1", "3.2", "3.3", "3.5", "5.1", "4.6"}
    assert len(codes(app)) == 23


def test_a_row_holds_counts_share_points_and_both_costs(show):
    row = (
        listed(show())
        .set_index("Chỉ tiêu thành phần")
        .loc["2.1 Tỷ lệ hồ sơ giải quyết đúng hạn, trước hạn"]
    )
    assert (row["Số đạt"], row["Tổng số"], row["Đơn vị tính"]) == (393087, 443565, "hồ sơ")
    assert round(row["Tỷ lệ (%)"], 2) == 88.62
    assert (row["Điểm"], row["Điểm tối đa"], row["Hạng"]) == (17.72, 20, 18)
    assert round(row["Số lượng cho 1 điểm"]) == 22178
    assert round(row["Số lượng cho 1 điểm, tính cả phần cùng tăng"]) == 20065
    assert row["Kiểm chứng cách tính"] == "đã kiểm chứng"


def test_what_is_provisional_is_marked_where_it_stands(show):
    app = show()
    assert [name for name in listed(app)["Chỉ tiêu thành phần"] if "(tạm tính)" in name] == [
        "1.4 Tỷ lệ hồ sơ đồng bộ theo thời gian thực (tạm tính)"
    ]
    [said] = [each.value for each in app.caption if "Tổng số tạm tính: 1.4" in each.value]
    assert "Chưa rõ cách tính điểm: 3.1" in said


def test_an_edition_without_counts_says_so(show):
    app = show(edition=OLDER)
    assert len(app.dataframe) == 1
    [said] = [each.value for each in app.info]
    assert said.startswith("Chưa có số liệu chỉ tiêu thành phần của Đắk Lắk")


def test_an_index_without_sub_indicators_says_nothing_of_them(show):
    app = show(index="dti")
    assert not any("hỉ tiêu thành phần" in each.value for each in (*app.markdown, *app.info))
