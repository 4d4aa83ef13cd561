"""Names and codes of units inside a province as the portal and its users print them.

"UBND xã Ea Súp", "Sở Nội vụ - Tỉnh Đắk Lắk", "H15.27", "000.00.27.H15" and "UBND tỉnh Gia Lai".
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rankings.words.typed import folded

CODE = re.compile(r"(?:0{2,3}\.)*(H\d{2})(?:\.(\d{1,3}(?:\.\d{1,3})*))?", re.IGNORECASE)
# The older order of the parts of a code: 000.00.27.H15.
TURNED_CODE = re.compile(r"(?:0{2,3}\.)*(\d{2,3})\.(H\d{2})", re.IGNORECASE)
LOCAL = {
    "phuong": ("ward", "Phường", "Ward"),
    "xa": ("commune", "Xã", "Commune"),
    "dac khu": ("special_zone", "Đặc khu", "Special Zone"),
    "thi tran": ("commune", "Thị trấn", "Township"),
}
_OFFICE = re.compile(
    r"^\s*(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND\s*(?:và|-|&)\s*UBND)\s+", re.IGNORECASE
)
LONGEST = 120
# "Số hồ sơ" without its marks is none of them.
_NO_DEPARTMENT = r"(?! (?:ban|nganh|ho so|luong|thu|phan anh|pakn|ket qua|tthc|don vi)\b)"
_DEPARTMENT = re.compile(
    rf"^(?:so{_NO_DEPARTMENT}(?= [a-z])|ban quan ly|ban dan toc|thanh tra|van phong|chi cuc|cuc"
    r"|trung tam phuc vu|bo chi huy|cong an|bao hiem|kho bac|thue|vien kiem sat)\b"
)
_PART_OF_CODE = r"((?:0{2,3}\.)*H\d{2}(?:\.\d{1,3})+)"
_CODE_FIRST = re.compile(rf"\s*\(?{_PART_OF_CODE}\s*[-–—:_/.)]*\s*(?=[^\W\d])", re.IGNORECASE)
_CODE_LAST = re.compile(rf"\s*[-–—:_/(]+\s*{_PART_OF_CODE}\)?\s*$", re.IGNORECASE)
# Words that head the units of a level, or stand beside their sum.
_HEADING = re.compile(
    r"(?:[ivx]+ |[a-c] |\d{1,2} )?(?:(?:tong|cong|tong cong|tong so|binh quan|trung binh) )?"
    r"(?:(?:khoi|cap|nhom|cac|danh sach) )*(?:"
    r"(?:so|ban|nganh|so nganh|so ban nganh|co quan chuyen mon)(?: (?:cap )?tinh)?"
    r"|xa|phuong|xa phuong|phuong xa|xa phuong dac khu|ubnd (?:cac )?(?:cap )?xa(?: phuong)*"
    r"|don vi(?: cap (?:xa|so|tinh))?)"
)
# How sure a level is said to be by words of a file, in letters without marks.
SAID_LEVELS = {
    "department": {
        "department",
        "so",
        "so nganh",
        "so ban nganh",
        "cap so",
        "cap tinh",
        "province",
    },
    "commune": {"commune", "xa", "phuong", "ward", "cap xa", "xa phuong", "xa phuong dac khu"},
}


@dataclass(frozen=True)
class Printed:
    """A unit as a file names it. code: the portal's, in its usual form; kind: that of `units`.

    name: without the words of its office and its kind ("Ea Súp", "Sở Nội vụ"); full_name: "Xã Ea
    Súp"; kind and both names are None where the text says no name of a unit inside a province.
    """

    text: str
    code: str | None
    kind: str | None
    name: str | None
    full_name: str | None


def code_of(text: str | None) -> str | None:
    """A code of the portal in its usual form, "H15.27" or "H15"; None for any other text."""
    if not text:
        return None
    if match := TURNED_CODE.fullmatch(text.strip()):
        return f"{match[2].upper()}.{match[1]}"
    if match := CODE.fullmatch(text.strip()):
        return f"{match[1].upper()}.{match[2]}" if match[2] else match[1].upper()
    return None


def bare(text: str, province: str | None = None) -> str:
    """A name without a code, the words of its office before it and those of its province behind it.

    "H15.112 - UBND xã Ea Súp" -> "xã Ea Súp"; "Sở Nội vụ - Tỉnh Đắk Lắk" -> "Sở Nội vụ".
    """
    left = unicodedata.normalize("NFC", " ".join(text.split()))
    left = _OFFICE.sub("", _coded(left)[1])
    plain = folded(left)
    # Marks of a province are often left out, or others are written: "Đăk Lăk".
    if province and len(plain) == len(left):
        named = re.escape(folded(province))
        before = r"\s*[-–—,(]?\s*(?:(?:tinh|thanh pho|tp\.?|t\.)\s+)?"
        behind = re.search(rf"{before}\b{named}\)?$", plain)
        shorter = left[: behind.start()].strip(" -–—,(") if behind else ""
        # "UBND tỉnh Gia Lai" is the province itself, "Xã Gia Lai" a commune of its name.
        if shorter and folded(shorter) not in ("tinh", "thanh pho", *LOCAL):
            left = shorter
    return left


def code_within(text: str | None) -> str | None:
    """The code of a cell that holds one, alone or beside a name: "Sở Nội vụ (H15.27)"."""
    return code_of(text) or (_coded(text)[0] if text else None)


def _coded(text: str) -> tuple[str | None, str]:
    """A code at the beginning or the end of a text, and the rest; (None, text) without one."""
    if match := _CODE_FIRST.match(text):
        return code_of(match[1]), text[match.end() :]
    if match := _CODE_LAST.search(text):
        return code_of(match[1]), text[: match.start()]
    return None, text


def is_heading(text: str | None) -> bool:
    """Whether a cell heads the units below it, or sums them: "I. Các sở, ban, ngành", "Cấp xã"."""
    plain = " ".join(re.findall(r"[a-z0-9]+", folded(text or "")))
    return bool(_HEADING.fullmatch(plain))


def printed(text: str, province: str, code: str | None = None, level: str | None = None) -> Printed:
    """What a file says of one unit. level: in words of the file ("COMMUNE"), if it says one."""
    name = bare(text, province)
    plain = folded(name)
    if plain in (folded(province), f"tinh {folded(province)}", "toan tinh") or (
        code is not None and "." not in code
    ):
        return Printed(text, code, "province", province, f"Tỉnh {province}")
    for word, (kind, before, _) in LOCAL.items():
        if plain.startswith(f"{word} "):
            own = name[len(before) :].strip() if folded(name[: len(before)]) == word else name
            return Printed(text, code, kind, own, f"{before} {own}")
    if is_department(name) or level_of(level) == "department":
        return Printed(text, code, "department", name, name)
    if level_of(level) == "commune":
        # Whether it is a xã or a phường the file does not say.
        return Printed(text, code, "commune", name, name)
    return Printed(text, code, None, None, None)


def is_department(text: str) -> bool:
    """Whether a text is the name of a department: "Sở Nội vụ - Tỉnh Đắk Lắk"."""
    name = unicodedata.normalize("NFC", text).strip()
    # "Số hồ sơ" has the letters of "Sở" without their marks.
    counted = name.lower().startswith("số ")
    return len(name) < LONGEST and not counted and bool(_DEPARTMENT.match(folded(name)))


def province_named(text: str, provinces: Iterable[str]) -> str | None:
    """The province that stands behind the name of a unit: "Sở Nội vụ - Tỉnh Đắk Lắk"."""
    plain = folded(text)
    return next(
        (
            name
            for name in provinces
            if re.search(
                rf"(?:[-–—,(]\s*|\btinh |\bthanh pho ){re.escape(folded(name))}\)?$", plain
            )
        ),
        None,
    )


def level_of(text: str | None) -> str | None:
    """The level that a word of a file means: department | commune; None for any other word."""
    plain = " ".join(re.findall(r"[a-z]+", folded(text or "")))
    return next((level for level, words in SAID_LEVELS.items() if plain in words), None)


def english(kind: str, name: str) -> str:
    """The English name of a commune ("Ea Sup Commune"); a department keeps its own."""
    for local, _, english_kind in LOCAL.values():
        if kind == local:
            plain = folded(name)
            letters = "".join(
                new.upper() if old.isupper() else new for old, new in zip(name, plain, strict=False)
            )
            return f"{letters if len(plain) == len(name) else plain.title()} {english_kind}"
    return name
