"""What a checkout answers: every command and every page; and what differs between two checkouts.

    python -m benchmarks.answers record FOLDER           in a checkout: its answers, into a folder
    python -m benchmarks.answers compare BEFORE AFTER    each difference; exit 1 where there is one

`record` asks the checkout in the present folder, and only through what stays the same when code
moves: the command line, `app.py` and the choices in addresses. An older checkout is asked by the
same tool, run from its folder:

    cd OLD; PYTHONPATH=. python NEW/benchmarks/answers.py record FOLDER

Nothing is compared with what is right: that two checkouts answer alike is all that is said.
What must differ is made alike while recording, see `NORMALISED`.
"""

import argparse
import fnmatch
import gzip
import importlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl

# Run as a file from another checkout, this tool has its own neighbours and that checkout's package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import answers_commands, answers_differences, answers_pages
from benchmarks.answers_data import Data, without_drawn, write_files
from benchmarks.answers_differences import Kept, Rules
from benchmarks.answers_pages import Place, Reader

sys.path[0] = str(Path.cwd())

NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
PARTS = ("commands", "pages")
NORMALISED = (
    f"the clock stands still at {NOW.isoformat()} (days that are over, times of loads)",
    "the folders of the store, of the files handed in and of the checkout have fixed names",
    "the fingerprint of data/ and of the rules that build the store has a fixed name",
    "the random numbers in the names of uploaded sources grow, and are recorded as one",
    "layout, and what Streamlit numbers anew at each run, is not recorded",
)
EVERY = 250  # answers between two lines of progress


class Recording:
    """The answers of one part, written as they come."""

    def __init__(self, path: Path, names: dict[str, str]) -> None:
        self._file = gzip.open(path, "wt", encoding="utf-8", compresslevel=3)  # noqa: SIM115
        self._names, self._begun, self._taken = names, time.process_time(), set()
        self.counts: Counter = Counter()

    def keep(self, name: str, answer: dict) -> None:
        """Write one answer; what must differ between two runs is made alike. A name that was taken
        already is left out: the same was asked before."""
        name = self._alike(name)
        if name in self._taken:
            return
        self._taken.add(name)
        counts = counted(answer)
        self.counts.update(counts)
        text = self._alike(json.dumps(answer, ensure_ascii=False, default=str))
        self._file.write(f"{name}\t{json.dumps(counts)}\t{text}\n")
        if len(self._taken) % EVERY == 0:
            spent = time.process_time() - self._begun
            print(f"  {len(self._taken)} answers, {spent:.0f} s CPU: {name[:90]}", flush=True)

    def close(self) -> None:
        """The record is whole."""
        self._file.close()

    def _alike(self, text: str) -> str:
        for found, name in self._names.items():
            text = text.replace(found, name)
        return without_drawn(text)


def counted(answer: dict) -> dict[str, int]:
    """What an answer counts for: a command, a click or a view with its tables, charts and rows."""
    if "exit" in answer:
        out = answer["out"]
        return {"commands": 1, "rows of commands": len(out) if isinstance(out, list) else 1}
    if "leads_to" in answer:
        return {"cells clicked": len(answer["leads_to"])}
    found: Counter = Counter({"views": 1})
    for item in answer["items"]:
        if item["is"] == "table":
            found.update({"tables": 1, "rows of tables": len(item["rows"])})
        elif item["is"] == "chart":
            found.update({"charts": 1, "rows of charts": sum(map(len, item["rows"]))})
        elif item["is"] == "component":
            boards = item["data"].get("editions", ())
            rows = sum(len(each["rows"]) for each in boards)
            found.update({"ladders": 1, "rows of ladders": rows})
        elif item["is"] == "download" and item.get("content") is not None:
            found.update({"files": 1})
    return dict(found)


