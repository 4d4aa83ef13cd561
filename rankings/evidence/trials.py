"""What a scenario makes of a figure, and what a component may gain."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    between,
    made_of,
    placed,
    resolve,
    score_key,
    standings,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import editions
from rankings.facts.scenario import figures
from rankings.facts.way_up import answer
from rankings.store import figure_keys
from rankings.store.problems import Problem


@resolve.register
def tried(key: figure_keys.Scenario, looker: Looker, found: Evidence) -> Evidence:
    """A score, rank or gap as a scenario makes it."""
    place = key.edition_id, key.indicator_code, key.unit_code
    found, edition = placed(looker, found, *place)
    if key.limit > edition.units:
        raise unknown_key(found.key)
    try:
        made = figures.figure(looker.at, key)
    except Problem:
        raise unknown_key(found.key) from None
    found = replace(
        found,
        decimals=0 if key.measure == "rank" else edition.decimals,
        measure="rank" if key.measure == "rank" else "score",
        limit=key.limit or None,
        counted=key.measure if key.indicator_code == "total" else "component",
        tried=made.tried,
        # Whatever it is made of, nobody has published it.
        status="derived",
    )
    found = between(found, made.low, made.high)
    return made_of(looker, found, made.published, nearest=made.rests_on)


@resolve.register
def room(key: figure_keys.Room, looker: Looker, found: Evidence) -> Evidence:
    """The largest gain of a component held plausible until a day, or how many gains were left out.

    It rests on the scores of all units between which the gains were counted, the unit's own first.
    """
    place = key.edition_id, key.indicator_code, key.unit_code
    found, edition = placed(looker, found, *place)
    try:
        asked = answer.way_up(
            looker.at,
            edition_id=key.edition_id,
            unit_code=key.unit_code,
            limit=1,
            by=date.fromisoformat(key.day),
        )
        room = asked.room(key.indicator_code)
    except (Problem, ValueError, StopIteration):
        raise unknown_key(found.key) from None
    if room.observed is None:
        raise unknown_key(found.key)
    gained = key.counted == "gain"
    found = replace(
        found,
        value=room.observed.gain if gained else Decimal(room.observed.flagged),
        decimals=edition.decimals if gained else 0,
        measure="score",
        counted=key.counted,
        status="derived",
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
