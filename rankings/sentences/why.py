"""Why the rank moved, in sentences: who passed whom, whose score did how much, and what is unknown.

Unit codes become names through `names`; ranks never move by a signed number.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from babel.dates import format_date

from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import Position
from rankings.facts.why import Movement, Obstacle
from rankings.facts.why import parts as parts_of
from rankings.facts.why.parts import Part, Split
from rankings.facts.why.unusual import Leap
from rankings.store.rows import level_with_last
from rankings.words.text import Words, sentence_case

NAMES_IN_A_SENTENCE = 8
COMPONENTS_NAMED = 2
LEAPS_NAMED = 5
# From which part of the whole on a word holds.
PARTS_IN_WORDS = ((0.9, "almost"), (0.6, "most"), (0.4, "half"), (0.1, "less"), (0.0, "hardly"))


def sentence(w: Words, found: Movement, names: Mapping[str, str], *, home: bool = True) -> str:
    """The first sentence: from which rank to which, and who passed whom; or what is not known.

    names: unit code -> name. home: False names the unit in front.
    """
    said = _split(w, found, found.split, names) if found.split else _partial(w, found, names)
    if home:
        return said
    name = names[found.unit_code]
    return w("why.of_unit", name=name, sentence=said[:1].lower() + said[1:])


def shares(
    w: Words, found: Movement, names: Mapping[str, str], parts: Mapping[str, str]
) -> str | None:
    """What our score gained and in which components, and which part of the change of rank is ours.

    parts: indicator code -> name. None where the change is not split, or nothing changed. A part
    of a rank is told in words: fractions of a place are for the table.
    """
    if found.split is None or found.repeated:
        return None
    home, split = names[found.unit_code], found.split
    sentences = [_own(w, found, split, home, parts), _whose(w, split, home)]
    for factor, key in ((parts_of.ENTRY_EXIT, "entry"), (parts_of.TIE_BREAK, "tie")):
        part = next(part for part in split.parts if part.factor == factor)
        if part.rank:
            sentences.append(w(f"why.{key}_moved", places=towards(w, part.rank)))
    return " ".join(f"{sentence_case(each)}." for each in sentences)


def gap(w: Words, found: Movement, names: Mapping[str, str]) -> str | None:
    """How the distance to the cut line changed, and what each side of it did; None: not split, or
    nothing changed."""
    split = found.split
    if split is None or split.change_gap is None or found.repeated:
        return None
    line = split.gap_after + split.score_after - split.gap_before - split.score_before
    return w(
        "why.gap" if split.change_gap else "why.gap_same",
        k=found.limit,
        before=side(w, split.gap_before, found.second.decimals),
        after=side(w, split.gap_after, found.second.decimals),
        home=names[found.unit_code],
        own=changed(w, split.score_after - split.score_before, found.second.decimals),
        line=changed(w, line, found.second.decimals),
    )


def leaps(
    w: Words,
    leapt: Sequence[Leap],
    names: Mapping[str, str],
    parts: Mapping[str, str],
    *,
    decimals: int,
    most: int = LEAPS_NAMED,
) -> str | None:
    """That components of a table moved far more than usual, the largest changes named; None where
    none did."""
    if not leapt:
        return None
    largest = level_with_last(leapt, most, key=lambda leap: abs(leap.change))
    named = [
        w(
            "why.leap",
            name=names[leap.unit_code],
            part=parts[leap.indicator_code],
            change=w.change(leap.change, decimals),
        )
        for leap in largest
    ]
    key = "why.leaps" if len(leapt) == len(largest) else "why.leaps_most"
    return w.plural(key, len(leapt), names="; ".join(named))


def not_compared(w: Words, found: Obstacle) -> str:
    """Why two editions cannot be compared part by part, naming what stands between them."""
    values = {"a": w.period(found.first), "b": w.period(found.second)}
    if found.kind == "period_type":
        return sentence_case(w("why.obstacle_period_type", **values))
    if found.kind == "scheme":
        schemes = {
            "old": w(f"scheme.{found.first.scheme}"),
            "new": w(f"scheme.{found.second.scheme}"),
        }
        return w("why.obstacle_scheme", **values, **schemes)
    if reason := w.field(found, "reason"):
        return w("why.obstacle_method", reason=reason, **values)
    return w("why.obstacle_method_plain", **values)


def towards(w: Words, rank: float) -> str:
    """A part of a change of rank (below 0: a climb) without fractions of a place: "tăng 2 bậc";
    of less or more than whole places only which way it went, "tăng"."""
    exact = round(rank, 9)
    if exact == int(exact):
        return w.movement(-int(exact))
    return w("why.towards_up" if exact < 0 else "why.towards_down")


def share_of_rank(w: Words, part: Part, decimals: int, most: str | None = None) -> str:
    """What a part of a change of rank is, for a figure: of our own the points that it gained or
    lost, "tăng 1,12 điểm"; of what has no points which way the rank went, "thứ hạng tăng".

    most: the name of the unit that did most of it.
    """
    if part.points:
        key = "why.points_up" if part.points > 0 else "why.points_down"
        return w(key, x=w.number(abs(part.points), decimals))
    if most is not None:
        return w("why.rank_towards_most", places=towards(w, part.rank), name=most)
    return w("why.rank_towards", places=towards(w, part.rank))


def places(w: Words, rank: float, decimals: int = 1) -> str:
    """A part of a change of rank (below 0: a climb) in places, for the analysts' table alone:
    "tăng 2 bậc", "giảm 0,3 bậc".

    What is less than the last decimal shown is said to be less.
    """
    exact = Decimal(str(round(rank, 9)))
    if exact == exact.to_integral_value():
        return w.movement(-int(exact))
    direction = "up" if rank < 0 else "down"
    amount, least = abs(exact), Decimal(1).scaleb(-decimals)
    if amount < least:
        return w(f"why.places_{direction}_little", x=w.number(least))
    return w(f"why.places_{direction}", x=w.number(amount, decimals))


def points(w: Words, gap: Decimal, decimals: int) -> str:
    """A part of a change of the gap (below 0: for the better) in words: "có lợi 0,30 điểm".

    With as many digits as it has where the method's own would not show it.
    """
    if not gap:
        return w("why.none")
    shown = None if abs(gap) < Decimal(1).scaleb(-decimals) / 2 else decimals
    return w("why.points_better" if gap < 0 else "why.points_worse", x=w.number(abs(gap), shown))


def changed(w: Words, difference: Decimal, decimals: int) -> str:
    """A rise or fall of a score as a verb: "tăng 1,15", "rose by 1.15"."""
    if not difference:
        return w("why.stayed")
    key = "why.rose" if difference > 0 else "why.fell"
    return w(key, x=w.number(abs(difference), decimals))


def side(w: Words, gap: Decimal, decimals: int) -> str:
    """A distance to the cut line with its side: "cao hơn 1,52 điểm", "còn thiếu 0,20 điểm"."""
    if not gap:
        return w("why.level")
    return w("why.above" if gap < 0 else "why.below", x=w.number(abs(gap), decimals))


def factor(w: Words, part: Part, names: Mapping[str, str], parts: Mapping[str, str]) -> str:
    """What a part is called: a component, a rival's score, or what no score explains."""
    if part.factor in parts:
        return parts[part.factor]
    if part.factor == parts_of.RIVAL:
        return w("why.rival", name=names[part.unit_code])
    return w(f"why.{part.factor}")


