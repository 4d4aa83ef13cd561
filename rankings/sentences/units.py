"""Units inside a province in words: the gap, who makes it, what does not add up, what few mean."""

from decimal import Decimal
from fractions import Fraction

from rankings.facts.inside import InsideEdition, Split
from rankings.facts.subindicators import PER_CENT, Rule
from rankings.facts.units.decided import Decided
from rankings.facts.units.one_unit import Card, Part
from rankings.facts.units.places import SMALL, Placed
from rankings.facts.units.shortfall import Ledger, Line, Remainder, Unit
from rankings.facts.units.wanted import BEST, CUT_LINE, PEER, Wanted
from rankings.sentences import components_counts as counts_said
from rankings.store.rounding import decimal_of, decimals_of
from rankings.words.text import Words, sentence_case

SHARE_DECIMALS, PART_DECIMALS, POINT_DECIMALS = 2, 1, 2
HALF, MOST = Fraction(1, 2), Fraction(4, 5)


def unit_name(w: Words, unit: Unit) -> str:
    """A unit as its papers name it: "Phường Tuy Hòa", "Sở Nội vụ"; in English its English name."""
    full = unit.full_name_vi if w.language == "vi" else None
    return full or w.name(unit) or unit.unit_code


def level(w: Words, code: str) -> str:
    """A level: "xã, phường", "sở, ban, ngành"."""
    return w(f"units.level_{code}")


def table_label(w: Words, table: InsideEdition) -> str:
    """A table of units in a list: its period, and how many units it has."""
    return w(
        "units.table_label",
        period=sentence_case(w.period(table)),
        departments=w.number(table.departments),
        communes=w.number(table.communes),
    )


def share(w: Words, part: Fraction | None) -> str:
    """A share of 1 in per cent: "95,86%"; "–" where there is none."""
    return w.number(None) if part is None else counts_said.share(w, part)


def wanted(w: Words, asked: Wanted) -> str:
    """The wanted share and whose it is: "Ninh Bình, tỉnh cao nhất: 95,86%"."""
    values = {"name": w.name(asked) if asked.name_vi else None, "share": share(w, asked.share)}
    if asked.kind == BEST:
        return w("units.wanted_best", **values)
    if asked.kind == CUT_LINE:
        return w("units.wanted_cut_line", k=asked.limit, **values)
    return w("units.wanted_peer" if asked.kind == PEER else "units.wanted_share", **values)


def goal(w: Words, asked: Wanted) -> str:
    """The same within a sentence: "95,86% như Ninh Bình", "100%"."""
    if asked.name_vi is None:
        return share(w, asked.share)
    return w("units.goal_as", share=share(w, asked.share), name=w.name(asked))


def wanted_from(w: Words, asked: Wanted) -> str | None:
    """Which table of provinces the share is read from; None of a given one."""
    if asked.edition is None:
        return None
    return w("units.wanted_from", period=w.period(asked.edition))


def gap(w: Words, ledger: Ledger, rule: Rule, asked: Wanted, *, province: str) -> str | None:
    """What the province lacks of the wanted share; None without its own figures."""
    own = ledger.province
    if own is None or own.share is None or ledger.net is None:
        return None
    amount = counts_said.amount(w, rule, int(own.denominator or 0))
    reached = w(
        "counts.share",
        counts=f"{w.number(own.numerator)}/{amount}",
        share=counts_said.share(w, own.share),
    )
    values = {
        "name": counts_said.name(w, rule),
        "province": province,
        "reached": reached,
        "goal": goal(w, asked),
    }
    if ledger.net <= 0:
        return w("units.gap_none", **values)
    lacking = counts_said.amount(w, rule, ledger.net)
    if ledger.points is None:
        return w("units.gap", lacking=lacking, **values)
    points = w.number(decimal_of(ledger.points, POINT_DECIMALS), POINT_DECIMALS)
    return w("units.gap_points", lacking=lacking, points=points, **values)


