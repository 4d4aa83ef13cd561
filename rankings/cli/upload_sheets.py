"""Which sheets a file is read from, and the period of each: `--sheet A --period P --sheet B`."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rankings.facts import editions
from rankings.ingest.meaning.periods import read
from rankings.store.problems import Problem

PERIOD, TYPE = "--period", "--period-type"
# What was said of one sheet, or of all: sheet, period, period type.
OfSheet = tuple[str, str | None, str | None]


@dataclass
class _Group:
    """Sheets named one after the other, and what is said behind them."""

    sheets: list[str] = field(default_factory=list)
    behind: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """Period and type that hold for every sheet without its own, and those of single sheets."""

    period: str | None
    period_type: str | None
    of_sheets: tuple[OfSheet, ...] = ()


class _InOrder(argparse.Action):
    """Keeps an option as usual, and the order in which it stands among the others."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Called by argparse for each time the option is given."""
        if self.dest == "sheet":
            namespace.sheet = [*(namespace.sheet or ()), values]
        else:
            setattr(namespace, self.dest, values)
        option = self.option_strings[0]
        namespace.said_of_sheets = [*getattr(namespace, "said_of_sheets", ()), (option, values)]


def add_options(command: argparse.ArgumentParser) -> None:
    """The options; `asked` reads them."""
    command.add_argument(PERIOD, action=_InOrder, help="2026-10-10, 2025-Q3, 2025-11 or 2024")
    command.add_argument(TYPE, action=_InOrder, choices=editions.PERIOD_TYPES[::-1])
    text = "read this sheet; may be given again, each with the --period behind it"
    command.add_argument("--sheet", action=_InOrder, help=text)


def asked(options: argparse.Namespace) -> Asked:
    """What the options say. A period behind sheets is that of these sheets, one before the first
    sheet holds for all that have none of their own.

    Raises Problem when a period is none, or is said twice of the same sheets.
    """
    common, groups = _groups(getattr(options, "said_of_sheets", ()))
    if len(groups) == 1:
        # All sheets that are read: what is said of them is said of everything.
        common = common | groups[0].behind
        groups = []
    period, period_type = common.get(PERIOD), common.get(TYPE)
    _check(period, period_type)
    own: dict[str, tuple[str | None, str | None]] = {}
    for group in groups:
        pair = group.behind.get(PERIOD, period), group.behind.get(TYPE, period_type)
        _check(*pair)
        for sheet in group.sheets:
            if own.setdefault(sheet, pair) != pair:
                raise Problem("error.sheet_period_twice", sheet=sheet)
    return Asked(period, period_type, tuple((sheet, *pair) for sheet, pair in own.items()))


def _groups(behind: Sequence[tuple[str, str]]) -> tuple[dict[str, str], list[_Group]]:
    """What stands before the first sheet, and the sheets with what stands behind them."""
    first = _Group()
    groups = [first]
    for option, value in behind:
        if option == "--sheet":
            if groups[-1] is first or groups[-1].behind:
                groups.append(_Group())
            groups[-1].sheets.append(value)
        elif groups[-1].behind.setdefault(option, value) != value:
            raise Problem("error.period_twice", option=option, sheets=_named(groups[-1].sheets))
    return first.behind, groups[1:]


def _named(sheets: Iterable[str]) -> list[str]:
    return [f"“{sheet}”" for sheet in sheets] or ["–"]


def _check(period: str | None, period_type: str | None) -> None:
    if period is not None and read(period, period_type) is None:
        behind = [period, *([period_type] if period_type else [])]
        raise Problem("error.not_a_period", value=" ".join(behind))
