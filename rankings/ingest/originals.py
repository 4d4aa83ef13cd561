"""The files that were handed in, kept for good by their hash: var/files/ab/abcd…"""

import hashlib
import os
import uuid
from pathlib import Path

from rankings.store.problems import Problem
from rankings.store.versions import Store


def keep(store: Store, content: bytes) -> str:
    """Keep a file; returns its SHA-256. The same content is kept once.

    Raises Problem when the disk is full or may not be written to.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(store, sha256)
    part = path.with_name(f"part-{uuid.uuid4().hex}")
    try:
        if path.exists() and path.stat().st_size == len(content):
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with store.sharing(path):
            part.replace(path)
    except OSError as error:
        raise Problem("error.disk", folder=str(store.folder), reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    return sha256


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
