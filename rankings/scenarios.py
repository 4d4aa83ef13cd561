"""What if: gains of a unit's components, with the others standing still, on their trend or moving.

A scenario is short enough for an address; it is kept nowhere else, so that two people who try
things out at the same time cannot disturb each other, and a link says all. Its parts as texts:

    plan    digitisation:1.5,online_service:0.5     points gained by component; below 0: lost.
                                                    `total` where only the total can be moved
            digitisation:1,4.1:0.5                  a sub-indicator; its component gains as much on
                                                    top of what is named for itself: 1.5 here
    others  trend:2026-10-15                        each on its own trend to that day
            own:46:1.5,20:-0.3                      points of the total gained by unit
            (absent)                                all stand still
    saved   NAME~INDEX~PLAN~OTHERS;NAME~…           named scenarios to compare, at most MOST_SAVED
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory

from rankings import component_gaps, editions, evidence_key, queries, standing
from rankings.analysis import scenario
from rankings.analysis.position import Position
from rankings.analysis.scenario import Outcome
from rankings.component_gaps import Component
from rankings.editions import EditionFacts
from rankings.ingest import reading
from rankings.problems import Problem
from rankings.store import Store, memo

TOTAL = "total"
FROZEN, TREND, OWN = "frozen", "trend", "own"
MOST_SAVED = 4
ADDITIVE = ("sum", "weighted_mean")
NAME_LENGTH = 60


@dataclass(frozen=True)
class Lever:
    """What can be moved: a component, or the total where only that can.

    weight: points of the total for one point of it. worst, best: of all units with a known score;
    worst_unit: who has the worst. best_unit, group: of the total only, who has the best and whose
    mean target_mean is.
    """

    component: str
    name_vi: str
    name_en: str
    score: Decimal
    max_score: Decimal
    weight: Decimal
    worst: Decimal | None
    worst_unit: str | None
    best: Decimal | None
    target_mean: Decimal | None
    cut_line_score: Decimal | None
    best_unit: str | None = None
    group: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part(Lever):
    """A sub-indicator of which the unit has a score: what it gains its component gains too.

    parent: that component. issuer_code: what the issuer numbers it by ("4.1"), with which its name
    begins; None where there is none. worst, best: None where no other unit's score is known.
    numerator, denominator: what the score is a share of, whole and above 0; None where they are
    not known, or points cannot be in proportion to them.
    """

    parent: str = ""
    issuer_code: str | None = None
    definition_vi: str | None = None
    definition_en: str | None = None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True)
class Trend:
    """How the others have moved from one complete edition to the next, per day.

    per_day: points of the total by unit. The days that may be asked for reach from the later
    edition's to `last`: never farther on than the two lie apart.
    """

    first: EditionFacts
    second: EditionFacts
    last: date
    per_day: tuple[tuple[str, Decimal], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days to which the trend may be continued, the nearest first."""
        start = self.second.period_end
        return tuple(start + timedelta(n + 1) for n in range((self.last - start).days))


@dataclass(frozen=True)
class Base:
    """One unit in one edition, before anything is tried.

    levers: what can be moved, in the method's order; empty where the unit's score is not known.
    parts: sub-indicators of these that can be moved, in the method's order.
    total_only: why only the total can be moved: relative | no_weights | no_components; None where
    components can. trend: None where two complete editions of the method are not there; then
    no_trend says why: incomplete (the edition itself) | one_edition. derived: the figures of some
    unit were calculated, not published. units: codes of all units.
    """

    edition: EditionFacts
    unit_code: str
    limit: int | None
    position: Position
    levers: tuple[Lever, ...]
    total_only: str | None
    trend: Trend | None
    no_trend: str | None
    derived: bool
    units: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    def lever(self, component: str) -> Lever:
        """The lever of a component or sub-indicator; Problem lists those there are."""
        for one in (*self.levers, *self.parts):
            if one.component == component:
                return one
        known = [one.component for one in (*self.levers, *self.parts)]
        key = "error.gain_total_only" if self.total_only and self.levers else "error.gain_unknown"
        raise Problem(key, value=component, index=self.edition.index_code, known=known)

    def parts_of(self, component: str) -> tuple[Part, ...]:
        """The sub-indicators of a component that can be moved."""
        return tuple(part for part in self.parts if part.parent == component)

    @property
    def in_order(self) -> tuple[Lever, ...]:
        """All that can be moved, each component before its sub-indicators."""
        return tuple(
            one for lever in self.levers for one in (lever, *self.parts_of(lever.component))
        )


