"""The command that tells what there is to be told: alerts."""

import argparse
from datetime import UTC, datetime
from typing import Any

from rankings.cli import output
from rankings.cli.command import Answer, add_on_store
from rankings.cli.load_outcome import STOPPED
from rankings.facts.alerts import Event
from rankings.loads import access, alerts
from rankings.loads.alerts import Alert
from rankings.sentences import alerts as told_of
from rankings.store import logged
from rankings.store.versions import Snapshot
from rankings.words.text import Words, words


def add(commands: Any) -> None:
    """The command and its arguments."""
    command = add_on_store(commands, "alerts", run, "what the rules give cause to tell now")
    command.add_argument("--send", action="store_true", help="send what was not told yet")


def run(options: argparse.Namespace, at: Snapshot) -> Answer:
    """What there is to be told; with --send it is sent to whom it was not told yet."""
    w, now = words(options.lang), datetime.now(UTC)
    quiet = alerts.is_quiet(now)
    if not options.send:
        return _answer(at, w, alerts.current(at, now=now), quiet=quiet), 0
    logged.to_the_console()
    # Only who sends needs what knows how.
    from rankings.loads.alerts.sending import send

    def say(event: Event) -> str:
        return told_of.said(at, w, event)

    there = alerts.tell(
        at.store, by=access.automatic(), say=say, title=w("alerts.subject"), send=send, now=now
    )
    failed = not quiet and any(item.open_still for item in there)
    return _answer(at, w, there, quiet=quiet), STOPPED if failed else 0


def _answer(at: Snapshot, w: Words, there: list[Alert], *, quiet: bool) -> dict[str, Any]:
    return {
        "quiet": quiet,
        "targets": len(alerts.targets()),
        "alerts": [
            {
                "alert": item.event.kind,
                "rule": item.event.rule_code,
                "key": item.event.key,
                "message": told_of.said(at, w, item.event),
                "since": output.moment(item.since.astimezone(UTC).replace(tzinfo=None)),
                "reached": item.reached,
                "open": item.open_still,
            }
            for item in there
        ],
    }
