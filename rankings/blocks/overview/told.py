"""What the overview says: the live page and the one in the HTML draw the same.

Texts are plain, unless said otherwise; addresses are page and choices.
"""

from dataclasses import dataclass

from rankings.blocks import edition, estimate
from rankings.blocks.view import View
from rankings.charts import overview_spark, overview_strip
from rankings.facts import editions, merger, overview
from rankings.facts.overview import directions
from rankings.facts.overview.directions import Direction
from rankings.facts.overview.model import Card
from rankings.facts.scenario import drivers, texts
from rankings.sentences import estimate as estimate_sentences
from rankings.sentences import (
    naming,
    overview_directions,
    overview_message,
    overview_tile,
    scenario_drivers,
)
from rankings.sentences import overview as overview_sentences
from rankings.store import figure_keys
from rankings.store.versions import memo


@dataclass(frozen=True)
class MessageTold:
    """The message, up to which day the figures go, whether a newer table is due, and that some have
    no source."""

    message: str
    figures_to: str | None
    old: bool
    unsourced: str | None
    unsourced_help: str


@dataclass(frozen=True)
class CardTold:
    """One index, as its tile says it and what stands behind it.

    short, name: of the index; rank: "7/34", lighter where derived, smaller where it is a range
    (wide); status: inside | outside | unknown, with its word; movement: since the table before;
    band: the official one; line: SVG or HTML; chips: the exceptions, each with what it means;
    unsourced: that figures have no source. behind: sentences, Markdown; remark: as a person typed
    it; figures: text -> key of its evidence; to_merger: the comparison over the merger is why
    nothing else is compared with. estimate: since the last official table, with its mark.
    """

    index_code: str
    short: str
    name: str
    rank: str
    wide: bool
    derived: bool
    status: str
    verdict: str
    movement: str
    band: str | None
    line: str
    target: str
    figure: str
    period: str
    stale: bool
    chips: tuple[tuple[str, str], ...]
    unsourced: str | None
    unsourced_help: str
    behind: tuple[str, ...]
    remark: str | None
    figures: tuple[tuple[str, str | None], ...]
    to_merger: bool
    estimate: str | None
    estimate_chip: str
    estimate_help: str


