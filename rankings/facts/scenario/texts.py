"""A scenario as text, for an address, the key of a figure or the cell of a file, and read again.

Numbers and days are written as below, and read however a person types them (rankings.words.typed).

Its parts:

    plan    digitisation:1.5,online_service:0.5     points gained by component; below 0: lost.
                                                    `total` where only the total can be moved
            digitisation:1,4.1:0.5                  a sub-indicator; its component gains as much on
                                                    top of what is named for itself: 1.5 here
    others  trend:2026-10-15                        each on its own trend to that day
            own:46:1.5,20:-0.3                      points of the total gained by unit
            (absent)                                all stand still
    saved   NAME~INDEX~PLAN~OTHERS;NAME~…           named scenarios to compare, at most MOST_SAVED
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from rankings.facts import editions
from rankings.facts.scenario.gains import gain_of, total_gain
from rankings.facts.scenario.model import OWN, TOTAL, TREND, Base, Others, Scenario
from rankings.store import figure_keys
from rankings.words import typed

MOST_SAVED = 4
MOST_POINTS = 10_000
NAME_LENGTH = 60
_DIVIDING = str.maketrans("~;", "  ")


def plan_code(gains: Mapping[str, Decimal] | Iterable[tuple[str, Decimal]]) -> str:
    """The gains as the text of an address: "digitisation:1.5,online_service:0.5"."""
    pairs = gains.items() if isinstance(gains, Mapping) else gains
    return ",".join(f"{code}:{points.normalize():f}" for code, points in pairs if points)


def read_plan(text: str) -> tuple[tuple[str, Decimal], ...]:
    """The gains that a text names; what cannot be read is left out."""
    found = {}
    for piece in _pieces(text):
        code, _, points = piece.partition(":")
        value = _points(points)
        if code and value:
            found[code] = value
    return tuple(found.items())


def unread(text: str, gains: Iterable[tuple[str, Decimal]]) -> tuple[str, ...]:
    """The pieces of a plan's text that are not among the gains as they stand."""
    kept, left_out = dict(gains), []
    for piece in _pieces(text):
        code, _, points = piece.partition(":")
        value = _points(points)
        if value is None or value != kept.get(code, 0):
            left_out.append(piece)
    return tuple(left_out)


def others_code(others: Others) -> str:
    """What the others do, as the text of an address; empty when they stand still."""
    if others.kind == TREND and others.day:
        return f"{TREND}:{others.day.isoformat()}"
    if others.kind == OWN:
        return f"{OWN}:{plan_code(others.gains)}".rstrip(":")
    return ""


def read_others(text: str) -> Others:
    """What the others do by a text; they stand still where it cannot be read."""
    kind, _, rest = text.partition(":")
    if kind == TREND:
        day = typed.day(rest)
        return Others() if day is None else Others(TREND, day)
    return Others(OWN, None, read_plan(rest)) if kind == OWN else Others()


def saved_code(index_code: str, saved: Scenario) -> str:
    """A named scenario of an index as one text, for an address or a cell."""
    return "~".join(
        (clean_name(saved.name), index_code, plan_code(saved.gains), others_code(saved.others))
    )


def read_saved(text: str) -> tuple[str, Scenario] | None:
    """Index and scenario of such a text; None where it is none."""
    parts = text.split("~")
    if len(parts) != 4 or not clean_name(parts[0]) or not editions.INDEX_CODE.fullmatch(parts[1]):
        return None
    name, index_code, plan, others = parts
    return index_code, Scenario(read_plan(plan), read_others(others), clean_name(name))


def clean_name(name: str) -> str:
    """A name without what divides texts, in one line and not too long."""
    # What a spreadsheet would take for a formula does not begin a name.
    return typed.line(name.translate(_DIVIDING)).lstrip("=+-@' ")[:NAME_LENGTH].strip()


def several_code(saved: Iterable[tuple[str, Scenario]]) -> str:
    """Named scenarios as the text of an address."""
    return ";".join(saved_code(index_code, one) for index_code, one in saved)


def read_several(text: str) -> tuple[tuple[str, Scenario], ...]:
    """The named scenarios of an address, each with its index; what cannot be read is left out, and
    of those of one name all but the first."""
    found: dict[tuple[str, str], tuple[str, Scenario]] = {}
    for one in filter(None, map(read_saved, text.split(";"))):
        found.setdefault((one[0], one[1].name), one)
    return tuple(found.values())[:MOST_SAVED]


def figure_key(start: Base, tried: Scenario, measure: str, component: str = TOTAL) -> str:
    """The key of a figure of a scenario: score, rank or gap; the published one where the scenario
    leaves it as it is."""
    item, unit, limit = start.edition.edition_id, start.unit_code, start.limit
    total = component == TOTAL
    left = not (total_gain(start, tried.gains) if total else gain_of(start, tried.gains, component))
    alone = others_code(tried.others) in ("", OWN)
    if left and measure == "gap" and alone and limit is not None:
        return str(figure_keys.Gap(item, unit, limit))
    if left and measure != "gap" and (alone or measure == "score"):
        return figure_keys.figure(item, unit, component, measure)
    plan = plan_code(tried.gains) or figure_keys.NOTHING
    others = others_code(tried.others) or figure_keys.NOTHING
    place = item, unit, limit or 0
    return str(figure_keys.Scenario(*place, plan, others, component, measure))


def _pieces(text: str) -> list[str]:
    """The gains that a text names, one by one. A comma divides them only before the next code: that
    of "digitisation:1,5" is a decimal comma."""
    return [piece for part in re.split(r",(?=[^,:]*:)", text) if (piece := part.strip(","))]


def _points(text: str) -> Decimal | None:
    value = typed.number(text)
    return value if value is not None and abs(value) < MOST_POINTS else None
