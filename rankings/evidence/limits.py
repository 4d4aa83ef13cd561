"""The cut line of a rank limit, and the gap to it."""

from dataclasses import replace

from rankings.evidence.looker import (
    Looker,
    between,
    made_of,
    placed,
    resolve,
    score_key,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import standing
from rankings.facts.editions import EditionFacts
from rankings.facts.standing import bounds
from rankings.facts.standing.position import Position
from rankings.store import figure_keys
from rankings.store.rounding import rounded


@resolve.register
def cut_line(key: figure_keys.CutLine, looker: Looker, found: Evidence) -> Evidence:
    """The cut line of a rank limit, or what bounds it; it rests on the units on it."""
    found, edition, position = _against_limit(looker, key, found)
    line = position.cut_line
    rows = standing.ranking(looker.at, edition_id=key.edition_id).rows
    scores = {
        row.unit_code: rounded(row.score, edition.decimals)
        for row in rows
        if row.unit_code != key.unit_code and row.score is not None
    }
    ends = bounds.next_to(line, scores.values())
    units = [code for code, score in scores.items() if score in ends]
    first = [position.cut_line_unit] if position.cut_line_unit else []
    keys = [score_key(edition, code) for code in [*first, *units]]
    return made_of(looker, between(found, line.low, line.high), keys)


@resolve.register
def gap(key: figure_keys.Gap, looker: Looker, found: Evidence) -> Evidence:
    """What lies between a unit's score and the cut line."""
    found, edition, position = _against_limit(looker, key, found)
    line = str(figure_keys.CutLine(key.edition_id, key.unit_code, key.limit))
    own = score_key(edition, key.unit_code)
    found = between(found, position.gap.low, position.gap.high)
    return made_of(looker, found, [own, *looker.look(line).rests_on], nearest=(own, line))


def _against_limit(
    looker: Looker, key: figure_keys.OfLimit, found: Evidence
) -> tuple[Evidence, EditionFacts, Position]:
    """What such figures have in common, and where the unit stands."""
    found, edition = placed(looker, found, key.edition_id, "total", key.unit_code)
    if not 1 <= key.limit <= edition.units:
        raise unknown_key(found.key)
    position = standing.home_position(
        looker.at, edition_id=key.edition_id, unit_code=key.unit_code, limit=key.limit
    )
    found = replace(found, decimals=edition.decimals, measure="score", limit=key.limit)
    return found, edition, position
