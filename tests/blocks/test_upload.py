"""The upload page without a browser: ways in, corrections, names, warnings, who may publish."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rankings import loads
from rankings.blocks import person
from rankings.blocks.upload import (
    evidence,
    fields,
    heard,
    progress,
    sheet_view,
    source_fields,
    typed,
)
from rankings.blocks.upload.state import Upload
from rankings.facts import editions, inside
from rankings.ingest import intake, layouts
from rankings.ingest.sourcing import UNSAID
from rankings.loads import access, effects, inbox
from rankings.loads.access import Actor
from rankings.loads.accounts import sessions
from rankings.sentences import inbox as said_of_files
from rankings.store import queries
from rankings.store.versions import Store
from rankings.words.markdown import literal
from tests import effort, page_runs, uploads
from tests.ingest import portal_replies, shapes
from tests.store_clones import clone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without the table that is uploaded; to be read, not written."""
    return uploads.store_without(tmp_path_factory.mktemp("before"))


@pytest.fixture
def store(
    before: Store,
    tmp_path: Path,
    serve: Callable[[Path], Store],
    monkeypatch: pytest.MonkeyPatch,
) -> Store:
    """A copy of it which the app under test serves to its own machine."""
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    return serve(clone(before.folder, tmp_path / "var"))


@pytest.fixture
def page(store: Store) -> AppTest:
    return opened()


def opened(**choices: str) -> AppTest:
    """A session of its own on the upload page."""
    return page_runs.shown(page_runs.session(), "pages/upload_page.py", **choices)


