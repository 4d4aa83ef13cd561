"""All benchmarks, one after the other: `python -m benchmarks`, or `make bench`."""

import subprocess
import sys
from pathlib import Path

ORDER = (
    "bootstrap",
    "arrival",
    "rerun",
    "growth",
    "load",
    "upload",
    "repaint",
    "slider",
    "plan",
    "robustness",
)


def main() -> None:
    """Run each in its own process; exit 1 when one fails."""
    failed = []
    for name in ORDER:
        if Path(__file__).with_name(f"{name}.py").exists():
            print(f"\nMeasuring: {name} ...", file=sys.stderr, flush=True)
            if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode:
                failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
