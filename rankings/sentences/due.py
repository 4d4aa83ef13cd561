"""Dossiers that must be handled soon, in words."""

from fractions import Fraction

from rankings.facts.due import Due, Worth
from rankings.store.clock import VIETNAM_TIME
from rankings.store.rounding import decimal_of
from rankings.words.text import Words

POINT_DECIMALS = 4


def finding(w: Words, due: Due) -> str:
    """How many are overdue and how many fall due: the sentence above the tables."""
    counts = ("overdue", "today", "in_24_hours", "in_7_days", "still_open")
    numbers = {name: w.number(getattr(due.total, name)) for name in counts}
    return w("due.finding", made=w.time(due.file_made.replace(tzinfo=VIETNAM_TIME)), **numbers)


def at_stake(w: Words, due: Due, worth: Worth) -> str:
    """What those of 7 days cost the province if they end late, and what the overdue have cost."""
    return w(
        "due.at_stake",
        count=w.number(due.total.in_7_days),
        points=points(w, worth.cost(due.total.in_7_days)),
        overdue=w.number(due.total.overdue),
        lost=points(w, worth.regained(due.total.overdue)),
    )


def lapsed(w: Words, due: Due) -> str:
    """That some fell due since the file was made, and nobody knows here whether they are done."""
    return w("due.lapsed", count=w.number(due.total.lapsed))


def points(w: Words, value: Fraction) -> str:
    """Points of single dossiers, which are small."""
    return w.number(decimal_of(value, POINT_DECIMALS), POINT_DECIMALS)
