"""What the command line prints: figures as numbers, rows as lines or as JSON."""

import io
import json
import os
import sys
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, TextIO

from rankings.facts.editions import EditionFacts
from rankings.facts.standing.bounds import Interval
from rankings.store.rounding import rounded
from rankings.store.rows import picked


def figure(value: Any, decimals: int) -> Any:
    """A Decimal as a number of the method's decimals, half rounded up; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    return float(rounded(value, decimals))


def count(value: Decimal | None) -> int | float | None:
    """What was counted, as a whole number; a mean with the decimals it has."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def quotient(value: Fraction | None, decimals: int) -> float | None:
    """An exact quotient as a number of so many decimals, half rounded up."""
    if value is None:
        return None
    steps = floor(value * 10**decimals + Fraction(1, 2))
    return float(Decimal(steps).scaleb(-decimals))


def interval(ends: Interval, decimals: int) -> dict[str, float | None]:
    """Both ends of an interval as numbers."""
    return {"low": figure(ends.low, decimals), "high": figure(ends.high, decimals)}


def edition_row(edition: EditionFacts) -> dict[str, str]:
    """What an answer says of the edition that it is about."""
    return {
        "index": edition.index_code,
        **picked(edition, "period", "period_type", "scheme"),
        "method": edition.method_code,
    }


def unit_in(edition: EditionFacts, unit_code: str) -> dict[str, str]:
    """What an answer about one unit in one edition begins with."""
    return edition_row(edition) | {"unit_code": unit_code}


def moment(at: datetime | None) -> str | None:
    """A time in UTC as ISO text."""
    return None if at is None else f"{at.isoformat(timespec='seconds')}Z"


def show(result: Any, *, as_json: bool) -> None:
    """Print one object or a list of them; a text as it is."""
    if as_json:
        # Where the output cannot hold every letter, JSON still can: as escapes.
        escape = not (sys.stdout.encoding or "").lower().startswith("utf")
        lines = [json.dumps(result, ensure_ascii=escape, indent=2, default=str)]
    elif isinstance(result, str):
        lines = [result]
    else:
        rows = result if isinstance(result, list) else [result]
        lines = [line for row in rows for line in _lines(row)]
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what Python flushes at its end must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def keep_stdout() -> None:
    """Keep the standard output for what the command has to say; for a program of its own.

    Libraries print from C past `sys.stdout`, also when the process ends: their file descriptor 1
    becomes that of stderr for good, while `sys.stdout` writes to a duplicate of the real one. A
    closed one stays closed: without this, its number would fall to the first file that is opened.
    """
    given = sys.stdout
    real = None if given is None else os.dup(1)
    os.dup2(2 if sys.stderr is not None else os.open(os.devnull, os.O_WRONLY), 1)
    if real is None:
        sys.stdout = _writer(os.open(os.devnull, os.O_WRONLY), "utf-8", "replace")
    else:
        sys.stdout = _writer(real, given.encoding, given.errors)


def _writer(descriptor: int, encoding: str, errors: str) -> TextIO:
    """Text into a file descriptor that, like the standard output, is left open to the end."""
    return open(descriptor, "w", encoding=encoding, errors=errors, closefd=False)


def write_what_can_be_written(*streams: TextIO) -> None:
    """A letter that the terminal or pipe cannot hold becomes "?", it does not stop the program."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _lines(row: dict[str, Any]) -> list[str]:
    """A row as one line, and each object of a list in it as a line below."""
    inner = {name: cell for name, cell in row.items() if _holds_objects(cell)}
    first = "  ".join(f"{name}={_plain(cell)}" for name, cell in row.items() if name not in inner)
    below = [
        f"  {name}: " + "  ".join(f"{key}={_plain(cell)}" for key, cell in item.items())
        for name, items in inner.items()
        for item in items
    ]
    return [first, *below]


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _plain(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return f"{len(value)} × object" if _holds_objects(value) else ", ".join(map(str, value))
    if isinstance(value, dict):
        return "{" + " ".join(f"{name}={_plain(item)}" for name, item in value.items()) + "}"
    return str(value)
