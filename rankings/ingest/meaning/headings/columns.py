"""What a heading says of its column: its role; of figures the node, the measure, the period."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rankings.ingest.meaning.headings.indices import index_named, is_index
from rankings.ingest.meaning.headings.nodes import Catalogue, catalogue_of
from rankings.ingest.meaning.headings.times import (
    SAME_TIME,
    is_compared,
    is_former,
    levels_of,
    says_when,
    without_periods,
)
from rankings.ingest.meaning.headings.words import (
    LONGEST,
    maximum_in,
    measure_in,
    unnumbered,
    without_measure,
    words_of,
    words_without_maximum,
)
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.meaning.periods import Period, periods

_ROLES = {
    "ordinal": "stt tt so no # sott index idx",
    "unit": (
        "tinh|thanh pho|tinh thanh pho|tinh thanh|don vi|dia phuong|ten tinh|ten don vi|ten dia"
        " phuong|ten tinh thanh pho|ten tinh thanh|ten|province|provinces|province city|city|unit"
        "|department name|departmentname|don vi hanh chinh|tinh tp|cac tinh thanh pho|ubnd tinh"
        "|ubnd tinh thanh pho|co quan|co quan don vi|province name|provincename|name|locality"
        "|tinh thanh pho truc thuoc trung uong|ten co quan|ten donvi|unit name|unitname|khu vuc"
    ),
    "unit_code": (
        "ma|ma tinh|ma don vi|ma dia phuong|ma tinh thanh pho|ma so|ma dinh danh|code|unit code"
        "|unitcode|department code|departmentcode|province code|provincecode|ma co quan|ma dvhc"
        "|id|department id|departmentid|province id"
    ),
    "indicator": (
        "chi tieu|tieu chi|ten chi tieu|ten tieu chi|chi so thanh phan|nhom chi so|ten chi so"
        "|indicator|indicator code|indicatorcode|component|criterion|criteria|noi dung|tru cot"
        "|indicator name|nhom tieu chi|ma chi tieu|ma tieu chi|thanh phan"
    ),
    "measure": "loai so lieu|measure|dai luong|loai gia tri|metric|loai|thuoc do",
    "period": (
        "ky|ky so lieu|ky bao cao|ky danh gia|thang|quy|nam|ngay|period|month|quarter|year|date"
        "|thoi gian|thoi diem|ky cong bo|thang nam|ky du lieu|time"
    ),
}
_IGNORED = re.compile(
    r"ghi chu|note|notes|remarks?|xep loai|muc xep loai|muc do|loai|danh gia|vung|mien|khu vuc"
    r"|region|diem toi da|diem chuan|toi da|thang diem|max|max score|maxscore|trong so|weight"
    r"|max points?|maximum(?: points?| score)?"
    r"|dan so|dien tich|nguon|source|link|url|don vi tinh|dvt"
    r"|(?:thu |xep )?hang (?:trong |cua |theo )?(?:vung|nhom|khu vuc|cum|mien)\b.*"
    r"|(?:thu |xep )?(?:hang|diem) (?:muc tieu|ke hoach|phan dau)|(?:chi tieu|muc tieu)\b.*"
    r"|khoang cach\b.*"
    r"|diem (?:binh quan|trung binh) (?:cac|cua cac|moi)\b.*"
    r"|(?:diem |gia tri )?(?:trung binh|binh quan|tb|bq|average|mean) (?:of |cua )?(?:the |last )*"
    r"(?:\d+|cac|ca|hai|ba|bon|nam|sau|moi|all) (?:thang|quy|nam|ky|tuan|months|quarters|years)\b.*"
)
_DAY_LEVEL = re.compile(r"\s*(?:0?[1-9]|[12]\d|3[01])\s*/\s*(?:0?[1-9]|1[0-2])\s*")
# Not "Đơn vị tính" and not "Tính năng động".
_UNIT = re.compile(
    r"(?:ten |cac |danh sach )?(?:don vi(?! t)|dia phuong|tinh(?=[ ,/(])|ubnd|tp\b)"
    r"(?:\W+\w+){0,7}\W*"
)
_TOTALS = {
    *("tong", "tong diem", "diem tong", "diem tong hop", "tong cong", "tong so diem", "tong hop"),
    *("total", "total score", "totalscore", "overall", "overall score", "diem chung", "tong chung"),
    *("chi so", "chi so tong hop", "tong so", "ket qua chung", "diem chi so", "diem tong cong"),
    *("gia tri chi so", "gia tri tong hop", "diem chi so tong hop", "tong diem dat duoc"),
}
# A score and nothing else: the total, unless an outer level names a component.
_BARE_SCORES = {
    *("diem", "diem so", "so diem", "score", "ket qua", "diem danh gia", "diem dat duoc"),
    *("diem dat", "points", "point", "ket qua danh gia"),
}
# "Xếp hạng trong 34 tỉnh, thành phố", "Xếp hạng toàn quốc".
_OF_ALL = re.compile(
    r"(?:trong|tren|so voi|theo)?\s*(?:toan quoc|ca nuoc|quoc gia|chung|(?:34|63)\b.*)"
)
# "Tổng điểm đạt được", "Tổng điểm 8 nội dung"; not "Tổng điểm nội dung 1".
_SUM_OF_ALL = re.compile(
    r"tong (?:so )?diem(?: (?:dat|duoc|dat duoc|danh gia|tham dinh|cham|cong bo|quy doi|chinh thuc"
    r"|cuoi cung|chung|thuc hien|ket qua|cua tinh|cua dia phuong|cua don vi|nam|nam 20\d\d|20\d\d"
    r"|luy ke|tich luy|766|bo chi so(?: 766)?|chi so 766|(?:cua )?(?:(?:ca )?\d+|cac|toan bo)"
    r" (?:noi dung|nhom|nhom chi so|nhom tieu chi|tieu chi|chi tieu|tru cot|linh vuc|thanh phan"
    r"|chi so|chi so thanh phan)))+"
)
_ORDERS = {"thu tu", "order", "vi tri", "position"}
_VALUES = {"gia tri", "value", "so lieu", "figure", "values"}


@dataclass(frozen=True)
class Heading:
    """What a column holds, as far as its heading says.

    role: of proposal.ROLES. A `figure` without indicator_code holds the values of a long table, or
    of an indicator that is not known; confidence 0 says that nothing was recognised.
    index_code: the index the indicator belongs to, None where the heading does not tell.
    max_score: the maximum that the heading states.
    """

    role: str
    index_code: str | None = None
    indicator_code: str | None = None
    measure: str | None = None
    max_score: Decimal | None = None
    period: Period | None = None
    confidence: float = 0.0


def heading(
    path: str,
    knowledge: Knowledge,
    *,
    index_code: str | None = None,
    method_code: str | None = None,
    of_year: int | None = None,
) -> Heading:
    """What a heading path says. index_code, method_code: where they are known, only its names.

    of_year: the year of a period that the heading names without one ("Tháng 10", "Quý III").
    """
    path = unicodedata.normalize("NFC", path)[:LONGEST]
    catalogue = catalogue_of(knowledge, index_code, method_code)
    named = periods(path, of_year=of_year)
    period = named[0].period if named and named[0].confidence >= 0.3 else None
    levels = levels_of(path)
    if is_former(path) and period and not SAME_TIME.search(" ".join(levels)):
        # "Kỳ trước (05/10/2026)" names its edition; "cùng kỳ 2025" says no more than the year.
        levels = levels_of(without_periods(path, named), former=True)
    found = _by_levels(levels, catalogue, knowledge)
    if not levels and says_when(path):
        return Heading("figure", period=period, confidence=0.6)
    if found.confidence < 0.5 and named:
        # "Quý III/2025 / Điểm": the level that is a period names no component.
        without = _by_levels(levels_of(without_periods(path, named)), catalogue, knowledge)
        found = max(found, without, key=lambda one: one.confidence)
    if not found.confidence and period is None and of_year:
        short = periods(path, of_year=of_year, name=True)
        period = short[0].period if short else None
    days = [level for level in path.split(" / ") if _DAY_LEVEL.fullmatch(level)]
    if found.confidence < 0.5 and period is None and of_year and len(days) == 1:
        # "05/10 / Điểm" of a table of 2026.
        short = periods(days[0], of_year=of_year, name=True)
        rest = " / ".join(level for level in path.split(" / ") if level != days[0])
        if short:
            found = _by_levels(levels_of(rest), catalogue, knowledge)
            period = short[0].period
    if found.role not in ("figure", "ignored") or period is None:
        return found
    if found.confidence == 0.0:
        # "Tháng 10/2026", "2024": a wide table with a column per period.
        return Heading("figure", measure=found.measure, period=period, confidence=0.6)
    return replace(found, period=period)


def _by_levels(levels: list[str], catalogue: Catalogue, knowledge: Knowledge) -> Heading:
    if not levels:
        return Heading("ignored")
    last = words_of(levels[-1])
    for role, names in _role_names().items():
        if last in names and (len(levels) == 1 or role in ("ordinal", "unit", "unit_code")):
            return Heading(role, confidence=0.95)
    if last in _VALUES and len(levels) == 1:
        return Heading("figure", confidence=0.6)
    if _IGNORED.fullmatch(last) or any(is_compared(level) for level in levels):
        return Heading("ignored", confidence=0.9)
    # The innermost level that speaks of a score or a rank decides.
    measures = [said for level in reversed(levels) if (said := measure_in(level))]
    measure = measures[0] if measures else None
    # "Thứ hạng/34" states no maximum.
    states = [level for level in reversed(levels) if measure_in(level) != "rank"]
    maximum = next((stated for level in states if (stated := maximum_in(level)) is not None), None)
    for level in reversed(levels):
        if found := catalogue.find(level, maximum):
            node, sure = found
            of, code = node.index_code, node.indicator_code
            return Heading("figure", of, code, measure or "score", maximum, confidence=sure)
    total = _total(levels, measure, maximum, catalogue, knowledge)
    if total is None and len(levels) == 1 and _UNIT.fullmatch(levels[0]) and measure is None:
        return Heading("unit", confidence=0.8)
    return total or Heading("ignored", measure=measure, max_score=maximum)


def _total(
    levels: list[str],
    measure: str | None,
    maximum: Decimal | None,
    catalogue: Catalogue,
    knowledge: Knowledge,
) -> Heading | None:
    """The total: "Tổng điểm", "Xếp hạng", "DTI", "Giá trị DTI"; None when it is something else."""
    named = index_named(" ".join(levels), knowledge)
    last = {words_of(levels[-1]), words_without_maximum(levels[-1])}
    bare = without_measure(unnumbered(levels[-1]))
    if last & _TOTALS or bare in _TOTALS or (measure == "rank" and _OF_ALL.fullmatch(bare)):
        sure = 0.95
    elif any(_SUM_OF_ALL.fullmatch(words) for words in last):
        sure = 0.85
    elif last & _ORDERS:
        sure = 0.7
    elif last & _BARE_SCORES or (named and is_index(bare, knowledge)):
        sure = 0.9
    elif measure == "rank" and not bare:
        sure = 0.95
    elif last & _VALUES and levels[1:] and _is_whole(levels[-2], knowledge):
        sure = 0.9
    else:
        return None
    if not named and not all(_is_total(level, knowledge) for level in levels[:-1]):
        # The level above names something that is not known: perhaps a component.
        return Heading("figure", None, None, measure or "score", maximum, confidence=0.3)
    index = named or catalogue.index_code
    return Heading("figure", index, "total", measure or "score", maximum, confidence=sure)


def _is_whole(level: str, knowledge: Knowledge) -> bool:
    """True for the name of the index or its total: "DTI", "Tổng hợp"."""
    bare = without_measure(unnumbered(level))
    return words_without_maximum(level) in _TOTALS or is_index(bare, knowledge)


def _is_total(level: str, knowledge: Knowledge) -> bool:
    words = words_without_maximum(level)
    return (
        words in _TOTALS | _BARE_SCORES | _VALUES
        or bool(re.fullmatch(r"(?:thang|quy|nam|ky|t|q) ?(?:\d{1,4}|[ivx]+)", words))
        or bool(re.fullmatch(r"ket qua.*|diem va (?:xep )?hang|.*bang (?:diem|xep hang).*", words))
        or not without_measure(unnumbered(level))
        or is_index(without_measure(unnumbered(level)), knowledge)
    )


@lru_cache(maxsize=1)
def _role_names() -> dict[str, frozenset[str]]:
    names = {
        role: frozenset(text.split("|") if "|" in text else text.split())
        for role, text in _ROLES.items()
    }
    return names | {"ordinal": names["ordinal"] | {"so tt", "so thu tu"}}


def components_of(
    paths: Iterable[str], knowledge: Knowledge
) -> list[tuple[str, float, tuple[str, ...]]]:
    """The indices whose components headings name, best first.

    Each with a confidence and the headings that say so.
    """
    found: dict[str, dict[str, str]] = {}
    paths = [path for path in paths if path]
    for index in knowledge.indices:
        for path in paths:
            read = heading(path, knowledge, index_code=index.index_code)
            if read.indicator_code not in (None, "total") and read.confidence >= 0.7:
                found.setdefault(index.index_code, {})[read.indicator_code] = path
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return [
        (code, min(0.97, 1 - 0.45 ** len(nodes)), tuple(nodes.values())) for code, nodes in ranked
    ]
