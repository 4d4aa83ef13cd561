"""What is estimated between two official tables."""

from dataclasses import replace
from decimal import Decimal

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
from rankings.facts import estimate
from rankings.store import figure_keys


@resolve.register
def estimated(key: figure_keys.Estimated, looker: Looker, so_far: Evidence) -> Evidence:
    """The score or rank of a unit by its newest figures; it rests on its last official score."""
    so_far, edition = placed(looker, so_far, key.edition_id, "total", key.unit_code)
    now = estimate.today(looker.at, index_code=edition.index_code)
    if now is None or (now.official.edition_id, now.inside.edition_id) != (
        key.edition_id,
        key.inside_id,
    ):
        raise unknown_key(so_far.key)
    so_far = replace(so_far, decimals=edition.decimals, measure=key.measure, status="estimated")
    if key.measure == "score":
        so_far = replace(so_far, value=now.scored.score)
    else:
        so_far = between(so_far, Decimal(now.best_rank), Decimal(now.worst_rank))
        so_far = replace(so_far, decimals=0)
    so_far = made_of(looker, so_far, [score_key(edition, key.unit_code)])
    own = looker.source(now.inside.source_id, now.inside.load_id)
    load = None if now.inside.load_id is None else looker.load(now.inside.load_id)
    return replace(
        so_far,
        sources=tuple(filter(None, (own, *so_far.sources))),
        loads=tuple(filter(None, (load, *so_far.loads))),
    )
