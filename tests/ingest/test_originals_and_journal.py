"""What is kept for good: files by their hash, loads by number, whatever a crash left there."""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pyarrow as pa
import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.ingest.assembly import Intake, assemble
from rankings.ingest.sourcing import SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import journal
from rankings.loads.access import operator
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import small_store
from tests.ingest import sheets
from tests.ingest.test_loads import SCORES, submission, table_of
from tests.store_clones import clone

CONTENT = "Tỉnh;Điểm\nĐắk Lắk;62,45\n".encode()
GIVEN = submission(SCORES | {"01": "20"})
THREADS = 8


@pytest.fixture(scope="module")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "var"
    small_store.build(folder, observations=table_of(SCORES))
    return folder


@pytest.fixture
def store(_made_once: Path, tmp_path: Path) -> Store:
    return Store(clone(_made_once, tmp_path / "var"))


def at_once(action) -> list:
    """The results of an action of a number, in threads that all start together."""
    start = Barrier(THREADS)

    def run(number: int) -> object:
        start.wait()
        return action(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS)))


def kept_files(store: Store) -> list[Path]:
    return [path for path in (store.folder / "files").rglob("*") if path.is_file()]


# --- originals -----------------------------------------------------------------------------


def test_a_file_is_kept_under_its_hash(store):
    sha256 = originals.keep(store, CONTENT)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    path = originals.path_of(store, sha256)
    assert path == store.folder / "files" / sha256[:2] / sha256
    assert path.read_bytes() == CONTENT


def test_the_same_content_is_kept_once(store):
    first = originals.keep(store, CONTENT)
    path = originals.path_of(store, first)
    os.utime(path, (0, 0))
    written = path.stat()
    assert originals.keep(store, CONTENT) == first
    again = path.stat()
    # The file was not written a second time, and counts as handed in now.
    assert again.st_ino == written.st_ino
    assert again.st_mtime > 0
    assert originals.keep(store, CONTENT + b" ") != first
    assert len(kept_files(store)) == 2


def test_the_same_content_from_several_at_once_is_kept_once(store):
    found = at_once(lambda _: originals.keep(store, CONTENT))
    assert set(found) == {hashlib.sha256(CONTENT).hexdigest()}
    (path,) = kept_files(store)
    assert path.read_bytes() == CONTENT


def test_a_file_cut_short_is_written_anew(store):
    path = originals.path_of(store, originals.keep(store, CONTENT))
    path.write_bytes(CONTENT[:5])
    originals.keep(store, CONTENT)
    assert path.read_bytes() == CONTENT


def test_an_empty_file_is_kept_too(store):
    sha256 = originals.keep(store, b"")
    assert originals.path_of(store, sha256).read_bytes() == b""


def test_the_path_of_what_was_never_kept(store):
    assert not originals.path_of(store, "ab" * 32).exists()
    assert not (store.folder / "files").exists()


# --- numbers -------------------------------------------------------------------------------


def test_no_number_is_given_twice_to_those_who_come_at_once(store):
    def keep(number: int) -> int:
        given = Submission("typed", file_name=f"{number}")
        return journal.keep(store, given, after=0)

    numbers = at_once(keep)
    assert sorted(numbers) == list(range(1, THREADS + 1))
    assert journal.ids(store) == sorted(numbers)
    # Each number leads to what was handed in under it.
    for number, load_id in enumerate(numbers):
        assert journal.read(store, load_id).file_name == f"{number}"
    assert list((store.folder / "loads").glob("part-*")) == []


def test_a_number_stays_taken(store):
    assert loads.stage(store, GIVEN, by=operator("An")) == 1
    journal.cancel(store, 1)
    assert loads.stage(store, GIVEN, by=operator("An")) == 2
    # The store may know newer loads than the folder does, as after a copy without var/loads.
    assert journal.keep(store, GIVEN, after=7) == 8
    assert journal.keep(store, GIVEN, after=0) == 9


def test_a_folder_that_cannot_be_read_keeps_its_number(store):
    (journal.folder_of(store, 3)).mkdir(parents=True)
    (journal.folder_of(store, 3) / "load.json").write_text("{")
    assert loads.stage(store, GIVEN, by=operator("An")) == 4