@dataclass(frozen=True)
class Others:
    """What the others do meanwhile. day: of a trend; gains: by unit, of a scenario of their own."""

    kind: str = FROZEN
    day: date | None = None
    gains: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Points by component, those that move only, and what the others do."""

    gains: tuple[tuple[str, Decimal], ...] = ()
    others: Others = Others()
    name: str = ""


@memo
def base(store: Store, version: int, *, edition_id: str, unit_code: str, limit: int | None) -> Base:
    """What can be tried for a unit in an edition."""
    edition = editions.by_id(store, version, edition_id)
    position = standing.home_position(
        store, version, edition_id=edition_id, unit_code=unit_code, limit=limit
    )
    rows = standing.ranking(store, version, edition_id=edition_id).rows
    levers, parts, total_only = _levers(store, version, edition, position)
    trend, no_trend = _trend(store, version, edition)
    return Base(
        edition=edition,
        unit_code=unit_code,
        limit=limit,
        position=position,
        levers=levers,
        total_only=total_only,
        trend=trend,
        no_trend=no_trend,
        derived=any(row.status == "derived" for row in rows),
        units=tuple(row.unit_code for row in rows),
        parts=parts,
    )


@memo
def simulate(
    store: Store,
    version: int,
    *,
    edition_id: str,
    unit_code: str,
    limit: int | None,
    tried: Scenario,
) -> Outcome:
    """Where the unit stands in the scenario. Raises Problem for a gain that cannot be."""
    start = base(store, version, edition_id=edition_id, unit_code=unit_code, limit=limit)
    check(start, tried.gains)
    table = queries.edition_standings(store, version, edition_id=edition_id).to_pylist()
    step = Decimal(1).scaleb(-start.edition.decimals)
    return scenario.outcome(
        standing.standings_of(table),
        unit_code,
        total_gain(start, tried.gains),
        limit=limit,
        decimals=start.edition.decimals,
        scale_max=start.edition.scale_max,
        moves=moves(start, tried.others),
        # What was calculated lay up to a step beside what was published where both are known.
        slack={row["unit_code"]: step for row in table if row["status"] == "derived"},
    )


def check(start: Base, gains: Iterable[tuple[str, Decimal]]) -> None:
    """Raise Problem for what cannot be moved, or leaves its scale: a component with all that its
    sub-indicators gain."""
    gains = tuple(gains)
    for lever in dict.fromkeys(one for code, _ in gains for one in _moved_by(start, code)):
        score = lever.score + gain_of(start, gains, lever.component)
        if not 0 <= score <= lever.max_score:
            part = isinstance(lever, Part)
            raise Problem(
                "error.gain_of_part_out_of_range" if part else "error.gain_out_of_range",
                component=lever.component,
                score=str(lever.score),
                highest=f"{lever.max_score.normalize():f}",
                value=str(score),
            )


def _moved_by(start: Base, code: str) -> tuple[Lever, ...]:
    """What moves with a component or sub-indicator: itself, and the component it is a part of."""
    lever = start.lever(code)
    return (lever, start.lever(lever.parent)) if isinstance(lever, Part) else (lever,)


def total_gain(start: Base, gains: Iterable[tuple[str, Decimal]]) -> Decimal:
    """What gains of components and sub-indicators add to the total, in points of the total."""
    return sum((points * start.lever(code).weight for code, points in gains), Decimal(0))


def gain_of(start: Base, gains: Iterable[tuple[str, Decimal]], code: str) -> Decimal:
    """What a component or sub-indicator gains in all: a component what is named for itself and what
    its sub-indicators gain."""
    own = {code, *(part.component for part in start.parts_of(code))}
    return sum((points for moved, points in gains if moved in own), Decimal(0))


def moved_to(
    start: Base, gains: Iterable[tuple[str, Decimal]], code: str, score: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    """The gains with the score of a component or sub-indicator set, in the order of the levers.

    The others keep theirs: a component has what is not its sub-indicators' for itself. A
    sub-indicator for which its component has no room left takes what that has for itself.
    """
    lever, found = start.lever(code), dict(gains)
    points = score - lever.score
    if not isinstance(lever, Part):
        points -= gain_of(start, found.items(), code) - found.get(code, Decimal(0))
    _place(start, found, code, points)
    return tuple(
        (one.component, found[one.component]) for one in start.in_order if found.get(one.component)
    )


def _place(start: Base, gains: dict[str, Decimal], code: str, points: Decimal) -> None:
    """Set a gain, as far as its scale and that of its component leave room."""
    lever = start.lever(code)
    component = start.lever(lever.parent) if isinstance(lever, Part) else lever
    own = gains.get(component.component, Decimal(0))
    low, high = -component.score, component.max_score - component.score
    others = gain_of(start, gains.items(), component.component) - own
    if isinstance(lever, Part):
        others -= gains.get(code, Decimal(0))
        points = _between(-lever.score, points, lever.max_score - lever.score)
        points = _between(low - others - max(own, 0), points, high - others - min(own, 0))
        gains[code] = points
        others, points = others + points, own
    gains[component.component] = _between(low - others, points, high - others)


def _between(low: Decimal, value: Decimal, high: Decimal) -> Decimal:
    return min(max(value, low), high)


def moves(start: Base, others: Others) -> dict[str, Decimal]:
    """What each other unit gains meanwhile, in points of the total. Raises Problem for a trend
    that the editions do not give, or a unit that there is not."""
    if others.kind == OWN:
        for code, _ in others.gains:
            if code not in start.units or code == start.unit_code:
                raise Problem("error.other_unknown", value=code, scheme=start.edition.scheme)
        return dict(others.gains)
    if others.kind != TREND:
        return {}
    if start.trend is None:
        raise Problem("error.no_trend", index=start.edition.index_code, value=start.edition.period)
    if others.day not in start.trend.days:
        raise Problem(
            "error.trend_day",
            value=str(others.day),
            first=str(start.trend.days[0]),
            last=str(start.trend.last),
        )
    days = (others.day - start.trend.second.period_end).days
    return {code: change * days for code, change in start.trend.per_day if code != start.unit_code}


def fitted(start: Base, tried: Scenario) -> Scenario:
    """The scenario as far as this edition allows it: what it has no lever for is left out, what
    leaves the scale stops at its end, others without a trend stand still."""
    asked = dict(tried.gains)
    found: dict[str, Decimal] = {}
    # A component after its sub-indicators: what it has for itself gives way.
    for lever in (*start.parts, *start.levers):
        if lever.component in asked:
            _place(start, found, lever.component, asked[lever.component])
    gains = [(code, found[code]) for code in asked if found.get(code)]
    others = tried.others
    try:
        moves(start, others)
    except Problem:
        others = Others()
    return Scenario(tuple(gains), others, tried.name)


# --- As texts ------------------------------------------------------------------------------------


def plan_code(gains: Mapping[str, Decimal] | Iterable[tuple[str, Decimal]]) -> str:
    """The gains as the text of an address: "digitisation:1.5,online_service:0.5"."""
    pairs = gains.items() if isinstance(gains, Mapping) else gains
    return ",".join(f"{code}:{points.normalize():f}" for code, points in pairs if points)


def read_plan(text: str) -> tuple[tuple[str, Decimal], ...]:
    """The gains that a text names; what cannot be read is left out."""
    found = {}
    for piece in filter(None, text.split(",")):
        code, _, points = piece.partition(":")
        value = _decimal(points)
        if code and value:
            found[code] = value
    return tuple(found.items())


def figure_key(start: Base, tried: Scenario, measure: str, component: str = TOTAL) -> str:
    """The key of a figure of a scenario: score, rank or gap; the published one where the scenario
    leaves it as it is."""
    item, unit, limit = start.edition.edition_id, start.unit_code, start.limit
    total = component == TOTAL
    left = not (total_gain(start, tried.gains) if total else gain_of(start, tried.gains, component))
    alone = others_code(tried.others) in ("", OWN)
    if left and measure == "gap" and alone and limit is not None:
        return evidence_key.of("gap", item, unit, limit)
    if left and measure != "gap" and (alone or measure == "score"):
        return evidence_key.figure(item, unit, component, measure)
    plan = plan_code(tried.gains) or evidence_key.NOTHING
    others = others_code(tried.others) or evidence_key.NOTHING
    place = item, unit, limit or 0
    return evidence_key.of("scenario", *place, plan, others, component, measure)


def others_code(others: Others) -> str:
    """What the others do, as the text of an address; empty when they stand still."""
    if others.kind == TREND and others.day:
        return f"{TREND}:{others.day.isoformat()}"
    if others.kind == OWN:
        return f"{OWN}:{plan_code(others.gains)}".rstrip(":")
    return ""


def read_others(text: str) -> Others:
    """What the others do by a text; they stand still where it cannot be read."""
    kind, _, rest = text.partition(":")
    if kind == TREND:
        try:
            return Others(TREND, date.fromisoformat(rest))
        except ValueError:
            return Others()
    return Others(OWN, None, read_plan(rest)) if kind == OWN else Others()


def saved_code(index_code: str, saved: Scenario) -> str:
    """A named scenario of an index as one text, for an address or a cell."""
    return "~".join(
        (clean_name(saved.name), index_code, plan_code(saved.gains), others_code(saved.others))
    )


def read_saved(text: str) -> tuple[str, Scenario] | None:
    """Index and scenario of such a text; None where it is none."""
    parts = text.split("~")
    if len(parts) != 4 or not parts[0].strip() or not editions.INDEX_CODE.fullmatch(parts[1]):
        return None
    name, index_code, plan, others = parts
    return index_code, Scenario(read_plan(plan), read_others(others), clean_name(name))


def clean_name(name: str) -> str:
    """A name without what divides texts, in one line and not too long."""
    plain = "".join(" " if sign in "~;\n\r\t" else sign for sign in name if sign.isprintable())
    # What a spreadsheet would take for a formula does not begin a name.
    return " ".join(plain.split()).lstrip("=+-@' ")[:NAME_LENGTH].strip()


def read_several(text: str) -> tuple[tuple[str, Scenario], ...]:
    """The named scenarios of an address, each with its index; what cannot be read is left out."""
    found = filter(None, map(read_saved, text.split(";")))
    return tuple(found)[:MOST_SAVED]


def several_code(saved: Iterable[tuple[str, Scenario]]) -> str:
    """Named scenarios as the text of an address."""
    return ";".join(saved_code(index_code, one) for index_code, one in saved)


def of_file(content: bytes, file_name: str) -> tuple[tuple[str, Scenario], ...]:
    """The scenarios of a file that was downloaded, each with its index: every cell that is the text
    of one. Raises Problem for a file that cannot be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenarios"
        path.write_bytes(content)
        book = reading.read(path, file_name=file_name)
    cells = (
        text
        for sheet in book.sheets
        for column in sheet.texts
        for text in column.to_pylist()
        if text and text.count("~") == 3
    )
    return tuple(filter(None, map(read_saved, cells)))


