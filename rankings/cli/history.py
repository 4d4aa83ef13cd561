"""The commands about loads that there are: loads, source, withdraw, remark."""

import argparse
from collections.abc import Mapping
from typing import Any

from rankings import loads
from rankings.cli import load_outcome, load_source
from rankings.cli.command import Answer, add_on_store, day, edition_of, edition_options, whole
from rankings.cli.output import moment
from rankings.ingest.submission import Submission, now
from rankings.loads import access
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot


def add(commands: Any) -> None:
    """The commands and their arguments."""
    add_on_store(commands, "loads", list_loads, "every load, newest first")
    later = add_on_store(commands, "source", tell_source, "tell the source of an earlier load")
    load_source.source_options(later)
    taken = add_on_store(commands, "withdraw", withdraw, "take a load back")
    remarked = add_on_store(commands, "remark", put_remark, "put a signed remark on an edition")
    _remark_options(remarked)
    for command in (later, taken):
        command.add_argument("load_id", metavar="LOAD_ID", type=whole)
    later.add_argument("--acknowledge", metavar="SENTENCE", help="why warnings do not stop it")
    taken.add_argument("--why", required=True, help="the reason, kept with the load")
    for command in (later, taken, remarked):
        command.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")


def _remark_options(command: argparse.ArgumentParser) -> None:
    edition_options(command)
    command.add_argument("--text", metavar="TEXT", required=True, help="the remark; empty: none")
    command.add_argument("--text-en", metavar="TEXT", help="the same in English")
    command.add_argument("--signed-by", metavar="NAME", required=True, help="who signs it")
    command.add_argument("--dated", metavar="DATE", help="its day; default: today")
    command.add_argument(
        "--rescored",
        nargs="+",
        action="extend",
        default=[],
        metavar="UNIT:COMPONENT",
        help="figures that the issuer scored anew",
    )


def list_loads(_: argparse.Namespace, at: Snapshot) -> Answer:
    """Every load, newest first; those that wait to be published before them."""
    waiting = [_waiting(number, item) for number, item in reversed(loads.staged(at.store))]
    touched: dict[int, list[str]] = {}
    for row in queries.load_editions(at).to_pylist():
        touched.setdefault(row["load_id"], []).append(row["edition_id"])
    sources = {row["load_id"]: row for row in reversed(queries.load_sources(at).to_pylist())}
    lacking = {
        row["load_id"]
        for row in queries.unsourced_loads(at).to_pylist()
        if row["counts"] and not row["told"]
    }
    rows = [
        {
            **picked(row, "load_id", "state", "kind"),
            "at": moment(row["loaded_at"]),
            "by": row["loaded_by"],
            "file": row["file_name"],
            "sha256": row["sha256"],
            "editions": touched.get(row["load_id"], []) if row["load_id"] else [],
            **picked(row, "figures", "withdraws", "why"),
            "source": _rests_on(sources.get(row["load_id"], {})) if row["load_id"] else None,
            "unsourced": row["load_id"] in lacking,
        }
        for row in queries.loads(at).to_pylist()
    ]
    return waiting + rows, 0


def tell_source(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Tell the source of a load that was published without one."""
    # What no other command of these needs.
    from rankings.loads.edits import source

    given = source.change(
        at, load_id=options.load_id, source=load_source.source_of(options, at.store)
    )
    # Where a second person publishes, it waits for one as a file does.
    options.publish = not access.settings().second_person
    load_id, state, checked = load_outcome.carry_out(options, at, given)
    result = {
        "load_id": load_id,
        "of_load": options.load_id,
        "state": state,
        **load_outcome.answered(options, at, checked, given),
    }
    return result, load_outcome.STOPPED if state == "blocked" else 0


def withdraw(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Take a published load back."""
    by = load_outcome.actor(options)
    done = loads.withdraw(at.store, options.load_id, why=options.why, by=by)
    result = {
        "load_id": done.load_id,
        "withdraws": options.load_id,
        "state": "published",
        "effect": load_outcome.effects(at, done.checked),
    }
    return result, 0


def put_remark(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Put a signed remark on an edition, with the figures that it marks as re-scored."""
    # What no other command of these needs.
    from rankings.loads.edits import remark

    edition = edition_of(options, at)
    given = remark.change(
        at,
        edition_id=edition.edition_id,
        text_vi=options.text,
        text_en=options.text_en,
        signed_by=options.signed_by,
        dated=now().date() if options.dated is None else day(options.dated),
        rescored=[_cell(text) for text in options.rescored],
    )
    number = loads.stage(at.store, given, by=load_outcome.actor(options))
    try:
        done = loads.publish(at.store, number, by=load_outcome.actor(options), seen=at.version)
    except Problem:
        loads.cancel(at.store, number, by=load_outcome.actor(options))
        raise
    row = remark.of_edition(at.store.snapshot(), edition_id=edition.edition_id) or {}
    result = {
        "load_id": done.load_id,
        "state": "published",
        "edition_id": edition.edition_id,
        "text": row.get("text_vi") or None,
        "signed_by": row.get("signed_by"),
        "dated": row["dated"].isoformat() if row else None,
        "rescored": [
            {"unit_code": unit, "component": component}
            for unit, component in remark.marked(at.store.snapshot(), edition_id=edition.edition_id)
        ],
    }
    return result, 0


def _cell(text: str) -> tuple[str, str]:
    """Unit and component of "44:transparency". Raises Problem for what is not that."""
    unit, _, component = text.partition(":")
    if not unit or not component:
        raise Problem("error.rescored_figure", value=text)
    return unit, component


def _rests_on(source: Mapping[str, Any]) -> str | None:
    """What can be looked up of a source: the document, else the link, else the original."""
    names = ("document_number", "url", "document_name")
    return next((source[name] for name in names if source.get(name)), None)


def _waiting(load_id: int, item: Submission) -> dict[str, object]:
    """A load that was handed in and not published."""
    rows = item.rows.get("observations")
    brought = [item.rows.get(name) for name in ("source_documents", "sources")]
    origins = [row for table in brought if table is not None for row in table.to_pylist()]
    return {
        "load_id": load_id,
        "state": "staged",
        "kind": item.kind,
        "at": moment(item.uploaded_at),
        "by": item.uploaded_by,
        "file": item.file_name,
        "sha256": item.sha256,
        "editions": sorted(rows["edition_id"].unique().to_pylist()) if rows else [],
        "figures": rows.num_rows if rows else 0,
        "withdraws": item.withdraws,
        "why": item.why,
        "source": next((made for row in origins if (made := _rests_on(row))), None),
        "unsourced": "unsourced_editions" in item.rows,
    }
