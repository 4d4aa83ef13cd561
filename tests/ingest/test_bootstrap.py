"""The store follows data/: built once, rebuilt when needed, whole whatever happens meanwhile."""

import os
import random
import shutil
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from rankings.ingest.submission import Submission, table
from rankings.loads import bootstrap, checks, journal, marts, move, newest
from rankings.store import current, data_folder
from rankings.store import versions as store_module
from rankings.store.problems import Problem
from rankings.store.versions import QUERIES, Store
from tests import effort, interrupted, shared_lake
from tests.data_copy import DataCopy
from tests.ingest.conftest import EDITION
from tests.store_clones import clone, own_file

KILLS = effort.rounds(25, fewest=4)
FIRST_KILLS = effort.rounds(8, fewest=3)
SEED = 20261010
LOADED_TABLES = ("loads", "load_scopes", "observations", "findings")
HOME_SCORE = (
    "select score from standings where unit_code = '66' and indicator_code = 'total' "
    f"and edition_id = '{EDITION}'"
)


@dataclass(frozen=True)
class Built:
    """A store and the data it was built from."""

    store: Store
    data: DataCopy

    def ensure(self) -> int:
        return bootstrap.ensure(self.store, self.data.folder)

    def info(self) -> dict[str, str]:
        table = self.store.snapshot().fetch("select key, value from store_info")
        return {row["key"]: row["value"] for row in table.to_pylist()}

    def loads(self) -> list[int]:
        table = self.store.snapshot().fetch("select load_id from loads order by all")
        return table["load_id"].to_pylist()

    def loaded(self, version: int | None = None) -> dict[str, list[dict]]:
        """What was loaded since, as table -> rows."""
        return {
            table: self.store.at(version or self.store.version())
            .fetch(
                f"select * from {table} where load_id > 0 order by all",
            )
            .to_pylist()
            for table in LOADED_TABLES
        }

    def change_data(self) -> None:
        """Make the data differ, and a new version due, without changing a figure."""
        with self.data.path("tiles").open("a", encoding="utf-8") as file:
            file.write("\n")

    def files(self) -> list[str]:
        return sorted(path.name for path in self.store.folder.iterdir() if path.name[0] != ".")

    def damaged(self) -> list[str]:
        return sorted(path.name for path in (self.store.folder / "damaged").glob("*"))


def publish(store: Store, load_id: int, *, score: str, state: str = "published") -> int:
    """Add a load that gives the home unit another total, as an upload will."""
    rows = {
        "loads": {
            "load_id": load_id,
            "kind": "file",
            "state": state,
            "loaded_at": datetime(2026, 10, 12, 8, load_id),
            "loaded_by": "phòng KSTT",
            "file_name": "Bảng 766.xlsx",
            "sha256": "ab" * 32,
            "note": None,
        },
        "load_scopes": {
            "load_id": load_id,
            "edition_id": EDITION,
            "indicator_code": "timeliness",
            "status": "provisional",
        },
        "observations": {
            "load_id": load_id,
            "edition_id": EDITION,
            "unit_code": "66",
            "indicator_code": "total",
            "measure": "score",
            "value": Decimal(score),
            "value_printed": score.replace(".", ","),
            "status": "published",
            "confidence": "medium",
            "source_id": "doc-766-qd-ttg",
            "place": "Sheet1!C9",
        },
        "findings": {
            "load_id": load_id,
            "rule": "units_missing",
            "severity": "warning",
            "place": None,
            "details": '{"edition_id": "Đắk Lắk"}',
        },
    }
    with store.locked(), store.next_version(base=store.version()) as connection:
        for table, row in rows.items():
            data_folder.insert_row(connection, table, row)
        marts.build(connection)
    return store.version()