# --- What can be moved ---------------------------------------------------------------------------


def _levers(
    store: Store, version: int, edition: EditionFacts, position: Position
) -> tuple[tuple[Lever, ...], tuple[Part, ...], str | None]:
    """The levers, those of sub-indicators, and why there is only the total."""
    place = {
        "edition_id": edition.edition_id,
        "unit_code": position.unit_code,
        "limit": position.limit,
    }
    if position.score is None or position.contradiction:
        return (), (), "no_components"
    parts = component_gaps.comparison(store, version, **place, inner=True)
    reason = _why_total_only(store, version, edition, parts)
    if reason is not None:
        return (_total(store, version, edition, position),), (), reason
    nodes = _nodes(store, version, edition)
    worst = _worst(store, version, edition)
    in_order = sorted(
        (part for part in parts if nodes[part.component]["adds_up"]),
        key=lambda part: nodes[part.component]["sort_order"],
    )
    levers = tuple(
        _lever(part, _weight(edition, nodes[part.component]), worst[part.component])
        for part in in_order
    )
    return levers, _parts(store, version, edition, position.unit_code, parts), None


def _parts(
    store: Store,
    version: int,
    edition: EditionFacts,
    unit_code: str,
    figures: tuple[Component, ...],
) -> tuple[Part, ...]:
    """The sub-indicators that the unit has a score of, where points of one are points of the
    component: totals that are sums, and scores in one unit of measure."""
    if edition.aggregation != "sum":
        return ()
    nodes, worst = _nodes(store, version, edition), _worst(store, version, edition)
    place = {"edition_id": edition.edition_id, "unit_code": unit_code}
    ratios = {
        row["indicator_code"]: row
        for row in queries.indicator_ratios(store, version, **place).to_pylist()
    }
    found = [
        _part(figure, nodes[figure.component], worst[figure.component], ratios)
        for figure in figures
        if _can_be_moved(figure, nodes)
    ]
    return tuple(sorted(found, key=lambda part: nodes[part.component]["sort_order"]))


