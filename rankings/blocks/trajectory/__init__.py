"""Ranks and scores over the editions of one period type, and who moved between two of them."""

from rankings.blocks.trajectory.figures import ranks, scores
from rankings.blocks.trajectory.moved import moves
from rankings.blocks.trajectory.shown import Shown, controls
from rankings.blocks.trajectory.told import badge, finding, year_ago

__all__ = ["Shown", "badge", "controls", "finding", "moves", "ranks", "scores", "year_ago"]
