"""Whatever comes: a Book, or a Problem that says what is wrong with the file."""

import json
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rankings.ingest import reading
from rankings.ingest.grid import Book
from rankings.ingest.limits import Limits
from rankings.ingest.reading import excel, sheet_marks
from rankings.store.problems import Problem
from tests import effort
from tests.ingest import files
from tests.ingest.files import Formula
from tests.ingest.reading.test_formats import ROWS, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SHEETS = {"S": ROWS}


def problem(path: Path, limits: Limits | None = None) -> Problem:
    with pytest.raises(Problem) as caught:
        read(path, limits)
    assert caught.value.values["file"] == path.name
    json.dumps(caught.value.values)  # it goes from one process to another
    return caught.value


def key(path: Path, limits: Limits | None = None) -> str:
    return problem(path, limits).key


# --- What it is not ---


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "file_empty"),
        (bytes(5000), "file_empty"),
        (PNG, "file_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "file_picture"),
        (b"GIF89a" + bytes(100), "file_picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "file_picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "file_picture"),
        (b"MZ\x90\x00" + bytes(100), "file_kind"),
        (b"\x7fELF" + bytes(100), "file_kind"),
        (b"Rar!\x1a\x07\x00", "file_kind"),
        (b"{\\rtf1 text}", "file_kind"),
        (bytes(range(256)) * 20, "file_kind"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file_kind"),
        (b",,,\n,,\n", "file_no_cells"),
        (b"%PDF-1.7\nno more", "file_damaged"),
        (b"PAR1 and no more", "file_damaged"),
        (b"PK\x03\x04 and no more", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "file_damaged"),
        (b"<html><body><p>no table</p></body></html>", "file_no_table"),
        (b'{"a": 1}', "file_no_table"),
        (b"[1, 2, 3]", "file_no_table"),
        (b"<table><tr><td>1<![what]>", "file_damaged"),
        (b'{"a": [{"b": 1}', "file_json"),
        (b"[" * 100_000, "file_no_table"),
    ],
)
def test_what_holds_no_table(tmp_path, content, expected):
    for suffix in ("xlsx", "csv", ""):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(content)
        assert key(path) == f"error.{expected}"


def test_a_folder_a_device_and_nothing_at_all(tmp_path):
    assert key(tmp_path) == "error.file_missing"
    assert key(tmp_path / "gone.csv") == "error.file_missing"
    for name in ("a\0b", "a" * 5000):
        with pytest.raises(Problem, match=r"error\.file_missing"):
            reading.read(tmp_path / name)
    if Path("/dev/zero").exists():
        assert key(Path("/dev/zero")) == "error.file_missing"


def test_an_old_word_document_and_other_old_files(tmp_path):
    content = bytearray(files.write_xls(tmp_path / "a", SHEETS).read_bytes())
    old = "Workbook\0".encode("utf-16-le")
    assert old in content
    path = tmp_path / "b.doc"
    # The directory is the same; only the name of its stream tells the program.
    names = {"WordDocument": "error.file_old_word", "PowerPoint D": "error.file_kind"}
    for name, expected in names.items():
        path.write_bytes(content.replace(old.ljust(26, b"\0"), f"{name}\0".encode("utf-16-le")))
        assert key(path) == expected


def test_an_archive_of_something_else(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    assert key(path) == "error.file_kind"


def test_a_workbook_of_pictures_names_its_sheets(tmp_path):
    path = files.write_pictures(tmp_path / "anh.xlsx", "Ảnh chụp", {})
    assert (key(path), problem(path).values["sheets"]) == ("error.file_pictures_only", "Ảnh chụp")
    beside = read(files.write_pictures(tmp_path / "b.xlsx", "Ảnh chụp", SHEETS))
    assert [sheet.name for sheet in beside.sheets] == ["S"]
    assert [remark.key for remark in beside.remarks] == ["reading.sheets_without_cells"]


@pytest.mark.parametrize("suffix", [".crdownload", ".part", ".PARTIAL"])
def test_an_unfinished_download_is_told_though_it_may_look_whole(tmp_path, suffix):
    path = files.write_csv(tmp_path / f"bang.csv{suffix}", ROWS)
    assert key(path) == "error.file_unfinished"


def test_the_first_surplus_column_is_named(tmp_path):
    path = files.write_xlsx(tmp_path / "a.xlsx", {"Rộng": [list(range(5_000))]})
    told = problem(path).values
    assert (told["sheet"], told["limit"], told["cell"]) == ("Rộng", 2000, "BXY1")


def test_where_the_json_is_wrong_is_told(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1},\n {"a": }]')
    assert (problem(path).values["line"], problem(path).values["column"]) == (2, 8)


