"""The command line: the figures of the screen as rows, for scripts and for checking.

Exit 0: done; 2: a problem, said in one sentence on stderr; 3: `check` found a blocker, or a load
was stopped by one or by warnings that nobody acknowledged.
The keys of every command are described in docs/cli.md.
"""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module

from rankings.cli import output
from rankings.cli.command import Parser
from rankings.store.problems import Problem
from rankings.words.text import words

# Module -> its commands, both in the order in which the help lists them. The module of the command
# asked for is all that is imported: together they take longer than most answers.
COMMANDS = {
    "build": ("build", "check"),
    "backup": ("backup", "restore"),
    "move_store": ("move-store",),
    "data": ("editions",),
    "standing": ("standing", "gap"),
    "components": ("components",),
    "evidence": ("evidence",),
    "over_time": ("trajectory",),
    "merger": ("merger",),
    "scenario": ("simulate",),
    "robustness": ("robustness",),
    "why": ("why", "events"),
    "way_up": ("plan", "forecast", "pace"),
    "units": ("ledger", "units"),
    "brief": ("brief",),
    "loads": ("load", "publish"),
    "collect": ("collect",),
    "inbox": ("inbox",),
    "alerts": ("alerts",),
    "dossiers": ("dossiers", "due"),
    "history": ("loads", "source", "withdraw", "remark"),
    "correct": ("correct",),
    "user": ("user", "audit"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    output.write_what_can_be_written(sys.stdout, sys.stderr)
    try:
        options = _parser(arguments).parse_args(arguments)
        with redirect_stdout(sys.stderr):
            # What a library prints is not the answer.
            result, code = options.run(options)
    except Problem as problem:
        # What all problems are told of is more than most commands need.
        from rankings.sentences import problems

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


def _parser(arguments: Sequence[str]) -> Parser:
    """Of the command asked for; of all where none is, as for the help."""
    parser = Parser(prog="python -m rankings", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    asked = next((name for name in arguments if not name.startswith("-")), None)
    modules = [module for module, names in COMMANDS.items() if asked in names] or list(COMMANDS)
    for module in modules:
        import_module(f"rankings.cli.{module}").add(commands)
    return parser
