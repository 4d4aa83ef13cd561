"""What a heading says of its column, and which index a file is about.

A heading is a path, levels joined by " / ", the outermost first: "Công khai, minh bạch / Điểm".
Names are taken from the catalogue of the index and from the variants in use; a name that is only
near to a known one is proposed with a confidence of 0.85 at most.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz, process

from rankings.ingest.meaning.knowledge import Indicator, Knowledge
from rankings.ingest.meaning.letters import plain
from rankings.ingest.meaning.numbers import number
from rankings.ingest.meaning.periods import Found, Period, periods

NEAR = 82
NEAR_CONFIDENCE = 0.85
LONGEST = 400


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


@dataclass(frozen=True)
class IndexEvidence:
    """An index that texts may be about; known: the store has it. texts: what said so."""

    index_code: str
    confidence: float
    known: bool
    name: str
    texts: tuple[str, ...]


# Words that stand for others, on both sides of a comparison.
_ABBREVIATIONS = {
    "dvctt": "dich vu cong truc tuyen",
    "dvc": "dich vu cong",
    "dvctructuyen": "dich vu cong truc tuyen",
    "tthc": "thu tuc hanh chinh",
    "hs": "ho so",
    "cntt": "cong nghe thong tin",
    "attt": "an toan thong tin",
    "cqs": "chinh quyen so",
    "kts": "kinh te so",
    "xhs": "xa hoi so",
    "dmst": "doi moi sang tao",
    "khcn": "khoa hoc va cong nghe",
    "kh&cn": "khoa hoc va cong nghe",
    "nc&pt": "nghien cuu va phat trien",
    "r&d": "nghien cuu va phat trien",
    "csdl": "co so du lieu",
    "nldmst": "nang luc doi moi sang tao",
    "dn": "doanh nghiep",
    "cds": "chuyen doi so",
}
# How tables call a node besides its names in the catalogue.
_VARIANTS = {
    ("psi", "transparency"): (
        "công khai minh bạch; mức độ công khai, minh bạch; tính công khai, minh bạch;"
        " công khai, minh bạch TTHC; minh bạch; publicity and transparency; openness"
    ),
    ("psi", "timeliness"): (
        "tiến độ, kết quả giải quyết; tiến độ giải quyết hồ sơ; tiến độ giải quyết TTHC; tiến độ;"
        " tiến độ, kết quả giải quyết TTHC; tiến độ và kết quả giải quyết; timeliness; progress;"
        " tiến độ, kết quả giải quyết hồ sơ; tiến độ kết quả"
    ),
    ("psi", "online_service"): (
        "cung cấp DVC trực tuyến; cung cấp dịch vụ công trực tuyến; dịch vụ trực tuyến;"
        " chất lượng cung cấp DVC trực tuyến; mức độ cung cấp DVC trực tuyến; DVC trực tuyến;"
        " cung cấp dịch vụ trực tuyến; chất lượng dịch vụ công trực tuyến; online public services;"
        " số hóa việc cung cấp dịch vụ công trực tuyến"
    ),
    ("psi", "online_payment"): (
        "mức độ thanh toán trực tuyến; thanh toán; thanh toán điện tử; e-payment; payment"
    ),
    ("psi", "digitisation"): (
        "mức độ số hóa; mức độ số hóa hồ sơ; số hóa; số hóa hồ sơ TTHC; số hóa hồ sơ, giấy tờ;"
        " số hóa hồ sơ, kết quả giải quyết TTHC; digitization; digitization of records"
    ),
    ("psi", "satisfaction"): (
        "hài lòng; mức độ hài lòng của người dân; mức độ hài lòng của người dân, doanh nghiệp;"
        " sự hài lòng; tỷ lệ hài lòng; satisfaction level"
    ),
    ("psi", "online_service_and_payment"): (
        "cung cấp dịch vụ trực tuyến và thanh toán trực tuyến; dịch vụ công và thanh toán trực"
        " tuyến; DVC trực tuyến, thanh toán trực tuyến; dịch vụ công trực tuyến và thanh toán"
        " trực tuyến; cung cấp dịch vụ trực tuyến, thanh toán trực tuyến"
    ),
    ("dti", "awareness"): "nhận thức; chuyển đổi nhận thức số; awareness",
    ("dti", "infrastructure"): "hạ tầng; hạ tầng và nền tảng số",
    ("dti", "human_resources"): "nhân lực; nguồn nhân lực số; human resources",
    ("dti", "cybersecurity"): (
        "an toàn thông tin; an toàn, an ninh mạng; an toàn thông tin mạng, an ninh mạng; ATTT mạng;"
        " an ninh mạng"
    ),
    ("dti", "gov_activity"): "hoạt động chính phủ số; digital government activities",
    ("dti", "economy_activity"): "digital economy activities",
    ("dti", "society_activity"): "digital society activities",
    ("dti", "digital_government"): "trụ cột chính quyền số; digital government; chính phủ số",
    ("dti", "digital_economy"): "trụ cột kinh tế số; digital economy",
    ("dti", "digital_society"): "trụ cột xã hội số; digital society",
    ("pii", "input"): "đầu vào; chỉ số đầu vào; nhóm đầu vào; innovation inputs; trụ cột đầu vào",
    ("pii", "output"): "đầu ra; chỉ số đầu ra; nhóm đầu ra; innovation outputs; trụ cột đầu ra",
    ("pii", "pillar_2"): "vốn con người, nghiên cứu và phát triển; vốn con người và NC&PT",
    ("pii", "pillar_3"): "hạ tầng cơ sở",
    ("pii", "pillar_4"): "trình độ phát triển thị trường; thị trường",
    ("pii", "pillar_5"): "trình độ phát triển doanh nghiệp; doanh nghiệp",
    ("pii", "pillar_6"): "sản phẩm tri thức, sáng tạo và công nghệ; sản phẩm tri thức",
    ("pii", "pillar_7"): "các tác động",
}

_ROLES = {
    "ordinal": "stt tt so tt so thu tu no # sott index idx so",
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
    r"|dan so|dien tich|nguon|source|link|url|don vi tinh|dvt"
    r"|(?:thu |xep )?hang (?:trong |cua |theo )?(?:vung|nhom|khu vuc|cum|mien)\b.*"
    r"|(?:thu |xep )?(?:hang|diem) (?:muc tieu|ke hoach|phan dau)|(?:chi tieu|muc tieu)\b.*"
    r"|khoang cach\b.*"
    r"|diem (?:binh quan|trung binh) (?:cac|cua cac|moi)\b.*"
)
# The difference to another period, at any level of the path.
_COMPARED = re.compile(
    r"(?:muc |su |so bac )?(?:tang|giam|tang giam|tang hoac giam|thay doi|chenh lech|bien dong)"
    r"(?: (?:so voi|hang|bac|diem|thu hang|vi tri)\b.*)?|so voi\b.*|change.*|diff.*|trend"
)
_COMPARISON = re.compile(r"so sanh\b.*")
_DAY_LEVEL = re.compile(r"\s*(?:0?[1-9]|[12]\d|3[01])\s*/\s*(?:0?[1-9]|1[0-2])\s*")
_SPAN = r"(?:ky|nam|thang|quy|tuan|ngay|lan|dot|phien|ban)"
# Of an earlier time: "Kỳ trước", "Hạng cũ", "Điểm đầu kỳ", "Trước điều chỉnh".
_FORMER = re.compile(
    rf"\b{_SPAN} (?:truoc|lien truoc|lien ke|ngoai|da qua|truoc do|truoc lien ke)\b|\bdau ky\b"
    r"|\btruoc (?:do|day|khi|dieu chinh|phuc tra|tham dinh|kiem tra|ra soat|sap xep)\b"
    r"|(?:(?<=hang)|(?<=diem)|(?<=qua)|(?<=lieu)|(?<=i tri)) (?:cu|truoc)$|^(?:cu|truoc)$"
    r"|\bprevious\b|\bprior\b|\b(?:last|former) (?:week|month|quarter|year|period|rank|score)\b"
)
_SAME_TIME = re.compile(r"\bcung (?:ky|thoi diem)\b|\bsame (?:period|time)\b")
# Of the time that the table is of, beside a column of an earlier one: they add nothing.
_PRESENT = re.compile(
    rf"\b(?:cua |trong )?{_SPAN} (?:nay|hien tai|hien hanh|bao cao)\b|\bcuoi ky\b"
    r"|\bhien (?:tai|nay)\b"
    r"|\bsau (?:khi )?(?:dieu chinh|phuc tra|tham dinh|kiem tra|ra soat|tru|cong)\b"
    r"|(?:(?<=hang)|(?<=diem)|(?<=qua)|(?<=lieu)|(?<=i tri)) moi$|^moi$"
    r"|\b(?:this|current) (?:week|month|quarter|year|period)\b|\bcurrent\b"
)
# Not "Đơn vị tính" and not "Tính năng động".
_UNIT = re.compile(
    r"(?:ten |cac |danh sach )?(?:don vi(?! t)|dia phuong|tinh(?=[ ,/(])|ubnd|tp\b)"
    r"(?:\W+\w+){0,7}\W*"
)
_RANK = re.compile(
    r"\b(?:thu hang|xep hang|vi tri xep hang|xep thu|hang|thu tu xep hang|thu tu|vi thu|vi tri"
    r"|bang xep hang|ranking|rank)\b"
)
_SCORE = re.compile(
    r"\b(?:tong so diem|tong diem|diem tong|diem tong hop|diem so|so diem|diem danh gia|diem"
    r"|gia tri|ket qua|total score|score|value|points?|diem dat duoc|diem dat|ty le diem)\b"
)
# What a share is the quotient of. "từ số liệu" reads the same without its marks.
_QUOTIENT = {
    "numerator": re.compile(r"^tu so\b(?! lieu)|\btu so$|\(tu so\)|\bnumerator\b"),
    "denominator": re.compile(r"^mau so\b|\bmau so$|\(mau so\)|\bdenominator\b"),
}
_TOTALS = {
    *("tong", "tong diem", "diem tong", "diem tong hop", "tong cong", "tong so diem", "tong hop"),
    *("total", "total score", "totalscore", "overall", "overall score", "diem chung", "tong chung"),
    *("chi so", "chi so tong hop", "tong so", "ket qua chung", "diem chi so", "diem tong cong"),
}
# A score and nothing else: the total, unless an outer level names a component.
_BARE_SCORES = {"diem", "diem so", "so diem", "score", "ket qua", "diem danh gia", "diem dat duoc"}
_TOTALS |= {"gia tri chi so", "gia tri tong hop", "diem chi so tong hop", "tong diem dat duoc"}
# "Xếp hạng trong 34 tỉnh, thành phố", "Xếp hạng toàn quốc".
_OF_ALL = re.compile(
    r"(?:trong|tren|so voi|theo)?\s*(?:toan quoc|ca nuoc|quoc gia|chung|(?:34|63)\b.*)"
)
_ORDERS = {"thu tu", "order", "vi tri", "position"}
_BARE_SCORES |= {"diem dat", "points", "point", "ket qua danh gia"}
_VALUES = {"gia tri", "value", "so lieu", "figure", "values"}
_MAXIMUM = [
    re.compile(
        r"[(\[]?\s*(?:toi da|max(?:imum)?(?: score)?|diem toi da|thang diem)\s*:?\s*"
        r"(?P<x>\d+(?:[.,]\d+)?)\s*(?:diem|d|points?)?\s*[)\]]?"
    ),
    re.compile(r"[(\[]\s*(?P<x>\d+(?:[.,]\d+)?)\s*(?:diem|d|points?)\s*[)\]]"),
    re.compile(r"(?<=[^\W\d])\)?\s*/\s*(?P<x>\d{1,3}|1000)(?:\s*(?:diem|d|points?))?(?=$|\s|\))"),
    re.compile(r"^(?P<x>\d+(?:[.,]\d+)?)\s*(?:diem|d|points?)$"),
    # One digit is the number of a column, four may be a year.
    re.compile(r"[(\[]\s*(?P<x>\d{2,3}|1000)\s*[)\]]\s*$"),
]
_NUMBERING = re.compile(
    r"^(?:(?:nhom(?: chi so| tieu chi)?|tru cot|pillar|chi so chinh|chi so|tieu chi|chi tieu|muc"
    r"|phan|group|component)\s*)?(?:(?P<number>\d+(?:\.\d+)*|[ivx]+|[a-h])\s*[.:)\-–]+\s*"
    r"|(?P<bare>\d+)\s+)(?=\S)"
)
_PREFIX = re.compile(
    r"^(?:nhom(?: chi so| tieu chi)?|tru cot|pillar|chi so chinh|chi so thanh phan|chi so|tieu chi"
    r"|chi tieu|diem|gia tri|thu hang|xep hang|hang|scores?|ranks?|ty le diem|tu so|mau so"
    r"|numerator|denominator)\s+(?:ve\s+|cua\s+|of\s+)?"
)


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
    catalogue = _catalogue(knowledge, index_code, method_code)
    named = periods(path, of_year=of_year)
    period = named[0].period if named and named[0].confidence >= 0.3 else None
    levels = _levels(path)
    if is_former(path) and period and not _SAME_TIME.search(" ".join(levels)):
        # "Kỳ trước (05/10/2026)" names its edition; "cùng kỳ 2025" says no more than the year.
        levels = _levels(_without(path, named), former=True)
    found = _by_levels(levels, catalogue, knowledge)
    if not levels and says_when(path):
        return Heading("figure", period=period, confidence=0.6)
    if found.confidence < 0.5 and named:
        # "Quý III/2025 / Điểm": the level that is a period names no component.
        without = _by_levels(_levels(_without(path, named)), catalogue, knowledge)
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
            found = _by_levels(_levels(rest), catalogue, knowledge)
            period = short[0].period
    if found.role not in ("figure", "ignored") or period is None:
        return found
    if found.confidence == 0.0:
        # "Tháng 10/2026", "2024": a wide table with a column per period.
        return Heading("figure", measure=found.measure, period=period, confidence=0.6)
    return replace(found, period=period)


def measure_of(text: str) -> str | None:
    """score | rank | numerator | denominator, when the words of a heading or cell say which."""
    return _measure(_clean(text[:LONGEST]))


def is_former(path: str) -> bool:
    """Whether a heading says that its column is of an earlier time: "Kỳ trước / Hạng"."""
    return any(_is_former(_clean(part)) for part in path[:LONGEST].split(" / "))


def is_beside(path: str) -> bool:
    """Whether a heading says that its column is of an earlier time, or of a change since then."""
    parts = [_clean(part) for part in path[:LONGEST].split(" / ")]
    return any(_COMPARED.fullmatch(_words(part)) or _is_former(part) for part in parts)


def says_when(path: str) -> bool:
    """Whether a heading says no more than that its column is of the present: "Kỳ này"."""
    parts = [_clean(part) for part in path[:LONGEST].split(" / ")]
    return any(_PRESENT.search(_words(part)) for part in parts) and not _levels(path)


def _is_former(level: str) -> bool:
    words = _words(level)
    return bool(_FORMER.search(words) or _SAME_TIME.search(words))


def bare_name(text: str) -> str:
    """A heading without marks, case, maximum, numbering and words for a score or a rank."""
    return _without_measure(_stripped(_clean(text[:LONGEST])))


def _levels(path: str, *, former: bool = False) -> list[str]:
    """The levels of a path, cleaned, without words for the present (former: for an earlier time);
    one that repeats the level above it (merged cells) once.
    """
    spoken = _FORMER if former else _PRESENT
    cleaned = [_without_time(_clean(part), spoken) for part in path.split(" / ")]
    return [level for at, level in enumerate(cleaned) if level and cleaned[at - 1 : at] != [level]]


def _without_time(level: str, spoken: re.Pattern) -> str:
    without = spoken.sub(" ", level)
    if without == level:
        return level
    return re.sub(r"\s+", " ", without).strip(" ()[],.:;-–")


def _without(path: str, named: list[Found]) -> str:
    """A path without the periods it names."""
    for one in sorted(named, key=lambda one: -one.at):
        length = len(path[one.at :]) - len(path[one.at :].lstrip()) + len(one.text)
        path = path[: one.at] + " " + path[one.at + length :]
    return path


def _by_levels(levels: list[str], catalogue: "_Catalogue", knowledge: Knowledge) -> Heading:
    if not levels:
        return Heading("ignored")
    last = _words(levels[-1])
    for role, names in _role_names().items():
        if last in names and (len(levels) == 1 or role in ("ordinal", "unit", "unit_code")):
            return Heading(role, confidence=0.95)
    if last in _VALUES and len(levels) == 1:
        return Heading("figure", confidence=0.6)
    if _IGNORED.fullmatch(last) or any(_is_compared(level) for level in levels):
        return Heading("ignored", confidence=0.9)
    # The innermost level that speaks of a score or a rank decides.
    measures = [said for level in reversed(levels) if (said := _measure(level))]
    measure = measures[0] if measures else None
    # "Thứ hạng/34" states no maximum.
    states = [level for level in reversed(levels) if _measure(level) != "rank"]
    maximum = next((stated for level in states if (stated := _maximum(level)) is not None), None)
    for level in reversed(levels):
        if found := catalogue.find(level, maximum):
            node, sure = found
            of, code = node.index_code, node.indicator_code
            return Heading("figure", of, code, measure or "score", maximum, confidence=sure)
    total = _total(levels, measure, maximum, catalogue, knowledge)
    if total is None and len(levels) == 1 and _UNIT.fullmatch(levels[0]) and measure is None:
        return Heading("unit", confidence=0.8)
    return total or Heading("ignored", measure=measure, max_score=maximum)


def _is_compared(level: str) -> bool:
    words = _words(level)
    return bool(_COMPARED.fullmatch(words) or _COMPARISON.fullmatch(words)) or _is_former(level)


def _total(
    levels: list[str],
    measure: str | None,
    maximum: Decimal | None,
    catalogue: "_Catalogue",
    knowledge: Knowledge,
) -> Heading | None:
    """The total: "Tổng điểm", "Xếp hạng", "DTI", "Giá trị DTI"; None when it is something else."""
    named = _index_named(" ".join(levels), knowledge)
    last = {_words(levels[-1]), _without_maximum(levels[-1])}
    bare = _without_measure(_stripped(levels[-1]))
    if last & _TOTALS or bare in _TOTALS or (measure == "rank" and _OF_ALL.fullmatch(bare)):
        sure = 0.95
    elif any(re.fullmatch(r"tong (?:so )?diem(?: \w+){1,6}", words) for words in last):
        sure = 0.85
    elif last & _ORDERS:
        sure = 0.7
    elif last & _BARE_SCORES or (named and _is_index(bare, knowledge)):
        sure = 0.9
    elif measure == "rank" and not bare:
        sure = 0.95
    else:
        return None
    if not named and not all(_is_total(level, knowledge) for level in levels[:-1]):
        # The level above names something that is not known: perhaps a component.
        return Heading("figure", None, None, measure or "score", maximum, confidence=0.3)
    index = named or catalogue.index_code
    return Heading("figure", index, "total", measure or "score", maximum, confidence=sure)


def _is_total(level: str, knowledge: Knowledge) -> bool:
    words = _without_maximum(level)
    return (
        words in _TOTALS | _BARE_SCORES | _VALUES
        or bool(re.fullmatch(r"(?:thang|quy|nam|ky|t|q) ?(?:\d{1,4}|[ivx]+)", words))
        or bool(re.fullmatch(r"ket qua.*|diem va (?:xep )?hang|.*bang (?:diem|xep hang).*", words))
        or not _without_measure(_stripped(level))
        or _is_index(_without_measure(_stripped(level)), knowledge)
    )


class _Catalogue:
    """The names of the nodes of one index, or of all, by their key."""

    def __init__(self, nodes: Iterable[Indicator], index_code: str | None) -> None:
        self.index_code = index_code
        self.keys: dict[str, list[tuple[Indicator, float]]] = {}
        self.codes: dict[str, list[Indicator]] = {}
        for node in nodes:
            self._add(node)
        self.near_keys = [key for key in self.keys if len(key) > 5]

    def _add(self, node: Indicator) -> None:
        if node.indicator_code == "total":
            return
        sure = 0.75 if node.level == "definition" else 0.97
        names = [(node.name_vi, sure), (node.name_en, sure)]
        variants = _VARIANTS.get((node.index_code, node.indicator_code), "")
        names += [(name, min(sure, 0.93)) for name in variants.split(";")]
        for name, confidence in names:
            key = _key(_stripped(_clean(name or "")))
            known = self.keys.setdefault(key, [])
            if key and all(other.indicator_code != node.indicator_code for other, _ in known):
                known.append((node, confidence))
        for code in (node.issuer_code, node.indicator_code):
            # A lone digit is a column number, not a code.
            if code and len(code) > 1:
                self.codes.setdefault(plain(code), []).append(node)

    def find(self, level: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        """The node a level of a heading names, with a confidence; None without one."""
        by_code = self._by_code(level, maximum)
        stripped = _stripped(level)
        forms = [stripped, _without_measure(stripped)]
        numbered = _NUMBERING.match(level)
        found = None
        for form in dict.fromkeys(forms):
            if (key := _key(form)) and (claims := self.keys.get(key)):
                found = _settled(claims, maximum)
                break
        if found is None and by_code:
            return by_code
        if found is None and _is_pillar_number(level):
            found = self._pillar(level)
        if found is None:
            found = self._near(_key(forms[-1]), maximum)
        if found and maximum not in (None, found[0].max_score):
            found = self._by_maximum(_key(forms[-1]), maximum, found)
        if found and numbered and by_code and by_code[0] is not found[0]:
            return found[0], min(found[1], 0.8)
        return found

    def _by_code(self, level: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        bare = _without_measure(_without_maxima(level)).strip(" .,:;()")
        first = re.split(r"[\s:(]", bare, maxsplit=1)[0].strip(".,;)")
        whole = first == bare
        claims = self.codes.get(first)
        if not claims or len({node.index_code for node in claims}) > 1:
            return None
        if not whole and not re.search(r"\d", first):
            return None
        return _settled([(node, 0.95 if whole else 0.9) for node in claims], maximum)

    def _pillar(self, level: str) -> tuple[Indicator, float] | None:
        digits = re.search(r"\d+", level)
        code = f"pillar_{digits[0]}" if digits else ""
        claims = [node for node in self.codes.get(code, ()) if node.level == "pillar"]
        return (claims[0], 0.9) if claims else None

    def _by_maximum(
        self, key: str, maximum: Decimal, found: tuple[Indicator, float]
    ) -> tuple[Indicator, float]:
        """Another node whose longer name begins with the key and whose maximum is the stated one.

        "Dịch vụ công trực tuyến (22 điểm)" is the group with online payment in it.
        """
        for name, claims in self.keys.items():
            for node, _ in claims:
                same = node.index_code == found[0].index_code and node.max_score == maximum
                if same and name.startswith(key):
                    return node, 0.8
        return found

    def _near(self, key: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        if len(key) < 6:
            return None
        close = process.extract(key, self.near_keys, scorer=fuzz.ratio, limit=3, score_cutoff=NEAR)
        if not close:
            return self._longer(key, maximum)
        best = [
            (node, min(NEAR_CONFIDENCE, score / 100 - 0.1))
            for known, score, _ in close
            if score == close[0][1]
            for node, _ in self.keys[known]
        ]
        if len(close) > 1 and close[0][1] - close[1][1] < 3:
            best = [(node, confidence - 0.2) for node, confidence in best]
        return _settled(best, maximum)

    def _longer(self, key: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        """The node whose name the key begins with: "Công khai, minh bạch trong việc …"."""
        found = [known for known in self.near_keys if len(known) > 9 and key.startswith(known)]
        if not found:
            return None
        longest = max(found, key=len)
        return _settled([(node, 0.7) for node, _ in self.keys[longest]], maximum)


def _is_pillar_number(level: str) -> bool:
    return bool(re.fullmatch(r"(?:tru cot|pillar)\s*\d+", _words(level)))


def _settled(
    claims: list[tuple[Indicator, float]], maximum: Decimal | None
) -> tuple[Indicator, float]:
    """One of the nodes that claim a name: by the maximum the heading states, else the highest."""
    fitting = [c for c in claims if maximum is not None and c[0].max_score == maximum]
    node, confidence = max(fitting or claims, key=lambda claim: claim[1])
    if len({claim[0].index_code for claim in claims}) > 1 and not fitting:
        confidence = min(confidence, 0.6)
    if maximum is not None and node.max_score is not None and node.max_score != maximum:
        confidence = confidence * 0.6 if node.max_score > 1 else confidence
    return node, confidence


@lru_cache(maxsize=64)
def _catalogue(knowledge: Knowledge, index_code: str | None, method_code: str | None) -> _Catalogue:
    codes = [index_code] if index_code else [index.index_code for index in knowledge.indices]
    nodes: list[Indicator] = []
    for code in codes:
        for method in knowledge.methods_of(code):
            if method_code in (None, method.method_code) or not index_code:
                nodes += knowledge.tree(code, method.method_code)
    return _Catalogue(nodes, index_code)


@lru_cache(maxsize=1)
def _role_names() -> dict[str, frozenset[str]]:
    names = {
        role: frozenset(text.split("|") if "|" in text else text.split())
        for role, text in _ROLES.items()
    }
    return names | {"ordinal": names["ordinal"] | {"so tt", "so thu tu"}}


def _clean(text: str) -> str:
    """A level without marks, case, line breaks; words that JSON joins are parted."""
    parted = text
    if text.isascii():
        parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])\.(?=[a-zA-Z])", " ", text)
    # Without their marks goods, banks and years would be ranks, "tính" a province.
    parted = re.sub(r"(?i)\bh[àằăãâ]ng\b", "haang", parted)
    parted = re.sub(r"(?i)\btính\b", "tiinh", parted)
    return re.sub(r"\s+", " ", plain(parted).replace("_", " ")).strip(" :;*")


def _words(level: str) -> str:
    """A level as its words only: "Tỉnh/Thành phố" -> "tinh thanh pho"."""
    return " ".join(re.findall(r"[\w#&]+", level))


def _maximum(text: str) -> Decimal | None:
    for pattern in _MAXIMUM:
        if match := pattern.search(text):
            read = number(match["x"], scale_max=1000)
            return read.value if read else None
    return None


def _without_maxima(level: str) -> str:
    for pattern in _MAXIMUM:
        level = pattern.sub(" ", level)
    return level


def _without_maximum(level: str) -> str:
    return _words(_without_maxima(level))


def _stripped(level: str) -> str:
    """A level without its maximum and its numbering."""
    level = _without_maxima(level)
    return _NUMBERING.sub("", level.strip()).strip(" .,:;-")


def _without_measure(level: str) -> str:
    """A level without the words for a score or a rank, or for a group, before and after it."""
    before = None
    while before != level:
        before = level
        level = _PREFIX.sub("", level).strip(" .,:;-()")
        level = re.sub(
            r"\s*[-(]?\s*\b(?:thu hang|xep hang|hang|diem so|diem|gia tri|score|rank|tu so|mau so"
            r"|numerator|denominator)\)?$",
            "",
            level,
        ).strip(" .,:;-()")
    if level in ("diem", "hang", "thu hang", "xep hang", "gia tri", "score", "rank", "diem so"):
        return ""
    return "" if _RANK.fullmatch(level) or _SCORE.fullmatch(level) else level


def _key(level: str) -> str:
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[\w&]+", level)]
    return "".join(
        word.replace(" ", "") for word in words if word not in ("va", "and", "of", "cua")
    )


def _measure(level: str) -> str | None:
    words = _words(level)
    for measure, said in _QUOTIENT.items():
        if said.search(words):
            return measure
    if _RANK.search(words):
        return "rank"
    return "score" if _SCORE.search(words) else None


# --- which index ---------------------------------------------------------------------------

# Other indices of provinces that are published in Vietnam: what they are called -> code and name.
_OTHERS = (
    ("papi", "PAPI", r"\bpapi\b|hieu qua quan tri va hanh chinh cong"),
    ("pci", "PCI", r"\bpci\b|nang luc canh tranh cap tinh"),
    (
        "par",
        "PAR INDEX",
        r"\bpar\s*-?\s*index\b|\bparindex\b|chi so cai cach hanh chinh|\bpar\b(?! excellence)",
    ),
    ("sipas", "SIPAS", r"\bsipas\b|chi so hai long|muc do hai long cua (?:nguoi|to chuc).{0,60}co"),
    ("pgi", "PGI", r"\bpgi\b|chi so xanh cap tinh"),
    ("ict", "ICT Index", r"\bict\s*index\b"),
)
_SAID = {
    "psi": (
        (
            0.85,
            r"phuc vu nguoi dan|\b766\s*/\s*qd|quyet dinh (?:so )?766\b|chi so 766\b|public.service"
            r" index|\bpsi\b|\bqd[ -]?766",
        ),
        (0.7, r"(?<![\w/.,-])766\b(?!\s*/|\s+(?:thu tuc|ho so|tthc|diem)|[.,]\d)"),
    ),
    "dti": ((0.85, r"\bdti\b|chuyen doi so|digital transformation"), (0.7, r"\bcds\b")),
    "pii": (
        (0.85, r"\bpii\b|doi moi sang tao(?: cap)? (?:dia phuong|tinh)|local innovation"),
        (0.6, r"doi moi sang tao|\bdmst\b"),
    ),
}


def _index_named(text: str, knowledge: Knowledge) -> str | None:
    found = [one for one in indices_of([text], knowledge) if one.confidence >= 0.6]
    return found[0].index_code if len(found) == 1 else None


def _is_index(text: str, knowledge: Knowledge) -> bool:
    """Whether nothing but the name of an index stands there."""
    forms = (text, _PREFIX.sub("", text), re.sub(r" (?:tong hop|chung|cap tinh)$", "", text))
    return any(_key(form) in _index_keys(knowledge) for form in forms)


@lru_cache(maxsize=8)
def _index_keys(knowledge: Knowledge) -> frozenset[str]:
    names = ["Chuyển đổi số", "766", "Đổi mới sáng tạo", "Đổi mới sáng tạo cấp địa phương"]
    names += ["Chuyển đổi số cấp tỉnh", "Phục vụ người dân, doanh nghiệp", "Cải cách hành chính"]
    names += [name for code, short, _ in _OTHERS for name in (code, short)]
    for index in knowledge.indices:
        names += [index.index_code, index.short_vi, index.short_en, index.name_en, index.name_vi]
        names.append(index.name_vi.split("(")[0])
    return frozenset(_key(_PREFIX.sub("", _clean(name))) for name in names if name)


def indices_of(texts: Iterable[str | None], knowledge: Knowledge) -> list[IndexEvidence]:
    """The indices that titles, headings, names of sheets and files speak of, most likely first.

    An index the store has not seen is proposed by its code (PAPI, PCI, PAR, SIPAS …).
    """
    scores: dict[str, float] = {}
    said: dict[str, list[str]] = {}
    for text in texts:
        if not text:
            continue
        bare = re.sub(r"\s+", " ", plain(text[:2000]).replace("_", " "))
        for code, confidence in _named_in(bare, knowledge):
            scores[code] = 1 - (1 - scores.get(code, 0.0)) * (1 - confidence)
            said.setdefault(code, []).append(text[:LONGEST])
    names = {index.index_code: index.short_vi for index in knowledge.indices}
    others = {code: name for code, name, _ in _OTHERS}
    found = [
        IndexEvidence(
            code,
            round(min(score, 0.99), 3),
            code in names,
            names.get(code) or others[code],
            tuple(said[code]),
        )
        for code, score in scores.items()
    ]
    return sorted(found, key=lambda one: (-one.confidence, one.index_code))


def _named_in(bare: str, knowledge: Knowledge) -> Iterable[tuple[str, float]]:
    known = {index.index_code for index in knowledge.indices}
    for index in knowledge.indices:
        patterns = _SAID.get(index.index_code, ())
        said = [sure for sure, pattern in patterns if re.search(pattern, bare)]
        names = [plain(name) for name in (index.name_vi, index.name_en, index.short_vi) if name]
        number_of = re.match(r"[\w/-]+", plain(index.legal_basis or ""))
        if any(len(name) > 3 and name in bare for name in names):
            yield index.index_code, 0.95
        elif number_of and number_of[0] in bare.replace(" ", ""):
            yield index.index_code, 0.9
        elif said:
            yield index.index_code, max(said)
        elif not patterns and re.search(rf"\b{re.escape(plain(index.index_code))}\b", bare):
            yield index.index_code, 0.8
    for code, _, pattern in _OTHERS:
        if code not in known and re.search(pattern, bare):
            yield code, 0.85


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
