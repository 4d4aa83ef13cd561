"""Reading data/: what cannot be read is told with its file and row, and nothing is guessed."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from rankings.loads import bootstrap
from rankings.store import data_folder
from rankings.store.problems import Problem
from tests.data_copy import DataCopy

FIGURES = "select value, value_printed, source_id, place from observations order by rowid"


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    bootstrap.create_tables(made)
    return made


def unreadable(connection: duckdb.DuckDBPyConnection, data: DataCopy) -> list[tuple]:
    """Load the folder; what could not be read as (place, column, value, reason)."""
    data_folder.load(connection, data.folder)
    return connection.execute(
        "select place, column_name, value_printed, reason from unreadable_values order by rowid"
    ).fetchall()


def set_cells(data: DataCopy, table: str, column: str, texts: list[str]) -> list[str]:
    """Write the texts into a column, from the first row on; their places."""
    rows = data.rows(table)
    for row, text in zip(rows, texts, strict=False):
        row[column] = text
    data.write(table, rows)
    return [f"{table}.csv:{line}" for line in range(2, len(texts) + 2)]


# --- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "texts"),
    [
        (
            "observations",
            "value",
            [
                *("65,49", "1.234,5", "1,234.5", "1 000", "1_000", " 65.49", "65.49 ", "6５.49"),
                *("1e5", "1E-2", "NaN", "inf", "-inf", "Infinity", "sNaN", "0x10", "+5", ".5"),
                *("5.", "--5", "abc", "65.49%", "−5", "65.4900001", "0." + "0" * 40 + "1"),
                *("100000000", "-100000000", "1" + "0" * 30, "9" * 5000),
            ],
        ),
        ("indicators", "sort_order", ["1.0", "1e3", "9999999999", "1_0", " 1", "٣", "first"]),
        ("indicators", "adds_up", ["True", "TRUE", "1", "yes", "đúng", "true "]),
        (
            "editions",
            "period_start",
            ["2026-13-01"],
        ),
        (
            "sources",
            "published_from",
            ["20261010", "10/10/2026", "2026-W41-6", "2026-10", "2026-02-30", "0000-01-01"],
        ),
    ],
)
def test_a_value_that_is_not_plainly_one_is_unreadable(
    connection, small_data, table, column, texts
):
    places = set_cells(small_data, table, column, texts)
    found = unreadable(connection, small_data)
    assert found == [
        (place, column, text, "unreadable") for place, text in zip(places, texts, strict=True)
    ]
    rows = len(small_data.rows(table))
    assert connection.table(table).shape[0] == rows - len(texts)


def test_values_that_are_plain_are_read_exactly(connection, small_data):
    texts = {
        "65.4900000": "65.490000",
        "007.50": "7.500000",
        "-0": "0.000000",
        "0.000001": "0.000001",
        "99999999.999999": "99999999.999999",
        "-99999999": "-99999999.000000",
    }
    set_cells(small_data, "observations", "value", list(texts))
    assert unreadable(connection, small_data) == []
    read = connection.execute(FIGURES).fetchall()[: len(texts)]
    assert [value for value, *_ in read] == [Decimal(text) for text in texts.values()]


def test_a_value_that_is_needed_and_not_there_is_missing(connection, small_data):
    small_data.replace("observations", "published", "", row=3)
    set_cells(small_data, "observations", "value", [""])
    set_cells(small_data, "units", "capital", [""])
    assert unreadable(connection, small_data) == [
        ("observations.csv:2", "value", "", "missing"),
        ("observations.csv:3", "status", "", "missing"),
    ]


def test_every_trouble_of_a_row_is_told(connection, small_data):
    row = small_data.rows("observations")[0] | {"value": "1e5", "status": "", "unit_code": ""}
    small_data.write("observations", [row])
    assert [column for _, column, _, _ in unreadable(connection, small_data)] == [
        "unit_code",
        "value",
        "status",
    ]


def test_a_nul_byte_is_told_where_it_stands(connection, small_data):
    rows = small_data.rows("units")
    rows[2]["capital"] = "Hà\0Nội"
    small_data.write("units", rows)
    small_data.replace("observations", "published", "publ\0ished", row=5)
    assert unreadable(connection, small_data) == [
        ("units.csv:4", "capital", "Hà␀Nội", "unreadable"),
        ("observations.csv:5", "status", "publ␀ished", "unreadable"),
    ]


# --- rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",published,", ","),  # a cell too few
        (",published,", ",published,,"),  # a cell too many
        (",published,", ',"published,'),  # a quotation mark that is never closed
        (",published,", ',"publ"ished,'),  # a quotation mark in mid-cell
    ],
)
def test_a_row_of_another_shape_is_unreadable(connection, small_data, old, new):
    small_data.replace("observations", old, new, row=9)
    line = small_data.path("observations").read_text(encoding="utf-8").splitlines()[8]
    (place, column, shown, reason), *others = unreadable(connection, small_data)
    assert others == []
    assert (place, column, reason) == (
        "observations.csv:9",
        "edition_id … source_id",
        "unreadable",
    )
    assert line.startswith(shown[:40])
    assert len(shown) <= data_folder.SHOWN_OF_A_ROW


def test_a_decimal_comma_without_quotation_marks_does_not_shift_the_row(connection, small_data):
    row = small_data.rows("observations")[0]
    small_data.replace("observations", f",{row['value']},", ",65,49,", row=2)
    assert [place for place, *_ in unreadable(connection, small_data)] == ["observations.csv:2"]


def test_a_cell_of_two_lines_and_blank_lines_leave_the_places_right(connection, small_data):
    first, *rest = small_data.rows("observations")
    rest[3]["status"] = ""
    small_data.write("observations", [first | {"value_printed": "28\n"}, *rest])
    small_data.replace("observations", "\n", "\n\n", row=4)
    assert unreadable(connection, small_data) == [("observations.csv:8", "status", "", "missing")]
    places = [place for *_, place in connection.execute(FIGURES).fetchall()[:5]]
    assert places == [f"observations.csv:{line}" for line in (2, 4, 6, 7, 9)]


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content + b"\n\n",
    ],
    ids=["byte order mark", "CRLF", "no last line feed", "blank lines at the end"],
)
def test_harmless_differences_of_a_file_do_not_matter(connection, small_data, change):
    plain = duckdb.connect()
    bootstrap.create_tables(plain)
    data_folder.load(plain, small_data.folder)
    for table in ("observations", "units"):
        path = small_data.path(table)
        path.write_bytes(change(path.read_bytes()))
    assert unreadable(connection, small_data) == []
    assert connection.execute(FIGURES).fetchall() == plain.execute(FIGURES).fetchall()
    assert connection.table("units").fetchall() == plain.table("units").fetchall()


def reorder(content: bytes) -> bytes:
    rows = [line.split(b",") for line in content.splitlines()]
    return b"\n".join(b",".join(reversed(row)) for row in rows)


def test_the_order_of_the_columns_does_not_matter(connection, small_data):
    path = small_data.path("editions")
    before = small_data.rows("editions")
    path.write_bytes(reorder(path.read_bytes()))
    assert unreadable(connection, small_data) == []
    codes = connection.execute("select edition_id, method_code from editions").fetchall()
    assert codes == [(row["edition_id"], row["method_code"]) for row in before]


@pytest.mark.parametrize(
    ("change", "missing", "surplus"),
    [
        (lambda text: text.replace("period_end", "end"), "period_end", "end"),
        (lambda text: text.replace("scheme,", ""), "scheme", "–"),
        (lambda text: text.replace("scheme,", "scheme,note,"), "–", "note"),
        (lambda text: text.replace("scheme,", "scheme,scheme,"), "–", "scheme"),
        (lambda text: text.replace(",", ";"), "edition_id, ", "edition_id;index_code"),
        (lambda text: "", "edition_id, ", "–"),
    ],
    ids=["renamed", "missing", "surplus", "twice", "semicolons", "empty file"],
)
def test_other_columns_than_expected_are_named(
    connection, small_data, change: Callable[[str], str], missing, surplus
):
    path = small_data.path("editions")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Problem) as problem:
        data_folder.load(connection, small_data.folder)
    assert problem.value.key == "error.data_columns"
    assert problem.value.values["file"] == "editions.csv"
    assert problem.value.values["missing"].startswith(missing)
    assert problem.value.values["surplus"].startswith(surplus)


def test_a_stray_quotation_mark_in_the_heading_is_told(connection, small_data):
    small_data.replace("editions", "scheme", 'sch"eme"', row=1)
    with pytest.raises(Problem) as problem:
        data_folder.load(connection, small_data.folder)
    assert problem.value.values["surplus"] == 'sch"eme"'
    small_data.replace("editions", 'sch"eme"', '"sch"eme', row=1)
    made = duckdb.connect()
    bootstrap.create_tables(made)
    assert [place for place, *_ in unreadable(made, small_data)] == ["editions.csv:1"]


@pytest.mark.parametrize(
    ("encode", "place"),
    [
        (lambda text: text.replace("Hà Nội", "Hà N\udce9i", 1), "units.csv:"),
        (lambda text: text.encode("utf-16").decode("utf-8", "surrogateescape"), "units.csv:1"),
    ],
    ids=["one byte of Latin-1", "UTF-16"],
)
def test_a_file_that_is_not_utf8_is_named_with_its_row(connection, small_data, encode, place):
    path = small_data.path("units")
    text = encode(path.read_text(encoding="utf-8"))
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    line = path.read_bytes().split(b"H\xc3\xa0 N\xe9i")[0].count(b"\n") + 1
    with pytest.raises(Problem) as problem:
        data_folder.load(connection, small_data.folder)
    assert problem.value.key == "error.data_encoding"
    assert problem.value.values == {"file": place if place[-1] == "1" else f"{place}{line}"}


def test_a_file_that_is_missing_is_named(connection, small_data):
    path = small_data.path("tiles")
    path.unlink()
    for _ in range(2):
        with pytest.raises(Problem) as problem:
            data_folder.load(connection, small_data.folder)
        assert problem.value.key == "error.data_missing"
        assert problem.value.values == {"file": str(path)}
        path.mkdir(exist_ok=True)


# --- the fingerprint ---------------------------------------------------------------------------


def test_the_fingerprint_follows_every_table_and_nothing_else(small_data):
    before = data_folder.fingerprint(small_data.folder)
    (small_data.folder / "datapackage.json").write_text("{}")
    assert data_folder.fingerprint(small_data.folder) == before
    seen = {before}
    for table in [name for names in data_folder.TABLES.values() for name in names]:
        path = small_data.path(table)
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(data_folder.fingerprint(small_data.folder))
    assert len(seen) == 1 + sum(len(names) for names in data_folder.TABLES.values())