def test_folders_of_other_names_are_no_loads(store):
    loads.stage(store, GIVEN, by=operator("An"))
    for name in ("old", "000001 (copy)", "12", "part-1", ".000004"):
        (store.folder / "loads" / name).mkdir()
    assert journal.ids(store) == [1]
    assert [number for number, _ in loads.staged(store)] == [1]


def test_what_was_handed_in_comes_back_as_it_was(store):
    given = submission(SCORES | {"01": "20.5"})
    kept = journal.read(store, loads.stage(store, given, by=operator("Nguyễn Văn A")))
    assert kept.rows.keys() == given.rows.keys()
    assert all(kept.rows[name].equals(rows) for name, rows in given.rows.items())
    assert (kept.kind, kept.file_name, kept.sha256) == ("file", "bang.xlsx", "ab" * 32)
    assert kept.uploaded_by == "Nguyễn Văn A"
    assert kept.uploaded_at.tzinfo is None


# --- what cannot be read -------------------------------------------------------------------


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def change_facts(path: Path, change) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))
    change(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")


UNREADABLE = {
    "load.json cut": lambda folder: cut(folder / "load.json"),
    "load.json empty": lambda folder: (folder / "load.json").write_bytes(b""),
    "load.json absent": lambda folder: (folder / "load.json").unlink(),
    "load.json no text": lambda folder: (folder / "load.json").write_bytes(b"\xff\xfe{"),
    "load.json a list": lambda folder: (folder / "load.json").write_text("[]"),
    "unknown key": lambda folder: change_facts(
        folder / "load.json", lambda facts: facts.update(priority=1)
    ),
    "kind absent": lambda folder: change_facts(
        folder / "load.json", lambda facts: facts.pop("kind")
    ),
    "no moment": lambda folder: change_facts(
        folder / "load.json", lambda facts: facts.update(uploaded_at="yesterday")
    ),
    "rows cut": lambda folder: cut(folder / "observations.arrow"),
    "rows empty": lambda folder: (folder / "observations.arrow").write_bytes(b""),
    "rows of another kind": lambda folder: (folder / "observations.arrow").write_bytes(b"PK" * 99),
}


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_load_that_cannot_be_read_does_not_hide_those_beside_it(store, damage):
    for _ in range(3):
        loads.stage(store, GIVEN, by=operator("An"))
    UNREADABLE[damage](journal.folder_of(store, 2))
    assert [number for number, _ in loads.staged(store)] == [1, 3]
    with pytest.raises(Problem) as problem:
        journal.read(store, 2)
    assert (problem.value.key, problem.value.values) == ("error.load_unknown", {"load_id": 2})
    with pytest.raises(Problem) as problem:
        loads.publish(store, 2, by=operator("An"))
    assert problem.value.key == "error.load_unknown"
    assert store.version() == 1


@pytest.mark.parametrize("table", ["observations", "load_scopes"])
def test_a_load_whose_rows_are_gone_is_not_read_as_one_without_rows(store, table):
    loads.stage(store, GIVEN, by=operator("An"))
    (journal.folder_of(store, 1) / f"{table}.arrow").unlink()
    assert loads.staged(store) == []


def test_a_load_that_cannot_be_read_can_still_be_cancelled(store):
    loads.stage(store, GIVEN, by=operator("An"))
    cut(journal.folder_of(store, 1) / "load.json")
    journal.cancel(store, 1)
    assert journal.is_cancelled(store, 1)
    with pytest.raises(Problem) as problem:
        journal.cancel(store, 2)
    assert problem.value.key == "error.load_unknown"
    assert not journal.folder_of(store, 2).exists()


def test_a_withdrawal_does_not_wait_to_be_published(store):
    journal.keep(store, Submission("withdrawal", withdraws=1, why="Nhầm"), after=0)
    assert loads.staged(store) == []


# --- what was published --------------------------------------------------------------------


def record(store: Store) -> int:
    """Keep a load and what its publication added, as loads.publish does."""
    load_id = journal.keep(store, GIVEN.signed("An"), after=0)
    row = {"load_id": load_id, "state": "published"} | GIVEN.facts()
    finding = {"load_id": load_id, "rule": "restated_value"}
    outcome = {"findings": pa.Table.from_pylist([finding]), "loads": pa.Table.from_pylist([row])}
    journal.record(store, load_id, outcome)
    return load_id


def test_what_was_published_comes_back_with_its_number(store):
    load_id = record(store)
    journal.keep(store, GIVEN, after=0)  # handed in only
    found = journal.published(store)
    assert list(found) == [load_id]
    assert set(found[load_id]) == {*GIVEN.rows, "findings", "loads"}
    for name, rows in found[load_id].items():
        assert set(rows["load_id"].to_pylist()) == {load_id}, name
    assert found[load_id]["observations"].drop_columns("load_id").equals(GIVEN.rows["observations"])


INCOMPLETE = {
    "broken off before the end": lambda folder: (folder / "published" / "loads.arrow").unlink(),
    "broken off at the start": lambda folder: [
        path.unlink() for path in (folder / "published").iterdir()
    ],
    "its row cut": lambda folder: cut(folder / "published" / "loads.arrow"),
    "its row empty": lambda folder: (folder / "published" / "loads.arrow").write_bytes(b""),
    "its findings cut": lambda folder: cut(folder / "published" / "findings.arrow"),
    "its figures cut": lambda folder: cut(folder / "observations.arrow"),
}


@pytest.mark.parametrize("damage", INCOMPLETE)
def test_what_is_incomplete_is_left_out_and_the_rest_comes_back(store, damage):
    numbers = [record(store) for _ in range(3)]
    INCOMPLETE[damage](journal.folder_of(store, numbers[1]))
    assert list(journal.published(store)) == [numbers[0], numbers[2]]


def test_a_record_is_made_once(store):
    load_id = record(store)
    before = journal.published(store)[load_id]["loads"]
    again = pa.Table.from_pylist([{"load_id": load_id, "state": "published", "kind": "typed"}])
    journal.record(store, load_id, {"loads": again})
    assert journal.published(store)[load_id]["loads"].equals(before)


# --- the document behind a source ----------------------------------------------------------


def test_the_attached_document_can_be_read_back_from_what_is_published(store):
    document = b"%PDF-1.7 scan of the decision"
    source = SourceFields(
        kind="official_document",
        document_number="12/QĐ-BKHCN",
        issued_on=date(2026, 11, 20),
        issuer="Bộ Khoa học và Công nghệ",
        abstract="Về việc công bố kết quả",
        attached_name="quyet-dinh.pdf",
        attached_sha256=originals.keep(store, document),
    )
    book = sheets.book(sheets.sheet([["a"]]))
    made = assemble(store.at(1), Intake(book=book, tables=(), source=source))
    figures = submission(SCORES).rows
    both = pa.concat_tables([figures["sources"], made.rows["sources"]], promote_options="default")
    rows = figures | {"sources": both, "source_documents": made.rows["source_documents"]}
    number = loads.stage(store, Submission("file", rows, file_name="bang.xlsx"), by=operator("An"))
    version = loads.publish(store, number, by=operator("An")).version
    of_load = (
        row
        for row in queries.load_sources(store.at(version)).to_pylist()
        if row["load_id"] == number
    )
    (row,) = (row for row in of_load if row["document_number"] == source.document_number)
    assert row["origin"] == source.issuer
    assert (row["abstract"], row["document_name"]) == (source.abstract, "quyet-dinh.pdf")
    assert row["published_from"] == date(2026, 11, 20)
    path = originals.path_of(store, row["document_sha256"])
    assert path.read_bytes() == document


def test_a_source_without_a_document_has_none(store):
    book = sheets.book(sheets.sheet([["a"]]))
    made = assemble(store.at(1), Intake(book=book, tables=(), source=SourceFields(issuer="Bộ")))
    (row,) = made.rows["source_documents"].to_pylist()
    assert (row["file_name"], row["sha256"], row["document_number"]) == (None, None, None)
