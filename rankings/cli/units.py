"""The commands that read the units inside a province: ledger, units."""

import argparse
from fractions import Fraction
from typing import Any

from rankings.cli.command import Answer, add_reading, index_option
from rankings.cli.output import count, figure, quotient
from rankings.facts import inside, units
from rankings.facts.inside import LEVELS, InsideEdition
from rankings.facts.subindicators import Rule
from rankings.facts.units import Ledger, Unit, Wanted, places
from rankings.facts.units.places import Placed
from rankings.facts.units.shortfall import Line
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot

# Shares from 0 to 1 so exact that counts made from them are right to a hundredth of a dossier.
SHARE_DECIMALS, COUNT_DECIMALS, POINT_DECIMALS = 8, 4, 4
HALF, MOST = Fraction(1, 2), Fraction(4, 5)
TOTAL = "total"


def add(commands: Any) -> None:
    """The commands and their arguments."""
    what = "what each unit inside a province lacks of a wanted share"
    ledger = add_reading(commands, "ledger", show_ledger, what)
    index_option(ledger)
    ledger.add_argument("--indicator", required=True, help="code of the sub-indicator: 2.1")
    _table_options(ledger)
    shares = "a share (95.86%% or 0.9586), best, cut_line, or peer:CODE; default: best"
    ledger.add_argument("--wanted", default=units.BEST, metavar="SHARE|best|cut_line", help=shares)
    every = add_reading(commands, "units", list_units, "the units inside a province")
    _table_options(every)
    every.add_argument("--level", choices=LEVELS, help="only units of this level")
    every.add_argument("--indicator", default=TOTAL, help="of this sub-indicator, not the total")


def _table_options(command: argparse.ArgumentParser) -> None:
    """Which table of units."""
    lists = "daklak102, h21 …; default: home's where it has figures, else the only one that has"
    command.add_argument("--scheme", help=lists)
    command.add_argument("--period", help="2026-10-10T04, or the day of one with an hour")


def show_ledger(options: argparse.Namespace, at: Snapshot) -> Answer:
    """What a province lacks of a wanted share in one sub-indicator, and its units."""
    edition = units.choose(at, options.index, scheme=options.scheme, period=options.period)
    code = options.indicator
    rule = units.rule_of(at, edition.edition_id, code)
    wanted = units.wanted_of(at, edition, code, options.wanted)
    ledger = units.ledger(
        at, edition_id=edition.edition_id, indicator_code=code, wanted=wanted.share
    )
    split = units.split_of(at, edition.edition_id, code)
    note = None if split is None else getattr(split, f"note_{options.lang}")
    return _ledger_row(edition, rule, wanted, ledger) | {"note": note}, 0


def _ledger_row(
    edition: InsideEdition, rule: Rule, wanted: Wanted, ledger: Ledger
) -> dict[str, Any]:
    left = ledger.remainder
    return {
        "province": _province(rule, ledger.province),
        "wanted": quotient(wanted.share, SHARE_DECIMALS),
        "gap": {
            "counts_net": quotient(ledger.net, COUNT_DECIMALS),
            "counts_gross": quotient(ledger.gross, COUNT_DECIMALS),
            "points": quotient(ledger.points, POINT_DECIMALS),
        },
        "splits": ledger.splits,
        "units": [_line_row(line) for line in ledger.lines],
        "remainder": {
            "numerator": count(None if left is None else left.numerator),
            "denominator": count(None if left is None else left.denominator),
            "shortfall": quotient(None if left is None else left.shortfall, COUNT_DECIMALS),
        },
        "surplus": quotient(ledger.surplus, COUNT_DECIMALS),
        "units_below": len(ledger.below) if ledger.adds_up else None,
        "units_above": len(ledger.above) if ledger.adds_up else None,
        "units_unknown": len(ledger.without_figures) if ledger.adds_up else None,
        "half_in": ledger.making(HALF),
        "four_fifths_in": ledger.making(MOST),
        "part_in_units": quotient(ledger.on_units, SHARE_DECIMALS),
        "index": edition.index_code,
        "indicator": rule.indicator_code,
        "indicator_name": rule.name_vi,
        "counted": rule.counted,
        "max": figure(rule.maximum, rule.decimals),
        **picked(edition, "scheme", "period", "period_type", "province_code", "demonstration"),
        "wanted_kind": wanted.kind,
        "wanted_unit_code": wanted.unit_code,
        "wanted_unit_name": wanted.name_vi,
        "wanted_period": None if wanted.edition is None else wanted.edition.period,
        "wanted_limit": wanted.limit,
    }


