"""What in a dossier file is of a person: told by the heading, or by what stands in the column.

Only kinds are told and kept, never a value. The rules are wide on purpose: a column that is taken
for personal without being so is not read, which costs a question; the other mistake cannot be
taken back.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from rankings.words.typed import folded

Kind = Literal["name", "identity", "phone", "address", "mail", "birth"]

# Words of a heading without marks and gaps, whole or within; the first that fits is told.
_HEADINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"e?mail|hopthudientu|thudientu")),
    ("phone", re.compile(r"(so)?dienthoai|didong|^sdt|sdt$|phone|zalo")),
    (
        "identity",
        re.compile(
            r"cccd|cmnd|cmtnd|cancuoc|chungminh|dinhdanh|hochieu|passport|sogiayto|masothue|bhxh"
            r"|sobaohiem|^mst$"
        ),
    ),
    ("birth", re.compile(r"ngaysinh|namsinh|sinhngay|birth|gioitinh")),
    ("address", re.compile(r"diachi|address|noio|cutru|thuongtru|tamtru|quequan|chohiennay")),
    (
        "name",
        re.compile(
            r"hoten|hovaten|chuhoso|nguoinop|nguoiyeucau|nguoidung|nguoinhan|nguoithuchien|canbo"
            r"|chuyenvien|nguoixuly|nguoidaidien|tencongdan|khachhang|fullname|chusohuu"
            r"|tennguoi|nguoikhai|nguoiky|nguoitra|tentochuc|tendoanhnghiep"
        ),
    ),
)
# Family names that nine of ten people in Việt Nam bear, with those of the Ê Đê, M'Nông and others
# of the Central Highlands.
_FAMILIES = frozenset(
    (
        *("nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu"),
        *("vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly"),
        *("doan", "dao", "trinh", "dinh", "truong", "lam", "mai", "phung"),
        *("luong", "thai", "ha", "to", "cao", "ta", "quach", "la"),
        *("luu", "chu", "tong", "kieu", "y", "h", "ksor", "nay"),
        *("rcom", "siu", "nie", "bkrong", "mlo", "eban", "ayun"),
    )
)
_OFFICES = re.compile(
    r"\b(ubnd|uy ban|so|ban|phong|chi cuc|cuc|trung tam|van phong|chi nhanh|thanh tra|xa|phuong"
    r"|huyen|thi tran|cong an|bo phan|mot cua|kho bac|thue|tinh|quan ly|hoi dong)\b"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_IDENTITY = re.compile(r"(?<![\d.\-/])(?:0\d{2}[0-9]\d{8}|\d{9}|\d{12})(?![\d.\-/])")
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[ .]?[235789]\d{1,2}(?:[ .]?\d{3}){2}\d?(?!\d)")
_ADDRESS = re.compile(
    r"\b(so nha|thon|to dan pho|khoi pho|tdp|hem|ngo) \w+|\b\d+[a-z]?(/\d+)* (duong )?[a-z ]{3,},"
)
_CODE = re.compile(r"H\d{2}(\.\d+)*|(\d{2,3}\.){2,3}H\d{2}")
_WORD = re.compile(r"[^\W\d_]+")
# What stands between the words of a name.
_BETWEEN = re.compile(r"[\s._-]+")
# So many of a column's values must look like one kind, but for what no other thing looks like.
_MOST = 0.3
LOOKED_AT = 1000


def of_heading(heading: str) -> Kind | None:
    """Of what kind a column is by its heading; None where the heading names nothing of a person."""
    key = re.sub(r"[\W_]+", "", folded(heading))
    return next((kind for kind, pattern in _HEADINGS if pattern.search(key)), None)


def of_text(text: str) -> Kind | None:
    """Of what kind a text is: a mail address, an identity number of 9 or 12 digits, a phone, an
    address, a person's name; None where it looks like none of these."""
    if _MAIL.search(text):
        return "mail"
    if _PHONE.search(text):
        return "phone"
    if _IDENTITY.search(text):
        return "identity"
    small = folded(text)
    if _ADDRESS.search(small):
        return "address"
    # Phương, Phong, Cúc and Tỉnh are given names as well: an office begins with such a word.
    if _OFFICES.match(small):
        return None
    return "name" if _is_name(text) else None


def is_office(text: str) -> bool:
    """Whether a text is plainly the name or the code of an office, with no person's name in it."""
    begun = _OFFICES.match(folded(text).strip())
    return bool(_CODE.fullmatch(text.strip()) or (begun and not holds_name(text)))


def holds_name(text: str) -> bool:
    """Whether somewhere in a text there may stand a person's name: a family name and one word more
    at least, each with a capital letter."""
    plain = unicodedata.normalize("NFC", text)
    words = list(_WORD.finditer(plain))
    return any(
        folded(first[0]) in _FAMILIES
        and first[0][0].isupper()
        and second[0][0].isupper()
        and _BETWEEN.fullmatch(plain, first.end(), second.start())
        for first, second in pairwise(words)
    )


def _is_name(text: str) -> bool:
    words = _WORD.findall(text)
    return (
        2 <= len(words) <= 6
        and "".join(words) == re.sub(r"[\s'.]+", "", text)
        and folded(words[0]) in _FAMILIES
        and all(word[0].isupper() for word in words)
    )


def of_values(values: Sequence[str]) -> Kind | None:
    """Of what kind a column is by some of its values; None where few of them look like one."""
    filled = [text for text in values[:LOOKED_AT] if text]
    kinds = [kind for text in filled if (kind := of_text(text))]
    if not kinds or len(kinds) <= _MOST * len(filled):
        return None
    return max(kinds, key=kinds.count)
