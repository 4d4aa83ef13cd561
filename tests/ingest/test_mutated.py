"""Spoilt files of every kind end as a load or as a sentence, whatever is spoilt in them."""

import os
import random
import zipfile
from pathlib import Path

import pytest

from rankings.ingest.reading import read
from rankings.store.problems import Problem
from tests import effort
from tests.ingest import files, mutated

# Some twenty-five a second of one processor: all take an hour and a half.
FILES = int(os.environ.get("RANKINGS_TEST_FILES") or 100_000)
FEW = 64
ROWS = [["Tỉnh", "Điểm"], ["Huế", "81,5"], ["Đắk Lắk", "68,33"]]


def expect_none_wrong(tried: mutated.Tried, count: int) -> None:
    assert not tried.wrong, "\n".join(
        f"python -m tests.ingest.mutated FOLDER {number} 1: {told}"
        for number, told in list(tried.wrong.items())[:5]
    )
    assert tried.outcomes.total() == count
    # Spoilt, but not so much that nothing beyond reading is tried.
    assert tried.outcomes["loaded"] > count / 8


def test_a_spoilt_file_is_a_load_or_a_sentence(var):
    """The same files each time."""
    expect_none_wrong(mutated.tried(var, 0, FEW), FEW)


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_very_many_spoilt_files(var, part):
    """Other files each time; RANKINGS_TEST_SEED gives those of a run again."""
    count = FILES // 10 if effort.THOROUGH else FEW
    seed = int(os.environ.get("RANKINGS_TEST_SEED") or random.SystemRandom().randrange(2**32))
    first = 1_000_000 + seed * 1_000_000 + part * count
    print(f"RANKINGS_TEST_SEED={seed}")
    expect_none_wrong(mutated.tried(var, first, count), count)


def refused(path: Path) -> str:
    """The key of the Problem that a file is refused with, by the process that reads."""
    with pytest.raises(Problem) as caught:
        read(path)
    return caught.value.key


def spoilt(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """An archive with other bytes in one part, of which the old ones were."""
    with zipfile.ZipFile(path) as archive:
        assert old in archive.read(part)
    return files.replace_in_part(path, part, old, new)


SHEET, BOOK = "xl/worksheets/sheet1.bin", "xl/workbook.bin"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # a cell whose record says to be 268 MB long
        (files.record(6, b"\0" * 8 + files.wide("Huế")), b"\x06\xff\xff\xff\x7f"),
        # a row below all that a sheet has
        (b"\x00\x11\x01\x00\x00\x00", b"\x00\x11\xff\xff\xff\xff"),
        # a column right of all that a sheet has
        (b"\x06\x12\x00\x00\x00\x00", b"\x06\x12\xff\xff\xff\x7f"),
    ],
)
def test_a_damaged_xlsb_is_not_told_as_a_lack_of_memory(tmp_path, old, new):
    path = files.write_xlsb(tmp_path / "a.xlsb", {"S": ROWS})
    assert refused(spoilt(path, SHEET, old, new)) == "error.file_damaged"


def test_cells_of_an_xlsb_far_apart_are_no_sheet_of_billions(tmp_path):
    path = files.write_xlsb(tmp_path / "a.xlsb", {"S": ROWS})
    spoilt(path, SHEET, b"\x06\x12\x00\x00\x00\x00", b"\x06\x12\xff\x1f\x00\x00")
    assert refused(path) == "error.file_columns"


def test_a_number_that_asks_for_more_memory_than_there_is_means_a_damaged_file(tmp_path):
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": ROWS})
    part = "xl/sharedStrings.xml"
    spoilt(path, part, b'uniqueCount="6"', b'uniqueCount="2147483648"')
    assert refused(path) == "error.file_damaged"


def test_a_word_document_whose_part_is_spoilt_is_damaged(tmp_path):
    """One that is not gone through before: python-docx unpacks it all the same."""
    path = files.write_docx(tmp_path / "a.docx", [(["t"], ROWS)])
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("docProps/thumbnail.jpeg")
    content = bytearray(path.read_bytes())
    begin = part.header_offset + 30 + len(part.filename)
    content[begin : begin + part.compress_size] = b"\xff" * part.compress_size
    path.write_bytes(content)
    assert refused(path) == "error.file_damaged"


@pytest.mark.parametrize("value", [b"1e999", b"", b"-1.5"])
def test_a_workbook_whose_style_is_no_number_is_damaged(tmp_path, value):
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": ROWS})
    spoilt(path, "xl/styles.xml", b'fontId="0"', b'fontId="' + value + b'"')
    assert refused(path) == "error.file_damaged"


def test_a_workbook_with_an_empty_sheet_beside_a_filled_one_is_read(tmp_path):
    for kind, writer in {"xlsx": files.write_xlsx, "xls": files.write_xls}.items():
        path = writer(tmp_path / f"a.{kind}", {"Trống": [], "Bảng": ROWS, "Cũng trống": []})
        assert [sheet.name for sheet in read(path).sheets] == ["Bảng"]


def test_an_xls_whose_blocks_lead_back_into_themselves_is_damaged(tmp_path):
    path = files.write_xls(tmp_path / "a.xls", {"S": ROWS})
    content = bytearray(path.read_bytes())
    # The first entry of the table of blocks, at the sector that the header names: block 0 -> 0.
    table = 512 * (1 + int.from_bytes(content[76:80], "little"))
    content[table : table + 4] = bytes(4)
    path.write_bytes(content)
    assert refused(path) == "error.file_damaged"