def test_a_workbook_without_a_cell(tmp_path):
    for kind in ("xlsx", "xls", "xlsb", "ods"):
        path = getattr(files, f"write_{kind}")(tmp_path / kind, {"S": [], "T": []})
        assert key(path) == "error.file_no_cells"


# --- Protected and damaged ---


def test_protected_files(tmp_path):
    assert key(files.write_protected_xlsx(tmp_path / "a.xlsx", SHEETS)) == "error.file_protected"
    path = files.write_pdf(tmp_path / "a.pdf", [([], ROWS[1:])], password="bí mật")
    assert key(path) == "error.file_protected"
    path = files.write_ods(tmp_path / "a.ods", SHEETS)
    files.replace_in_part(
        path, "META-INF/manifest.xml", b"</manifest:manifest>", b"<!--encryption-data--></x>"
    )
    assert key(path) == "error.file_protected"


def test_a_protected_xls(tmp_path):
    path = files.write_xls(tmp_path / "a.xls", SHEETS)
    content = path.read_bytes()
    # The record behind the first BOF becomes FILEPASS, which says that all else is encrypted.
    begin = content.index(struct.pack("<HHH", 0x809, 16, 0x600)) + 20
    path.write_bytes(content[:begin] + struct.pack("<H", 0x2F) + content[begin + 2 :])
    assert key(path) == "error.file_protected"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods", "docx", "pdf", "parquet"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_file_that_is_cut_off(tmp_path, kind, share):
    rows = [*ROWS, *([n, f"Tỉnh {n * 7919 % 1000}", n / 7, None] for n in range(200))]
    path = tmp_path / f"a.{kind}"
    if kind == "docx":
        files.write_docx(path, [([], ROWS[1:])])
    elif kind == "pdf":
        files.write_pdf(path, [([], rows[1:])])
    elif kind == "parquet":
        files.write_parquet(path, {"a": list(range(5000))})
    else:
        getattr(files, f"write_{kind}")(path, {"S": rows})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert key(path) in {"error.file_damaged", "error.file_kind"}


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_whose_bytes_changed(tmp_path, part):
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": [[f"{n * 7919}"] for n in range(3000)]})
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(part)
    content = bytearray(path.read_bytes())
    middle = entry.header_offset + 60 + entry.compress_size // 2
    content[middle] ^= 0xFF
    path.write_bytes(content)
    assert key(path) == "error.file_damaged"


# --- Bombs ---


