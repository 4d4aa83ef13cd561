"""One description of a table: what stands on screen, what in a file, and which figures lead on."""

from decimal import Decimal
from operator import itemgetter

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from rankings.blocks import evidence, table
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table

ROWS = [("Đắk Lắk", "66", Decimal("1065.485"), 7, None), ("Phú Thọ", "25", None, None, None)]


def described(*, note: object = None) -> Table:
    """Name, code, score, rank and note of two units."""
    return Table(
        ROWS,
        [
            Column("Mã", itemgetter(1), where=IN_FILES),
            Column("Tên", itemgetter(0)),
            Column("Điểm", itemgetter(2), key=lambda row: f"{row[1]}:score", decimals=2),
            Column("Hạng", itemgetter(3), key=lambda row: row[3] and f"{row[1]}:rank"),
            Column("Ghi chú", lambda row: note if row[1] == "25" else None, where=WHERE_KNOWN),
        ],
    )


def test_a_file_has_every_column_in_the_order_of_the_description():
    sheet = described().sheet("Bảng", [("Nguồn", "A")], label="Tên")
    assert sheet.columns == ("Mã", "Tên", "Điểm", "Hạng", "Ghi chú")
    assert sheet.decimals == (None, None, 2, None, None)
    assert sheet.rows[0] == ("66", "Đắk Lắk", Decimal("1065.485"), 7, None)
    assert sheet.keys == (
        (None, None, "66:score", "66:rank", None),
        (None, None, "25:score", None, None),
    )
    assert (sheet.title, sheet.notes) == ("Bảng", (("Nguồn", "A"),))
    assert sheet.label(1) == "Phú Thọ"
    assert described().sheet("Bảng", ()).label(1) == "25"


@pytest.mark.parametrize(
    ("note", "shown"),
    # Nought says something.
    [(None, ()), ("tạm tính", ("Ghi chú",)), (0, ("Ghi chú",)), (Decimal(0), ("Ghi chú",))],
)
def test_the_screen_leaves_out_what_only_files_have_and_what_says_nothing(note, shown):
    assert described(note=note).on_screen().headings == ("Tên", "Điểm", "Hạng", *shown)


@pytest.mark.parametrize(
    ("words", "shown"),
    [(("xác định", "xác định"), ()), (("xác định", "khoảng"), ("Mức",)), ((None, "xác định"), ())],
)
def test_what_is_usual_is_left_to_the_files(words, shown):
    """Where one row has something else to say all rows have their word."""
    column = Column("Mức", itemgetter(0), where=WHERE_KNOWN, usual="xác định")
    table = Table([(word,) for word in words], [column])
    assert table.on_screen().headings == shown
    assert table.sheet("Bảng", ()).columns == ("Mức",)


def test_the_screen_says_the_same_of_a_row_as_the_file():
    sheet, shown = described(note="tạm tính").sheet("Bảng", ()), described(note="tạm tính")
    for in_file, cells in zip(sheet.rows, shown.on_screen().cells, strict=True):
        assert in_file[1:] == cells


def test_headings_that_are_alike_are_told_apart():
    columns = [Column(heading, itemgetter(0)) for heading in ("A", "A", "A (2)", "A", "B")]
    assert Table(ROWS, columns).headings == ("A", "A (2)", "A (2) (2)", "A (3)", "B")


def test_a_table_without_rows_is_a_sheet_with_headings():
    sheet = Table([], described().columns).sheet("Bảng", ())
    assert (len(sheet.columns), sheet.rows, sheet.keys) == (5, (), ())


# On screen


def drawn(language: str) -> AppTest:
    """A page with nothing but the table."""

    def page(language: str) -> None:
        from types import SimpleNamespace

        from rankings.blocks import table
        from rankings.words.text import words
        from tests.words.test_tables import described

        view = SimpleNamespace(words=words(language))
        table.draw(view, described(), key="t", empty="không có")

    app = AppTest.from_function(page, default_timeout=60, kwargs={"language": language}).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("language", "score"), [("vi", "1.065,49"), ("en", "1,065.49")])
def test_numbers_are_sorted_as_numbers_and_written_in_the_readers_language(language, score):
    (frame,) = drawn(language).dataframe
    assert frame.value["Điểm"].tolist()[0] == 1065.485
    assert pd.api.types.is_integer_dtype(frame.value["Hạng"])
    assert pd.isna(frame.value["Hạng"].tolist()[1])
    written = pa.ipc.open_stream(frame.proto.arrow_data.styler.display_values).read_pandas()
    assert written["Điểm"].tolist() == [score, "–"]


def test_a_table_that_did_not_change_is_marshalled_once(monkeypatch):
    made = []
    marshall = table._marshall_styler
    monkeypatch.setattr(
        table, "_marshall_styler", lambda *given: (made.append(given), marshall(*given))
    )
    table._written.cache_clear()
    first, second = (drawn("vi").dataframe[0].proto.arrow_data for _ in range(2))
    assert len(made) == 1
    assert first.styler == second.styler
    assert first.styler.display_values


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ((0, "Điểm"), "66:score"),
        ((1, "Điểm"), "25:score"),
        ((0, "Tên"), None),
        ((1, "Hạng"), None),
        # What was selected in a table that has changed since.
        ((2, "Điểm"), None),
        ((0, "Mã"), None),
    ],
)
def test_a_click_on_a_cell_asks_for_its_figure(cell, key, monkeypatch):
    asked = []
    monkeypatch.setattr(evidence.address, "ask_figure", asked.append)
    monkeypatch.setattr(evidence.st, "session_state", {"t": {"selection": {"cells": [cell]}}})
    evidence.ask_cell("t", described().on_screen())
    assert asked == [key] * (key is not None)


def test_a_table_with_figures_says_that_they_lead_on():
    assert [caption.value for caption in drawn("vi").caption]
