"""The command line: the figures of the screen as rows, for scripts and for checking.

Exit 0: done; 2: a problem, said in one sentence on stderr; 3: `check` found a blocker.
The keys of every command are described in docs/cli.md.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rankings import component_gaps, editions, sentences, standing
from rankings.analysis.bounds import Interval
from rankings.ingest import bootstrap
from rankings.problems import Problem
from rankings.store import Store, default_folder
from rankings.text import words


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    w = words(options.lang)
    try:
        result, code = options.run(options)
    except Problem as problem:
        print(sentences.problem(w, problem), file=sys.stderr)
        return 2
    _print(result, as_json=options.json)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rankings", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "build", build, "build the store from data/ when that is needed")
    _add(commands, "check", check, "what the checks find in data/ and in the loads")
    listing = _add(commands, "editions", list_editions, "the editions there are")
    listing.add_argument("index", nargs="?", metavar="INDEX")
    for name, run, text in (
        ("standing", list_standing, "the ranking of one edition"),
        ("gap", show_gap, "one unit against its rank limit"),
        ("components", list_components, "one unit's components against the others"),
    ):
        command = _add(commands, name, run, text)
        command.add_argument("index", metavar="INDEX", help="psi, dti or pii")
        command.add_argument("--period", help="2026-10-10, 2025-Q3, 2025-11 or 2024")
        command.add_argument("--period-type", help="year, quarter, month or year_to_date")
        command.add_argument("--scheme", help="vn34 or vn63")
        if name != "standing":
            command.add_argument("--unit", help="code of the unit; default: the home unit")
            command.add_argument("--limit", type=_positive, help="rank limit; default: the target's")
    return parser


def _add(
    commands: Any, name: str, run: Callable[..., tuple[Any, int]], text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="print one JSON object or list")
    command.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of messages")
    command.set_defaults(run=run)
    return command


def build(_: argparse.Namespace) -> tuple[Any, int]:
    """Build the store when that is needed: version and folder."""
    store, version = _store()
    return {"version": version, "folder": str(store.folder)}, 0


def check(options: argparse.Namespace) -> tuple[Any, int]:
    """Findings of the checks in data/; exit 3 when there is a blocker."""
    found = bootstrap.findings_of()
    rows = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "where": finding.place,
            "message": sentences.finding(words(options.lang), finding),
        }
        for finding in found
    ]
    return rows, 3 if any(finding.severity == "blocker" for finding in found) else 0


def list_editions(options: argparse.Namespace) -> tuple[Any, int]:
    """Every edition, of one index or of all, newest first."""
    store, version = _store()
    codes = (
        [options.index]
        if options.index
        else [row["index_code"] for row in editions.index_rows(store, version)]
    )
    rows = [
        {
            "index": item.index_code,
            "period": item.period,
            "period_type": item.period_type,
            "scheme": item.scheme,
            "method": item.method_code,
            "published_from": item.published_from,
            "published_to": item.published_to,
            "units": item.units,
            "scores": item.scores,
            "ranks": item.ranks,
            "complete": item.complete,
        }
        for code in codes
        for item in editions.of_index(store, version, code)
    ]
    return rows, 0


def list_standing(options: argparse.Namespace) -> tuple[Any, int]:
    """The ranking of one edition, best first."""
    store, version = _store()
    edition = _edition(store, version, options)
    ranking = standing.ranking(store, version, edition_id=edition.edition_id)
    rows = [
        {
            "unit_code": row.unit_code,
            "unit_name": row.name_vi,
            "score": _figure(row.score, edition.decimals),
            "rank": row.rank,
            "rank_basis": row.rank_basis,
            "status": row.status,
            "confidence": row.confidence,
            "score_low": _figure(row.score_low, edition.decimals),
            "score_high": _figure(row.score_high, edition.decimals),
            "rank_low": row.rank_low,
            "rank_high": row.rank_high,
        }
        for row in ranking.rows
    ]
    return rows, 0


def show_gap(options: argparse.Namespace) -> tuple[Any, int]:
    """One unit against its rank limit."""
    store, version = _store()
    edition = _edition(store, version, options)
    unit_code, limit = _unit_and_limit(store, version, options)
    position = standing.home_position(
        store, version, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    result = {
        "index": edition.index_code,
        "period": edition.period,
        "period_type": edition.period_type,
        "scheme": edition.scheme,
        "method": edition.method_code,
        "unit_code": unit_code,
        "score": _figure(position.score, edition.decimals),
        "rank": position.rank,
        "limit": limit,
        "cut_line": _interval(position.cut_line, edition.decimals)
        | {"unit_code": position.cut_line_unit},
        "gap": _interval(position.gap, edition.decimals),
        "status": position.status,
        "coverage": {
            "ranks": edition.ranks,
            "scores": edition.scores,
            "units": edition.units,
        },
    }
    return result, 0


def list_components(options: argparse.Namespace) -> tuple[Any, int]:
    """One unit's components, the largest distance to the best first."""
    store, version = _store()
    edition = _edition(store, version, options)
    unit_code, limit = _unit_and_limit(store, version, options)
    found = component_gaps.comparison(
        store, version, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    names = (
        "component score max_score rank ranked_units cut_line_score target_mean median best "
        "to_best to_max"
    ).split()
    rows = []
    for component in found:
        row = asdict(component)
        rows.append({name: _figure(row[name], edition.decimals) for name in names})
    return rows, 0


def _store() -> tuple[Store, int]:
    store = Store(default_folder())
    return store, bootstrap.ensure(store)


def _edition(store: Store, version: int, options: argparse.Namespace) -> editions.EditionFacts:
    return editions.choose(
        store,
        version,
        options.index,
        period=options.period,
        period_type=options.period_type,
        scheme=options.scheme,
    )


def _unit_and_limit(store: Store, version: int, options: argparse.Namespace) -> tuple[str, int]:
    _, home = editions.home(store, version)
    limit = options.limit or editions.rank_limit(store, version, options.index)
    return options.unit or home, limit


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(text)
    return value


def _figure(value: Any, decimals: int) -> Any:
    """A Decimal as a number of the method's decimals; anything else as it is."""
    return float(round(value, decimals)) if isinstance(value, Decimal) else value


def _interval(interval: Interval, decimals: int) -> dict[str, float | None]:
    return {"low": _figure(interval.low, decimals), "high": _figure(interval.high, decimals)}


def _print(result: Any, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        return
    rows = result if isinstance(result, list) else [result]
    for row in rows:
        print("  ".join(f"{name}={_plain(value)}" for name, value in row.items()))


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return "{" + " ".join(f"{name}={_plain(item)}" for name, item in value.items()) + "}"
    return str(value)
