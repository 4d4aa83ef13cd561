"""What if: gains of a unit's components, with the others standing still, on their trend or moving.

A scenario is short enough for an address (`rankings.scenarios.texts`); it is kept nowhere else, so
that two people who try things out at the same time cannot disturb each other, and a link says all.
"""

from rankings.scenarios.facts import (
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
from rankings.scenarios.gains import gain_of, moved_to, total_gain
from rankings.scenarios.link import LeftOut, left_out
from rankings.scenarios.others import moves, other_gain_problem, other_room
from rankings.scenarios.texts import (
    MOST_SAVED,
    NAME_LENGTH,
    clean_name,
    figure_key,
    of_file,
    others_code,
    plan_code,
    read_others,
    read_plan,
    read_several,
    saved_code,
    several_code,
)
from rankings.scenarios.trial import base, fitted, simulate

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
    "of_file",
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
