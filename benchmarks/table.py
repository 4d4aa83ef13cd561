"""What was measured, one row a line, and the one table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = (
    *("part", "what", "ours", "against", "theirs", "ratio", "wanted", "reached"),
    *("turns", "load"),
)
NUMBERS = {"ours", "theirs", "ratio", "turns", "load"}


@dataclass(frozen=True)
class Row:
    """One thing measured, beside what it is compared with in the same run, and what is wanted.

    unit: `s`, `MB`, `kB`, `%`, or empty for a plain number; of both sides. At most one of the
    three bounds is given: of the ratio, of ours, of what ours takes above the other. turns: of how
    many the figures are the medians; redone: how many more were thrown away; load: the median of
    the load averages before the turns. note: what else is to be known, told below the table.
    """

    what: str
    ours: float
    unit: str = "s"
    against: str = ""
    other: float | None = None
    ratio_at_most: float | None = None
    at_most: float | None = None
    above_at_most: float | None = None
    turns: int = 1
    redone: int = 0
    load: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours as a multiple of the other; None where there is no other."""
        return self.ours / self.other if self.other else None

    @property
    def reached(self) -> bool | None:
        """Whether what is wanted was reached; None where nothing is wanted."""
        if self.ratio_at_most is not None and self.ratio is not None:
            return self.ratio <= self.ratio_at_most
        if self.at_most is not None:
            return self.ours <= self.at_most
        if self.above_at_most is not None and self.other is not None:
            return self.ours - self.other <= self.above_at_most
        return None

    def cells(self, part: str) -> tuple[str, ...]:
        """The texts of its line, in the order of HEADINGS."""
        return (
            part,
            self.what,
            text(self.ours, self.unit),
            self.against,
            text(self.other, self.unit),
            "" if self.ratio is None else f"**{self.ratio:.3g}**",
            self._wanted(),
            {None: "", True: "yes", False: "**no**"}[self.reached],
            f"{self.turns}+{self.redone}" if self.redone else str(self.turns),
            text(self.load, ""),
        )

    def _wanted(self) -> str:
        if self.ratio_at_most is not None:
            return f"≤ {self.ratio_at_most:g} ×"
        if self.at_most is not None:
            return f"≤ {text(self.at_most, self.unit)}"
        if self.above_at_most is not None:
            return f"≤ + {text(self.above_at_most, self.unit)}"
        return ""


def text(value: float | None, unit: str) -> str:
    """A figure with its unit; seconds below ten as milliseconds, nothing for None."""
    if value is None:
        return ""
    if unit == "s" and value < 10:
        return f"{value * 1000:,.0f} ms" if value >= 0.1 else f"{value * 1000:,.1f} ms"
    if unit in ("MB", "kB"):
        return f"{value:,.0f} {unit}"
    return f"{value:,.3g} {unit}".strip() if abs(value) < 100 else f"{value:,.0f} {unit}".strip()


def table(parts: Iterable[tuple[str, Iterable[Row]]]) -> str:
    """Every row of every part as one Markdown table, and the notes below it."""
    lines = [
        f"| {' | '.join(HEADINGS)} |",
        f"|{'|'.join('---:' if name in NUMBERS else '---' for name in HEADINGS)}|",
    ]
    notes: list[str] = []
    for part, rows in parts:
        for row in rows:
            lines.append(f"| {' | '.join(row.cells(part))} |")
            if row.note:
                notes.append(f"- {part}, {row.what}: {row.note}")
    return "\n".join([*lines, *(["", *notes] if notes else [])])
