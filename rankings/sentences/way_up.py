"""What is said of the way to rank k: how much is missing, the plans, what they rest on."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from rankings.facts.scenario.model import FROZEN, TREND
from rankings.facts.standing.bounds import Interval
from rankings.facts.way_up.back_test import BackTest
from rankings.facts.way_up.model import Plan, Room, WayUp
from rankings.facts.way_up.outlook import Outlook
from rankings.facts.way_up.plausible import Most
from rankings.sentences.naming import now
from rankings.words.text import Words, in_sentence, sentence_case


def sentence(w: Words, found: WayUp, *, index: str, home: str, names: Mapping[str, str]) -> str:
    """The answer in one or two sentences; the first one stands above everything else.

    names: unit code -> name. home: the unit asked about.
    """
    if found.inside:
        return _inside(w, found, index, home, names)
    values = {"index": index, "home": home, "k": found.limit, "period": w.period(found.edition)}
    if found.others.kind == TREND:
        values["day"] = w.date(found.others.day)
    if found.why_not is not None:
        said = f"{_missing(w, found, values)} {why_not(w, found, index=index, home=home)}"
        return said if found.others.kind == FROZEN else f"{w('plan.if_trend', **values)} {said}"
    values |= {"x": _points(w, found, found.needed.low), "by": w.date(found.deadline.day)}
    values["rank"] = w.rank(found.position.rank, found.edition.units)
    values["now"] = now(w, later=found.later)
    tie = _tie(w, found.against.tied_ahead, home, names)
    if found.reachable:
        return tie + w(_key("plan.reachable", found), **values)
    most = sum((room.cap * Decimal(float(room.weight)) for room in found.rooms), Decimal(0))
    best = w.rank(found.best_rank, found.edition.units)
    values |= {"most": _points(w, found, most), "best": best}
    return tie + w(_key("plan.not_reachable", found), **values)


def why_not(w: Words, found: WayUp, *, index: str, home: str) -> str:
    """Why no plan by component is made."""
    return w(f"plan.no_{found.why_not}", index=index, home=home, period=w.period(found.edition))


def plan_title(w: Words, plan: Plan, *, equal_costs: bool) -> str:
    """The spirit of a plan; never "cheapest" where nobody said what a point costs."""
    least_cost = plan.spirit == "least_effort" and not equal_costs
    title = w("plan.least_cost" if least_cost else f"plan.{plan.spirit}")
    return w("plan.another", title=title) if plan.another else title


def plan_gain(w: Words, found: WayUp, component: str, points: Decimal) -> str:
    """One component of a plan: "Mức độ hài lòng: tăng 0,42 điểm, từ 11,18 lên 11,60/18"."""
    room = found.room(component)
    decimals = found.edition.decimals
    return w(
        "plan.gain",
        name=w.name(room),
        x=w.number(points, decimals),
        a=w.number(room.score, decimals),
        b=w.number(room.score + points, decimals),
        most=w.number(room.max_score),
    )


def plan_owner(w: Words, room: Room) -> str:
    """Who is responsible for a component, or that nobody was named."""
    return w.field(room, "owner") or w("plan.no_owner")


def plan_result(w: Words, found: WayUp, plan: Plan, names: Mapping[str, str]) -> str:
    """Where a plan leads: rank, score, margin, and who is passed."""
    decimals = found.edition.decimals
    values = {
        "rank": w.rank(plan.rank, found.edition.units),
        "score": w.number(plan.score, decimals),
        "names": w.join_and([names[code] for code in plan.passed]),
    }
    if plan.margin:
        return w(_key("plan.result", found), x=w.number(plan.margin, decimals), **values)
    return w(_key("plan.result_level", found), **values)


def plan_cost(w: Words, found: WayUp, plan: Plan) -> str:
    """How much has to be gained in all, or what it costs where costs were set; and how sure."""
    points = sum((points for _, points in plan.gains), Decimal(0))
    values = {"x": _points(w, found, points), "share": w.percent(Decimal(str(plan.used * 100)), 0)}
    if found.equal_costs:
        return w("plan.cost_points", **values)
    return w("plan.cost_given", cost=w.number(plan.cost), **values)


def plan_binding(w: Words, found: WayUp, component: str) -> str:
    """A component that stands in the way: how much it may gain at most, and why not more."""
    room = found.room(component)
    reason = cap_reason(w, found, room)
    return w("plan.binds", name=w.name(room), x=_points(w, found, room.cap), reason=reason)


def cap_reason(w: Words, found: WayUp, room: Room) -> str:
    """Where a cap comes from, with its span and cases."""
    values = {"left": w.number(room.left, found.edition.decimals)}
    if room.reason in ("observed", "given") and room.observed is not None:
        usual = w.number(room.usual, found.edition.decimals)
        values |= {"usual": usual, "cases": w.number(room.observed.cases)}
        values["days"] = w.number(room.observed.span_days)
    if room.reason == "given":
        above = room.observed is not None and room.cap > room.usual
        return w("plan.cap_raised" if above else "plan.cap_given", **values)
    if room.reason == "lead_time":
        values["days"] = w.number(room.lead_days)
        values["by"] = w.date(found.deadline.day)
    return w(f"plan.cap_{room.reason}", **values)


def most_gain(w: Words, answer: WayUp, room: Room, names: Mapping[str, str]) -> str | None:
    """Who gained most in a component, and when; None where nobody gained.

    names: unit code -> name.
    """
    most = room.observed and room.observed.most
    return w("plan.most", **_most(w, answer, most, names)) if most else None


def learn(w: Words, answer: WayUp, names: Mapping[str, str]) -> list[str]:
    """Whom to learn from, a sentence for each component in which somebody gained: "Đồng Tháp tăng
    4,73 điểm công khai, minh bạch trong 23 ngày"."""
    return [
        w.plural(
            "plan.learn",
            room.observed.span_days,
            name=in_sentence(w.name(room) or room.component),
            **_most(w, answer, room.observed.most, names),
        )
        for room in answer.rooms
        if room.observed and room.observed.most
    ]


