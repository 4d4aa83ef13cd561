"""What the commands share: their options, the store that they are run on, the edition asked for."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.store import current
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.shared import configured
from rankings.store.versions import Snapshot, Store
from rankings.words import typed
from rankings.words.text import LANGUAGES

# What a command answers: the object or the rows to print, and the exit code.
Answer = tuple[Any, int]
OnStore = Callable[[argparse.Namespace, Snapshot], Answer]


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with the command line as one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse with what is wrong: raises Problem instead of leaving the program."""
        raise Problem("error.command_line", reason=message)


# --- Commands and their options -------------------------------------------------------------------


def add(
    commands: Any, name: str, run: Callable[[argparse.Namespace], Answer], text: str
) -> argparse.ArgumentParser:
    """A command without arguments of its own. text: what it is for, in the help."""
    command = commands.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="print one JSON object or list")
    command.add_argument("--lang", choices=LANGUAGES, default="vi", help="language of messages")
    command.set_defaults(run=run)
    return command


def add_on_store(commands: Any, name: str, run: OnStore, text: str) -> argparse.ArgumentParser:
    """A command that is given the store, built when that is needed, and its current version."""
    return add(commands, name, lambda options: run(options, current_store()), text)


def add_reading(commands: Any, name: str, run: OnStore, text: str) -> argparse.ArgumentParser:
    """A command that reads the store, as it was after the load that its options name."""
    command = add(
        commands, name, lambda options: run(options, store_as_of(options, current_store())), text
    )
    command.add_argument("--as-of", type=whole, metavar="LOAD_ID", help="as they were after a load")
    return command


def index_option(command: argparse.ArgumentParser) -> None:
    """The index, which must be named."""
    command.add_argument("index", metavar="INDEX", help="psi, dti or pii")


def edition_options(command: argparse.ArgumentParser) -> None:
    """The index and which of its editions; `edition_of` reads them."""
    index_option(command)
    command.add_argument("--period", help="2026-10-10, 2025-Q3, 2025-11 or 2024")
    kind_options(command)


def kind_options(command: argparse.ArgumentParser) -> None:
    """Which kind of edition."""
    command.add_argument("--period-type", help="year, quarter, month or year_to_date")
    command.add_argument("--scheme", help="vn34 or vn63")


def unit_option(command: argparse.ArgumentParser) -> None:
    """One unit."""
    command.add_argument("--unit", help="code of the unit; default: the home unit")


def limit_options(command: argparse.ArgumentParser) -> None:
    """One unit and a rank limit; `unit_and_limit` reads them."""
    unit_option(command)
    command.add_argument("--limit", type=whole, help="rank limit; default: the target's")


# --- What the options ask for ---------------------------------------------------------------------


def current_store() -> Snapshot:
    """The store, built when that is needed, and its current version."""
    store = configured()
    if type(store) is Store and current.is_current(store):
        return store.snapshot()
    # What builds it takes longer to import than most commands take to answer.
    from rankings.loads import newest

    return store.at(newest.ensure(store))


def store_as_of(options: argparse.Namespace, at: Snapshot) -> Snapshot:
    """A version of the store, as it was after the load that the options name."""
    if options.as_of is None:
        return at
    from rankings import loads

    return loads.as_of(at, options.as_of)


def edition_of(options: argparse.Namespace, at: Snapshot) -> EditionFacts:
    """The edition asked for, or the newest of the kind asked for."""
    return editions.choose(
        at,
        options.index,
        period=options.period,
        period_type=options.period_type,
        scheme=options.scheme,
    )


def unit_and_limit(
    options: argparse.Namespace, at: Snapshot, asked: EditionFacts
) -> tuple[str, int | None]:
    """The unit asked for or home, and the limit asked for or the target's; None without either.

    Raises Problem when the limit is not among the ranks there are.
    """
    limit = options.limit
    if limit is None:
        limit = editions.rank_limit(at, options.index)
    elif not 1 <= limit <= asked.units:
        raise Problem("error.limit_out_of_range", highest=asked.units, value=limit)
    return options.unit or editions.home_code(at, asked.scheme), limit


def unit_inside(options: argparse.Namespace, at: Snapshot) -> tuple[EditionFacts, str, int]:
    """Edition, unit and limit; Problem where neither the options nor a target give a limit."""
    asked = edition_of(options, at)
    unit_code, limit = unit_and_limit(options, at, asked)
    if limit is None:
        _, home = editions.home(at)
        raise Problem("error.no_target", unit=home, index=asked.index_code)
    return asked, unit_code, limit


def whole(text: str) -> int:
    """The whole number that an option names, as the `type` of the option. Raises what argparse
    makes its sentence of when it is none."""
    found = typed.whole(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"invalid int value: {text!r}")
    return found


def today() -> date:
    """The day in Việt Nam."""
    return datetime.now(VIETNAM_TIME).date()


def day(text: str) -> date:
    """The day that an option names. Raises Problem when it is none."""
    found = typed.day(text)
    if found is None:
        raise Problem("error.not_a_day", value=text)
    return found