def sound(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    return app


def hand_in(app: AppTest, content: bytes, name: str = "bang.xlsx") -> AppTest:
    app.file_uploader[0].set_value((name, content, XLSX))
    return sound(app.run())


def widget(elements: list, label: str) -> object:
    """The one whose label begins with some words."""
    found = [element for element in elements if element.label.startswith(label)]
    assert found, (label, [element.label for element in elements])
    return found[0]


def select(app: AppTest, label: str, code: str) -> AppTest:
    return sound(widget(app.selectbox, label).set_value(code).run())


def write(app: AppTest, label: str, text: str) -> AppTest:
    return sound(widget(app.text_input, label).set_value(text).run())


def press(app: AppTest, label: str) -> AppTest:
    return sound(widget(app.button, label).click().run())


def steps(app: AppTest) -> list[str]:
    """What the head of each step says after its name."""
    heads = [expander.label for expander in app.expander]
    return [head.split(" · ", 1)[1] for head in heads if "**Bước" in head]


def said(app: AppTest) -> str:
    """Everything that is said in words."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def acknowledge_all(app: AppTest) -> AppTest:
    for number in range(len([s for s in app.selectbox if s.label == "Lý do"])):
        reason = [s for s in app.selectbox if s.label == "Lý do"][number]
        sound(reason.set_value("checked_original").run())
        sentence = [s for s in app.text_input if s.label.startswith("Giải trình")][number]
        sound(sentence.set_value("Khớp với bản công bố.").run())
    return app


def asked(app: AppTest) -> list[str]:
    """What the last step asks for, in the order in which it stands there."""
    labels = [item.label for item in app.main if item.type in ("text_input", "selectbox")]
    wanted = ("Số, ký hiệu văn bản", "Lý do", "Họ và tên người thực hiện")
    return [label for label in labels if label in wanted]


def publish(app: AppTest, name: str = "Trần Văn B") -> AppTest:
    write(app, "Họ và tên", name)
    return press(acknowledge_all(app), "Phát hành")


# --- A file ---------------------------------------------------------------------------------------


def test_a_clean_known_file_is_sure_and_needs_one_button(page, store):
    hand_in(page, uploads.workbook())
    first, second, *_ = steps(page)
    assert (first, second) == ("Chắc chắn", "Đã khớp tất cả")
    # In the order of the work: the source, why warnings do not stop it, who.
    number, *reasons, name = asked(page)
    assert (number, name) == ("Số, ký hiệu văn bản", "Họ và tên người thực hiện")
    assert set(reasons) == {"Lý do"}
    write(page, "Số, ký hiệu văn bản", "45/BC-VPCP")
    assert asked(page) == [number, *reasons[1:], name]
    publish(page)
    assert "Đã phát hành lần cập nhật số 1 (Trần Văn B): 272 số liệu mới" in said(page)
    version = store.version()
    now = effects.standpoint(store.at(version), index_code="psi")
    assert (now.edition_id, now.rank, now.score) == (uploads.EDITION, 7, Decimal("65.49"))
    row = queries.loads(store.at(version)).to_pylist()[0]
    assert (row["file_name"], row["loaded_by"], row["state"]) == (
        "bang.xlsx",
        "Trần Văn B",
        "published",
    )


def test_a_copy_of_the_units_inside_a_province_is_published_with_its_hour(page, store):
    hand_in(page, portal_replies.content(portal_replies.collected()), "xa.json")
    assert steps(page)[:2] == ["Chắc chắn", "Đã khớp tất cả"]
    assert widget(page.selectbox, "Danh mục đơn vị trong tỉnh").value == "h44"
    assert widget(page.selectbox, "Giờ lấy số liệu").value == "04"
    assert "0 sở, ban, ngành và 1 xã, phường, đặc khu" in said(page)
    assert "số liệu của Phú Thọ" in said(page)
    select(page, "Giờ lấy số liệu", "05")
    publish(page)
    (edition,) = inside.all_editions(store.snapshot())
    assert edition.edition_id == "psi-2026-10-10T05-year_to_date-h44"


def test_contradicting_periods_and_tables_are_each_one_choice(page, store):
    """Two sheets, each asked for its period by all its signs; both are said to be of October, and
    then which of the two counts is the last question."""
    sheets = {
        "Điểm năm": (uploads.EDITION, "Tháng 10 năm 2026"),
        "Điểm tháng": (shapes.PSI_BEFORE, "Lũy kế từ đầu năm đến 09/10/2026"),
    }
    hand_in(page, uploads.workbook(sheets=sheets))
    assert f"Ô {literal('Điểm năm!A2')} ghi “Tháng 10 năm 2026”: tháng 10/2026" in said(page)
    assert "Tên trang tính ghi “Điểm tháng”: số liệu của riêng tháng" in said(page)
    which_period, which_table = "Bảng này là số liệu của kỳ nào?", "Bảng nào được dùng?"
    for left in (1, 0):
        sound(widget(page.radio, which_period).set_value("month 2026-10").run())
        assert [radio.label for radio in page.radio].count(which_period) == left
    upload = page.session_state["upload"]
    assert [reading.period for reading in upload.readings] == ["2026-10", "2026-10"]
    assert "khác nhau ở 2" in said(page)
    assert steps(page)[0] != "Chắc chắn"
    sound(widget(page.radio, which_table).set_value("1").run())
    assert page.session_state["upload"].unchosen == {0}
    assert which_table not in {radio.label for radio in page.radio}


def test_what_leaders_will_read_is_said_before_it_is_published(page, store):
    hand_in(page, uploads.workbook())
    tables = [frame.value for frame in page.dataframe if "Trước" in frame.value.columns]
    told = tables[0].set_index("Nội dung")
    assert told.loc["Thứ hạng", "Sau"] == "thứ 7/34"
    assert told.loc["Khoảng cách đến ngưỡng", "Sau"] == "mức dư 1,52 điểm"
    assert told.loc["Điểm ngưỡng", "Sau"] == "63,97"
    assert told.loc["Mục tiêu", "Sau"] == "Đạt mục tiêu"
    assert store.version() == 1


def test_unknown_names_are_asked_for_and_become_aliases(page, store):
    hand_in(page, uploads.workbook({"66": "Đăk Lắc", "79": "TP HCMinh"}))
    assert steps(page)[1] == "2 tên chưa đối chiếu được"
    for name in ("“Đăk Lắc”", "“TP HCMinh”"):
        box = widget(page.selectbox, name)
        assert box.value is None
    assert widget(page.selectbox, "“Đăk Lắc”").options[0] == "Đắk Lắk (gần giống)"
    assert widget(page.button, "Phát hành").disabled
    # A file that is refused as it is asks for nothing that would be typed for nothing.
    assert asked(page) == []
    select(page, "“Đăk Lắc”", "66")
    select(page, "“TP HCMinh”", "79")
    assert steps(page)[1] == "Đã khớp tất cả"
    publish(page)
    aliases = queries.unit_aliases(store.snapshot()).to_pylist()
    found = {row["alias"]: row["unit_code"] for row in aliases if row["alias_type"] == "accepted"}
    assert found == {"Đăk Lắc": "66", "TP HCMinh": "79"}


def test_a_name_can_be_left_out_and_asked_for_again(page):
    hand_in(page, uploads.workbook({"66": "Vùng A"}))
    select(page, "“Vùng A”", "leave-out")
    assert steps(page)[1] == "Đã khớp tất cả"
    assert "Bỏ qua dòng “Vùng A”." in said(page)
    press(page, "Chọn lại")
    assert steps(page)[1] == "1 tên chưa đối chiếu được"


def test_a_correction_is_read_anew_and_remembered(page, store):
    hand_in(page, uploads.workbook())
    select(page, "Loại kỳ", "month")
    assert widget(page.selectbox, "Tháng").value == "10"
    assert widget(page.selectbox, "Loại kỳ").value == "month"
    publish(page)
    known = {item.edition_id for item in editions.all_editions(store.snapshot())}
    assert "psi-2026-10-month-vn34" in known
    saved = layouts.load_all(intake.layouts_folder(store))
    assert [(layout.name, layout.author) for layout in saved] == [("bang", "Trần Văn B")]
    again = hand_in(opened(), uploads.workbook(), "bang.xlsx")
    # The file says clearly that it counts from the start of the year: that wins, and is asked.
    assert widget(again.selectbox, "Loại kỳ").value == "year_to_date"
    assert "hãy xác nhận lại loại kỳ" in said(again)
    assert steps(again)[0] == "Nên xem lại; 1 lưu ý về cách đọc"


@pytest.mark.long
def test_what_is_shown_can_be_said_to_be_right(page, store):
    """A bare day may end a year to date or be that of a report: looked at, and right."""
    hand_in(page, uploads.workbook(sheets={"766": (uploads.EDITION, "Ngày 10/10/2026")}))
    assert steps(page)[0] != "Chắc chắn"
    assert any("Nhận dạng chưa chắc chắn" in text.value for text in page.markdown)
    press(page, "Đúng như bên dưới")
    assert steps(page)[0] == "Chắc chắn"
    assert not any("Nhận dạng chưa chắc chắn" in text.value for text in page.markdown)
    # What was only found right is remembered too: the next file needs no answer.
    assert [box.value for box in page.checkbox if box.label.startswith("Ghi nhớ")] == [True]
    publish(page)
    newer = {"766": (shapes.PSI_BEFORE, "Ngày 05/10/2026")}
    again = hand_in(opened(), uploads.workbook(sheets=newer))
    assert steps(again)[0] == "Chắc chắn"


@pytest.mark.long
def test_what_a_column_holds_can_be_corrected(page):
    hand_in(page, uploads.workbook())
    figures = next(line for line in said(page).splitlines() if "đọc được" in line)
    assert "đọc được 272 số liệu" in figures
    select(page, "Cột", "7")
    select(page, "Nội dung của cột", "ignored")
    figures = next(line for line in said(page).splitlines() if "đọc được" in line)
    assert "đọc được 238 số liệu" in figures


def test_a_broken_file_is_a_sentence_with_the_name_as_text(page):
    hand_in(page, b"", "bang*1*.xlsx")
    assert len(page.error) == 1
    assert r"bang\*1\*\.xlsx" in page.error[0].value
    assert len(page.expander) == 0


def test_text_of_the_file_is_shown_as_text(page):
    hand_in(page, uploads.workbook({"66": "[Đắk](http://x.vn) **Lắk** <b>"}))
    label = next(box.label for box in page.selectbox if "Lắk" in box.label and "ô" in box.label)
    # The joiner, which cannot be seen, keeps the address from becoming a link by itself.
    assert "\\[Đắk\\]\\(http\u2060\\:\\/\\/x\\.vn\\) \\*\\*Lắk\\*\\* \\<b\\>" in label


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://x.vn", "http\u2060\\:\\/\\/x\\.vn"),
        ("HTTPS://x.vn", "HTTPS\u2060\\:\\/\\/x\\.vn"),
        ("www.x.vn", "www\u2060\\.x\\.vn"),
        ("a@x.vn", "a\\@\u2060x\\.vn"),
        ("Đắk Lắk (766)", "Đắk Lắk \\(766\\)"),
    ],
)
def test_an_address_in_a_cell_is_no_link(text, shown):
    assert literal(text) == shown


# --- On the file's own cells ----------------------------------------------------------------------


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return press(app, "Kiểm tra")


def test_each_field_says_which_cells_it_was_read_from(page):
    words = said(hand_in(page, uploads.workbook()))
    for line in (
        "**Chỉ số (chắc chắn):** đọc từ ô A1 “",
        "**Kỳ số liệu (chắc chắn):** đọc từ ô A2 “",
        "**Tên tỉnh, thành phố:** đọc từ ô B4 “Tỉnh, thành phố”",
        "ô I4 “Tổng điểm” → điểm",
        "**Dữ liệu:** từ ô B5 “",
    ):
        assert line in words, line
    assert "tím\\: nơi ghi chỉ số và kỳ số liệu A1, A2" in words
    assert "đậm hơn\\: dòng đầu 5 và dòng cuối 38" in words
    shown = list(page.dataframe[0].value.index)
    assert [row for row in shown if row.strip() != "⋮"] == [*map(str, range(1, 11)), "37", "38"]
    select(page, "Loại kỳ", "month")
    # What a person has chosen is not said to be read from a cell that says otherwise.
    assert "**Kỳ số liệu (chắc chắn):** do người cập nhật chọn hoặc xác nhận" in said(page)


def test_a_row_of_all_provinces_is_marked_as_not_read(store):
    page = paste(opened(way="paste"), f"{uploads.block()}\n\tCả nước\t60,12\t-")
    assert "**Không đọc:** ô B38 “Cả nước”" in said(page)
    assert "không đọc B38" in said(page)


def test_the_marks_of_the_cells(store):
    page = paste(opened(way="paste"), uploads.block())
    upload = page.session_state["upload"]
    (reading,) = upload.readings
    sheet = upload.book.sheet(reading.sheet)
    marks = sheet_view._Marks(reading, evidence.of_table(sheet, reading))
    assert [marks.of(row, 1) for row in (2, 3, 4, 36)] == [
        sheet_view.HEADING,
        sheet_view.END_NAME,
        sheet_view.NAMES,
        sheet_view.END_NAME,
    ]
    assert [marks.of(row, 2) for row in (2, 3, 4, 37)] == [
        sheet_view.HEADING,
        sheet_view.END_FIGURES,
        sheet_view.FIGURES,
        "",
    ]
    assert (marks.of(0, 0), marks.of(4, 0)) == (sheet_view.SUBJECT, "")


def test_the_load_history_writes_thousands_with_a_mark(page):
    """Load 0 is all of data/, some thousands of figures."""
    shown = page_runs.shown(page, "pages/data_page.py", section="history").dataframe[0]
    figures = int(shown.value["Số liệu"].iloc[-1])
    assert figures > 1000
    written = (
        pa.ipc.open_stream(shown.proto.arrow_data.styler.display_values).read_all().to_pandas()
    )
    assert f"{figures:,}".replace(",", ".") in written.iloc[-1].to_list()


# --- Long files -----------------------------------------------------------------------------------


@pytest.mark.long
def test_a_long_file_shows_each_of_its_steps_and_a_small_one_none(page, store, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(progress, "_draw", lambda view, place, step, share: told.append(step))
    hand_in(page, uploads.workbook())
    assert told == []
    monkeypatch.setattr(progress, "LONG_BYTES", 0)
    page = hand_in(opened(), uploads.workbook())
    assert list(dict.fromkeys(told)) == ["reading", "recognising", "checking", "comparing"]
    told.clear()
    # What was checked is not checked again, so nothing is drawn.
    write(page, "Họ và tên", "Trần Văn B")
    assert told == []
    publish(page)
    assert told == ["publishing"]


# --- Blockers, who, two people --------------------------------------------------------------------


def test_from_elsewhere_everything_but_publishing_works(page, monkeypatch):
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: False)
    hand_in(page, uploads.workbook())
    assert steps(page)[3].startswith("272 số liệu mới")
    assert any("localhost" in info.value for info in page.info)
    assert not [button for button in page.button if button.label == "Phát hành"]


def test_of_a_visitor_nothing_is_kept_whatever_the_way(store, monkeypatch):
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: False)
    assert "đọc được 68 số liệu" in said(paste(opened(way="paste"), uploads.block()))
    columns = [("total", "score", "Tổng điểm")]
    for keep in (False, True):
        typed.book(store, "Bảng", "typed", "Tỉnh", columns, [("Huế", ["60"])], keep=keep)
        assert (store.folder / "files").exists() is keep


def test_publishing_can_be_turned_off(page, monkeypatch):
    monkeypatch.setenv("RANKINGS_PUBLISHING", "off")
    hand_in(page, uploads.workbook())
    assert not [button for button in page.button if button.label == "Phát hành"]
    assert len(page.info) == 1


def test_without_a_name_nothing_is_published(page, store):
    hand_in(page, uploads.workbook())
    press(acknowledge_all(page), "Phát hành")
    assert len(page.error) == 1
    assert store.version() == 1
    assert loads.staged(store) == []


@pytest.mark.long
def test_a_second_person_publishes(page, store, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    hand_in(page, uploads.workbook())
    write(page, "Họ và tên", "Trần Văn B")
    press(page, "Lưu để người khác phát hành")
    assert "chờ người khác phát hành" in said(page)
    assert store.version() == 1
    other = opened()
    assert "Lần cập nhật số 1: bang\\.xlsx, Trần Văn B" in said(other)
    press(other, "Xem và kiểm tra")
    publish(other, "trần văn b")
    assert len(other.error) == 1
    assert store.version() == 1
    publish(other, "Lê Thị C")
    assert "Đã phát hành lần cập nhật số 1 (Lê Thị C)" in said(other)
    assert loads.staged(store) == []


def test_an_approver_publishes_what_an_analyst_has_handed_in(store, monkeypatch):
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "on")
    people = {
        role: Actor(name, access.ROLES[role], role, access.LOCAL)
        for role, name in (("analyst", "Vũ Thị Lan"), ("approver", "Lê Thị Hoa"))
    }
    signed_in = ["analyst"]
    monkeypatch.setattr(sessions, "actor", lambda *_, **__: people[signed_in[0]])
    page = hand_in(opened(), uploads.workbook())
    assert "Phát hành" not in [button.label for button in page.button]
    press(page, "Lưu để người khác phát hành")
    ((number, waiting),) = loads.staged(store)
    assert (waiting.uploaded_by, waiting.uploaded_account) == ("Vũ Thị Lan", "analyst")
    signed_in[0] = "approver"
    page = press(opened(), "Xem và kiểm tra")
    press(acknowledge_all(page), "Phát hành")
    row = queries.loads(store.snapshot()).to_pylist()[0]
    assert (row["load_id"], row["loaded_by"], row["identity"]) == (number, "Lê Thị Hoa", "local")


@pytest.mark.long
def test_a_waiting_load_can_be_cancelled(page, store, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    hand_in(page, uploads.workbook())
    write(page, "Họ và tên", "Trần Văn B")
    press(page, "Lưu để người khác phát hành")
    press(press(opened(), "Xem và kiểm tra"), "Hủy lần cập nhật này")
    assert loads.staged(store) == []
    assert store.version() == 1


@pytest.mark.long
def test_the_second_of_two_analysts_is_told_what_changed(store):
    first, second = (hand_in(opened(), uploads.workbook()) for _ in range(2))
    publish(first)
    publish(second, "Lê Thị C")
    assert "Trần Văn B" in second.error[0].value
    assert loads.staged(store) == []
    press(second, "Kiểm tra lại")
    assert len(second.error) == 0
    assert "0 số liệu mới" in steps(second)[3]


# --- The other ways in ----------------------------------------------------------------------------


def test_a_pasted_block(store):
    page = opened(way="paste")
    page.text_area[0].set_value(uploads.block())
    press(page, "Kiểm tra")
    assert steps(page)[:2] == ["Chắc chắn", "Đã khớp tất cả"]
    press(page, "Quay lại sửa")
    assert page.text_area[0].value == uploads.block()
    press(page, "Kiểm tra")
    publish(page)
    assert "68 số liệu mới" in said(page)
    assert queries.loads(store.snapshot()).to_pylist()[0]["kind"] == "pasted"


@pytest.mark.parametrize(
    "form", effort.first(1, ["<html><body>{title}<table>{rows}</table></body></html>", "{rows}"])
)
def test_a_block_of_the_source_of_a_web_page(store, form):
    lines = [line.split("\t") for line in uploads.block().splitlines()]
    cells = ["".join(f"<td>{cell}</td>" for cell in line) for line in lines]
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    page = paste(opened(way="paste"), form.format(title="<h1>Trang</h1>", rows=rows))
    assert steps(page)[:2] == ["Chắc chắn", "Đã khớp tất cả"]
    assert "đọc được 68 số liệu" in said(page)


def test_what_a_box_cannot_hold_is_cut_and_said(store):
    """The browser would refuse the paste of a long line without a word."""
    page = write(opened(way="single"), "Nơi đăng", "ă" * 301)
    assert widget(page.text_input, "Nơi đăng").value == "ă" * 300
    (sentence,) = [error.value for error in page.error]
    assert "“Nơi đăng” chỉ giữ 300 ký tự đầu trong số 301" in sentence
    write(page, "Nơi đăng", "Báo Đắk Lắk")
    assert not page.error


def test_one_figure_of_a_press_report(store):
    page = opened(way="single")
    press(page, "Kiểm tra")
    assert "kỳ số liệu, nơi đăng, đường dẫn" in page.error[0].value
    select(page, "Chỉ số", "pii")
    select(page, "Loại kỳ", "year")
    select(page, "Năm", "2024")
    write(page, "Thứ hạng", "30")
    write(page, "Nơi đăng", "Báo Đắk Lắk")
    write(page, "Đường dẫn", "javascript:alert(1)")
    press(page, "Kiểm tra")
    assert "http" in page.error[0].value
    write(page, "Đường dẫn", "https://baodaklak.vn/pii")
    press(page, "Kiểm tra")
    press(page, "Quay lại sửa")
    assert widget(page.text_input, "Thứ hạng").value == "30"
    press(page, "Kiểm tra")
    publish(page)
    version = store.version()
    row = queries.loads(store.at(version)).to_pylist()[0]
    assert (row["kind"], row["figures"]) == ("single", 1)
    source = next(
        row
        for row in queries.sources(store.at(version)).to_pylist()
        if row["figures"] == 1 and row["publisher"] == "Báo Đắk Lắk"
    )
    assert (source["kind"], source["url"]) == ("press", "https://baodaklak.vn/pii")


def test_the_entry_grid_without_figures_says_what_is_missing(store):
    page = opened(way="grid")
    press(page, "Kiểm tra")
    assert "Đang nhận số liệu vừa nhập" in [caption.value for caption in page.caption][-1]
    # Another run may come before the figure typed last does; the browser's clock may not.
    sound(page.run())
    assert not page.error
    page.session_state["upload_0_heard"] = heard.COMPLETE
    sound(page.run())
    assert "kỳ số liệu" in page.error[0].value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_way_in_both_languages(store, language):
    app = opened(lang=language)
    title = {"vi": "Cập nhật số liệu", "en": "Upload data"}[language]
    for way in ("file", "paste", "grid", "single", "template", "layouts", "edit"):
        app.query_params["way"] = way
        sound(app.run())
        assert [error.value for error in app.error] == [], way
        assert [header.value for header in app.header] == [title]


# --- What is new, what is a document, what comes in several sheets --------------------------------


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that has never seen PII; one test writes to it."""
    return uploads.store_without_index(tmp_path_factory.mktemp("without"), "pii")


def test_an_index_that_was_never_seen_gets_a_card_of_its_own(without, store, monkeypatch):
    monkeypatch.setenv("RANKINGS_VAR", str(without.folder))
    page = opened(way="paste")
    block = uploads.block_of("pii-2025-year-vn34", "Chỉ số đổi mới", "Năm 2025")
    page.text_area[0].set_value(block)
    press(page, "Kiểm tra")
    select(page, "Chỉ số", "new-index")
    write(page, "Tên chỉ số", "Đổi mới sáng tạo")
    write(page, "Mã chỉ số", "pii")
    select(page, "Mục tiêu", "15")
    publish(page)
    version = without.version()
    now = effects.standpoint(without.at(version), index_code="pii")
    assert (now.edition_id, now.rank, now.score) == ("pii-2025-year-vn34", 24, Decimal("34.80"))
    assert editions.rank_limit(without.at(version), "pii") == 15
    overview = page_runs.opened()
    assert any(text.startswith("Đổi mới sáng tạo 24/34 ") for text in page_runs.parts(overview))


PARTS = {"CC1": "transparency", "Bộ máy": "online_service", "Điểm thưởng": "satisfaction"}
STRUCTURE = (
    "Mã;Tên tiêu chí;Tên tiếng Anh;Điểm tối đa\n"
    "CC1;Cải cách *thể chế*;Institutions;20\n"
    "CC2;Bộ máy;;25,5\n"
    "CC3;Chính quyền số;Digital government;15\n"
)


def paste_new_index(page: AppTest) -> AppTest:
    """Three real columns and their sum as a table of an index that nobody has loaded."""
    lines = ["Chỉ số PAR INDEX năm 2025", "\t".join(["Tỉnh", *PARTS, "Tổng điểm"])]
    for code, row in uploads.rows():
        scores = [Decimal(row[part, "score"]) for part in PARTS.values()]
        cells = [shapes.names("vn34")[code], *map(str, scores), str(sum(scores))]
        lines.append("\t".join(cells).replace(".", ","))
    page.text_area[0].set_value("\n".join(lines))
    return press(page, "Kiểm tra")


def give_structure(page: AppTest, text: str, name: str = "cau-truc.csv") -> AppTest:
    uploader = widget(page.file_uploader, "Tệp cấu trúc")
    uploader.set_value((name, text.encode(), "text/csv"))
    return sound(page.run())


def part_fields(page: AppTest) -> list[tuple[str, str]]:
    names = [box.value for box in page.text_input if box.label.startswith("Thành phần")]
    maxima = [box.value for box in page.text_input if box.label == "Điểm tối đa"]
    return list(zip(names, maxima, strict=True))


@pytest.mark.long
def test_the_parts_of_a_new_index_come_from_its_file_of_structure(store):
    page = paste_new_index(opened(way="paste"))
    assert part_fields(page) == [(name, "") for name in PARTS]
    give_structure(page, STRUCTURE)
    told = [
        ("Cải cách *thể chế*", "20"),
        ("Bộ máy", "25.5"),
        ("Chính quyền số", "15"),
        ("Điểm thưởng", ""),
    ]
    assert part_fields(page) == told
    words = said(page)
    assert r"Đã đọc 3 thành phần từ tệp cau\-truc\.csv." in words
    assert "Chưa có cột số liệu: Chính quyền số." in words
    assert "Tệp cấu trúc không có: Điểm thưởng." in words
    # What is said of the table afterwards takes nothing of it away.
    write(page, "Tên chỉ số", "Cải cách hành chính")
    assert "giao diện tiếng Anh sẽ dùng tên tiếng Việt “Cải cách hành chính”" in said(page)
    write(page, "Tên tiếng Anh", "Public administration reform")
    assert "giao diện tiếng Anh" not in said(page)
    told_of = said(page).replace("\\", "")
    assert "“Chính quyền số”: có trong cấu trúc (ô cau-truc.csv" in told_of
    assert "“Điểm thưởng”: là cột của bảng nhưng cấu trúc" in told_of
    write(page, "Thành phần 2", "Tổ chức bộ máy")
    select(page, "Năm", "2024")
    assert part_fields(page) == [told[0], ("Tổ chức bộ máy", "25.5"), *told[2:]]
    publish(page)
    version = store.version()
    rows = queries.indicators(store.at(version), index_code="par").to_pylist()
    assert {row["indicator_code"]: (row["name_vi"], row["name_en"]) for row in rows} == {
        "total": ("Tổng điểm", "Total"),
        "CC1": ("Cải cách *thể chế*", "Institutions"),
        "CC2": ("Tổ chức bộ máy", "Tổ chức bộ máy"),
        "CC3": ("Chính quyền số", "Digital government"),
        "diem_thuong": ("Điểm thưởng", "Điểm thưởng"),
    }
    indices = {row["index_code"]: row for row in queries.indices(store.at(version)).to_pylist()}
    assert indices["par"]["name_en"] == "Public administration reform"
    assert (
        effects.standpoint(store.at(version), index_code="par").edition_id == "par-2024-year-vn34"
    )
    rows = queries.sources(store.at(version)).to_pylist()
    (source,) = [row for row in rows if row["source_id"].startswith("upload-")]
    assert source["title"] is None
    sound(page.switch_page("pages/data_page.py").run())


@pytest.mark.long
def test_a_file_that_is_no_structure_is_a_sentence_and_changes_nothing(store):
    page = paste_new_index(opened(way="paste"))
    give_structure(page, "Một;Hai\n1;2\n", "bang*2*.csv")
    assert r"bang\*2\*\.csv" in page.error[0].value
    assert part_fields(page) == [(name, "") for name in PARTS]
    give_structure(page, STRUCTURE)
    assert len(page.error) == 0
    assert len(part_fields(page)) == 4


def test_a_document_asks_for_confirmation_of_the_reading(page):
    hand_in(page, uploads.document(), "cong-van.docx")
    assert steps(page)[0] == "Nên xem lại"
    assert "Cách đọc chưa được xác nhận" in said(page)
    sound(widget(page.checkbox, "Đã đối chiếu cách đọc").check().run())
    assert steps(page)[0] == "Chắc chắn"
    assert "Cách đọc chưa được xác nhận" not in said(page)


@pytest.mark.long
def test_of_several_sheets_those_chosen_are_published_together(page, store):
    sheets = {
        "10.10": (uploads.EDITION, uploads.PERIOD_LINE),
        "Tháng 8": ("psi-2026-08-month-vn34", "Tháng 8 năm 2026"),
        "5.10": ("psi-2026-10-05-year_to_date-vn34", "(Lũy kế từ đầu năm đến ngày 05/10/2026)"),
    }
    hand_in(page, uploads.workbook(sheets=sheets))
    boxes = [box for box in page.checkbox if box.label.startswith("Đưa bảng này")]
    assert len(boxes) == 3
    sound(boxes[2].uncheck().run())
    publish(page)
    touched = queries.load_editions(store.snapshot()).to_pylist()
    found = {row["edition_id"] for row in touched if row["load_id"] == 1}
    assert found == {uploads.EDITION, "psi-2026-08-month-vn34"}


@pytest.mark.long
def test_a_layout_is_carried_from_one_store_to_another(page, store):
    hand_in(page, uploads.workbook())
    select(page, "Loại kỳ", "month")
    publish(page)
    text = layouts.to_json(layouts.load_all(intake.layouts_folder(store))[0])
    for path in intake.layouts_folder(store).iterdir():
        path.unlink()
    other = opened(way="layouts")
    assert "Chưa lưu cách đọc nào." in said(other)
    changed = json.loads(text) | {"name": "Mẫu *tháng*"}
    other.file_uploader[0].set_value(("a.json", json.dumps(changed).encode(), "application/json"))
    sound(other.run())
    assert r"Mẫu \*tháng\*" in said(sound(other.run()))
    other.file_uploader[0].set_value(("b.json", b"{}", "application/json"))
    assert r"b\.json" in sound(other.run()).error[0].value


def test_an_abandoned_upload_leaves_its_file_and_nothing_else(page, store):
    content = uploads.workbook()
    hand_in(page, content)
    press(page, "Bắt đầu lại")
    assert len(page.expander) == 0
    assert store.version() == 1
    assert loads.staged(store) == []
    assert not list((store.folder / "trials").glob("*"))
    assert [
        path.read_bytes() for path in (store.folder / "files").rglob("*") if path.is_file()
    ] == [content]


def test_a_label_in_the_other_language_chooses_nothing(monkeypatch):
    """A browser that has not heard of another language yet says the options as it shows them."""
    handed = []
    for said in ("quý", "quarter"):
        monkeypatch.setattr(fields.st, "session_state", {"part": said})
        fields._hand_code("part", handed.append, ("month", "quarter"))
    assert handed == ["quarter"]


def test_an_original_that_is_taken_away_is_attached_no_more(monkeypatch):
    """What only another page let go, which presses nothing, stays."""
    attached = replace(UNSAID, document_number="12/BC", attached_name="a.pdf", attached_sha256="ab")
    held = {"upload": Upload(source=attached, draft={"attached": "1", "text": "x"}), "box": None}
    monkeypatch.setattr(st, "session_state", held)
    source_fields._taken_away("box")
    assert held["upload"].source == replace(UNSAID, document_number="12/BC")
    assert held["upload"].draft == {"text": "x"}


def test_the_browser_remembers_a_name_until_another_is_typed(monkeypatch):
    cookies: dict[str, str] = {}
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies))
    for kept, name in (("Tr%E1%BA%A7n%20B%C3%A9", "Trần Bé"), ("12%00", ""), ("A" * 81, "")):
        cookies["person"] = kept
        assert person.known() == name
    for name in ("Lê Văn C", ""):
        person.typed(name)
        assert person.known() == name


def test_a_file_that_waits_in_the_inbox_is_opened_with_its_source(store, tmp_path, monkeypatch):
    box = tmp_path / "inbox"
    monkeypatch.setenv("RANKINGS_INBOX", str(box))
    inbox.make(box)
    (box / "bang.xlsx").write_bytes(uploads.workbook())
    (box / f"bang.xlsx{inbox.SOURCE}").write_text("12/BC-VPCP", encoding="utf-8")
    (item,) = inbox.work_off(store, box, by=access.automatic(), say=said_of_files.note, still=0.01)
    assert item.state == "waits"
    page = opened()
    assert "Hộp thư đến" in said(page)
    assert item.name.replace(".", "\\.") in said(page)
    press(page, "Xem và kiểm tra")
    assert "Lũy kế từ đầu năm" in said(page) or "10/10/2026" in said(page)
    publish(page)
    (load, *_) = queries.loads(store.snapshot()).to_pylist()
    assert (load["sha256"], load["loaded_by"]) == (item.sha256, "Trần Văn B")
    rows = queries.load_sources(store.snapshot()).to_pylist()
    assert "12/BC-VPCP" in {row["document_number"] for row in rows}
    assert "Hộp thư đến" not in said(opened())
