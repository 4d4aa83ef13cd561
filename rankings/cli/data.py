"""The command that lists editions."""

import argparse
from typing import Any

from rankings.cli.command import Answer, add_reading
from rankings.cli.output import edition_row
from rankings.facts import editions
from rankings.store.rows import picked
from rankings.store.versions import Snapshot


def add(commands: Any) -> None:
    """The command and its arguments."""
    listing = add_reading(commands, "editions", list_editions, "the editions there are")
    listing.add_argument("index", nargs="?", metavar="INDEX")


def list_editions(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Every edition, of one index or of all, newest first."""
    codes = (
        [options.index] if options.index else [row["index_code"] for row in editions.index_rows(at)]
    )
    rows = [
        edition_row(item)
        | picked(item, "published_from", "published_to", "units", "scores", "ranks", "complete")
        for code in codes
        for item in editions.of_index(at, code)
    ]
    return rows, 0
