"""What the columns of a file were said to be, kept for the next file of the same shape.

    <folder of the store>/layouts/dossiers/<fingerprint>.json

Found by the headings of the file, whose hash is the name. It holds fields and the headings of the
columns that are read; of the other columns, which may be of persons, nothing.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from rankings.ingest.dossiers.fields import BY_NAME
from rankings.ingest.dossiers.headings import key
from rankings.store.problems import Problem


def fingerprint(headings: Sequence[str]) -> str:
    """What tells the shape of a file: its headings in their order."""
    return hashlib.sha256("\n".join(map(key, headings)).encode()).hexdigest()[:16]


def path_of(folder: Path, headings: Sequence[str]) -> Path:
    """Where the fields of files of this shape are kept. folder: that of the store."""
    return folder / "layouts" / "dossiers" / f"{fingerprint(headings)}.json"


def columns(folder: Path, headings: Sequence[str]) -> dict[str, str]:
    """field -> heading as it was said for a file of this shape; empty where nobody said anything,
    or what was kept cannot be read any more."""
    try:
        kept = json.loads(path_of(folder, headings).read_text(encoding="utf-8"))
        fields = kept["columns"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {
        name: heading
        for name, heading in fields
        if name in BY_NAME and (heading == "" or heading in headings)
    }


def keep(folder: Path, headings: Sequence[str], answers: Mapping[str, str]) -> None:
    """Keep what a person said of a file of this shape, whole or not at all.

    Raises Problem where the folder may not be written to.
    """
    path = path_of(folder, headings)
    part = path.with_name(f"part-{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            json.dump({"columns": dict(answers)}, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or str(error)
        raise Problem("error.disk", folder=str(folder), reason=reason) from error
