"""The command that reads an edition from before the merger on the units after it: merger."""

import argparse
from decimal import Decimal
from typing import Any

from rankings.cli.command import Answer, add_reading, index_option
from rankings.cli.output import figure
from rankings.facts import merger
from rankings.store.rows import picked
from rankings.store.versions import Snapshot

# A mean is not rounded to the method's decimals; it is made with so many.
MEAN_DECIMALS = 9


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "an edition before the merger, read on the units after it"
    command = add_reading(commands, "merger", list_merger, what)
    index_option(command)
    command.add_argument("--period", help="2024, 2025-Q1 or 2025-03, of before the merger")
    command.add_argument("--period-type", help="year, quarter, month or year_to_date")


def list_merger(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Every unit after the merger with its three readings, by the rank of the simple mean."""
    before = merger.choose(
        at, options.index, period=options.period, period_type=options.period_type
    )
    found = merger.lens(at, before_id=before.edition_id)
    return [_row(found, row) for row in found.rows], 0


def _row(found: merger.Lens, row: merger.Row) -> dict[str, Any]:
    decimals = found.before.decimals
    return {
        "unit_code": row.unit_code,
        "unit_name": row.name_vi,
        "published_score": figure(row.published_score, decimals),
        "published_rank": row.published_rank,
        "namesake_score": figure(row.namesake_score, decimals),
        **picked(row, "namesake_rank", "namesake_place"),
        "mean_score": _mean(row.mean_score),
        "mean_rank": row.mean_rank,
        "mean_rank_low": row.rank_low,
        "mean_rank_high": row.rank_high,
        "weighted_mean": _mean(row.weighted_mean),
        "weighted_rank": row.weighted_rank,
        "predecessors": [
            {
                "unit_code": one.unit_code,
                "unit_name": one.name_vi,
                "score": figure(one.score, decimals),
                "rank": one.rank,
                "disputed": one.disputed,
            }
            for one in row.predecessors
        ],
        "verdict": row.verdict,
        "compared_with": None if found.after is None else found.after.edition_id,
    }


def _mean(value: Decimal | None) -> float | None:
    return figure(value, MEAN_DECIMALS)
