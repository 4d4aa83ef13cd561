"""The page that tries scenarios out, with every choice, without a browser."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from rankings.facts import standing
from rankings.store.versions import Store
from tests import effort, page_runs, small_store
from tests.blocks import test_index_without_target
from tests.page_runs import asked, metrics, sound, texts

PSI = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture
def show(var):
    """`show(index="pii", lang="en")`: the page after its run, known to be sound."""
    return page_runs.of_page("pages/way_up_page.py")


def slider(app: AppTest, component: str):
    return next(s for s in app.select_slider if s.key.startswith(f"lever_{component}_"))


def field(app: AppTest, component: str):
    return next(f for f in app.text_input if (f.key or "").startswith(f"typed_{component}_"))


def plan(app: AppTest) -> str | None:
    return asked(app, "plan")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("index", "sliders"),
    [("psi", 6), ("dti", 1), ("pii", 1)],
)
def test_every_index_in_every_language(show, index, sliders, language):
    app = show(index=index, lang=language)
    assert len(app.select_slider) == sliders
    assert len(app.get("vega_lite_chart")) == 1
    assert len(app.metric) == 3


def test_every_edition_is_tried_or_says_why_not(show):
    for edition in (
        "psi-2025-Q3-quarter-vn34",
        "psi-2025-10-16-year_to_date-vn34",
        "psi-2024-05-month-vn63",
        "dti-2023-year-vn63",
        "pii-2024-year-vn63",
    ):
        app = show(index=edition[:3], edition=edition)
        assert app.select_slider or "chưa tính thử được" in texts(app), edition


def test_nothing_is_tried_at_first(show):
    app = show()
    assert "Chưa thay đổi điểm nào để tính thử" in texts(app)
    assert metrics(app) == {"Hạng": "7/34", "Điểm": "65,49", "Cao hơn ngưỡng": "1,52"}
    assert "Giả định các tỉnh, thành phố khác giữ nguyên điểm." in texts(app)


def test_of_an_older_edition_nothing_is_called_now(show):
    app = show(edition="psi-2026-10-05-year_to_date-vn34", plan="digitisation:1.52")
    assert "so với thứ 7 kỳ này" in texts(app)
    assert "hiện nay" not in texts(app)


def test_a_slider_changes_the_rank_and_the_address(show):
    app = show()
    sound(slider(app, "digitisation").set_value("10.60").run())
    assert plan(app) == "digitisation:1.52"
    assert metrics(app)["Hạng"] == "4/34"
    assert "tăng 3 bậc so với thứ 7 hiện nay" in texts(app)
    assert "Vượt Quảng Ninh, Tây Ninh, Gia Lai." in texts(app)
    sound(slider(app, "satisfaction").set_value("11.00").run())
    assert plan(app) == "digitisation:1.52,satisfaction:-0.18"
    sound(slider(app, "digitisation").set_value("9.08").run())
    assert plan(app) == "satisfaction:-0.18"


def test_a_slider_runs_from_the_worst_unit_to_the_maximum(show):
    stops = slider(show(), "digitisation").options
    assert (stops[0], stops[-1]) == ("8,01", "22,00")
    assert "9,08" in stops
    assert len(stops) < 220


@pytest.mark.parametrize(
    "typed", effort.first(1, ["10,58", "10.58", " 10,58 ", "１０，５８", "+10,58"])
)
def test_a_score_can_be_typed_with_a_comma_or_a_point(show, typed):
    app = show()
    sound(field(app, "digitisation").set_value(typed).run())
    assert plan(app) == "digitisation:1.5"
    assert metrics(app)["Điểm"] == "66,99"
    assert slider(app, "digitisation").value == "10.58"
    assert field(app, "digitisation").value == "10,58"


def test_a_typed_score_with_more_decimals_is_rounded_half_up(show):
    app = show()
    sound(field(app, "digitisation").set_value("12,345").run())
    assert field(app, "digitisation").value == "12,35"
    assert slider(app, "digitisation").value == "12.35"
    assert plan(app) == "digitisation:3.27"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("abc", "không phải là số"),
        ("22,01", "từ 0 đến 22"),
        ("-1", "từ 0 đến 22"),
        ("nan", "không phải là số"),
        ("1e1", "không phải là số"),
        ("1_0", "không phải là số"),
        ("١٠", "không phải là số"),
        ("99999", "từ 0 đến 22"),
    ],
)
def test_what_cannot_be_typed_is_said_and_changes_nothing(show, typed, told):
    app = show(plan="digitisation:1.5")
    sound(field(app, "digitisation").set_value(typed).run())
    assert told in app.warning[0].value
    assert plan(app) == "digitisation:1.5"
    assert field(app, "digitisation").value == "10,58"


def test_back_to_what_is_published(show):
    app = show(plan="digitisation:1.5")
    sound(app.button(key="scenario_reset").click().run())
    assert plan(app) is None
    assert metrics(app)["Hạng"] == "7/34"


def test_the_other_provinces_on_their_trend(show):
    app = show(plan="digitisation:1.5")
    control = next(c for c in app.get("button_group") if c.key == "scenario_others")
    sound(control.set_value("trend").run())
    assert asked(app, "others") == "trend:2026-12-31"
    assert metrics(app)["Hạng"] == "14/34"
    assert "như từ 17/09/2026 đến 10/10/2026 (23 ngày), kéo dài đến 31/12/2026" in texts(app)
    (day,) = [one for one in app.date_input if one.key == "scenario_day"]
    sound(day.set_value(date(2026, 10, 15)).run())
    assert asked(app, "others") == "trend:2026-10-15"
    assert metrics(app)["Hạng"] == "5/34"


def enter(app: AppTest, unit_code: str, points: str) -> AppTest:
    """The app after a gain of another province was typed and added."""
    app.selectbox(key="other_unit").set_value(unit_code)
    app.text_input(key="other_points").set_value(points)
    add = next(button for button in app.button if button.label in ("Thêm", "Add"))
    return sound(add.click().run())


def test_other_provinces_as_entered(show):
    app = enter(show(others="own"), "46", "2")
    assert asked(app, "others") == "own:46:2"
    assert metrics(app)["Hạng"] == "8/34"
    assert "Giả định Huế thay đổi điểm như đã nhập" in texts(app)
    sound(app.button(key="other_remove_46").click().run())
    assert asked(app, "others") == "own"


@pytest.mark.parametrize(
    ("others", "text"),
    [
        ("own:46:2", "Assumes that Hue moves as entered"),
        ("own:46:2,01:1", "Assumes that Hue and Hanoi move as entered"),
        ("trend:2026-10-15", "keeps the pace from 17 Sep 2026 to 10 Oct 2026 (23 days)"),
    ],
)
def test_what_is_assumed_of_one_and_of_several_in_english(show, others, text):
    assert text in texts(show(lang="en", others=others))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1e3", "“1e3” không phải là số."),
        ("nhiều", "“nhiều” không phải là số."),
        ("١", "“١” không phải là số."),
        ("1 000,5", "“1 000,5” làm tổng điểm của Huế ra ngoài thang điểm từ 0 đến 100."),
        ("", "“” không phải là số."),
        ("9999", "“9999” làm tổng điểm của Huế ra ngoài thang điểm từ 0 đến 100."),
        ("99999", "“99999” làm tổng điểm của Huế ra ngoài thang điểm từ 0 đến 100."),
        ("35,92", "“35,92” làm tổng điểm của Huế ra ngoài thang điểm từ 0 đến 100."),
        ("-64,10", "“\\-64,10” làm tổng điểm của Huế ra ngoài thang điểm từ 0 đến 100."),
        ("0", "“0” chưa đến 0,01 điểm nên không làm tổng điểm của Huế thay đổi."),
        ("0,004", "“0,004” chưa đến 0,01 điểm nên không làm tổng điểm của Huế thay đổi."),
    ],
)
def test_what_another_province_cannot_gain_is_said_and_changes_nothing(show, typed, reason):
    app = enter(show(others="own:01:1"), "46", typed)
    assert app.warning[0].value == (
        f"{reason} Huế đang có 64,09 điểm: nhập số điểm tăng từ 0,01 đến 35,91, hoặc số điểm giảm "
        "từ 0,01 đến 64,09 (thêm dấu trừ). Chưa có gì thay đổi."
    )
    assert asked(app, "others") == "own:01:1"


def test_what_another_province_cannot_gain_is_said_in_english(show):
    app = enter(show(others="own", lang="en"), "46", "-200")
    assert app.warning[0].value == (
        "“\\-200” would take the total of Hue off the scale of 0 to 100. Hue has 64.09 points: "
        "enter 0.01 to 35.91 points gained, or 0.01 to 64.09 lost (with a minus). Nothing was "
        "changed."
    )


def test_of_a_province_without_a_total_no_more_than_the_scale_is_taken(show):
    app = enter(show(index="pii", others="own"), "04", "100,01")
    assert app.warning[0].value == (
        "“100,01” làm tổng điểm của Cao Bằng ra ngoài thang điểm từ 0 đến 100. Tổng điểm của Cao "
        "Bằng chưa xác định được: nhập số điểm tăng, hoặc giảm (thêm dấu trừ), từ 0,01 đến 100. "
        "Chưa có gì thay đổi."
    )
    assert asked(enter(app, "04", "100"), "others") == "own:04:100"


def test_where_every_other_province_is_entered_there_is_none_to_add(show, var):
    store = Store(var)
    rows = standing.ranking(store.snapshot(), edition_id=PSI).rows
    app = show(others="own:" + ",".join(f"{row.unit_code}:1" for row in rows if row.rank != 7))
    assert not any((one.key or "") == "other_points" for one in app.text_input)
    assert sum((button.key or "").startswith("other_remove_") for button in app.button) == 33


def test_what_another_province_gains_is_rounded_half_up(show):
    app = show(others="own")
    assert asked(enter(app, "46", "0,125"), "others") == "own:46:0.13"


def saved_table(app) -> pd.DataFrame:
    """The table in which saved scenarios stand side by side."""
    tables = [table.value for table in app.dataframe]
    return next(table for table in tables if table.columns[0] == "Nội dung")


def test_scenarios_are_saved_in_the_address_and_compared(show):
    app = show(plan="digitisation:1.5")
    app.text_input(key="scenario_name").set_value("Số hóa ~ trước")
    save = next(button for button in app.button if button.label == "Lưu để so sánh")
    sound(save.click().run())
    assert asked(app, "saved") == "Số hóa trước~psi~digitisation:1.5~"
    rows = saved_table(app)
    assert list(rows.columns) == ["Nội dung", "Hiện nay", "Số hóa trước"]
    by_name = {row.iloc[0]: tuple(row.iloc[1:]) for _, row in rows.iterrows()}
    assert by_name["Số hóa hồ sơ"] == ("9,08", "10,58 (tăng 1,50)")
    assert by_name["Hạng"] == ("thứ 7/34", "thứ 4/34")
    assert by_name["So với ngưỡng vào nhóm 10"] == ("cao hơn 1,52 điểm", "cao hơn 3,02 điểm")
    assert by_name["Vượt"] == ("–", "Quảng Ninh, Tây Ninh, Gia Lai")
    assert by_name["Giả định"] == ("Giữ nguyên điểm", "Giữ nguyên điểm")


def test_a_scenario_of_a_link_that_is_named_like_another_column_is_told_apart(show):
    app = show(saved="Hiện nay~psi~digitisation:1.5~;Nội dung~psi~digitisation:-1~")
    rows = saved_table(app)
    assert list(rows.columns) == ["Nội dung", "Hiện nay", "Hiện nay (2)", "Nội dung (2)"]
    line = next(row for row in rows.itertuples(index=False) if row[0] == "Số hóa hồ sơ")
    assert line[1:] == ("9,08", "10,58 (tăng 1,50)", "8,08 (giảm 1,00)")


def test_a_published_figure_leads_to_its_evidence(show):
    app = show(figure=f"{PSI}:66:digitisation:score", plan="digitisation:1")
    assert "9,08" in metrics(app).values()


def test_a_figure_of_a_scenario_leads_to_how_it_is_made(show):
    app = show(plan="digitisation:1.5")
    sound(app.button(key="evidence_scenario_rank").click().run())
    said = texts(app)
    assert "1 cộng số tỉnh, thành phố có điểm cao hơn Đắk Lắk theo phương án" in said
    assert "Phương án: Số hóa hồ sơ: tăng 1,50 điểm." in said
    assert "Xuất phát từ số liệu lũy kế từ đầu năm đến ngày 10/10/2026." in said
    # A step leads on to the published figures.
    steps = [
        button.label for button in app.button if (button.key or "").startswith("evidence_step_")
    ]
    assert steps[0].endswith("tổng điểm theo phương án: 66,99")


def blocks(block: Block) -> Iterator[Block]:
    """A container and all in it."""
    yield block
    for child in block.children.values():
        if isinstance(child, Block):
            yield from blocks(child)


def lines(app: AppTest) -> dict[str, str]:
    """The figures of an action, by what they are: the sentence over a button that leads on."""
    found = {}
    for block in blocks(app.main):
        for text, button in pairwise(block.children.values()):
            key = (button.type == "button" and button.key) or ""
            if key.startswith(("action_psi_", "action_dti_", "action_pii_")):
                found[key.removeprefix("action_")] = text.value
    return found


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("psi_digitisation_score", "12,31"),
        ("psi_total_score", "68,72"),
        ("psi_total_rank", "2/34"),
        ("psi_total_gap", "cao hơn 4,75 điểm"),
        ("dti_total_gap", "0,0754"),
        ("pii_total_gap", "từ"),
    ],
)
def test_each_figure_of_an_action_leads_to_how_it_is_made(show, name, shown):
    app = show(action="digitised_results", share="25")
    sound(app.button(key=f"action_{name}").click().run())
    value = [
        *metrics(app).values(),
        *(item.value for item in app.markdown if item.value[:1] == "#"),
    ]
    assert any(shown in text for text in value)


def test_an_action_is_tried_on_every_index(show):
    app = show(action="digitised_results", share="25")
    said = texts(app)
    assert lines(app) == {
        "psi_digitisation_score": "Số hóa hồ sơ: 9,08 → 12,31 (tăng 3,23 điểm)",
        "psi_total_score": "Tổng điểm: 65,49 → **68,72** (tăng 3,23 điểm)",
        "psi_total_rank": "Hạng: thứ 7/34 → **thứ 2/34**",
        "psi_total_gap": "Cao hơn 4,75 điểm so với điểm ngưỡng vào nhóm 10.",
        "dti_total_rank": "Hạng hiện nay: thứ 29/34",
        "dti_total_gap": "Cần thêm 0,0754 điểm để vào nhóm 15",
        "pii_total_rank": "Hạng hiện nay: thứ 24/34",
        "pii_total_gap": "Cần thêm từ 4,13 đến 10,12 điểm để vào nhóm 15",
    }
    assert "Tác động đến: DTI – Hoạt động chính quyền số (giả định)." in said
    assert "Không tính được tổng điểm mới: điểm PII được tính tương đối" in said
    assert "đạt được 25% phần còn thiếu" in said


def test_what_an_action_brings_goes_into_the_plan(show):
    app = show(action="digitised_results", share="25", plan="digitisation:1,satisfaction:0.5")
    sound(app.button(key="action_into_plan").click().run())
    assert plan(app) == "digitisation:3.23,satisfaction:0.5"
    assert slider(app, "digitisation").value == "12.31"


def test_the_share_is_chosen_on_a_slider(show):
    app = show(action="digitised_results")
    share = next(one for one in app.select_slider if one.key.startswith("share_"))
    assert share.value == 10
    sound(share.set_value(50).run())
    assert asked(app, "share") == "50"
    assert "→ **71,95**" in lines(app)["psi_total_score"]


def test_beside_a_lever_stands_what_moves_with_it(show):
    said = texts(show())
    assert (
        "Số hóa hồ sơ và trả kết quả điện tử (theo văn bản quy định chỉ số); cùng tác động đến "
        "DTI – Hoạt động chính quyền số (giả định), PII – Thể chế (giả định)." in said
    )


@pytest.mark.parametrize(("language", "index"), effort.in_turn(["vi", "en"], ["psi", "dti", "pii"]))
def test_every_action_is_tried_from_every_index(show, index, language):
    for action in ("petitions_on_time", "dossier_synchronisation", "online_payment"):
        show(index=index, lang=language, action=action, share="100")
    show(index=index, lang=language, action="none_such", share="33")


def test_an_action_on_an_edition_without_scores_says_so(show):
    app = show(edition="psi-2025-10-16-year_to_date-vn34", action="online_payment")
    assert "Tác động đến" in texts(app) or app.info


def test_of_saved_scenarios_one_is_opened_and_one_is_left(show):
    saved = "A~psi~digitisation:1~;B~psi~online_service:1~trend:2026-10-12;C~pii~total:5~"
    app = show(saved=saved)
    assert len(saved_table(app).columns) == 4
    sound(app.button(key="scenario_open_B").click().run())
    assert (plan(app), asked(app, "others")) == ("online_service:1", "trend:2026-10-12")
    sound(app.button(key="scenario_remove_A").click().run())
    assert asked(app, "saved") == "B~psi~online_service:1~trend:2026-10-12;C~pii~total:5~"


def test_a_fifth_scenario_and_one_without_a_name_are_refused(show):
    app = show(saved=";".join(f"{name}~psi~digitisation:1~" for name in "ABCD"))
    save = next(button for button in app.button if button.label == "Lưu để so sánh")
    sound(save.click().run())
    assert "Nhập tên phương án" in app.warning[0].value
    app.text_input(key="scenario_name").set_value("E")
    save = next(button for button in app.button if button.label == "Lưu để so sánh")
    sound(save.click().run())
    assert "Đã có 4 phương án" in app.warning[0].value


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "typed", effort.each(4, ["Hiện nay", " hiện  NAY", "Hie\u0323\u0302n nay", "Now", "nOW "])
)
def test_the_name_of_the_present_is_given_to_no_scenario(show, typed, language):
    app = show(plan="digitisation:1", lang=language)
    app.text_input(key="scenario_name").set_value(typed)
    labels = ("Lưu để so sánh", "Save to compare")
    sound(next(button for button in app.button if button.label in labels).click().run())
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    assert name in app.warning[0].value
    assert asked(app, "saved") is None
    # What was typed can be mended.
    assert app.text_input(key="scenario_name").value == typed


def test_of_a_file_what_is_named_like_the_present_is_left_out(show):
    app = show()
    cells = b"row\nNow~psi~digitisation:1~\nB~psi~digitisation:2~\n"
    sound(app.file_uploader[0].set_value(("a.csv", cells, "text/csv")).run())
    assert asked(app, "saved") == "B~psi~digitisation:2~"
    assert "“Now” dành cho" in app.warning[0].value
    assert "Đã có" not in app.warning[0].value


def test_a_partial_table_shows_an_interval(show):
    app = show(index="pii", plan="total:5")
    assert metrics(app)["Hạng"] == "13–17/34"
    assert "từ thứ 13 đến thứ 17/34" in texts(app)
    said = texts(app)
    assert "tương đối trong nhóm tỉnh, thành phố của năm" in said
    assert "Thứ hạng là một khoảng" in said
    assert "còn thiếu đến 5,12 điểm, có thể cao hơn điểm ngưỡng đến 0,87 điểm" in said


def test_a_calculated_table_says_so(show):
    app = show(index="dti", plan="total:0.0754")
    assert metrics(app) == {"Hạng": ":gray[15–16/34]", "Điểm": ":gray[0,7164]"}
    assert "Bằng đúng điểm ngưỡng vào nhóm 15." in texts(app)
    assert "chưa công bố điểm tối đa hoặc trọng số" in texts(app)
    assert "điểm tính lại có thể lệch 0,0001" in texts(app)


def test_what_was_tried_of_one_index_is_not_tried_of_another(show):
    app = show(index="pii", plan="total:5")
    control = next(c for c in app.get("button_group") if c.key == "control_index")
    sound(control.set_value("dti").run())
    assert plan(app) is None
    # A link that names both is kept.
    assert plan(show(index="pii", plan="total:4")) == "total:4"


def test_nonsense_in_the_address_is_dropped(show):
    app = show(plan="x:y,pillar_1:3,digitisation:99", others="own:99:1", saved="~~;A~psi~~~")
    assert metrics(app)["Điểm"] == "78,41"
    said = [one.value.replace("\\", "") for one in app.warning]
    assert any("x:y, pillar_1:3, Số hóa hồ sơ, 99:1" in one for one in said)
    assert any("~~, A~psi~~~" in one for one in said)
    assert "Giả định các tỉnh, thành phố khác giữ nguyên điểm." in texts(app)


def test_every_kind_of_index_is_tried_or_says_why_not(tmp_path, monkeypatch):
    """Without a target, without components, without maxima, without scores, without an edition."""
    small_store.build(tmp_path / "var", **test_index_without_target.tables())
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "var"))
    show = page_runs.of_page("pages/way_up_page.py")
    for code in test_index_without_target.CODES:
        app = show(index=code, plan="a:1,total:2", saved=f"X~{code}~a:1~own:02:1")
        sliders = {"plain": 2, "no_goal": 2, "long": 2, "older": 2, "old_goal": 2}.get(code, 1)
        if code in ("ranks", "empty", "awaited"):
            assert app.info
            sliders = 0
        assert len(app.select_slider) == sliders, code


def test_a_link_names_the_edition_on_which_it_rests(show):
    """A newer table must not change what a link says: also the edition of today is named."""
    app = show()
    assert asked(app, "edition") is None
    field(app, "digitisation").set_value("10").run()
    assert (asked(app, "plan"), asked(app, "edition")) == ("digitisation:0.92", PSI)
    box = next(one for one in app.selectbox if one.label == "Kỳ công bố")
    earlier = "psi-2026-10-05-year_to_date-vn34"
    box.select(earlier).run()
    assert asked(app, "edition") == earlier
    next(one for one in app.selectbox if one.label == "Kỳ công bố").select(PSI).run()
    assert (asked(app, "plan"), asked(app, "edition")) == ("digitisation:0.92", PSI)
    field(app, "digitisation").set_value("9,08").run()
    assert (asked(app, "plan"), asked(app, "edition")) == (None, None)


def test_a_trend_that_the_edition_does_not_have_is_said_to_be_left_out(show):
    app = show(edition="psi-2025-10-16-year_to_date-vn34", others="trend:2026-10-15")
    assert [one.value for one in app.warning] == [
        "Ở kỳ này không giữ nguyên tốc độ đến ngày 15/10/2026 được; kết quả dưới đây giả định "
        "các tỉnh, thành phố khác giữ nguyên điểm."
    ]


def test_two_saved_scenarios_of_one_name_are_one(show):
    app = show(saved="A~psi~digitisation:1~;A~psi~digitisation:2~;=~psi~digitisation:1~")
    opening = [one.key for one in app.button if (one.key or "").startswith("scenario_open_")]
    assert opening == ["scenario_open_A"]
    assert any("digitisation:2" in one.value.replace("\\", "") for one in app.warning)
