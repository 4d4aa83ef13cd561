"""How days and hours are written in a column, told by some of its values."""

from collections.abc import Sequence
from datetime import datetime

_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_HOURS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
# Day first, as in Việt Nam; of two that fit, the earlier one. A zone is Việt Nam's own.
FORMATS = (
    "%Y%m%d%H%M%S",
    "%Y%m%d%H%M",
    "%Y%m%d",
    *_DAYS,
    *(f"{day} {hour}" for day in _DAYS for hour in _HOURS),
    *(f"{hour} {day}" for day in _DAYS for hour in _HOURS),
    *(f"%Y-%m-%dT{hour}{zone}" for hour in _HOURS for zone in ("", "+07:00", "+0700")),
)


# What a column is tried with besides what its first rows show: each costs planning time.
USUAL = ("%Y%m%d%H%M%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def formats(values: Sequence[str | None]) -> list[str]:
    """The ways in which days of a column are written, that of most of the values first, and behind
    them the usual ones. Empty where none of the values is a day."""
    fits = dict.fromkeys(FORMATS, 0)
    for value in values:
        if value and (own := next((text for text in FORMATS if _is_day(value, text)), None)):
            fits[own] += 1
    seen = sorted((text for text in FORMATS if fits[text]), key=lambda text: -fits[text])
    if values and any(values) and not seen:
        return []
    return list(dict.fromkeys([*seen, *USUAL]))


def _is_day(value: str, text: str) -> bool:
    try:
        datetime.strptime(value.strip(), text)
    except ValueError:
        return False
    return True
