"""How long it takes to say how sure ranks are: 20,000 draws of weights, and the exact ends of all.

Against the same 20,000 draws ranked one after the other, which is what the draws save. The draws
are to take less than LIMIT seconds: else the exit code is 1.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row, show
from rankings.facts import editions, robustness
from rankings.facts.robustness import draws as analysis
from rankings.facts.robustness.draws import DRAWS, Field
from rankings.loads import bootstrap
from rankings.store.versions import Snapshot, Store

TURNS = 5
LIMIT = 0.5


def newest_field(at: Snapshot) -> Field:
    """The newest edition whose ranks can be computed."""
    for edition in editions.of_index(at, "psi"):
        found = robustness.basis(at, edition_id=edition.edition_id).field
        if found is not None:
            return found
    raise LookupError("no edition has every component of enough units")


def seconds(run: Callable[[], object]) -> float:
    """The median of some turns."""
    taken = []
    for _ in range(TURNS):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def one_by_one(field: Field) -> None:
    """The same draws, a thousand of them, each ranked by itself."""
    for weights in analysis.draw_weights(field.whole, DRAWS)[: DRAWS // 20]:
        analysis.ranks(field.shares @ weights)


def main() -> None:
    """Print the table; exit 1 where the draws take too long."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "var")
        field = newest_field(store.at(bootstrap.ensure(store)))
    units = len(field.unit_codes)
    draws = seconds(lambda: analysis.spreads(field, DRAWS))
    singly = seconds(lambda: one_by_one(field)) * 20
    ends = seconds(lambda: [analysis.extremes(field, code) for code in field.unit_codes])
    influence = seconds(lambda: analysis.influences(field, field.unit_codes[0]))
    show(
        "How sure a rank is",
        [
            Row(f"{DRAWS:,} draws × {units} units", draws, "one after the other", singly),
            Row(f"exact ends of {units} units", ends, "the draws", draws),
            Row("influence of the weights, one unit", influence, "the draws", draws),
        ],
        f"Medians of {TURNS}. The draws are to take less than {LIMIT} s.",
    )
    if draws > LIMIT:
        sys.exit(f"The draws took {draws:.2f} s.")


if __name__ == "__main__":
    main()
