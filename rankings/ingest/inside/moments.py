"""The moment at which a copy of the portal's tables was taken, as files write it.

"2026-10-10", "2026-10-10T04", "2026-10-10T04:00:00+07:00", "10/10/2026 04:00", "04 giờ 10/10/2026".
The portal's copies are counted since 1 January; two copies of one day differ, so the hour is kept.
A moment in UTC is told in the time of Vietnam.
"""

import re
from datetime import datetime, timedelta, timezone

from rankings.ingest.meaning import periods
from rankings.ingest.meaning.periods import Period

VIETNAM = timezone(timedelta(hours=7))
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?:[ ,T]+(\d{1,2})(?::\d\d(?::\d\d)?| giờ.*|h\d*)?)?"
)
_HOUR_FIRST = re.compile(
    r"(\d{1,2})(?::\d\d(?::\d\d)?| giờ(?: \d+ phút)?|h\d*)[ ,]+(?:ngày )?"
    r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)"
)
_PLAIN = re.compile(r"(20\d\d-\d\d-\d\d)(?:[ T](\d\d))?")


def moment(text: str | None) -> Period | None:
    """The year to date that ends at a moment, with its hour where the text has one; else None."""
    plain = (text or "").strip()
    if match := _PLAIN.fullmatch(plain):
        return _period(match[1], match[2])
    if match := _DAY_FIRST.fullmatch(plain):
        return _period(f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}", match[4])
    if match := _HOUR_FIRST.fullmatch(plain):
        return _period(f"{match[4]}-{int(match[3]):02d}-{int(match[2]):02d}", match[1])
    if re.match(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d", plain):
        return _of_clock(plain)
    return None


def _of_clock(text: str) -> Period | None:
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    at = at.astimezone(VIETNAM) if at.tzinfo else at
    return _period(at.date().isoformat(), f"{at.hour:02d}")


def _period(day: str, hour: str | None) -> Period | None:
    return periods.read(day if hour is None else f"{day}T{int(hour):02d}", "year_to_date")
