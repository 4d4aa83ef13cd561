"""All benchmarks, one after the other, and one table: `python -m benchmarks`, or `make bench`.

`python -m benchmarks growth memory` takes these parts only, `--missing` those that were not yet
measured in full on this commit, `--quick` two turns of each in place of ten. The table is printed;
once all parts were measured in full on one commit, in one run or in several, it is kept in
benchmarks/results/ under the day.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import kept
from benchmarks.kept import Measured
from benchmarks.parts import PARTS, measured
from benchmarks.table import table

RESULTS = Path(__file__).resolve().parent / "results"


def main(arguments: Sequence[str]) -> int:
    """Measure the parts asked for, print the table; 1 where one of them could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="two turns of each, kept nowhere")
    parser.add_argument(
        "--missing", action="store_true", help="the parts not yet measured in full on this commit"
    )
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    of_commit = None if options.quick else kept.commit()
    there = {part.part for part in kept.of(of_commit, PARTS)} if of_commit else set()
    asked = [part for part in options.parts or PARTS if not (options.missing and part in there)]
    done, failed = _measure(asked, of_commit, quick=options.quick)
    if of_commit and len(every := kept.of(of_commit, PARTS)) == len(PARTS):
        done = every
    text = report(done, failed, quick=options.quick)
    print(text)
    if not options.quick and not failed and len(done) == len(PARTS):
        place = RESULTS / f"{time.strftime('%Y-%m-%d')}.md"
        place.write_text(text, encoding="utf-8")
        print(f"Kept in {place}", file=sys.stderr)
    return 1 if failed else 0


def _measure(
    parts: Sequence[str], of_commit: str | None, *, quick: bool
) -> tuple[list[Measured], list[str]]:
    """The parts measured, each kept at once where it is of a commit, and those that failed."""
    done, failed = [], []
    for part in parts:
        print(f"Measuring: {part} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            rows = measured(part, quick)
        except Exception as problem:  # the others are measured all the same
            failed.append(part)
            print(f"{part}: {problem!r}", file=sys.stderr, flush=True)
            continue
        done.append(kept.measured_now(part, rows, (time.monotonic() - began) / 60, of_commit))
        if of_commit:
            kept.keep(done[-1])
    return done, failed


def report(done: Sequence[Measured], failed: Sequence[str], *, quick: bool) -> str:
    """The page that is kept: under what circumstances, how much is reached, the table."""
    rows = [row for part in done for row in part.rows]
    reached = [row.reached for row in rows if row.reached is not None]
    commits = ", ".join(dict.fromkeys(part.commit for part in done if part.commit))
    minutes = ", ".join(f"{part.part} {part.minutes:.0f}" for part in done)
    lines = [
        f"# Speed, {time.strftime('%d/%m/%Y')}",
        "",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{f'commit {commits}' if commits else 'no commit'}, "
        f"{sum(part.minutes for part in done):.0f} minutes ({minutes}). "
        "Both sides of a ratio took turns in the same run; figures are medians of the turns "
        "(10+2: two more were far from the median and taken again); load is the load average "
        "before the turns. Read the ratios: the times are those of one machine on one day."
        + (" **A quick pass of two turns: no result.**" if quick else ""),
        "",
        f"Reached: {sum(reached)} of {len(reached)}.",
        *(["", f"Not measured: {', '.join(failed)}."] if failed else []),
        "",
        table((part.part, part.rows) for part in done),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
