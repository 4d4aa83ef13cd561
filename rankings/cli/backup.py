"""The commands that keep a whole store in one file and bring it back: backup, restore."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rankings.cli.command import Answer, current_store
from rankings.cli.command import add as add_command
from rankings.cli.load_outcome import at_machine
from rankings.loads import backup, newest
from rankings.store.shared import configured


def add(commands: Any) -> None:
    """The commands."""
    for name, run, text in (
        ("backup", make, "write the store, its journal and its originals into one file"),
        ("restore", restore, "make the store of such a file the current one"),
    ):
        command = add_command(commands, name, run, text)
        command.add_argument("file", type=Path, help="the file of the backup")


def make(options: argparse.Namespace) -> Answer:
    """Write a backup, while the app serves: what it holds."""
    held = _said(backup.make(current_store().store, options.file, by=at_machine()))
    return {"file": str(options.file)} | held, 0


def restore(options: argparse.Namespace) -> Answer:
    """Bring a backup back, while the app serves: what it holds, and the version it is now."""
    store = configured()
    held = _said(backup.restore(store, options.file, by=at_machine()))
    # It may have been made from an earlier data/, or by an earlier version of this application.
    return {"file": str(options.file)} | held | {"now_version": newest.ensure(store)}, 0


def _said(held: backup.Backup) -> dict[str, Any]:
    return asdict(held) | {"made_at": held.made_at.isoformat()}
