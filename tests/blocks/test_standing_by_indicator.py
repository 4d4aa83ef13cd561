"""The page of the ranking by a component or a sub-indicator: the same ladder, map and table."""

import pytest

from tests import oracles, page_runs

EDITION = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def show():
    return page_runs.of_page("pages/standing_page.py")


def points(code: str) -> dict[str, float]:
    """Points of 2.1 (20 of 20) or of a component, by unit, from the file alone."""
    rows = [
        row
        for row in oracles.read("observations")
        if (row["edition_id"], row["indicator_code"]) == (EDITION, code)
    ]
    by_unit: dict[str, dict[str, int]] = {}
    for row in rows:
        by_unit.setdefault(row["unit_code"], {})[row["measure"]] = float(row["value"])
    return {
        unit: each["score"]
        if "score" in each
        else round(20 * each["numerator"] / each["denominator"], 2)
        for unit, each in by_unit.items()
    }


@pytest.mark.parametrize("code", ["2.1", "digitisation"])
def test_all_units_are_ranked_by_what_is_chosen(show, code):
    table = show(indicator=code).dataframe[0].value
    expected = sorted(points(code).values(), reverse=True)
    assert list(table["Điểm"]) == pytest.approx(expected)
    assert list(table["Hạng"]) == [1 + sum(other > own for other in expected) for own in expected]
    assert ("Số đạt" in table) == (code == "2.1")


def test_home_and_the_best_are_told_with_their_counts(show):
    app = show(indicator="2.1", figures="plain")
    [sentence] = [each.value for each in app.markdown if "xếp thứ" in each.value]
    assert sentence == (
        "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: Đắk Lắk xếp thứ 18/34 về 2.1 Tỷ lệ hồ "
        "sơ giải quyết đúng hạn, trước hạn, đạt 17,72 điểm (393.087/443.565 hồ sơ, 88,62%). Cao "
        "nhất: Ninh Bình (19,17 điểm)."
    )
    of_all = points("2.1")
    assert max(of_all, key=of_all.__getitem__) == "37"  # Ninh Bình


def test_the_choice_holds_what_has_ranks_and_nothing_else(show):
    options = show().selectbox(key="control_indicator").options
    assert options[0] == "Tổng điểm"
    assert any(each.startswith("2.1 ") for each in options)
    assert not any(each.startswith(("3.1 ", "5.1 ", "2.2 ")) for each in options)
    older = show(edition="psi-2026-10-05-year_to_date-vn34")
    assert not any(
        each.startswith("2.1 ") for each in older.selectbox(key="control_indicator").options
    )


def test_a_choice_that_the_edition_lacks_leaves_the_total(show):
    app = show(indicator="2.1", edition="psi-2026-10-05-year_to_date-vn34")
    assert app.selectbox(key="control_indicator").value == "total"
    totals = oracles.real_standings("psi-2026-10-05-year_to_date-vn34").values()
    assert sorted(app.dataframe[0].value["Điểm"]) == sorted(float(row["score"]) for row in totals)


@pytest.mark.parametrize("code", ["5.2", "satisfaction"])
def test_the_map_shows_them_too(show, code):
    app = show(indicator=code, tab="map")
    assert len(app.get("vega_lite_chart")) == 1
    assert any(each.value.startswith("Bản đồ ô") for each in app.subheader)


def test_what_is_provisional_is_told_of_every_unit(show):
    app = show(indicator="1.4")
    assert set(app.dataframe[0].value["Ghi chú"]) == {"tổng số tạm tính"}
    assert any("Tổng số tạm tính: 1.4" in each.value for each in app.caption)