def _can_be_moved(figure: Component, nodes: dict[str, dict]) -> bool:
    node = nodes[figure.component]
    parent = nodes.get(node["parent_code"])
    return (
        parent is not None
        and parent["adds_up"]
        and node["level"] != "group"
        and node["direction"] > 0
        and node["value_kind"] == parent["value_kind"]
        and None not in (figure.score, figure.max_score)
        and 0 <= figure.score <= figure.max_score
    )


def _part(
    figure: Component, node: dict, worst: tuple[Decimal, str], ratios: dict[str, dict]
) -> Part:
    lever = _lever(figure, Decimal(1), (None, None) if figure.best is None else worst)
    numerator, denominator = _ratio(figure.score, ratios.get(figure.component))
    code = node["issuer_code"]
    names = {
        name: f"{code} {node[name]}" if code and node[name] else node[name]
        for name in ("name_vi", "name_en")
    }
    return Part(
        **vars(lever) | names,
        parent=node["parent_code"],
        issuer_code=code,
        definition_vi=node["definition_vi"],
        definition_en=node["definition_en"],
        numerator=numerator,
        denominator=denominator,
    )


def _ratio(score: Decimal, row: dict | None) -> tuple[int | None, int | None]:
    """Numerator and denominator; of nothing no proportion follows."""
    if row is None or not score:
        return None, None
    pair = row["numerator"], row["denominator"]
    if any(value != int(value) for value in pair) or not 0 < pair[0] <= pair[1]:
        return None, None
    return int(pair[0]), int(pair[1])


