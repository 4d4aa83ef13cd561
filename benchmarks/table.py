"""Results as a Markdown table: each measured beside what it is compared with, in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison; both times in seconds."""

    what: str
    seconds: float
    against: str
    other_seconds: float


def show(title: str, rows: Sequence[Row], note: str = "") -> None:
    """Print the rows as a Markdown table. The ratio is the result; the times are this machine's."""
    print(f"\n### {title}\n")
    print("| what | time | against | time | ratio |\n|---|---:|---|---:|---:|")
    for row in rows:
        ratio = row.seconds / row.other_seconds
        print(
            f"| {row.what} | {_time(row.seconds)} | {row.against} | {_time(row.other_seconds)} "
            f"| **{ratio:.3g}** |"
        )
    if note:
        print(f"\n{note}")


def _time(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds * 1000:,.1f} ms"
