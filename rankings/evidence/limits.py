"""The cut line of a rank limit, and the gap to it."""

from dataclasses import replace

from rankings.evidence.looker import (
    Looker,
    between,
    made_of,
    of_edition,
    score_key,
    unit_row,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import standing
from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import Position
from rankings.store import figure_keys
from rankings.store.rounding import rounded


def cut_line(looker: Looker, key: figure_keys.CutLine, text: str) -> Evidence:
    """The cut line of a rank limit, or what bounds it; it rests on the units on it."""
    edition, position = _position(looker, key, text)
    line = position.cut_line
    rows = standing.ranking(looker.at, edition_id=key.edition_id).rows
    units = [
        row.unit_code
        for row in rows
        if row.unit_code != key.unit_code
        and row.score is not None
        and rounded(row.score, edition.decimals) in (line.low, line.high)
    ]
    first = [position.cut_line_unit] if position.cut_line_unit else []
    keys = [score_key(edition, code) for code in [*first, *units]]
    found = _against_limit(looker, key, text, edition)
    return made_of(looker, between(found, line.low, line.high), keys)


def gap(looker: Looker, key: figure_keys.Gap, text: str) -> Evidence:
    """What lies between a unit's score and the cut line."""
    edition, position = _position(looker, key, text)
    line = figure_keys.of("cut_line", key.edition_id, key.unit_code, key.limit)
    own = score_key(edition, key.unit_code)
    found = between(_against_limit(looker, key, text, edition), position.gap.low, position.gap.high)
    below = cut_line(looker, figure_keys.read(line), line).rests_on
    whole = made_of(looker, found, [own, *below])
    return replace(whole, rests_on=(own, line))


def _position(looker: Looker, key: figure_keys.OfLimit, text: str) -> tuple[EditionFacts, Position]:
    edition = looker.edition(key.edition_id, text)
    unit_row(looker, edition.scheme, key.unit_code, text)
    limit = key.limit
    if not 1 <= limit <= edition.units:
        raise unknown_key(text)
    found = standing.home_position(
        looker.at,
        edition_id=key.edition_id,
        unit_code=key.unit_code,
        limit=limit,
    )
    return edition, found


def _against_limit(
    looker: Looker, key: figure_keys.OfLimit, text: str, edition: EditionFacts
) -> Evidence:
    unit = unit_row(looker, edition.scheme, key.unit_code, text)
    return Evidence(
        key=text,
        kind=key.kind,
        value=None,
        decimals=edition.decimals,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="score",
        limit=key.limit,
        **of_edition(looker, edition, "total"),
    )