@dataclass(frozen=True)
class HeadingsTold:
    """What stands above the rows of what to direct; columns: behind what is to be done."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class DirectionTold:
    """One row of what to direct; link: what leads to the page, which is asked for `choices`;
    figures: text -> key of its evidence."""

    index: str
    what: str
    brings: str | None
    who_label: str
    who: str
    when: str
    sure: str | None
    link: str
    page: str
    choices: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str | None], ...]


@memo
def message(view: View, cards: tuple[Card, ...]) -> MessageTold:
    """What changed first, then where home stands; beside it how old the figures are."""
    w = view.words
    unjudged = [w.field(row, "short") or "" for row in overview.unjudged(view.at)]
    figures_to, old = overview_tile.figures_to(w, cards) or (None, False)
    return MessageTold(
        message=overview_message.message(w, cards, unjudged),
        figures_to=figures_to,
        old=old,
        unsourced=w("chip.unsourced") if any(card.unsourced for card in cards) else None,
        unsourced_help=w("chip.help_unsourced"),
    )


@memo
def card(view: View, facts: Card) -> CardTold:
    """What one tile says."""
    w = view.words
    position = facts.position
    now = estimate.after(view, facts.edition.edition_id)
    return CardTold(
        index_code=facts.index_code,
        short=facts.index_short,
        name=facts.index_name,
        rank=overview_tile.rank(w, facts),
        wide=position.rank is None,
        derived=facts.status == "derived",
        status=position.status or "unknown",
        verdict=overview_sentences.verdict_word(w, facts),
        movement=overview_tile.movement(w, facts),
        band=overview_sentences.band(w, facts),
        line=_line(view, facts),
        target=overview_tile.target(w, facts),
        figure=overview_tile.figure(w, facts),
        period=overview_tile.period(w, facts),
        stale=facts.stale,
        chips=tuple(overview_tile.chips(w, overview_sentences.chips(w, facts))),
        unsourced=w("chip.unsourced") if facts.unsourced else None,
        unsourced_help=w("chip.help_unsourced"),
        behind=tuple(_behind(view, facts)),
        remark=overview_sentences.remark(w, facts),
        figures=tuple(_figures(view, facts).items()),
        to_merger=facts.no_previous == "scheme"
        and bool(merger.editions_before(view.at, index_code=facts.index_code)),
        estimate=estimate_sentences.tile(w, now) if now else None,
        estimate_chip=w("estimate.chip"),
        estimate_help=w("estimate.help"),
    )


def headings(view: View) -> HeadingsTold:
    """What stands above the rows of what to direct."""
    w = view.words
    both = w("direction.head_owner_deadline")
    columns = (w("direction.head_brings"), both, w("direction.head_sure"))
    return HeadingsTold(w("direction.title"), columns)


@memo
def to_direct(view: View, cards: tuple[Card, ...]) -> tuple[DirectionTold, ...]:
    """What to direct over all indices."""
    by_index = {card.index_code: card for card in cards}
    return tuple(
        _direction(view, row, by_index.get(row.index_code))
        for row in directions.directions(view.at, today=view.today)
    )


def _direction(view: View, row: Direction, card: Card | None) -> DirectionTold:
    w = view.words
    short = w.field(editions.index_row(view.at, row.index_code), "short") or row.index_code
    derived = card is not None and card.status == "derived"
    marked = w("message.marked", index=short, marks=w("certainty.derived")) if derived else short
    return DirectionTold(
        index=marked,
        what=overview_directions.what(w, row, view.home_name),
        brings=overview_directions.brings(w, row),
        who_label=w("direction.head_owner"),
        who=overview_directions.who(w, row),
        when=overview_directions.when(w, row),
        sure=overview_directions.sure(w, row),
        link=overview_directions.link(w, row, short),
        page=row.page,
        choices=row.choices,
        figures=tuple(_direction_figures(view, row, short).items()),
    )


def _direction_figures(view: View, row: Direction, short: str) -> dict[str, str | None]:
    """What a row brings, with the keys of its gain and of the place."""
    w, order, item = view.words, row.order, row.edition
    if item is None:
        return {}
    place = item.edition_id, view.home
    if order is not None:
        code = order.counts.code
        gain = figure_keys.ByDay(
            *place, code, order.by.isoformat(), figure_keys.NOTHING, order.done, "gain"
        )
        plan = texts.plan_code(((order.counts.rule.component, order.gain),))
        rank = figure_keys.Scenario(*place, row.limit, plan, figure_keys.NOTHING, "total", "rank")
        points = w.number(order.gain, order.counts.rule.decimals)
        return {
            w("direction.evidence_gain", code=code, x=points): str(gain),
            w("direction.evidence_place", code=code, place=w.ordinal(order.place)): str(rank),
        }
    part = row.component
    if part is None or part.to_target_mean is None:
        return {}
    away = w.number(abs(part.to_target_mean), item.decimals)
    key = figure_keys.ToTargetMean(*place, row.limit, part.component)
    return {w("direction.evidence_away", index=short, component=w.name(part), x=away): str(key)}


@memo
def shared(view: View, cards: tuple[Card, ...]) -> tuple[str, str] | None:
    """That the action behind the weakest component of an index serves other indices too, and of
    which components that is said; None where it serves no other."""
    weakest = [(card.index_code, card.edition.method_code, card.weakest_code) for card in cards]
    for row in overview.without_card(view.at):
        newest = editions.choose(view.at, row["index_code"])
        weakest.append((newest.index_code, newest.method_code, None))
    furthest = drivers.furthest(view.at, weakest=weakest)
    if furthest is None:
        return None
    action, moved = furthest
    reached = {(driven.index_code, driven.component) for driven in moved}
    first = next(card for card in cards if (card.index_code, card.weakest_code) in reached)
    sentence = scenario_drivers.shared(view.words, action, moved, index_code=first.index_code)
    if sentence is None:
        return None
    return sentence, scenario_drivers.reach(view.words, action, moved)


def _figures(view: View, facts: Card) -> dict[str, str | None]:
    """The figures of a tile with the keys of their evidence: rank, or the score where only that is
    known, the distance to the cut line, the target."""
    w, position = view.words, facts.position
    place = facts.edition.edition_id, position.unit_code
    measure = "score" if position.rank is None and position.score is not None else "rank"
    shown: dict[str, str | None] = {
        f"{w(f'table.{measure}')}: {_figure_text(view, facts, measure)}": figure_keys.figure(
            *place, "total", measure
        )
    }
    if position.limit is not None:
        gap = str(figure_keys.Gap(*place, position.limit))
        shown[overview_tile.figure(w, facts)] = gap
        target = figure_keys.Target(facts.index_code, facts.edition.scheme, position.unit_code)
        shown[w("tile.target_only", group=w("vocab.rank_limit", k=position.limit))] = str(target)
    now = estimate.after(view, facts.edition.edition_id)
    return shown | (estimate.keys(view, now) if now else {})


def _figure_text(view: View, facts: Card, measure: str) -> str:
    if measure == "score":
        return view.words.number(facts.position.score, facts.decimals)
    return overview_tile.rank(view.words, facts)


def _names(view: View, facts: Card) -> dict[str, str]:
    """Names of the units whose figures contradict each other, if any do."""
    if not facts.position.contradiction:
        return {}
    return naming.unit_names(view.at, view.words, scheme=facts.edition.scheme)


def _line(view: View, facts: Card) -> str:
    """The ranks so far beside the line of the target; without any the places that can be."""
    position = facts.position
    if facts.ranks:
        label = overview_tile.line_alt(view.words, facts)
        return overview_spark.html(overview_spark.Options(position.limit, label), facts.ranks)
    options = overview_strip.Options(
        units=position.units,
        limit=position.limit,
        limit_label=view.words("vocab.rank_limit", k=position.limit),
    )
    return overview_strip.html(
        options,
        rank_low=position.rank_low,
        rank_high=position.rank_high,
        label=overview_sentences.strip_alt(view.words, facts),
    )


def _behind(view: View, facts: Card) -> list[str]:
    """What stands behind a tile: the distance in full, the change, how it was derived, the year
    before, period, source, that a newer table is due."""
    w = view.words
    issuer = w.field(editions.index_row(view.at, facts.index_code), "issuer")
    lines = [
        overview_sentences.distance(w, facts, _names(view, facts)),
        overview_sentences.change(w, facts),
        overview_sentences.derived(w, facts, issuer),
        naming.unsourced(w, facts.unsourced),
        overview_sentences.year_ago(w, facts),
        overview_sentences.period(w, facts),
        edition.source_line(view, facts.source),
        overview_sentences.stale(w, facts),
        *(meaning for _, meaning in overview_tile.chips(w, overview_sentences.chips(w, facts))),
    ]
    if facts.position.limit is not None:
        lines.insert(1, f"{overview_sentences.cut_line_help(w, facts)}.")
    now = estimate.after(view, facts.edition.edition_id)
    return [line for line in (*lines, *(estimate.lines(view, now) if now else ())) if line]
