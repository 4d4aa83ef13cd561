"""An analyst's file recognised, checked and compared, against pandas that reads and inserts it.

A workbook of 34 units with six components and the total, and CSV files of 100,000 and of a million
figures.
Their figures are made up from a formula, for measuring only. Each turn runs in a process of its
own, so that its largest use of memory is its own; the process that reads the file counts too.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import xlsxwriter

from benchmarks.table import Row
from benchmarks.turns import Turns
from rankings import loads
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, SourceFields, assemble
from rankings.ingest.submission import Submission
from rankings.loads import Checked, bootstrap
from rankings.store import queries
from rankings.store.versions import Snapshot, Store

TURNS = 10
AGAINST = "pandas and insert"
WARNED = 3  # a load that its warnings stopped: read, checked and compared all the same
PARTS = ("transparency", "timeliness", "online_service", "online_payment", "digitisation")
LAST_PART = "satisfaction"


def rows(quick: bool = False) -> list[Row]:
    """Seconds and the largest memory of each file, and of the sheet as a command."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store = Store(root / "var")
        at = store.at(bootstrap.ensure(store))
        sheet = write_sheet(root / "sheet.xlsx", at, day=date(2026, 10, 17))
        before = write_sheet(root / "before.xlsx", at, day=date(2026, 10, 16))
        warm = _measured(
            store,
            Turns(TURNS, quick=quick),
            {
                "ours": ("gate", sheet, before),
                "plain": ("plain", sheet, before),
                "command": ("command", sheet),
            },
        )
        found = [
            warm.row("sheet of 34 × 8, warm", "ours", "plain", AGAINST, at_most=0.5),
            warm.row("sheet of 34 × 8, as a command", "command", "plain", AGAINST, at_most=1.2),
        ]
        for figures, seconds, megabytes in ((100_000, 2, None), (1_000_000, 6, 700)):
            path = write_csv(root / "Chỉ số 766.csv", at, figures)
            turns = _measured(
                store, Turns(TURNS, quick=quick), {"ours": ("gate", path), "plain": ("plain", path)}
            )
            what = f"CSV of {figures:,} figures"
            found += [
                turns.row(what, "ours", "plain", AGAINST, at_most=seconds),
                turns.row(
                    f"{what}, largest memory",
                    "ours MB",
                    "plain MB",
                    AGAINST,
                    unit="MB",
                    at_most=megabytes,
                ),
            ]
    return found


def _measured(store: Store, turns: Turns, ways: dict[str, tuple]) -> Turns:
    """Way -> seconds, and under its name with MB the largest memory."""
    for turn in turns:
        for way, (what, *paths) in ways.items():
            taken = run(what, paths, store.folder)
            turn[way] = taken["seconds"]
            if "megabytes" in taken:
                turn[f"{way} MB"] = taken["megabytes"]
    return turns


def run(what: str, paths: Sequence[Path], var: Path) -> dict[str, float]:
    """One turn in a new process; the store is a copy, so that turns do not learn of each other."""
    own = var.with_name("turn")
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(var, own)
    if what == "command":
        command = [sys.executable, "-m", "rankings", "load", str(paths[0])]
        started = time.perf_counter()
        done = subprocess.run(
            command, capture_output=True, env=os.environ | {"RANKINGS_VAR": str(own)}
        )
        if done.returncode not in (0, WARNED):
            raise RuntimeError(done.stderr.decode())
        return {"seconds": time.perf_counter() - started}
    command = [sys.executable, "-m", "benchmarks.upload", what, str(own), *map(str, paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def check(store: Store, path: Path) -> Checked:
    """What the page and the command line do with a file, up to the comparison."""
    checked = loads.check(store, read(store, path))
    assert not checked.blockers, checked.blockers[:3]
    assert checked.comparison.new > 0
    return checked


def read(store: Store, path: Path) -> Submission:
    """The load that a file makes; the cells of the file are let go."""
    at = store.snapshot()
    book = intake.read_path(store, path)
    recognition = intake.propose(at, book)
    settled = Intake(
        book,
        intake.extract(at, book, recognition.tables),
        SourceFields(),
        contradictions=recognition.contradictions,
        today=date(2026, 11, 22),
    )
    return assemble(at, settled)


def gate(path: Path, var: Path) -> None:
    """What a file costs."""
    check(Store(var), path)


def plain(path: Path, _: Path) -> None:
    """The least that an application could do: read and insert, nothing understood."""
    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_excel(path, engine="calamine")
    connection = duckdb.connect()
    connection.from_df(frame).create("figures")


def scores_of(unit: int, day: int) -> dict[str, int]:
    """Components in hundredths: a formula, no measurement."""
    parts = {
        part: 300 + (unit * 37 + number * 53 + day * 7) % 600 for number, part in enumerate(PARTS)
    }
    return parts | {LAST_PART: 1000 + (unit * 29 + day * 3) % 700}


def write_sheet(path: Path, at: Snapshot, day: date) -> Path:
    """A workbook as a ministry would lay it out."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("766")
    sheet.write(0, 0, "Bộ chỉ số phục vụ người dân, doanh nghiệp (766/QĐ-TTg)")
    sheet.write(1, 0, f"Lũy kế từ đầu năm đến ngày {day:%d/%m/%Y}")
    titles = dict.fromkeys((*PARTS, LAST_PART), "")
    for row in queries.indicators(at, index_code="psi").to_pylist():
        if row["indicator_code"] in titles:
            titles[row["indicator_code"]] = row["name_vi"]
    sheet.write_row(3, 0, ["STT", "Tỉnh, thành phố", *titles.values(), "Tổng điểm"])
    units = queries.units(at, scheme="vn34").to_pylist()
    for number, unit in enumerate(units):
        parts = scores_of(number, day.toordinal())
        figures = [*(parts[code] / 100 for code in titles), sum(parts.values()) / 100]
        sheet.write_row(4 + number, 0, [number + 1, unit["name_vi"], *figures])
    book.close()
    return path


def write_csv(path: Path, at: Snapshot, figures: int) -> Path:
    """So many figures, a figure a row, a day of year-to-date figures after the other."""
    units = queries.units(at, scheme="vn34").to_pylist()
    written, day = 0, date(2026, 10, 11)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Kỳ số liệu,Tỉnh,Tiêu chí,Điểm\n")
        while written < figures:
            day += timedelta(days=1)
            for number, unit in enumerate(units):
                parts = scores_of(number, day.toordinal())
                for code, value in {**parts, "total": sum(parts.values())}.items():
                    file.write(f"{day:%d/%m/%Y},{unit['name_vi']},{code},{value / 100:.2f}\n")
                    written += 1
    return path


def peak_megabytes() -> float:
    """The largest use of memory of this process and of those it has waited for."""
    own, others = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(own, others) / 1024


if __name__ == "__main__":
    action = {"gate": gate, "plain": plain}[sys.argv[1]]
    # The last file is measured; those before it warm the process up.
    *before, last = map(Path, sys.argv[3:])
    for earlier in before:
        action(earlier, Path(sys.argv[2]))
    started = time.perf_counter()
    action(last, Path(sys.argv[2]))
    took = time.perf_counter() - started
    print(json.dumps({"seconds": took, "megabytes": peak_megabytes()}))
