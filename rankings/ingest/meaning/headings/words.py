"""The words of a heading without marks and case: its name alone, the measure and maximum in it."""

import re
from decimal import Decimal

from rankings.ingest.meaning.numbers import number
from rankings.words.typed import folded

LONGEST = 400
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
_RANK = re.compile(
    r"\b(?:thu hang|xep hang|vi tri xep hang|xep thu|hang|thu tu xep hang|thu tu|vi thu|vi tri"
    r"|bang xep hang|thu bac|xep bac|ranking|rank)\b"
)
_SCORE = re.compile(
    r"\b(?:tong so diem|tong diem|diem tong|diem tong hop|diem so|so diem|diem danh gia|diem"
    r"|gia tri|ket qua|total score|score|value|points?|diem dat duoc|diem dat|ty le diem)\b"
)
# What a share is the quotient of. "từ số liệu" reads the same without its marks.
_QUOTIENT = {
    "numerator": re.compile(r"^tu$|^tu so\b(?! lieu)|\btu so$|\(tu so\)|\bnumerator\b"),
    "denominator": re.compile(r"^mau$|^mau so\b|\bmau so$|\(mau so\)|\bdenominator\b"),
}
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
NUMBERING = re.compile(
    r"^(?:(?:nhom(?: chi so| tieu chi)?|tru cot|pillar|chi so chinh|chi so|tieu chi|chi tieu|muc"
    r"|phan|group|component)\s*)?(?:(?P<number>\d+(?:\.\d+)*|[ivx]+|[a-h])\s*[.:)\-–]+\s*"
    r"|(?P<bare>\d+)\s+)(?=\S)"
)
PREFIX = re.compile(
    r"^(?:nhom(?: chi so| tieu chi)?|tru cot|pillar|chi so chinh|chi so thanh phan|chi so|tieu chi"
    r"|chi tieu|diem|gia tri|thu hang|xep hang|hang|scores?|ranks?|ty le diem|tu so|mau so"
    r"|numerator|denominator)\s+(?:ve\s+|cua\s+|of\s+)?"
)


def measure_of(text: str) -> str | None:
    """score | rank | numerator | denominator, when the words of a heading or cell say which."""
    return measure_in(clean(text[:LONGEST]))


def bare_name(text: str) -> str:
    """A heading without marks, case, maximum, numbering and words for a score or a rank."""
    return without_measure(unnumbered(clean(text[:LONGEST])))


def clean(text: str) -> str:
    """A level without marks, case, line breaks; words that JSON joins are parted."""
    parted = text
    if text.isascii():
        parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])\.(?=[a-zA-Z])", " ", text)
    # Without their marks goods, banks and years would be ranks, "tính" a province.
    parted = re.sub(r"(?i)\bh[àằăãâ]ng\b", "haang", parted)
    parted = re.sub(r"(?i)\btính\b", "tiinh", parted)
    return re.sub(r"\s+", " ", folded(parted).replace("_", " ")).strip(" :;*")


def words_of(level: str) -> str:
    """A level as its words only: "Tỉnh/Thành phố" -> "tinh thanh pho"."""
    return " ".join(re.findall(r"[\w#&]+", level))


def measure_in(level: str) -> str | None:
    """score | rank | numerator | denominator, when the words of a cleaned level say which."""
    words = words_of(level)
    for measure, said in _QUOTIENT.items():
        if said.search(words):
            return measure
    if _RANK.search(words):
        return "rank"
    return "score" if _SCORE.search(words) else None


def maximum_in(text: str) -> Decimal | None:
    """The maximum that a level states, "(tối đa 18 điểm)"; None without one."""
    for pattern in _MAXIMUM:
        if match := pattern.search(text):
            read = number(match["x"], scale_max=1000)
            return read.value if read else None
    return None


def without_maxima(level: str) -> str:
    """A level without the maximum it states."""
    for pattern in _MAXIMUM:
        level = pattern.sub(" ", level)
    return level


def words_without_maximum(level: str) -> str:
    """A level as its words only, without the maximum it states."""
    return words_of(without_maxima(level))


def unnumbered(level: str) -> str:
    """A level without its maximum and its numbering."""
    level = without_maxima(level)
    return NUMBERING.sub("", level.strip()).strip(" .,:;-")


def without_measure(level: str) -> str:
    """A level without the words for a score or a rank, or for a group, before and after it."""
    before = None
    while before != level:
        if _RANK.fullmatch(level) or _SCORE.fullmatch(level):
            return ""
        before = level
        level = PREFIX.sub("", level).strip(" .,:;-()")
        level = re.sub(
            r"\s*[-(]?\s*\b(?:thu hang|xep hang|hang|diem so|diem|gia tri|score|rank|tu so|mau so"
            r"|numerator|denominator)\)?$",
            "",
            level,
        ).strip(" .,:;-()")
    if level in ("diem", "hang", "thu hang", "xep hang", "gia tri", "score", "rank", "diem so"):
        return ""
    return "" if _RANK.fullmatch(level) or _SCORE.fullmatch(level) else level


def key_of(level: str) -> str:
    """What names are compared by: abbreviations in full, no marks and spaces, no "và", "của"."""
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[\w&]+", level)]
    return "".join(
        word.replace(" ", "") for word in words if word not in ("va", "and", "of", "cua")
    )
