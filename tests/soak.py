"""How the last thorough run of all tests ended, in a file that is kept with the project."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TITLE = "# The last run of `make soak`"
SAYS = (
    "Every test, those marked `long` included, with every example and seed. Written by the run "
    "itself, also when it failed."
)


def record(path: Path, counts: dict[str, int], seconds: float, exit_code: int) -> Path:
    """Write to a file when and on what the tests ran, how many passed, and how long it took.

    counts: outcome -> number of tests; exit_code: that of pytest, 0 when all is well.
    """
    lines = {
        "result": "passed" if exit_code == 0 else "failed",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit(),
        **{kind: str(number) for kind, number in counts.items()},
        "minutes": f"{seconds / 60:.1f}",
    }
    said = "\n".join(f"- {name}: {value}" for name, value in lines.items())
    path.write_text(f"{TITLE}\n\n{SAYS}\n\n{said}\n", encoding="utf-8")
    return path


def commit() -> str:
    """The commit that is checked out, and whether files differ from it; unknown without git."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name} with changes" if changed else name


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