@pytest.fixture(scope="module")
def _made_once(_one_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1 from the data, 2 with load 1, 3 with loads 1 and 2 (withdrawn)."""
    folder = tmp_path_factory.mktemp("built") / "var"
    store = Store(folder)
    bootstrap.ensure(store, _one_edition)
    publish(store, 1, score="65.50")
    publish(store, 2, score="1.00", state="withdrawn")
    return folder


@pytest.fixture
def built(_made_once: Path, small_data: DataCopy, tmp_path: Path) -> Built:
    """A store of three versions with two loads, and its data."""
    return Built(Store(clone(_made_once, tmp_path / "var")), small_data)


@pytest.fixture
def empty(small_data: DataCopy, tmp_path: Path) -> Built:
    """Data, and a folder where no store is yet."""
    return Built(Store(tmp_path / "var"), small_data)


@contextmanager
def small_disk(room: int) -> Iterator[None]:
    """Let no file of this process grow above some bytes: what a full disk looks like."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- built once, rebuilt when needed ---------------------------------------------------------


def test_the_first_start_builds_and_the_second_does_not(empty):
    assert empty.ensure() == 1
    content = empty.store.path(1).read_bytes()
    assert (empty.ensure(), empty.files()) == (1, ["current", "store-000001.duckdb"])
    assert empty.store.path(1).read_bytes() == content
    assert empty.info()["schema_version"] == str(current.schema_version())
    assert empty.info()["fingerprint"] == data_folder.fingerprint(empty.data.folder)
    assert datetime.fromisoformat(empty.info()["built_at"]).tzinfo
    assert empty.info()["made_because"] == "first"
    assert "damaged" not in empty.info()


def test_a_start_does_not_read_again_what_is_known_to_be_sound(built, monkeypatch):
    built.ensure()

    def read(connection: duckdb.DuckDBPyConnection) -> list[str]:
        raise AssertionError("the tables were listed to be read")

    monkeypatch.setattr(current, "tables", read)
    assert built.ensure() == built.store.version()
    (built.store.folder / ".sound").unlink()
    with pytest.raises(AssertionError, match="listed"):
        built.ensure()


def test_the_store_holds_what_the_checks_found(empty):
    empty.ensure()
    rows = empty.store.at(1).fetch("select * from findings").to_pylist()
    found = bootstrap.findings_of(empty.data.folder)
    assert [checks.Finding.from_row(row) for row in rows] == found
    assert empty.store.at(1).fetch("select * from unreadable_values").num_rows == 0


def test_a_new_version_follows_when_a_file_changes_and_keeps_what_was_loaded(built):
    loaded = built.loaded()
    assert [len(rows) for rows in loaded.values()] == [2, 2, 2, 2]
    built.data.change("units", {"scheme": "vn34", "unit_code": "66"}, name_en="Dak Lak Province")
    assert built.ensure() == 4
    assert built.loaded() == loaded
    name = "select name_en from units where scheme = 'vn34' and unit_code = '66'"
    assert built.store.at(4).fetch(name)["name_en"].to_pylist() == ["Dak Lak Province"]
    # The marts of the new version count load 1; load 2 is withdrawn.
    assert built.store.at(4).fetch(HOME_SCORE)["score"].to_pylist() == [Decimal("65.500000")]
    assert built.loads() == [0, 1, 2]
    assert built.ensure() == 4


FOLDERS = ["schema", "loading", "marts", "checks"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_sql_of_each_folder_counts(tmp_path, monkeypatch, folder):
    queries = shutil.copytree(QUERIES, tmp_path / "queries")
    monkeypatch.setattr(data_folder, "QUERIES", queries)
    before = data_folder.fingerprint(data_folder.DATA)
    last = max((queries / folder).glob("*.sql"))
    last.write_text(last.read_text(encoding="utf-8") + "-- the end\n", encoding="utf-8")
    assert data_folder.fingerprint(data_folder.DATA) != before


@pytest.mark.parametrize("folder", effort.first(1, FOLDERS))
def test_a_new_version_follows_when_the_sql_changes(empty, tmp_path, monkeypatch, folder):
    queries = shutil.copytree(QUERIES, tmp_path / "queries")
    for module in (bootstrap, data_folder):
        monkeypatch.setattr(module, "QUERIES", queries)
    empty.ensure()
    last = max((queries / folder).glob("*.sql"))
    last.write_text(last.read_text(encoding="utf-8") + "-- the end\n", encoding="utf-8")
    assert empty.ensure() == 2


def test_other_files_beside_the_tables_change_nothing(empty):
    empty.ensure()
    (empty.data.folder / "datapackage.json").write_text("{}")
    (empty.data.folder / "published" / "notes.txt").write_text("a note")
    assert empty.ensure() == 1


def test_data_that_is_blocked_leaves_the_store_as_it_was(built):
    before = built.files(), built.loaded(), built.store.path(3).read_bytes()
    (place,) = built.data.change(
        "observations",
        {"unit_code": "66", "indicator_code": "total", "measure": "score"},
        value="165.49",
    )
    with pytest.raises(Problem) as problem:
        built.ensure()
    assert problem.value.key == "error.blocked"
    assert problem.value.values["finding"].rule == "above_maximum"
    assert problem.value.values["place"] == place
    assert (built.files(), built.loaded(), built.store.path(3).read_bytes()) == before


def test_data_that_is_missing_leaves_the_store_as_it_was(built):
    before = built.files()
    built.data.path("tiles").unlink()
    with pytest.raises(Problem) as problem:
        built.ensure()
    assert problem.value.key == "error.data_missing"
    assert problem.value.values["file"].endswith("tiles.csv")
    assert built.files() == before


def test_two_processes_that_start_at_once_build_one_store(empty):
    with ProcessPoolExecutor(2, mp_context=interrupted.PROCESSES) as starts:
        answers = [
            starts.submit(bootstrap.ensure, empty.store, empty.data.folder) for _ in range(2)
        ]
        assert [answer.result() for answer in answers] == [1, 1]
    assert empty.files() == ["current", "store-000001.duckdb"]


def test_a_store_that_another_one_writes_to_is_a_problem_only_when_a_build_is_due(
    built, monkeypatch
):
    monkeypatch.setattr(store_module, "BUILD_SECONDS", 0.1)
    with Store(built.store.folder).locked():
        assert built.ensure() == 3
        built.change_data()
        with pytest.raises(Problem) as problem:
            built.ensure()
    assert problem.value.key == "error.store_locked"
    assert built.ensure() == 4


# --- killed ----------------------------------------------------------------------------------


def test_a_build_killed_at_any_moment_leaves_a_sound_store(built):
    """Kill `ensure` at random moments; whatever is there must serve, and the next start work."""
    moments = random.Random(SEED)
    loaded = built.loaded()
    built.change_data()
    duration = seconds_to_build(built)
    kills = 0
    while kills < KILLS:
        before = built.store.version()
        built.change_data()
        killed = kill(built, moments.uniform(0, duration))
        kills += killed
        # It was done before: the first one took longer, by whatever else the machine did.
        duration *= 1 if killed else 0.8
        after = built.store.version()
        assert after in {before, max(built.store.versions())}
        if after != before:
            assert built.info()["fingerprint"] == data_folder.fingerprint(built.data.folder)
        assert built.loaded() == loaded
    version = built.ensure()
    assert built.info()["fingerprint"] == data_folder.fingerprint(built.data.folder)
    assert built.loaded() == loaded
    assert built.damaged() == []
    assert not [name for name in built.files() if "part" in name]
    assert built.ensure() == version


def test_a_first_build_killed_at_any_moment_leaves_a_sound_store_or_none(empty):
    moments = random.Random(SEED)
    duration = seconds_to_build(empty)
    for _ in range(FIRST_KILLS):
        shutil.rmtree(empty.store.folder, ignore_errors=True)
        kill(empty, moments.uniform(0, duration))
        version = empty.store.version()
        assert version in {None, 1}
        if version:
            assert empty.ensure() == 1
    empty.ensure()
    assert empty.loads() == [0]
    assert empty.damaged() == []


def seconds_to_build(built: Built) -> float:
    """How long a build takes in a process of its own, from the moment at which it begins."""
    return interrupted.seconds_of(bootstrap.ensure, built.store, built.data.folder)


def kill(built: Built, seconds: float) -> bool:
    """Kill a build after some time; True when it was still at work."""
    return interrupted.killed_after(seconds, bootstrap.ensure, built.store, built.data.folder)


# --- a full disk -------------------------------------------------------------------------------


@pytest.mark.parametrize("room", effort.each(2, [0, 20_000, 500_000, 1_000_000, 3_000_000]))
def test_a_full_disk_is_a_problem_and_leaves_the_store_as_it_was(built, room):
    before = built.files(), built.loaded()
    built.change_data()
    with small_disk(room), pytest.raises(Problem) as problem:
        built.ensure()
    assert problem.value.key == "error.disk"
    assert (built.files(), built.loaded()) == before


def test_a_disk_that_is_full_at_the_first_start_leaves_nothing(empty):
    with small_disk(1_000_000), pytest.raises(Problem) as problem:
        empty.ensure()
    assert problem.value.key == "error.disk"
    assert empty.files() == []
    assert empty.ensure() == 1


# --- damaged -----------------------------------------------------------------------------------


def empty_file(path: Path) -> None:
    os.truncate(path, 0)


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_at_the_end(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def overwrite_the_head(path: Path) -> None:
    path.write_bytes(b"not a database" + path.read_bytes()[14:])


def overwrite_a_figure(path: Path) -> None:
    """Flip one bit of a text wherever it stands: the file keeps blocks that count no more."""
    content = path.read_bytes()
    text = "Ban Chỉ đạo tỉnh".encode()
    assert text in content
    path.write_bytes(content.replace(text, bytes([text[0] ^ 1]) + text[1:]))


def another_database(path: Path) -> None:
    path.unlink()
    duckdb.connect(str(path)).execute("create table t as select 1 as a").close()


@pytest.mark.parametrize(
    "damage",
    effort.each(
        2,
        [
            empty_file,
            cut_in_half,
            cut_at_the_end,
            overwrite_the_head,
            overwrite_a_figure,
            another_database,
        ],
    ),
)
def test_a_damaged_version_is_moved_aside_and_said(built, damage: Callable[[Path], None]):
    """The newest version that can be read serves as the base: here version 2, with load 1."""
    loaded = built.loaded(version=2)
    # Under another name, so that this process has not read it yet, as after a new start.
    moved = Built(
        Store(built.store.folder.rename(built.store.folder.with_name("var2"))), built.data
    )
    damage(own_file(moved.store.path(3)))
    content = moved.store.path(3).read_bytes()
    assert moved.ensure() == 4
    assert moved.damaged() == ["store-000003.duckdb"]
    assert (moved.store.folder / "damaged" / "store-000003.duckdb").read_bytes() == content
    assert moved.info()["damaged"] == "store-000003.duckdb"
    assert moved.info()["made_because"] == "damaged"
    assert moved.loaded() == loaded
    assert moved.ensure() == 4


def test_where_every_version_is_damaged_the_data_are_still_there(built):
    moved = Built(
        Store(built.store.folder.rename(built.store.folder.with_name("var2"))), built.data
    )
    for version in (1, 2, 3):
        overwrite_a_figure(own_file(moved.store.path(version)))
    assert moved.ensure() == 4
    assert moved.damaged() == [f"store-00000{number}.duckdb" for number in (1, 2, 3)]
    assert moved.info()["damaged"].count("store-") == 3
    assert moved.loads() == [0]


@pytest.mark.parametrize("text", effort.first(1, [b"", b"garbage\n", b"\xff\xfe\x00"]))
def test_a_damaged_pointer_is_repaired_and_said(built, text):
    loaded = built.loaded()
    built.store.pointer.write_bytes(text)
    assert built.ensure() == built.store.version() == 4
    assert built.info()["damaged"] == "current"
    assert built.loaded() == loaded
    assert built.damaged() == []


def test_a_pointer_that_is_gone_is_made_again(built):
    loaded = built.loaded()
    built.store.pointer.unlink()
    assert built.ensure() == built.store.version()
    assert built.loaded() == loaded
    assert "damaged" not in built.info()


def test_a_pointer_that_was_set_back_is_followed(built):
    """An operator may go back to an earlier version: what came after it stays out."""
    loaded = built.loaded(version=2)
    built.store.pointer.write_text("2\n")
    assert built.ensure() == 2
    built.change_data()
    assert built.ensure() == 4
    assert built.loaded() == loaded
    assert built.store.versions() == [1, 2, 3, 4]


def publish_in_journal_only(built: Built) -> int:
    """A load that the journal knows as published and no version has: its number."""
    figure = {
        "edition_id": EDITION,
        "unit_code": "66",
        "indicator_code": "total",
        "measure": "score",
        "value": Decimal("65.51"),
        "value_printed": "65,51",
        "status": "published",
        "confidence": "medium",
        "source_id": "doc-766-qd-ttg",
    }
    submission = Submission("file", {"observations": table([figure])}, file_name="bang.xlsx")
    number = journal.keep(built.store, submission.signed("An"), after=2)
    row = {"load_id": number, "sequence": number, "kind": "file", "state": "published"}
    row |= {"loaded_at": datetime(2026, 10, 13), "loaded_by": "An"}
    journal.record(built.store, number, {"loads": table([row])})
    return number


def test_a_pointer_older_than_the_journal_is_not_believed(built):
    """An old copy of a version and a pointer to it lose no load; what comes back is said."""
    number = publish_in_journal_only(built)
    assert built.ensure() == 4
    assert built.info()["made_because"] == "behind_journal"
    assert built.loads() == [0, 1, 2, number]
    assert built.store.snapshot().fetch(HOME_SCORE)["score"].to_pylist() == [Decimal("65.51")]
    assert built.ensure() == 4


def test_a_load_that_cannot_be_brought_back_is_named(built):
    """Its row of the journal is damaged and no version has it: said once, and not tried again."""
    number = publish_in_journal_only(built)
    cut_in_half(journal.folder_of(built.store, number) / "published" / "loads.arrow")
    assert built.ensure() == 4
    assert built.info()["not_restored"] == str(number)
    assert built.loads() == [0, 1, 2]
    assert built.ensure() == 4


def test_a_pointer_to_a_version_that_is_gone_is_repaired_and_said(built):
    loaded = built.loaded(version=2)
    built.store.path(3).unlink()
    moved = Built(
        Store(built.store.folder.rename(built.store.folder.with_name("var2"))), built.data
    )
    assert moved.ensure() == moved.store.version() == 4
    assert moved.info()["damaged"] == "store-000003.duckdb"
    assert moved.loaded() == loaded


def test_a_sound_store_is_not_moved_when_files_cannot_be_opened(built):
    """Too many open files: a trouble of the moment, not of the store."""
    resource = pytest.importorskip("resource")
    moved = Built(
        Store(built.store.folder.rename(built.store.folder.with_name("var2"))), built.data
    )
    before = moved.files()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for room in range(3, 12):
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
        try:
            moved.ensure()
        except (Problem, OSError):
            pass
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert moved.files() == before
    assert moved.ensure() == 3


# --- older and newer ---------------------------------------------------------------------------


def change_version(built: Built, *statements: str) -> None:
    with built.store.locked(), built.store.next_version(base=3) as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_older_store_is_rebuilt_with_what_was_loaded(built):
    loaded = built.loaded()
    change_version(
        built,
        "update store_info set value = '0' where key = 'schema_version'",
        "update store_info set value = 'of an older version' where key = 'fingerprint'",
        "alter table observations drop column place",
        "drop table unreadable_values",
        "drop table findings",
    )
    assert built.ensure() == 5
    expected = loaded | {
        "observations": [row | {"place": None} for row in loaded["observations"]],
        "findings": [],
    }
    assert built.loaded() == expected
    assert built.info()["schema_version"] == str(current.schema_version())
    assert built.info()["made_because"] == "older_store"
    assert "damaged" not in built.info()


def test_a_store_whose_schema_version_is_no_number_is_damaged_and_said(built):
    loaded = built.loaded()
    change_version(built, "update store_info set value = 'three' where key = 'schema_version'")
    built.ensure()
    assert built.damaged() == ["store-000004.duckdb"]
    assert built.info()["damaged"] == "store-000004.duckdb"
    assert built.loaded() == loaded


def test_a_store_of_a_newer_version_is_left_alone(built):
    change_version(built, "update store_info set value = '999' where key = 'schema_version'")
    before = built.files(), built.store.path(4).read_bytes()
    for change in (lambda: None, built.change_data):
        change()
        with pytest.raises(Problem) as problem:
            built.ensure()
        assert problem.value.key == "error.store_newer"
        assert problem.value.values == {"folder": str(built.store.folder)}
    assert (built.files(), built.store.path(4).read_bytes()) == before


def test_a_store_written_by_a_newer_duckdb_is_left_alone(built):
    moved = Built(
        Store(built.store.folder.rename(built.store.folder.with_name("var2"))), built.data
    )
    before = moved.files()
    raise_storage_version(own_file(moved.store.path(3)))
    with pytest.raises(Problem) as problem:
        moved.ensure()
    assert problem.value.key == "error.store_newer"
    assert moved.files() == before


def raise_storage_version(path: Path) -> None:
    """Write a storage version of the future into the first block, with its checksum."""
    with path.open("r+b") as file:
        block = bytearray(file.read(4096))
        struct.pack_into("<Q", block, 12, 999)
        checksum = 5381
        for number in struct.unpack("<511Q", block[8:]):
            checksum ^= number * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
        struct.pack_into("<Q", block, 0, checksum)
        file.seek(0)
        file.write(block)


# --- a store that several servers share -----------------------------------------------------


def test_a_lake_is_made_of_data_and_follows_it(postgres, tmp_path, small_data, monkeypatch):
    monkeypatch.setattr(checks, "findings", lambda *_: [])
    lake = shared_lake.database(postgres, tmp_path / "of")
    a, b = lake.store("a"), lake.store("b")
    assert newest.ensure(a, small_data.folder) == newest.ensure(b, small_data.folder) == 1
    alone = Store(tmp_path / "alone")
    bootstrap.ensure(alone, small_data.folder)
    assert move.differing(alone.snapshot(), b.snapshot()) == ["loads"], "but for the time of load 0"
    # A newer data/ makes a snapshot; the server that is updated later takes nothing back.
    older = shutil.copytree(small_data.folder, tmp_path / "older")
    small_data.write("bands", [])
    assert newest.ensure(a, small_data.folder) == 2
    assert newest.ensure(b, older) == 2
    assert b.snapshot().fetch("from bands").num_rows == 0
