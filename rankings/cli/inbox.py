"""The command that works off the inbox: inbox."""

import argparse
import threading
from typing import Any

from rankings.cli import output
from rankings.cli.command import Answer, add_on_store
from rankings.cli.load_outcome import STOPPED
from rankings.loads import access, inbox
from rankings.loads.inbox import Item
from rankings.sentences import inbox as told_of
from rankings.store import logged
from rankings.store.versions import Snapshot
from rankings.words.text import Words, words

OPEN = ("waits", "refused", "left")


def add(commands: Any) -> None:
    """The command and its arguments."""
    command = add_on_store(commands, "inbox", run, "work off the files laid into the inbox")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="what lies there now, then end")
    how.add_argument("--list", action="store_true", help="touch nothing: what lies and waits there")


def run(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Work off what lies there, once or for as long as files come; or list it."""
    w, folder = words(options.lang), inbox.folder()
    if options.list:
        return _answer(w, at, [_new(name) for name in inbox.names(folder)]), 0
    logged.to_the_console()
    if options.once:
        items = inbox.work_off(at.store, folder, by=access.automatic(), say=told_of.note)
        inbox.settle(at.store, folder, by=access.automatic(), say=told_of.note)
        code = STOPPED if any(item.state in OPEN for item in items) else 0
        return _answer(w, at.store.snapshot(), items), code
    return _follow(options, at, w)


def _follow(options: argparse.Namespace, at: Snapshot, w: Words) -> Answer:
    """Work off whatever comes, and print it, until the process is ended."""
    # Only who follows needs what watches a folder.
    from rankings.loads import inbox_follower

    def done(items: list[Item]) -> None:
        output.show(_answer(w, at.store.snapshot(), items), as_json=options.json)

    inbox_follower.follow(at.store, inbox.folder(), told_of.note, threading.Event(), done)
    return _answer(w, at.store.snapshot(), []), 0


def _new(name: str) -> Item:
    return Item(name, "new", inbox.folder() / name)


def _answer(w: Words, at: Snapshot, items: list[Item]) -> dict[str, Any]:
    folder = inbox.folder()
    return {
        "folder": str(folder),
        "files": [
            {
                "file": item.name,
                "state": item.state,
                "message": told_of.said(w, item),
                "questions": list(item.questions),
                "load_id": item.load_id,
                "sha256": item.sha256,
                "path": str(item.path),
            }
            for item in items
        ],
        "waiting": [
            {"file": item.name, "message": item.sentence, "path": str(item.path)}
            for item in inbox.waiting(at, folder)
        ],
    }
