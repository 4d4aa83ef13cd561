"""The store: versions never change, readers never wait, a writer is all or nothing."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from filelock import FileLock

from rankings.loads import marts
from rankings.store import current, data_folder
from rankings.store import versions as store_module
from rankings.store.problems import Problem
from rankings.store.versions import SOUND_SECONDS, Store, memo
from tests import interrupted, small_store
from tests.small_store import figure, load
from tests.store_clones import clone, own_file

ROOT = Path(__file__).resolve().parents[2]
FIGURES = "select unit_code, value from observations order by all"
LOADS = "select load_id from loads order by load_id"


@pytest.fixture(scope="module")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "var"
    small_store.build(folder, observations=figure("01", score="30"))
    return folder


@pytest.fixture
def store(_made_once: Path, tmp_path: Path) -> Store:
    """A store with one version, made by load 0."""
    return Store(clone(_made_once, tmp_path / "var"))


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict]) -> None:
    """Add rows to a table; a column that is not given is empty."""
    names = connection.table(table).columns
    data_folder.insert(connection, table, {name: [row.get(name) for row in rows] for name in names})


def publish(store: Store, load_id: int) -> int:
    """Add one load with one figure, as an upload will; the version that it made."""
    with store.locked(), store.next_version(base=store.version()) as connection:
        append(connection, "loads", [load(load_id)])
        append(connection, "observations", figure("02", score="20", load=load_id))
    return store.version()


def loads(store: Store, version: int | None = None) -> list[int]:
    return store.at(version or store.version()).fetch(LOADS)["load_id"].to_pylist()


def files(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir() if path.name[0] != ".")


@contextmanager
def limited(kind: str, amount: int) -> Iterator[None]:
    """Hold this process to a limit of the system, such as RLIMIT_FSIZE (bytes in a file)."""
    resource = pytest.importorskip("resource")
    number = getattr(resource, kind)
    soft, hard = resource.getrlimit(number)
    resource.setrlimit(number, (amount, hard))
    try:
        yield
    finally:
        resource.setrlimit(number, (soft, hard))


# --- versions ------------------------------------------------------------------------------


def test_an_empty_folder_has_no_version(tmp_path):
    store = Store(tmp_path / "var")
    assert store.version() is None
    assert store.versions() == []
    assert not store.folder.exists()


def test_a_version_is_current_only_when_it_is_whole(store):
    with store.locked(), store.next_version(base=1) as connection:
        append(connection, "loads", [load(1)])
        assert (store.version(), store.versions(), loads(store)) == (1, [1], [0])
    assert (store.version(), store.versions(), loads(store)) == (2, [1, 2], [0, 1])
    assert loads(store, version=1) == [0]


def test_nothing_changes_when_the_body_raises(store):
    def stop_halfway() -> None:
        with store.locked(), store.next_version(base=1) as connection:
            append(connection, "loads", [load(1)])
            raise KeyError("halfway")

    before = files(store), store.path(1).read_bytes()
    with pytest.raises(KeyError, match="halfway"):
        stop_halfway()
    assert (files(store), store.path(1).read_bytes()) == before
    assert publish(store, 1) == 2


def test_the_marts_are_made_anew_after_a_load(store):
    scores = "select score from standings where unit_code = '02' and indicator_code = 'total'"
    assert store.at(1).fetch(scores)["score"].to_pylist() == [None]
    with store.locked(), store.next_version(base=1) as connection:
        append(connection, "loads", [load(1)])
        append(connection, "observations", figure("02", score="20", load=1))
    assert store.at(2).fetch(scores)["score"].to_pylist() == [None]
    with store.locked(), store.next_version(base=2) as connection:
        marts.build(connection)
    assert [str(score) for score in store.at(3).fetch(scores)["score"].to_pylist()] == ["20.000000"]


def test_a_file_name_is_never_used_twice(store, monkeypatch):
    monkeypatch.setattr(store_module, "KEPT_VERSIONS", 2)
    used = [1, publish(store, 1), publish(store, 2)]
    store.set_aside(3)
    store.pointer.write_text("2\n")
    used.append(publish(store, 3))
    store.pointer.unlink()
    store.pointer.write_text("4\n")
    store.path(4).unlink()
    store.path(2).rename(store.path(1))
    with store.locked(), store.next_version(base=1):
        pass
    used.append(store.version())
    store.pointer.write_text("nonsense")
    with store.locked(), store.next_version(base=5):
        pass
    used.append(store.version())
    assert used == [1, 2, 3, 4, 5, 6]


def test_only_the_newest_versions_are_kept(store, monkeypatch):
    monkeypatch.setattr(store_module, "KEPT_VERSIONS", 3)
    for load_id in range(1, 6):
        publish(store, load_id)
    assert store.versions() == [4, 5, 6]
    assert loads(store) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(Problem) as problem:
        store.connect(2)
    assert (problem.value.key, problem.value.values) == ("error.version_gone", {"version": 2})


def test_files_of_other_names_are_no_versions(store):
    for name in ("store-old.duckdb", "store-000001 (copy).duckdb", "store-000007.duckdb.wal"):
        (store.folder / name).write_text("not ours")
    (store.folder / "damaged").mkdir()
    (store.folder / "damaged" / "store-first.duckdb").write_text("not ours")
    assert store.versions() == [1]
    assert publish(store, 1) == 2
    assert "store-old.duckdb" in files(store)


@pytest.mark.parametrize("text", [b"", b"garbage", b"\xff\x00", b"1.5", b"1\n2\n"])
def test_a_pointer_that_cannot_be_read_names_no_version(store, text):
    store.pointer.write_bytes(text)
    assert store.version() is None


# --- reading -------------------------------------------------------------------------------


def test_readers_go_on_while_versions_come_and_go(store, monkeypatch):
    monkeypatch.setattr(store_module, "KEPT_VERSIONS", 4)
    held = store.connect(1).cursor()
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            version = store.version()
            assert loads(store, version) == list(range(version))
            assert held.cursor().execute(LOADS).fetchall() == [(0,)]
            seen.add(version)

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        for load_id in range(1, 13):
            publish(store, load_id)
        done.set()
        for reader in reading:
            reader.result()
    assert len(seen) > 3
    assert store.versions() == [10, 11, 12, 13]
    assert held.execute(LOADS).fetchall() == [(0,)]


def test_many_threads_read_at_once(store):
    publish(store, 1)

    def read(thread: int) -> None:
        for turn in range(200):
            version = 1 + (thread + turn) % 2
            assert loads(store, version) == list(range(version))

    with ThreadPoolExecutor(16) as readers:
        list(readers.map(read, range(16)))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_small_table_takes_little_memory(store):
    def mapped() -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmData:")[1].split()[0]) // 1024

    columns = ", ".join(f"'{number}' as c{number}" for number in range(12))
    store.at(1).fetch(f"select {columns}")
    before = mapped()
    kept = [store.at(1).fetch(f"select {columns}") for _ in range(8)]
    assert len(kept) == 8
    assert mapped() - before < 100  # 8 × 140 MB with DuckDB's default


def test_connections_are_not_hoarded(store):
    for load_id in range(1, 8):
        publish(store, load_id)
    for version in store.versions():
        loads(store, version)
    assert len(store_module._connections) <= store_module.CONNECTIONS_KEPT


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("select $a as a", None),
        ("select $a as a", {}),
        ("select $a as a", {"b": 1}),
        ("select $a as a", {"a": 1, "b": 2}),
        ("select 1 as a", {"a": 1}),
    ],
)
def test_a_statement_wants_exactly_its_parameters(store, sql, parameters):
    with pytest.raises(duckdb.InvalidInputException):
        store.at(1).fetch(sql, parameters)


def test_parameters_are_values_not_text(store):
    text = "x'; drop table loads; --"
    assert store.at(1).fetch("select $a as a", {"a": text})["a"].to_pylist() == [text]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "select * from read_text('{file}')",
        "copy loads to '{file}'",
        "attach '{file}' as other",
        "install httpfs",
        "set enable_external_access = true",
        "delete from loads",
        "create table other as select 1 as a",
    ],
)
def test_a_reader_reaches_no_file_and_changes_nothing(store, sql, tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("a\n1\n")
    with pytest.raises(duckdb.Error):
        store.at(1).fetch(sql.format(file=file))
    assert file.read_text() == "a\n1\n"
    assert loads(store, 1) == [0]


def test_a_python_variable_is_no_table(store):
    loads_elsewhere = pa.table({"load_id": [9]})  # noqa: F841
    with pytest.raises(duckdb.CatalogException):
        store.at(1).fetch("select * from loads_elsewhere")


def test_memo_remembers_for_one_version_of_one_store(store, tmp_path):
    calls = []

    @memo
    def counted(store: Store, version: int, *, unit: str = "01") -> tuple:
        calls.append((store.folder.name, version, unit))
        return (version, unit)

    publish(store, 1)
    other = Store(clone(store.folder, tmp_path / "other"))
    same = Store(store.folder)
    assert counted(store, 1) is counted(same, 1)
    assert counted(store, 1, unit="02") is counted(same, 1, unit="02")
    assert counted(store, 2) == (2, "01")
    assert counted(other, 1) == (1, "01")
    assert calls == [("var", 1, "01"), ("var", 1, "02"), ("var", 2, "01"), ("other", 1, "01")]
    assert counted.__name__ == "counted"
    counted.cache_clear()
    counted(store, 1)
    assert len(calls) == 5


def test_memo_does_not_remember_a_failure(store):
    answers = iter([Problem("error.disk"), "found"])

    @memo
    def unlucky(store: Store, version: int) -> str:
        answer = next(answers)
        if isinstance(answer, Problem):
            raise answer
        return answer

    with pytest.raises(Problem):
        unlucky(store, 1)
    assert unlucky(store, 1) == "found"


# --- the lock ------------------------------------------------------------------------------


def test_a_second_writer_is_told_that_another_one_writes(store, monkeypatch):
    monkeypatch.setattr(store_module, "LOCK_SECONDS", 0.1)
    with FileLock(store.folder / ".lock"):
        with pytest.raises(Problem) as problem, store.locked():
            pytest.fail("the lock was held")
        assert loads(store) == [0]
    assert (problem.value.key, problem.value.values) == ("error.store_locked", {"seconds": 0.1})
    with store.locked():
        pass


def test_the_lock_of_a_killed_writer_is_free(store, monkeypatch):
    monkeypatch.setattr(store_module, "LOCK_SECONDS", 5)
    script = (
        "import sys, filelock; filelock.FileLock(sys.argv[1]).acquire(); print('held')\ninput()"
    )
    command = [sys.executable, "-c", script, str(store.folder / ".lock")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout.readline() == "held\n"
        writer.send_signal(signal.SIGKILL)
        assert publish(store, 1) == 2


def test_two_threads_write_one_after_the_other(store):
    with ThreadPoolExecutor(2) as writers:
        versions = list(writers.map(lambda load_id: publish(store, load_id), (1, 2)))
    assert loads(store, 3) == [0, 1, 2]
    assert 3 in versions


def test_the_trial_of_a_killed_process_is_gone_at_the_next_one(store):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = store.folder / "trials" / f"{ended.pid}-abc"
    lives = store.folder / "trials" / f"{os.getpid()}-def"
    for folder in (left, lives):
        folder.mkdir(parents=True)
    with store.trial():
        assert not left.exists()
        assert lives.exists()


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem) as problem, Store(tmp_path / "file" / "var").locked():
        pytest.fail("there is no folder")
    assert problem.value.key == "error.disk"


# --- a full disk ---------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 4_096, 1_000_000, "its size", "its size and a little"])
def test_a_full_disk_leaves_the_current_version(store, room):
    """The disk ends while the version is copied, or while DuckDB writes to the copy."""
    before = files(store), store.path(1).read_bytes()
    size = store.path(1).stat().st_size
    room = {"its size": size, "its size and a little": size + 100_000}.get(room, room)
    rows = [row for unit in range(30_000) for row in figure(str(unit), score="20.25", load=1)]
    with (
        pytest.raises(Problem) as problem,
        limited("RLIMIT_FSIZE", room),
        store.locked(),
        store.next_version(base=1) as connection,
    ):
        append(connection, "observations", rows)
    assert problem.value.key == "error.disk"
    assert problem.value.values["folder"] == str(store.folder)
    assert "File too large" in problem.value.values["reason"]
    assert (files(store), store.path(1).read_bytes()) == before
    assert publish(store, 1) == 2
    assert loads(store) == [0, 1]


@pytest.mark.parametrize(
    ("call", "nth"), [("replace", 1), ("replace", 2), ("fsync", 1), ("fsync", 2), ("open", 1)]
)
def test_a_disk_that_is_full_at_the_last_step_leaves_the_current_version(
    store, monkeypatch, call, nth
):
    before = files(store)
    real = getattr(os, call)
    calls = []

    def full(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        if len(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    with store.locked(), pytest.raises(Problem) as problem, store.next_version(base=1):
        monkeypatch.setattr(os, call, full)
    monkeypatch.undo()
    assert problem.value.key == "error.disk"
    assert problem.value.values["reason"] == os.strerror(errno.ENOSPC)
    assert (files(store), store.version()) == (before, 1)
    assert publish(store, 1) == 2


# --- killed --------------------------------------------------------------------------------


def test_a_writer_killed_before_any_change_of_a_file_leaves_a_sound_store(store):
    """Kill the writer before its first change of a file, before its second … until it is done."""
    operation = moved = 0
    killed = True
    while killed:
        operation += 1
        before = store.version()
        killed = interrupted.killed_before(
            operation, store.folder, interrupted.add_a_version, store
        )
        moved += store.version() != before
        assert store.version() in {before, max(store.versions())}
        assert store.snapshot().fetch("select * from store_info").num_rows == moved
        assert loads(store) == [0]
    assert (operation > 6, moved > 0) == (True, True)
    assert not [name for name in files(store) if "part" in name]


# --- damaged files -------------------------------------------------------------------------


def test_a_version_is_known_sound_while_its_file_stays_as_it_was_written(store):
    publish(store, 1)
    assert store.is_known_sound(2)
    assert not store.is_known_sound(1)  # only of the newest it is remembered
    with own_file(store.path(2)).open("ab") as file:
        file.write(b"0")
    assert not store.is_known_sound(2)
    store.note_sound(2)
    assert store.is_known_sound(2)


def test_a_version_is_known_sound_for_a_day(store, monkeypatch):
    publish(store, 1)
    tomorrow = time.time() + SOUND_SECONDS
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert not store.is_known_sound(2)


@pytest.mark.parametrize("note", ["", "store-000002.duckdb", "a b c d e", "\ufffd"])
def test_a_note_that_says_nothing_makes_nothing_sound(store, note):
    publish(store, 1)
    (store.folder / ".sound").write_text(note, encoding="utf-8")
    assert not store.is_known_sound(2)


def test_no_bar_of_progress_stands_in_the_answer_of_a_command(store):
    asked = store.connect(1).cursor().execute("select current_setting('enable_progress_bar')")
    assert asked.fetchone() == (False,)


def test_a_folder_that_takes_no_note_is_no_failure(store):
    publish(store, 1)
    (store.folder / ".sound").unlink()
    (store.folder / ".sound").mkdir()
    store.note_sound(2)
    assert not store.is_known_sound(2)


def test_a_version_set_aside_is_kept_and_no_longer_read(store):
    publish(store, 1)
    content = store.path(2).read_bytes()
    assert loads(store, 2) == [0, 1]
    copy = store.set_aside(2)
    assert copy == store.folder / "damaged" / "store-000002.duckdb"
    assert copy.read_bytes() == content
    with pytest.raises(Problem, match="version_gone"):
        store.connect(2)


def test_a_version_is_not_set_aside_for_a_trouble_that_is_not_in_it(store):
    with pytest.raises(Problem, match=os.strerror(errno.EMFILE)), limited("RLIMIT_NOFILE", 3):
        store.set_aside(1)
    (store.folder / "damaged").write_text("in the way")
    with pytest.raises(Problem, match="disk"):
        store.set_aside(1)
    assert loads(store, 1) == [0]


def test_a_version_that_cannot_be_opened_is_an_error_of_the_database(store):
    os.truncate(own_file(store.path(1)), 100)
    with pytest.raises(duckdb.Error):
        store.at(1).fetch(LOADS)


def test_a_lack_of_memory_while_writing_leaves_the_current_version(store, monkeypatch):
    before = store.path(1).read_bytes()
    monkeypatch.setattr(store_module, "WRITER_MEGABYTES", 20)
    with store.locked(), pytest.raises(Problem) as caught:  # noqa: SIM117
        with store.next_version(1) as connection:
            connection.execute("select list(range) from range(10_000_000)").fetchall()
    assert caught.value.key == "error.database_memory"
    assert caught.value.values == {"folder": str(store.folder)}
    assert store.version() == 1
    assert sorted(path.name for path in store.folder.glob("*.duckdb")) == ["store-000001.duckdb"]
    assert not list(store.folder.glob("next-*"))
    assert store.path(1).read_bytes() == before


def test_a_lack_of_memory_while_reading_is_told_and_means_no_damage(store):
    connection = store.connect(1)
    connection.execute("set memory_limit = '20MB'")
    try:
        with pytest.raises(Problem) as caught:
            store.at(1).fetch("select list(range) as l from range(10_000_000)")
    finally:
        connection.execute("set memory_limit = '1GB'")
    assert caught.value.key == "error.database_memory"
    assert loads(store, 1) == [0]


def test_a_version_is_not_called_damaged_for_want_of_memory(store, monkeypatch):
    def short_of_memory(*_: object) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")

    monkeypatch.setattr(Store, "connect", short_of_memory)
    for look in (current.info, current.scans):
        with pytest.raises(Problem) as caught:
            look(store.at(1))
        assert caught.value.key == "error.database_memory"


@pytest.mark.parametrize("value", ["three", "", "-1", "1.0", "9" * 20, "٣"])
def test_a_schema_version_that_is_no_number_is_none(value):
    reached = current.schema_reached({"schema_version": value})
    assert reached == (0 if value == "" else None)
    assert current.schema_reached({"schema_version": "12"}) == 12


# --- beside the app ------------------------------------------------------------------------


def gap(folder: Path) -> subprocess.CompletedProcess:
    """Run `gap psi` as a person would, on the store of a folder."""
    return subprocess.run(
        [sys.executable, "-m", "rankings", "gap", "psi", "--json"],
        cwd=ROOT,
        env=os.environ | {"RANKINGS_VAR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_command_line_works_while_others_read_and_write(own_var):
    store = Store(own_var)
    version = store.version()
    reader = store.connect(version).cursor().execute("select * from observations")
    reader.fetchmany(10)
    with store.locked(), store.next_version(base=version) as connection:
        connection.execute("delete from observations")
        answer = gap(own_var)
    assert (answer.returncode, answer.stderr) == (0, "")
    found = json.loads(answer.stdout)
    assert (found["rank"], found["cut_line"]["low"], found["gap"]["high"]) == (7, 63.97, -1.52)
    assert len(reader.fetchall()) > 3000


def test_the_command_line_says_in_one_sentence_that_the_store_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = gap(tmp_path / "file" / "var")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr


def test_a_copied_folder_is_a_store(store, tmp_path):
    copy = Store(shutil.copytree(store.folder, tmp_path / "copy"))
    assert copy.snapshot().fetch(FIGURES) == store.at(1).fetch(FIGURES)


def test_a_pointer_that_is_gone_is_told_with_what_to_do(tmp_path):
    with pytest.raises(Problem) as caught:
        Store(tmp_path).snapshot()
    assert (caught.value.key, caught.value.values) == ("error.no_version", {"file": "current"})
