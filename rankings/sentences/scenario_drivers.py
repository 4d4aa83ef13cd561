"""What is said, as Markdown, of an action that moves components of several indices.

Names of an index that came with a file are those of the file, shown letter by letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings.facts.scenario.drivers import ASSUMPTION, Action, Driven
from rankings.facts.scenario.model import TOTAL, Base
from rankings.facts.scenario.reach import Effect
from rankings.facts.standing.position import needed
from rankings.sentences import naming, scenario
from rankings.words.markdown import literal
from rankings.words.text import Words


@dataclass(frozen=True)
class Line:
    """A sentence, and the figure that it tells: score, rank or gap of a component or the total."""

    text: str
    measure: str | None = None
    component: str = TOTAL


def shared(w: Words, action: Action, moved: Sequence[Driven], *, index_code: str) -> str | None:
    """That an action which moves an index also moves others; None where it moves no other.

    One that is assumed of any of the others is said to be an assumption.
    """
    others = [one for one in moved if one.index_code != index_code]
    if not others:
        return None
    assumed = any(one.basis == ASSUMPTION for one in others)
    return w(
        "attention.shared_assumed" if assumed else "attention.shared",
        action=w.name(action),
        indices=w.join_and(dict.fromkeys(literal(w.field(one, "short")) for one in others)),
    )


def reach(w: Words, action: Action, moved: Sequence[Driven]) -> str:
    """Every component that an action moves, and which of it is an assumption."""
    return w("attention.shared_help", action=w.name(action), parts=parts(w, moved))


def beside(w: Words, action: Action, moved: Sequence[Driven], place: tuple[str, str, str]) -> str:
    """What an action moves besides the component at a place (index, method, component), and
    whether a document says that it moves this one."""
    own = next(one for one in moved if (one.index_code, one.method_code, one.component) == place)
    others = [one for one in moved if one is not own]
    basis = w("reach.assumed" if own.basis == ASSUMPTION else "reach.by_definition")
    if not others:
        return w("reach.line_alone", action=w.name(action), basis=basis)
    return w("reach.line", action=w.name(action), basis=basis, parts=parts(w, others))


def parts(w: Words, moved: Sequence[Driven]) -> str:
    """Components with their index: "DTI – Hoạt động chính quyền số (giả định), …"."""
    return w.join(
        w(
            "attention.shared_part_assumed" if one.basis == ASSUMPTION else "attention.shared_part",
            index=literal(w.field(one, "short")),
            component=literal(w.name(one)),
        )
        for one in moved
    )


def effect_lines(w: Words, effect: Effect) -> list[Line]:
    """What an action brings on an index whose total follows from its components."""
    base, outcome = effect.base, effect.outcome
    decimals, now = base.edition.decimals, base.position
    won = dict(effect.gains)
    if not won or outcome is None:
        return [Line(w("reach.nothing"))]
    lines = [
        _component(w, base, one, won[one.component]) for one in effect.moved if one.component in won
    ]
    total = w(
        "reach.score",
        before=w.number(now.score, decimals),
        after=w.number(outcome.score.low, decimals),
        change=w.change(outcome.score.low - now.score, decimals),
    )
    rank = w("reach.rank", before=_now(w, base), after=scenario.rank(w, base, outcome))
    lines += [Line(total, "score"), Line(rank, "rank")]
    gap = scenario.distance(w, base, outcome.gap, outcome.rank)
    return lines if gap is None else [*lines, Line(gap, "gap")]


def _component(w: Words, base: Base, one: Driven, points: Decimal) -> Line:
    lever, decimals = base.lever(one.component), base.edition.decimals
    said = w(
        "reach.component_assumed" if one.basis == ASSUMPTION else "reach.component",
        name=literal(w.name(one)),
        before=w.number(lever.score, decimals),
        after=w.number(lever.score + points, decimals),
        change=w.change(points, decimals),
    )
    return Line(said, "score", one.component)


def not_calculated(w: Words, effect: Effect, *, index: str, issuer: str) -> list[Line]:
    """Why nothing is calculated, which components move, and what the total needs."""
    base = effect.base
    if effect.why == "not_moved":
        return [Line(w("reach.not_moved", index=index))]
    lines = [Line(w("reach.moves", parts=parts(w, effect.moved)))]
    lines.append(Line(w(f"reach.{effect.why}", index=index, issuer=naming.issuer(w, issuer))))
    if effect.why == "no_score":
        return lines
    rank = w("reach.rank_now", rank=_now(w, base), now=naming.now(w, later=base.later))
    lines.append(Line(rank, "rank"))
    gap = _needed(w, base)
    return lines if gap is None else [*lines, Line(gap, "gap")]


def _needed(w: Words, base: Base) -> str | None:
    """The points of the total that are missing to the cut line; where none may be missing, the
    distance to it. None where there is no target."""
    gap, decimals = base.position.gap, base.edition.decimals
    if base.limit is None or gap.low is None or gap.high is None or gap.low <= 0:
        return scenario.distance(w, base, gap, base.position.rank)
    missing = needed(gap, base.position.status, decimals, ties_broken=base.position.ties_broken)
    a, b = (w.number(end, decimals) for end in (missing.low, missing.high))
    key = "reach.needed_exact" if gap.low == gap.high else "reach.needed_range"
    return w(key, a=a, b=b, k=base.limit)


def _now(w: Words, base: Base) -> str:
    """The rank before anything is tried, or its interval."""
    at = base.position
    if at.rank_low is None:
        return w.fraction(at.rank, at.units)
    return w.rank_range(at.rank_low, at.rank_high, at.units)
