"""The command line: the figures of the screen as rows, for scripts and for checking.

Exit 0: done; 2: a problem, said in one sentence on stderr; 3: `check` found a blocker, or a load
was stopped by one or by warnings that nobody acknowledged.
The keys of every command are described in docs/cli.md.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TextIO

from rankings import (
    cli_evidence,
    cli_loads,
    cli_merger,
    cli_robustness,
    cli_scenario,
    cli_trajectory,
    cli_way_up,
    cli_why,
    component_gaps,
    editions,
    sentences,
    standing,
)
from rankings.cli_loads import figure, interval
from rankings.ingest import bootstrap, loads
from rankings.problems import Problem
from rankings.store import Store, default_folder
from rankings.text import LANGUAGES, words

PERIOD_TYPES = editions.PERIOD_TYPES[::-1]
COMPONENT_KEYS = (
    "component",
    "score",
    "max_score",
    "rank",
    "ranked_units",
    "cut_line_score",
    "target_mean",
    "median",
    "best",
    "to_best",
    "to_max",
)


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with the command line as one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse with what is wrong: raises Problem instead of leaving the program."""
        raise Problem("error.command_line", reason=message)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    _write_what_can_be_written(sys.stdout, sys.stderr)
    try:
        options = _parser().parse_args(arguments)
        result, code = options.run(options)
    except Problem as problem:
        print(sentences.problem(words(_language(arguments)), problem), file=sys.stderr)
        return 2
    _print(result, as_json=options.json)
    return code


def _language(arguments: Sequence[str]) -> str | None:
    """The language asked for, also on a command line that could not be read."""
    parser = _Parser(add_help=False, exit_on_error=False)
    parser.add_argument("--lang")
    try:
        return parser.parse_known_args(arguments)[0].lang
    except Problem:
        return None


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m rankings", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "build", build, "build the store from data/ when that is needed")
    _add(commands, "check", check, "what the checks find in data/")
    listing = _add(commands, "editions", list_editions, "the editions there are")
    listing.add_argument("index", nargs="?", metavar="INDEX")
    _add_as_of(listing)
    for name, run, text in (
        ("standing", list_standing, "the ranking of one edition"),
        ("gap", show_gap, "one unit against its rank limit"),
        ("components", list_components, "one unit's components against the others"),
        ("evidence", show_evidence, "where one figure comes from"),
    ):
        command = _add(commands, name, run, text)
        command.add_argument("index", metavar="INDEX", help="psi, dti or pii")
        command.add_argument("--period", help="2026-10-10, 2025-Q3, 2025-11 or 2024")
        command.add_argument("--period-type", help="year, quarter, month or year_to_date")
        command.add_argument("--scheme", help="vn34 or vn63")
        _add_as_of(command)
        if name == "evidence":
            cli_evidence.add_options(command)
        elif name != "standing":
            command.add_argument("--unit", help="code of the unit; default: the home unit")
            command.add_argument("--limit", type=int, help="rank limit; default: the target's")
    _add_trajectory(commands)
    _add_merger(commands)
    _add_scenario(commands)
    _add_robustness(commands)
    _add_why(commands)
    _add_way_up(commands)
    _add_loads(commands)
    return parser


def _add_merger(commands: Any) -> None:
    """The command that reads an edition from before the merger on the units after it."""
    command = _add(
        commands,
        "merger",
        _on_store_as_of(cli_merger.list_merger),
        "an edition before the merger, read on the units after it",
    )
    cli_merger.add(command)
    _add_as_of(command)


def _add_scenario(commands: Any) -> None:
    """The command that tries gains out."""
    command = _add(commands, "simulate", simulate, "what gains of components make of a rank")
    cli_scenario.add(command)
    _add_as_of(command)


def _add_robustness(commands: Any) -> None:
    """The command that moves the weights of the components."""
    run = _on_store_as_of(cli_robustness.list_ranges)
    command = _add(commands, "robustness", run, "how far ranks go when the weights are moved")
    command.add_argument("index", metavar="INDEX", help="psi, dti or pii")
    command.add_argument("--period", help="2026-10-10, 2025-Q3, 2025-11 or 2024")
    command.add_argument("--period-type", help="year, quarter, month or year_to_date")
    command.add_argument("--scheme", help="vn34 or vn63")
    _add_as_of(command)


def _add_way_up(commands: Any) -> None:
    """The commands for the way ahead: which gains lead to a rank, where the cut line goes."""
    run = _on_store_as_of(cli_way_up.show_plan)
    command = _add(commands, "plan", run, "the gains that bring one unit inside a rank limit")
    cli_way_up.add_plan(command)
    _add_as_of(command)
    run = _on_store_as_of(cli_way_up.show_forecast)
    command = _add(commands, "forecast", run, "the cut line at a day, or why nothing is told of it")
    cli_way_up.add_forecast(command)
    _add_as_of(command)


