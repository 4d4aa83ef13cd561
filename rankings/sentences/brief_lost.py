"""Of a briefing: where points are lost, by components and by sub-indicators."""

from rankings.facts.brief import Brief, Lost
from rankings.facts.components import Component
from rankings.facts.overview.model import Card
from rankings.facts.subindicators import SubIndicator
from rankings.sentences import brief_pictures as pictures
from rankings.sentences import components_counts
from rankings.sentences.brief_parts import LOST, Sources, grid_of, index_name, sources_of
from rankings.store import figure_keys
from rankings.words.document import Cell, Grid, Part
from rankings.words.text import MISSING, Words


def part(w: Words, facts: Brief, sources: Sources) -> Part:
    """Where each index loses points, in sentences, tables and charts."""
    grids = []
    for lost in facts.lost:
        if lost.parts:
            grids.append(_part_grid(w, lost, sources))
        if lost.subs:
            grids.append(_sub_grid(w, lost, sources))
    lines = [line for lost in facts.lost if (line := most_lost(w, lost)) is not None]
    return Part(
        LOST,
        w("brief.part_lost"),
        tuple(lines) or (w("brief.lost_unknown"),),
        tuple(grids),
        pictures.gaps(w, facts),
    )


def most_lost(w: Words, lost: Lost) -> str | None:
    """Where an index loses most: the component farthest below the best, and the sub-indicator with
    the most points to win; None where no component is known."""
    part = next((part for part in lost.parts if part.to_best), None)
    if part is None:
        return None
    index, decimals = index_name(w, lost.card), lost.card.decimals
    line = w(
        "brief.most_lost",
        index=index,
        part=w.name(part),
        x=w.number(part.to_best, decimals),
        rank=w.rank(part.rank, part.ranked_units) if part.rank else w("vocab.not_published"),
    )
    if not lost.subs:
        return line
    sub = lost.subs[0]
    counted = components_counts.counts(w, sub.rule, sub.own)
    more = w(
        "brief.most_to_win",
        name=components_counts.marked(w, sub),
        x=w.number(sub.to_win, sub.rule.decimals),
        counts=counted or w("vocab.not_published"),
    )
    return f"{line} {more}"


def _part_grid(w: Words, lost: Lost, sources: Sources) -> Grid:
    columns = {
        "component": 3.3,
        "score": 1.5,
        "rank": 1.2,
        "to_best": 1.7,
        "owner": 2.3,
        "source": 1.3,
    }
    return grid_of(
        w,
        w("brief.grid_components", index=index_name(w, lost.card)),
        columns,
        tuple(_part_row(w, lost.card, part, sources) for part in lost.parts),
    )


def _part_row(w: Words, card: Card, part: Component, sources: Sources) -> tuple[Cell, ...]:
    place = card.edition.edition_id, card.position.unit_code, part.component
    source = sources.number(part.source_id)
    whole = part.max_score if part.value_kind == "points" else None
    score = w.number(part.score, card.decimals)
    if whole is not None:
        score = f"{score}/{w.number(whole)}"
    rank = w.fraction(part.rank, part.ranked_units) if part.rank else MISSING
    return (
        Cell(w.name(part) or part.component),
        Cell(score, part.score, card.decimals, figure_keys.figure(*place, "score"), source),
        Cell(rank, part.rank, None, figure_keys.figure(*place, "rank"), source),
        Cell(
            w.number(part.to_best, card.decimals),
            part.to_best,
            card.decimals,
            str(figure_keys.ToBest(*place)) if part.to_best is not None else None,
            source,
        ),
        Cell(w.field(part, "owner") or w("word.not_assigned")),
        Cell(sources_of(w, source)),
    )


def _sub_grid(w: Words, lost: Lost, sources: Sources) -> Grid:
    columns = {
        "sub_indicator": 3.3,
        "counts": 2.2,
        "points": 1.3,
        "to_win": 1.4,
        "owner": 1.9,
        "source": 1.3,
    }
    return grid_of(
        w,
        w("brief.grid_subs", index=index_name(w, lost.card)),
        columns,
        tuple(_sub_row(w, lost.card, sub, sources) for sub in lost.subs),
    )


def _sub_row(w: Words, card: Card, sub: SubIndicator, sources: Sources) -> tuple[Cell, ...]:
    place = card.edition.edition_id, card.position.unit_code, sub.rule.indicator_code
    source = sources.number(
        sub.own.counts_source_id or sub.own.score_source_id if sub.own else None
    )
    decimals = sub.rule.decimals
    points = w.number(sub.points, decimals)
    return (
        Cell(components_counts.marked(w, sub)),
        Cell(components_counts.counts(w, sub.rule, sub.own) or MISSING, source=source),
        Cell(
            f"{points}/{w.number(sub.rule.maximum)}",
            sub.points,
            decimals,
            figure_keys.figure(*place, "score"),
            source,
        ),
        Cell(
            w.number(sub.to_win, decimals),
            sub.to_win,
            decimals,
            str(figure_keys.ToMax(*place)),
            source,
        ),
        Cell(w.field(sub.rule, "owner") or w("word.not_assigned")),
        Cell(sources_of(w, source)),
    )