def _why_total_only(
    store: Store, version: int, edition: EditionFacts, parts: tuple[Component, ...]
) -> str | None:
    """A score relative to the field does not follow from components; nor does one whose weights
    are not published; nor one of which a part is missing."""
    nodes = _nodes(store, version, edition)
    if edition.relative_to_field:
        return "relative"
    if nodes.keys() == {TOTAL}:
        return "no_components"
    if edition.aggregation not in ADDITIVE:
        return "no_weights"
    wanted = {code for code, node in nodes.items() if node["adds_up"]}
    known = {
        part.component: part
        for part in parts
        if part.component in wanted and part.score is not None and part.max_score is not None
    }
    if not wanted or known.keys() != wanted:
        return "no_components"
    if any(_weight(edition, nodes[code]) is None for code in wanted):
        return "no_weights"
    return None


def _weight(edition: EditionFacts, node: dict) -> Decimal | None:
    return Decimal(1) if edition.aggregation == "sum" else node["weight"]


def _lever(part: Component, weight: Decimal, worst: tuple[Decimal, str]) -> Lever:
    return Lever(
        component=part.component,
        name_vi=part.name_vi,
        name_en=part.name_en,
        score=part.score,
        max_score=part.max_score,
        weight=weight,
        worst=worst[0],
        worst_unit=worst[1],
        best=part.best,
        target_mean=part.target_mean,
        cut_line_score=part.cut_line_score,
    )


