"""What is kept of dossier files beside the versions: counts, and for a time what is still open.

    var/dossiers/
      <key>-counts.parquet   counts by unit and procedure, and by unit and day of receipt; for good
      <key>-open.parquet     one row per dossier in process: number, unit, procedure, received, due

A load names its key. The list of open dossiers has their numbers, and goes after so many days:

    RANKINGS_DOSSIERS_OPEN_DAYS   14
"""

import contextlib
import datetime as dt
import os
import re
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import ABANDONED_SECONDS, BATCH_ROWS, Store, sql

OPEN_DAYS = 14
DAY_SECONDS = 24 * 3600
COUNTS, OPEN = "counts", "open"
SETTING = "RANKINGS_DOSSIERS_OPEN_DAYS"
_NAME = re.compile(r"([0-9a-f]{16})-(counts|open)\.parquet")


def path_of(store: Store, key: str, what: str) -> Path:
    """Where the counts or the open dossiers of a load are, whether they are there or not."""
    return store.folder / "dossiers" / f"{key}-{what}.parquet"


def keep(store: Store, key: str, counts: Path, still_open: Path) -> None:
    """Keep what was made of a dossier file under a key of 16 hexadecimal digits, in place of what
    was kept under it. Raises Problem when the disk is full or may not be written to."""
    try:
        for made, what in ((counts, COUNTS), (still_open, OPEN)):
            _bring(store, made, path_of(store, key, what))
    except OSError as error:
        raise Problem("error.disk", folder=str(store.folder), reason=error.strerror) from error


def _bring(store: Store, made: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{whole_files.PART}{path.name}")
    shutil.copyfile(made, part)
    whole_files.sync(part)
    with store.sharing(path):
        part.replace(path)


def remove(store: Store, key: str) -> None:
    """Remove what is kept under a key. Raises Problem where the folder may not be written to."""
    try:
        for what in (COUNTS, OPEN):
            path = path_of(store, key, what)
            with store.sharing(path):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise Problem("error.disk", folder=str(store.folder), reason=error.strerror) from error


def forget(
    store: Store,
    named: Collection[str],
    *,
    now: float | None = None,
    environment: Mapping[str, str] = os.environ,
) -> list[Path]:
    """Remove the lists of open dossiers that are older than the setting, those of loads that count
    no more, and what no load names; what was removed.

    named: keys of the loads that count or wait to be published; now: seconds since 1970. A folder
    that may not be written to stays as it is. Raises Problem where the setting is no number.
    """
    now = time.time() if now is None else now
    oldest = now - open_days(environment) * DAY_SECONDS
    removed = []
    for path in sorted((store.folder / "dossiers").glob("*")):
        with contextlib.suppress(OSError):
            if _is_due(path, named, oldest, now):
                with store.sharing(path):
                    path.unlink()
                removed.append(path)
    return removed


def _is_due(path: Path, named: Collection[str], oldest: float, now: float) -> bool:
    written = path.stat().st_mtime
    # A load may be about to name it.
    abandoned = now - written > ABANDONED_SECONDS
    name = _NAME.fullmatch(path.name)
    if name is None:
        return abandoned
    if name[2] == OPEN and written < oldest:
        return True
    return abandoned and name[1] not in named


def open_days(environment: Mapping[str, str] = os.environ) -> int:
    """How many days a list of open dossiers is kept. Raises Problem where the setting is no whole
    number above 0."""
    text = environment.get(SETTING, "").strip()
    if not text:
        return OPEN_DAYS
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise Problem("error.setting_number", name=SETTING, value=text[:40])
    return int(text)


def due(store: Store, key: str, *, made: dt.datetime, now: dt.datetime) -> pa.Table | None:
    """unit_code, procedure, still_open, overdue, lapsed, today, in_24_hours, in_7_days, waiting,
    without_due: how many open dossiers there are; one row per unit and procedure.

    None where the list is no longer kept. made: when the file was made; now: both in the time of
    Việt Nam, without a zone.
    """
    return _asked(store, key, OPEN, "dossiers/due", {"made": made, "now": now})


def due_dossiers(
    store: Store, key: str, *, unit_code: str, now: dt.datetime, before: dt.datetime
) -> pa.Table | None:
    """number, procedure, received, due; one row per open dossier of a unit that is due between now
    and another moment. None where the list is no longer kept."""
    asked = {"unit_code": unit_code, "now": now, "before": before}
    return _asked(store, key, OPEN, "dossiers/due_dossiers", asked)


def _asked(
    store: Store, key: str, what: str, query: str, parameters: Mapping[str, object]
) -> pa.Table | None:
    path = path_of(store, key, what)
    if not path.exists():
        return None
    with contextlib.closing(duckdb.connect(config={"threads": 1})) as connection:
        connection.execute("set enable_progress_bar = false")
        asked = {"file": str(path), **parameters}
        try:
            return connection.execute(sql(query), asked).to_arrow_table(BATCH_ROWS).combine_chunks()
        except duckdb.IOException:  # removed in between
            return None
