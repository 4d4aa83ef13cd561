"""`ledger` and `units`: their keys, their figures against the file alone, what they refuse."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from rankings import cli
from rankings.loads import bootstrap
from tests import units_store
from tests.cases import every
from tests.cli.test_cli import has_types, keys_of

LINE_KEYS = (
    *("unit_code", "unit_name", "level", "numerator", "denominator", "share"),
    *("shortfall", "points", "part", "surplus", "portal_code", "flag"),
)
FIRST_KEYS = ["province", "wanted", "gap", "splits", "units", "remainder"]


@pytest.fixture
def ask(units_var, monkeypatch, capsys):
    """Run a command on the store with tables of units: exit code, stdout, stderr."""
    monkeypatch.setenv("RANKINGS_VAR", str(units_var))
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())

    def run(line: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(line.split())
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def test_the_ledger_says_what_the_file_alone_says(ask):
    code, out, _ = ask("ledger psi --indicator 2.1 --scheme H21 --wanted 95.86% --json")
    shown = json.loads(out)
    assert code == 0
    wanted, counts = Fraction(9586, 10_000), units_store.counted("2.1")
    above, below = counts["H21"]
    assert shown["province"] == {
        **{"numerator": above, "denominator": below},
        **{"share": round(above / below, 8), "points": 17.18},
    }
    lacking = {unit: wanted * d - n for unit, (n, d) in counts.items() if unit != "H21"}
    gross = sum(net for net in lacking.values() if net > 0)
    assert shown["gap"]["counts_gross"] == float(round(gross, 4))
    assert shown["gap"]["counts_net"] == float(round(wanted * below - above, 4))
    for line in shown["units"]:
        short = max(lacking[line["unit_code"]], Fraction(0))
        assert Decimal(str(line["shortfall"])) == round(Decimal(float(short)), 4)
        assert line["part"] == pytest.approx(float(short / gross), abs=1e-8)
        assert line["points"] == pytest.approx(float(20 * short / below), abs=1e-4)
    assert [line["unit_code"] for line in shown["units"]][:1] == ["H21.24"]
    assert shown["remainder"] == {"numerator": 0, "denominator": 0, "shortfall": 0.0}


@every(
    "line",
    [
        "ledger psi --indicator 2.1",
        "ledger psi --indicator 5.2 --wanted cut_line --lang en",
        "ledger psi --indicator 4.5a --wanted peer:66 --period 2026-10-03",
    ],
)
def test_keys_of_the_ledger_are_those_of_the_page(ask, line):
    code, out, err = ask(f"{line} --json")
    assert (code, err) == (0, "")
    shown = json.loads(out)
    has_types([shown], keys_of("ledger"))
    assert list(shown)[: len(FIRST_KEYS)] == FIRST_KEYS
    assert all(tuple(each) == LINE_KEYS for each in shown["units"])


def test_keys_of_units_are_those_of_the_page_and_levels_are_ranked_apart(ask):
    rows = json.loads(ask("units --json")[1])
    has_types(rows, keys_of("units"))
    ranked = {(row["level"], row["ranked_units"]) for row in rows}
    assert ranked == {("province", 1), ("department", 14), ("commune", 135)}
    rows = json.loads(ask("units --level commune --indicator 5.2 --json")[1])
    assert {row["level"] for row in rows} == {"commune"}
    assert all(row["small"] for row in rows)
    assert sum(row["rank"] is not None for row in rows) == 21


@every("code, splits", [("3.5b", "distinct"), ("4.5a", "distinct")])
def test_what_does_not_add_up_is_not_split_and_says_why(ask, code, splits):
    shown = json.loads(ask(f"ledger psi --indicator {code} --json")[1])
    assert (shown["splits"], shown["units"], shown["gap"]["counts_gross"]) == (splits, [], None)
    assert "không cộng được" in shown["note"]
    assert set(shown["remainder"].values()) == {None}


@every(
    "line, said",
    [
        ("ledger psi --indicator 9.9", "9.9"),
        ("ledger psi --indicator 2.1 --wanted lots", "lots"),
        ("ledger psi --indicator 2.1 --scheme h99", "h99"),
        ("ledger psi --indicator 2.1 --period 2020-01-01", "2020-01-01"),
        ("ledger psi --indicator 1.4", "1.4"),
        ("units --scheme daklak102 --period 2026-10-10", "daklak102"),
        ("units --indicator 9.9", "9.9"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(ask, line, said):
    code, out, err = ask(line)
    assert (code, out) == (2, "")
    assert said in err


def test_a_list_without_a_table_is_listed_without_figures(ask):
    rows = json.loads(ask("units --scheme daklak102 --json")[1])
    assert len(rows) == 102
    assert {row["rank"] for row in rows} == {None}
    assert {row["ranked_units"] for row in rows} == {0}
