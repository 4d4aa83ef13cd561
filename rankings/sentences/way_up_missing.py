"""What is said where no plan can be made: distances, what can be done, what to ask for."""

from collections.abc import Sequence

from rankings.facts.components import Component
from rankings.facts.scenario.drivers import ASSUMPTION, Action
from rankings.facts.way_up.missing import Wanted
from rankings.words.text import Words


def distance(w: Words, part: Component, decimals: int) -> str | None:
    """How far a component is from the mean of the best: "kém 0,1951", "hơn 0,0210"."""
    away = part.to_target_mean
    if away is None:
        return None
    return w("missing.below" if away > 0 else "missing.above", x=w.number(abs(away), decimals))


def lever(w: Words, action: Action, basis: str) -> str:
    """An action that moves a component; an assumption is called one."""
    name = w.name(action) or action.action_code
    return w("missing.lever_assumed", action=name) if basis == ASSUMPTION else name


def request(
    w: Words,
    wanted: Wanted,
    *,
    issuer: str,
    index: str,
    period: str,
    home: str,
    parts: Sequence[str],
) -> str:
    """What to ask for, and why: "Đề nghị Bộ Khoa học và Công nghệ cung cấp trọng số … DTI"."""
    request_text = w(
        f"missing.{wanted.kind}",
        issuer=issuer,
        index=index,
        period=period,
        home=home,
        n=w.number(wanted.count),
        names=w.join(parts),
    )
    return w("missing.request", request=request_text, why=w(f"missing.for_{wanted.kind}"))
