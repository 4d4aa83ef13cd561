"""The command that asks the portal: collect."""

import argparse
import signal
import sys
import time
from datetime import UTC, timedelta
from typing import Any

from rankings.cli import output
from rankings.cli.command import Answer, add_on_store
from rankings.cli.load_outcome import STOPPED
from rankings.loads import access
from rankings.loads.collect import TABLES, asking, collect, kept
from rankings.loads.collect.kept import Asked, Collected, Round
from rankings.sentences import collect as told_of
from rankings.sentences import problems
from rankings.store import logged
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import Words, words

GOOD = ("published", "nothing_new")
LEAST = timedelta(hours=1)


def add(commands: Any) -> None:
    """The command and its arguments."""
    command = add_on_store(commands, "collect", run, "ask the portal, and bring in what is sound")
    how_often = command.add_mutually_exclusive_group()
    how_often.add_argument("--once", action="store_true", help="one round; the default")
    how_often.add_argument("--every", metavar="TIME", help="a round each 24h, say")
    how_often.add_argument("--last", action="store_true", help="what the last round did")
    command.add_argument("--only", choices=TABLES, help="one of the tables, not all")
    command.add_argument(
        "--from", dest="base", metavar="URL", help="the host in place of the portal"
    )


def run(options: argparse.Namespace, at: Snapshot) -> Answer:
    """One round, a round each so often, or what the last one did."""
    w = words(options.lang)
    if options.last:
        last = kept.rounds(at.store, most=1)
        return answer(w, last[0]) if last else (answer(w, None)[0], 0)
    base = asking.base_of(options.base)
    logged.to_the_console()
    if options.every is None:
        return answer(w, collect(at.store, by=access.automatic(), base=base, only=options.only))
    return _each(options, at, base, w)


def _each(options: argparse.Namespace, at: Snapshot, base: str, w: Words) -> Answer:
    """A round each so often. Ends with the last round's answer when it is told to stop."""
    every = typed.duration(options.every)
    if every is None or every < LEAST:
        raise Problem("error.collect_every", value=options.every)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        try:
            result, _ = answer(
                w, collect(at.store, by=access.automatic(), base=base, only=options.only)
            )
            # What is printed goes to stderr while a command runs; this is an answer.
            output.show(result, as_json=options.json)
        except Problem as problem:
            # A full disk may have room tomorrow.
            print(problems.problem(w, problem), file=sys.stderr)
        time.sleep(every.total_seconds())


def answer(w: Words, done: Round | None) -> Answer:
    """What is printed of a round; nulls where there was none yet."""
    if done is None:
        nothing: dict[str, Any] = dict.fromkeys(
            ("round", "began", "ended", "host", "state", "message", "until")
        )
        return nothing | {"asked": [], "tables": []}, 0
    result = {
        "round": done.number,
        "began": output.moment(done.began.astimezone(UTC).replace(tzinfo=None)),
        "ended": output.moment(done.ended.astimezone(UTC).replace(tzinfo=None)),
        "host": done.host,
        "state": done.state,
        "message": told_of.state(w, done.state),
        "until": output.moment(done.until.replace(tzinfo=None)) if done.until else None,
        "asked": [_asked(w, done, item) for item in done.asked],
        "tables": [_table(w, done, item) for item in done.tables],
    }
    return result, 0 if done.state in GOOD else STOPPED


def _asked(w: Words, done: Round, item: Asked) -> dict[str, Any]:
    return {
        **picked(item, "request", "address", "state", "reason"),
        "message": told_of.of_request(w, item, done.until),
        **picked(item, "status", "tries", "seconds", "bytes", "sha256", "file"),
    }


def _table(w: Words, done: Round, item: Collected) -> dict[str, Any]:
    return {
        **picked(item, "asked", "state", "reason"),
        "message": told_of.of_table(w, done, item),
        "load_id": item.load_id,
        "units": item.table.units if item.table else None,
        "figures": item.table.figures if item.table else None,
    }
