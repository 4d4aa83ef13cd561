"""Of a briefing: the cheapest way, and what is asked of whom by when."""

from collections.abc import Sequence

from rankings.facts import editions, subindicators
from rankings.facts.brief import Brief
from rankings.facts.overview import directions
from rankings.facts.overview.directions import Direction
from rankings.facts.way_up.orders import Order
from rankings.sentences import components_counts, naming, way_up_counts, way_up_missing
from rankings.sentences.brief_parts import ASK, WAY, Sources, grid_of, plain
from rankings.store import figure_keys
from rankings.store.versions import Snapshot
from rankings.words.document import GRIDS, SENTENCES, Cell, Grid, Part
from rankings.words.text import Words, in_sentence


def way_part(at: Snapshot, w: Words, facts: Brief, sources: Sources) -> Part:
    """What wins places, what is counted first, and what cannot be planned."""
    counted = [item for item in facts.directions if item.order is not None]
    rest = sorted(
        (item for item in facts.directions if item.order is None),
        key=lambda item: item.kind != directions.POINTS,
    )
    lines = [way(at, w, item) for item in (*counted, *rest)]
    grids = (_way_grid(at, w, counted, sources),) if counted else ()
    note = (w("plan.held"),) if counted else ()
    return Part(
        WAY, w("brief.part_way"), (*lines, *note) or (w("brief.no_way"),), grids, running=SENTENCES
    )


def way(at: Snapshot, w: Words, item: Direction) -> str:
    """What wins places, in counts; what a place takes in points; or that no plan can be made."""
    index = naming.index_name(at, w, item.index_code)
    if item.order is not None:
        order = item.order
        line = w(
            "brief.way_count",
            index=index,
            place=w.ordinal(order.place),
            start=w.date(order.counts.start),
            by=w.date(order.by),
            order=way_up_counts.order(w, order.counts, order.done),
            name=components_counts.name(w, order.counts.rule),
            gain=way_up_counts.gain(w, order.counts, order.gain),
        )
        return w("brief.late", line=line, day=w.date(order.last_day)) if order.late else line
    if item.kind == directions.POINTS:
        decimals = item.edition.decimals if item.edition else 0
        x = w.number(item.points, decimals)
        return w("brief.way_points", index=index, place=w.ordinal(item.place or 0), x=x)
    return w(f"brief.way_{item.kind}", index=index)


def _way_grid(at: Snapshot, w: Words, counted: Sequence[Direction], sources: Sources) -> Grid:
    columns = {"index": 1.6, "order": 4.6, "gain": 1.3, "place": 1.2, "sure": 2.3}
    return grid_of(
        w, w("brief.grid_way"), columns, tuple(_way_row(at, w, item, sources) for item in counted)
    )


def _way_row(at: Snapshot, w: Words, item: Direction, sources: Sources) -> tuple[Cell, ...]:
    order, edition = item.order, item.edition
    if order is None or edition is None:
        return ()
    decimals = order.counts.rule.decimals
    _, home = editions.home(at)
    day = order.by.isoformat()
    place = edition.edition_id, home, order.counts.code
    key = figure_keys.ByDay(*place, day, figure_keys.NOTHING, order.done, "gain")
    source = sources.number(_source_of_counts(at, *place))
    return (
        Cell(naming.index_name(at, w, item.index_code)),
        Cell(
            w(
                "brief.order_of",
                name=components_counts.name(w, order.counts.rule),
                order=way_up_counts.order(w, order.counts, order.done),
            )
        ),
        Cell(w.number(order.gain, decimals), order.gain, decimals, str(key), source),
        Cell(w.ordinal(order.place), order.place, source=source),
        Cell(w(f"brief.basis_{item.basis}")),
    )


def _source_of_counts(at: Snapshot, edition_id: str, unit_code: str, code: str) -> str | None:
    """The source of the counts that a plan is made from."""
    for own in subindicators.ranking(at, edition_id=edition_id, indicator_code=code):
        if own.unit_code == unit_code:
            return own.counts_source_id or own.score_source_id
    return None


def ask_part(at: Snapshot, w: Words, facts: Brief) -> Part:
    """What is asked of whom by when."""
    lines = [line for item in facts.directions for line in asks(at, w, item)]
    rows = tuple(row for item in facts.directions for row in _ask_rows(at, w, item))
    columns = {"ask": 7.0, "owner": 2.2, "by": 1.6}
    grid = grid_of(w, w("brief.grid_ask"), columns, rows)
    sentences = tuple(dict.fromkeys(lines)) or (w("brief.nothing_to_ask"),)
    running = GRIDS if rows else SENTENCES
    return Part(ASK, w("brief.part_ask"), sentences, (grid,) if rows else (), running=running)


def asks(at: Snapshot, w: Words, item: Direction) -> list[str]:
    """What is asked of whom by when, a sentence each."""
    return [
        w("brief.ask", owner=in_sentence(owner.text), what=what.text.rstrip("."), by=by.text)
        for what, owner, by in _ask_rows(at, w, item)
    ]


def _ask_rows(at: Snapshot, w: Words, item: Direction) -> list[tuple[Cell, Cell, Cell]]:
    """What, by whom, by when."""
    index = naming.index_name(at, w, item.index_code)
    if item.order is not None:
        order = item.order
        what = w("brief.ask_count", order=way_up_counts.order(w, order.counts, order.done))
        return [_row(w, item, what, _until(w, order))]
    if item.kind == directions.MISSING:
        return [_row(w, item, text, _deadline(w, item)) for text in requests(at, w, item)]
    return [_row(w, item, w(f"brief.ask_{item.kind}", index=index), _deadline(w, item))]


def _row(w: Words, item: Direction, what: str, by: str) -> tuple[Cell, Cell, Cell]:
    owner = w.field(item, "owner") or w("word.not_assigned")
    return Cell(what), Cell(owner), Cell(by)


def _deadline(w: Words, item: Direction) -> str:
    return w.date(item.deadline) if item.deadline else w("brief.no_deadline")


def _until(w: Words, order: Order) -> str:
    """The end of what is counted; before it the day up to which there is still time to begin."""
    by = w.date(order.by)
    if order.late or order.last_day >= order.by:
        return by
    return w("brief.by_in_time", by=by, day=w.date(order.last_day))


def requests(at: Snapshot, w: Words, item: Direction) -> list[str]:
    """Which figures are missing for a plan, and who is asked for them."""
    edition = item.edition
    if edition is None:
        return []
    names = naming.node_names(at, w, edition)
    scheme, unit_code = editions.home(at)
    return [
        plain(
            way_up_missing.request(
                w,
                wanted,
                issuer=naming.issuer(w, w.field(item, "issuer")),
                index=naming.index_name(at, w, item.index_code),
                period=w.period(edition),
                home=naming.unit_names(at, w, scheme=scheme)[unit_code],
                parts=[in_sentence(names[code]) for code in wanted.components],
            )
        )
        for wanted in item.wanted
    ]
