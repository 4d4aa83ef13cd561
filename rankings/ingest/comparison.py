"""Which figures a load makes new, which it changes and which it takes away."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

KEYS = ["edition_id", "unit_code", "indicator_code", "measure"]
OF_A_FIGURE = ("value", "value_printed", "status")


@dataclass(frozen=True)
class Comparison:
    """Counts of figures, and the figures that differ.

    cells: edition_id, unit_code, indicator_code, measure, change (new | changed | gone), and value,
    value_printed and status, each with _before and _after; null on the side where there is none.
    """

    new: int
    changed: int
    gone: int
    same: int
    cells: pa.Table


def compare(before: pa.Table, after: pa.Table) -> Comparison:
    """Two tables of queries/figures_of_editions.sql, figure by figure.

    A figure has changed when its value or its status has; another way of printing is no change.
    """
    joined = before.append_column("there_before", _all_true(before)).join(
        after.append_column("there_after", _all_true(after)),
        KEYS,
        join_type="full outer",
        left_suffix="_before",
        right_suffix="_after",
    )
    was, stays = (pc.fill_null(joined[name], False) for name in ("there_before", "there_after"))
    both = pc.and_(was, stays)
    equal = pc.and_(
        pc.fill_null(pc.equal(joined["value_before"], joined["value_after"]), False),
        pc.fill_null(pc.equal(joined["status_before"], joined["status_after"]), False),
    )
    change = pc.if_else(
        pc.invert(was),
        "new",
        pc.if_else(pc.invert(stays), "gone", pc.if_else(equal, "same", "changed")),
    )
    counts = {row["values"]: row["counts"] for row in pc.value_counts(change).to_pylist()}
    sides = [f"{name}_{side}" for name in OF_A_FIGURE for side in ("before", "after")]
    cells = joined.append_column("change", change).select([*KEYS, "change", *sides])
    differing = cells.filter(pc.invert(pc.and_(both, equal)))
    return Comparison(
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        gone=counts.get("gone", 0),
        same=counts.get("same", 0),
        cells=differing.sort_by([(name, "ascending") for name in KEYS]).combine_chunks(),
    )


def _all_true(table: pa.Table) -> pa.Array:
    return pa.repeat(True, table.num_rows)