def _bomb(path: Path, part: str, declared: int, content: bytes) -> None:
    """Put a part into a workbook, and many entries that share its bytes, each of a size told."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
        shared = archive.getinfo(part)
        for number in range(declared // len(content)):
            entry = zipfile.ZipInfo(f"xl/media/{number}.xml")
            entry.compress_type = zipfile.ZIP_DEFLATED
            for fact in ("header_offset", "compress_size", "file_size", "CRC"):
                setattr(entry, fact, getattr(shared, fact))
            archive.filelist.append(entry)


def test_a_small_workbook_that_unpacks_to_gigabytes(tmp_path, monkeypatch):
    path = files.write_xlsx(tmp_path / "a.xlsx", SHEETS)
    _bomb(path, "xl/theme/theme2.xml", 5_000_000_000, bytes(20_000_000))
    assert path.stat().st_size < 60_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("nothing is unpacked"))
    assert key(path) == "error.file_bomb"


def test_a_part_packed_too_densely(tmp_path):
    path = files.write_xlsx(tmp_path / "a.xlsx", SHEETS)
    _bomb(path, "xl/theme/theme2.xml", 0, bytes(40_000_000))
    assert key(path) == "error.file_bomb"


def test_an_archive_that_lies_about_its_sizes(tmp_path):
    path = tmp_path / "a.xlsx"
    files.write_xlsx(path, {"S": [[n] for n in range(5000)]})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 100)))
    assert key(path) == "error.file_damaged"


def test_what_is_packed_may_be_no_larger_than_the_limit(tmp_path):
    path = files.write_xlsx(tmp_path / "a.xlsx", SHEETS)
    assert key(path, replace(Limits(), unpacked_bytes=10_000)) == "error.file_bomb"
    path = files.write_parquet(tmp_path / "a.parquet", {"a": list(range(5000))})
    assert key(path, replace(Limits(), unpacked_bytes=10_000)) == "error.file_bomb"


LAUGHS = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(9)
)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("xlsx", "xl/sharedStrings.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("xlsx", "xl/styles.xml"),
        ("ods", "content.xml"),
        ("docx", "word/document.xml"),
    ],
)
def test_entities_are_refused(tmp_path, kind, part):
    path = tmp_path / f"a.{kind}"
    if kind == "docx":
        files.write_docx(path, [([], ROWS[1:])])
    else:
        getattr(files, f"write_{kind}")(path, SHEETS)
    files.replace_in_part(path, part, b"?>", b"?>" + LAUGHS + b"]>")
    assert key(path) == "error.file_unsafe"


# --- Limits ---


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods", "csv", "json", "parquet", "docx"])
@pytest.mark.parametrize(
    ("limit", "value", "expected"),
    [
        ("rows", 40, "error.file_rows"),
        ("columns", 3, "error.file_columns"),
        ("cells", 100, "error.file_cells"),
        ("cell_characters", 20, "error.file_cell"),
        ("file_bytes", 50, "error.file_size"),
    ],
)
def test_every_limit_in_every_format(tmp_path, kind, limit, value, expected):
    rows = [[n, f"tỉnh {n}", n / 2, "x"] for n in range(50)]
    rows[30][1] = "một ô rất dài, dài hơn những ô khác"
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        files.write_csv(path, rows)
    elif kind == "json":
        files.write_json(path, [dict(zip("abcd", row, strict=True)) for row in rows])
    elif kind == "parquet":
        columns = zip(*rows, strict=True)
        files.write_parquet(path, dict(zip("abcd", map(list, columns), strict=True)))
    elif kind == "docx":
        files.write_docx(path, [([], rows)])
    else:
        getattr(files, f"write_{kind}")(path, {"S": rows})
    read(path)
    found = problem(path, replace(Limits(), **{limit: value}))
    assert found.key == expected
    if limit == "cell_characters":
        row = 30 + (kind in ("json", "parquet"))
        assert found.values["cell"] == f"B{row + 1}"
        assert found.values["characters"] == 35


def test_too_large_a_csv_is_told_alike_when_arrow_reads_it(tmp_path, monkeypatch):
    from rankings.ingest.reading import delimited

    monkeypatch.setattr(delimited, "LARGE", 1)
    rows = [[n, f"tỉnh {n}"] for n in range(50)]
    rows[30][1] = "một ô rất dài, dài hơn những ô khác"
    path = files.write_csv(tmp_path / "a.csv", rows)
    assert key(path, replace(Limits(), rows=40)) == "error.file_rows"
    assert key(path, replace(Limits(), columns=1)) == "error.file_columns"
    found = problem(path, replace(Limits(), cell_characters=20))
    assert (found.key, found.values["cell"]) == ("error.file_cell", "B31")


def test_a_cell_of_thirty_megabytes(tmp_path):
    path = files.write_csv(tmp_path / "a.csv", [["x", "y"], ["z" * 30_000_000, 1]])
    assert (key(path), problem(path).values["cell"]) == ("error.file_cell", "A2")
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": [["x", "MARK"]]})
    noise = os.urandom(15_000_000).hex().encode()
    files.replace_in_part(path, "xl/sharedStrings.xml", b"MARK", noise)
    assert (key(path), problem(path).values["cell"]) == ("error.file_cell", "B1")


def test_two_cells_far_apart_are_no_sheet_of_billions(tmp_path, monkeypatch):
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": [["x", "y"]]})
    part = "xl/worksheets/sheet1.xml"
    files.replace_in_part(path, part, b'r="B1"', b'r="XFD1048576"')
    # Told before a library lays out every cell between them.
    monkeypatch.setattr(excel.calamine, "CalamineWorkbook", None)
    assert key(path) == "error.file_columns"
    limits = replace(Limits(), columns=20_000)
    files.replace_in_part(path, part, b'<row r="1"', b'<row r="1048576"')
    assert key(path, limits) == "error.file_cells"


def test_repeated_rows_and_columns_are_counted_not_made(tmp_path):
    for what, expected in (("rows", "error.file_rows"), ("columns", "error.file_columns")):
        path = files.write_ods(tmp_path / f"{what}.ods", {"S": [["x"]]})
        tag = "row" if what == "rows" else "cell"
        repeated = f'<table:table-{tag} table:number-{what}-repeated="999999999" '.encode()
        old = f"<table:table-{tag} ".encode()
        files.replace_in_part(path, "content.xml", old, repeated)
        files.replace_in_part(path, "content.xml", old[:-1] + b">", repeated + b">")
        assert key(path) == expected


def test_a_row_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_marks, "_WITHOUT_END", 1_000_000)
    path = files.write_xlsx(tmp_path / "a.xlsx", {"S": [["MARK"]]})
    noise = b"<is><t>" + os.urandom(2_000_000).hex().encode() + b"</t></is>"
    files.replace_in_part(path, "xl/worksheets/sheet1.xml", b"<v>0</v>", noise)
    assert key(path) == "error.file_cell"


def test_a_pdf_of_too_many_pages(tmp_path):
    path = files.write_pdf(tmp_path / "a.pdf", [([], ROWS[1:])] * 3)
    assert key(path, replace(Limits(), pages=2)) == "error.file_pages"


# --- Text ---


@pytest.mark.parametrize("spoilt", ["Huế".encode("utf-16-le"), files.windows_1258("Huế"), b"\x81"])
def test_mixed_encodings_name_the_line(tmp_path, spoilt):
    path = tmp_path / "a.csv"
    path.write_bytes("Tỉnh,Điểm\nĐắk Lắk,65\n".encode() * 10 + spoilt + b",64\n")
    found = problem(path)
    assert (found.key, found.values["line"]) == ("error.file_encoding", 21)


def test_a_letter_cut_in_two_at_the_boundary_of_a_piece(tmp_path, monkeypatch):
    from rankings.ingest.reading import delimited

    monkeypatch.setattr(delimited, "CHUNK", 7)
    path = tmp_path / "a.csv"
    path.write_bytes("Đắk Lắk,65\nHuế,64\n".encode() + b"\xe1\xba")
    found = problem(path)
    assert (found.key, found.values["line"]) == ("error.file_encoding", 3)
    path.write_bytes("Đắk Lắk,65\nHuế,64\n".encode())
    assert read(path).sheets[0].height == 2


def test_a_quotation_mark_that_never_closes(tmp_path):
    path = tmp_path / "a.csv"
    lines = "".join(f"{n},x\n" for n in range(300))
    path.write_text(f'a,b\n1,"oops\n{lines}', encoding="utf-8")
    found = problem(path)
    assert (found.key, found.values["line"]) == ("error.file_quotes", 2)


# --- Names ---


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.xlsx", "x.xlsx"),
        ("C:\\Windows\\x.xlsx", "x.xlsx"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("gpj.\u202exslx", "gpj.xslx"),
        ("CON", "CON"),
        ("..", "–"),
        ("", "–"),
        ("báo cáo  tháng 10.xlsx", "báo cáo tháng 10.xlsx"),
    ],
)
def test_a_name_is_shown_without_its_tricks(name, shown):
    assert reading.display_name(name) == shown


def test_a_long_name_keeps_its_ends():
    shown = reading.display_name("a" * 5000 + "z.xlsx")
    assert len(shown) <= 120
    assert shown.startswith("aaa")
    assert shown.endswith("z.xlsx")


def test_the_name_is_never_opened(tmp_path):
    path = files.write_csv(tmp_path / "staged", ROWS)
    book = reading.read(path, file_name="../../../etc/passwd")
    assert (book.file_name, book.sheets[0].name) == ("passwd", "passwd")


# --- Of a paste ---


@pytest.mark.parametrize("text", ["", " \r\n\t\n", "\u200b"])
def test_an_empty_paste(text):
    with pytest.raises(Problem, match=r"error\.paste_empty"):
        reading.read_pasted(text)


def test_a_paste_has_the_limits_of_a_file(monkeypatch):
    monkeypatch.setenv("RANKINGS_LIMIT_ROWS", "3")
    with pytest.raises(Problem, match=r"error\.file_rows"):
        reading.read_pasted("a\tb\n" * 4)
    with pytest.raises(Problem, match=r"error\.file_rows"):
        reading.read_pasted("", html="<table>" + "<tr><td>x" * 4)
    monkeypatch.setenv("RANKINGS_LIMIT_FILE_BYTES", "10")
    with pytest.raises(Problem, match=r"error\.paste_size"):
        reading.read_pasted("a\tb\n" * 4)


# --- Anything at all ---


def _samples() -> list[bytes]:
    """One small file of each kind, to be spoilt."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a"
        rows = [*ROWS, ["x", Formula("=A1")]]
        return [
            files.write_xlsx(path, {"S": rows}).read_bytes(),
            files.write_xls(path, SHEETS).read_bytes(),
            files.write_xlsb(path, SHEETS).read_bytes(),
            files.write_ods(path, {"S": rows}).read_bytes(),
            files.write_parquet(path, {"a": ["x", "y"], "b": [1, None]}).read_bytes(),
            files.write_docx(path, [(["t"], ROWS[1:])]).read_bytes(),
            files.write_pdf(path, [(["t"], ROWS[1:])]).read_bytes(),
            files.write_json(path, {"d": 1, "p": [{"a": 1, "b": {"c": 2}}]}).read_bytes(),
            files.write_csv(path, ROWS, separator=";", encoding="cp1258").read_bytes(),
        ]


