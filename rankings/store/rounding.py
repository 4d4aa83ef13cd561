"""Rounding as issuers print figures and spreadsheets show them; differences of known figures."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

Number = TypeVar("Number", int, Decimal)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A figure with so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def less(minuend: Number | None, subtrahend: Number | None) -> Number | None:
    """The difference of two figures; None where one of them is not known."""
    return None if minuend is None or subtrahend is None else minuend - subtrahend
