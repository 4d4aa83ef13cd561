"""Readings of the merger, parts of a change, and figures made of a list of others."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    as_decimal,
    made_of,
    placed,
    resolve,
    score_key,
    standings,
    unit_row,
    unknown_key,
    weakest,
)
from rankings.evidence.model import CONFIDENCES, RIVALS, STRENGTHS, Evidence, LoadTrail
from rankings.facts import editions, why
from rankings.facts.editions import EditionFacts
from rankings.facts.why import parts as parts_of
from rankings.facts.why.parts import Part
from rankings.store import figure_keys, queries


@resolve.register
def merged(key: figure_keys.Merged, looker: Looker, found: Evidence) -> Evidence:
    """The mean of the predecessors of a unit, or the rank that the means give it."""
    found, edition = placed(looker, found, key.edition_id, key.indicator_code)
    scheme, _ = editions.home(looker.at)
    means = queries.merger_means(
        looker.at,
        edition_id=key.edition_id,
        indicator_codes=key.indicator_code,
        to_scheme=scheme,
    ).to_pylist()
    own = next((row for row in means if row["unit_code"] == key.unit_code), None)
    predecessors = _predecessor_scores(looker, edition, key.indicator_code, scheme)
    if own is None or key.unit_code not in predecessors:
        raise unknown_key(found.key)
    ranked = key.reading.endswith("rank")
    value = own[key.reading]
    bounded = key.reading == "mean_rank" and value is None
    found = replace(
        found,
        value=as_decimal(value) if ranked else value,
        decimals=0 if ranked else edition.decimals,
        low=as_decimal(own["rank_low"]) if bounded else None,
        high=as_decimal(own["rank_high"]) if bounded else None,
        unit_code=key.unit_code,
        unit_vi=own["name_vi"],
        unit_en=own["name_en"],
        measure="rank" if ranked else "score",
        counted=key.reading,
        status="derived",
    )
    if not ranked:
        return made_of(looker, found, predecessors[key.unit_code])
    scores = [one for keys in predecessors.values() for one in keys]
    reading = "mean_score" if key.reading == "mean_rank" else "weighted_mean"
    codes = dict.fromkeys([key.unit_code, *(row["unit_code"] for row in means)])
    nearest = (str(replace(key, unit_code=code, reading=reading)) for code in codes)
    return made_of(looker, found, scores, nearest=nearest)


def _predecessor_scores(
    looker: Looker, edition: EditionFacts, indicator_code: str, scheme: str
) -> dict[str, list[str]]:
    """Unit after the merger -> keys of the scores of those it was made of."""
    place = {"edition_id": edition.edition_id, "indicator_code": indicator_code}
    rows = queries.merger_predecessors(looker.at, **place, to_scheme=scheme)
    found: dict[str, list[str]] = {}
    for row in rows.to_pylist():
        score = score_key(edition, row["from_code"], indicator_code)
        found.setdefault(row["to_code"], []).append(score)
    return found


@resolve.register
def part(key: figure_keys.Part, looker: Looker, found: Evidence) -> Evidence:
    """What one factor did to a unit's rank, or to its gap, between two editions."""
    first = looker.edition(key.edition_id, found.key)
    found, second = placed(looker, found, key.to_id, key.factor, key.unit_code)
    limit = key.limit or None
    if why.obstacle(looker.at, first=first, second=second) or (limit or 1) > second.units:
        raise unknown_key(found.key)
    split = why.movement(
        looker.at,
        first_id=first.edition_id,
        second_id=second.edition_id,
        unit_code=key.unit_code,
        limit=limit,
    ).split
    parts = [part for part in split.parts if _is_meant(part, key)] if split else []
    gaps = [part.gap for part in parts]
    if not parts or (key.measure == "gap" and None in gaps):
        raise unknown_key(found.key)
    # As floats the parts of a rank are exact to the ninth digit only.
    rank = Decimal(str(round(sum(part.rank for part in parts), 9)))
    other = unit_row(looker, second.scheme, key.whose, found.key)
    found = replace(
        found,
        value=rank if key.measure == "rank" else sum(gaps, Decimal(0)),
        other_vi=other["name_vi"],
        other_en=other["name_en"],
        measure=key.measure,
        limit=limit,
        counted=key.factor,
        status="derived",
    )
    return _made_of_both(looker, found, key, (first, second), split)