def span(w: Words, first: EditionFacts, second: EditionFacts) -> str:
    """Two editions of one period type with that type: "Từ 17/9 đến 05/10/2026 (lũy kế …)"."""
    if second.period_type != "year_to_date":
        return w("why.span", a=w.period(first), b=w.period(second))
    return w("why.span_to_date", a=_first_day(w, first, second), b=w.date(second.period_end))


def _first_day(w: Words, first: EditionFacts, second: EditionFacts) -> str:
    """The first of two days, without its year where the second one gives it."""
    day = first.period_end
    if day.year != second.period_end.year or day >= second.period_end:
        return w.date(day)
    if w.language == "vi":
        # As in documents: a nought before days up to 9 and months 1 and 2.
        return f"{day:%d}/{day:%m}" if day.month < 3 else f"{day:%d}/{day.month}"
    return format_date(day, "d MMM", w.locale)


# --- A change that is split ---------------------------------------------------------------------


def _split(w: Words, found: Movement, split: Split, names: Mapping[str, str]) -> str:
    clauses = [
        w(f"why.{key}", names=_names(w, codes, names))
        for key, codes in (
            ("passed", split.passed),
            ("level_with", split.level_with),
            ("passed_by", split.passed_by),
            ("entered", split.entered),
            ("left", split.left),
        )
        if codes
    ]
    who = sentence_case("; ".join(clauses) or w("why.nobody"))
    if found.repeated:
        who = w("why.repeated")
    moved = _ranks("", w, split.rank_before, split.rank_after, span(w, found.first, found.second))
    return f"{moved} {who}."


def _ranks(form: str, w: Words, before: int, after: int, of: str) -> str:
    direction = "same" if before == after else "up" if after < before else "down"
    return w(f"why.{form}{direction}", span=of, x=w.place(before), y=w.place(after))


def _names(w: Words, codes: Sequence[str], names: Mapping[str, str]) -> str:
    known = [names.get(code, code) for code in codes]
    # "and 1 other" would be longer than the name.
    if len(known) <= NAMES_IN_A_SENTENCE + 1:
        return w.join(known)
    first = ", ".join(known[:NAMES_IN_A_SENTENCE])
    return w("why.and_others", names=first, n=len(known) - NAMES_IN_A_SENTENCE)


