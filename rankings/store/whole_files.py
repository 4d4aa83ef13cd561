"""Small files that are there whole or not at all, whatever is killed when, and what syncs them."""

import contextlib
import os
import uuid
from pathlib import Path

# How the name begins under which a file is written before it has its own.
PART = "part-"


def write(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Write a file in place of the one that was there; its folder is made.

    synced: False for what can be made again after a power cut.

    Several may write the same one at once: the last one stands. Raises OSError; then the file is as
    it was before.
    """
    part = path.with_name(f"{PART}{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            file.write(content)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """See that what is written to a file, or the names in a folder, outlast a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot sync a folder
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
