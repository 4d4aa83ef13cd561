"""Units inside a province: what one lacks of a wanted share, and where it stands among its own."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from rankings.evidence.counts import counts_of
from rankings.evidence.looker import (
    Looker,
    made_of,
    placed_inside,
    resolve,
    table_of_units,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import units
from rankings.facts.inside import InsideEdition
from rankings.facts.subindicators import PER_CENT
from rankings.facts.units import Ledger, Wanted, places
from rankings.facts.units.shortfall import Line
from rankings.facts.units.wanted import SHARE
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.rounding import decimal_of

# How many decimals: of counts that lack, of points, of parts in per cent.
COUNTS, POINTS, PARTS = 1, 3, 1
OF_ALL_UNITS = ("gross", "above", "remainder", "on_units")
# Of a unit, and beside it of what all units lack, which leads on to all of them.
BESIDE_ALL = ("part", "together")


@resolve.register
def in_ledger(key: figure_keys.InLedger, looker: Looker, so_far: Evidence) -> Evidence:
    """A figure of the ledger of a sub-indicator. Raises Problem where there is none."""
    table = _table(looker, key, so_far)
    so_far = placed_inside(looker, so_far, table, key)
    try:
        wanted = units.wanted_of(looker.at, table, key.indicator_code, key.wanted)
        ledger = units.ledger(
            looker.at,
            edition_id=key.edition_id,
            indicator_code=key.indicator_code,
            wanted=wanted.share,
        )
    except Problem:
        raise unknown_key(so_far.key) from None
    value = _value(ledger, key)
    if value is None:
        raise unknown_key(so_far.key)
    decimals = _decimals(key.counted)
    shown = replace(
        so_far,
        value=decimal_of(value, decimals),
        decimals=decimals,
        counted=key.counted,
        wanted=wanted,
        status="derived",
    )
    return _made_of(looker, shown, key, ledger, wanted)


@resolve.register
def unit_place(key: figure_keys.UnitPlace, looker: Looker, so_far: Evidence) -> Evidence:
    """The rank of a unit among those of its level: of the total by score, else by share."""
    so_far = placed_inside(looker, so_far, _table(looker, key, so_far), key)
    figures = units.counted(
        looker.at, edition_id=key.edition_id, indicator_code=key.indicator_code
    ).units
    own = next((unit for unit in figures if unit.unit_code == key.unit_code), None)
    if own is None:
        raise unknown_key(so_far.key)
    by_score = key.indicator_code == units.TOTAL
    peers = [unit for unit in figures if unit.level == own.level]
    placed = (places.by_score if by_score else places.by_share)(peers)
    rank = next(item.rank for item in placed if item.unit is own)
    if rank is None:
        raise unknown_key(so_far.key)
    codes = [own.unit_code, *(unit.unit_code for unit in peers if unit is not own)]
    keys = (
        [_score(key, code) for code in codes]
        if by_score
        else counts_of(key.edition_id, key.indicator_code, *codes)
    )
    shown = replace(
        so_far,
        value=Decimal(rank),
        decimals=0,
        counted="score" if by_score else "share",
        status="derived",
    )
    return made_of(looker, shown, _brought(looker, keys))


def _table(looker: Looker, key: figure_keys.OfIndicator, so_far: Evidence) -> InsideEdition:
    """The table of units that a key names. Raises Problem where it names none."""
    table = table_of_units(looker, key.edition_id)
    if table is None:
        raise unknown_key(so_far.key)
    return table


def _value(ledger: Ledger, key: figure_keys.InLedger) -> Fraction | None:
    """What the key names, exactly; None where the ledger has no such figure."""
    if ledger.province is not None and ledger.province.unit_code == key.unit_code:
        return _of_province(ledger, key.counted)
    line = next((each for each in ledger.lines if each.unit.unit_code == key.unit_code), None)
    if line is not None and key.counted == "together":
        return ledger.together(line)
    return None if line is None else _of_line(line, key.counted)


def _of_line(line: Line, counted: str) -> Fraction | None:
    if counted == "part":
        return None if line.part is None else line.part * PER_CENT
    if counted not in ("shortfall", "surplus", "net", "points"):
        return None
    value: Fraction | None = getattr(line, counted)
    return value


def _of_province(ledger: Ledger, counted: str) -> Fraction | None:
    left = ledger.remainder
    values: dict[str, Fraction | None] = {
        "net": ledger.net,
        "points": ledger.points,
        "gross": ledger.gross,
        "above": ledger.surplus,
        "on_units": None if ledger.on_units is None else ledger.on_units * PER_CENT,
        "remainder": None if left is None else left.shortfall,
        "remainder_numerator": None if left is None else Fraction(left.numerator),
        "remainder_denominator": None if left is None else Fraction(left.denominator),
    }
    return values.get(counted)


def _decimals(counted: str) -> int:
    if counted.startswith("remainder_"):
        return 0
    return {"points": POINTS, "part": PARTS, "on_units": PARTS}.get(counted, COUNTS)


def _made_of(
    looker: Looker,
    shown: Evidence,
    key: figure_keys.InLedger,
    ledger: Ledger,
    wanted: Wanted,
) -> Evidence:
    """It rests on the counts that it is made of, and on the share that is wanted."""
    codes = [key.unit_code]
    if key.counted.startswith(OF_ALL_UNITS):
        codes += [line.unit.unit_code for line in ledger.lines if line.net is not None]
    if key.counted == "points" and ledger.province is not None:
        codes.append(ledger.province.unit_code)
    own = _brought(looker, counts_of(key.edition_id, key.indicator_code, *dict.fromkeys(codes)))
    if key.counted in BESIDE_ALL and ledger.province is not None:
        all_lack = replace(key, unit_code=ledger.province.unit_code, counted="gross")
        return made_of(looker, shown, own, nearest=[*own, str(all_lack)])
    if wanted.kind == SHARE or wanted.edition is None or wanted.unit_code is None:
        return made_of(looker, shown, own)
    place = wanted.edition.edition_id, wanted.unit_code, key.indicator_code
    theirs = counts_of(place[0], key.indicator_code, wanted.unit_code)
    return made_of(looker, shown, [*own, *theirs], nearest=[str(figure_keys.Share(*place)), *own])


def _brought(looker: Looker, keys: Iterable[str]) -> list[str]:
    """Of some keys of figures those that a load has brought."""
    named = ((text, figure_keys.read(text)) for text in keys)
    return [
        text
        for text, key in named
        if isinstance(key, figure_keys.Figure)
        and looker.rows(key.edition_id, key.indicator_code, key.unit_code, key.measure)
    ]


def _score(key: figure_keys.UnitPlace, unit_code: str) -> str:
    return figure_keys.figure(key.edition_id, unit_code, key.indicator_code, "score")
