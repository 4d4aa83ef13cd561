"""The commands for the way ahead: plan (gains that lead to rank k), forecast (the cut line), pace
(who passes whom when if all go on as they did)."""

import argparse
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rankings.cli import way_up_counts
from rankings.cli.command import (
    Answer,
    add_reading,
    day,
    edition_options,
    limit_options,
    today,
    unit_inside,
)
from rankings.cli.output import figure, interval, unit_in
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario.model import FROZEN, TREND
from rankings.facts.way_up import answer, counted, outlook
from rankings.facts.way_up import pace as paces
from rankings.facts.way_up.back_test import PERCENTILES
from rankings.facts.way_up.forecast import Fan
from rankings.facts.way_up.model import Plan, Room, Setting, WayUp
from rankings.facts.way_up.pace import Moving
from rankings.facts.way_up.plausible import Plausible
from rankings.ingest.submission import now
from rankings.sentences import way_up
from rankings.sentences import way_up_pace as sentences
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import Words, words

MAXIMUM = "max"
POINT_DECIMALS = 4  # of points a month and of errors


def add(commands: Any) -> None:
    """The commands and their arguments."""
    what = "the gains that bring one unit inside a rank limit"
    _add_plan(add_reading(commands, "plan", show_plan, what))
    what = "the cut line at a day, or why nothing is told of it"
    _add_forecast(add_reading(commands, "forecast", show_forecast, what))
    what = "who would pass whom when, if the pace stays"
    _add_pace(add_reading(commands, "pace", show_pace, what))


def _add_plan(command: argparse.ArgumentParser) -> None:
    edition_options(command)
    limit_options(command)
    command.add_argument("--by", metavar="DATE", help="the day by which; default: the target's")
    command.add_argument(
        "--others",
        choices=(FROZEN, TREND),
        default=FROZEN,
        help="what the others do: keep their scores (the default), or go on as before",
    )
    for name, metavar, text in (
        ("--cost", "C=X", "effort for one point of a component; default: 1 everywhere"),
        ("--cap", "C=X", "largest gain of a component in points; max: what is left, everywhere"),
        ("--fix", "C", "a component that is not to gain"),
    ):
        command.add_argument(
            name, nargs="+", action="extend", default=[], metavar=metavar, help=text
        )
    way_up_counts.add_options(command, goals=False)


def _add_forecast(command: argparse.ArgumentParser) -> None:
    edition_options(command)
    limit_options(command)
    command.add_argument("--by", metavar="DATE", required=True, help="the day to forecast")


def _add_pace(command: argparse.ArgumentParser) -> None:
    edition_options(command)
    limit_options(command)
    command.add_argument("--since", metavar="DATE", help="the day since which the pace is taken")
    command.add_argument("--by", metavar="DATE", help="the last day; default: the target's")


def show_plan(options: argparse.Namespace, at: Snapshot) -> Answer:
    """The gains that bring one unit inside its rank limit."""
    edition, unit_code, limit = unit_inside(options, at)
    asked = {
        "edition_id": edition.edition_id,
        "unit_code": unit_code,
        "limit": limit,
        "by": None if options.by is None else day(options.by),
        "settings": _settings(options),
        "lift_caps": MAXIMUM in options.cap,
        "others": options.others,
        "today": today(),
    }
    to_come = way_up_counts.pairs(options.to_come)
    if to_come and not options.counts:
        raise Problem("error.count_alone")
    if options.counts and options.cost:
        raise Problem("error.count_cost")
    found = answer.way_up(at, **asked)
    if options.counts:
        way = counted.in_counts(at, points=found, to_come=to_come)
        return way_up_counts.plan(way, options.lang, at), 0
    w = words(options.lang)
    names = _names(w, at, edition)
    index = w.field(editions.index_row(at, edition.index_code), "short")
    said = way_up.sentence(w, found, index=index, home=names[unit_code], names=names)
    result = {
        "reachable": True if found.inside else found.reachable,
        "plans": [_plan(plan, edition) for plan in _plans(found)],
        "best_reachable_rank": found.best_rank,
        "binding": [
            {
                "component": component,
                "cap": figure(found.room(component).cap, edition.decimals),
                "reason": found.room(component).reason,
            }
            for component in found.binding
        ],
        "assumptions": way_up.plan_assumptions(w, found),
        "index": edition.index_code,
        "period": edition.period,
        "period_type": edition.period_type,
        "unit_code": unit_code,
        "limit": limit,
        "by": found.deadline.day.isoformat(),
        "others": found.others.kind,
        "others_until": None if found.others.day is None else found.others.day.isoformat(),
        "needed": interval(found.needed, edition.decimals),
        "why_not": found.why_not,
        "caps": [_cap(room, edition) for room in found.rooms],
        "sentence": said.replace("**", ""),
    }
    return result, 0


