"""Why points of sub-indicators moved, in counts: more was counted, or a larger share was met."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from rankings.facts.subindicators import Standing
from rankings.facts.why.counts import CountChange
from rankings.sentences import components_counts
from rankings.sentences.why import changed
from rankings.store.rounding import decimal_of
from rankings.words.text import Words


def change(w: Words, moved: CountChange, decimals: int) -> str:
    """What a sub-indicator gained, how its count and its share moved, and what each did."""
    return w(
        "why.counts",
        name=components_counts.name(w, moved.rule),
        points=changed(w, moved.points, decimals),
        whole=_whole(w, moved),
        share=_share(w, moved),
        more=_more(w, moved),
    )


def _whole(w: Words, moved: CountChange) -> str:
    """From how many to how many are counted."""
    before, after = (side.denominator or Decimal(0) for side in (moved.before, moved.after))
    if before == after:
        return w("why.counts_as_many", after=components_counts.amount(w, moved.rule, int(after)))
    key = "more" if after > before else "fewer"
    noun = components_counts.noun(w, moved.rule)
    return w(f"why.counts_{key}", before=w.number(before), after=w.number(after), noun=noun)


def _share(w: Words, moved: CountChange) -> str:
    """From which share to which."""
    before, after = moved.before.share, moved.after.share
    if before is None or after is None:
        return w("why.counts_no_share")
    values = {"before": _per_cent(w, moved.before), "after": _per_cent(w, moved.after)}
    key = "higher" if after > before else "lower" if after < before else "same"
    return w(f"why.counts_share_{key}", **values)


def _per_cent(w: Words, side: Standing) -> str:
    return components_counts.share(w, side.share or Fraction(0))


def _more(w: Words, moved: CountChange) -> str:
    """What the count that is met gained, and how much of it by volume and by rate."""
    if not moved.more:
        return w("why.counts_met_same")
    # Rounded so that the two add up.
    volume = decimal_of(moved.by_volume, 0)
    rate = moved.more - volume
    noun = components_counts.noun(w, moved.rule)
    reasons = [
        w(f"why.counts_by_{name}_{'up' if part > 0 else 'down'}", x=w.number(abs(part)), noun=noun)
        for name, part in (("volume", volume), ("rate", rate))
        if part
    ]
    return w("why.counts_met", change=changed(w, moved.more, 0), reasons=w.join_and(reasons))


def rest(w: Words, names: Mapping[str, str], code: str, *, whole: bool) -> str:
    """What is left of a component: rounding, or what cannot be split."""
    return w("why.rest_rounding" if whole else "why.rest_unsplit", name=names.get(code, code))
