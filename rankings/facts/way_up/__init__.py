"""The way to rank k for one unit in one edition: what it may gain where, and the plans that do it.

Exact where the total is a published sum or weighted mean of components with known maxima, all
totals are known and the unit's own components are. Elsewhere only the points of the total that are
missing, or their bounds, can be told, and why.
"""

from rankings.facts.way_up.answer import way_up
from rankings.facts.way_up.model import Deadline, Plan, Room, Setting, WayUp
from rankings.facts.way_up.others import deadline, last_day
from rankings.facts.way_up.rooms import settable

__all__ = [
    "Deadline",
    "Plan",
    "Room",
    "Setting",
    "WayUp",
    "deadline",
    "last_day",
    "settable",
    "way_up",
]
