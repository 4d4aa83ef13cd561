"""A spelling that a person accepted counts in the scheme it was accepted in, and in no other.

Seven codes mean one province among 34 and another among 63 (15 is Lào Cai there, Yên Bái here).
"""

from decimal import Decimal
from pathlib import Path

import pytest

from rankings.blocks.upload import names, state
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, assemble
from rankings.ingest.extraction import accepted_in
from rankings.ingest.grid import Book, Sheet
from rankings.ingest.proposal import Recognition
from rankings.store.versions import Store
from tests.ingest import shapes
from tests.ingest.sheets import book, sheet

SPELLING = "Tỉnh thử đọc"
CODE = "15"
PSI_NAME, DTI_NAME = (shapes.names(scheme)[CODE] for scheme in ("vn34", "vn63"))


@pytest.fixture(scope="module")
def store(var: Path) -> Store:
    return Store(var)


def psi_sheet(name: str = SPELLING) -> Sheet:
    """34 provinces, the one of CODE under another name."""
    rows = shapes.psi_rows(name=lambda known: name if known == PSI_NAME else known)
    return sheet([[shapes.PSI_TITLE], [shapes.PSI_DATE], shapes.PSI_HEAD, *rows], "34")


def dti_sheet(name: str = SPELLING) -> Sheet:
    """63 provinces, the one of CODE under another name."""
    rows = [
        [
            place,
            name if unit == CODE else shapes.names("vn63")[unit],
            Decimal(row["total", "score"]),
        ]
        for place, (unit, row) in enumerate(shapes.by_rank(shapes.DTI), start=1)
    ]
    title = "XẾP HẠNG CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH (DTI) NĂM 2024"
    return sheet([[title], [], ["TT", "Tỉnh/Thành phố", "Giá trị DTI"], *rows], "63")


@pytest.fixture(scope="module")
def pair() -> Book:
    return book(psi_sheet(), dti_sheet())


@pytest.fixture(scope="module")
def found(store: Store, pair: Book) -> Recognition:
    found = intake.propose(store.snapshot(), pair)
    assert [table.scheme for table in found.tables] == ["vn34", "vn63"]
    return found


def read(store: Store, pair: Book, found: Recognition, accepted: dict) -> tuple[Table, ...]:
    return intake.extract(store.snapshot(), pair, found.tables, accepted)


def aliases(store: Store, pair: Book, tables: tuple[Table, ...], accepted: dict) -> list[tuple]:
    taken = Intake(book=pair, tables=tables, accepted=accepted)
    rows = assemble(store.snapshot(), taken).rows.get("unit_aliases")
    listed = rows.to_pylist() if rows is not None else []
    return [(row["scheme"], row["alias"], row["unit_code"]) for row in listed]


def has(table: Table, code: str) -> bool:
    return code in table.extraction.figures["unit_code"].to_pylist()


def test_the_code_is_another_province_in_the_other_scheme():
    assert PSI_NAME != DTI_NAME


@pytest.mark.parametrize("scheme", ["vn34", "vn63"])
def test_what_is_accepted_in_one_scheme_is_still_asked_in_the_other(
    scheme: str, store: Store, pair: Book, found: Recognition
):
    accepted = {(scheme, SPELLING): CODE}
    tables = read(store, pair, found, accepted)
    assert [has(table, CODE) for table in tables] == [scheme == "vn34", scheme == "vn63"]
    (other,) = {"vn34", "vn63"} - {scheme}
    assert list(names.unknown(tables)) == [(other, SPELLING)]
    assert aliases(store, pair, tables, accepted) == [(scheme, SPELLING, CODE)]


def test_a_name_is_asked_for_in_each_scheme_and_may_differ(
    store: Store, pair: Book, found: Recognition
):
    asked = names.unknown(read(store, pair, found, {}))
    assert list(asked) == [("vn34", SPELLING), ("vn63", SPELLING)]
    assert [spelling.place.split("!")[0] for spelling in asked.values()] == ["34", "63"]
    accepted = {("vn34", SPELLING): CODE, ("vn63", SPELLING): "10"}
    tables = read(store, pair, found, accepted)
    settled = [
        spelling.unit_code
        for table in tables
        for spelling in table.extraction.spellings
        if spelling.text == SPELLING
    ]
    assert settled == [CODE, "10"]
    assert sorted(aliases(store, pair, tables, accepted)) == [
        ("vn34", SPELLING, CODE),
        ("vn63", SPELLING, "10"),
    ]


def test_a_scheme_that_no_table_is_of_gets_no_alias(store: Store, pair: Book, found: Recognition):
    accepted = {("vn63", SPELLING): CODE, (None, SPELLING): CODE}
    first = read(store, pair, found, accepted)[:1]
    assert not has(first[0], CODE)
    assert aliases(store, pair, first, accepted) == []


def test_a_row_is_left_out_of_the_tables_of_its_scheme_only(
    store: Store, pair: Book, found: Recognition
):
    upload = state.Upload(
        base=store.version(),
        book=pair,
        recognition=found,
        readings=found.tables,
        left_out=frozenset({("vn34", SPELLING)}),
    )
    assert list(names.unknown(state.tables(store, upload))) == [("vn63", SPELLING)]


def test_accepted_in_one_scheme():
    accepted = {("vn34", "a"): "1", ("vn63", "a"): "2", (None, "b"): "3"}
    assert accepted_in("vn34", accepted) == {"a": "1"}
    assert accepted_in("vn63", accepted) == {"a": "2"}
    assert accepted_in(None, accepted) == {"b": "3"}
