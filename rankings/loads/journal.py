"""Loads on their way in, a folder each: what was handed in, kept until it is published and after.

    var/loads/000012/
      load.json            the facts of the load
      observations.arrow   its rows, a file for each table
      cancelled            there when somebody decided against it
      published/           its row of `loads`, what was found and what it did, a file for each
                           table: from here a load comes back when the newest version is damaged

The folder is made whole under another name and then renamed, so a load is there or it is not; its
name is the number of the load, and no number is used twice.
"""

import contextlib
import json
import re
import shutil
import time
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from rankings.ingest.submission import Submission, now
from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store, remove_abandoned
from rankings.store.whole_files import PART

# What was handed in while no number was to be had.
WAITING = "waiting-"


def folder_of(store: Store, load_id: int) -> Path:
    """The folder of a load."""
    return store.folder / "loads" / f"{load_id:06d}"


def ids(store: Store) -> list[int]:
    """The numbers that were given out, oldest first."""
    names = (path.name for path in (store.folder / "loads").glob("*"))
    return sorted(int(name) for name in names if re.fullmatch(r"\d{6,}", name))


def keep(store: Store, submission: Submission, *, after: int) -> int:
    """Write a submission under the next free number above `after`; returns the number.

    Raises Problem when the disk is full or may not be written to, and where no number is to be had,
    the other servers of a shared store being out of reach: then it is kept without one, and handed
    in by `hand_in_the_rest` when they are back.
    """
    root = store.folder / "loads"
    part = root / f"{PART}{uuid.uuid4().hex}"
    remove_abandoned(root.glob(f"{PART}*"))
    try:
        part.mkdir(parents=True)
        _write(part, submission)
        return _take_number(store, part, after)
    except Problem as problem:
        if problem.key != "error.lake_away" or submission.kind == "withdrawal":
            raise
        part.rename(root / f"{WAITING}{time.time_ns()}")
        raise Problem("error.lake_away_kept") from problem
    except OSError as error:
        raise Problem("error.disk", folder=str(root), reason=error.strerror) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def hand_in_the_rest(store: Store) -> list[int]:
    """Give the submissions that were kept without a number theirs, oldest first; the numbers.

    Raises Problem while no number is to be had.
    """
    numbers = []
    for folder in sorted((store.folder / "loads").glob(f"{WAITING}*")):
        # Another process of this server may be quicker.
        with contextlib.suppress(FileNotFoundError):
            numbers.append(_take_number(store, folder, 0))
    return numbers


def read(store: Store, load_id: int) -> Submission:
    """A submission as it was handed in. Raises Problem when there is none of that number."""
    folder = folder_of(store, load_id)
    try:
        facts = json.loads((folder / "load.json").read_text(encoding="utf-8"))
        rows = _tables(folder, facts.pop("tables"))
        if facts["uploaded_at"]:
            facts["uploaded_at"] = datetime.fromisoformat(facts["uploaded_at"])
        return Submission(rows=rows, **facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("error.load_unknown", load_id=load_id) from error


def cancel(store: Store, load_id: int) -> None:
    """Decide against a load that was not published; its number stays taken.

    Raises Problem when there is no such load, or the disk may not be written to.
    """
    folder = folder_of(store, load_id)
    if not folder.is_dir():
        raise Problem("error.load_unknown", load_id=load_id)
    try:
        with store.sharing(folder / "cancelled"):
            (folder / "cancelled").write_text(now().isoformat(), encoding="ascii")
    except OSError as error:
        raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error


def keep_taken(store: Store, numbers: Collection[int]) -> None:
    """Leave a folder that says cancelled for each number whose load is no longer there, so that no
    other load is given it. Raises OSError where the folder may not be written to."""
    for load_id in set(numbers) - set(ids(store)):
        folder_of(store, load_id).mkdir(parents=True)
        (folder_of(store, load_id) / "cancelled").touch()


def is_cancelled(store: Store, load_id: int) -> bool:
    """True when somebody decided against the load."""
    return (folder_of(store, load_id) / "cancelled").exists()


def record(store: Store, load_id: int, outcome: Mapping[str, pa.Table]) -> None:
    """Keep what a publication added beside the rows of the load; best effort, after the fact."""
    folder = folder_of(store, load_id) / "published"
    part = folder.with_name(f"{PART}{uuid.uuid4().hex}")
    if folder.exists():
        return
    try:
        part.mkdir()
        for name, rows in outcome.items():
            _write_table(part / f"{name}.arrow", rows)
        _sync_files(part)
        part.rename(folder)
    except OSError:
        # The load counts already; without this record it is only not restored after damage.
        shutil.rmtree(part, ignore_errors=True)


def published_ids(store: Store) -> list[int]:
    """The numbers of the loads that were published, as the journal knows them."""
    return [number for number in ids(store) if (folder_of(store, number) / "published").exists()]


def published(store: Store, numbers: Iterable[int] | None = None) -> dict[int, dict[str, pa.Table]]:
    """Loads that were published -> table -> rows, as they stood in the store. One whose folder can
    no longer be read is not among them. numbers: of some; None: of all."""
    whole = {}
    for load_id in published_ids(store) if numbers is None else numbers:
        folder = folder_of(store, load_id) / "published"
        # What cannot be read cannot be brought back; the file itself is still under var/files.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, Problem):
            names = {path.stem for path in folder.glob("*.arrow")} | {"loads"}
            whole[load_id] = _numbered(store, load_id) | _tables(folder, sorted(names))
    return whole


def _numbered(store: Store, load_id: int) -> dict[str, pa.Table]:
    """The rows of a load with its number, as the tables hold them."""
    number = pa.scalar(load_id, pa.int32())
    return {
        name: rows.append_column("load_id", pa.repeat(number, rows.num_rows))
        for name, rows in read(store, load_id).rows.items()
    }


def _tables(folder: Path, names: Sequence[str]) -> dict[str, pa.Table]:
    """The tables of these names; each must be there, or a load would count without its rows."""
    return {name: _read_table(folder / f"{name}.arrow") for name in sorted(names)}


def _write(folder: Path, submission: Submission) -> None:
    facts = {
        item.name: getattr(submission, item.name)
        for item in fields(submission)
        if item.name != "rows"
    }
    facts["tables"] = sorted(submission.rows)
    for name, rows in submission.rows.items():
        _write_table(folder / f"{name}.arrow", rows)
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=_plain)
    (folder / "load.json").write_text(text, encoding="utf-8")
    _sync_files(folder)


def _sync_files(folder: Path) -> None:
    for path in folder.iterdir():
        whole_files.sync(path)


def _take_number(store: Store, part: Path, after: int) -> int:
    """Rename the folder to the next free number; two that try at once get two numbers."""
    number = store.free_number(max([after, *ids(store)]))
    while True:
        try:
            with store.sharing(folder_of(store, number)):
                part.rename(folder_of(store, number))
            return number
        except OSError:
            # Taken meanwhile: a folder is never renamed over one that holds something.
            if not folder_of(store, number).exists():
                raise
            number = store.free_number(number)


def _write_table(path: Path, rows: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)


def _read_table(path: Path) -> pa.Table:
    # Mapped, not read: a list of what waits asks for a few columns only.
    with pa.memory_map(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
