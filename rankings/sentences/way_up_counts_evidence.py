"""How figures of counts by a day are made: the formula of the deadline, the rule, its proof."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from rankings.evidence import Evidence
from rankings.evidence.model import Counting
from rankings.facts.way_up.counts import Counts
from rankings.sentences import components_counts, way_up_counts
from rankings.store.rounding import decimal_of
from rankings.words.text import Words


def how(w: Words, so_far: Evidence) -> str:
    """The formula of a figure by a day, with its numbers: (n + x) / (d + y), and the points of it
    by the rule. so_far: the evidence, of which counting is known."""
    counting = so_far.counting
    if counting is None:
        raise ValueError(f"{so_far.key}: nothing is counted by a day")
    row = counting.row
    coming = _coming(w, row)
    if so_far.counted == "to_come":
        return f"{coming} {way_up_counts.basis(w, row)}"
    if counting.pair is not None:
        sentences = [_along(w, counting), _points(w, row, counting.pair.done(counting.done))]
        sentences.append(w.field(counting.pair.link, "note") or "")
        if not counting.pair.proved:
            sentences.append(w("evidence.formula.along_assumed"))
        return " ".join(sentences)
    sentences = [_share(w, row, Fraction(counting.done)), coming]
    if so_far.counted == "gain":
        sentences.insert(1, _points(w, row, Fraction(counting.done)))
    return " ".join([*sentences, way_up_counts.basis(w, row)])


def _coming(w: Words, row: Counts) -> str:
    """How many come in until then, and why so many."""
    elapsed = (row.start - row.start.replace(month=1, day=1)).days + 1
    return w(
        f"evidence.formula.to_come_{row.to_come_basis}",
        d=w.number(row.denominator),
        noun=w(f"count.noun_{row.rule.counted}"),
        days=w.number(row.days),
        elapsed=w.number(elapsed),
        y=w.number(row.to_come),
        by=w.date(row.start + timedelta(row.days)),
    )


def _share(w: Words, row: Counts, done: Fraction) -> str:
    share = Fraction(row.numerator + done) / (row.denominator + row.to_come)
    return w(
        "evidence.formula.by_day",
        by=w.date(row.start + timedelta(row.days)),
        n=w.number(row.numerator),
        x=w.number(int(done)),
        d=w.number(row.denominator),
        y=w.number(row.to_come),
        share=w.percent(decimal_of(share * 100, 2), 2),
    )


def _points(w: Words, row: Counts, done: Fraction) -> str:
    """The points of the share by the rule, those of now, and how well the rule is proved."""
    decimals = row.rule.decimals
    return w(
        "evidence.formula.by_rule",
        code=row.code,
        most=w.number(row.rule.maximum),
        full=w.percent(row.rule.full_at_percent or Decimal(100), 0),
        b=w.number(row.points_with(done), decimals),
        a=w.number(row.points, decimals),
        proof=components_counts.proof(w, row.rule),
    )


def _along(w: Words, counting: Counting) -> str:
    """How many come along, and the share with them."""
    pair = counting.pair
    if pair is None:
        raise ValueError("nothing comes along")
    come = pair.done(counting.done)
    return " ".join(
        [
            w(
                "evidence.formula.along",
                x=w.number(counting.done),
                first=pair.first.code,
                also=pair.also.code,
                n=w.number(pair.first.numerator),
                m=w.number(min(pair.also.numerator, pair.first.numerator)),
                z=w.number(int(come)),
            ),
            _share(w, pair.also, come),
        ]
    )