def plan_assumptions(w: Words, found: WayUp) -> list[str]:
    """What the plans rest on, a sentence each."""
    said = plan_held(w, found)
    if found.edition.scores_complete and not found.edition.complete:
        said.append(f"{sentence_case(w('status.derived'))}.")
    if found.why_not is not None:
        return said
    said.append(_deadline(w, found))
    said.append(w("plan.assume_equal" if found.equal_costs else "plan.assume_costs"))
    by_sum = found.edition.aggregation == "sum"
    said.append(w("plan.assume_sum" if by_sum else "plan.assume_weights"))
    broken = found.against.tied_ahead or found.position.ties_broken
    tie = "plan.assume_tie_broken" if broken else "plan.assume_tie"
    said += [*_caps(w, found), w(tie)]
    for room in found.rooms:
        if room.reason in ("given", "fixed", "lead_time"):
            name, reason = w.name(room), cap_reason(w, found, room)
            cap = w.number(room.cap, found.edition.decimals)
            said.append(w("plan.assume_room", name=name, cap=cap, reason=reason))
    return said


def plan_held(w: Words, found: WayUp) -> list[str]:
    """What is taken for granted of the others, in a sentence or two."""
    trend, until = found.trend, found.others.day
    if trend is None or until is None:
        return [w("plan.held")]
    first, second = trend.first.period_end, trend.second.period_end
    values = {"day": w.date(until), "by": w.date(found.deadline.day)}
    span, ahead = trend.span_days, (until - second).days
    ends = {"a": w.date(first), "b": w.date(second)}
    said = [w.plural("plan.held_trend", span, **values, **ends)]
    if ahead > span:
        said.append(w("plan.held_trend_long", ahead=w.number(ahead), span=w.number(span)))
    if trend.rescored:
        said.append(w.plural("plan.held_trend_rescored", len(trend.rescored)))
    if until < found.deadline.day:
        said.append(w("plan.held_trend_end", **values))
    return said


def outlook(w: Words, found: Outlook, today: date | None = None) -> list[str]:
    """What can be told of the cut line at a day; or why nothing is, and what is missing.

    today: what can be told at most is said to have passed where it has.
    """
    fan, tested = found.told.fan, found.told.back_test
    values = {
        "by": w.date(found.day),
        "k": found.limit,
        "n": found.told.editions,
        "m": found.needed,
    }
    if fan is None or tested is None:
        return _withheld(w, found, values, today)
    decimals = found.edition.decimals
    low, *_, middle, _, high = (w.number(Decimal(str(end)), decimals) for end in fan.line)
    chance = [
        w("forecast.inside", share=_chance(w, fan.inside), **values),
        *(
            w("forecast.needed", chance=w.percent(share, 0), x=w.number(_written(x), decimals))
            for share, x in ((50, fan.per_month_50), (80, fan.per_month_80))
            # None is needed where the chance is as good anyway.
            if x > 0
        ),
    ]
    return [
        w("forecast.line", low=low, middle=middle, high=high, **values),
        " ".join(chance),
        back_test(w, tested),
    ]


def back_test(w: Words, tested: BackTest) -> str:
    """How the forecast did on the editions that have come, beside "nothing changes"."""
    kinds = ("crps", "home_crps", "brier")
    errors = [name for kind in kinds for name in (kind, f"{kind}_unchanged")]
    return w(
        "forecast.back_test",
        n=tested.origins,
        days=w.number(round(tested.horizon_days)),
        coverage=w.percent(_written(tested.coverage * 100), 0),
        chance=w.percent(_written(tested.chance * 100), 1),
        **{name: w.number(_written(getattr(tested, name)), 3) for name in errors},
    )


# --- Parts of sentences -------------------------------------------------------------------------