def _province(rule: Rule, province: Unit | None) -> dict[str, Any]:
    """The province's own row, its points by the rule."""
    if province is None:
        return dict.fromkeys(("numerator", "denominator", "share", "points"))
    known = None not in (province.numerator, province.denominator)
    points = rule.points(province.numerator or 0, province.denominator or 0) if known else None
    return {
        "numerator": count(province.numerator),
        "denominator": count(province.denominator),
        "share": quotient(province.share, SHARE_DECIMALS),
        "points": figure(points, rule.decimals),
    }


def _line_row(line: Line) -> dict[str, Any]:
    unit = line.unit
    return {
        "unit_code": unit.unit_code,
        "unit_name": unit.full_name_vi or unit.name_vi,
        "level": unit.level,
        "numerator": count(unit.numerator),
        "denominator": count(unit.denominator),
        "share": quotient(unit.share, SHARE_DECIMALS),
        "shortfall": quotient(line.shortfall, COUNT_DECIMALS),
        "points": quotient(line.points, POINT_DECIMALS),
        "part": quotient(line.part, SHARE_DECIMALS),
        "surplus": quotient(line.surplus, COUNT_DECIMALS),
        **picked(unit, "portal_code", "flag"),
    }


def list_units(options: argparse.Namespace, at: Snapshot) -> Answer:
    """The units of a list inside a province, of each level those with the best figure first; those
    of which nothing is known last, and all of them where the list has no table."""
    code = _scheme(options, at)
    levels = LEVELS if options.level is None else (options.level,)
    rows = inside.units(at, code)
    given = _given(options, at, code)
    placed: list[Placed] = []
    for level in levels:
        of_level = [row["unit_code"] for row in rows if row["level"] == level]
        known = [given[unit_code] for unit_code in of_level if unit_code in given]
        ranked = places.by_score(known) if options.indicator == TOTAL else places.by_share(known)
        placed += ranked
    by_code = {row["unit_code"]: row for row in rows}
    without = [row for row in rows if row["level"] in levels and row["unit_code"] not in given]
    return [
        *(_unit_row(by_code[item.unit.unit_code], item) for item in placed),
        *(_unit_row(row, None) for row in without),
    ], 0


def _scheme(options: argparse.Namespace, at: Snapshot) -> str:
    """The list asked for; without one home's, where no list has figures either."""
    home = inside.home_scheme(at)
    if options.scheme is None and home is not None and not inside.all_editions(at):
        return home.scheme
    return inside.scheme_of(at, options.scheme).scheme


def _given(options: argparse.Namespace, at: Snapshot, scheme: str) -> dict[str, Unit]:
    """Unit -> its figure in the newest table of the list, or of the period asked for."""
    tables = [item for item in inside.all_editions(at) if item.scheme == scheme]
    if not tables and options.period is None:
        return {}
    if not tables:
        raise Problem("error.no_inside_edition", scheme=scheme)
    edition = units.choose(at, tables[0].index_code, scheme=scheme, period=options.period)
    if options.indicator != TOTAL:
        units.rule_of(at, edition.edition_id, options.indicator)
    figures = units.counted(at, edition_id=edition.edition_id, indicator_code=options.indicator)
    own = [figures.province] if figures.province is not None else []
    return {unit.unit_code: unit for unit in (*own, *figures.units)}


def _unit_row(row: Any, item: Placed | None) -> dict[str, Any]:
    unit = None if item is None else item.unit
    return {
        **picked(row, "unit_code", "portal_code"),
        "unit_name": row["full_name_vi"] or row["name_vi"],
        **picked(row, "level", "kind", "former_area"),
        "score": None if unit is None or unit.score is None else float(unit.score),
        "numerator": count(None if unit is None else unit.numerator),
        "denominator": count(None if unit is None else unit.denominator),
        "share": quotient(None if unit is None else unit.share, SHARE_DECIMALS),
        "rank": None if item is None else item.rank,
        "ranked_units": 0 if item is None else item.ranked,
        "small": item is not None and item.small,
        "status": None if unit is None else unit.status,
        "confidence": None if unit is None else unit.confidence,
        "flag": None if unit is None else unit.flag,
    }
