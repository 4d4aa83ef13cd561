"""A whole store in one file, made while the app runs, and the way back.

    FILE (a zip)
      backup.json      when it was made, of which version; size and SHA-256 of everything else
      store.duckdb     the version that was current
      loads/           the journal: what was handed in, published, decided against
      files/           the originals that came with it
      layouts/, briefings/
      accounts/        what became of accounts, and the audit

What a restored store replaces is moved to var/before-restore/, never deleted, and the number of a
load that is no longer there stays taken. The audit of a store is never replaced: a restored one
goes on with its own, and everybody signs in anew.
"""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from rankings.loads import access, journal, newest
from rankings.loads.access import Actor
from rankings.loads.accounts import audit, lines
from rankings.store import current, data_folder, whole_files
from rankings.store.problems import Problem
from rankings.store.shared import SharedStore
from rankings.store.versions import Snapshot, Store, sql

FACTS = "backup.json"
VERSION = "store.duckdb"
# Folders that a restored store has as they were, and those to which it only adds: an original is
# known by its content.
REPLACED = ("loads", "layouts", "briefings", "accounts")
UNITED = ("files",)
# Who is signed in and who has to wait is of this hour, and no part of a backup.
OF_THE_HOUR = ("sessions", "attempts.json", "attempts.json.part")
PIECE = 1 << 20
# Tables of numbers are packed nearly as well by the fastest level.
LEVEL = 1
# The version of what a backup is made of; a later one may add to it.
FORM = 1


@dataclass(frozen=True)
class Backup:
    """What a backup holds. made_at: UTC; version: the number it had where it was made; loads,
    files: how many; size: of all that is in it, unpacked, in bytes."""

    made_at: datetime
    version: int
    loads: int
    files: int
    size: int