def show_forecast(options: argparse.Namespace, at: Snapshot) -> Answer:
    """The cut line at a day, or why nothing is told of it."""
    edition, unit_code, limit = unit_inside(options, at)
    found = outlook.outlook(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit, day=day(options.by)
    )
    told, w = found.told, words(options.lang)
    fan, tested = told.fan, told.back_test
    gains = found.rescored if found.available else ()
    names = _names(w, at, edition) if gains else {}
    anew = sentences.rescored(w, gains, names, edition.decimals, forecast=True)
    result = {
        "available": found.available,
        "reason": told.reason,
        "sentence": " ".join(filter(None, (*way_up.outlook(w, found, now().date()), anew))),
        "index": edition.index_code,
        "period": edition.period,
        "period_type": edition.period_type,
        "unit_code": unit_code,
        "limit": limit,
        "by": found.day.isoformat(),
        "editions": told.editions,
        "editions_needed": found.needed,
        "span_days": told.span_days,
        "horizon_days": told.horizon_days if told.horizon_days > 0 else None,
        "last_day": None if found.last_day is None else found.last_day.isoformat(),
        "line": _percentiles(fan, "line", edition),
        "home": _percentiles(fan, "home", edition),
        "inside": None if fan is None else round(fan.inside, POINT_DECIMALS),
        "per_month_50": None if fan is None else round(fan.per_month_50, POINT_DECIMALS),
        "per_month_80": None if fan is None else round(fan.per_month_80, POINT_DECIMALS),
        "rescored": _rescored(found.rescored, edition),
        "back_test": {
            name: None if tested is None else round(getattr(tested, name), POINT_DECIMALS)
            for name in (
                *("origins", "horizon_days", "brier", "brier_unchanged", "crps"),
                *("crps_unchanged", "home_crps", "home_crps_unchanged", "coverage", "chance"),
            )
        },
    }
    return result, 0


def show_pace(options: argparse.Namespace, at: Snapshot) -> Answer:
    """What each rival gains a month, and when it would pass the unit or be passed by it."""
    edition, unit_code, limit = unit_inside(options, at)
    moving = paces.pace(
        at,
        edition_id=edition.edition_id,
        unit_code=unit_code,
        limit=limit,
        since=None if options.since is None else day(options.since),
        by=None if options.by is None else day(options.by),
        today=today(),
    )
    w = words(options.lang)
    names = _names(w, at, edition)
    own, trend = moving.own, moving.trend
    said, gains = sentences.sentence(w, moving, names), () if trend is None else trend.rescored
    anew = sentences.rescored(w, gains, names, edition.decimals)
    result = {
        **unit_in(edition, unit_code),
        "limit": limit,
        "why_none": moving.why_none,
        "since": None if trend is None else trend.first.period,
        "span_days": None if trend is None else trend.span_days,
        "by": moving.last.isoformat(),
        "rank": None if own is None else own.rank,
        "score": None if own is None else figure(own.score, edition.decimals),
        "per_month": None if own is None else figure(own.per_month, edition.decimals),
        "inside": moving.inside,
        "crosses_on": None if moving.crosses is None else moving.crosses.isoformat(),
        "rank_then": moving.rank_then,
        "rescored": _rescored(gains, edition),
        "rivals": [] if own is None else [_rival(row, own, edition) for row in moving.rivals],
        "sentence": " ".join(filter(None, (said.replace("**", ""), anew))),
    }
    return result, 0


def _names(w: Words, at: Snapshot, edition: EditionFacts) -> dict[str, str]:
    rows = queries.units(at, scheme=edition.scheme).to_pylist()
    return {row["unit_code"]: w.name(row) or row["unit_code"] for row in rows}


