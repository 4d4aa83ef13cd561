"""The commands that read editions: editions, standing, gap, components."""

import argparse
from typing import Any

from rankings.cli.command import (
    Answer,
    add_reading,
    edition_of,
    edition_options,
    limit_options,
    unit_and_limit,
    unit_inside,
)
from rankings.cli.output import edition_row, figure, interval, unit_in
from rankings.facts import components as component_gaps
from rankings.facts import editions, standing
from rankings.store.rows import picked
from rankings.store.versions import Snapshot

COMPONENT_KEYS = (
    "component",
    "score",
    "max_score",
    "rank",
    "ranked_units",
    "cut_line_score",
    "target_mean",
    "median",
    "best",
    "to_best",
    "to_max",
)


def add(commands: Any) -> None:
    """The commands and their arguments."""
    listing = add_reading(commands, "editions", list_editions, "the editions there are")
    listing.add_argument("index", nargs="?", metavar="INDEX")
    what = "the ranking of one edition"
    edition_options(add_reading(commands, "standing", list_standing, what))
    gap = add_reading(commands, "gap", show_gap, "one unit against its rank limit")
    what = "one unit's components against the others"
    components = add_reading(commands, "components", list_components, what)
    for command in (gap, components):
        edition_options(command)
        limit_options(command)


def list_editions(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Every edition, of one index or of all, newest first."""
    codes = (
        [options.index] if options.index else [row["index_code"] for row in editions.index_rows(at)]
    )
    rows = [
        edition_row(item)
        | picked(item, "published_from", "published_to", "units", "scores", "ranks", "complete")
        for code in codes
        for item in editions.of_index(at, code)
    ]
    return rows, 0


def list_standing(options: argparse.Namespace, at: Snapshot) -> Answer:
    """The ranking of one edition, best first."""
    edition = edition_of(options, at)
    ranking = standing.ranking(at, edition_id=edition.edition_id)
    rows = [
        {
            "unit_code": row.unit_code,
            "unit_name": row.name_vi,
            "score": figure(row.score, edition.decimals),
            **picked(row, "rank", "rank_basis"),
            "certainty": standing.certainty(row),
            **picked(row, "status", "confidence"),
            "score_low": figure(row.score_low, edition.decimals),
            "score_high": figure(row.score_high, edition.decimals),
            **picked(row, "rank_low", "rank_high"),
        }
        for row in ranking.rows
    ]
    return rows, 0


def show_gap(options: argparse.Namespace, at: Snapshot) -> Answer:
    """One unit against its rank limit."""
    edition, unit_code, limit = unit_inside(options, at)
    position = standing.home_position(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    result = {
        **unit_in(edition, unit_code),
        "score": figure(position.score, edition.decimals),
        "rank": position.rank,
        "limit": limit,
        "cut_line": interval(position.cut_line, edition.decimals)
        | {"unit_code": position.cut_line_unit},
        "gap": interval(position.gap, edition.decimals),
        "status": position.status,
        "coverage": picked(edition, "ranks", "scores", "units"),
    }
    return result, 0


def list_components(options: argparse.Namespace, at: Snapshot) -> Answer:
    """One unit's components, the largest distance to the best first."""
    edition = edition_of(options, at)
    unit_code, limit = unit_and_limit(options, at, edition)
    found = component_gaps.comparison(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    rows = [
        {name: figure(getattr(component, name), edition.decimals) for name in COMPONENT_KEYS}
        for component in found
    ]
    return rows, 0
