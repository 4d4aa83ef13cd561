"""What plan and simulate say in counts: what is to be done well of dossiers, petitions …"""

import argparse
from collections.abc import Iterable
from datetime import date
from typing import Any

from rankings.cli.command import day
from rankings.cli.output import figure, interval, quotient
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.way_up import counted_together, counts, others
from rankings.facts.way_up.counted_model import Alone, CountedPlan, CountedWay
from rankings.facts.way_up.counted_together import Along
from rankings.facts.way_up.counts import Counted, Counts
from rankings.sentences import way_up_counts
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import words

SHARE_DECIMALS = 4


def add_options(command: argparse.ArgumentParser, *, goals: bool) -> None:
    """The options of counts; goals: those of simulate, which is given what is done well."""
    if goals:
        command.add_argument(
            "--count",
            nargs="+",
            action="extend",
            default=[],
            metavar="SUB=N",
            help="how many of those that can still be done well are, by --by",
        )
        command.add_argument("--by", metavar="DATE", help="the day by which --count is reached")
    else:
        command.add_argument(
            "--counts", action="store_true", help="in dossiers, petitions and procedures"
        )
    command.add_argument(
        "--to-come",
        nargs="+",
        action="extend",
        default=[],
        metavar="SUB=N",
        help="how many more come in by then; default: at the pace of the year so far",
    )


# --- plan --counts --------------------------------------------------------------------------------


def plan(way: CountedWay, lang: str, at: Snapshot) -> dict[str, Any]:
    """The answer of `plan --counts`."""
    w, points = words(lang), way.points
    edition = points.edition
    sentence = way_up_counts.answer(w, way)
    return {
        "reachable": True if points.inside else way.reachable,
        "stands_in_way": way.stands_in_way,
        "plans": [_plan(ready, edition) for ready in way.plans],
        "best_gain": figure(way.best_gain, edition.decimals),
        "best_reachable_rank": way.best_rank,
        "beyond_caps_rank": way.beyond_caps_rank,
        "indicators": [_alone(row, edition) for row in way.alone],
        "left_out": list(way.counted.left_out),
        "assumptions": way_up_counts.assumptions(w, way, node_names(at, edition, lang)),
        "index": edition.index_code,
        "period": edition.period,
        "period_type": edition.period_type,
        "unit_code": points.unit_code,
        "limit": points.limit,
        "by": points.deadline.day.isoformat(),
        "days": points.deadline.days,
        "others": points.others.kind,
        "needed": interval(points.needed, edition.decimals),
        # The one that the sentence tells.
        "why_not": way.counted.why_not or points.why_not,
        "sentence": None if sentence is None else sentence.replace("**", ""),
    }


def node_names(at: Snapshot, edition: EditionFacts, lang: str) -> dict[str, str]:
    """Code -> name of sub-indicators and components."""
    w = words(lang)
    return {code: w.name(row) or code for code, row in editions.nodes_of(at, edition).items()}


def _plan(ready: CountedPlan, edition: EditionFacts) -> dict[str, Any]:
    assumed = ready.if_assumed
    return {
        "spirit": ready.spirit,
        "things": [
            {
                "indicator": item.counts.code,
                "component": item.counts.rule.component,
                "counted": item.counts.rule.counted,
                "done": item.done,
                "most": item.counts.most,
                "share": quotient(item.share, SHARE_DECIMALS),
                "as_before": item.counts.as_before,
                "points": figure(item.gain, edition.decimals),
                "owner": item.counts.rule.owner_vi,
                "basis": item.counts.future.basis,
                "provisional": item.counts.provisional,
            }
            for item in ready.things
        ],
        "along": along_rows((*ready.along, *(assumed.along if assumed else ()))),
        "points": figure(ready.gain, edition.decimals),
        "score": figure(ready.score, edition.decimals),
        "rank": ready.rank,
        "margin": figure(ready.margin, edition.decimals),
        "used": quotient(ready.used, SHARE_DECIMALS),
        "passed": list(ready.passed),
        "last_day": ready.last_day.isoformat(),
        "score_if_assumed": None if assumed is None else figure(assumed.score, edition.decimals),
        "rank_if_assumed": None if assumed is None else assumed.rank,
    }


def _alone(item: Alone, edition: EditionFacts) -> dict[str, Any]:
    row = item.counts
    return {
        "indicator": row.code,
        "counted": row.rule.counted,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "to_come": row.to_come,
        "to_come_basis": row.to_come_basis,
        "open_past": row.open_past,
        "most": row.most,
        "hold": row.hold,
        "as_before": row.as_before,
        "points": figure(row.points, edition.decimals),
        "best": figure(row.best, edition.decimals),
        "best_gain": figure(item.best_gain, edition.decimals),
        "done_alone": item.done,
        "along": along_rows(item.along),
        "last_day": None if item.last_day is None else item.last_day.isoformat(),
        "basis": row.future.basis,
        "proof": row.rule.proof,
        "provisional": row.provisional,
    }


