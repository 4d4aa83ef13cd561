"""Parts that were measured at different hours, kept until all of a commit are there.

Each part measured in full is a file of its own under results/parts/ (not in git): the commit, when
it was measured, how long it took, its rows. What was measured with changes that are not committed
is shown and not kept.
"""

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.table import Row

PARTS_KEPT = Path(__file__).resolve().parent / "results" / "parts"


@dataclass(frozen=True)
class Measured:
    """One part: when it was measured (ISO), in how many minutes, and what was found."""

    part: str
    commit: str
    at: str
    minutes: float
    rows: tuple[Row, ...]


def commit() -> str | None:
    """The commit of this tree; None where files of it are changed, or where there is no git."""
    root = Path(__file__).resolve().parent.parent
    try:
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
        return None if changed else _git(root, "rev-parse", "--short=12", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def measured_now(part: str, rows: Sequence[Row], minutes: float, of_commit: str | None) -> Measured:
    """A part that was measured just now."""
    return Measured(
        part, of_commit or "", time.strftime("%Y-%m-%dT%H:%M"), round(minutes, 1), tuple(rows)
    )


def keep(measured: Measured, folder: Path = PARTS_KEPT) -> None:
    """Keep a part in place of what was kept of it before."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(measured), ensure_ascii=False, indent=1)
    (folder / f"{measured.part}.json").write_text(text, encoding="utf-8")


def of(of_commit: str, parts: Sequence[str], folder: Path = PARTS_KEPT) -> list[Measured]:
    """The parts kept of a commit, in the order of `parts`; those of another commit are left out."""
    kept = []
    for part in parts:
        path = folder / f"{part}.json"
        if path.exists():
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            told["rows"] = tuple(Row(**row) for row in told["rows"])
            kept.append(Measured(**told))
    return [measured for measured in kept if measured.commit == of_commit]
