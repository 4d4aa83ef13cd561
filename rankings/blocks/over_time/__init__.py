"""Ranks and scores over the editions of one period type, and who moved between two of them."""

from rankings.blocks.over_time.chosen import Chosen, choose, tab
from rankings.blocks.over_time.figures import ranks, scores
from rankings.blocks.over_time.moved import moves
from rankings.blocks.over_time.shown import Shown, controls
from rankings.blocks.over_time.told import badge, finding, year_ago

__all__ = [
    "Chosen",
    "Shown",
    "badge",
    "choose",
    "controls",
    "finding",
    "moves",
    "ranks",
    "scores",
    "tab",
    "year_ago",
]
