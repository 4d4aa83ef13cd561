"""What a scenario makes of a figure, and what a component may gain."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    between,
    made_of,
    of_edition,
    score_key,
    standings,
    unit_row,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import editions, way_up
from rankings.facts.scenario import figures
from rankings.store import figure_keys
from rankings.store.problems import Problem


def tried(looker: Looker, key: figure_keys.Scenario, text: str) -> Evidence:
    """A score, rank or gap as a scenario makes it."""
    edition = looker.edition(key.edition_id, text)
    unit = unit_row(looker, edition.scheme, key.unit_code, text)
    if key.limit > edition.units:
        raise unknown_key(text)
    try:
        made = figures.figure(looker.at, key)
    except Problem:
        raise unknown_key(text) from None
    whole = key.indicator_code == "total"
    found = Evidence(
        key=text,
        kind=key.kind,
        value=None,
        decimals=0 if key.measure == "rank" else edition.decimals,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="rank" if key.measure == "rank" else "score",
        limit=key.limit or None,
        counted=key.measure if whole else "component",
        tried=made.tried,
        # Whatever it is made of, nobody has published it.
        status="derived",
        **of_edition(looker, edition, key.indicator_code),
    )
    whole = made_of(looker, between(found, made.low, made.high), made.published)
    return replace(whole, rests_on=made.rests_on)


def room(looker: Looker, key: figure_keys.Room, text: str) -> Evidence:
    """The largest gain of a component held plausible until a day, or how many gains were left out.

    It rests on the scores of all units between which the gains were counted, the unit's own first.
    """
    edition = looker.edition(key.edition_id, text)
    unit = unit_row(looker, edition.scheme, key.unit_code, text)
    try:
        asked = way_up.way_up(
            looker.at,
            edition_id=key.edition_id,
            unit_code=key.unit_code,
            limit=1,
            by=date.fromisoformat(key.day),
        )
        room = asked.room(key.indicator_code)
    except (Problem, ValueError, StopIteration):
        raise unknown_key(text) from None
    if room.observed is None:
        raise unknown_key(text)
    gained = key.counted == "gain"
    found = Evidence(
        key=text,
        kind=key.kind,
        value=room.observed.gain if gained else Decimal(room.observed.flagged),
        decimals=edition.decimals if gained else 0,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="score",
        counted=key.counted,
        status="derived",
        **of_edition(looker, edition, key.indicator_code),
    )
    both = dict.fromkeys(code for pair in room.observed.pairs for code in pair)
    scores = [
        score_key(by_id, code, key.indicator_code)
        for by_id in (editions.by_id(looker.at, code) for code in both)
        for code, row in standings(looker, by_id, key.indicator_code).items()
        if row["score"] is not None
    ]
    own = f":{key.unit_code}:"
    return made_of(looker, found, sorted(scores, key=lambda score: own not in score))
