"""The commands on what data/ holds: build (the store from it), check (what the checks find)."""

import argparse
from typing import Any

from rankings.cli.command import Answer
from rankings.cli.command import add as add_command
from rankings.loads import bootstrap, newest
from rankings.sentences import problems
from rankings.store import current
from rankings.store.shared import configured
from rankings.words.text import words


def add(commands: Any) -> None:
    """The commands; they have no arguments."""
    add_command(commands, "build", build, "build the store from data/ when that is needed")
    add_command(commands, "check", check, "what the checks find in data/")


def build(_: argparse.Namespace) -> Answer:
    """Build the store when that is needed: version, folder, why it was made, what was damaged,
    the loads that could not be brought back."""
    store = configured()
    at = store.at(newest.ensure(store))
    info = current.info(at)
    result = {
        "version": at.version,
        "folder": str(at.store.folder),
        "made_because": info.get("made_because"),
        "damaged": info.get("damaged"),
        "not_restored": [
            int(number) for number in info.get("not_restored", "").split(", ") if number
        ],
    }
    return result, 0


def check(options: argparse.Namespace) -> Answer:
    """Findings of the checks in data/; exit 3 when there is a blocker."""
    w = words(options.lang)
    found = bootstrap.findings_of()
    rows = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "where": finding.place,
            "message": problems.finding(w, finding),
        }
        for finding in found
    ]
    return rows, 3 if any(finding.severity == "blocker" for finding in found) else 0
