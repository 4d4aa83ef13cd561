"""The briefing as it is told: one document from the facts, which every form is made of.

`tell` gives the document; `slides` its five parts, the same that are shown in a meeting. Where
points are lost stands in brief_lost.py, ways and what is asked for in brief_ways.py, the text that
is sent by Zalo in brief_message.py.
"""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from rankings.facts import editions
from rankings.facts.brief import (
    SINCE_BRIEFING,
    SINCE_DAY,
    Brief,
    Goal,
    Move,
    Place,
)
from rankings.facts.overview.model import Card
from rankings.sentences import (
    brief_lost,
    brief_ways,
    history,
    naming,
    overview_message,
    overview_tile,
    standing,
    why_events,
)
from rankings.sentences import overview as of_card
from rankings.sentences.brief_parts import (
    MOVED,
    PARTS,
    POSITION,
    Sources,
    grid_of,
    index_name,
    plain,
    sources_of,
)
from rankings.store import figure_keys
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Snapshot
from rankings.words.document import Cell, Document, Grid, Labels, Part
from rankings.words.text import MISSING, Words, in_sentence, sentence_case

# Of what happened round home so many events are told; the rest stands on the page.
EVENTS = 4


def tell(at: Snapshot, w: Words, facts: Brief, *, address: str | None = None) -> Document:
    """The whole briefing. address: of the app, without a query; None: no link, and that is said."""
    sources = Sources(at, w, facts)
    parts = (
        _position(w, facts, sources),
        _moved(at, w, facts),
        brief_lost.part(w, facts, sources),
        brief_ways.way_part(at, w, facts, sources),
        brief_ways.ask_part(at, w, facts),
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
    return plain(
        w(
            "brief.of_index",
            index=index_name(w, card),
            text=f"{in_sentence(status)} {of_card.distance(w, card)}",
        )
    )


def goal(w: Words, target: Goal) -> str:
    """A target with who set it and by when: "nhóm 10 dẫn đầu · Ban Chỉ đạo tỉnh · …"."""
    by = w("brief.by", day=w.date(target.by_date)) if target.by_date else w("brief.no_deadline")
    parts = [w("vocab.rank_limit", k=target.rank_limit), w.field(target, "set_by"), by]
    return " · ".join(filter(None, parts))


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
    return grid_of(
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
        Cell(index_name(w, card)),
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
        Cell(sources_of(w, source, sources.number(place.goal.source_id))),
    )


def _gap_cell(w: Words, card: Card, far: str | None, source: int | None) -> Cell:
    p = card.position
    key = str(figure_keys.Gap(card.edition.edition_id, p.unit_code, p.limit)) if p.limit else None
    text = sentence_case(far) if far else overview_tile.figure(w, card)
    if not p.gap.exact:
        return Cell(text)
    return Cell(text, p.gap.low, card.decimals, key, source, in_words=True)


# --- What moved -----------------------------------------------------------------------------------


def _moved(at: Snapshot, w: Words, facts: Brief) -> Part:
    lines = [line for move in facts.moves for line in moved(at, w, facts, move)]
    return Part(MOVED, w("brief.part_moved"), tuple(lines) or (w("message.nothing"),))


def moved(at: Snapshot, w: Words, facts: Brief, move: Move) -> list[str]:
    """What moved in one index: rank and score, then who passed whom."""
    card = move.card
    index = index_name(w, card)
    if move.nothing_new:
        return [w("brief.nothing_new", index=index, since=_since(w, facts, move))]
    if move.given is not None:
        return [w("brief.told_otherwise", index=index, told=_told(w, move), now=_now(w, card))]
    change = plain(of_card.change(w, card))
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
    return [*lines, *(plain(event) for event in events)]


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
    return [plain(line) for line in lines]


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


def _labels(w: Words) -> Labels:
    names = Labels.__dataclass_fields__
    return Labels(**{name: w(f"brief.label_{name}") for name in names})
