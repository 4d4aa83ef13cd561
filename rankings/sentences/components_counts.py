"""Sub-indicators in words: counts, shares, the cost of a point, what moves together, the proof."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from rankings.facts.components_together import Together
from rankings.facts.editions import Edition
from rankings.facts.subindicators import (
    CONSISTENT,
    PER_CENT,
    UNKNOWN,
    Rule,
    Standing,
    SubIndicator,
)
from rankings.store.rounding import decimal_of
from rankings.words.text import Words, sentence_case

SHARE_DECIMALS, DAYS_DECIMALS = 2, 2


def name(w: Words, rule: Rule) -> str:
    """A sub-indicator with its number: "2.1 Tỷ lệ hồ sơ giải quyết đúng hạn, trước hạn"."""
    return f"{rule.indicator_code} {w.name(rule)}"


def marked(w: Words, sub: SubIndicator) -> str:
    """The same, with a mark where its figures will be replaced: "1.4 … (tạm tính)"."""
    if sub.own is None or not sub.own.provisional:
        return name(w, sub.rule)
    return w("counts.marked", name=name(w, sub.rule))


def counts(w: Words, rule: Rule, own: Standing | None) -> str | None:
    """What is counted, and the share: "284.995/443.565 hồ sơ, 64,25%"; of a mean the mean.

    None where nothing is known.
    """
    if own is None or own.numerator is None:
        return None
    if own.denominator is None:
        return w("counts.days", x=w.number(own.numerator, DAYS_DECIMALS))
    parts = f"{w.number(own.numerator)}/{amount(w, rule, int(own.denominator))}"
    if own.share is None:
        return parts
    return w("counts.share", counts=parts, share=share(w, own.share))


def share(w: Words, part: Fraction) -> str:
    """A share of 1 in per cent: "64,25%"."""
    return w.percent(decimal_of(part * PER_CENT, SHARE_DECIMALS), SHARE_DECIMALS)


def amount(w: Words, rule: Rule, count: Fraction | int) -> str:
    """So many of what is counted, to the nearest whole one: "73.928 hồ sơ"."""
    return w.plural(f"counted.{rule.counted}", int(decimal_of(Fraction(count), 0)))


def noun(w: Words, rule: Rule) -> str:
    """What is counted, alone: "hồ sơ"."""
    return w(f"counts.noun_{rule.counted}")


def cost(w: Words, sub: SubIndicator) -> str | None:
    """What a point costs: "1 điểm tương đương 73.928 hồ sơ"; None where it is not known."""
    count = sub.count_per_point
    return None if count is None else w("counts.cost", amount=amount(w, sub.rule, count))


def finding(
    w: Words, *, index: str, edition: Edition, sub: SubIndicator | None, home: str, decimals: int
) -> str:
    """In which sub-indicator home has most points to win, and what one of them costs.

    sub: that one; None where home has all points that are known.
    """
    values = {"index": index, "period": w.period(edition), "home": home}
    if sub is None or sub.to_win is None:
        return w("counts.finding_full", **values)
    facts = (counts(w, sub.rule, sub.own), cost(w, sub))
    return w(
        "counts.finding",
        name=name(w, sub.rule),
        points=w.number(sub.to_win, decimals),
        facts="; ".join(fact for fact in facts if fact),
        **values,
    )


def together(w: Words, sub: SubIndicator, joint: Together, others: dict[str, Rule]) -> str:
    """What moves with a sub-indicator, what a point costs then beside what it costs alone, and how
    plans count the same otherwise.

    others: code -> rule of those that it moves.
    """
    sentences = []
    for link, (code, until_full) in zip(joint.links, joint.twice, strict=True):
        basis = w(f"counts.basis_{link.basis}")
        sentences.append(f"{w.field(link, 'note')} {basis}")
        if joint.count_per_point is None or until_full < joint.count_per_point:
            first = amount(w, sub.rule, ceil(until_full))
            sentences.append(w("counts.only_first", amount=first, name=name(w, others[code])))
    alone = sub.count_per_point
    if joint.count_per_point is None:
        sentences.append(w("counts.joint_less"))
    elif alone is not None:
        values = {
            "joint": amount(w, sub.rule, joint.count_per_point),
            "alone": amount(w, sub.rule, alone),
        }
        sentences.append(w("counts.joint", code=sub.rule.indicator_code, **values))
    return " ".join((*sentences, w("counts.one_for_one")))


def proof(w: Words, rule: Rule) -> str:
    """How well the rule of the points is proved, in a word or two."""
    return w(f"counts.proof_{rule.proof}")


def doubts(w: Words, subs: Iterable[SubIndicator]) -> list[str]:
    """What must be said before the points are used, those of which the same holds together: figures
    that will be replaced, a rule that is only consistent or not known."""
    same: dict[tuple[str, str | None], list[str]] = {}
    for sub in subs:
        if word := _doubted(w, sub):
            names = same.setdefault((word, w.field(sub.rule, "note")), [])
            names.append(name(w, sub.rule))
    return [
        w("counts.doubt", word=sentence_case(word), names="; ".join(names), note=note)
        for (word, note), names in same.items()
    ]


def _doubted(w: Words, sub: SubIndicator) -> str | None:
    if sub.own is not None and sub.own.provisional:
        return w("counts.provisional")
    return proof(w, sub.rule) if sub.rule.proof in (CONSISTENT, UNKNOWN) else None
