"""A command from its start to its answer, against a process that imports duckdb and pyarrow."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row
from benchmarks.turns import Turns
from rankings.loads import bootstrap
from rankings.store.versions import Store

TURNS = 20
IMPORTS = "import duckdb, pyarrow"
GAP = ("-m", "rankings", "gap", "psi", "--json")


def rows(quick: bool = False) -> list[Row]:
    """`gap`, the command with the least to work out, on a store that is there."""
    with tempfile.TemporaryDirectory() as folder:
        bootstrap.ensure(Store(Path(folder)))
        environment = os.environ | {"RANKINGS_VAR": folder}
        turns = Turns(TURNS, quick=quick)
        for turn in turns:
            turn["gap"] = _seconds(GAP, environment)
            turn["imports"] = _seconds(("-c", IMPORTS), environment)
    return [turns.row("gap psi --json", "gap", "imports", IMPORTS, ratio_at_most=3)]


def _seconds(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=True)
    return time.perf_counter() - began
