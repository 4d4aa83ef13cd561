"""Copies of a store that cost nothing: a version is only ever read, so they share its file."""

import os
import shutil
from pathlib import Path

VERSION = "store-*.duckdb"


def clone(folder: Path, to: Path) -> Path:
    """The folder of a store once more, to be read and published to; returns `to`.

    The files of the versions are hard links. Who means to damage one calls `own_file` first; the
    tests' watch in conftest.py refuses to write into a file that has two names.
    """
    return Path(shutil.copytree(folder, to, copy_function=_link_version))


def own_file(path: Path) -> Path:
    """The same path with a file of its own behind it, which no other store shares."""
    copy = path.with_name(f"{path.name}.own")
    shutil.copy2(path, copy)
    return copy.replace(path)


def is_shared(path: str | os.PathLike) -> bool:
    """True for the file of a version which another store has as well."""
    if not Path(path).match(VERSION):
        return False
    try:
        return Path(path).stat().st_nlink > 1
    except FileNotFoundError:
        return False


def _link_version(source: str, target: str) -> str:
    if Path(source).match(VERSION):
        try:
            os.link(source, target)
        except OSError:  # another disk, or one without links
            pass
        else:
            return target
    return shutil.copy2(source, target)
