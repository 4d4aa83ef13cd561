"""The command that says how far ranks go when weights are moved: robustness."""

import argparse
from typing import Any

from rankings import editions, robustness
from rankings.store import Store


def list_ranges(options: argparse.Namespace, store: Store, version: int) -> tuple[Any, int]:
    """Every unit with every component, by rank: the ranks it has over weights within ±25 %."""
    edition = editions.choose(
        store,
        version,
        options.index,
        period=options.period,
        period_type=options.period_type,
        scheme=options.scheme,
    )
    keys = ("unit_code", "rank", "best", "worst", "p05", "p50", "p95")
    found = robustness.ranges(store, version, edition_id=edition.edition_id)
    return [{key: getattr(row, key) for key in keys} for row in found], 0
