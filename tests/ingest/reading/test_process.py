"""The reading process: its limits hold, its Problems arrive, and it leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from rankings.ingest import limits as limits_module
from rankings.ingest import reading
from rankings.ingest.grid import Book
from rankings.ingest.limits import Limits
from rankings.ingest.reading import handover
from rankings.store.problems import Problem
from tests.ingest import files
from tests.ingest.files import Formula, Look, Percent
from tests.ingest.reading import test_formats
from tests.ingest.reading.test_formats import NAME, ROWS

ROOT = Path(__file__).resolve().parents[3]
# Long enough to be stopped on the way.
LONG = [[n, f"Tỉnh {n}", n / 7] for n in range(40_000)]


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be left in the folder of temporary files, whatever happens."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def problem(path: Path, **limits: int) -> Problem:
    with pytest.raises(Problem) as caught:
        reading.read(path, limits=replace(Limits(), **limits))
    return caught.value


def same(one: Book, other: Book) -> bool:
    """Whether two Books say the same; Arrow arrays compare by what they hold."""
    told = [
        [asdict(replace(s, texts=(), kinds=(), lines=None)) for s in b.sheets] for b in (one, other)
    ]
    columns = [
        [
            column
            for s in b.sheets
            for column in (*s.texts, *s.kinds, *([s.lines] if s.lines else []))
        ]
        for b in (one, other)
    ]
    facts = [asdict(replace(b, sheets=())) for b in (one, other)]
    return (
        facts[0] == facts[1]
        and told[0] == told[1]
        and all(a.equals(b) for a, b in zip(*columns, strict=True))
    )


@pytest.mark.parametrize(
    "kind", ["xlsx", "xls", "xlsb", "ods", "csv", "json", "parquet", "docx", "pdf"]
)
def test_what_the_process_reads_arrives_whole(tmp_path, kind):
    path = tmp_path / "a"
    look = Look(merged=[(0, 0, 0, 3)], hidden_rows=[2], hidden_columns=[1])
    if kind == "csv":
        files.write_csv(path, ROWS, encoding="cp1258")
    elif kind == "json":
        files.write_json(path, [dict(zip(ROWS[1], row, strict=True)) for row in ROWS[1:]])
    elif kind == "parquet":
        columns = zip(*ROWS[2:], strict=True)
        files.write_parquet(path, dict(zip(ROWS[1], map(list, columns), strict=True)))
    elif kind in ("docx", "pdf"):
        getattr(files, f"write_{kind}")(path, [(ROWS[0], ROWS[1:])])
    elif kind == "xlsb":
        files.write_xlsb(path, {NAME: ROWS})
    else:
        rows = [*ROWS, [Percent(0.5), Formula("=A1")]]
        getattr(files, f"write_{kind}")(path, {NAME: rows, "Nháp": [["x"]]}, {NAME: look})
    book = reading.read(path)
    assert same(book, test_formats.read(path))
    assert "UBND tỉnh Đắk Lắk" in book.sheets[0].texts[1].to_pylist()


def test_progress_is_told_and_grows(tmp_path):
    told: list[float] = []
    path = files.write_xlsx(tmp_path / "a", {NAME: LONG[:20_000], "T": LONG[:20_000]})
    reading.read(path, progress=told.append)
    assert told == sorted(told)
    assert len(told) > 5
    assert told[-1] == 1.0
    assert threading.current_thread() is threading.main_thread()


def test_who_stops_listening_ends_the_reading(tmp_path):
    """A page that is left raises from the callback; the process must not read on."""
    path = files.write_xlsx(tmp_path / "a", {NAME: LONG})
    started: list[subprocess.Popen] = []
    popen = subprocess.Popen

    def start(*arguments, **named):
        started.append(popen(*arguments, **named))
        return started[-1]

    def leave(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", start)
        with pytest.raises(KeyboardInterrupt):
            reading.read(path, progress=leave)
    assert started[0].returncode not in (None, 0)


def test_a_problem_arrives_as_it_was_raised(tmp_path):
    path = files.write_csv(tmp_path / "a", [["x", "y" * 50]])
    found = problem(path, cell_characters=20)
    assert found.key == "error.file_cell"
    expected = {"file": "a", "sheet": "a", "cell": "B1", "characters": 50, "limit": 20}
    assert found.values == expected


def test_the_time_limit_is_kept_and_named(tmp_path, monkeypatch):
    path = files.write_csv(tmp_path / "a", ROWS)
    # A process that never ends stands for a file that takes too long.
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "sitecustomize.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "slow"))
    found = problem(path, seconds=1)
    assert (found.key, found.values) == ("error.file_time", {"file": "a", "seconds": 1})


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_the_memory_limit_is_kept_and_named(tmp_path):
    path = files.write_json(tmp_path / "a.json", [{"x": n, "y": str(n)} for n in range(400_000)])
    found = problem(path, memory_bytes=150_000_000)
    assert (found.key, found.values["megabytes"]) == ("error.file_memory", 150)
    path = files.write_xlsx(tmp_path / "a.xlsx", {NAME: LONG})
    assert problem(path, memory_bytes=110_000_000).key == "error.file_memory"


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_a_limit_that_is_met_while_a_library_is_loaded_is_named_too(tmp_path):
    path = files.write_csv(tmp_path / "a", ROWS)
    assert problem(path, memory_bytes=40_000_000).key == "error.file_memory"


def test_a_process_that_dies_is_told(tmp_path, monkeypatch, caplog):
    path = files.write_csv(tmp_path / "a", ROWS)
    (tmp_path / "ill").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "ill"))
    for code, key in {
        "import os; os.abort()": "error.file_crash",
        "raise SystemExit(3)": "error.file_crash",
        "import os; os.write(2, b'memory allocation of 9 bytes failed'); os.abort()": (
            "error.file_damaged"  # so small a file needs no such memory
        ),
        "import os; os.write(2, b'std::bad_alloc'); os.abort()": "error.file_memory",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": "error.file_memory",
    }.items():
        (tmp_path / "ill" / "sitecustomize.py").write_text(code)
        assert problem(path).key == key
    assert "ended with status" in caplog.text
    failed = b"memory allocation of 9 bytes failed"
    for size, key in {199_999: "error.file_damaged", 200_000: "error.file_memory"}.items():
        assert reading._crash(-signal.SIGABRT, failed, "a", Limits(), size).key == key


def test_the_process_imports_nothing_heavy(tmp_path):
    path = files.write_xlsx(tmp_path / "a", {NAME: ROWS})
    order = {"path": str(path), "file": "a", "limits": {}}
    (tmp_path / "order.json").write_text(json.dumps(order))
    code = (
        "import sys; from pathlib import Path; from rankings.ingest.reading import child;"
        "child.main(Path(sys.argv[1]));"
        "print(*{name.partition('.')[0] for name, module in sys.modules.items() if module})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "python_calamine" in loaded
    assert not loaded & {"streamlit", "duckdb", "pandas", "numpy", "docx", "pdfplumber", "altair"}
    assert handover.read_book(tmp_path).sheets[0].height == 4
    for name in ("order.json", "book.json", "0.arrow"):
        (tmp_path / name).unlink()


def test_it_reads_from_any_working_folder_and_any_relative_path(tmp_path, monkeypatch):
    files.write_csv(tmp_path / "a", ROWS)
    monkeypatch.chdir(tmp_path)
    assert reading.read(Path("a")).sheets[0].height == 4


# --- Settings ---


def test_limits_come_from_the_environment():
    assert Limits.from_environment({}) == Limits()
    given = {"RANKINGS_LIMIT_ROWS": "5_000", "RANKINGS_LIMIT_SECONDS": " 7 ", "RANKINGS_VAR": "x"}
    assert Limits.from_environment(given) == replace(Limits(), rows=5000, seconds=7)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1e9", "９", "_", "9" * 30])
def test_a_limit_that_is_no_number_is_told(value):
    with pytest.raises(Problem) as caught:
        Limits.from_environment({"RANKINGS_LIMIT_ROWS": value})
    assert caught.value.key == "error.setting_number"
    assert caught.value.values["name"] == "RANKINGS_LIMIT_ROWS"


def test_the_environment_is_asked_at_each_reading(tmp_path, monkeypatch):
    path = files.write_csv(tmp_path / "a", ROWS)
    monkeypatch.setenv(f"{limits_module.PREFIX}ROWS", "3")
    with pytest.raises(Problem, match=r"error\.file_rows"):
        reading.read(path)
    assert os.environ[f"{limits_module.PREFIX}ROWS"] == "3"


# --- A process that is ready beforehand ---


def test_the_process_that_is_ready_reads_the_next_file(tmp_path):
    path = files.write_csv(tmp_path / "a", ROWS)
    reading.prepare()
    reading.prepare()
    (ready,) = reading._spare
    assert reading.read(path).sheets[0].height == 4
    assert reading._spare == []
    assert ready.process.returncode is not None
    assert not ready.folder.exists()


def test_one_that_has_ended_meanwhile_is_replaced(tmp_path):
    path = files.write_csv(tmp_path / "a", ROWS)
    reading.prepare()
    reading._spare[0].process.kill()
    reading._spare[0].process.wait()
    assert reading.read(path).sheets[0].height == 4


def test_one_that_is_never_asked_ends_with_whoever_started_it():
    """It holds the error output open as long as it lives."""
    code = """
import os
from rankings.ingest import reading

reading.prepare()
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60)