def _is_meant(part: Part, key: figure_keys.Part) -> bool:
    if key.factor == RIVALS:
        return part.factor == parts_of.RIVAL
    return (part.factor, part.unit_code or key.unit_code) == (key.factor, key.whose)


def _made_of_both(
    looker: Looker,
    found: Evidence,
    key: figure_keys.Part,
    both: tuple[EditionFacts, EditionFacts],
    split: parts_of.Split,
) -> Evidence:
    """A part with the figures of both editions that it rests on, what moved first."""
    rivals = [
        score_key(item, code)
        for item in both
        for code, row in standings(looker, item, "total").items()
        if row["score"] is not None and code != key.unit_code
    ]
    own = [score_key(item, key.unit_code) for item in both]
    ranks = [figure_keys.figure(item.edition_id, key.unit_code, "total", "rank") for item in both]
    if key.factor == parts_of.CUT_LINE:
        place = key.unit_code, key.limit
        lines = [str(figure_keys.CutLine(item.edition_id, *place)) for item in both if key.limit]
        return made_of(looker, found, rivals, nearest=lines)
    if key.factor == RIVALS:
        moved = rivals + own
    elif key.factor == parts_of.RIVAL:
        moved = [score_key(item, key.whose) for item in both] + own
    elif key.factor == parts_of.ENTRY_EXIT:
        came = [score_key(both[1], code) for code in split.entered]
        moved = [*(score_key(both[0], code) for code in split.left), *came, *own]
    elif key.factor == parts_of.TIE_BREAK:
        moved = [*ranks, *own]
    else:
        moved = [*_component_keys(looker, key, both), *own]
        moved += rivals if key.measure == "rank" else []
    return made_of(looker, found, moved)


def _component_keys(
    looker: Looker, key: figure_keys.Part, both: tuple[EditionFacts, EditionFacts]
) -> list[str]:
    """The unit's scores in the component in both editions; of what is no component, in all."""
    every = queries.indicators(looker.at, index_code=both[1].index_code).to_pylist()
    codes = [
        row["indicator_code"]
        for row in every
        if row["method_code"] == both[1].method_code and row["adds_up"]
    ]
    if key.factor in codes:
        codes = [key.factor]
    return [score_key(item, key.unit_code, code) for code in codes for item in both]


@resolve.register
def of_list(key: figure_keys.Listed, looker: Looker, found: Evidence) -> Evidence:
    """A change, difference, mean or sum of figures that have keys of their own.

    Raises Problem for scores of two methods: they are not compared.
    """
    members = [looker.look(each) for each in key.figures]
    if len({m.method_code for m in members if m.measure == "score"}) > 1:
        raise unknown_key(found.key)
    values = [member.value for member in members]
    decimals = [member.decimals for member in members if member.decimals is not None]
    # A change is of the later one, a difference of the first over the second.
    first = members[0 if key.kind == "difference" else -1]
    return replace(
        first,
        key=found.key,
        kind=key.kind,
        value=None if None in values else _combined(key.kind, values),
        decimals=max(decimals, default=None),
        low=None,
        high=None,
        printed=None,
        place=None,
        conflicts=(),
        earlier=(),
        status=weakest(STRENGTHS, [m.status for m in members if m.status]),
        confidence=weakest(CONFIDENCES, [m.confidence for m in members if m.confidence]),
        sources=tuple(dict.fromkeys(one for member in members for one in member.sources)),
        loads=_once(one for member in members for one in member.loads),
        rests_on=tuple(dict.fromkeys(key.figures)),
    )


def _once(loads: Iterable[LoadTrail]) -> tuple[LoadTrail, ...]:
    return tuple({trail_of.load.load_id: trail_of for trail_of in loads}.values())


def _combined(kind: str, values: list[Decimal]) -> Decimal:
    if kind == "change":
        return values[1] - values[0]
    if kind == "difference":
        return values[0] - values[1]
    total = sum(values, Decimal(0))
    return total / len(values) if kind == "mean" else total
