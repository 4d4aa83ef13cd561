"""Several files in one go: what each is and asks, the sure ones together, the others one by one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rankings import cli, loads
from rankings.blocks.upload import batch, batch_files, state
from rankings.blocks.upload.state import HandedIn, Upload
from rankings.ingest.submission import Submission
from rankings.loads import access
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import uploads
from tests.blocks.test_upload import (
    XLSX,
    acknowledge_all,
    hand_in,
    opened,
    press,
    publish,
    said,
    select,
    sound,
    steps,
    widget,
    write,
)
from tests.ingest import files
from tests.ingest.shapes import PSI, PSI_BEFORE
from tests.store_clones import clone

LINE = "Lũy kế từ đầu năm đến ngày {}"


@pytest.fixture
def store(tmp_path: Path, serve: Callable[[Path], Store], monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store without the newest table, which the app under test serves to its own machine."""
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    before = uploads.store_without(tmp_path / "before")
    return serve(clone(before.folder, tmp_path / "var"))


def week(day: str, edition: str = PSI, **more: object) -> bytes:
    return uploads.workbook(sheets={"Bảng": (edition, LINE.format(day))}, **more)


def hand_in_all(app: AppTest, **files: bytes) -> AppTest:
    handed = [(f"{name}.xlsx", content, XLSX) for name, content in files.items()]
    app.file_uploader[0].set_value(handed)
    return sound(app.run())


def states(app: AppTest) -> dict[str, str]:
    shown = app.dataframe[0].value
    return dict(zip(shown["Tệp"], shown["Chi tiết"], strict=True))


def test_the_sure_ones_are_published_in_order_and_the_others_opened(store):
    """Out of order, one twice, one cut off, one with a name that nobody knows."""
    newest = week("10/10/2026")
    page = hand_in_all(
        opened(),
        b=newest,
        a=week("05/10/2026", PSI_BEFORE),
        again=newest,
        cut=newest[:3000],
        c=week("17/10/2026", names={"66": "Đăk Lắc"}),
    )
    told = states(page)
    assert list(told)[:3] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    # First of all, so that a narrow screen shows it of every file.
    stands = page.dataframe[0].value.iloc[:, 0]
    assert stands.name == "Tình trạng"
    asked, confirm, left_out = "▲ cần xử lý", "▲ cần xác nhận", "◇ không nạp"
    assert list(stands) == [confirm, confirm, asked, left_out, left_out]
    assert "b.xlsx" in told["again.xlsx"]
    assert "cut.xlsx" in told["cut.xlsx"]
    assert "có tên tỉnh, thành phố chưa khớp" in told["c.xlsx"]
    shown = page.dataframe[0].value
    assert list(shown["Kỳ số liệu"])[:3] == [LINE.format(f"{d}/10/2026") for d in ("05", 10, 17)]
    assert [str(number) for number in shown["Mới"]][:2] == ["0", "272"]
    assert [str(number) != "0" for number in shown["Giữ nguyên"]][:2] == [True, False]
    write(page, "Họ và tên", "Trần Văn B")
    press(acknowledge_all(page), "Phát hành 2 tệp")
    told = states(page)
    assert (told["a.xlsx"], told["b.xlsx"]) == (
        "Đã phát hành: lần cập nhật số 1",
        "Đã phát hành: lần cập nhật số 2",
    )
    press(page, "Mở")
    assert r"c\.xlsx" in said(page)
    label = next(box.label for box in page.selectbox if "Đăk Lắc" in box.label)
    select(page, label, "66")
    # Settled at its own cells, it is one of the sure ones.
    press(page, "Về danh sách tệp")
    assert "chưa khớp" not in states(page)["c.xlsx"]
    assert widget(page.button, "Phát hành 1 tệp")
    rows = queries.loads(store.at(store.version())).to_pylist()
    assert [row["file_name"] for row in rows if row["load_id"]] == ["b.xlsx", "a.xlsx"]


@pytest.mark.long
def test_two_files_for_one_edition_are_one_question(store):
    other = week("10/10/2026", names={"66": "Tỉnh Đắk Lắk"})
    page = hand_in_all(opened(), first=week("10/10/2026"), second=other)
    assert set(states(page).values()) == {"Có tệp khác cho cùng một kỳ: chọn một tệp bên dưới"}
    questions = [box for box in page.selectbox if box.label.startswith("Chọn tệp cho")]
    assert len(questions) == 1
    sound(questions[0].set_value("1").run())
    assert states(page)["first.xlsx"].startswith("Không nạp")
    assert [button.label for button in page.button if "Phát hành" in button.label] == [
        "Phát hành 1 tệp"
    ]


