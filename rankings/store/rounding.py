"""Rounding as issuers print figures and spreadsheets show them; differences of known figures."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

Number = TypeVar("Number", int, Decimal)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A figure with so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimals_of(value: Decimal) -> int:
    """How many decimals a figure has, noughts at its end not counted: 2 for 9.080000."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimal_of(value: Fraction, decimals: int) -> Decimal:
    """A quotient with so many decimals, halves away from zero."""
    doubled = 2 * abs(value) * 10**decimals
    steps = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return Decimal(steps if value >= 0 else -steps).scaleb(-decimals)


def less(minuend: Number | None, subtrahend: Number | None) -> Number | None:
    """The difference of two figures; None where one of them is not known."""
    return None if minuend is None or subtrahend is None else minuend - subtrahend
