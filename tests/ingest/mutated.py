"""Files of every kind, spoilt by chance, and what becomes of them on the way of a file.

    python -m tests.ingest.mutated FOLDER FIRST COUNT

FOLDER: of a store built from data/. Each number gives one file, the same each time. The process is
confined as the one that reads files, and prints a line before each file and one after it: what
became of it (`loaded`, or the key of the Problem), or the traceback of what must not happen.
"""

import argparse
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reportlab import rl_config

from rankings.cli import loads
from rankings.ingest import intake, reading
from rankings.ingest.limits import MEGABYTE, Limits, confine
from rankings.ingest.reading.file import read_file
from rankings.loads import handed_in
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests.ingest import files, shapes
from tests.ingest.recognition import test_files as written

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "ingest" / "reading" / "samples"
LIMITS = Limits(
    unpacked_bytes=20 * MEGABYTE,
    rows=20_000,
    columns=500,
    cells=200_000,
    pages=5,
    tables=40,
)
# What is not given back adds up in a process of many files; in use, each has its own.
AT_ONCE = 300
# All of them are smaller.
SMALL = 100_000
# What would send the reader of a damaged file the wrong way.
NOT_OF_SMALL_FILES = ("error.file_crash", "error.file_memory", "error.file_time")
SHAPES = ("wide", "merged_groups", "score_and_rank_pairs", "several_sheets", "dti", "two_halves")
NUMBERS = (
    *(b"1e308", b"-1e308", b"1e999", b"NaN", b"Infinity", b"-0", b"9" * 40, b"0." + b"0" * 40),
    *(b"4294967295", b"-1", b"2147483648", b"99999999", b"0", b"31/02/2026", b"1899-12-31"),
)
TEXTS = (
    *("Đắk Lắk", "Đắk Lắk", "‮68,33", "Tổng", "", "٣٤", "Ⅳ", "½", "68,33 %", "=A1", "NULL"),
    *("ngày 31/02/2026", "Quý V/2026", "tháng 13", "0/0", "-", "1 000 000 000 000,5", "\x00", "﻿"),
)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "cp1258", "cp1252", "utf-7", "shift_jis", "cp037")
_ZIP = b"PK\x03\x04"
_MOMENT, _MOMENT_THEN = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d"), b"2026-10-10T00:00:00"
_DIGITS = re.compile(rb"\d+(?:[.,]\d+)?")
_ATTRIBUTE = re.compile(rb'="[^"]{0,60}"')


# --- What is spoilt -------------------------------------------------------------------------------


def sources(folder: Path) -> dict[str, bytes]:
    """Whole files of every kind, by a name with the suffix of the kind."""
    made: dict[str, Path] = {}
    shaped = {name: written.CLEAN[name] for name in SHAPES}
    writers: dict[str, Callable] = {
        "xlsx": files.write_xlsx,
        "xls": files.write_xls,
        "ods": files.write_ods,
    }
    for name, shape in shaped.items():
        grids = {sheet.name: written.grid(sheet) for sheet in shape.book.sheets}
        looks = {sheet.name: written.look(sheet) for sheet in shape.book.sheets}
        first = next(iter(grids.values()))
        for kind, writer in writers.items():
            made[f"{name}.{kind}"] = writer(folder / f"{name}.{kind}", grids, looks)
        made[f"{name}.csv"] = files.write_csv(folder / f"{name}.csv", first)
        plain = {title: _plain(rows) for title, rows in grids.items()}
        made[f"{name}.xlsb"] = files.write_xlsb(folder / f"{name}.xlsb", plain)
        titles = [str(row[0]) for row in first[:2] if row[0]]
        made[f"{name}.docx"] = files.write_docx(folder / f"{name}.docx", [(titles, first[2:])])
        made[f"{name}.html"] = _web_page(folder / f"{name}.html", grids)
        made[f"{name}.xml"] = _old_xml(folder / f"{name}.xml", first)
    wide = written.grid(shaped["wide"].book.sheets[0])
    empty = {"Trống": [], "Bảng": wide, "Cũng trống": [[None]]}
    for kind, writer in writers.items():
        made[f"empty_beside.{kind}"] = writer(folder / f"empty_beside.{kind}", empty)
    rl_config.invariant = 1
    made["pages.pdf"] = files.write_pdf(folder / "pages.pdf", [([wide[0][0]], wide[2:12])])
    made["portal.json"] = files.write_json(folder / "portal.json", _portal())
    made["columns.parquet"] = files.write_parquet(
        folder / "columns.parquet", {"Tỉnh": ["Huế", "Đắk Lắk"], "Điểm": [81.5, None]}
    )
    made["packed.zip"] = folder / "packed.zip"
    with zipfile.ZipFile(made["packed.zip"], "w") as archive:
        archive.write(made["wide.csv"], "wide.csv")
    samples = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.xls*"))}
    files_made = {name: path.read_bytes() for name, path in made.items()}
    return {name: _undated(content) for name, content in (files_made | samples).items()}


