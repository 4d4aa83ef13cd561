"""The commands that read a ranking: standing, gap."""

import argparse
from typing import Any

from rankings.cli.command import (
    Answer,
    add_reading,
    edition_of,
    edition_options,
    limit_options,
    unit_inside,
)
from rankings.cli.output import count, figure, interval, unit_in
from rankings.facts import components, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import needed
from rankings.store.rows import picked
from rankings.store.versions import Snapshot


def add(commands: Any) -> None:
    """The commands and their arguments."""
    what = "the ranking of one edition"
    ranking = add_reading(commands, "standing", list_standing, what)
    edition_options(ranking)
    ranking.add_argument("--indicator", help="rank by a component or sub-indicator, not the total")
    gap = add_reading(commands, "gap", show_gap, "one unit against its rank limit")
    edition_options(gap)
    limit_options(gap)


def list_standing(options: argparse.Namespace, at: Snapshot) -> Answer:
    """The ranking of one edition, best first."""
    edition = edition_of(options, at)
    if options.indicator is not None:
        return _by_indicator(options.indicator, at, edition), 0
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


def _by_indicator(code: str, at: Snapshot, edition: EditionFacts) -> list[dict[str, Any]]:
    """The ranking by one component or sub-indicator."""
    return [
        {
            "unit_code": row.unit_code,
            "unit_name": row.name_vi,
            "score": figure(row.score, edition.decimals),
            **picked(row, "rank", "rank_basis", "certainty", "status", "confidence"),
            "numerator": count(row.numerator),
            "denominator": count(row.denominator),
            "provisional": row.provisional,
        }
        for row in components.ranking(at, edition_id=edition.edition_id, indicator_code=code)
    ]


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
        "needed": interval(
            needed(
                position.gap,
                position.status,
                edition.decimals,
                ties_broken=position.ties_broken,
            ),
            edition.decimals,
        ),
        "status": position.status,
        "tied_ahead": list(position.tied_ahead),
        "coverage": picked(edition, "ranks", "scores", "units"),
    }
    return result, 0
