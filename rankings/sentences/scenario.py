"""What a scenario makes of a rank, in sentences: score, rank, distance, who is passed, what is
held still. Ranks come with their period and its type; nothing is signed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rankings.facts.scenario import gains as scenario_gains
from rankings.facts.scenario import others as scenario_others
from rankings.facts.scenario.figures import Tried, past_the_line
from rankings.facts.scenario.link import LeftOut
from rankings.facts.scenario.model import OWN, TREND, Base, Lever, Part, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.scenario.texts import MOST_SAVED
from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.position import needed
from rankings.sentences import naming
from rankings.sentences.address import quoted
from rankings.sentences.why import side
from rankings.words.text import Words, sentence_case

NAMES_IN_A_SENTENCE = 10
# What is short of the line, and the same to the first score past it.
TO_PASS = {
    "short": "short_to_pass",
    "short_range": "short_range_to_pass",
    "short_least": "short_least_to_pass",
}


def finding(w: Words, start: Base, found: Outcome, *, index: str, home: str, changed: bool) -> str:
    """Score and rank in the scenario beside those of now. changed: False says that nothing is."""
    decimals, now = start.edition.decimals, start.position
    values = {
        "index": index,
        "period": w.period(start.edition),
        "home": home,
        "score": w.number(found.score.low, decimals),
        "rank": rank(w, start, found),
    }
    if not changed:
        return w("scenario.nothing", **values)
    values["change"] = w.change(found.score.low - now.score, decimals)
    if found.rank is None or now.rank is None:
        return w("scenario.finding", **values)
    return w(
        "scenario.finding_moved",
        movement=w.movement(now.rank - found.rank),
        before=w.place(now.rank),
        now=naming.now(w, later=start.later),
        **values,
    )


def rank(w: Words, start: Base, found: Outcome) -> str:
    """The rank, or the interval of ranks: "thứ 4/34", "từ thứ 13 đến thứ 17/34"."""
    if found.rank_low is None:
        return w.fraction(None, start.position.units)
    return w.rank_range(found.rank_low, found.rank_high, start.position.units)


def distance(w: Words, start: Base, gap: Interval, rank: int | None = None) -> str | None:
    """Where the score stands against the cut line; None where there is no target.

    rank: which goes with it, where it is certain: of scores that are the line's the publisher may
    have put one outside. Where it breaks ties, what is short is told to the first score past the
    line, as in gap and plan.
    """
    if start.limit is None:
        return None
    key, values = _to_pass(start, gap, rank) if start.position.ties_broken else _distance(gap)
    if key == "level" and rank is not None and rank > start.limit:
        key = "level_behind"
    shown = {name: w.number(value, start.edition.decimals) for name, value in values.items()}
    return w(f"scenario.{key}", k=start.limit, **shown)


def gap_metric(w: Words, start: Base, gap: Interval) -> tuple[str, str] | None:
    """Label and figure of the distance to the cut line, never signed and never from or to nothing.

    None on the line, and where it is not certain on which side of it the score is: `distance` says
    so in full.
    """
    low, high, decimals = gap.low, gap.high, start.edition.decimals
    if low is None or high is None or low <= 0 < high or low == high == 0:
        return None
    if low > 0:
        step = Decimal(1).scaleb(-decimals) if past_the_line(start, gap) else Decimal(0)
        return w("scenario.metric_gap_short"), _span(w, low + step, high + step, decimals)
    if high == 0:
        return w("scenario.metric_gap_kept_at_most"), w.number(-low, decimals)
    return w("scenario.metric_gap_kept"), _span(w, -high, -low, decimals)


def _span(w: Words, low: Decimal, high: Decimal, decimals: int) -> str:
    a, b = (w.number(end, decimals) for end in (low, high))
    return a if a == b else w("scenario.range", a=a, b=b)


def distance_short(w: Words, start: Base, gap: Interval, rank: int | None = None) -> str:
    """The same for a cell: "cao hơn 3,02 điểm"; an interval is said in full."""
    if gap.exact:
        return side(w, gap.low, start.edition.decimals)
    return distance(w, start, gap, rank)


def passing(w: Words, found: Outcome, names: Mapping[str, str]) -> list[str]:
    """Who is passed for certain, who perhaps, and who passes; a sentence each, if there are any."""
    groups = (
        ("passed", found.passed),
        ("may_pass", found.may_pass),
        ("passed_by", found.passed_by),
    )
    return [w(f"scenario.{key}", names=listed(w, codes, names)) for key, codes in groups if codes]


def listed(w: Words, codes: Sequence[str], names: Mapping[str, str]) -> str:
    """The names of units, of many only the first and how many others; "–" where there are none."""
    if not codes:
        return w.number(None)
    if len(codes) <= NAMES_IN_A_SENTENCE:
        return w.join(names[code] for code in codes)
    first = w.join(names[code] for code in codes[: NAMES_IN_A_SENTENCE - 1])
    return w("scenario.names_and_others", names=first, n=len(codes) - NAMES_IN_A_SENTENCE + 1)


def held(w: Words, start: Base, tried: Scenario, names: Mapping[str, str]) -> str:
    """What the result takes for granted of the others."""
    others = tried.others
    if others.kind == TREND and start.trend is not None:
        first, second = start.trend.first.period_end, start.trend.second.period_end
        days = (second - first).days
        values = {"a": w.date(first), "b": w.date(second), "day": w.date(others.day)}
        sentences = [w.plural("scenario.held_trend", days, **values)]
        if start.trend.rescored:
            sentences.append(w.plural("plan.held_trend_rescored", len(start.trend.rescored)))
        return " ".join(sentences)
    if others.kind == OWN:
        if not others.gains:
            return w("scenario.held_own_none")
        moved = w.join(names[code] for code, _ in others.gains)
        return w.plural("scenario.held_own", len(others.gains), names=moved)
    return w("scenario.held_frozen")


def how(w: Words, tried: Tried, counted: str) -> str:
    """How a figure of a scenario is made: rule, gains, what is held, and where it starts.

    counted: score, rank or gap of the whole, or component.
    """
    start, made = tried.start, tried.scenario
    names = {code: w.name(row) for code, row in tried.names.items()}
    home = names[start.unit_code]
    period = w.period(start.edition)
    said = [w(f"evidence.formula.scenario_{counted}", home=home, k=start.limit, period=period)]
    if counted == "gap" and start.position.ties_broken:
        step = Decimal(1).scaleb(-start.edition.decimals)
        said.append(w("scenario.made_past", x=w.number(step, start.edition.decimals)))
    levers = _lever_names(w, start, made)
    gains = _changes(w, start, made.gains, levers)
    said.append(
        w("scenario.made_gains" if gains else "scenario.made_nothing", gains=gains, home=home)
    )
    if made.others.kind == OWN and made.others.gains:
        rivals = _changes(w, start, made.others.gains, names)
        said.append(w("scenario.made_others", gains=rivals))
    said.append(held(w, start, made, names))
    said.append(w("scenario.made_start", period=period))
    return " ".join(said)


def _lever_names(w: Words, start: Base, made: Scenario) -> dict[str, str]:
    """The name of each lever; of a component of which parts are moved too, that they are not
    meant."""
    names = {lever.component: w.name(lever) for lever in start.in_order}
    moved = {code for code, points in made.gains if points}
    for lever in start.levers:
        if moved.intersection(part.component for part in start.parts_of(lever.component)):
            own = w("scenario.own_of_parts", name=names[lever.component])
            names[lever.component] = own
    return names


def _changes(
    w: Words, start: Base, gains: Sequence[tuple[str, Decimal]], names: Mapping[str, str]
) -> str:
    """Who or what changes by how much: "Số hóa hồ sơ: tăng 1,50 điểm; …"."""
    decimals = start.edition.decimals
    return "; ".join(
        w("scenario.other_line", name=names[code], change=w.change(points, decimals))
        for code, points in gains
    )


def held_short(w: Words, tried: Scenario, names: Mapping[str, str]) -> str:
    """The same for a cell: "Tiếp tục xu hướng đến 15/10/2026"."""
    others = tried.others
    if others.kind == TREND:
        return w("scenario.held_short_trend", day=w.date(others.day))
    if others.kind == OWN and others.gains:
        return w("scenario.held_short_own", names=w.join(names[code] for code, _ in others.gains))
    return w("scenario.others_frozen")


def notes(w: Words, start: Base, found: Outcome) -> list[str]:
    """Why the rank is an interval, and that figures were calculated."""
    said = []
    if start.derived:
        step = f"0.{'1'.zfill(start.edition.decimals)}"
        said.append(w("scenario.derived_note", x=w.number(step)))
    elif found.rank is None and found.tied and start.position.ties_broken:
        said.append(w("scenario.tie_note"))
    elif found.rank is None:
        said.append(w("scenario.interval_note"))
    return said


def why_total_only(w: Words, start: Base, *, index: str, issuer: str, home: str) -> str | None:
    """Why only the total can be tried; None where components can."""
    if start.total_only is None:
        return None
    if start.total_only == "no_weights":
        return sentence_case(w("scenario.no_weights", issuer=naming.issuer(w, issuer)))
    return w(f"scenario.{start.total_only}", index=index, home=home)


def other_refused(
    w: Words, start: Base, reason: str, *, typed: str, unit_code: str, name: str
) -> str:
    """That points typed for another unit are not taken, and which would be.

    reason: not_a_number | beyond_scale | too_small.
    """
    decimals, score = start.edition.decimals, dict(start.totals).get(unit_code)
    step = Decimal(1).scaleb(-decimals)
    low, high = scenario_others.other_room(start, unit_code)
    ways = [way for way, room in (("gain", high), ("lose", -low)) if room >= step]
    values = {
        "name": name,
        "score": w.number(score, decimals),
        "step": w.number(step, decimals),
        "up": w.number(high, decimals),
        "down": w.number(-low, decimals),
        "max": w.number(start.edition.scale_max),
    }
    said = [
        w(f"scenario.other_{reason}", value=typed, **values),
        w(f"scenario.other_may_{'unknown' if score is None else '_or_'.join(ways)}", **values),
        w("scenario.other_unchanged"),
    ]
    return " ".join(said)


def lever_label(w: Words, start: Base, lever: Lever) -> str:
    """A lever with what it has now and can have at most."""
    decimals = start.edition.decimals
    return w(
        "scenario.of_max",
        now=naming.now(w, later=start.later),
        name=w.name(lever),
        score=w.number(lever.score, decimals),
        max=w.number(lever.max_score),
    )


def about_parts(w: Words, start: Base, lever: Lever, tried: Scenario) -> str:
    """What moving the sub-indicators of a component means for it, and what is held still."""
    parts = start.parts_of(lever.component)
    whole = sum(part.max_score for part in parts)
    values = {"name": w.name(lever), "x": w.number(whole), "max": w.number(lever.max_score)}
    said = [w("scenario.parts_meaning", **values)]
    if whole != lever.max_score:
        key = "parts_rest" if whole < lever.max_score else "parts_differ"
        said.append(w(f"scenario.{key}", **values))
    own = dict(tried.gains).get(lever.component)
    if own and scenario_gains.gain_of(start, tried.gains, lever.component) != own:
        said.append(w("scenario.parts_own", change=w.change(own, start.edition.decimals)))
    if any(part.numerator for part in parts):
        said.append(w("scenario.proportion"))
    return " ".join(said)


def numerator_moved(w: Words, part: Part, wanted: int, noun: str) -> str | None:
    """How far the numerator is from the published one; None where it is that one.

    noun: what is counted, "hồ sơ".
    """
    if wanted > part.denominator:
        return w("scenario.numerator_beyond", d=w.number(part.denominator), noun=noun)
    if wanted == part.numerator:
        return None
    return w(
        "scenario.numerator_more" if wanted > part.numerator else "scenario.numerator_fewer",
        noun=noun,
        x=w.number(abs(wanted - part.numerator)),
        a=w.number(part.numerator),
        b=w.number(wanted),
    )


def _to_pass(start: Base, gap: Interval, rank: int | None) -> tuple[str, dict[str, object]]:
    """As `_distance`, where the line is not reached for certain before it is passed."""
    key, figures = _distance(gap)
    past = needed(gap, "outside", start.edition.decimals, ties_broken=True)
    if key == "level" and rank is None:
        return "level_maybe", {"x": past.low}
    return (TO_PASS[key], _distance(past)[1]) if key in TO_PASS else (key, figures)


def _distance(gap: Interval) -> tuple[str, dict[str, object]]:
    """The key of a distance, and its figures, which are never negative; of an end that lies on the
    line no figure is told: "at least 0.00 points" says nothing."""
    low, high = gap.low, gap.high
    if low is None and high is None:
        return "no_line", {}
    if low is None:
        if high > 0:
            return "either_short", {"b": high}
        return ("kept_least", {"a": -high}) if high else ("kept_or_level", {})
    if high is None:
        if low > 0:
            return "short_least", {"a": low}
        return ("either_kept", {"a": -low}) if low else ("not_above", {})
    if low == high:
        if low == 0:
            return "level", {}
        return ("short", {"x": low}) if low > 0 else ("kept", {"x": -low})
    if low > 0:
        return "short_range", {"a": low, "b": high}
    if high <= 0:
        return ("kept_range", {"a": -high, "b": -low}) if high else ("kept_at_most", {"b": -low})
    return ("either", {"a": -low, "b": high}) if low else ("either_short", {"b": high})


def left_out(w: Words, base: Base, found: LeftOut) -> list[str]:
    """What an address asks for and the edition does not take as it stands."""
    names = {one.component: w.name(one) for one in base.in_order}
    gains = [names.get(piece.partition(":")[0], piece) for piece in found.gains]
    lines = []
    if gains or found.others:
        lines.append(w("scenario.left_out", what=quoted(w, [*gains, *found.others])))
    if found.trend is not None:
        lines.append(w("scenario.left_out_trend", day=w.date(found.trend)))
    if found.saved:
        lines.append(w("scenario.left_out_saved", what=quoted(w, found.saved), n=MOST_SAVED))
    return lines
