"""What a heading says of time without naming a period: earlier, of now, or a change since then."""

import re

from rankings.ingest.meaning.headings.words import LONGEST, clean, words_of
from rankings.ingest.meaning.periods import Found

# The difference to another period, at any level of the path.
_COMPARED = re.compile(
    r"(?:muc do |muc |su |so bac )?"
    r"(?:tang|giam|tang giam|tang hoac giam|thay doi|chenh lech|bien dong|hieu so)"
    r"(?: (?:so voi|hang|bac|diem|thu hang|vi tri)\b.*)?|so voi\b.*|change.*|diff.*|trend"
    r"|so (?:ky|thang|quy|nam|tuan) (?:lien )?truoc"
    r"|(?:increase|decrease|gain|loss|up|down)(?: (?:or )?(?:decrease|increase|loss|down))?"
    r"|delta|variance|compar(?:ed|ison)\b.*|(?:vs|versus)\b.*"
)
# "+/-", "±", "▲▼": nothing but signs; a dash alone is no heading at all.
_SIGNS = re.compile(r"[\-−\s()/]*[+±▲▼△▽↑↓δ∆][+\-−±▲▼△▽↑↓δ∆\s()/]*")
_COMPARISON = re.compile(r"so sanh\b.*")
_SPAN = r"(?:ky|nam|thang|quy|tuan|ngay|lan|dot|phien|ban)"
# Of an earlier time: "Kỳ trước", "Hạng cũ", "Điểm đầu kỳ", "Trước điều chỉnh".
_FORMER = re.compile(
    rf"\b{_SPAN} (?:truoc|lien truoc|lien ke|ngoai|da qua|truoc do|truoc lien ke)\b|\bdau ky\b"
    r"|\btruoc (?:do|day|khi|dieu chinh|phuc tra|tham dinh|kiem tra|ra soat|sap xep)\b"
    r"|(?:(?<=hang)|(?<=diem)|(?<=qua)|(?<=lieu)|(?<=i tri)) (?:cu|truoc)$|^(?:cu|truoc)$"
    r"|\bprevious\b|\bprior\b|\b(?:last|former) (?:week|month|quarter|year|period|rank|score)\b"
)
SAME_TIME = re.compile(r"\bcung (?:ky|thoi diem)\b|\bsame (?:period|time)\b")
# Of the time that the table is of, beside a column of an earlier one: they add nothing.
_PRESENT = re.compile(
    rf"\b(?:cua |trong )?{_SPAN} (?:nay|hien tai|hien hanh|bao cao)\b|\bcuoi ky\b"
    r"|\bhien (?:tai|nay)\b"
    r"|\bsau (?:khi )?(?:dieu chinh|phuc tra|tham dinh|kiem tra|ra soat|tru|cong)\b"
    r"|(?:(?<=hang)|(?<=diem)|(?<=qua)|(?<=lieu)|(?<=i tri)) moi$|^moi$"
    r"|\b(?:this|current) (?:week|month|quarter|year|period)\b|\bcurrent\b"
)


def is_former(path: str) -> bool:
    """Whether a heading says that its column is of an earlier time: "Kỳ trước / Hạng"."""
    return any(_is_former(clean(part)) for part in path[:LONGEST].split(" / "))


def is_beside(path: str) -> bool:
    """Whether a heading says that its column is of an earlier time, or of a change since then."""
    parts = [clean(part) for part in path[:LONGEST].split(" / ")]
    return any(
        _COMPARED.fullmatch(words_of(part)) or _SIGNS.fullmatch(part) or _is_former(part)
        for part in parts
    )


def is_difference(path: str) -> bool:
    """Whether a heading says that its column is a difference to another time: "Tăng/giảm"."""
    parts = [clean(part) for part in path[:LONGEST].split(" / ")]
    return any(_is_difference(part) for part in parts)


def _is_difference(level: str) -> bool:
    words = words_of(level)
    if _SIGNS.fullmatch(level):
        return True
    return bool(_COMPARED.fullmatch(words) or _COMPARISON.fullmatch(words))


def says_when(path: str) -> bool:
    """Whether a heading says no more than that its column is of the present: "Kỳ này"."""
    parts = [clean(part) for part in path[:LONGEST].split(" / ")]
    return any(_PRESENT.search(words_of(part)) for part in parts) and not levels_of(path)


def is_compared(level: str) -> bool:
    """Whether a cleaned level is of a difference to another time, or of an earlier one."""
    return _is_difference(level) or _is_former(level)


def _is_former(level: str) -> bool:
    words = words_of(level)
    return bool(_FORMER.search(words) or SAME_TIME.search(words))


def levels_of(path: str, *, former: bool = False) -> list[str]:
    """The levels of a path, cleaned, without words for the present (former: for an earlier time);
    one that repeats the level above it (merged cells) once.
    """
    spoken = _FORMER if former else _PRESENT
    cleaned = [_without_time(clean(part), spoken) for part in path.split(" / ")]
    return [level for at, level in enumerate(cleaned) if level and cleaned[at - 1 : at] != [level]]


def _without_time(level: str, spoken: re.Pattern) -> str:
    without = spoken.sub(" ", level)
    if without == level:
        return level
    return re.sub(r"\s+", " ", without).strip(" ()[],.:;-–")


def without_periods(path: str, named: list[Found]) -> str:
    """A path without the periods it names."""
    for one in sorted(named, key=lambda one: -one.at):
        length = len(path[one.at :]) - len(path[one.at :].lstrip()) + len(one.text)
        path = path[: one.at] + " " + path[one.at + length :]
    return path
