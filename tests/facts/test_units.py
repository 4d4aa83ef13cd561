"""Tables of units: which is meant, what share is wanted, what is counted there, by level."""

from decimal import Decimal
from fractions import Fraction

import pytest

from rankings.facts import units
from rankings.facts.units import places, wanted
from rankings.facts.units.shortfall import Unit
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests import oracles, units_store
from tests.cases import every

PSI = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def at(units_var) -> Snapshot:
    return Store(units_var).snapshot()


def shares(code: str) -> list[tuple[Fraction, str]]:
    """The shares of the provinces on 10 October, from the file alone, the best first."""
    counts: dict[str, dict[str, Fraction]] = {}
    for row in oracles.observations():
        if (row["edition_id"], row["indicator_code"]) == (PSI, code):
            counts.setdefault(row["unit_code"], {})[row["measure"]] = Fraction(row["value"])
    known = [(of["numerator"] / of["denominator"], unit) for unit, of in counts.items()]
    return sorted(known, key=lambda pair: (-pair[0], pair[1]))


def of(at: Snapshot, code: str, asked: str) -> wanted.Wanted:
    return units.wanted_of(at, units.choose(at, "psi"), code, asked)


def test_the_newest_table_of_the_only_list_with_figures_is_meant(at):
    assert units.choose(at, "psi").edition_id == units_store.NEWEST
    assert units.choose(at, "psi", scheme="H21", period="2026-10-03").edition_id == (
        units_store.BEFORE
    )
    assert units.choose(at, "psi", period="2026-10-03T04").edition_id == units_store.BEFORE


@every(
    "index, choices, key",
    [
        ("psi", {"period": "2026-10-11"}, "error.unknown_period"),
        ("psi", {"scheme": "daklak102"}, "error.no_inside_edition"),
        ("psi", {"scheme": "h99"}, "error.not_inside_scheme"),
        ("dti", {}, "error.no_inside_edition"),
        ("xyz", {}, "error.unknown_index"),
    ],
)
def test_what_is_not_there_is_told(at, index, choices, key):
    with pytest.raises(Problem) as raised:
        units.choose(at, index, **choices)
    assert raised.value.key == key


@every("code", ["2.1", "4.1", "5.2", "5.4"])
def test_best_cut_line_and_peer_are_shares_of_provinces(at, code):
    """Of the table of the same day; the line is the 10th of the others, of whom Gia Lai is none."""
    best, line = of(at, code, "best"), of(at, code, "cut_line")
    ranked = shares(code)
    assert (best.share, best.unit_code) == ranked[0]
    others = [pair for pair in ranked if pair[1] != "52"]
    assert (line.share, line.unit_code, line.limit) == (*others[9], 10)
    peer = of(at, code, "peer:66")
    assert (peer.share, peer.name_vi) == (dict(map(reversed, ranked))["66"], "Đắk Lắk")
    assert {each.edition.edition_id for each in (best, line, peer)} == {PSI}


def test_of_a_table_before_all_those_of_provinces_the_newest_counts(at):
    """No table of provinces before 10 October knows sub-indicators."""
    edition = units.by_id(at, units_store.BEFORE)
    assert units.wanted_of(at, edition, "2.1", "best").edition.edition_id == PSI


@every(
    "text, share",
    [
        ("95,86%", Fraction(9586, 10_000)),
        ("95.86", Fraction(9586, 10_000)),
        ("0,9586", Fraction(9586, 10_000)),
        ("1", Fraction(1)),
        ("1%", Fraction(1, 100)),
        ("100", Fraction(1)),
        ("0", Fraction(0)),
    ],
)
def test_a_share_is_read_as_it_is_typed(text, share):
    assert wanted.typed_share(text) == share
    assert wanted.typed_share(wanted.share_text(share)) == share


@every("text", ["", "abc", "100,1%", "-1", "101", "nan", "9 5 %%"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(Problem) as raised:
        wanted.typed_share(text)
    assert raised.value.key == "error.not_a_share"


def test_sub_indicators_are_those_with_counts_the_dearest_first(at):
    shown = units.sub_indicators(at, edition_id=units_store.NEWEST)
    assert {sub.rule.indicator_code for sub in shown} == {
        *("2.1", "3.5b", "3.6", "4.1", "4.3", "4.5a", "5.2", "5.3", "5.4")
    }
    split = [sub for sub in shown if sub.ledger.adds_up]
    points = [sub.ledger.points for sub in split]
    assert points == sorted(points, reverse=True)
    assert shown[0].rule.indicator_code == "2.1"
    assert {sub.rule.indicator_code for sub in shown[len(split) :]} == {"3.5b", "4.5a"}


def test_the_ledger_of_a_store_is_that_of_its_file(at):
    best = of(at, "2.1", "best").share
    shown = units.ledger(at, edition_id=units_store.NEWEST, indicator_code="2.1", wanted=best)
    counts = units_store.counted("2.1")
    assert {line.unit.unit_code: line.net for line in shown.lines} == {
        unit: best * below - above for unit, (above, below) in counts.items() if unit != "H21"
    }
    assert (shown.splits, shown.province.unit_code, shown.remainder.denominator) == (
        *("exact", "H21", 0),
    )
    assert shown.lines[0].unit.flag == "TEMP_NATIONAL_REPORT_DENOMINATOR"


def test_what_has_no_counts_is_told(at):
    asked = {"edition_id": units_store.NEWEST, "wanted": Fraction(1)}
    with pytest.raises(Problem) as raised:
        units.ledger(at, **asked, indicator_code="1.4")
    assert raised.value.key == "error.no_inside_counts"
    with pytest.raises(Problem) as raised:
        units.ledger(at, **asked, indicator_code="total")
    assert raised.value.key == "error.unknown_component"


# --- By level ------------------------------------------------------------------------------------


def unit(code: str, numerator: int | None, denominator: int | None) -> Unit:
    counts = [None if each is None else Decimal(each) for each in (numerator, denominator)]
    return Unit(code, code, code, code, code, "commune", *counts)


def test_units_are_placed_by_share_and_few_are_marked():
    given = [
        unit("A", 1, 2),
        unit("B", 90, 100),
        unit("C", 45, 50),
        unit("D", 0, 0),
        unit("E", None, 7),
        unit("F", 19, 19),
        unit("G", 10, 20),
    ]
    shown = places.by_share(given)
    assert [(item.unit.unit_code, item.rank, item.small) for item in shown] == [
        ("F", 1, True),
        ("B", 2, False),
        ("C", 2, False),
        ("G", 4, False),
        ("A", 4, True),
        ("E", None, True),
        ("D", None, True),
    ]
    assert {item.ranked for item in shown} == {5}


def test_all_units_are_placed_in_a_real_table(at):
    """The same by counting: one more than how many have a higher share."""
    figures = units.counted(at, edition_id=units_store.NEWEST, indicator_code="2.1").units
    communes = [each for each in figures if each.level == "commune"]
    assert len(communes) == 135
    counts = units_store.counted("2.1")
    share = {code: Fraction(*counts[code]) for code in counts if counts[code][1]}
    for item in places.by_share(communes):
        code = item.unit.unit_code
        better = [each for each in communes if share.get(each.unit_code, -1) > share[code]]
        assert item.rank == 1 + len(better)
