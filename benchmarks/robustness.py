"""How long it takes to say how sure ranks are: 20,000 draws of weights, and the exact ends of all.

Against the same 20,000 draws ranked one after the other, which is what the draws save. The draws
are to take less than LIMIT seconds.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row
from benchmarks.turns import Turns
from rankings.facts import editions, robustness
from rankings.facts.robustness import draws as analysis
from rankings.facts.robustness.draws import DRAWS, Field
from rankings.loads import bootstrap
from rankings.store.versions import Snapshot, Store

TURNS = 10
LIMIT = 0.5


def newest_field(at: Snapshot) -> Field:
    """The newest edition whose ranks can be computed."""
    for edition in editions.of_index(at, "psi"):
        found = robustness.basis(at, edition_id=edition.edition_id).field
        if found is not None:
            return found
    raise LookupError("no edition has every component of enough units")


def seconds(run: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def one_by_one(field: Field) -> None:
    """The same draws, a thousand of them, each ranked by itself."""
    for weights in analysis.draw_weights(field.whole, DRAWS)[: DRAWS // 20]:
        analysis.ranks(field.shares @ weights)


def rows(quick: bool = False) -> list[Row]:
    """The draws against themselves one by one; ends and influence against the draws."""
    turns = Turns(TURNS, quick=quick)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "var")
        field = newest_field(store.at(bootstrap.ensure(store)))
    for turn in turns:
        turn["draws"] = seconds(lambda: analysis.spreads(field, DRAWS))
        turn["singly"] = seconds(lambda: one_by_one(field)) * 20
        turn["ends"] = seconds(lambda: analysis.extremes(field, field.unit_codes))
        turn["influence"] = seconds(lambda: analysis.influences(field, field.unit_codes[0]))
    what = f"{DRAWS:,} draws of weights × {len(field.unit_codes)} units"
    return [
        turns.row(what, "draws", "singly", "one after the other", at_most=LIMIT),
        turns.row("exact ends of the ranks of all units", "ends", "draws", "the draws"),
        turns.row("influence of the weights, one unit", "influence", "draws", "the draws"),
    ]
