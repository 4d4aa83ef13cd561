"""Every page with every choice, without a browser: nothing fails, and what is missing is said."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rankings.loads import follower
from tests import effort, oracles, page_runs

PAGES = {
    "overview": "pages/overview_page.py",
    "standing": "pages/standing_page.py",
    "components": "pages/components_page.py",
    "data": "pages/data_page.py",
}
HEADINGS = {
    ("standing", "vi"): "Bảng xếp hạng",
    ("standing", "en"): "Standing",
    ("components", "vi"): "Điểm thành phần",
    ("components", "en"): "Components",
    ("data", "vi"): "Số liệu và nguồn",
    ("data", "en"): "Data and sources",
}
NEWEST = {
    "psi": "psi-2026-10-10-year_to_date-vn34",
    "dti": "dti-2024-year-vn34",
    "pii": "pii-2025-year-vn34",
}
EDITIONS = [row["edition_id"] for row in oracles.read("editions")]
SECTIONS = (
    "editions",
    "sources",
    "missing",
    "conflicts",
    "definitions",
    "methods",
    "findings",
)

Open = Callable[..., AppTest]


@pytest.fixture
def show(var: Path) -> Open:
    """`show("standing", index="pii", lang="en")`: the page after its run, known to be sound."""
    app = page_runs.session()

    def show(name: str, **choices: str) -> AppTest:
        return page_runs.shown(app, PAGES[name], **choices)

    return show


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_overview(show, language):
    app = show("overview", lang=language)
    tiles = [text for text in page_runs.parts(app) if "/34 " in text and "·" in text]
    assert len(tiles) == 3
    for rank, tile in zip(("7/34", "29/34", "24/34"), tiles, strict=True):
        assert f" {rank} " in tile


@pytest.mark.parametrize(("language", "index"), effort.in_turn(["vi", "en"], NEWEST))
@pytest.mark.parametrize("name", ["standing", "components"])
def test_every_index_in_every_language(show, name, index, language):
    app = show(name, index=index, lang=language)
    assert [header.value for header in app.header] == [HEADINGS[name, language]]
    assert app.selectbox(key="control_edition").value == NEWEST[index]


@pytest.mark.parametrize("choices", [("standing", "tab", "map"), ("components", "part", "stack")])
def test_what_was_said_in_one_language_is_not_said_in_the_other(show, choices):
    """Findings and figures are remembered: those of each language apart."""
    name, control, part = choices
    said = {"vi": "Đắk Lắk xếp thứ 7/34", "en": "Dak Lak ranks 7th of 34"}
    for language in ("vi", "en", "vi"):
        app = show(name, lang=language, **{control: part})
        assert said[language] in app.markdown[-1].value


@pytest.mark.parametrize("peers", ["01,46", "46,01", "46", ""])
def test_each_box_shows_its_own_of_the_units_compared(show, peers):
    app = show("components", part="pair", peers=peers)
    boxes = [app.selectbox(key=f"control_peers_{place}").value for place in (0, 1)]
    assert ",".join(filter(None, boxes)) == peers


@pytest.mark.parametrize(("language", "section"), effort.in_turn(["vi", "en"], SECTIONS))
def test_every_section_of_the_data_page(show, section, language):
    app = show("data", section=section, lang=language)
    assert [header.value for header in app.header] == [HEADINGS["data", language]]
    assert len(app.dataframe) == 1
    assert not app.dataframe[0].value.empty


@pytest.mark.parametrize("index", NEWEST)
def test_definitions_of_every_index(show, index):
    app = show("data", section="definitions", index=index)
    rows = app.dataframe[0].value
    wanted = [row for row in oracles.read("indicators") if row["index_code"] == index]
    assert len(rows) == len(wanted)


@pytest.mark.parametrize("part", ["stack", "pair"])
def test_both_parts_of_the_components_with_two_units(show, part):
    app = show("components", part=part, peers="01,46")
    # The components, their sub-indicators, and the part.
    assert len(app.get("vega_lite_chart")) == 3


def test_the_table_of_every_edition_holds_its_figures(show):
    for edition in effort.some(5, EDITIONS):
        index = edition.split("-", 1)[0]
        app = show("standing", index=index, edition=edition)
        standings = oracles.real_standings(edition)
        rows = app.dataframe[0].value
        ranks = sorted(row["rank"] for row in standings.values() if row["rank"])
        scores = sorted(row["score"] for row in standings.values() if row["score"] is not None)
        assert sorted(rows["Hạng"].dropna()) == ranks, edition
        assert sorted(rows["Điểm"].dropna()) == [float(score) for score in scores], edition
        assert len(rows) == len(standings)


def test_the_map_of_every_edition_is_drawn_or_said_to_be_missing(show):
    for edition in effort.some(3, EDITIONS):
        app = show("standing", index=edition[:3], edition=edition, tab="map")
        drawn = len(app.get("vega_lite_chart"))
        if edition.endswith("vn34"):
            assert drawn == 1, edition
        else:
            assert drawn == 0, edition
            assert "Chưa có bản đồ ô cho danh mục" in app.info[0].value


def test_the_components_of_every_edition_are_drawn_or_said_to_be_missing(show):
    empty = 0
    for edition in EDITIONS:
        app = show("components", index=edition[:3], edition=edition)
        home = "66"
        indicators = oracles.real_indicators(edition)
        known = [
            code
            for code in indicators
            if code != "total" and oracles.real_standings(edition, code)[home]["score"] is not None
        ]
        if known:
            assert app.get("vega_lite_chart"), edition
        else:
            empty += 1
            # What is missing, and how to supply it.
            assert not app.get("vega_lite_chart"), edition
            assert "Chưa có điểm thành phần của Đắk Lắk" in app.info[0].value
            assert app.info[0].value.endswith("ở trang Cập nhật số liệu.")
    assert 0 < empty < len(EDITIONS)


def test_a_region_without_anybody_is_no_choice(show):
    app = show("standing", region="9")
    assert len(app.dataframe[0].value) == 34


@pytest.mark.parametrize("language", effort.first(1, ["vi", "en"]))
def test_every_choice_of_order_and_colour(show, language):
    for order in ("best", "mean", "max"):
        assert show("components", order=order, lang=language).get("vega_lite_chart")
    for colour in ("rank", "score"):
        assert show("standing", tab="map", colour=colour, lang=language).get("vega_lite_chart")
    assert show("standing", figures="plain", lang=language).get("vega_lite_chart")


def test_a_page_goes_on_and_says_that_the_shared_store_is_away(show, monkeypatch):
    since = datetime(2026, 11, 30, 1, 2, tzinfo=UTC)
    monkeypatch.setattr(follower, "away_since", lambda store: since)
    (warning,) = show("data").warning
    assert "Mất kết nối với kho số liệu dùng chung từ 08:02 ngày 30/11/2026." in warning.value
    assert "phiên bản số liệu 1," in warning.value
