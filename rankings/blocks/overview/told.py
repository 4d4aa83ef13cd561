"""What the overview says of its cards: the live page and the one in the HTML draw the same.

Sentences are Markdown, unless said otherwise; addresses are page and choices.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rankings.blocks import edition
from rankings.blocks.view import View
from rankings.charts import overview_strip
from rankings.facts import editions, merger, overview
from rankings.facts.overview.model import Card
from rankings.facts.scenario import drivers
from rankings.facts.way_up.orders import Order, orders
from rankings.sentences import naming, overview_attention, scenario_drivers
from rankings.sentences import overview as overview_sentences
from rankings.store import figure_keys


@dataclass(frozen=True)
class CardTold:
    """One card, in the order a leader asks.

    short, name: of the index; evidence_key: of its rank, where only a score is known of its score;
    chips: how sure and how made the rank is; unsourced: that figures have no source, as a chip;
    rank: "7/34", lighter where derived; verdict: with the mark of its status (inside | outside |
    unknown); strip: HTML; remark: plain text, as a person typed it; small: lines in small print;
    stale: that a newer table is due; to_merger: the comparison over the merger is why nothing else
    is compared with.
    """

    index_code: str
    short: str
    name: str
    evidence_key: str
    chips: tuple[str, ...]
    unsourced: str | None
    rank: str
    derived: bool
    status: str
    verdict: str
    strip: str
    distance: str
    change: str
    remark: str | None
    small: tuple[str, ...]
    stale: str | None
    to_merger: bool


@dataclass(frozen=True)
class NoteTold:
    """One thing that needs attention first, and the page that says more of it.

    reach: what the last part of the sentence is said of, when it is pointed at. choices: what the
    page is asked for.
    """

    sentence: str
    reach: str | None
    page: str
    choices: dict[str, str]


def headline(view: View, cards: tuple[Card, ...]) -> str:
    """How many targets are reached; indices with a target and nothing to judge it by are named."""
    unjudged = [view.words.field(row, "short") for row in overview.unjudged(view.at)]
    return overview_sentences.headline(view.words, cards, unjudged)


def card(view: View, facts: Card) -> CardTold:
    """What one card says."""
    w = view.words
    return CardTold(
        index_code=facts.index_code,
        short=facts.index_short,
        name=facts.index_name,
        evidence_key=_evidence_key(facts),
        chips=tuple(overview_sentences.chips(w, facts)),
        unsourced=w("chip.unsourced") if facts.unsourced else None,
        rank=w.fraction(facts.position.rank, facts.position.units),
        derived=facts.status == "derived",
        status=facts.position.status,
        verdict=overview_sentences.verdict(w, facts),
        strip=_strip(view, facts),
        distance=overview_sentences.distance(w, facts, _names(view, facts)),
        change=overview_sentences.change(w, facts),
        remark=overview_sentences.remark(w, facts),
        small=tuple(_small(view, facts)),
        stale=overview_sentences.stale(w, facts),
        to_merger=facts.no_previous == "scheme"
        and bool(merger.editions_before(view.at, index_code=facts.index_code)),
    )


def attention(view: View, cards: tuple[Card, ...]) -> list[NoteTold]:
    """At most three sentences on what needs attention first."""
    notes = []
    for first in overview_attention.attention(view.words, cards, _first_orders(view, cards)):
        shared, reach = _shared(view, cards, first.index_code) or (None, None)
        sentence = " ".join(filter(None, (first.sentence, shared)))
        choices = {"index": first.index_code}
        if first.limit is not None:
            choices["limit"] = str(first.limit)
        notes.append(NoteTold(sentence, reach, first.target_page, choices))
    return notes


def _first_orders(view: View, cards: Sequence[Card]) -> dict[str, Order]:
    """The first order of each card that has one, by its index."""
    every = {
        card.index_code: orders(
            view.at,
            edition_id=card.edition.edition_id,
            unit_code=card.position.unit_code,
            limit=card.position.limit,
            today=view.today,
        )
        for card in cards
    }
    return {index_code: ways[0] for index_code, ways in every.items() if ways}


def _evidence_key(facts: Card) -> str:
    position = facts.position
    measure = "score" if position.rank is None and position.score is not None else "rank"
    return figure_keys.figure(facts.edition.edition_id, position.unit_code, "total", measure)


def _names(view: View, facts: Card) -> dict[str, str]:
    """Names of the units whose figures contradict each other, if any do."""
    if not facts.position.contradiction:
        return {}
    return naming.unit_names(view.at, view.words, scheme=facts.edition.scheme)


def _strip(view: View, facts: Card) -> str:
    position = facts.position
    options = overview_strip.Options(
        units=position.units,
        limit=position.limit,
        limit_label=view.words("vocab.rank_limit", k=position.limit),
    )
    return overview_strip.html(
        options,
        rank_low=position.rank or position.rank_low,
        rank_high=position.rank or position.rank_high,
        label=overview_sentences.strip_alt(view.words, facts),
    )


def _small(view: View, facts: Card) -> list[str]:
    """What stands in small print: how it was derived, the year before, period, source."""
    w = view.words
    issuer = w.field(editions.index_row(view.at, facts.index_code), "issuer")
    lines = [
        overview_sentences.derived(w, facts, issuer),
        naming.unsourced(w, facts.unsourced),
        overview_sentences.year_ago(w, facts),
        " · ".join(
            filter(None, (overview_sentences.period(w, facts), overview_sentences.band(w, facts)))
        ),
        edition.source_line(view, facts.source, facts.index_code),
    ]
    return [line for line in lines if line]


def _shared(view: View, cards: Sequence[Card], index_code: str) -> tuple[str, str] | None:
    """That the action behind the weakest component of an index serves other indices too, and of
    which components that is said; None where another index is the one to say so.
    """
    weakest = [(one.index_code, one.edition.method_code, one.weakest_code) for one in cards]
    for row in overview.without_card(view.at):
        newest = editions.choose(view.at, row["index_code"])
        weakest.append((newest.index_code, newest.method_code, None))
    found = drivers.furthest(view.at, weakest=weakest)
    if found is None:
        return None
    action, moved = found
    reached = {(one.index_code, one.component) for one in moved}
    first = next(one for one in cards if (one.index_code, one.weakest_code) in reached)
    said = scenario_drivers.shared(view.words, action, moved, index_code=index_code)
    if first.index_code != index_code or said is None:
        return None
    return said, scenario_drivers.reach(view.words, action, moved)
