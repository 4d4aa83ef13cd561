"""What a command does with a load, and what it answers: kept or published, found, changed."""

import argparse
import getpass

from rankings import loads
from rankings.cli.output import interval
from rankings.facts import editions
from rankings.facts.standing.bounds import Interval
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, Stopped, access
from rankings.loads.access import Actor
from rankings.loads.checks import Finding
from rankings.loads.effects import Effect, Standpoint
from rankings.sentences import naming, problems
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words

STOPPED = 3
# Who works at a machine that has no name for its users.
NAMELESS = "rankings"


def settled(
    options: argparse.Namespace, at: Snapshot, submission: Submission
) -> tuple[dict[str, object], int]:
    """Check a load; keep it, or publish it when that is asked for: what is answered, exit code."""
    load_id, state, checked = carry_out(options, at, submission)
    result: dict[str, object] = {
        "load_id": load_id,
        "state": state,
        **answered(options, at, checked, submission),
        "beside": checked.comparison.beside,
    }
    return result, STOPPED if state == "blocked" else 0


def carry_out(
    options: argparse.Namespace, at: Snapshot, submission: Submission
) -> tuple[int | None, str, Checked]:
    """(number of the load, state, what was found); a load that is stopped leaves nothing behind."""
    checked = loads.check(at.store, submission, base=at.version)
    said = acknowledged(options, checked.to_acknowledge)
    if checked.blockers:
        return None, "blocked", checked
    if not options.publish:
        return loads.stage(at.store, submission, by=actor(options)), "staged", checked
    if (checked.to_acknowledge and not said) or checked.questions:
        return None, "blocked", checked
    number = loads.stage(at.store, submission, by=actor(options))
    try:
        done = loads.publish(
            at.store,
            number,
            by=actor(options),
            acknowledgements=said,
            seen=at.version,
            known=checked,
        )
    except Stopped as stopped:
        loads.cancel(at.store, number, by=actor(options))
        return None, "blocked", stopped.checked
    except Problem:
        loads.cancel(at.store, number, by=actor(options))
        raise
    return done.load_id, "published", done.checked


def acknowledged(options: argparse.Namespace, rules: tuple[str, ...]) -> list[Acknowledgement]:
    """What the options say of the warnings of some rules; nothing where they say nothing."""
    sentence = (options.acknowledge or "").strip()
    return [Acknowledgement(rule, "other", sentence) for rule in rules] if sentence else []


def actor(options: argparse.Namespace) -> Actor:
    """Who does it, with all rights of who works at this machine: as the options say, else the
    user's name on it. Raises Problem."""
    if getattr(options, "by", None):
        return access.operator(options.by)
    try:
        return access.operator(getpass.getuser())
    except (OSError, KeyError, ImportError) as error:
        raise Problem("error.name_missing") from error


def at_machine() -> Actor:
    """Who works at this machine, of a command that no name is given to."""
    try:
        return access.operator(getpass.getuser())
    except (OSError, KeyError, ImportError, Problem):
        return access.operator(NAMELESS)


# --- What is answered -----------------------------------------------------------------------------


def answered(
    options: argparse.Namespace, at: Snapshot, checked: Checked, submission: Submission
) -> dict[str, object]:
    """What was found in a load, and what it does."""
    return {
        "findings": _findings(options, at.store, checked, submission),
        "effect": effects(at, checked),
    }


def effects(at: Snapshot, checked: Checked) -> list[dict[str, object]]:
    """What a load does to the home unit, the indices that it touches first."""
    return [_effect(at, item) for item in _in_order(checked)]


def _findings(
    options: argparse.Namespace, store: Store, checked: Checked, submission: Submission
) -> list[dict[str, object]]:
    w = words(options.lang)
    at = store.snapshot()
    own = naming.of_editions(at, w, naming.editions_in(checked.findings))
    brought = submission.rows.get("indicators")
    own |= naming.of_indicators(w, brought.to_pylist() if brought else ())
    known = naming.of_load(at, w, submission.rows)
    names = {scheme: own | of_scheme for scheme, of_scheme in known.items()}
    home, _ = editions.home(at)

    def message(item: Finding) -> str:
        told = problems.finding(w, item, names.get(naming.scheme_of(item, home)))
        return w("sign.option", message=told) if item in checked.questions else told

    return [
        {
            "rule": item.rule,
            "severity": item.severity,
            "where": item.place,
            "message": message(item),
        }
        for item in checked.findings
    ]


def _in_order(checked: Checked) -> list[Effect]:
    """The indices that the load touches first."""
    touched = {editions.name_of(edition_id).index_code for edition_id in checked.edition_ids}
    return sorted(checked.effects, key=lambda item: item.index_code not in touched)


def _effect(at: Snapshot, effect: Effect) -> dict[str, object]:
    methods = {row["index_code"]: row for row in queries.methods(at).to_pylist()}
    decimals = methods.get(effect.index_code, {"decimals": 2})["decimals"]
    row: dict[str, object] = {"index": effect.index_code}
    for name in ("rank", "gap", "status"):
        for side in ("before", "after"):
            row[f"{name}_{side}"] = _of(getattr(effect, side), name, decimals)
    return row


def _of(standpoint: Standpoint | None, name: str, decimals: int) -> object:
    value = getattr(standpoint, name) if standpoint else None
    if name != "gap":
        return value
    return interval(value or Interval(None, None), decimals)
