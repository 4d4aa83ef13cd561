"""The parts of what is measured, each in a process of its own."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module

from benchmarks.table import Row

# Each is a module of this folder with `rows(quick) -> list[Row]`.
PARTS = (
    "bootstrap",
    "commands",
    "growth",
    "arrival",
    "rerun",
    "changes",
    "slider",
    "repaint",
    "sessions",
    "memory",
    "upload",
    "plan",
    "robustness",
)


def rows_of(part: str, quick: bool) -> list[Row]:
    """Measure one part."""
    return import_module(f"benchmarks.{part}").rows(quick)


def measured(part: str, quick: bool) -> list[Row]:
    """Measure one part in a process of its own, that no part learns of another."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(rows_of, part, quick).result()
