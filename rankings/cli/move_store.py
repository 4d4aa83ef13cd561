"""The command that moves a whole store into a shared one, or back: move-store."""

import argparse
import sys
from dataclasses import asdict
from typing import Any

from rankings.cli.command import Answer
from rankings.cli.command import add as add_command
from rankings.cli.load_outcome import at_machine
from rankings.loads import move, newest
from rankings.store.shared import shared
from rankings.store.versions import Store, default_folder

TOLD_EVERY = 100


def add(commands: Any) -> None:
    """The command and its arguments."""
    text = "move the store of this server into a shared one, or back"
    command = add_command(commands, "move-store", run, text)
    way = command.add_mutually_exclusive_group(required=True)
    setting = "ducklake:postgres:<connection>, as in RANKINGS_STORE"
    way.add_argument("--to", metavar="STORE", help=f"move into this shared store: {setting}")
    way.add_argument("--from", dest="origin", metavar="STORE", help="move out of such a store")
    command.add_argument("--data", required=True, help="its data path, as in RANKINGS_STORE_DATA")


def run(options: argparse.Namespace) -> Answer:
    """Move between the folder RANKINGS_VAR and a shared store: what was moved now, what is there.

    Broken off, it goes on where it was when asked again.
    """
    here = Store(default_folder())
    there = shared(options.to or options.origin, options.data)
    if options.to:
        newest.ensure(here)
        moved = move.into_lake(here, there, by=at_machine(), tell=_tell)
    else:
        moved = move.out_of_lake(there, here, by=at_machine())
    folder = there.folder if options.to else here.folder
    return {"folder": str(folder)} | asdict(moved), 0


def _tell(there: int, of: int) -> None:
    # Not part of the answer: a move of thousands of loads takes minutes.
    if there % TOLD_EVERY == 0:
        print(f"{there}/{of}", file=sys.stderr)
