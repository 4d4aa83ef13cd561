"""What an address says of a scenario and the edition does not take as it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rankings.facts.scenario import texts
from rankings.facts.scenario.model import OWN, TREND, Base, Scenario
from rankings.facts.scenario.trial import fitted


@dataclass(frozen=True)
class LeftOut:
    """gains: pieces of `plan` that were left out, or changed to stay on the scale; others: pieces
    of `others`; trend: the day to which the others cannot go on here; saved: pieces of `saved`."""

    gains: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    trend: date | None = None
    saved: tuple[str, ...] = ()


def left_out(
    start: Base, tried: Scenario, *, plan: str, others: str, saved: str, indices: Collection[str]
) -> LeftOut:
    """What of an address is not in the scenario as the edition takes it (`fitted`).

    plan, others, saved: as in the address; indices: codes of those there are.
    """
    asked = texts.read_others(others)
    pieces: tuple[str, ...] = ()
    trend = None
    if asked.kind == TREND and tried.others != asked:
        trend = asked.day
    elif asked.kind == OWN:
        pieces = texts.unread(others.partition(":")[2], tried.others.gains)
    elif asked.kind != TREND and others:
        pieces = (others,)
    return LeftOut(texts.unread(plan, tried.gains), pieces, trend, _saved(start, saved, indices))


def _saved(start: Base, text: str, indices: Collection[str]) -> tuple[str, ...]:
    kept = list(texts.read_several(text))
    found = []
    for piece in filter(None, text.split(";")):
        one = texts.read_saved(piece)
        if one is None or one not in kept or one[0] not in indices:
            found.append(piece)
            continue
        kept.remove(one)
        if one[0] == start.edition.index_code and fitted(start, one[1]) != one[1]:
            found.append(one[1].name)
    return tuple(found)