# --- simulate --count -----------------------------------------------------------------------------


def given(
    options: argparse.Namespace, at: Snapshot, edition: EditionFacts, unit_code: str, today: date
) -> tuple[Counted | None, date | None, tuple[tuple[Counts, int], ...]]:
    """What simulate is given in counts: what can be counted, the day, what is done well of each.

    Nothing, without an option of counts. Raises Problem for what cannot be counted, what is no
    whole number, or for more than can be done.
    """
    if not options.count:
        if options.by is not None or options.to_come:
            raise Problem("error.count_alone")
        return None, None, ()
    by = None if options.by is None else day(options.by)
    until = others.deadline(at, edition=edition, by=by, today=today).day
    counted = counts.of_unit(
        at,
        edition_id=edition.edition_id,
        unit_code=unit_code,
        by=until,
        to_come=(to_come := pairs(options.to_come)),
    )
    if counted.why_not is not None:
        w = words(options.lang)
        reason = w(f"count.no_{counted.why_not}", period=w.period(edition))
        raise Problem("error.count_none", reason=reason)
    done = tuple((counted.row(code), number) for code, number in pairs(options.count))
    for row, number in done:
        if not 0 <= number <= row.most:
            raise Problem("error.count_beyond", code=row.code, value=number, most=row.most)
    _check_within(counted, done)
    _check_to_come(at, edition, counted, done, to_come)
    return counted, until, done


def _check_to_come(
    at: Snapshot,
    edition: EditionFacts,
    counted: Counted,
    done: tuple[tuple[Counts, int], ...],
    to_come: tuple[tuple[str, int], ...],
) -> None:
    """Raises Problem for what comes into a sub-indicator that nothing done well counts in."""
    named = {row.code for row, _ in done}
    linked = counted_together.pairs(at, edition_id=edition.edition_id, counted=counted)
    heard = named | {pair.also.code for pair in linked if pair.first.code in named}
    heard |= {row.future.within for row, _ in done if row.future.within is not None}
    for code, _ in to_come:
        if code not in heard:
            raise Problem("error.count_to_come_alone", value=code, known=sorted(heard))


def _check_within(counted: Counted, done: tuple[tuple[Counts, int], ...]) -> None:
    """Raises Problem for more done well in one sub-indicator than in the one it lies within."""
    named = {row.code: number for row, number in done}
    for row, number in done:
        outer, highest = counted.outer(row), counted.ceiling(row, named)
        if outer is None or number <= highest:
            continue
        key = "error.count_within" if outer.code in named else "error.count_within_kept"
        there = named.get(outer.code)
        raise Problem(key, code=row.code, outer=outer.code, most=highest, value=number, there=there)


def along_of(
    at: Snapshot,
    edition: EditionFacts,
    counted: Counted | None,
    done: Iterable[tuple[Counts, int]],
) -> tuple[Along, ...]:
    """What comes along with what is done well, that of assumed links too."""
    if counted is None:
        return ()
    known = counted_together.pairs(at, edition_id=edition.edition_id, counted=counted)
    return counted_together.along(known, {row.code: number for row, number in done})


def along_rows(coming: Iterable[Along]) -> list[dict[str, Any]]:
    """What comes along: where, with what, how many (a mean, cut off), its points; of an assumption
    what it would add."""
    return [
        {
            "indicator": come.pair.also.code,
            "component": come.pair.also.rule.component,
            "with": come.pair.first.code,
            "done": int(come.done),
            "points": figure(come.gain, come.pair.also.rule.decimals),
            "basis": counts.SOURCE if come.pair.proved else counts.ASSUMPTION,
        }
        for come in coming
    ]


def done_rows(done: Iterable[tuple[Counts, int]]) -> list[dict[str, Any]]:
    """What is done well of each sub-indicator, and what that makes of it."""
    return [
        {
            "indicator": row.code,
            "component": row.rule.component,
            "counted": row.rule.counted,
            "done": number,
            "most": row.most,
            "to_come": row.to_come,
            "open_past": row.open_past,
            "numerator": row.numerator + number,
            "denominator": row.denominator + row.to_come,
            "points": figure(row.points_with(number), row.rule.decimals),
            "gain": figure(row.gain_with(number), row.rule.decimals),
            "proof": row.rule.proof,
            "provisional": row.provisional,
        }
        for row, number in done
    ]


def pairs(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Sub-indicator and whole number. Raises Problem for what is not that, or twice there."""
    numbers: dict[str, int] = {}
    for text in texts:
        code, _, number = text.partition("=")
        whole = typed.whole(number)
        if not code or whole is None:
            raise Problem("error.count_syntax", value=text)
        if code in numbers:
            raise Problem("error.gain_twice", value=code)
        numbers[code] = whole
    return tuple(numbers.items())