def _undated(content: bytes) -> bytes:
    """A file as it would be on any day, so that a number gives the same one tomorrow."""
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: archive.read(part) for part in archive.infolist()}
        return _packed({name: _MOMENT.sub(_MOMENT_THEN, inside) for name, inside in parts.items()})
    return _MOMENT.sub(_MOMENT_THEN, content)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in parts.items():
            archive.writestr(zipfile.ZipInfo(name), inside, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _plain(rows: files.Grid) -> list[list[object]]:
    return [[cell if isinstance(cell, str | int | float) else None for cell in row] for row in rows]


def _web_page(path: Path, grids: Mapping[str, files.Grid]) -> Path:
    tables = "".join(
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        + "</table>"
        for rows in grids.values()
    )
    path.write_text(f"<html><body><h1>Bảng</h1>{tables}</body></html>", encoding="utf-8")
    return path


def _old_xml(path: Path, rows: files.Grid) -> Path:
    """A workbook in the XML of Excel 2003."""
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{cell or ""}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows
    )
    head = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    path.write_text(f'<?xml version="1.0"?>{head}{cells}</Table></Worksheet></Workbook>', "utf-8")
    return path


def _portal() -> dict[str, object]:
    names = shapes.names("vn34")
    provinces = [
        {
            "departmentName": f"UBND tỉnh {names[unit]}",
            "departmentCode": f"H{place}",
            "totalScore": float(row["total", "score"]),
            "rank": int(row["total", "rank"]),
        }
        for place, (unit, row) in enumerate(shapes.by_rank(shapes.PSI), start=1)
    ]
    return {"date": "2026-10-10", "provinces": provinces}


# --- How ------------------------------------------------------------------------------------------


def mutated(number: int, whole: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The file of a number: its name, and its content, spoilt in one to four ways."""
    chance = random.Random(number)
    name = chance.choice(sorted(whole))
    content = whole[name]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        way = chance.choice(_WAYS)
        if content.startswith(_ZIP) and chance.random() < 0.8:
            content = _within(chance, content, whole, way)
        else:
            content = way(chance, content)
    return name, content


def _within(
    chance: random.Random,
    content: bytes,
    whole: Mapping[str, bytes],
    way: Callable[[random.Random, bytes], bytes],
) -> bytes:
    """An archive with one part spoilt, taken out, twice there, or exchanged for another one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: archive.read(part) for part in archive.infolist()}
    except Exception:  # it was spoilt before
        return way(chance, content)
    if not parts:
        return content
    part = chance.choice(sorted(parts))
    if chance.random() < 0.6:  # most often where the figures are
        figures = [name for name in sorted(parts) if re.search(r"sheet|content|document|Str", name)]
        part = chance.choice(figures or [part])
    what = chance.random()
    if what < 0.7:
        parts[part] = way(chance, parts[part])
    elif what < 0.8:
        del parts[part]
    elif what < 0.9:
        other = chance.choice(sorted(parts))
        parts[part], parts[other] = parts[other], parts[part]
    else:
        parts[part] = _part_of(chance, whole[chance.choice(sorted(whole))])
    return _packed(parts)


def _part_of(chance: random.Random, content: bytes) -> bytes:
    if not content.startswith(_ZIP):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(chance.choice(archive.namelist()))


def _flipped(chance: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 3, 20)) if spoilt else 0):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _left_out(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.choice((1, 8, 200, 5_000)) :]