def _add_as_of(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", type=int, metavar="LOAD_ID", help="as they were after a load")


def _add_trajectory(commands: Any) -> None:
    run = _on_store_as_of(cli_trajectory.list_points)
    command = _add(commands, "trajectory", run, "ranks and scores over the editions of an index")
    command.add_argument("index", metavar="INDEX", help="psi, dti or pii")
    command.add_argument("--unit", nargs="+", action="extend", help="codes of units; default: all")
    command.add_argument("--period-type", help="year, quarter, month or year_to_date")
    command.add_argument("--scheme", help="vn34 or vn63")
    _add_as_of(command)


def _add_why(commands: Any) -> None:
    """The commands that say what moved between two editions."""
    reason = _on_store_as_of(cli_why.show_why)
    command = _add(commands, "why", reason, "why one unit moved between two editions")
    cli_why.add_why(command)
    _add_as_of(command)
    watch = _on_store_as_of(cli_why.list_events)
    command = _add(commands, "events", watch, "what happened round the cut line since an edition")
    cli_why.add_events(command)
    _add_as_of(command)


def _add_loads(commands: Any) -> None:
    """The commands that change what readers see, and the list of what was changed."""
    command = _add(commands, "load", _on_store(cli_loads.load), "read, check and keep a file")
    command.add_argument("file", metavar="FILE")
    command.add_argument("--index", help="psi, dti, pii, or the code of a new index")
    command.add_argument("--period", help="2026-10-10, 2025-Q3, 2025-11 or 2024")
    command.add_argument("--period-type", choices=PERIOD_TYPES)
    command.add_argument("--scheme", help="vn34 or vn63")
    command.add_argument("--sheet", action="append", help="read this sheet; may be given again")
    command.add_argument("--structure", metavar="FILE", help="the parts of a new index")
    command.add_argument("--index-name", metavar="NAME", help="the name of a new index")
    command.add_argument("--index-name-en", metavar="NAME", help="the same in English")
    command.add_argument("--target", type=int, metavar="K", help="the rank limit of a new index")
    command.add_argument("--target-by", metavar="DATE", help="the day by which it is to be reached")
    command.add_argument("--target-set-by", metavar="TEXT", help="the document that sets it")
    command.add_argument("--publish", action="store_true", help="publish it, do not only keep it")
    listed = _add(commands, "publish", _on_store(cli_loads.publish), "publish a load that was kept")
    _add(commands, "loads", _on_store(cli_loads.list_loads), "every load, newest first")
    taken = _add(commands, "withdraw", _on_store(cli_loads.withdraw), "take a load back")
    for one in (listed, taken):
        one.add_argument("load_id", metavar="LOAD_ID", type=int)
    for one in (command, listed):
        one.add_argument("--acknowledge", metavar="SENTENCE", help="why warnings do not stop it")
    taken.add_argument("--why", required=True, help="the reason, kept with the load")
    for one in (command, listed, taken):
        one.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")


def _on_store(
    run: Callable[[argparse.Namespace, Store, int], tuple[Any, int]],
) -> Callable[[argparse.Namespace], tuple[Any, int]]:
    """A command that is given the store, built when that is needed, and its current version."""
    return lambda options: run(options, *_store())


def _on_store_as_of(
    run: Callable[[argparse.Namespace, Store, int], tuple[Any, int]],
) -> Callable[[argparse.Namespace], tuple[Any, int]]:
    """A command that is given the store as it was after the load that the options name."""
    return lambda options: run(options, *_store_as_of(options))


def _add(
    commands: Any, name: str, run: Callable[..., tuple[Any, int]], text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="print one JSON object or list")
    command.add_argument("--lang", choices=LANGUAGES, default="vi", help="language of messages")
    command.set_defaults(run=run)
    return command


def build(_: argparse.Namespace) -> tuple[Any, int]:
    """Build the store when that is needed: version, folder, why it was made, what was damaged."""
    store, version = _store()
    info = bootstrap.info(store, version)
    result = {
        "version": version,
        "folder": str(store.folder),
        "made_because": info.get("made_because"),
        "damaged": info.get("damaged"),
    }
    return result, 0


def check(options: argparse.Namespace) -> tuple[Any, int]:
    """Findings of the checks in data/; exit 3 when there is a blocker."""
    w = words(options.lang)
    found = bootstrap.findings_of()
    rows = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "where": finding.place,
            "message": sentences.finding(w, finding),
        }
        for finding in found
    ]
    return rows, 3 if any(finding.severity == "blocker" for finding in found) else 0


