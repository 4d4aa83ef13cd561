"""Move a whole store from the folder of one server into a lake, and back.

Whatever was moved stays moved: a move that is broken off is asked for again, and goes on. The store
that it comes from is only read. At the end every table of both is compared, row by row.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rankings.loads import access, newest
from rankings.loads.access import Actor
from rankings.loads.accounts import audit, lines
from rankings.store import current, queries
from rankings.store.problems import Problem
from rankings.store.shared import KEPT, SharedStore
from rankings.store.versions import Snapshot, Store, sql

# What is written of a version when it is made, and differs though the figures do not.
OF_A_STORE = "store_info"


@dataclass(frozen=True)
class Moved:
    """What a move did. version: the number in the store that it went to; loads, files: how many
    were moved now, not counting those that were there; tables: how many were compared."""

    version: int
    loads: int
    files: int
    tables: int


def into_lake(
    source: Store,
    target: SharedStore,
    *,
    by: Actor,
    tell: Callable[[int, int], None] | None = None,
) -> Moved:
    """Move the store of one server into a lake: each load one snapshot, in the order of the loads.

    tell: called with how many loads are there, and of how many. Raises Problem when the lake holds
    loads that the store does not have, when it is away, when a table differs at the end, and where
    `by` is no administrator.
    """
    audit.demand(source, by, access.ADMINISTER)
    with source.locked(), target.locked():
        at = source.snapshot()
        target.fetch()
        base = target.lake.newest().figures
        there = newest.load_ids(target, base)
        _refuse_others(at, _loads_of_lake(target, base))
        if not base:
            target.lake.mark(newest.new_identity())
        files = _move_files(source, target)
        order = queries.loads(at)["load_id"].to_pylist()[::-1]
        for number, load_id in enumerate(order):
            if load_id not in there:
                _put_load(target, at, base, load_id)
                base += 1
            if tell:
                tell(number + 1, len(order))
        version = newest.catch_up_locked(target)
        tables = _compared(at, target.at(version))
        return Moved(version, len(order) - len(there), files, tables)


def out_of_lake(source: SharedStore, target: Store, *, by: Actor) -> Moved:
    """Move what a lake holds into the folder of one server, as its next version.

    Raises Problem when the folder holds loads that the lake does not have, when the lake is away,
    when a table differs at the end, and where `by` is no administrator.
    """
    audit.demand(source, by, access.ADMINISTER)
    with target.locked():
        return newest.on_the_newest(source, lambda base: _move_out(source.at(base), target))


def differing(here: Snapshot, there: Snapshot) -> list[str]:
    """The tables in which two versions have not the same rows, each as often; those of which a row
    tells of the making of a version left out."""
    return [name for name, number in _differences(here, there) if number]


def _move_out(at: Snapshot, target: Store) -> Moved:
    known = set()
    if target.version() is not None:
        known = set(queries.loads(target.snapshot())["load_id"].to_pylist())
        _refuse_others(at, {row["load_id"]: row for row in _rows(target.snapshot())})
    files = _move_files(at.store, target)
    numbers = set(queries.loads(at)["load_id"].to_pylist())
    newest.record_all(target, at)
    if numbers != known or differing(at, target.snapshot()):
        with target.next_version(at.store.path(at.version)) as connection:
            connection.execute(sql("lake/forgotten"))
    tables = _compared(at, target.snapshot())
    return Moved(target.snapshot().version, len(numbers - known), files, tables)


def _put_load(target: SharedStore, at: Snapshot, base: int, load_id: int) -> None:
    with target.lake.changing(base) as connection:
        if not base:
            newest.migrate(connection, 0)
            earlier = current.info(at)
            facts = {
                "fingerprint": earlier.get("fingerprint", ""),
                "schema_version": str(current.schema_version()),
                "made_because": "first",
                "lake": target.lake.id(),
            }
            if "built_at" in earlier:
                facts["built_at"] = earlier["built_at"]
            newest.say(connection, facts)
        newest.put(connection, load_id, newest.rows_of_load(at, load_id))


def _rows(at: Snapshot) -> list[dict]:
    return at.store.connect(at.version).cursor().table("loads").to_arrow_table().to_pylist()


def _loads_of_lake(store: SharedStore, snapshot: int) -> dict[int, dict]:
    if not snapshot:
        return {}
    rows = store.lake.rows("loads", version=snapshot).to_pylist()
    return {row["load_id"]: row for row in rows}


def _refuse_others(at: Snapshot, there: dict[int, dict]) -> None:
    """A store that holds something else is not written over, nor are two stores made one."""
    known = {row["load_id"]: row for row in _rows(at)}
    strange = sorted(
        load_id
        for load_id, row in there.items()
        if load_id not in known or row["loaded_at"] != known[load_id]["loaded_at"]
    )
    # Load 0 is the folder data/, which an empty store has as well.
    if set(strange) - {0}:
        raise Problem("error.move_not_empty", loads=", ".join(map(str, set(strange) - {0})))


def _move_files(source: Store, target: Store) -> int:
    """Copy what lies beside the versions and is not there yet; a load as a whole."""
    moved = 0
    for path in _to_move(source.folder):
        copy = target.folder / path.relative_to(source.folder)
        if copy.exists() and (path.is_dir() or copy.read_bytes() == path.read_bytes()):
            continue
        part = copy.with_name(f"part-{path.name}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(path, part)
        else:
            shutil.copyfile(path, part)
        with target.sharing(copy):
            part.replace(copy)
        moved += 1
    return moved + _move_accounts(source, target)


def _move_accounts(source: Store, target: Store) -> int:
    """Copy who may sign in and what was done, where the other store knows of nobody yet."""
    there = lines.folder_of(target)
    if any((there / name).exists() for name in lines.KEPT):
        return 0
    own = [lines.folder_of(source) / name for name in lines.KEPT]
    with lines.locked(target):
        for path in filter(Path.exists, own):
            there.mkdir(exist_ok=True)
            shutil.copyfile(path, there / path.name)
    return sum(path.exists() for path in own)


def _to_move(folder: Path) -> Iterator[Path]:
    for top in KEPT:
        entries = (folder / top).glob("*") if top == "loads" else (folder / top).rglob("*")
        for path in sorted(entries):
            if not path.name.startswith("part-") and (top == "loads" or path.is_file()):
                yield path


def _compared(here: Snapshot, there: Snapshot) -> int:
    """How many tables are the same in two versions. Raises Problem when one is not."""
    every = list(_differences(here, there))
    wrong = [name for name, number in every if number]
    if wrong:
        raise Problem("error.move_differs", tables=", ".join(wrong))
    return len(every)


def _differences(here: Snapshot, there: Snapshot) -> Iterator[tuple[str, int]]:
    with contextlib.closing(duckdb.connect()) as connection:
        for name, at in (("one", here), ("other", there)):
            path = str(at.store.path(at.version)).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        cursors = [at.store.connect(at.version).cursor() for at in (here, there)]
        names = [set(current.tables(cursor)) - {OF_A_STORE} for cursor in cursors]
        for name in sorted(names[0] ^ names[1]):
            yield name, 1
        for name in sorted(names[0] & names[1]):
            statement = sql("lake/differing_rows").replace("of_table", name)
            (number,) = connection.execute(statement).fetchone() or (0,)
            yield name, number