def first(w: Words, ledger: Ledger) -> str | None:
    """Which unit makes most of what units lack, and how few make half and four fifths of it; None
    where none lacks anything."""
    half, most = ledger.making(HALF), ledger.making(MOST)
    if not ledger.below or half is None or most is None:
        return None
    line = ledger.below[0]
    sentences = [_share_of(w, line)]
    without = ledger.share_without(line)
    if without is not None and ledger.splits == "exact":
        sentences.append(w("units.without_first", share=share(w, without)))
    if most > 1:
        counts = {key: w.plural("units.count", n) for key, n in (("half", half), ("most", most))}
        sentences.append(w("units.making" if half != most else "units.making_both", **counts))
    return " ".join(sentences)


def _share_of(w: Words, line: Line) -> str:
    part = decimal_of((line.part or Fraction(0)) * PER_CENT, PART_DECIMALS)
    values = {"unit": unit_name(w, line.unit), "part": w.percent(part, PART_DECIMALS)}
    if line.points is None:
        return w("units.first", **values)
    points = w.number(decimal_of(line.points, POINT_DECIMALS), POINT_DECIMALS)
    return w("units.first_points", points=points, **values)


def sums(w: Words, ledger: Ledger, rule: Rule) -> str | None:
    """How what units lack makes what the province lacks; None where it is not split."""
    if ledger.gross is None or ledger.surplus is None:
        return None
    text = w(
        "units.sums",
        below=w.plural("units.count", len(ledger.below)),
        gross=counts_said.amount(w, rule, ledger.gross),
        above=w.plural("units.count", len(ledger.above)),
        surplus=counts_said.amount(w, rule, ledger.surplus),
    )
    left = ledger.remainder
    return f"{text} {remainder(w, left, rule)}" if left is not None else text


def remainder(w: Words, left: Remainder, rule: Rule) -> str:
    """What is in no unit, and what it lacks."""
    noun = counts_said.noun(w, rule)
    if not left.numerator and not left.denominator:
        return w("units.remainder_none", noun=noun)
    if min(left.numerator, left.denominator) < 0 or left.numerator > left.denominator:
        # No part of the province, but another hour or a moving table.
        apart = [_apart(w, count) for count in (left.numerator, left.denominator)]
        return w("units.remainder_apart", numerator=apart[0], denominator=apart[1], noun=noun)
    key = "units.remainder_lacks" if left.shortfall > 0 else "units.remainder_more"
    return w(
        key,
        numerator=w.number(left.numerator),
        denominator=counts_said.amount(w, rule, int(left.denominator)),
        amount=counts_said.amount(w, rule, abs(left.shortfall)),
    )


def _apart(w: Words, count: Decimal) -> str:
    """By how much the province has more than its units, in words: "nhiều hơn 163", "ít hơn 12"."""
    if not count:
        return w("units.apart_same")
    key = "units.apart_more" if count > 0 else "units.apart_less"
    return w(key, n=w.number(abs(count)))


def covered(w: Words, ledger: Ledger) -> str | None:
    """How much of the gap can be put on units at all, where much of it cannot."""
    if ledger.splits != "uncovered" or ledger.on_units is None:
        return None
    part = decimal_of(ledger.on_units * PER_CENT, PART_DECIMALS)
    return w("units.covered", part=w.percent(part, PART_DECIMALS))


def refused(w: Words, rule: Rule, split: Split | None) -> str:
    """Why a sub-indicator is not split among units."""
    name = counts_said.name(w, rule)
    if split is None:
        return w("units.split_unknown", name=name)
    return w("units.refused", name=name, note=w.field(split, "note"))


def off(w: Words, ledger: Ledger, split: Split | None) -> str | None:
    """That the sum of the units differs from the province by more than is known to be usual."""
    left, own = ledger.remainder, ledger.province
    if split is None or split.tolerance is None or left is None or own is None:
        return None
    pairs = (left.numerator, own.numerator), (left.denominator, own.denominator)
    if all(abs(apart) <= split.tolerance * (whole or 0) for apart, whole in pairs):
        return None
    return w("units.off")


