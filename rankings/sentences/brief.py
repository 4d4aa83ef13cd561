"""The briefing as it is told: one document from the facts, which every form is made of.

`tell` gives the document; `slides` its five parts, the same that are shown in a meeting; `message`
the text that is sent by Zalo, whole sentences within a limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from rankings.facts import editions, subindicators
from rankings.facts.brief import (
    SINCE_BRIEFING,
    SINCE_DAY,
    Brief,
    Goal,
    Lost,
    Move,
    Place,
)
from rankings.facts.components import Component
from rankings.facts.overview import directions
from rankings.facts.overview.directions import Direction
from rankings.facts.overview.model import Card
from rankings.facts.subindicators import SubIndicator
from rankings.facts.way_up.orders import Order
from rankings.sentences import brief_pictures as pictures
from rankings.sentences import (
    components_counts,
    history,
    naming,
    overview_message,
    overview_tile,
    standing,
    way_up_counts,
    way_up_missing,
    why_events,
)
from rankings.sentences import overview as of_card
from rankings.store import figure_keys
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Snapshot
from rankings.words.document import GRIDS, SENTENCES, Cell, Document, Grid, Labels, Origin, Part
from rankings.words.text import MISSING, Words, in_sentence, sentence_case

POSITION, MOVED, LOST, WAY, ASK = PARTS = ("position", "moved", "lost", "way", "ask")
# A message of Zalo that is longer is cut off behind a link, and nobody opens it.
MESSAGE_CHARACTERS = 900
# Of what happened round home so many events are told; the rest stands on the page.
EVENTS = 4


class Sources:
    """The sources of a document, numbered in the order in which they are first named."""

    def __init__(self, at: Snapshot, w: Words, facts: Brief) -> None:
        self._w, self._known, self._agencies = w, facts.sources, naming.agency_names(at, w)
        self._numbers: dict[str, int] = {}

    def number(self, source_id: str | None) -> int | None:
        """The number of a source; None of a figure without one."""
        if source_id is None or source_id not in self._known:
            return None
        return self._numbers.setdefault(source_id, len(self._numbers) + 1)

    def listed(self) -> tuple[Origin, ...]:
        """The sources with their numbers."""
        w, agencies = self._w, self._agencies
        return tuple(
            Origin(
                number=number,
                line=of_card.source_line(
                    w, self._known[code], agencies.get(self._known[code].origin)
                ),
                published=w.date_range(
                    self._known[code].published_from, self._known[code].published_to
                ),
                address=self._known[code].url,
            )
            for code, number in self._numbers.items()
        )


def tell(at: Snapshot, w: Words, facts: Brief, *, address: str | None = None) -> Document:
    """The whole briefing. address: of the app, without a query; None: no link, and that is said."""
    sources = Sources(at, w, facts)
    parts = (
        _position(w, facts, sources),
        _moved(at, w, facts),
        _lost(w, facts, sources),
        _way(at, w, facts, sources),
        _ask(at, w, facts),
    )
    ranks = [place.card.position for place in facts.places if place.card.position.rank]
    link = link_to(facts, address)
    return Document(
        language=facts.language,
        title=w("brief.title", home=facts.home_name),
        finding=finding(w, facts),
        home=facts.home_name,
        day=w.date(facts.day),
        dated=facts.day,
        rank=w.fraction(ranks[0].rank, ranks[0].units) if ranks else None,
        statuses=tuple(place.card.position.status or "unknown" for place in facts.places),
        parts=parts,
        notes=tuple(exceptions(at, w, facts)),
        sources=sources.listed(),
        state=state(w, facts),
        link=link,
        link_line=w("brief.link") if link else w("brief.no_link"),
        labels=_labels(w),
    )


def slides(document: Document) -> tuple[Part, ...]:
    """The five parts that are shown one after the other, in the order of PARTS."""
    return tuple(document.part(code) for code in PARTS)


def link_to(facts: Brief, address: str | None) -> str | None:
    """The address that opens exactly these figures, in this language; None without an address."""
    if address is None:
        return None
    query = {"lang": facts.language, "v": facts.state.version, "as_of": facts.state.as_of}
    if facts.language == "vi":
        del query["lang"]
    asked = urlencode({name: value for name, value in query.items() if value is not None})
    return f"{address.rstrip('/')}/?{asked}"


def state(w: Words, facts: Brief) -> str:
    """Which figures these are: the version, when it was made, and as of which load."""
    version = history.version_shown(w, facts.state.version, facts.state.as_of)
    if facts.state.made is None:
        return w("brief.state", version=version)
    return w("brief.state_made", version=version, time=w.time(facts.state.made))


# --- The finding ----------------------------------------------------------------------------------


def finding(w: Words, facts: Brief) -> str:
    """What it comes to, as the first screen says it: what moved since what the briefing is counted
    from, then how the others stand to their targets."""
    return overview_message.message(w, [_as_counted(move) for move in facts.moves], facts.unjudged)


def _as_counted(move: Move) -> Card:
    """The card beside what its move is counted from: without a newer table its place is kept."""
    card, now = move.card, move.card.position
    if not move.nothing_new or card.previous is None:
        return card
    return replace(card, previous=replace(card.previous, rank=now.rank, units=now.units))


def _name(w: Words, card: Card) -> str:
    if card.status == "derived":
        return w("brief.index_derived", index=card.index_short)
    return card.index_short


# --- Position -------------------------------------------------------------------------------------


def _position(w: Words, facts: Brief, sources: Sources) -> Part:
    return Part(
        POSITION,
        w("brief.part_position"),
        tuple(position(w, place.card) for place in facts.places) or (w("message.nothing"),),
        grids=(_places(w, facts, sources),) if facts.places else (),
    )


def position(w: Words, card: Card) -> str:
    """Rank, target and distance of one index, in sentences."""
    status = of_card.status(w, card).split(" ", 1)[1]
    return _plain(
        w(
            "brief.of_index",
            index=_name(w, card),
            text=f"{in_sentence(status)} {of_card.distance(w, card)}",
        )
    )


def goal(w: Words, target: Goal) -> str:
    """A target with who set it and by when: "nhóm 10 dẫn đầu · Ban Chỉ đạo tỉnh · …"."""
    by = w("brief.by", day=w.date(target.by_date)) if target.by_date else w("brief.no_deadline")
    parts = [w("vocab.rank_limit", k=target.rank_limit), w.field(target, "set_by"), by]
    return " · ".join(filter(None, parts))


def _grid(
    w: Words, title: str, columns: Mapping[str, float], rows: tuple[tuple[Cell, ...], ...]
) -> Grid:
    """A table. columns: how wide each is beside the others, by the key of its heading."""
    headings = tuple(w(f"brief.column_{name}") for name in columns)
    return Grid(title, headings, tuple(columns.values()), rows)


def _places(w: Words, facts: Brief, sources: Sources) -> Grid:
    columns = {
        "index": 2.3,
        "period": 2.1,
        "rank": 1.3,
        "score": 1.4,
        "target": 2.7,
        "distance": 2.1,
        "source": 1.6,
    }
    return _grid(
        w,
        w("brief.grid_position"),
        columns,
        tuple(_place_row(w, place, sources) for place in facts.places),
    )


def _place_row(w: Words, place: Place, sources: Sources) -> tuple[Cell, ...]:
    card, p = place.card, place.card.position
    edition_id, unit_code = card.edition.edition_id, p.unit_code
    source = sources.number(place.source_id)
    far = standing.far(w, card)
    return (
        Cell(_name(w, card)),
        Cell(w.period_short(card.edition)),
        Cell(
            overview_tile.rank(w, card),
            p.rank,
            None,
            figure_keys.figure(edition_id, unit_code, "total", "rank"),
            source,
        ),
        Cell(
            w.number(p.score, card.decimals),
            p.score,
            card.decimals,
            figure_keys.figure(edition_id, unit_code, "total", "score"),
            source,
        ),
        Cell(goal(w, place.goal), source=sources.number(place.goal.source_id)),
        _gap_cell(w, card, far, source),
        Cell(_sources_of(w, source, sources.number(place.goal.source_id))),
    )


def _gap_cell(w: Words, card: Card, far: str | None, source: int | None) -> Cell:
    p = card.position
    key = str(figure_keys.Gap(card.edition.edition_id, p.unit_code, p.limit)) if p.limit else None
    text = sentence_case(far) if far else overview_tile.figure(w, card)
    if not p.gap.exact:
        return Cell(text)
    return Cell(text, p.gap.low, card.decimals, key, source, in_words=True)


def _sources_of(w: Words, *numbers: int | None) -> str:
    """The numbers of sources as they stand in a table: "[1], [2]"."""
    named = [f"[{number}]" for number in dict.fromkeys(numbers) if number is not None]
    return ", ".join(named) or w("chip.unsourced")


# --- What moved -----------------------------------------------------------------------------------


def _moved(at: Snapshot, w: Words, facts: Brief) -> Part:
    lines = [line for move in facts.moves for line in moved(at, w, facts, move)]
    return Part(MOVED, w("brief.part_moved"), tuple(lines) or (w("message.nothing"),))


def moved(at: Snapshot, w: Words, facts: Brief, move: Move) -> list[str]:
    """What moved in one index: rank and score, then who passed whom."""
    card = move.card
    index = _name(w, card)
    if move.nothing_new:
        return [w("brief.nothing_new", index=index, since=_since(w, facts, move))]
    if move.given is not None:
        return [w("brief.told_otherwise", index=index, told=_told(w, move), now=_now(w, card))]
    change = _plain(of_card.change(w, card))
    lines = [w("brief.of_index", index=index, text=in_sentence(change))]
    happened = move.happened
    if happened is None or happened.second is None:
        return lines
    names = naming.unit_names(at, w, scheme=happened.first.scheme)
    parts = naming.node_names(at, w, happened.first)
    events = [
        why_events.event(
            w, event, names, parts, decimals=happened.first.decimals, limit=happened.limit
        )
        for event in happened.events[:EVENTS]
    ]
    return [*lines, *(_plain(event) for event in events)]


def _since(w: Words, facts: Brief, move: Move) -> str:
    if move.basis == SINCE_BRIEFING and facts.last is not None:
        return w("brief.since_briefing", day=w.date(_local(facts.last.at)))
    day = facts.since if move.basis == SINCE_DAY else None
    return w("brief.since_day", day=w.date(day))


def _told(w: Words, move: Move) -> str:
    given = move.given
    if given is None:
        return MISSING
    rank = w.fraction(given.rank, move.card.position.units)
    return w("brief.rank_and_score", rank=rank, score=w.number(given.score, move.card.decimals))


def _now(w: Words, card: Card) -> str:
    p = card.position
    rank = w.fraction(p.rank, p.units)
    return w("brief.rank_and_score", rank=rank, score=w.number(p.score, card.decimals))


def _local(moment: datetime) -> date:
    return moment.astimezone(VIETNAM_TIME).date()


# --- Where points are lost ------------------------------------------------------------------------


def _lost(w: Words, facts: Brief, sources: Sources) -> Part:
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
    index, decimals = _name(w, lost.card), lost.card.decimals
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
    return _grid(
        w,
        w("brief.grid_components", index=_name(w, lost.card)),
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
        Cell(_sources_of(w, source)),
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
    return _grid(
        w,
        w("brief.grid_subs", index=_name(w, lost.card)),
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
        Cell(_sources_of(w, source)),
    )


# --- The cheapest way, and what is asked for ------------------------------------------------------


def _way(at: Snapshot, w: Words, facts: Brief, sources: Sources) -> Part:
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
    return _grid(
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


def _ask(at: Snapshot, w: Words, facts: Brief) -> Part:
    lines = [line for item in facts.directions for line in asks(at, w, item)]
    rows = tuple(row for item in facts.directions for row in _ask_rows(at, w, item))
    columns = {"ask": 7.0, "owner": 2.2, "by": 1.6}
    grid = _grid(w, w("brief.grid_ask"), columns, rows)
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
        _plain(
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


# --- What has to be known before the figures are used ---------------------------------------------


def exceptions(at: Snapshot, w: Words, facts: Brief) -> list[str]:
    """What is not an ordinary published figure, index by index: recalculated, provisional, without
    a source, known as an interval, tied, old; and the indices that are not told of."""
    lines = [
        w("brief.of_index", index=place.card.index_short, text=in_sentence(text))
        for place in facts.places
        for text in _exceptions(at, w, place.card)
    ]
    if facts.unjudged:
        lines.append(w("brief.unjudged", names=w.join_and(facts.unjudged)))
    if facts.no_target:
        lines.append(w("brief.no_target", names=w.join_and(facts.no_target)))
    return [_plain(line) for line in lines]


def _exceptions(at: Snapshot, w: Words, card: Card) -> list[str]:
    p = card.position
    issuer = w.field(editions.index_row(at, card.index_code), "issuer")
    lines = [
        of_card.derived(w, card, issuer),
        naming.unsourced(w, card.unsourced),
        of_card.stale(w, card),
    ]
    marks = {
        "provisional": card.status == "provisional",
        "self_reported": card.status == "self_reported",
        "single_source": card.single_source,
        "interval": p.rank is None or not p.gap.exact,
        "tied": card.tied,
        "disputed": card.confidence == "disputed" or bool(p.contradiction),
    }
    lines += [w(f"brief.exception_{name}") for name, holds in marks.items() if holds]
    return [line for line in lines if line]


def _plain(text: str) -> str:
    """A sentence of the screen without its marks of emphasis."""
    return text.replace("**", "")


def _labels(w: Words) -> Labels:
    names = Labels.__dataclass_fields__
    return Labels(**{name: w(f"brief.label_{name}") for name in names})


# --- The message ----------------------------------------------------------------------------------


def message(w: Words, document: Document) -> str:
    """The text for Zalo, at most MESSAGE_CHARACTERS long.

    What does not fit is left out by whole sentences: first the sources; then by turns, from the end
    of each, the positions (the finding has them in short), what has to be known of the figures,
    what moved, what to do; then the link, the version of the figures, the finding, the title.
    """
    return within(_lines(w, document), MESSAGE_CHARACTERS)


def _lines(w: Words, document: Document) -> list[tuple[int, str]]:
    """The lines as they are read, each with its turn to be left out: the highest goes first."""
    position, moves, ways = (document.part(code).sentences for code in (POSITION, MOVED, WAY))
    origins = w("brief.message_sources", sources="; ".join(o.line for o in document.sources[:2]))
    return [
        (0, w("brief.message_title", title=document.title, day=document.day)),
        (1, document.finding),
        *((_turn(place, 4), f"• {line}") for place, line in enumerate(position)),
        *((_turn(place, 2), f"• {line}") for place, line in enumerate(moves)),
        *((_turn(place, 1), f"→ {line}") for place, line in enumerate(ways)),
        *(
            (_turn(place, 3), w("brief.message_note", note=note))
            for place, note in enumerate(document.notes)
        ),
        *([(_turn(99, 5), origins)] if origins else []),
        (2, f"{document.state}."),
        *([(3, document.link)] if document.link else []),
    ]


def _turn(place: int, kind: int) -> int:
    """When a line is left out: of those at one place of their lists the later kind goes first."""
    return 10 * (place + 1) + kind


def within(lines: Sequence[tuple[int, str]], characters: int) -> str:
    """Lines joined to a text of at most so many characters: while it is longer, the line whose turn
    is highest is left out."""
    kept = list(lines)
    while kept and len("\n".join(text for _, text in kept)) > characters:
        kept.remove(max(kept, key=lambda line: line[0]))
    return "\n".join(text for _, text in kept)
