"""The moment at which a copy of the portal's tables was taken, as files write it.

"2026-10-10", "2026-10-10T04", "2026-10-10T04:00:00+07:00", "10/10/2026 04:00", "04 giờ 10/10/2026".
The portal's copies are counted since 1 January; two copies of one day differ, so the hour is kept.
A moment in UTC is told in the time of Vietnam.
"""

import re
from collections.abc import Mapping
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


def period(text: str | None) -> Period | None:
    """A moment, or a month, quarter or year in the form of the model ("2026-Q3"); else None."""
    return moment(text) or periods.read((text or "").strip())


def of_reply(around: Mapping[str, str | None]) -> Period | None:
    """The period that a reply says of itself, by the plain names of its fields: timetype, year,
    period, extractedat, rundatestr. A year that is running is counted to the moment of the copy."""
    taken = _taken(around)
    kind, year = (around.get("timetype") or "").lower(), around.get("year")
    number = around.get("period") or ""
    if kind == "month" and year and number.isdigit():
        return periods.read(f"{year}-{int(number):02d}")
    if kind == "quarter" and year and number[-1:].isdigit():
        return periods.read(f"{year}-Q{number[-1]}")
    if kind == "year" and year and (taken is None or str(taken.end.year) != year):
        return periods.read(year)
    return taken


def _taken(around: Mapping[str, str | None]) -> Period | None:
    for name in ("extractedat", "takenat", "thoidiem"):
        if at := moment(around.get(name)):
            return at
    return _of_digits(around.get("rundatestr") or "")


def of_file_name(name: str) -> Period | None:
    """The day in the name of a file, "communes_detail_10102026.json", with its hour where it is
    said ("2026-10-10T04"); None where it has none or several."""
    days = re.findall(r"20\d\d-\d\d-\d\d(?:T\d\d)?", name)
    digits = re.findall(r"(?<!\d)\d{8}(?!\d)", name)
    read = {item for text in days if (item := moment(text))}
    read |= {item for text in digits if (item := _of_digits(text))}
    return read.pop() if len(read) == 1 else None


def _of_digits(text: str) -> Period | None:
    """ "10102026" or "20261010" as a day."""
    for pattern, order in ((r"(\d\d)(\d\d)(20\d\d)", "321"), (r"(20\d\d)(\d\d)(\d\d)", "123")):
        if match := re.fullmatch(pattern, text.strip()):
            day = periods.read("-".join(match[int(place)] for place in order), "year_to_date")
            if day:
                return day
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