def _inside(w: Words, found: WayUp, index: str, home: str, names: Mapping[str, str]) -> str:
    at, decimals = found.against, found.edition.decimals
    values = {"index": index, "home": home, "k": found.limit, "period": w.period(found.edition)}
    rank = at.rank if at.rank is not None else at.rank_high
    values["rank"] = w.rank(rank, found.edition.units)
    if found.others.kind == TREND:
        values["day"] = w.date(found.others.day)
    if not at.gap.exact:
        return w(_key("plan.inside", found), **values)
    by = w.number(abs(at.gap.low), decimals)
    said = w(_key("plan.inside_by" if at.gap.low else "plan.inside_level", found), x=by, **values)
    if at.to_pass is None or at.nearest_behind is None:
        return said
    nearest = {"home": home, "k": found.limit, "u": names[at.nearest_behind]}
    if at.nearest_behind_by == 0:
        return f"{said} {w.plural('plan.keep_tied', at.to_pass, **nearest)}"
    behind = w.number(at.nearest_behind_by, decimals)
    return f"{said} {w.plural('plan.keep', at.to_pass, y=behind, **nearest)}"


def _tie(w: Words, codes: Sequence[str], home: str, names: Mapping[str, str]) -> str:
    """That the publisher has put the unit behind others of its score, and a space; or nothing."""
    ahead = [names[code] for code in codes]
    return w("plan.tied_ahead", home=home, names=w.join_and(ahead)) + " " if ahead else ""


def _key(key: str, found: WayUp) -> str:
    """The key of a sentence, or of the one that says that the others go on as before."""
    return f"{key}_{TREND}" if found.others.kind == TREND else key


def _missing(w: Words, found: WayUp, values: dict) -> str:
    """How many points of the total are missing, as far as that is known."""
    low, high = found.needed.low, found.needed.high
    ends = {"a": _points(w, found, low), "b": _points(w, found, high)}
    if low is None and high is None:
        return w("plan.missing_unknown", **values)
    if high is None:
        return w("plan.missing_least", **values, **ends)
    if low is None or low == 0:
        return w("plan.missing_most", **values, **ends)
    known = "exactly" if Interval(low, high).exact else "between"
    return w(f"plan.missing_{known}", **values, **ends)


def _points(w: Words, found: WayUp, value: Decimal | None) -> str:
    return w.number(value, found.edition.decimals)


def _most(w: Words, answer: WayUp, most: Most, names: Mapping[str, str]) -> dict[str, str]:
    first, last = (w.date(day) for day in most.days)
    return {
        "unit": names[most.unit_code],
        "x": _points(w, answer, most.gain),
        "a": first,
        "b": last,
    }


def _deadline(w: Words, found: WayUp) -> str:
    until = found.deadline
    return w(
        f"plan.by_{until.basis}",
        by=w.date(until.day),
        days=w.number(until.days),
        start=w.date(found.edition.period_end),
    )


def _caps(w: Words, found: WayUp) -> list[str]:
    """Where the default caps come from: the span and the cases of all components together."""
    observed = [room.observed for room in found.rooms if room.observed is not None]
    if all(room.reason == "maximum" and room.cap == room.left for room in found.rooms):
        return [w("plan.assume_lifted")]
    if not observed:
        return [w("plan.assume_not_observed")]
    cases = sorted(seen.cases for seen in observed)
    span, left = observed[0].span_days, found.deadline.days
    rescored = sum(seen.flagged for seen in observed)
    return [
        w(
            "plan.assume_observed_longer" if span > left else "plan.assume_observed",
            days=w.number(span),
            left=w.number(left),
            low=w.number(cases[0]),
            high=w.number(cases[-1]),
        ),
        *([w.plural("plan.assume_rescored", rescored)] if rescored else []),
    ]


def _chance(w: Words, share: float) -> str:
    """A probability in whole percent; what was drawn is never called certain or impossible."""
    if share > 0.99:
        return w("forecast.nearly_sure")
    return w("forecast.hardly") if share < 0.01 else w.percent(_written(share * 100), 0)


def _written(value: float) -> Decimal:
    return Decimal(str(value))


def _withheld(w: Words, found: Outlook, values: dict, today: date | None) -> list[str]:
    told = found.told
    if told.reason == "few_editions":
        missing = found.needed - told.editions
        more = w.plural("forecast.missing", missing, total=found.method_editions)
        if not found.known:
            return [w("forecast.withheld_none", **values), more]
        days = w.join([w.period_short(known.edition) for known in found.known])
        withheld = w.plural("forecast.withheld", told.editions, **values)
        return [withheld, w("forecast.editions", periods=days), more]
    spans = {"span": w.number(told.span_days), "horizon": w.number(told.horizon_days)}
    said = [w(f"forecast.{told.reason}", **values, **spans), *_as_far(w, found, today)]
    return [*said, back_test(w, told.back_test)] if told.back_test else said


def _as_far(w: Words, found: Outlook, today: date | None) -> list[str]:
    """To which day the newest edition can be told at most, where the day asked for lies after it or
    it has passed."""
    last = found.last_day
    if last is None:
        return []
    days = {"newest": w.date(found.known[-1].edition.period_end), "last": w.date(last)}
    if today is not None and today > last:
        return [w("forecast.stale", **days)]
    return [w("forecast.last_day", **days)] if found.day > last else []
