"""What if: gains of a unit's components, with the others standing still, on their trend or moving.

A scenario is short enough for an address (`rankings.facts.scenario.texts`); it is kept nowhere
else, so that two people who try things out at the same time cannot disturb each other, and a link
says all.
"""

from rankings.facts.scenario.gains import gain_of, moved_to, total_gain
from rankings.facts.scenario.link import LeftOut, left_out
from rankings.facts.scenario.model import (
    FROZEN,
    OWN,
    TOTAL,
    TREND,
    Base,
    Lever,
    Others,
    Part,
    Scenario,
    Trend,
)
from rankings.facts.scenario.others import moves, other_gain_problem, other_room
from rankings.facts.scenario.texts import (
    MOST_SAVED,
    NAME_LENGTH,
    clean_name,
    figure_key,
    others_code,
    plan_code,
    read_others,
    read_plan,
    read_several,
    saved_code,
    several_code,
)
from rankings.facts.scenario.trial import base, fitted, simulate

__all__ = [
    "FROZEN",
    "MOST_SAVED",
    "NAME_LENGTH",
    "OWN",
    "TOTAL",
    "TREND",
    "Base",
    "LeftOut",
    "Lever",
    "Others",
    "Part",
    "Scenario",
    "Trend",
    "base",
    "clean_name",
    "figure_key",
    "fitted",
    "gain_of",
    "left_out",
    "moved_to",
    "moves",
    "other_gain_problem",
    "other_room",
    "others_code",
    "plan_code",
    "read_others",
    "read_plan",
    "read_several",
    "saved_code",
    "several_code",
    "simulate",
    "total_gain",
]
