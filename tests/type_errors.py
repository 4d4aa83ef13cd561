"""Check the types with mypy: none wrong in the strict parts, elsewhere no more than before.

How many may be wrong elsewhere is kept in pyproject.toml (tool.rankings.type_errors), and only ever
lowered. `make check` runs this.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STRICT = re.compile(r"rankings/(store|words|facts)/")
ERROR = re.compile(r"[^:]+:\d+: error: ")


def main() -> int:
    """Run mypy over the app; the exit code: 0 when the types are as good as they were."""
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-pretty", "--no-color-output"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if ran.returncode not in (0, 1):
        print(ran.stdout + ran.stderr)
        return ran.returncode
    lines = [line.replace("\\", "/") for line in ran.stdout.splitlines()]
    errors = [line for line in lines if ERROR.match(line)]
    strict = [line for line in errors if STRICT.match(line)]
    return verdict(errors, strict, allowed())


def allowed() -> int:
    """How many errors there may be outside the strict parts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return int(settings["tool"]["rankings"]["type_errors"])


def verdict(errors: list[str], strict: list[str], most: int) -> int:
    """Say in a line whether there are too many errors, and when the number may be lowered."""
    count = len(errors) - len(strict)
    if strict:
        print(*strict, sep="\n")
        print(f"mypy: {len(strict)} errors in the strict parts: mend them.")
        return 1
    if count > most:
        print(f"mypy: {count} errors, {most} are allowed: mend what is new; mypy lists them all.")
        return 1
    if count < most:
        print(f"mypy: {count} errors, {most} are allowed: lower type_errors in pyproject.toml.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
