"""All benchmarks, one after the other, and one table: `python -m benchmarks`, or `make bench`.

`python -m benchmarks growth files` takes these parts only, `--quick` two turns of each in place of
ten. The table is printed, and kept in benchmarks/results/ under the day when all parts were
measured in full.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.parts import PARTS, measured
from benchmarks.table import Row, table

RESULTS = Path(__file__).resolve().parent / "results"


def main(arguments: Sequence[str]) -> int:
    """Measure the parts asked for, print the table; 1 where one of them could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="two turns of each, kept nowhere")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    done, failed = [], []
    began = time.monotonic()
    for part in options.parts or PARTS:
        print(f"Measuring: {part} ...", file=sys.stderr, flush=True)
        try:
            done.append((part, measured(part, options.quick)))
        except Exception as problem:  # the others are measured all the same
            failed.append(part)
            print(f"{part}: {problem!r}", file=sys.stderr, flush=True)
    text = report(done, failed, (time.monotonic() - began) / 60, quick=options.quick)
    print(text)
    if not options.parts and not options.quick:
        kept = RESULTS / f"{time.strftime('%Y-%m-%d')}.md"
        kept.write_text(text, encoding="utf-8")
        print(f"Kept in {kept.relative_to(Path.cwd())}", file=sys.stderr)
    return 1 if failed else 0


def report(
    done: Sequence[tuple[str, list[Row]]], failed: Sequence[str], minutes: float, *, quick: bool
) -> str:
    """The page that is kept: under what circumstances, how much is reached, the table."""
    rows = [row for _, of_part in done for row in of_part]
    reached = [row.reached for row in rows if row.reached is not None]
    lines = [
        f"# Speed, {time.strftime('%d/%m/%Y')}",
        "",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {minutes:.0f} minutes. "
        "Both sides of a ratio took turns in the same run; figures are medians of the turns "
        "(10+2: two more were far from the median and taken again); load is the load average "
        "before the turns. Read the ratios: the times are those of one machine on one day."
        + (" **A quick pass of two turns: no result.**" if quick else ""),
        "",
        f"Reached: {sum(reached)} of {len(reached)}.",
        *(["", f"Not measured: {', '.join(failed)}."] if failed else []),
        "",
        table(done),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