def list_editions(options: argparse.Namespace) -> tuple[Any, int]:
    """Every edition, of one index or of all, newest first."""
    store, version = _store_as_of(options)
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
    store, version = _store_as_of(options)
    edition = _edition(store, version, options)
    ranking = standing.ranking(store, version, edition_id=edition.edition_id)
    rows = [
        {
            "unit_code": row.unit_code,
            "unit_name": row.name_vi,
            "score": figure(row.score, edition.decimals),
            "rank": row.rank,
            "rank_basis": row.rank_basis,
            "certainty": standing.certainty(row),
            "status": row.status,
            "confidence": row.confidence,
            "score_low": figure(row.score_low, edition.decimals),
            "score_high": figure(row.score_high, edition.decimals),
            "rank_low": row.rank_low,
            "rank_high": row.rank_high,
        }
        for row in ranking.rows
    ]
    return rows, 0


def show_gap(options: argparse.Namespace) -> tuple[Any, int]:
    """One unit against its rank limit."""
    store, version = _store_as_of(options)
    edition = _edition(store, version, options)
    unit_code, limit = _unit_and_limit(store, version, edition, options)
    if limit is None:
        _, home = editions.home(store, version)
        raise Problem("error.no_target", unit=home, index=edition.index_code)
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
        "score": figure(position.score, edition.decimals),
        "rank": position.rank,
        "limit": limit,
        "cut_line": interval(position.cut_line, edition.decimals)
        | {"unit_code": position.cut_line_unit},
        "gap": interval(position.gap, edition.decimals),
        "status": position.status,
        "coverage": {
            "ranks": edition.ranks,
            "scores": edition.scores,
            "units": edition.units,
        },
    }
    return result, 0


def simulate(options: argparse.Namespace) -> tuple[Any, int]:
    """One unit's score, rank and gap after gains of its components."""
    store, version = _store_as_of(options)
    edition = _edition(store, version, options)
    unit_code, limit = _unit_and_limit(store, version, edition, options)
    return cli_scenario.simulate(options, store, version, edition, unit_code, limit)


def list_components(options: argparse.Namespace) -> tuple[Any, int]:
    """One unit's components, the largest distance to the best first."""
    store, version = _store_as_of(options)
    edition = _edition(store, version, options)
    unit_code, limit = _unit_and_limit(store, version, edition, options)
    found = component_gaps.comparison(
        store, version, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    rows = [
        {name: figure(getattr(component, name), edition.decimals) for name in COMPONENT_KEYS}
        for component in found
    ]
    return rows, 0


def show_evidence(options: argparse.Namespace) -> tuple[Any, int]:
    """Where one figure comes from: definition, source, load, conflicts, earlier values."""
    store, version = _store_as_of(options)
    return cli_evidence.show(options, store, version, Store(default_folder()))


def _store() -> tuple[Store, int]:
    store = Store(default_folder())
    return store, bootstrap.ensure(store)


def _store_as_of(options: argparse.Namespace) -> tuple[Store, int]:
    """The store, as it was after the load that the options name."""
    store, version = _store()
    if options.as_of is None:
        return store, version
    return loads.as_of(store, version, options.as_of)


def _edition(store: Store, version: int, options: argparse.Namespace) -> editions.EditionFacts:
    return editions.choose(
        store,
        version,
        options.index,
        period=options.period,
        period_type=options.period_type,
        scheme=options.scheme,
    )


def _unit_and_limit(
    store: Store, version: int, edition: editions.EditionFacts, options: argparse.Namespace
) -> tuple[str, int | None]:
    """The unit asked for or home, and the limit asked for or the target's; None without either."""
    limit = options.limit
    if limit is None:
        limit = editions.rank_limit(store, version, options.index)
    elif not 1 <= limit <= edition.units:
        raise Problem("error.limit_out_of_range", highest=edition.units, value=limit)
    return options.unit or editions.home_code(store, version, edition.scheme), limit


def _print(result: Any, *, as_json: bool) -> None:
    if as_json:
        # Where the output cannot hold every letter, JSON still can: as escapes.
        escape = not (sys.stdout.encoding or "").lower().startswith("utf")
        lines = [json.dumps(result, ensure_ascii=escape, indent=2, default=str)]
    else:
        rows = result if isinstance(result, list) else [result]
        lines = [line for row in rows for line in _lines(row)]
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what Python flushes at its end must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_what_can_be_written(*streams: TextIO) -> None:
    """A letter that the terminal or pipe cannot hold becomes "?", it does not stop the program."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _lines(row: dict[str, Any]) -> list[str]:
    """A row as one line, and each object of a list in it as a line below."""
    inner = {name: cell for name, cell in row.items() if _holds_objects(cell)}
    first = "  ".join(f"{name}={_plain(cell)}" for name, cell in row.items() if name not in inner)
    below = [
        f"  {name}: " + "  ".join(f"{key}={_plain(cell)}" for key, cell in item.items())
        for name, items in inner.items()
        for item in items
    ]
    return [first, *below]


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _plain(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return f"{len(value)} × object" if _holds_objects(value) else ", ".join(map(str, value))
    if isinstance(value, dict):
        return "{" + " ".join(f"{name}={_plain(item)}" for name, item in value.items()) + "}"
    return str(value)