def _repeated(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    piece = content[at : at + chance.choice((10, 300, 3_000))]
    return content[:at] + piece * chance.choice((2, 10)) + content[at:]


def _another_number(chance: random.Random, content: bytes) -> bytes:
    return _in_place(chance, content, _DIGITS, lambda _: chance.choice(NUMBERS))


def _another_text(chance: random.Random, content: bytes) -> bytes:
    text = chance.choice(TEXTS).encode()
    pattern = re.compile(rb"(?<=[>,;\"])[^<>,;\"\n]{1,60}(?=[<,;\"\n])")
    return _in_place(chance, content, pattern, lambda _: text)


def _another_attribute(chance: random.Random, content: bytes) -> bytes:
    values = (*NUMBERS, b"", b"A0", b"XFD1048576", b"ZZZZ9", b"str", b"e", b"b", b"d", b"rId99")
    return _in_place(chance, content, _ATTRIBUTE, lambda _: b'="' + chance.choice(values) + b'"')


def _four_bytes(chance: random.Random, content: bytes) -> bytes:
    """A length or a number of a binary file, as large as it can be, or odd."""
    at = chance.randrange(max(1, len(content) - 4))
    put = chance.choice((b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0" * 4, b"\x80\0\0\0", b"\0\0\0\x7f"))
    return content[:at] + put + content[at + 4 :]


def _written_otherwise(chance: random.Random, content: bytes) -> bytes:
    try:
        return content.decode("utf-8").encode(chance.choice(ENCODINGS), "replace")
    except UnicodeDecodeError:
        return _flipped(chance, content)


def _in_place(
    chance: random.Random, content: bytes, pattern: re.Pattern, put: Callable[[object], bytes]
) -> bytes:
    places = [match.span() for match in pattern.finditer(content)]
    for begin, end in sorted(chance.sample(places, min(len(places), chance.choice((1, 5, 30)))))[
        ::-1
    ]:
        content = content[:begin] + put(None) + content[end:]
    return content


_WAYS = (
    *(_flipped, _cut, _left_out, _repeated, _another_number, _another_number, _another_text),
    *(_another_attribute, _four_bytes, _written_otherwise),
)


# --- What becomes of it ---------------------------------------------------------------------------


def outcome(folder: Path, path: Path, name: str) -> str:
    """What becomes of a file on its way to a load, as the command `load` goes it, but for checks.

    Raises what must not be raised.
    """
    at = Store(folder).snapshot()

    def read_here(store: Store, path: Path) -> object:
        book = read_file(path, name, LIMITS, lambda share: None)
        return intake._understood(store, book)

    parser = argparse.ArgumentParser()
    loads.add(parser.add_subparsers())
    options = parser.parse_args(["load", str(path)])
    (options.file,) = options.file
    options.lang, kept = "vi", handed_in.read_path
    handed_in.read_path = read_here
    try:
        submission, _ = loads._read(options, at)
    except Problem as problem:
        return problem.key
    finally:
        handed_in.read_path = kept
    for rows in submission.rows.values():
        rows.validate(full=True)
    return "loaded"


def main(folder: Path, first: int, count: int) -> None:
    """Try the files of so many numbers, and tell of each."""
    confine(memory_bytes=LIMITS.memory_bytes)
    with tempfile.TemporaryDirectory() as name:
        whole = sources(Path(name))
        path = Path(name) / "spoilt"
        for number in range(first, first + count):
            print(f"begun {number}", flush=True)
            shown, content = mutated(number, whole)
            path.write_bytes(content)
            try:
                told = outcome(folder, path, shown)
            except BaseException:
                told = "raised " + repr(traceback.format_exc())
            print(f"{shown} {told}", flush=True)


@dataclass
class Tried:
    """What became of many files. outcomes: how often each; wrong: number -> what must not be."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: dict[int, str] = field(default_factory=dict)


def tried(folder: Path, first: int, count: int, *, seconds: float = 60) -> Tried:
    """What becomes of the files of so many numbers, in a process that is begun anew when a file has
    ended it, and after so many. seconds: of the clock, for one file."""
    result, number, end = Tried(), first, first + count
    while number < end:
        number = _try(folder, number, min(end, number + AT_ONCE), result, seconds)
    return result


def _try(folder: Path, first: int, end: int, result: Tried, seconds: float) -> int:
    """As far as one process comes; the number after the last that it began."""
    command = [sys.executable, "-m", "tests.ingest.mutated", str(folder), str(first)]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*command, str(end - first)],
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
            env=os.environ | {"RUST_BACKTRACE": "0"},
            text=True,
        )
        number = first - 1
        for line in _lines(process, seconds):
            if line.startswith("begun "):
                number = int(line.split()[1])
                begun = True
                continue
            begun = False
            name, _, told = line.partition(" ")
            result.outcomes[told.split(" ")[0]] += 1
            if told.startswith("raised"):
                result.wrong[number] = f"{name}: {told}"
        status = process.wait()
        if number < first:
            errors.seek(0)
            raise RuntimeError(errors.read().decode("utf-8", "replace"))
        if begun:
            errors.seek(0)
            shown = errors.read()[-2_000:]
            key = reading._crash(status, shown, str(number), LIMITS, SMALL).key
            if key in NOT_OF_SMALL_FILES and number > first:
                # What was before it may have taken the memory: it is tried alone.
                return number
            result.outcomes[key] += 1
            if key in NOT_OF_SMALL_FILES:
                text = shown.decode("utf-8", "replace")
                result.wrong[number] = f"{key}, status {status}: {text}"
    return number + 1


def _lines(process: subprocess.Popen, seconds: float) -> Iterator[str]:
    """The lines of a process; it is ended when none comes for so long."""
    import threading

    assert process.stdout is not None
    while True:
        watch = threading.Timer(seconds, process.kill)
        watch.start()
        line = process.stdout.readline()
        watch.cancel()
        if not line:
            return
        yield line.rstrip("\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