def make(store: Store, to: Path, *, by: Actor) -> Backup:
    """Write the store into a file, which appears when it is whole.

    Of a shared store it is the newest version of all servers. Raises Problem when the file lies in
    the store's own folder or cannot be written, while the lake of a shared store is away, or where
    `by` is no administrator.
    """
    audit.demand(store, by, access.ADMINISTER)
    if to.resolve().is_relative_to(store.folder.resolve()):
        raise Problem("error.backup_inside", file=str(to), folder=str(store.folder))
    part = to.with_name(f"{to.name}.part")
    try:
        # No load becomes part of a version while it is listed what there is; what is listed does
        # not change any more.
        at, version, members = newest.on_the_newest(store, lambda base: _listed(store, base))
        with version, part.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                facts = _put_all(archive, at, version, members)
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)
    except OSError as error:
        raise Problem("error.disk", folder=str(to.parent), reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    audit.note_done(store, "backup_made", by=by, file=to.name)
    return _backup(facts)


def restore(store: Store, source: Path, *, by: Actor) -> Backup:
    """Make what a backup holds the current version of a store, under a new number.

    All of it is read and compared with its sums before anything is changed. Raises Problem when it
    is no backup, is damaged, or was made by a newer version of this application, when the disk is
    full, or when another writer holds the store too long, or where `by` is no administrator.
    """
    audit.demand(store, by, access.ADMINISTER)
    with store.trial() as unpacked:
        facts = _unpacked(source, unpacked.folder)
        (unpacked.folder / VERSION).replace(unpacked.path(1))
        _refuse_what_cannot_be_read(unpacked, source.name)
        with store.locked(), lines.locked(store):
            try:
                if isinstance(store, SharedStore):
                    # All servers go on with the accounts and the audit that they share.
                    shutil.rmtree(unpacked.folder / "accounts", ignore_errors=True)
                    _restore_for_all(store, unpacked)
                else:
                    _keep_own_accounts(unpacked.folder, store.folder)
                    _restore_here(store, unpacked)
            except OSError as error:
                reason = error.strerror
                raise Problem("error.disk", folder=str(store.folder), reason=reason) from error
    audit.note_done(store, "restored", by=by, file=source.name, made_at=facts["made_at"])
    return _backup(facts)


# --- Making one -----------------------------------------------------------------------------------


def _listed(store: Store, base: int) -> tuple[Snapshot, IO[bytes], dict[str, Path]]:
    """A version, its file, and the other files by their names in the backup."""
    if isinstance(store, SharedStore):
        # In the folder of one server a load comes back after damage by what is recorded of it.
        newest.record_all(store, store.at(base))
    members = dict(_members(store.folder)) | dict(_members(store.common, ("accounts",)))
    return store.at(base), store.path(base).open("rb"), members


def _members(
    folder: Path, tops: Sequence[str] = (*REPLACED, *UNITED)
) -> Iterator[tuple[str, Path]]:
    """Name in the backup -> file, of all but the version. tops: the folders gone through."""
    for top in tops:
        for path in sorted((folder / top).rglob("*")):
            name = path.relative_to(folder)
            left_out = any(step.startswith(whole_files.PART) for step in name.parts) or (
                top == "accounts" and name.parts[1] in OF_THE_HOUR
            )
            if path.is_file() and not left_out:
                yield name.as_posix(), path


def _put_all(
    archive: zipfile.ZipFile, at: Snapshot, version: IO[bytes], members: dict[str, Path]
) -> dict[str, Any]:
    sums = {VERSION: _put(archive, VERSION, version)}
    for name, path in members.items():
        with path.open("rb") as file:
            sums[name] = _put(archive, name, file)
    facts = {
        "form": FORM,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": at.version,
        "members": sums,
    }
    archive.writestr(FACTS, json.dumps(facts, ensure_ascii=False, indent=1))
    return facts


def _put(archive: zipfile.ZipFile, name: str, file: IO[bytes]) -> dict[str, Any]:
    """Write one member; its size and sum."""
    with archive.open(name, "w", force_zip64=True) as member:
        return _copied(file, member)


def _copied(source: IO[bytes], target: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def _backup(facts: dict[str, Any]) -> Backup:
    names = [PurePosixPath(name).parts for name in facts["members"]]
    return Backup(
        made_at=datetime.fromisoformat(facts["made_at"]),
        version=facts["version"],
        loads=len({name[1] for name in names if name[0] == "loads"}),
        files=sum(name[0] == "files" for name in names),
        size=sum(member["size"] for member in facts["members"].values()),
    )


# --- The way back ---------------------------------------------------------------------------------


def _restore_here(store: Store, unpacked: Store) -> None:
    _unite(unpacked.folder, store.folder)
    with (
        _replaced(store, unpacked.folder),
        store.next_version(unpacked.path(1)) as connection,
    ):
        connection.execute(sql("loading/why_made_forgotten"))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        why = {"built_at": now, "made_because": "restored"}
        columns = {"key": list(why), "value": list(why.values())}
        data_folder.insert(connection, "store_info", columns)


def _restore_for_all(store: SharedStore, unpacked: Store) -> None:
    """The same in the lake, so that every server makes its next version of it."""
    store.fetch()
    before = {path for _, path in _members(store.folder)}
    _unite(unpacked.folder, store.folder)
    with _replaced(store, unpacked.folder):
        newest.replace_all(store, unpacked.at(1), because="restored")
        unpacked.close()
    store.share(*sorted(before | {path for _, path in _members(store.folder)}))
    newest.catch_up_locked(store)


def _unpacked(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup whose every file has the sum that it had; what it says of itself."""
    try:
        archive = zipfile.ZipFile(source)
    except OSError as error:
        raise Problem("error.file_unopened", file=str(source), reason=error.strerror) from error
    except zipfile.BadZipFile as error:
        raise Problem("error.backup_unknown", file=source.name) from error
    with archive:
        facts = _facts(archive, source.name)
        for name, known in facts["members"].items():
            try:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as member, target.open("wb") as file:
                    there = _copied(member, file)
                    os.fsync(file.fileno())
            except OSError as error:
                raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error
            except (KeyError, EOFError, zlib.error, zipfile.BadZipFile) as error:
                raise Problem("error.backup_damaged", file=source.name, part=name) from error
            if there != known:
                raise Problem("error.backup_damaged", file=source.name, part=name)
    return facts


def _refuse_what_cannot_be_read(unpacked: Store, file: str) -> None:
    try:
        sound = bool(current.info(unpacked.at(1))) and current.scans(unpacked.at(1))
    except Problem as problem:
        raise Problem("error.backup_newer", file=file) from problem
    finally:
        unpacked.close()
    if not sound:
        raise Problem("error.backup_damaged", file=file, part=VERSION)


def _facts(archive: zipfile.ZipFile, file: str) -> dict[str, Any]:
    """What a backup says of itself. Raises Problem where it is none, or leads out of its folder."""
    try:
        facts = json.loads(archive.read(FACTS))
        made = _backup(facts)
        names = [PurePosixPath(name).parts for name in facts["members"]]
        known = VERSION in facts["members"] and isinstance(made.version, int)
        within = all(_within(name) for name in names)
    except (KeyError, ValueError, TypeError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise Problem("error.backup_unknown", file=file) from error
    if facts.get("form") != FORM or not (known and within):
        raise Problem("error.backup_unknown", file=file)
    return facts


def _within(name: tuple[str, ...]) -> bool:
    """Whether a member lies where those of a backup lie, whatever the system calls a step up."""
    strange = any(step in ("", ".", "..") or set(step) & set('\\:*?"<>|\0') for step in name)
    return not strange and (name == (VERSION,) or (len(name) > 1 and name[0] in REPLACED + UNITED))


def _unite(unpacked: Path, folder: Path) -> None:
    """Add the originals that are not there, or are there with another content."""
    for path in (path for top in UNITED for path in (unpacked / top).rglob("*") if path.is_file()):
        target = folder / path.relative_to(unpacked)
        if not target.exists() or target.stat().st_size != path.stat().st_size:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


def _keep_own_accounts(unpacked: Path, folder: Path) -> None:
    """Put the store's own audit in the place of the backup's; all of its accounts where the backup
    was made before there were any."""
    for name in lines.KEPT:
        own, other = folder / "accounts" / name, unpacked / "accounts" / name
        if own.exists() and (name == "audit.jsonl" or not other.exists()):
            other.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(own, other)


@contextmanager
def _replaced(store: Store, unpacked: Path) -> Iterator[None]:
    """The folders of the backup in the place of the store's, which are moved aside; all is put back
    when the body fails."""
    taken = journal.ids(store)
    aside = _aside(store)
    moved: list[tuple[Path, Path]] = []
    try:
        for name in REPLACED:
            for source, target in (
                (store.folder / name, aside / name),
                (unpacked / name, store.folder / name),
            ):
                if source.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    source.rename(target)
                    moved.append((source, target))
        journal.keep_taken(store, taken)
        yield
    except BaseException:
        for source, target in reversed(moved):
            if target.is_relative_to(aside):
                shutil.rmtree(source, ignore_errors=True)
                target.rename(source)
            elif not (aside / target.name).exists():
                shutil.rmtree(target, ignore_errors=True)
        raise


def _aside(store: Store) -> Path:
    """A folder for what is replaced, which nothing was moved to yet."""
    number = 1
    while (folder := store.folder / "before-restore" / f"{number:06d}").exists():
        number += 1
    return folder
