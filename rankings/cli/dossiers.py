"""The commands of dossiers: dossiers, due."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from rankings.cli import load_outcome
from rankings.cli.command import Answer, add_on_store
from rankings.facts import due as facts
from rankings.facts.due import Counts, Line, Worth
from rankings.ingest.dossiers import Counted, submission
from rankings.loads import dossiers
from rankings.store import dossiers as kept
from rankings.store import queries
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot
from rankings.words import typed

POINTS_DECIMALS = 4


def add(commands: Any) -> None:
    """The commands and their arguments."""
    what = "count the dossiers of a file by unit; keep or publish the estimates"
    counted = add_on_store(commands, "dossiers", count, what)
    counted.add_argument("file", metavar="FILE", help="CSV, Parquet or Excel, one dossier a row")
    counted.add_argument(
        "--column",
        metavar="FIELD=HEADING",
        nargs="+",
        action="extend",
        default=[],
        help="which column is which; remembered for files of this shape",
    )
    counted.add_argument("--made", metavar="MOMENT", help="when the file was made")
    counted.add_argument("--publish", action="store_true", help="publish it, do not only keep it")
    counted.add_argument("--acknowledge", metavar="SENTENCE", help="why warnings do not stop it")
    counted.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")
    due = add_on_store(commands, "due", show_due, "which dossiers must be handled soon")
    due.add_argument("--within", choices=tuple(facts.WITHIN), default="7d", help="default: 7d")
    due.add_argument("--unit", metavar="CODE", help="the dossiers of this unit, by number")


def count(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Count a dossier file; keep the load it makes, or publish it when that is asked for."""
    handed = dossiers.count_file(
        at.store,
        Path(options.file),
        by=load_outcome.actor(options),
        columns=_columns(options.column),
        moment=_moment(options.made),
    )
    try:
        load_id, state, checked = load_outcome.carry_out(options, at, handed.submission)
    except Problem:
        dossiers.drop(at.store, handed.submission)
        raise
    if load_id is None:
        dossiers.drop(at.store, handed.submission)
    result = {
        "load_id": load_id,
        "state": state,
        **_file(handed.counted),
        "figures": _figures(at, handed.counted),
        **load_outcome.answered(options, at, checked, handed.submission),
    }
    return result, load_outcome.STOPPED if state == "blocked" else 0


def _columns(given: list[str]) -> dict[str, str]:
    """field -> heading of the option --column; an empty heading: the file does not have it."""
    return {name.strip(): heading for name, _, heading in (text.partition("=") for text in given)}


def _moment(text: str | None) -> dt.datetime | None:
    """The moment that --made names: a day, or a day and an hour."""
    if text is None:
        return None
    for written in ("%Y-%m-%dT%H", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"):
        try:
            return dt.datetime.strptime(text.strip(), written)
        except ValueError:
            continue
    day = typed.day(text)
    if day is None:
        raise Problem("error.not_a_moment", value=text)
    return dt.datetime.combine(day, dt.time(23, 59, 59))


def _file(counted: Counted) -> dict[str, object]:
    """What is known of the file, and what is amiss in it."""
    broken = (("broken", counted.broken),) if counted.broken else ()
    return {
        "file": counted.file,
        "sha256": counted.sha256,
        "bytes": counted.size,
        "rows": counted.rows,
        "made": counted.moment.isoformat(),
        "columns": [
            {"field": field, "heading": heading} for field, heading in counted.headings.items()
        ],
        "refused": [{"heading": heading, "kind": kind} for heading, kind in counted.refused],
        "missing": [
            {"indicator": code, "fields": list(names)} for code, names in counted.missing.items()
        ],
        "faults": [
            {"fault": fault, "dossiers": number} for fault, number in (*counted.faults, *broken)
        ],
        "unplaced": counted.unplaced,
    }


def _figures(at: Snapshot, counted: Counted) -> list[dict[str, object]]:
    """The counts of each unit; unit_code null: all dossiers together."""
    names = _names(at)
    return [
        {
            "unit_code": row["unit_code"],
            "unit_name": names.get(row["unit_code"]),
            "indicator": row["indicator_code"],
            **picked(row, "numerator", "denominator"),
        }
        for row in counted.figures.to_pylist()
    ]


def _names(at: Snapshot) -> dict[str, str]:
    home = submission.home_list(at)
    rows = queries.inside_units(at, scheme=home.scheme).to_pylist()
    return {row["unit_code"]: row["full_name_vi"] for row in rows}


# --- What is due ----------------------------------------------------------------------------------


def show_due(options: argparse.Namespace, at: Snapshot) -> Answer:
    """What is due by the newest dossier file, by unit and procedure, and what it is worth."""
    dossiers.forget(at.store)
    load = dossiers.newest(at)
    if load is None:
        raise Problem("error.no_dossiers")
    now = dt.datetime.now(VIETNAM_TIME).replace(tzinfo=None, microsecond=0)
    rows = kept.due(at.store, load.key, made=load.made, now=now)
    if rows is None:
        raise Problem("error.dossiers_forgotten", load_id=load.load_id, days=kept.open_days())
    names = _names(at)
    if options.unit and options.unit not in names:
        raise Problem("error.unknown_inside_unit", value=options.unit)
    of_unit = [row for row in rows.to_pylist() if options.unit in (None, row["unit_code"])]
    answer = facts.due(of_unit, file_made=load.made, now=now)
    worth = facts.worth(at)
    within = facts.WITHIN[options.within]
    result = {
        "load_id": load.load_id,
        "made": load.made.isoformat(),
        "now": now.isoformat(),
        "within": options.within,
        "unit_code": options.unit,
        "edition": worth.edition_id if worth else None,
        **_counts(answer.total, worth, within),
        "units": [
            {"unit_code": line.code, "unit_name": names.get(line.code or "")}
            | _counts(line.counts, worth, within)
            for line in answer.units
            if _told(line, within)
        ],
        "procedures": [
            {"procedure": line.code} | _counts(line.counts, worth, within)
            for line in answer.procedures
            if _told(line, within)
        ],
        "dossiers": _dossiers(options, at, load, now),
    }
    return result, 0


def _told(line: Line, within: str) -> bool:
    return bool(getattr(line.counts, within) or line.counts.overdue or line.counts.lapsed)


def _counts(counts: Counts, worth: Worth | None, within: str) -> dict[str, object]:
    """Counts, what those that are due cost if they end late, and what the overdue have cost."""
    number = getattr(counts, within)
    return {
        **vars(counts),
        "points_at_stake": None if worth is None else _points(worth.cost(number)),
        "points_lost": None if worth is None else _points(worth.regained(counts.overdue)),
    }


def _points(points: Any) -> float:
    return round(float(points), POINTS_DECIMALS)


def _dossiers(
    options: argparse.Namespace, at: Snapshot, load: submission.DossierLoad, now: dt.datetime
) -> list[dict[str, object]]:
    """The dossiers of one unit that are due within the time asked for; of no unit none."""
    if not options.unit:
        return []
    hours = {"24h": 24, "7d": 7 * 24}[options.within]
    rows = kept.due_dossiers(
        at.store, load.key, unit_code=options.unit, now=now, before=now + dt.timedelta(hours=hours)
    )
    return [
        {
            **picked(row, "number", "procedure"),
            "received": row["received"].isoformat() if row["received"] else None,
            "due": row["due"].isoformat(),
        }
        for row in (rows.to_pylist() if rows is not None else ())
    ]