def record(
    folder: Path,
    *,
    only: Sequence[str] = PARTS,
    sample: int = 1,
    matching: str = "*",
    told: dict[str, Place] | None = None,
) -> Counter:
    """Ask the checkout in the present folder, and write its answers into another folder.

    only: of PARTS; sample: one question in so many, chosen by its name; matching: a pattern of
    names; told: places of pages beside those that are known. Returns what was counted.
    """
    checkout = Path.cwd()
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter = Counter()
    with tempfile.TemporaryDirectory(prefix="answers-") as temporary, still():
        room = _Room(Path(temporary), checkout, sample, matching)
        if "commands" in only:
            counts += room.commands(folder / "commands.jsonl.gz")
        if "pages" in only:
            counts += room.pages(folder / "pages.jsonl.gz", told or {})
    facts = {
        "commit": _commit(checkout),
        "parts": list(only),
        "sample": sample,
        "matching": matching,
        "counts": counts,
        "cpu_seconds": round(time.process_time()),
        "normalised": NORMALISED,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    (folder / "record.json").write_text(f"{text}\n", encoding="utf-8")
    return counts


class _Room:
    """A temporary folder with a store as data/ gives it, another with loads, and files to load."""

    def __init__(self, folder: Path, checkout: Path, sample: int, matching: str) -> None:
        self._files, self._later, self._checkout = folder / "files", folder / "later", checkout
        self._sample, self._matching = sample, matching
        self._data = Data(checkout / "data")
        write_files(self._files, self._data)
        os.environ |= {"RANKINGS_VAR": str(folder / "var"), "LOGNAME": "analyst"}
        package = importlib.import_module("rankings")
        if Path(package.__file__).resolve().parent.parent != checkout.resolve():
            sys.exit(f"`rankings` was found in {package.__file__}, not in the present folder.")
        loads = answers_commands.ask(("loads", "--json"))["out"]
        self._names = {
            str(folder / "var"): "VAR",
            str(self._later): "VAR",
            str(self._files): answers_commands.FILES,
            str(checkout): "CHECKOUT",
            next(row["sha256"] for row in loads if row["load_id"] == 0): "FINGERPRINT",
        }

    def commands(self, path: Path) -> Counter:
        """Ask every command."""
        print("Commands:", flush=True)
        kept = Recording(path, self._names)
        for command in answers_commands.reading(self._data):
            name = " ".join(command)
            if self._wanted(name):
                kept.keep(name, answers_commands.ask(command))
        if self._matching == "*" or self._matching.startswith("load"):
            answers_commands.history(self._files, self._later, kept.keep)
        kept.close()
        return kept.counts

    def pages(self, path: Path, told: dict[str, Place]) -> Counter:
        """Look at every page, before and after loads."""
        print("Pages:", flush=True)
        at = answers_pages.places(self._checkout, told)
        kept = Recording(path, self._names)
        mark = "after loads: "
        later = [view for view in answers_pages.later_views() if self._wanted(mark + view.name)]
        if later and not self._later.exists():
            answers_commands.history(self._files, self._later, lambda *_: None)
        with Reader(self._checkout, at, wanted=self._wanted, keep=kept.keep) as reader:
            reader.look(answers_pages.views(self._data))
            reader.look_at_evidence()
            reader.hand_in(self._files)
            if later:
                reader.move_to(self._later)
                reader.look(later, mark)
                reader.look_at_evidence(mark)
        kept.close()
        return kept.counts

    def _wanted(self, name: str) -> bool:
        chosen = zlib.crc32(name.encode()) % self._sample == 0
        return chosen and fnmatch.fnmatchcase(name, self._matching)


@contextmanager
def still() -> Iterator[None]:
    """Let `datetime.now()` say NOW, for all that is imported from here on, and let the numbers that
    are drawn at random (`uuid4`) grow, so that what is sorted by them keeps its order."""
    import datetime as module
    import uuid

    import duckdb
    import openpyxl  # noqa: F401
    import pandas  # noqa: F401
    import streamlit.testing.v1  # noqa: F401

    real = module.datetime
    # The library remembers the class when it first sees one.
    duckdb.execute("select ?, ?::date", [real(2026, 1, 1), real(2026, 1, 1)]).fetchall()

    class Real(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, real)

    class Still(real, metaclass=Real):
        def __new__(cls, *given: object, **named: object) -> datetime:
            return real(*given, **named)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return NOW.astimezone(tz) if tz else NOW.astimezone().replace(tzinfo=None)

    numbers = itertools.count(1)
    with (
        patch.object(module, "datetime", Still),
        patch.object(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers) << 80)),
    ):
        yield


