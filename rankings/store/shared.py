"""A store that several servers share: the folder of one of them, and the lake behind all.

    var/shared-1a2b3c4d5e6f/   as the folder of any store (versions.py): what is read
      fetched                  up to which snapshot of the lake the files here were fetched
      unshared/                which files could not be shared yet, the lake being away

The lake holds the truth. Versions here are made of its snapshots and have their numbers; what lies
beside them (loads, files, layouts, briefings) is fetched from the lake and shared with it; accounts
and the audit lie in the folder that all see. So this folder can be made again at any time, and is
enough to read while the lake is away.
"""

import hashlib
import logging
import os
import shutil
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rankings.store.lake import SCHEME, Lake, without_secrets
from rankings.store.problems import Problem
from rankings.store.versions import Store, default_folder, is_of_the_dead
from rankings.store.whole_files import PART, write

# The folders beside the versions that all servers have alike.
KEPT = ("loads", "files", "layouts", "briefings", "collected")
LOADS = "loads"
# What was noted while the lake was away.
WAITING = "waiting-"
# So many snapshots are fetched at once: they are held in memory.
BATCH = 10

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class SharedStore(Store):
    """The folder of a server that shares a lake with others."""

    lake: Lake = field(compare=False, repr=False)

    @property
    def common(self) -> Path:
        """The folder that all servers see, where the lake has its data."""
        return self.lake.data

    def make_common(self) -> None:
        """It is never made here: one that is not there is one that is not mounted. Raises Problem
        then."""
        if not self.common.is_dir():
            raise Problem("error.lake_away")

    def free_number(self, after: int) -> int:
        """A number that no server has given; Problem error.lake_away where nobody can say."""
        return self.lake.next_number(after)

    @contextmanager
    def sharing(self, *paths: Path) -> Iterator[None]:
        """Show the other servers what the body writes or removes. Where the lake is away, or the
        process dies on the way, a note of it stays, and `share_the_rest` does it later."""
        names = [path.relative_to(self.folder).as_posix() for path in paths]
        note = self.folder / "unshared" / f"{os.getpid()}-{uuid.uuid4().hex}"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text("\n".join(names), encoding="utf-8")
        try:
            yield
            self._put(names)
        except Problem as problem:
            if problem.key != "error.lake_away":
                note.unlink()
                raise
            note.rename(note.with_name(f"{WAITING}{time.time_ns()}"))
        except BaseException:
            note.unlink()
            raise
        else:
            note.unlink()

    def share(self, *paths: Path) -> None:
        """Show the other servers what was written or removed."""
        with self.sharing(*paths):
            pass

    def share_the_rest(self) -> None:
        """Show the other servers what could not be shown before. Raises Problem while it cannot."""
        for note in sorted((self.folder / "unshared").glob("*")):
            if note.name.startswith(WAITING) or is_of_the_dead(note):
                self._put(note.read_text(encoding="utf-8").splitlines())
                note.unlink()

    def go_back_to(self, version: int) -> None:
        """Make an earlier version the current one, where the newer ones here cannot be read."""
        self._point_to(version)

    def has_unfetched(self, kept: int) -> bool:
        """Whether files were kept up to a snapshot that were not fetched yet."""
        return self._fetched() < kept

    def fetch(self) -> None:
        """Fetch what other servers have kept beside the versions. Call with the lock held."""
        done, newest = self._fetched(), self.lake.newest().kept
        while done < newest:
            upto = min(done + BATCH, newest)
            self._take(list(self.lake.kept_since(done, upto)))
            part = self.folder / "fetched.part"
            part.write_text(str(upto), encoding="ascii")
            part.replace(self.folder / "fetched")
            done = upto

    def _fetched(self) -> int:
        try:
            return int((self.folder / "fetched").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _put(self, names: list[str]) -> None:
        batch: list[tuple[str, bytes | None]] = []
        for name in names:
            path = self.folder / name
            for file in _files(path) if path.is_dir() else [path]:
                content = file.read_bytes() if file.exists() else None
                batch.append((file.relative_to(self.folder).as_posix(), content))
        # All of a load in one transaction: it is there for the others or it is not.
        if batch:
            self.lake.keep(batch)

    def _take(self, files: list[tuple[str, bytes | None]]) -> None:
        new_loads: dict[Path, dict[str, bytes]] = defaultdict(dict)
        for name, content in files:
            steps = PurePosixPath(name).parts
            if len(steps) < 2 or steps[0] not in KEPT or ".." in steps:
                continue
            path = self.folder.joinpath(*steps)
            of_load = self.folder.joinpath(*steps[:2])
            if content is None:
                path.unlink(missing_ok=True)
            elif steps[0] == LOADS and not of_load.exists():
                new_loads[of_load]["/".join(steps[2:])] = content
            elif not (path.exists() and path.read_bytes() == content):
                write(path, content, synced=False)
            else:
                path.touch()  # handed in again
        for folder, members in new_loads.items():
            part = folder.with_name(f"{PART}{uuid.uuid4().hex}")
            for name, content in members.items():
                write(part / name, content, synced=False)
            try:
                part.rename(folder)
            except OSError:
                # Another process of this server has fetched it meanwhile.
                shutil.rmtree(part, ignore_errors=True)


def configured(environment: Mapping[str, str] = os.environ) -> Store:
    """The store that the environment names: RANKINGS_STORE and RANKINGS_STORE_DATA a shared one,
    without them the folder of RANKINGS_VAR."""
    setting = environment.get("RANKINGS_STORE", "").strip()
    if not setting:
        return Store(default_folder())
    return shared(setting, environment.get("RANKINGS_STORE_DATA", "").strip())


def shared(setting: str, data: str) -> SharedStore:
    """The shared store of a setting "ducklake:postgres:<connection>" and a data path, with its
    folder below RANKINGS_VAR. Raises Problem on another kind of setting, or without a data path."""
    if not setting.startswith(SCHEME) or not setting.removeprefix(SCHEME).strip():
        raise Problem("error.store_setting", value=without_secrets(setting))
    if not data or "://" in data:
        raise Problem("error.store_data_setting", value=data or "–")
    catalogue = setting.removeprefix(SCHEME).strip()
    # A new password is no new store.
    name = f"{without_secrets(catalogue)}\n{data}"
    key = hashlib.sha256(name.encode()).hexdigest()[:12]
    return SharedStore(default_folder() / f"shared-{key}", Lake(catalogue, Path(data)))


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        # What is being written is nobody else's business.
        if path.is_file() and PART not in path.relative_to(folder).as_posix()
    ]