def _total(store: Store, version: int, edition: EditionFacts, position: Position) -> Lever:
    """The total as the one thing that can be moved."""
    rows = standing.ranking(store, version, edition_id=edition.edition_id).rows
    scores = {
        row.unit_code: row.score for row in rows if row.score is not None and not row.disputed
    }
    group = (
        None
        if position.limit is None
        else standing.best_others(rows, position.unit_code, position.limit)
    )
    known = [scores[code] for code in group or () if code in scores]
    mean = _rounded(sum(known) / len(known), edition.decimals) if known else None
    node = _nodes(store, version, edition).get(TOTAL, {})
    return Lever(
        component=TOTAL,
        name_vi=node.get("name_vi") or TOTAL,
        name_en=node.get("name_en") or TOTAL,
        score=position.score,
        max_score=edition.scale_max,
        weight=Decimal(1),
        worst=_rounded(min(scores.values()), edition.decimals),
        worst_unit=min(scores, key=lambda code: (scores[code], code)),
        best=_rounded(max(scores.values()), edition.decimals),
        target_mean=mean if group and len(known) == len(group) else None,
        cut_line_score=position.cut_line.low if position.cut_line.exact else None,
        best_unit=min(scores, key=lambda code: (-scores[code], code)),
        group=tuple(group or ()),
    )


def _worst(store: Store, version: int, edition: EditionFacts) -> dict[str, tuple[Decimal, str]]:
    """The lowest undisputed score in each component, and a unit that has it."""
    found: dict[str, tuple[Decimal, str]] = {}
    rows = queries.component_standings(store, version, edition_id=edition.edition_id).to_pylist()
    for row in rows:
        if row["score"] is not None and not row["disputed"]:
            own = _rounded(row["score"], edition.decimals), row["unit_code"]
            found[row["indicator_code"]] = min(found.get(row["indicator_code"], own), own)
    return found


def _nodes(store: Store, version: int, edition: EditionFacts) -> dict[str, dict]:
    nodes = queries.indicators(store, version, index_code=edition.index_code).to_pylist()
    return {
        node["indicator_code"]: node for node in nodes if node["method_code"] == edition.method_code
    }


# --- The others on their trend -------------------------------------------------------------------


def _trend(store: Store, version: int, edition: EditionFacts) -> tuple[Trend | None, str | None]:
    """The change per day between the edition and the complete one before it; or why there is none.

    Figures that count from the start of each year are continued within the year only, and compared
    within it.
    """
    if not edition.scores_complete:
        return None, "incomplete"
    cumulative = edition.period_type == "year_to_date"
    earlier = [
        item
        for item in editions.of_index(store, version, edition.index_code)
        if (item.method_code, item.scheme, item.period_type)
        == (edition.method_code, edition.scheme, edition.period_type)
        and item.scores_complete
        and item.period_end < edition.period_end
        and (not cumulative or item.period_end.year == edition.period_end.year)
    ]
    if not earlier:
        return None, "one_edition"
    first = max(earlier, key=lambda item: item.period_end)
    span = (edition.period_end - first.period_end).days
    last = edition.period_end + timedelta(span)
    if cumulative:
        last = min(last, date(edition.period_end.year, 12, 31))
    if last <= edition.period_end:
        return None, "one_edition"
    before, after = (_scores(store, version, item.edition_id) for item in (first, edition))
    per_day = tuple((code, (after[code] - before[code]) / span) for code in after if code in before)
    return Trend(first, edition, last, per_day), None


def _scores(store: Store, version: int, edition_id: str) -> dict[str, Decimal]:
    rows = standing.ranking(store, version, edition_id=edition_id).rows
    return {row.unit_code: row.score for row in rows if row.score is not None and not row.disputed}


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10_000 else None