def test_a_disk_that_fills_up_between_two_files_is_told_by_name_and_costs_no_answer(
    store, monkeypatch
):
    """One is published; the other, its name and its number of the document wait for room."""
    page = hand_in_all(opened(), a=week("05/10/2026", PSI_BEFORE), b=week("10/10/2026"))
    write(page, "Họ và tên", "Trần Văn B")
    write(page, "Số, ký hiệu văn bản", "12/BC-UBND")
    full = Problem("error.disk", folder="var", reason="No space left on device")
    really = loads.publish_at_once

    def fill_up(at: Store, given: Submission, **options: object) -> loads.Published:
        if given.file_name == "b.xlsx":
            monkeypatch.setattr(loads, "try_on", refuse)
            raise full
        return really(at, given, **options)

    def refuse(*_: object, **__: object) -> None:
        raise full

    monkeypatch.setattr(loads, "publish_at_once", fill_up)
    with monkeypatch.context() as room:
        room.setattr(loads, "try_on", loads.try_on)
        press(acknowledge_all(page), "Phát hành 2 tệp")
        assert states(page) == {
            "a.xlsx": "Đã phát hành: lần cập nhật số 1",
            "b.xlsx": "Chưa phát hành được: xem lý do bên dưới",
        }
        by_name, why = (error.value for error in page.error)
        assert r"- b\.xlsx: " in by_name
        assert "No space left on device" in why
        assert any("Đã phát hành 1 tệp" in done.value for done in page.success)
    monkeypatch.setattr(loads, "publish_at_once", really)
    press(page, "Thử lại")
    assert widget(page.text_input, "Họ và tên").value == "Trần Văn B"
    assert widget(page.text_input, "Số, ký hiệu văn bản").value == "12/BC-UBND"
    press(acknowledge_all(page), "Phát hành 1 tệp")
    assert states(page)["b.xlsx"] == "Đã phát hành: lần cập nhật số 2"
    assert not page.error


def of_two_sheets(day: str, of_year: str, of_month: str) -> bytes:
    """A weekly file with the year so far and the month, MADE UP: the figures of both sheets are
    those of published tables of the year so far."""
    line = f"Ngày {day}"
    return uploads.workbook(sheets={"Điểm năm": (of_year, line), "Điểm tháng": (of_month, line)})


@pytest.mark.long
def test_a_weekly_file_of_two_sheets_is_answered_once(store, tmp_path, monkeypatch, capsys):
    """What a day beside "Điểm tháng" means is asked of the first; of the next one neither the page
    nor the command asks anything."""
    first = of_two_sheets("05/10/2026", PSI_BEFORE, "psi-2026-09-17-year_to_date-vn34")
    page = hand_in(opened(), first, "766 tuan 40.xlsx")
    assert steps(page)[0] == "Nên xem lại"
    press(page, "Đúng như bên dưới")
    assert steps(page)[0] == "Chắc chắn"
    publish(page)
    newer = of_two_sheets("10/10/2026", PSI, PSI_BEFORE)
    again = hand_in(opened(), newer, "766 tuan 41.xlsx")
    assert steps(again)[:2] == ["Chắc chắn", "Đã khớp tất cả"]
    assert not again.radio
    assert [reading.period for reading in again.session_state["upload"].readings] == [
        "2026-10-10",
        "2026-10",
    ]
    file = tmp_path / "766 tuan 41.xlsx"
    file.write_bytes(newer)
    monkeypatch.setenv("RANKINGS_VAR", str(store.folder))
    given = ("--document", "45/BC", "--acknowledge", "Đã đối chiếu", "--publish", "--json")
    assert cli.main(["load", str(file), *given]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "unsure_field" not in {item["rule"] for item in answer["findings"]}


def test_a_long_name_keeps_its_beginning_and_its_end_in_a_cell():
    assert batch.cell_name("Báo cáo tuần 40.xlsx") == "Báo cáo tuần 40.xlsx"
    long = batch.cell_name(f"Báo cáo {'rất ' * 70}dài tuần 41.xlsx")
    assert len(long) == batch.LONGEST_IN_A_CELL
    assert (long[:7], long[-12:]) == ("Báo cáo", "tuần 41.xlsx")


def entry(size: int) -> HandedIn:
    return HandedIn("a", "a", size, "", 1, upload=Upload())


def test_the_cells_of_more_files_than_memory_should_hold_are_let_go():
    half = batch_files.KEPT_BYTES // 2
    kept = batch_files.within_memory([entry(half), entry(half + 1), entry(half)])
    assert [(item.upload is not None, item.large) for item in kept] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_files_of_one_name_are_told_apart_and_too_many_are_refused(store, monkeypatch):
    monkeypatch.setattr(state, "current", Upload)
    files = [("bang.xlsx", b"1"), ("bang.xlsx", b"2"), ("C:\\x\\khac.xlsx", b"")]
    taken = batch_files.take(store, files, keep=False).entries
    assert [item.label for item in taken] == ["bang.xlsx (1)", "bang.xlsx (2)", "khac.xlsx"]
    assert [item.problem and item.problem.key for item in taken] == [None, None, "error.file_empty"]
    # A reader who may only look leaves nothing on the server.
    assert [item.content for item in taken[:2]] == [b"1", b"2"]
    assert not (store.folder / "files").exists()
    with pytest.raises(Problem, match=r"error\.too_many_files"):
        batch_files.take(store, files * 40, keep=False)


def test_what_was_taken_for_granted_is_told_of_one_file_and_of_several(store):
    """A remark stands in a step that is folded: its head counts it, and the list repeats it."""
    rows = [
        ["Kết quả Chỉ số 766 tỉnh Huế đến ngày 12/10/2026"],
        ["Chỉ tiêu", "Điểm tối đa", "Điểm"],
        ["Công khai, minh bạch", 18, 16.5],
        ["Tiến độ giải quyết", 20, 18.25],
        ["Số hóa hồ sơ", 22, 9.08],
    ]
    content = files.write_xlsx(store.folder / "one.xlsx", {"Bảng": rows}).read_bytes()
    page = hand_in(opened(), content)
    assert "1 lưu ý về cách đọc" in steps(page)[0]
    assert "của Huế" in said(page)
    page = hand_in_all(opened(), one=content, other=week("10/10/2026"))
    captions = [caption.value for caption in page.caption if "one" in caption.value]
    assert any("của Huế" in text for text in captions)