def _own(w: Words, found: Movement, split: Split, home: str, parts: Mapping[str, str]) -> str:
    """What our score gained, and in which components."""
    difference = split.score_after - split.score_before
    if not difference:
        return w("why.own_same", home=home)
    change = changed(w, difference, found.second.decimals)
    mainly = _mainly(w, split, difference, parts, found.second.decimals)
    return w("why.own", home=home, change=change) + mainly


def _mainly(
    w: Words, split: Split, difference: Decimal, parts: Mapping[str, str], decimals: int
) -> str:
    """The one or two components that moved our score most in the direction of the whole, and what
    of it no component tells: first where that is the most."""
    own = {
        part.factor: part.points
        for part in split.parts
        if part.points is not None and part.points * difference > 0
    }
    components = {factor: points for factor, points in own.items() if factor in parts}
    ordered = sorted(components, key=lambda factor: -abs(components[factor]))
    largest = level_with_last(ordered, COMPONENTS_NAMED, key=lambda factor: components[factor])
    # A second one is named where it matters beside the first.
    named = [
        w(
            "why.named_part",
            name=parts[factor],
            change=changed(w, components[factor], decimals),
        )
        for factor in largest
        if abs(components[factor]) * 4 >= abs(components[largest[0]])
    ]
    names = w.join_and(named)
    unsplit = own.get(parts_of.UNSPLIT)
    if not unsplit:
        return w("why.mainly", names=names) if named else ""
    change = changed(w, unsplit, decimals)
    if named and abs(unsplit) < abs(components[largest[0]]):
        return w("why.mainly", names=names) + w("why.unsplit_besides", change=change)
    most = w("why.unsplit_most", change=change)
    return most + w("why.then_through", names=names) if named else most


def _whose(w: Words, split: Split, home: str) -> str:
    """Which part of the change of rank is ours and which that of the others' scores, in words."""
    own, others = (round(split.total(kind)[0], 9) for kind in (parts_of.OWN, parts_of.OTHERS))
    if not own and not others:
        return w("why.whose_none")
    if own * others >= 0:
        return w(f"why.whose_{_part_in_words(abs(own) / abs(own + others))}", home=home)
    up = own < 0
    which = "even" if not own + others else "up" if own + others < 0 else "down"
    key = "why.whose_against_up" if up else "why.whose_against_down"
    return w(key, home=home, which=w(f"why.outweighs_{which}"))


def _part_in_words(part: float) -> str:
    """A part of 1 as a word: "all", "almost", "most", "half", "less", "hardly", "others"."""
    if part in (0, 1):
        return "all" if part else "others"
    return next(word for least, word in PARTS_IN_WORDS if part >= least)


# --- A change that is not split -----------------------------------------------------------------


def _partial(w: Words, found: Movement, names: Mapping[str, str]) -> str:
    facts = [
        fact for fact in (_known_ranks(w, found), _scores(w, found), _bounds(w, found)) if fact
    ]
    return w(
        "why.partial",
        span=span(w, found.first, found.second),
        what="; ".join(facts) or w("why.nothing_known"),
        reason=_reason(w, found, names),
    )


def _known_ranks(w: Words, found: Movement) -> str | None:
    before, after = found.before, found.after
    if before.rank is not None and after.rank is not None:
        return _ranks("ranks_", w, before.rank, after.rank, "")
    known = [_possible(w, position) for position in (before, after)]
    if known == [None, None]:
        return None
    first, second = (text or w("why.rank_unknown") for text in known)
    return w("why.ranks", a=first, b=second)


def _possible(w: Words, position: Position) -> str | None:
    """The ranks a unit can have, where they are fewer than all."""
    if position.rank is not None:
        return w.rank(position.rank, position.units)
    ends = position.rank_low, position.rank_high
    if None in ends or ends == (1, position.units):
        return None
    return w.rank_range(*ends, position.units)


def _scores(w: Words, found: Movement) -> str | None:
    scores = found.before.score, found.after.score
    if None in scores:
        return None
    return w("why.score", change=changed(w, scores[1] - scores[0], found.second.decimals))


def _bounds(w: Words, found: Movement) -> str | None:
    """Between what the lead over the cut line changed, where both ends are known."""
    gap = found.reach.gap
    if gap.low is None or gap.high is None:
        return None
    ends = [changed(w, -end, found.second.decimals) for end in (gap.high, gap.low)]
    return w("why.gap_between", k=found.limit, a=ends[0], b=ends[1])


def _reason(w: Words, found: Movement, names: Mapping[str, str]) -> str:
    if found.why_not == "contradiction":
        pair = [names.get(code, code) for code in found.contradiction]
        return w("why.reason_contradiction", names=w.join_and(pair))
    if found.why_not == "unit":
        sides = ((found.first, found.before), (found.second, found.after))
        lacking = [item for item, at in sides if at.rank is None and at.score is None]
    else:
        lacking = list(found.partial)
    periods = w.join_and([w.period(item) for item in lacking])
    return w(f"why.reason_{found.why_not}", home=names[found.unit_code], periods=periods)
