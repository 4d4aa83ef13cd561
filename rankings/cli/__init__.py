"""The command line: the figures of the screen as rows, for scripts and for checking.

Exit 0: done; 2: a problem, said in one sentence on stderr; 3: `check` found a blocker, or a load
was stopped by one or by warnings that nobody acknowledged.
The keys of every command are described in docs/cli.md.
"""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from rankings.cli import (
    build,
    components,
    data,
    evidence,
    loads,
    merger,
    output,
    over_time,
    robustness,
    scenario,
    standing,
    way_up,
    why,
)
from rankings.cli.command import Parser
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.words.text import words

# Each adds its commands, in the order in which the help lists them.
COMMANDS = (
    *(build, data, standing, components, evidence, over_time, merger, scenario, robustness),
    *(why, way_up, loads),
)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    output.write_what_can_be_written(sys.stdout, sys.stderr)
    try:
        options = _parser().parse_args(arguments)
        with redirect_stdout(sys.stderr):
            # What a library prints is not the answer.
            result, code = options.run(options)
    except Problem as problem:
        print(problems.problem(words(_language(arguments)), problem), file=sys.stderr)
        return 2
    output.show(result, as_json=options.json)
    return code


def _language(arguments: Sequence[str]) -> str | None:
    """The language asked for, also on a command line that could not be read."""
    parser = Parser(add_help=False, exit_on_error=False)
    parser.add_argument("--lang")
    try:
        return parser.parse_known_args(arguments)[0].lang
    except Problem:
        return None


def _parser() -> Parser:
    parser = Parser(prog="python -m rankings", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return parser