def _rescored(gains: Iterable[tuple[str, Decimal]], edition: EditionFacts) -> list[dict[str, Any]]:
    return [
        {"unit_code": code, "points": figure(points, edition.decimals)} for code, points in gains
    ]


def _rival(row: Moving, own: Moving, edition: EditionFacts) -> dict[str, Any]:
    below = row.score < own.score or (row.score == own.score and row.kept_change > own.kept_change)
    passes = None if row.passes is None else row.passes.isoformat()
    return {
        "unit_code": row.unit_code,
        "rank": row.rank,
        "score": figure(row.score, edition.decimals),
        "ahead": figure(row.score - own.score, edition.decimals),
        "per_month": figure(row.per_month, edition.decimals),
        "rescored": figure(row.rescored, edition.decimals),
        "passes_on": passes if below else None,
        "passed_on": None if below else passes,
    }


def _plans(found: WayUp) -> tuple[Plan, ...]:
    """The plans; of a unit that is inside for certain, the one that gains nothing."""
    at = found.against
    if not found.inside or found.why_not is not None:
        return found.plans
    return (
        Plan(
            spirit="least_effort",
            gains=(),
            cost=Decimal(0),
            score=at.score,
            rank=at.rank,
            margin=Decimal(0) if at.gap.low is None else -at.gap.low,
            used=0.0,
            passed=(),
        ),
    )


def _plan(plan: Plan, edition: EditionFacts) -> dict[str, Any]:
    return {
        "spirit": plan.spirit,
        "gains": [
            {"component": component, "points": figure(points, edition.decimals)}
            for component, points in plan.gains
        ],
        "cost": float(plan.cost),
        "rank": plan.rank,
        "margin": figure(plan.margin, edition.decimals),
        "passed": list(plan.passed),
    }


def _cap(room: Room, edition: EditionFacts) -> dict[str, Any]:
    seen = room.observed
    return {
        "component": room.component,
        "score": figure(room.score, edition.decimals),
        "max_score": figure(room.max_score, edition.decimals),
        "cap": figure(room.cap, edition.decimals),
        "reason": room.reason,
        "span_days": None if seen is None else seen.span_days,
        "cases": None if seen is None else seen.cases,
        "flagged": None if seen is None else seen.flagged,
        "most_gain": _most(seen, edition),
        "editions": [] if seen is None else sorted({code for pair in seen.pairs for code in pair}),
    }


def _most(seen: Plausible | None, edition: EditionFacts) -> dict[str, Any] | None:
    """Who gained most, how much, from when to when."""
    if seen is None or seen.most is None:
        return None
    return {
        "unit_code": seen.most.unit_code,
        "points": figure(seen.most.gain, edition.decimals),
        "from": seen.most.days[0].isoformat(),
        "to": seen.most.days[1].isoformat(),
    }


def _percentiles(fan: Fan | None, name: str, edition: EditionFacts) -> dict[str, Any]:
    ends = (None,) * len(PERCENTILES) if fan is None else getattr(fan, name)
    return {
        f"p{share:02d}": None if end is None else round(end, edition.decimals)
        for share, end in zip(PERCENTILES, ends, strict=True)
    }


def _settings(options: argparse.Namespace) -> tuple[Setting, ...]:
    costs = _pairs(options.cost)
    caps = _pairs(text for text in options.cap if text != MAXIMUM)
    components = dict.fromkeys([*costs, *caps, *options.fix])
    return tuple(
        Setting(code, cost=costs.get(code), cap=caps.get(code), fixed=code in options.fix)
        for code in components
    )


def _pairs(texts: Iterable[str]) -> dict[str, Decimal]:
    """Component -> number. Raises Problem for what is not that, or twice there."""
    found: dict[str, Decimal] = {}
    for component, value in map(_pair, texts):
        if component in found:
            raise Problem("error.gain_twice", value=component)
        found[component] = value
    return found


def _pair(text: str) -> tuple[str, Decimal]:
    component, _, number = text.partition("=")
    value = typed.number(number)
    if not component or value is None:
        raise Problem("error.plan_setting", value=text)
    return component, value
