"""Which index a text names: the title of a table, a heading, the name of a sheet or of a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rankings.ingest.meaning.headings.words import LONGEST, PREFIX, clean, key_of
from rankings.ingest.meaning.knowledge import Index, Knowledge
from rankings.words.typed import folded

# Other indices of provinces that are published in Vietnam: what they are called -> code and name.
_OTHERS = (
    ("papi", "PAPI", r"\bpapi\b|hieu qua quan tri va hanh chinh cong"),
    ("pci", "PCI", r"\bpci\b|nang luc canh tranh cap tinh"),
    (
        "par",
        "PAR INDEX",
        r"\bpar\s*-?\s*index\b|\bparindex\b|chi so (?:cai cach hanh chinh|cchc\b)"
        r"|\bpar\b(?! excellence)",
    ),
    ("sipas", "SIPAS", r"\bsipas\b|chi so hai long|muc do hai long cua (?:nguoi|to chuc).{0,60}co"),
    ("pgi", "PGI", r"\bpgi\b|chi so xanh cap tinh"),
    ("ict", "ICT Index", r"\bict\s*index\b"),
)
# What the others are called in full: their totals are headed so.
_CALLED = {
    "papi": ("hiệu quả quản trị và hành chính công", "quản trị và hành chính công cấp tỉnh"),
    "pci": ("năng lực cạnh tranh", "năng lực cạnh tranh cấp tỉnh"),
    "par": ("cải cách hành chính",),
    "sipas": (
        *("hài lòng", "sự hài lòng", "hài lòng của người dân", "hài lòng của người dân, tổ chức"),
        *("hài lòng của tổ chức, cá nhân", "hài lòng về sự phục vụ hành chính"),
        "hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước",
    ),
    "pgi": ("xanh", "xanh cấp tỉnh"),
}
_SHORT = {"par": ("CCHC", "PAR"), "ict": ("ICT",)}
_BEFORE_NAME = re.compile(
    r"^(?:(?:bang )?(?:xep hang|xep thu|thu hang|thu tu|thu bac|vi tri|hang)|tong (?:so )?diem"
    r"|diem (?:so|tong hop|tong cong|tong|chung|danh gia|dat duoc|dat)|so diem|diem|gia tri"
    r"|ket qua|bo chi so|chi so|muc do|ty le|muc|tong hop|tong|score|rank|ranking|index"
    r"|overall|total)\b\s*(?:(?:cua|theo|cac|of|the)\b\s*)?"
)
_BEHIND_NAME = re.compile(
    r"\b(?:tong hop|tong cong|tong|chung|cap tinh|toan quoc|ca nuoc|gia quyen|goc|index|score"
    r"|(?:da |co |chua co |khong co )?trong so|rank|ranking|(?:xep |thu )?hang|diem so|diem|nam"
    r"|20\d\d|points?)$"
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


@dataclass(frozen=True)
class IndexEvidence:
    """An index that texts may be about; known: the store has it. texts: what said so."""

    index_code: str
    confidence: float
    known: bool
    name: str
    texts: tuple[str, ...]


def indices_of(texts: Iterable[str | None], knowledge: Knowledge) -> list[IndexEvidence]:
    """The indices that titles, headings, names of sheets and files speak of, most likely first.

    An index the store has not seen is proposed by its code (PAPI, PCI, PAR, SIPAS …).
    """
    scores: dict[str, float] = {}
    said: dict[str, list[str]] = {}
    for text in texts:
        if not text:
            continue
        bare = re.sub(r"\s+", " ", folded(text[:2000]).replace("_", " "))
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
    by_name = {
        index.index_code: sure
        for index in knowledge.indices
        if (sure := _sure_of(index, bare)) is not None
    }
    yield from by_name.items()
    # One of these may have been loaded since, and is called as before.
    for code, _, pattern in _OTHERS:
        if code not in by_name and re.search(pattern, bare):
            yield code, 0.85


def _sure_of(index: Index, bare: str) -> float | None:
    """How sure a text names an index that the store knows; None where it does not."""
    patterns = _SAID.get(index.index_code, ())
    said = [sure for sure, pattern in patterns if re.search(pattern, bare)]
    names = [folded(name) for name in (index.name_vi, index.name_en, index.short_vi) if name]
    number_of = re.match(r"[\w/-]+", folded(index.legal_basis or ""))
    if any(len(name) > 3 and name in bare for name in names):
        return 0.95
    if number_of and number_of[0] in bare.replace(" ", ""):
        return 0.9
    if said:
        return max(said)
    named = not patterns and re.search(rf"\b{re.escape(folded(index.index_code))}\b", bare)
    return 0.8 if named else None


def index_named(text: str, knowledge: Knowledge) -> str | None:
    """The one index that a text names with some confidence; None without one or with several."""
    found = [one for one in indices_of([text], knowledge) if one.confidence >= 0.6]
    return found[0].index_code if len(found) == 1 else None


def is_index(text: str, knowledge: Knowledge) -> bool:
    """Whether nothing but the name of an index, and words for a total, stands there."""
    return not _bare_keys(text).isdisjoint(_index_keys(knowledge))


def is_named(text: str, keys: frozenset[str]) -> bool:
    """The same for one index, by its `name_keys`; the text is a level of a heading."""
    return not _bare_keys(clean(text[:LONGEST])).isdisjoint(keys)


def index_headed(level: str, knowledge: Knowledge) -> str | None:
    """The index that a level of a heading names and nothing else; None for any other level."""
    short = [code for code, _, _ in _OTHERS if is_named(level, _short_keys(code))]
    named = [index.index_code for index in indices_of([level], knowledge)] or short
    code = named[0] if len(named) == 1 else ""
    only = is_named(level, name_keys(code)) or is_index(clean(level[:LONGEST]), knowledge)
    return code if code and only else None


def usual_name(index_code: str) -> str | None:
    """What an index that the store has not seen is usually called; None where that is not known."""
    return next((name for code, name, _ in _OTHERS if code == index_code), None)


def name_keys(index_code: str, title: str | None = None) -> frozenset[str]:
    """What an index may be called in a heading.

    title: its name, as the store or the table gives it; what stands in brackets there is another.
    """
    names = [*_CALLED.get(index_code, ())]
    if title:
        names += [title, re.sub(r"\([^()]*\)", " ", title), *re.findall(r"\(([^()]*)\)", title)]
    return _short_keys(index_code).union(*(_bare_keys(clean(name)) for name in names))


@lru_cache(maxsize=64)
def _short_keys(index_code: str) -> frozenset[str]:
    names = [index_code, *_SHORT.get(index_code, ())]
    names += [name for code, name, _ in _OTHERS if code == index_code]
    return frozenset(key for name in names for key in _bare_keys(clean(name)))


def _bare_keys(text: str) -> frozenset[str]:
    """The keys of a cleaned text, alone and without what stands around the name of an index:
    "Điểm số PCI 2025", "Bảng xếp hạng PAPI", "Giá trị chỉ số PAR INDEX (%)".
    """
    keys = {key_of(text)}
    before = None
    while before != text:
        before = text
        text = _BEFORE_NAME.sub("", text).strip(" .,:;-()%")
        keys.add(key_of(text))
        text = _BEHIND_NAME.sub("", text).strip(" .,:;-()%")
        keys.add(key_of(text))
    return frozenset(keys - {""})


@lru_cache(maxsize=8)
def _index_keys(knowledge: Knowledge) -> frozenset[str]:
    names = ["Chuyển đổi số", "766", "Đổi mới sáng tạo", "Đổi mới sáng tạo cấp địa phương"]
    names += ["Chuyển đổi số cấp tỉnh", "Phục vụ người dân, doanh nghiệp", "Cải cách hành chính"]
    names += [name for code, short, _ in _OTHERS for name in (code, short)]
    for index in knowledge.indices:
        names += [index.index_code, index.short_vi, index.short_en, index.name_en, index.name_vi]
        names.append(index.name_vi.split("(")[0])
    return frozenset(key_of(PREFIX.sub("", clean(name))) for name in names if name)
