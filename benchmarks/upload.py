"""An analyst's file recognised, checked and compared, against pandas that reads and inserts it.

Two files: a workbook of 34 units with six components and the total, and a CSV of a million figures.
Their figures are made up from a formula, for measuring only. Each turn runs in a process of its
own, so that its largest use of memory is its own; the process that reads the file counts too.
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import xlsxwriter

from benchmarks.table import Row, show
from rankings import loads
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, SourceFields, assemble
from rankings.loads import bootstrap
from rankings.store import queries
from rankings.store.versions import Snapshot, Store

TURNS = 3
ROWS = 1_000_000
PARTS = ("transparency", "timeliness", "online_service", "online_payment", "digitisation")
LAST_PART = "satisfaction"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store = Store(root / "var")
        version = bootstrap.ensure(store)
        files = {
            "sheet of 34 × 8": write_sheet(root / "sheet.xlsx", store.at(version)),
            "CSV of 1,000,000 figures": write_csv(root / "Chỉ số 766.csv", store.at(version)),
        }
        rows = []
        notes = []
        for name, path in files.items():
            own = [run("gate", path, store.folder, root) for _ in range(TURNS)]
            plain = [run("plain", path, store.folder, root) for _ in range(TURNS)]
            against = "pandas and insert"
            rows.append(Row(name, median(own, "seconds"), against, median(plain, "seconds")))
            peaks = median(own, "megabytes"), median(plain, "megabytes")
            notes.append(f"{name}: peak memory {peaks[0]:.0f} MB against {peaks[1]:.0f} MB.")
    show("Recognise, check and compare a file", rows, " ".join([f"Medians of {TURNS}.", *notes]))


def median(runs: list[dict], name: str) -> float:
    """The middle one of a figure of several runs."""
    return statistics.median(item[name] for item in runs)


def run(what: str, path: Path, var: Path, root: Path) -> dict:
    """One turn in a new process; the store is a copy, so that turns do not learn of each other."""
    own = root / "turn"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(var, own)
    command = [sys.executable, "-m", "benchmarks.upload", what, str(path), str(own)]
    done = subprocess.run(command, capture_output=True, check=True)
    return json.loads(done.stdout)


def gate(path: Path, var: Path) -> None:
    """What the page and the command line do with a file, up to the comparison."""
    store = Store(var)
    version = store.version()
    book = intake.read_path(store, path)
    recognition = intake.propose(store.at(version), book)
    tables = intake.extract(store.at(version), book, recognition.tables)
    settled = Intake(
        book,
        tables,
        SourceFields(),
        contradictions=recognition.contradictions,
        today=date(2026, 11, 22),
    )
    checked = loads.check(store, assemble(store.at(version), settled))
    assert not checked.blockers, checked.blockers[:3]
    assert checked.comparison.new > 0


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


def write_sheet(path: Path, at: Snapshot) -> Path:
    """A workbook as a ministry would lay it out."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("766")
    sheet.write(0, 0, "Bộ chỉ số phục vụ người dân, doanh nghiệp (766/QĐ-TTg)")
    sheet.write(1, 0, "Lũy kế từ đầu năm đến ngày 17/10/2026")
    titles = dict.fromkeys((*PARTS, LAST_PART), "")
    for row in queries.indicators(at, index_code="psi").to_pylist():
        if row["indicator_code"] in titles:
            titles[row["indicator_code"]] = row["name_vi"]
    sheet.write_row(3, 0, ["STT", "Tỉnh, thành phố", *titles.values(), "Tổng điểm"])
    units = queries.units(at, scheme="vn34").to_pylist()
    for number, unit in enumerate(units):
        parts = scores_of(number, 0)
        figures = [*(parts[code] / 100 for code in titles), sum(parts.values()) / 100]
        sheet.write_row(4 + number, 0, [number + 1, unit["name_vi"], *figures])
    book.close()
    return path


def write_csv(path: Path, at: Snapshot) -> Path:
    """A long table: a figure a row, a day of year-to-date figures after the other."""
    units = queries.units(at, scheme="vn34").to_pylist()
    written, day = 0, date(2026, 10, 11)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Kỳ số liệu,Tỉnh,Tiêu chí,Điểm\n")
        while written < ROWS:
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
    if len(sys.argv) == 1:
        main()
    else:
        action = {"gate": gate, "plain": plain}[sys.argv[1]]
        started = time.perf_counter()
        action(Path(sys.argv[2]), Path(sys.argv[3]))
        took = time.perf_counter() - started
        print(json.dumps({"seconds": took, "megabytes": peak_megabytes()}))
