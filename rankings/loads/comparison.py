"""Which figures a load makes new, which it changes and which it takes away."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from rankings.store.versions import BATCH_ROWS, sql

# A file of a whole history changes a million figures; so many are listed, all are counted.
CELLS_LISTED = 5000


@dataclass(frozen=True)
class Comparison:
    """Counts of figures, and the figures that differ.

    cells: edition_id, unit_code, indicator_code, measure, change (gone | changed | new, in this
    order), and value, value_printed and status, each with _before and _after; null on the side
    where there is none. At most CELLS_LISTED of them. beside: figures of the load without a source
    that say otherwise than figures with one, which go on counting.
    """

    new: int
    changed: int
    gone: int
    same: int
    cells: pa.Table
    beside: int = 0


def remember(connection: duckdb.DuckDBPyConnection, edition_ids: Collection[str]) -> None:
    """Keep aside what counts now in some editions, before a load comes in."""
    connection.execute(sql("comparison/before"), {"edition_ids": _joined(edition_ids)})


def compare(
    connection: duckdb.DuckDBPyConnection, edition_ids: Collection[str], load_id: int
) -> Comparison:
    """What counts now in the editions against what was kept aside; the marts must be made.

    load_id: the load that is tried.
    """
    connection.execute(sql("comparison/differences"), {"edition_ids": _joined(edition_ids)})
    counts = dict(connection.execute(sql("comparison/counts")).fetchall())
    found = connection.execute(sql("comparison/cells"), {"most": CELLS_LISTED})
    cells = found.to_arrow_table(BATCH_ROWS).combine_chunks()
    beside = connection.execute(sql("comparison/beside"), {"load_id": load_id}).fetchone()
    return Comparison(
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        gone=counts.get("gone", 0),
        same=counts.get("same", 0),
        cells=cells,
        beside=beside[0] if beside else 0,
    )


def _joined(edition_ids: Collection[str]) -> str:
    return "\n".join(sorted(edition_ids))
