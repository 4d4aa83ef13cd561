"""Run the data rules of queries/checks/ on one load; each rule returns the offending rows."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from rankings.store.problems import Problem
from rankings.store.versions import QUERIES, sql

SEVERITIES = ("blocker", "warning", "note")
# Told first: a row that cannot be read is left out, and what else is found may only follow from it.
FIRST_RULE = "unreadable_number"
# Tables that several rules read, each made once by the query of its name: the figures that moved
# far more than they usually do; those of the newest tables of a load; the earlier tables of these.
KEPT = ("load_jumps", "load_figures", "load_earlier")


@dataclass(frozen=True)
class Rule:
    """A check: the stem of its file, how grave it is, and its statement.

    alike: what the rules have in common whose warnings one reason answers; the name of the rule
    where there is no other. needs: what a load must give it to look at, a column of
    queries/loading/load_brings.sql; empty where it looks at every load.
    """

    name: str
    severity: str
    sql: str
    alike: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Finding:
    """One offender: the rule, where it stands (file and row), and the columns of its row."""

    rule: str
    severity: str
    place: str | None
    details: dict[str, str]

    @classmethod
    def from_row(cls, row: dict) -> "Finding":
        """A finding from its row in the table `findings`."""
        details = json.loads(row["details"])
        return cls(row["rule"], row["severity"], row["place"], details)


@cache
def rules(folder: Path = QUERIES / "checks") -> tuple[Rule, ...]:
    """All rules, the gravest first. A line "-- Severity: …" of each file says how grave it is, a
    line "-- Alike: …" of some what they have in common with others, a line "-- Needs: …" what a
    load must bring for them.
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        severity = _said(text, "Severity")
        if severity not in SEVERITIES:
            raise ValueError(f"{path.name} does not say its severity")
        kind = _said(text, "Alike") or path.stem
        found.append(Rule(path.stem, severity, text, kind, _said(text, "Needs")))
    return tuple(sorted(found, key=_order))


def _said(text: str, what: str) -> str:
    """The word that a rule says in its line "-- what: word"; empty where it says none."""
    line = re.search(rf"^-- {what}: (\w+)$", text, re.MULTILINE)
    return line[1] if line else ""


def alike(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What rules have in common -> their names, in the order given; one of no known rule stands
    alone.
    """
    kinds = {rule.name: rule.alike for rule in rules()}
    grouped: dict[str, tuple[str, ...]] = {}
    for name in names:
        kind = kinds.get(name, name)
        grouped[kind] = (*grouped.get(kind, ()), name)
    return grouped


def _order(rule: Rule) -> tuple:
    return SEVERITIES.index(rule.severity), rule.name != FIRST_RULE, rule.name


def findings(
    connection: duckdb.DuckDBPyConnection, load_id: int, asked: Iterable[Rule] | None = None
) -> list[Finding]:
    """What the rules find in one load, blockers first. asked: some of the rules; None: all."""
    found = []
    due = rules_due(connection, load_id, rules() if asked is None else tuple(asked))
    for table in KEPT:
        if any(table in rule.sql for rule in due):
            connection.execute(sql(f"loading/{table}"), {"load_id": load_id})
    for rule in due:
        cursor = connection.execute(rule.sql, {"load_id": load_id})
        names = [column[0] for column in cursor.description]
        for values in cursor.fetchall():
            row = {name: _text(value) for name, value in zip(names, values, strict=True)}
            found.append(Finding(rule.name, rule.severity, row.pop("place"), row))
    return found


def rules_due(
    connection: duckdb.DuckDBPyConnection, load_id: int, asked: Sequence[Rule]
) -> list[Rule]:
    """Those of the rules for which a load brings something to look at.

    Most of the time of a rule on a small load is spent planning it: a rule on counts that sees a
    table without counts costs as much as one that finds something.
    """
    cursor = connection.execute(sql("loading/load_brings"), {"load_id": load_id})
    kinds = [column[0] for column in cursor.description]
    brought = dict(zip(kinds, cursor.fetchall()[0], strict=True))
    return [rule for rule in asked if not rule.needs or brought[rule.needs]]


def stop_on_blocker(found: list[Finding]) -> None:
    """Raise a Problem that names file, row and rule of the first blocker, if there is one."""
    blockers = [finding for finding in found if finding.severity == "blocker"]
    if not blockers:
        return
    first = blockers[0]
    raise Problem(
        "error.blocked", finding=first, place=first.place or "–", others=len(blockers) - 1
    )


def as_columns(found: list[Finding], load_id: int) -> dict[str, list]:
    """The findings as columns of the table `findings`."""
    return {
        "load_id": [load_id] * len(found),
        "rule": [finding.rule for finding in found],
        "severity": [finding.severity for finding in found],
        "place": [finding.place for finding in found],
        "details": [json.dumps(finding.details, ensure_ascii=False) for finding in found],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
