"""The commands that say what moved between two editions: why, events."""

import argparse
from typing import Any

from rankings.cli.command import Answer, add_reading, index_option, kind_options, unit_option
from rankings.cli.output import count, figure, quotient
from rankings.facts import editions
from rankings.facts import why as movement
from rankings.facts.editions import EditionFacts
from rankings.facts.why import Obstacle, counts, events
from rankings.facts.why.counts import CountChange
from rankings.sentences import naming, why_events
from rankings.sentences import why as said
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words.text import LANGUAGES, words

VOLUME_DECIMALS = 2


def add(commands: Any) -> None:
    """The commands and their arguments."""
    what = "why one unit moved between two editions"
    why = add_reading(commands, "why", show_why, what)
    index_option(why)
    # `from` is a word of Python.
    why.add_argument("--from", dest="first", required=True, metavar="P", help="earlier period")
    why.add_argument("--to", dest="second", required=True, metavar="P", help="later period")
    what = "what happened round the cut line since an edition"
    watch = add_reading(commands, "events", list_events, what)
    index_option(watch)
    watch.add_argument("--since", required=True, metavar="P", help="period to look back to")
    for command in (why, watch):
        kind_options(command)
        unit_option(command)


def show_why(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Why one unit moved between two editions."""
    first, second = movement.choose_pair(
        at,
        options.index,
        first=options.first,
        second=options.second,
        period_type=options.period_type,
        scheme=options.scheme,
    )
    _refuse(options, movement.obstacle(at, first=first, second=second))
    unit_code = movement.unit_of_both(at, first, second, options.unit)
    found = movement.movement(
        at,
        first_id=first.edition_id,
        second_id=second.edition_id,
        unit_code=unit_code,
        limit=editions.rank_limit(at, options.index),
    )
    home = unit_code == editions.home_code(at, second.scheme)
    texts = {
        f"sentence_{language}": said.sentence(
            words(language), found, _units(at, second, language), home=home
        )
        for language in LANGUAGES
    }
    result = {
        "unit_code": unit_code,
        "from": first.period,
        "to": second.period,
        "change_rank": found.change_rank,
        "change_gap": figure(found.change_gap, second.decimals),
        "parts": [
            {
                "factor": part.factor,
                "kind": part.kind,
                "unit_code": part.unit_code,
                "rank": part.rank,
                "gap": None if part.gap is None else float(part.gap),
            }
            for part in (found.split.parts if found.split else ())
        ],
        "counts": [
            _counts(change, second.decimals)
            for change in counts.changes(
                at, first_id=first.edition_id, second_id=second.edition_id, unit_code=unit_code
            )
        ],
        **texts,
    }
    return result, 0


def _counts(change: CountChange, decimals: int) -> dict[str, Any]:
    """A sub-indicator of which both editions have counts."""
    before, after = change.before, change.after
    return {
        "indicator": change.rule.indicator_code,
        "numerator_from": count(before.numerator),
        "numerator_to": count(after.numerator),
        "denominator_from": count(before.denominator),
        "denominator_to": count(after.denominator),
        "points": figure(change.points, decimals),
        "points_by_numerator": figure(change.by_numerator, decimals + 1),
        "points_by_denominator": figure(change.by_denominator, decimals + 1),
        "numerator_by_volume": quotient(change.by_volume, VOLUME_DECIMALS),
        "numerator_by_rate": quotient(change.by_rate, VOLUME_DECIMALS),
    }


def list_events(options: argparse.Namespace, at: Snapshot) -> Answer:
    """What happened round one unit since an edition."""
    first = editions.choose(
        at,
        options.index,
        period=options.since,
        period_type=options.period_type,
        scheme=options.scheme,
    )
    found = events.since(
        at,
        first_id=first.edition_id,
        unit_code=options.unit or editions.home_code(at, first.scheme),
        limit=editions.rank_limit(at, options.index),
    )
    _refuse(options, found.obstacle)
    named = {
        language: (_units(at, first, language), naming.node_names(at, words(language), first))
        for language in LANGUAGES
    }
    rows = [
        {
            "event": event.event,
            "unit_code": event.unit_code,
            "other_unit_code": event.other_unit_code,
            "before": figure(event.before, first.decimals),
            "after": figure(event.after, first.decimals),
        }
        | {
            f"sentence_{language}": why_events.event(
                words(language), event, *names, decimals=first.decimals, limit=found.limit
            )
            for language, names in named.items()
        }
        for event in found.events
    ]
    return rows, 0


def _refuse(options: argparse.Namespace, found: Obstacle | None) -> None:
    if found is not None:
        sentence = said.not_compared(words(options.lang), found)
        raise Problem("error.why_not_split", sentence=sentence)


def _units(at: Snapshot, edition: EditionFacts, language: str) -> dict[str, str]:
    return naming.unit_names(at, words(language), scheme=edition.scheme)
