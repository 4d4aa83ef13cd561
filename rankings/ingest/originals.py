"""The files that were handed in, kept by their hash: var/files/ab/abcd…

Those that a load names are kept for good, the others for a time (rankings/loads/handed_in.py).
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its SHA-256, its size in bytes, when it was last handed in (seconds
    since 1970)."""

    sha256: str
    size: int
    handed_in: float


def keep(store: Store, content: bytes) -> str:
    """Keep a file; returns its SHA-256. The same content is kept once, as of now.

    Raises Problem when the disk is full or may not be written to.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(store, sha256)
    try:
        if _is_kept(store, path, len(content)):
            return sha256
        with store.sharing(path):
            whole_files.write(path, content)
    except OSError as error:
        raise Problem("error.disk", folder=str(store.folder), reason=error.strerror) from error
    return sha256


def _is_kept(store: Store, path: Path, size: int) -> bool:
    """Whether a file is there already; from here on it is one that was handed in just now."""
    if not path.exists():
        return False
    with _removing(store):
        if not path.exists() or path.stat().st_size != size:
            return False
        with contextlib.suppress(OSError):  # a folder that may be read only: nothing is removed
            os.utime(path)
        return True


def every(store: Store) -> list[Kept]:
    """The files that are kept, the one that was handed in longest ago first."""
    kept = []
    for path in (store.folder / "files").glob("??/*"):
        if re.fullmatch(r"[0-9a-f]{64}", path.name):
            with contextlib.suppress(FileNotFoundError):  # another process removes it
                facts = path.stat()
                kept.append(Kept(path.name, facts.st_size, facts.st_mtime))
    return sorted(kept, key=lambda file: (file.handed_in, file.sha256))


def remove(store: Store, file: Kept) -> bool:
    """Remove a file unless it was handed in again meanwhile; whether it was removed.

    Raises Problem where the folder may not be written to.
    """
    path = path_of(store, file.sha256)
    try:
        with _removing(store):
            if not path.exists() or path.stat().st_mtime != file.handed_in:
                return False
            with store.sharing(path):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise Problem("error.disk", folder=str(store.folder), reason=error.strerror) from error
    return True


@contextlib.contextmanager
def _removing(store: Store) -> Iterator[None]:
    """No file goes between the look whether it is there and what rests on that."""
    lock = FileLock(store.folder / ".originals.lock")
    try:
        lock.acquire()
    except OSError:  # a folder that may not be written to: nobody removes from it
        yield
        return
    try:
        yield
    finally:
        lock.release()


def path_of(store: Store, sha256: str) -> Path:
    """Where the file of a hash is kept, whether it is there or not."""
    return store.folder / "files" / sha256[:2] / sha256


def state(store: Store, sha256: str) -> str:
    """What is kept under a hash: kept | broken (its content has another hash now) | missing."""
    digest = hashlib.sha256()
    try:
        with path_of(store, sha256).open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except FileNotFoundError:
        return "missing"
    except OSError:
        # It is there and cannot be read: as good as another file.
        return "broken"
    return "kept" if digest.hexdigest() == sha256 else "broken"
