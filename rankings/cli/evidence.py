"""The command `evidence`: where one figure of a table comes from."""

import argparse
from decimal import Decimal
from typing import Any

from rankings import evidence
from rankings.cli.command import Answer, add_reading, edition_of, edition_options, unit_option
from rankings.cli.output import figure, moment
from rankings.evidence import Earlier, Evidence, File, LoadTrail, Other, SourceTrail
from rankings.facts import editions, standing, subindicators
from rankings.sentences import naming
from rankings.store import figure_keys, queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.shared import configured
from rankings.store.versions import Snapshot
from rankings.words.text import Words, words

MEASURES = ("score", "rank", "numerator", "denominator")


def add(commands: Any) -> None:
    """The command and its arguments."""
    command = add_reading(commands, "evidence", show_evidence, "where one figure comes from")
    edition_options(command)
    unit_option(command)
    command.add_argument("--component", help="code of a component; default: the total")
    command.add_argument("--measure", choices=MEASURES, default="score")


def show_evidence(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Where one figure comes from: definition, source, load, conflicts, earlier values."""
    edition = edition_of(options, at)
    unit = options.unit or editions.home_code(at, edition.scheme)
    standing.ranking(at, edition_id=edition.edition_id).row(unit)  # an unknown unit is told
    component = _component(at, edition, options.component)
    key = figure_keys.figure(edition.edition_id, unit, component, options.measure)
    # The originals lie in the folder of the store, also when it is read as it was after a load.
    files = configured()
    return as_row(words(options.lang), evidence.evidence(at, key, files=files)), 0


def as_row(w: Words, found: Evidence) -> dict[str, Any]:
    """A piece of evidence as the command prints it; the keys are those of docs/cli.md."""
    indicator, edition = found.indicator or {}, found.edition
    return {
        "key": found.key,
        "kind": found.kind,
        "index": found.index_code,
        "period": edition and edition.period,
        "period_type": edition and edition.period_type,
        "scheme": edition and edition.scheme,
        "method": found.method_code,
        "unit_code": found.unit_code,
        "unit_name": found.unit_vi,
        "component": indicator.get("indicator_code"),
        "component_name": indicator.get("name_vi"),
        "definition": indicator.get("definition_vi") or indicator.get("definition_en"),
        "max_score": _number(indicator.get("max_score"), None),
        "measure": found.measure,
        "value": _number(found.value, found.decimals),
        "low": _number(found.low, found.decimals),
        "high": _number(found.high, found.decimals),
        "value_printed": found.printed,
        **picked(found, "status", "confidence", "provisional", "place"),
        "sources": [_source(w, item) for item in found.sources],
        "loads": [_load(item) for item in found.loads],
        "conflicts": [_other(w, item, found.decimals) for item in found.conflicts],
        "earlier": [_earlier(item, found.decimals) for item in found.earlier],
        "rests_on": list(found.rests_on),
    }


def _component(at: Snapshot, edition: editions.EditionFacts, asked: str | None) -> str:
    """The component asked for, of those that the edition has; the total without one."""
    rows = queries.component_standings(at, edition_id=edition.edition_id).to_pylist()
    subs = [code for code, _ in subindicators.standings(at, edition_id=edition.edition_id)]
    known = dict.fromkeys(["total", *(row["indicator_code"] for row in rows), *subs])
    if asked is None or asked in known:
        return asked or "total"
    raise Problem("error.unknown_component", value=asked, index=edition.index_code, known=[*known])


def _number(value: Decimal | None, decimals: int | None) -> float | int | None:
    if value is None:
        return None
    if decimals is None:
        return float(value)
    return int(value) if decimals == 0 else figure(value, decimals)


def _file(file: File | None) -> dict[str, Any]:
    return {
        "file": file and file.name,
        "sha256": file and file.sha256,
        "file_state": file and file.state,
    }


def _source(w: Words, item: SourceTrail) -> dict[str, Any]:
    told = ("source_id", "origin", "publisher", "kind", "title", "url", "document_number")
    days = ("published_from", "published_to", "accessed_on")
    origin = {"origin": naming.origin(w, item.kind, item.origin)}
    return picked(item, *told, *days) | origin | _file(item.file)


def _load(item: LoadTrail) -> dict[str, Any]:
    return {
        **picked(item.load, "load_id", "kind", "state"),
        "at": moment(item.load.at),
        **picked(item.load, "by", "identity"),
    } | _file(item.file)


def _other(w: Words, item: Other, decimals: int | None) -> dict[str, Any]:
    return {
        "value": _number(item.value, decimals),
        "value_printed": item.printed,
        "confidence": item.confidence,
        "origin": item.source and naming.origin(w, item.source.kind, item.source.origin),
        "url": item.source and item.source.url,
    }


def _earlier(item: Earlier, decimals: int | None) -> dict[str, Any]:
    load = item.load.load
    return {
        "load_id": load.load_id,
        "at": moment(load.at),
        "by": load.by,
        "value": _number(item.value, decimals),
        "value_printed": item.printed,
        "status": item.status,
        "state": item.state,
    }
