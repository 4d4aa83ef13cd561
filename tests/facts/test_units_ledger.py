"""What units lack of a wanted share: against other sums over a real table, and as properties.

The table is tests/units_of_gia_lai.csv. The sums on this side are made with whole numbers and
fractions from that file alone.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankings.facts.subindicators import Rule
from rankings.facts.units.shortfall import ADDING_UP, Ledger, Unit, ledger
from tests.cases import every
from tests.units_store import counted

# The best province of the table of 10 October in 2.1, 4.1 and 5.2.
NINH_BINH = Fraction(538_703, 561_943)
LAI_CHAU = Fraction(73_345, 83_636)
DONG_THAP = Fraction(234, 286)
MAXIMA = {"2.1": 20, "3.6": 6, "4.1": 6, "4.3": 2, "5.2": 6, "5.3": 6, "5.4": 6}
FULL_AT = {"4.3": 80, "5.4": 90}


# --- The file alone ------------------------------------------------------------------------------


def own(code: str, wanted: Fraction) -> dict[str, Fraction]:
    """Unit -> what it lacks, exactly; the province under H21."""
    return {unit: wanted * below - above for unit, (above, below) in counted(code).items()}


def most_first(code: str, wanted: Fraction) -> list[tuple[Fraction, str]]:
    lacking = {unit: net for unit, net in own(code, wanted).items() if unit != "H21" and net > 0}
    return sorted(((net, unit) for unit, net in lacking.items()), reverse=True)


def half_and_more(nets: list[Fraction]) -> tuple[int, int]:
    """How many of the largest make 50 % and 80 %."""
    whole, made, reached = sum(nets), Fraction(0), []
    for net in nets:
        made += net
        reached.append(made / whole)
    return tuple(
        next(at for at, part in enumerate(reached, 1) if part >= goal)
        for goal in (Fraction(1, 2), Fraction(4, 5))
    )


# --- The same asked of the package ---------------------------------------------------------------


def rule(code: str, *, maximum: int | None = None, full_at: int | None = None) -> Rule:
    return Rule(
        indicator_code=code,
        metric_key=None,
        component="c",
        name_vi=code,
        name_en=None,
        component_vi=None,
        component_en=None,
        counted="dossiers",
        numerator_vi="",
        numerator_en="",
        denominator_vi=None,
        denominator_en=None,
        maximum=Decimal(maximum or MAXIMA[code]),
        max_basis="published",
        full_at_percent=Decimal(full_at or FULL_AT.get(code, 100)),
        empty_denominator="unknown",
        applies_to=("province",),
        proof="proved",
        note_vi="",
        note_en="",
        owner_vi=None,
        owner_en=None,
        source_id="s",
        decimals=2,
    )


def unit(code: str, numerator: int | None, denominator: int | None) -> Unit:
    counts = [None if each is None else Decimal(each) for each in (numerator, denominator)]
    return Unit(code, code, code, code, code, "commune", *counts)


def asked(code: str, wanted: Fraction, splits: str = "exact") -> Ledger:
    rows = {name: unit(name, *pair) for name, pair in counted(code).items()}
    province = rows.pop("H21")
    return ledger(rows.values(), province=province, wanted=wanted, splits=splits, rule=rule(code))


def tenths(value: Fraction | None) -> float:
    return float(round(Fraction(value or 0), 1))


@every(
    "code, wanted, sums, units, making, first",
    [
        ("2.1", NINH_BINH, (41_258.9, 42_251.1, 992.1), (111, 37), (1, 1), (82.9, 1.694)),
        ("4.1", LAI_CHAU, (62_603.0, 66_001.5, 3_266.2), (98, 50), (1, 11), (69.6, 0.661)),
        ("5.2", DONG_THAP, (133.5, 31.2, 0.9), (23, 2), (6, 15), (23.6, 0.1)),
        ("2.1", Fraction(1), (58_359.0, 58_359.0, 0.0), (148, 0), (1, 24), (69.2, 1.953)),
        ("4.1", Fraction(1), (113_868.0, 113_996.0, 0.0), (148, 0), (1, 40), (54.4, 0.892)),
        ("5.2", Fraction(1), (214.0, 39.0, 0.0), (23, 0), (6, 16), (23.1, 0.122)),
    ],
)
def test_the_ledger_of_a_real_table(code, wanted, sums, units, making, first):
    """Worked out by hand: net, gross and surplus; how many units are below and above; how many make
    50 % and 80 %; what part and how many points the department of land makes."""
    shown = asked(code, wanted, "uncovered" if code == "5.2" else "nearly")
    assert tuple(map(tenths, (shown.net, shown.gross, shown.surplus))) == sums
    assert (len(shown.below), len(shown.above)) == units
    assert (shown.making(Fraction(1, 2)), shown.making(Fraction(4, 5))) == making
    line = shown.lines[0]
    assert line.unit.unit_code == "H21.24"
    assert (tenths(line.part * 100), float(round(line.points, 3))) == first


@every("code", MAXIMA)
@every("wanted", [NINH_BINH, LAI_CHAU, Fraction(4, 5), Fraction(1), Fraction(0), Fraction(1, 3)])
def test_the_ledger_says_what_the_file_alone_says(code, wanted):
    shown, nets = asked(code, wanted), own(code, wanted)
    assert shown.net == nets["H21"]
    assert {line.unit.unit_code: line.net for line in shown.lines} | {"H21": shown.net} == nets
    best = most_first(code, wanted)
    assert [line.net for line in shown.below] == [net for net, _ in best]
    if best:
        halves = shown.making(Fraction(1, 2)), shown.making(Fraction(4, 5))
        assert halves == half_and_more([net for net, _ in best])
    assert shown.net == shown.gross - shown.surplus + shown.remainder.shortfall


def test_points_of_the_gap_and_of_the_first_unit():
    """1.996 points of 20 lie between 85.89 % and 95.86 %; without the first unit it is 93.66 %."""
    shown = asked("2.1", NINH_BINH)
    assert float(round(shown.points, 3)) == 1.996
    assert float(round(shown.share_without(shown.lines[0]) * 100, 2)) == 93.66
    assert float(round(asked("5.2", DONG_THAP, "uncovered").points, 3)) == 1.808
    assert float(round(asked("4.1", LAI_CHAU).points, 3)) == 0.902


def test_what_is_in_no_unit_is_a_row_of_its_own():
    """395 of 443 petitions are in no unit; 23 % of the gap can be put on one."""
    late = asked("5.2", DONG_THAP, "uncovered")
    assert (late.remainder.numerator, late.remainder.denominator) == (220, 395)
    assert float(round(late.on_units, 2)) == 0.23
    satisfied = asked("5.3", DONG_THAP, "uncovered").remainder
    assert (satisfied.numerator, satisfied.denominator) == (178, 395)
    nearly = asked("4.1", LAI_CHAU, "nearly").remainder
    assert (nearly.numerator, nearly.denominator) == (163, 35)
    exact = asked("2.1", NINH_BINH).remainder
    assert (exact.numerator, exact.denominator, exact.shortfall) == (0, 0, 0)


@every("splits", ["distinct", "province", None])
def test_what_does_not_add_up_is_not_split(splits):
    rows = {name: unit(name, *pair) for name, pair in counted("3.5b").items()}
    shown = ledger(
        rows.values(),
        province=rows["H21"],
        wanted=Fraction(4, 5),
        splits=splits,
        rule=rule("2.1", maximum=2, full_at=80),
    )
    assert not shown.adds_up
    assert (shown.lines, shown.gross, shown.surplus, shown.remainder) == ((), None, None, None)
    assert shown.net == Fraction(4, 5) * 437 - 230
    assert shown.points == 2 * shown.net / (437 * Fraction(4, 5))


# --- Properties ----------------------------------------------------------------------------------

COUNT = st.none() | st.integers(0, 10**6)
SHARE = st.fractions(0, 1, max_denominator=10**6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Unit], Unit, Fraction, str, Rule]:
    """Units with counts, with none, with nothing to count; a province that may say anything."""
    pairs = draw(st.lists(st.tuples(COUNT, COUNT), max_size=12))
    units = [unit(f"U{at}", *pair) for at, pair in enumerate(pairs)]
    province = unit("P", draw(st.integers(0, 10**7)), draw(st.integers(0, 10**7)))
    scored = rule("2.1", maximum=draw(st.integers(1, 20)), full_at=draw(st.sampled_from([50, 100])))
    return units, province, draw(SHARE), draw(st.sampled_from(ADDING_UP)), scored


@given(tables())
def test_sums_are_exact_for_whatever_is_counted(drawn):
    units, province, wanted, splits, scored = drawn
    shown = ledger(units, province=province, wanted=wanted, splits=splits, rule=scored)
    assert shown.net == shown.gross - shown.surplus + shown.remainder.shortfall
    assert sum(line.shortfall or 0 for line in shown.lines) == shown.gross
    assert sum(line.part or 0 for line in shown.lines) == (1 if shown.gross else 0)
    known = [each for each in units if None not in (each.numerator, each.denominator)]
    assert shown.remainder.numerator + sum(each.numerator for each in known) == province.numerator
    assert {line.unit.unit_code for line in shown.lines} == {each.unit_code for each in units}
    assert len(shown.without_figures) == len(units) - len(known)
    if shown.gross:
        assert 1 <= shown.making(Fraction(1, 2)) <= shown.making(Fraction(4, 5)) <= len(shown.below)


@given(tables())
def test_points_are_of_the_shortfall_and_end_where_they_are_full(drawn):
    units, province, wanted, splits, scored = drawn
    shown = ledger(units, province=province, wanted=wanted, splits=splits, rule=scored)
    full = Fraction(scored.full_at_percent) / 100
    if not province.denominator:
        assert {shown.points, *(line.points for line in shown.lines)} == {None}
        return
    each = Fraction(scored.maximum) / (full * Fraction(province.denominator))
    for line in shown.lines:
        if line.net is None:
            assert line.points is None
        elif wanted <= full:
            assert line.points == line.shortfall * each
        else:
            assert 0 <= line.points <= line.shortfall * each
    assert 0 <= shown.points <= scored.maximum


@given(tables())
def test_a_unit_with_nothing_to_count_lacks_nothing(drawn):
    units, province, wanted, splits, scored = drawn
    empty = unit("E", 0, 0)
    with_it = ledger([*units, empty], province=province, wanted=wanted, splits=splits, rule=scored)
    without = ledger(units, province=province, wanted=wanted, splits=splits, rule=scored)
    line = next(line for line in with_it.lines if line.unit is empty)
    assert (line.net, line.unit.share) == (0, None)
    assert (with_it.gross, with_it.remainder) == (without.gross, without.remainder)


def test_without_the_provinces_own_row_nothing_is_said_of_it():
    shown = ledger(
        [unit("U", 1, 4)], province=None, wanted=Fraction(1), splits="exact", rule=rule("2.1")
    )
    assert (shown.net, shown.points, shown.remainder, shown.on_units) == (None,) * 4
    assert (shown.gross, shown.lines[0].points, shown.lines[0].part) == (3, None, 1)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (5, None), (None, None)])
def test_a_unit_without_a_count_is_in_no_sum(numerator, denominator):
    known, unknown = unit("K", 1, 4), unit("N", numerator, denominator)
    shown = ledger(
        [unknown, known],
        province=unit("P", 3, 9),
        wanted=Fraction(1),
        splits="exact",
        rule=rule("2.1"),
    )
    assert [line.unit.unit_code for line in shown.lines] == ["K", "N"]
    last = shown.lines[-1]
    assert (last.net, last.shortfall, last.part, last.points) == (None,) * 4
    assert (shown.remainder.numerator, shown.remainder.denominator) == (2, 5)