def full_note(w: Words, rule: Rule, asked: Wanted) -> str | None:
    """That points are full below the wanted share, where they are."""
    if rule.full_at_percent is None or asked.share * PER_CENT <= Fraction(rule.full_at_percent):
        return None
    full = rule.full_at_percent
    return w("units.full_note", share=w.percent(full, decimals_of(full)))


def unknown(w: Words, ledger: Ledger) -> str | None:
    """Of how many units a count is not given; None where all have them."""
    number = len(ledger.without_figures)
    return w.plural("units.without_figures", number) if number else None


def decided(w: Words, item: Decided, rule: Rule, code: str) -> str:
    """That one petition decides the place by the official total."""
    return w(
        "units.decided",
        level=sentence_case(level(w, code)),
        noun=counts_said.noun(w, rule),
        some=w.number(item.with_some),
        without=w.number(item.without),
        a=w.number(decimal_of(item.mean_with, 2), 2),
        b=w.number(decimal_of(item.mean_without, 2), 2),
    )


def ends(w: Words, placed: tuple[Placed, ...], rule: Rule) -> str | None:
    """Who is first and last by share among those with enough to count; None of fewer than two.

    Those with few are left out here and stand in the table with their mark.
    """
    sure = [item for item in placed if item.rank is not None and not item.small]
    if len(sure) < 2:
        return None
    texts = {
        "first": _with_share(w, [item.unit for item in sure if item.rank == sure[0].rank]),
        "last": _with_share(w, [item.unit for item in sure if item.rank == sure[-1].rank]),
        "ranked": w.number(len(sure)),
        "name": counts_said.name(w, rule),
    }
    few = sum(item.small and item.rank is not None for item in placed)
    sentence = w("units.ends", **texts)
    if not few:
        return sentence
    noun = counts_said.noun(w, rule)
    return f"{sentence} {w.plural('units.few', few, n=SMALL, noun=noun)}"


def _with_share(w: Words, level_with: list[Unit]) -> str:
    """A unit with its share, and how many others have the same."""
    unit = level_with[0]
    named = f"{unit_name(w, unit)} ({share(w, unit.share)})"
    others = len(level_with) - 1
    return w.plural("units.and_others", others, unit=named) if others else named


def mark(w: Words, placed: Placed, rule: Rule) -> str | None:
    """What a table says of a unit with few to count, or with a flag of the portal."""
    nothing = placed.unit.denominator is not None and not placed.unit.denominator
    noun = counts_said.noun(w, rule)
    few = w("units.mark_none" if nothing else "units.mark_few", noun=noun) if placed.small else None
    return "; ".join(filter(None, (few, flag(w, placed.unit)))) or None


def flag(w: Words, unit: Unit) -> str | None:
    """What the portal says of a figure, in words where they are known."""
    if unit.flag is None:
        return None
    temporary = "TEMP_NATIONAL_REPORT_DENOMINATOR"
    return w("units.flag_temporary") if unit.flag == temporary else unit.flag


def placed(w: Words, item: Placed, code: str) -> str:
    """Where a unit stands among its own: "thứ 11/14 sở, ban, ngành"."""
    values = {"rank": w.rank(item.rank, item.ranked), "level": level(w, code)}
    return w("units.placed", **values)


def standing(w: Words, card: Card, *, decimals: int) -> str:
    """The total that is printed for a unit and its place among its own, and that few petitions may
    decide it."""
    unit = card.unit
    if unit.score is None:
        return w("units.no_total")
    return w(
        "units.standing",
        score=w.number(unit.score, decimals),
        place=placed(w, card.total, unit.level),
    )


def costs(w: Words, part: Part) -> str:
    """What the sub-indicator in which a unit costs the province most takes: how many, how many
    points of the province, and what one point of the province takes."""
    line, rule = part.line, part.rule
    lacking = Fraction(0) if line is None or line.shortfall is None else line.shortfall
    points = Fraction(0) if line is None or line.points is None else line.points
    return w(
        "units.costs",
        name=counts_said.name(w, rule),
        lacking=counts_said.amount(w, rule, lacking),
        goal=goal(w, part.wanted) if part.wanted else w.number(None),
        points=w.number(decimal_of(points, POINT_DECIMALS), POINT_DECIMALS),
    )