def _commit(checkout: Path) -> str:
    def git(*arguments: str) -> str:
        asked = ["git", "-C", str(checkout), *arguments]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()

    changed = " with changes" if git("status", "--porcelain") else ""
    return f"{git('rev-parse', 'HEAD') or 'unknown'}{changed}"


# --- Comparing ------------------------------------------------------------------------------------


def read(folder: Path) -> tuple[dict, dict[str, Kept]]:
    """A record: what it says of itself, and its answers by name."""
    facts = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    answers = {}
    for part in facts["parts"]:
        with gzip.open(folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                name, counts, text = line.rstrip("\n").split("\t", 2)
                answers[name] = Kept(json.loads(counts), text)
    return facts, answers


def compare(before: Path, after: Path, *, most: int = 200, **how: object) -> int:
    """Print what was compared and each difference; returns 0 where there is none, else 1."""
    (old_facts, old), (new_facts, new) = read(before), read(after)
    scope = ("parts", "sample", "matching")
    common = [old_facts[name] for name in scope] != [new_facts[name] for name in scope]
    done = answers_differences.compare(old, new, Rules(common=common, **how))
    print(f"before: {old_facts['commit']}\nafter:  {new_facts['commit']}")
    if common:
        print("Recorded with other options: only what both records hold is compared.")
    print("compared: " + ", ".join(f"{n:,} {what}" for what, n in done.counts.items()))
    names = {each.name for each in done.differences}
    print(f"{done.equal:,} answers equal, {len(names):,} not; {done.left_out:,} left out")
    if done.added:
        print(f"{done.added:,} tables, charts or files only in {after}")
    for line in answers_differences.lines(done.differences, most):
        print(line)
    print(f"{len(done.differences):,} differences in {len(names):,} answers")
    return 1 if done.differences or not done.counts else 0


def main(arguments: Sequence[str]) -> int:
    """Run the command line; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    asked = commands.add_parser("record", help="write what the checkout in this folder answers")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--only", choices=PARTS, action="append", help="one part (or several)")
    asked.add_argument("--sample", type=int, default=1, metavar="N", help="one question in N")
    asked.add_argument("--matching", default="*", metavar="PATTERN", help="names to be asked")
    asked.add_argument(
        "--place",
        action="append",
        default=[],
        metavar="QUESTION=FILE?CHOICE=VALUE",
        help="where a page's question is answered, where this tool does not know it yet",
    )
    set_beside = commands.add_parser("compare", help="print what differs between two records")
    set_beside.add_argument("before", type=Path)
    set_beside.add_argument("after", type=Path)
    set_beside.add_argument("--rows", action="store_true", help="only outputs and rows, not texts")
    set_beside.add_argument(
        "--anywhere", action="store_true", help="as --rows, and rows may stand on another tab"
    )
    set_beside.add_argument("--but", action="append", default=[], help="leave these names out")
    set_beside.add_argument("--most", type=int, default=200, help="questions to print")
    given = parser.parse_args(arguments)
    if given.command == "record":
        told = dict(map(_place, given.place))
        only = tuple(given.only or PARTS)
        try:
            counts = record(
                given.folder, only=only, sample=given.sample, matching=given.matching, told=told
            )
        except LookupError as unknown:
            sys.exit(str(unknown))
        print(", ".join(f"{n:,} {what}" for what, n in counts.items()))
        return 0
    how = {"rows": given.rows, "anywhere": given.anywhere, "but": given.but}
    return compare(given.before, given.after, most=given.most, **how)


def _place(text: str) -> tuple[str, Place]:
    question, _, address = text.partition("=")
    file, _, choices = address.partition("?")
    return question, Place(file, dict(parse_qsl(choices)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