SAMPLES = _samples()
STARTS = [sample[:8] for sample in SAMPLES] + [b"", b"<table>", b'{"a":', b"[", b"\xff\xfe", b'"']
spoilt_files = st.builds(
    lambda sample, at, length, put: (
        sample[: int(at * len(sample))] + put + sample[int(at * len(sample)) + length :]
    ),
    st.sampled_from(SAMPLES),
    st.floats(0, 1),
    st.integers(0, 40),
    st.binary(max_size=20),
)
anything = st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=300))
lines_of_text = st.text(alphabet='aĐắ\u0301,;\t"\n\r |0.5-\x00\u200b<>{}[]:', max_size=80).map(
    str.encode
)


def outcome(reader: Callable[[], Book]) -> Book | Problem:
    try:
        return reader()
    except Problem as found:
        return found


@settings(
    max_examples=effort.examples(300),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.one_of(anything, spoilt_files, lines_of_text))
@example(content=b'"')
@example(content=b"\xff\xfe\x00\xd8")
@example(content=b"[NaN]")
def test_any_bytes_are_a_book_or_a_problem(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    found = outcome(lambda: read(path))
    if isinstance(found, Problem):
        assert found.key.startswith("error.file_")
        return
    assert found.sheets
    for sheet in found.sheets:
        for column, kinds in zip(sheet.texts, sheet.kinds, strict=True):
            column.validate(full=True)
            assert len(column) == len(kinds) == sheet.height


@settings(max_examples=effort.examples(200))
@given(text=st.text(alphabet='aĐ\u0301\t\n\r" ;|,5', max_size=60), html=st.text(max_size=60))
def test_any_paste_is_a_book_or_a_problem(text, html):
    for given_html in (None, html, f"<table><tr><td>{html}"):
        found = outcome(lambda: reading.read_pasted(text, html=given_html))  # noqa: B023
        assert found.sheets if isinstance(found, Book) else found.key == "error.paste_empty"
