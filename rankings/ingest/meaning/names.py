"""Names of provinces as they are written, and what stands in a column of names besides.

A name is taken silently only when it is a spelling on record or differs from one in nothing but
case, marks, spaces and the words before it ("UBND tỉnh"). Marks that contradict the record are
taken only where no other province is one letter away: "Hậ Giang" may be Hậu Giang or Hà Giang.
Everything else is offered, never taken.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from rankings.ingest.meaning.knowledge import Knowledge
from rankings.words.typed import folded

NEAR = 60
OFFERED = 5
LONGEST = 120
FOLDED = 20_000  # keys that are remembered: a few megabytes
# Words before a name, longest first; "tp" may also be glued to it (TPHCM).
_BEFORE = [
    phrase.split()
    for phrase in (
        "uy ban nhan dan",
        "hoi dong nhan dan",
        "truc thuoc trung uong",
        "thanh pho",
        "province of",
        "city of",
        "thu do",
        "ubnd",
        "hdnd",
        "tinh",
        "t p",
        "tp",
        "cac",
        "province",
        "city",
    )
]
_AFTER = {"province", "city", "municipality"}
_GLUED = ("ubndtinh", "ubndthanhpho", "ubndtp", "thanhpho", "tinh", "tp")
_ORDINAL = re.compile(r"^\s*\(?\d{1,3}(?:\s*[.)\-–:]\s*|\s+)(?=[^\W\d])")
# A code of the portal with the name beside it, or within the longer one of an agency.
_WITH_CODE = re.compile(r"^\s*(H\d{2})\s*[-–—.:_/]\s*(?=[^\W\d])", re.IGNORECASE)
_LONG_CODE = re.compile(r"^\s*(?:0{2,3}\.)+(?=H\d{2}\s*$)", re.IGNORECASE)
_BRACKETED = re.compile(r"^(.+?)\s*\(([^()]*)\)\s*$", re.DOTALL)
_FOOTNOTE = re.compile(r"\s*(?:[*†‡¹²³]+|\(\*+\)|\(\d\)|\[\d\])\s*$")
# "T. Đắk Lắk", but not "T.P. Huế".
_SHORT_PROVINCE = re.compile(r"^\s*[Tt]\.\s*(?=[^\W\d_]{2})")
# The old way of placing the tone on oa, oe, uy, made the new one: hòa -> hoà.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN = re.compile(rf"(o)([{_TONES}])([ae])(?![a-z])|((?<!q)u)([{_TONES}])(y)(?![a-z])")

Kind = Literal["exact", "alias", "folded", "code", "near", "none"]


@dataclass(frozen=True)
class Match:
    """What a text is as the name of a unit.

    unit_code is None for `near` and `none`; candidates: (unit_code, score of 100), best first.
    """

    kind: Kind
    unit_code: str | None
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class SchemeEvidence:
    """How well texts fit a scheme.

    matched: distinct texts that name a unit; units: how many units they name; of: units of the
    scheme; decisive: texts that name a unit of this scheme and of no other.
    """

    scheme: str
    confidence: float
    matched: int
    units: int
    of: int
    decisive: tuple[str, ...]


def fold(text: str) -> str:
    """The key of a name: letters and digits without marks, case, spaces and words before it."""
    return _fold(text[:LONGEST])


def marked(text: str) -> str:
    """Like `fold`, with the marks kept; "Hoà" and "Hòa" are the same, Ð is Đ."""
    return _marked(text[:LONGEST])


# The same spellings are folded for every version of the store, and most cells of a file hold one.
@lru_cache(maxsize=FOLDED)
def _fold(text: str) -> str:
    return "".join(_core(_words(folded(_bare(text)))))


@lru_cache(maxsize=FOLDED)
def _marked(text: str) -> str:
    small = unicodedata.normalize("NFC", _bare(text)).lower().replace("ð", "đ")
    words = _words(small)
    # Which words go is decided without marks, so that both keys lose the same ones.
    letters = [folded(word) for word in words]
    core = _core(letters)
    first = next(i for i in range(len(letters) + 1) if letters[i : i + len(core)] == core)
    return "".join(_new_tone(word) for word in words[first : first + len(core)])


def _bare(text: str) -> str:
    text = _LONG_CODE.sub("", unicodedata.normalize("NFKC", text))
    return _SHORT_PROVINCE.sub("", _FOOTNOTE.sub("", _ORDINAL.sub("", text)))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _core(words: list[str]) -> list[str]:
    dropped = True
    while dropped:
        dropped = False
        for phrase in _BEFORE:
            if words[: len(phrase)] == phrase:
                words, dropped = words[len(phrase) :], True
    while words and words[-1] in _AFTER:
        words = words[:-1]
    return words


def _new_tone(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    apart = _OPEN.sub(lambda m: f"{m[1]}{m[3]}{m[2]}" if m[1] else f"{m[4]}{m[6]}{m[5]}", apart)
    return unicodedata.normalize("NFC", apart)


class _Scheme:
    """The spellings of one scheme, by how they are compared: key -> unit codes that claim it."""

    def __init__(self, spellings: Sequence[tuple[str, str]], names: Mapping[str, str]) -> None:
        self.exact = dict(names)
        self.spelled: dict[str, set[str]] = {}
        self.marked: dict[str, set[str]] = {}
        self.folded: dict[str, set[str]] = {}
        for text, code in spellings:
            for keys, key in (
                (self.spelled, unicodedata.normalize("NFC", text.strip())),
                (self.marked, marked(text)),
                (self.folded, fold(text)),
            ):
                if key:
                    keys.setdefault(key, set()).add(code)

    def only(self, keys: dict[str, set[str]], key: str) -> str | None:
        """The one unit that claims a key; a key that two claim is nobody's."""
        found = keys.get(key, ())
        return next(iter(found)) if len(found) == 1 else None


class Names:
    """The names of every scheme of a Knowledge.

    extra: spellings that count for this file only, text -> unit code (an accepted near match, an
    issuer's code).
    """

    def __init__(self, knowledge: Knowledge, extra: Mapping[str, str] | None = None) -> None:
        self.knowledge = knowledge
        self.codes = {
            scheme: {unit.unit_code for unit in knowledge.units_of(scheme)}
            for scheme in knowledge.schemes
        }
        self._schemes = {scheme: self._scheme(scheme, extra or {}) for scheme in knowledge.schemes}
        self._crowded = self._crowded_keys()
        self._match = lru_cache(maxsize=20_000)(self._found)

    def _scheme(self, scheme: str, extra: Mapping[str, str]) -> _Scheme:
        spellings = [
            (alias.alias, alias.unit_code)
            for alias in self.knowledge.aliases
            if alias.scheme == scheme
        ]
        units = self.knowledge.units_of(scheme)
        for unit in units:
            own = (unit.name_vi, unit.full_name_vi, unit.name_en)
            spellings += [(name, unit.unit_code) for name in own if name]
        spellings += [(text, code) for text, code in extra.items() if code in self.codes[scheme]]
        # A name that two communes bear is nobody's.
        times = Counter(unit.name_vi for unit in units)
        own_names = {unit.name_vi: unit.unit_code for unit in units if times[unit.name_vi] == 1}
        return _Scheme(spellings, own_names)

    def _crowded_keys(self) -> frozenset[str]:
        """Folded keys one letter away from a key of another unit, in whatever scheme."""
        owners: dict[str, set[tuple[str, str]]] = {}
        for scheme in self.knowledge.province_schemes:
            for key, codes in self._schemes[scheme].folded.items():
                owners.setdefault(key, set()).update((scheme, code) for code in codes)
        keys = sorted(owners)
        close = process.cdist(keys, keys, scorer=OSA.distance, score_cutoff=1)
        return frozenset(
            keys[row]
            for row, column in zip(*(close <= 1).nonzero(), strict=True)
            if not owners[keys[row]] & owners[keys[column]]
        )

    def match(self, text: str | None, scheme: str, *, codes: bool = False) -> Match:
        """Which unit of the scheme a text names.

        codes: the column holds our two-digit codes ("07" may have lost its zero).
        """
        if not text or not text.strip() or scheme not in self._schemes:
            return Match("none", None)
        if codes and (code := self._code(text, scheme)):
            return Match("code", code, ((code, 100.0),))
        return self._match(text, scheme)

    def _code(self, text: str, scheme: str) -> str | None:
        bare = text.strip()
        if not re.fullmatch(r"\d{1,5}", bare, re.ASCII):
            return None
        return next((c for c in (bare, bare.zfill(2)) if c in self.codes[scheme]), None)

    def _found(self, text: str, scheme: str) -> Match:
        names = self._schemes[scheme]
        spelled = unicodedata.normalize("NFC", text.strip())
        if code := names.exact.get(spelled):
            return Match("exact", code, ((code, 100.0),))
        if code := names.only(names.spelled, spelled):
            return Match("alias", code, ((code, 100.0),))
        if len(text) <= LONGEST and (code := self._folded(text, names) or self._twice(text, names)):
            return Match("folded", code, ((code, 100.0),))
        candidates = _near(fold(text), names)
        return Match("near" if candidates else "none", None, candidates)

    def _twice(self, text: str, names: _Scheme) -> str | None:
        """ "Thành phố Hồ Chí Minh (TP.HCM)", "Huế (TP)": what is in brackets says the same."""
        if coded := _WITH_CODE.match(text):
            # "H15 - Đắk Lắk", where both are of one province.
            code = self._folded(text[coded.end() :], names)
            return code if code == self._folded(coded[1], names) else None
        match = _BRACKETED.match(text)
        code = self._folded(match[1], names) if match else None
        if code and fold(match[2]) and self._folded(match[2], names) != code:
            return None
        return code if match and re.search(r"[^\W\d]", match[2]) else None

    def _folded(self, text: str, names: _Scheme) -> str | None:
        with_marks, without = marked(text), fold(text)
        if code := names.only(names.marked, with_marks):
            return code
        if without in names.folded and not names.only(names.folded, without):
            return None
        unmarked = with_marks.replace("đ", "d") == without
        if unmarked or without not in self._crowded:
            code = names.only(names.folded, without)
            if code:
                return code
        for glued in _GLUED:
            rest = without.removeprefix(glued)
            code = names.only(names.folded, rest)
            if rest != without and code and (unmarked or rest not in self._crowded):
                return code
        return None

    def looks_like_codes(self, texts: Iterable[str | None], scheme: str) -> float:
        """How sure it is, 0 to 1, that a column holds the codes of a scheme.

        A column of ordinals 1, 2, 3 … is none, though many of its numbers are codes: codes have
        gaps and reach beyond the number of rows.
        """
        found = [text.strip() for text in texts if text and text.strip()]
        distinct = set(found)
        if len(distinct) < 3 or len(distinct) < 0.9 * len(found):
            return 0.0
        codes = [self._code(text, scheme) for text in distinct]
        known = sum(code is not None for code in codes) / len(codes)
        if known < 0.9:
            return 0.0
        numbers = sorted(int(code) for code in codes if code)
        if numbers[-1] - numbers[0] <= len(numbers) + 1:
            return 0.0
        return known * (0.95 if len(distinct) >= 10 else 0.7)

    def _like(self, scheme: str) -> list[str]:
        """The other schemes of provinces, or of communes."""
        provinces = self.knowledge.province_schemes
        alike = (other for other in self.codes if (other in provinces) == (scheme in provinces))
        return [other for other in alike if other != scheme]

    def schemes_of(self, texts: Iterable[str | None]) -> list[SchemeEvidence]:
        """The schemes that the texts of a column may be of, best first.

        A name that exists in one scheme only decides (Phú Yên: 63). Where no name decides, all
        units of a scheme being there does; else the schemes are equally likely, the newer first,
        and the day of publication has to tell.
        """
        distinct = sorted({text for text in texts if text and text.strip()})
        codes = {
            scheme: {
                text: code for text in distinct if (code := self.match(text, scheme).unit_code)
            }
            for scheme in self.knowledge.schemes
        }
        found = []
        for scheme, named in codes.items():
            if not named:
                continue
            # A commune may bear the name of a former province; schemes of a kind are compared.
            others = {text for other in self._like(scheme) for text in codes[other]}
            decisive = tuple(text for text in named if text not in others)
            units, of = len(set(named.values())), len(self.codes[scheme])
            found.append(SchemeEvidence(scheme, 0.0, len(named), units, of, decisive))
        return _weighed(found)


def _weighed(found: list[SchemeEvidence]) -> list[SchemeEvidence]:
    """The evidence with confidences, best first."""
    best = max((one.matched for one in found), default=0)
    # All units of a scheme being there outweighs a name or two of another: those are errors.
    whole = [one for one in found if one.units > 0.9 * one.of and one.matched >= best - 2]
    leaders = whole or [one for one in found if one.matched == best]
    weighed = []
    for one in found:
        confidence = 0.1 * one.matched / best
        if one in leaders:
            confidence = 1 / len(leaders)
            if len(leaders) == 1:
                confidence = (
                    0.97 if one.matched == best and (whole or len(one.decisive) > 1) else 0.8
                )
        weighed.append(replace(one, confidence=round(confidence, 3)))
    # The newer scheme has fewer units; where all else is equal it comes first.
    return sorted(weighed, key=lambda one: (-one.confidence, one.of))


def _near(key: str, names: _Scheme) -> tuple[tuple[str, float], ...]:
    if len(key) < 2:
        return ()
    # Abbreviations of two or three letters are near to everything.
    keys = [known for known in names.folded if len(known) > 3]
    best: dict[str, float] = {}
    for known, score, _ in process.extract(
        key, keys, scorer=fuzz.ratio, limit=4 * OFFERED, score_cutoff=NEAR
    ):
        for code in names.folded[known]:
            best[code] = max(best.get(code, 0.0), round(min(score, 99.0), 1))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ranked[:OFFERED])


# --- what is no province -------------------------------------------------------------------

_AGGREGATE = re.compile(
    r"(?:(?:muc |gia tri |diem )?(?:binh quan|trung binh|trung vi)\b.{0,40}"
    r"|(?:bq|tb)(?: (?:chung|ca nuoc|34|63).{0,25})?"
    r"|(?:tong cong|tong so|tong|toan bo|cao nhat|thap nhat)\b.{0,40}|cong(?: chung)?|chung"
    r"|(?:ca nuoc|toan quoc|quoc gia|viet nam|vietnam)(?: .{0,20})?|(?:63|34) tinh\b.{0,25}"
    r"|national(?: (?:average|mean|total))?|average|mean|median|total|sum|whole country)"
)
# A region heads its provinces, with the mean of them beside it.
_REGION = re.compile(
    r"(?:[ivx]+[.)]? |\d[.)] )?(?:cac tinh )?(?:vung )?"
    r"(?:trung du(?: va|,)? mien nui (?:phia bac|bac bo)|mien nui phia bac"
    r"|dong bang song (?:hong|cuu long)|(?:bac|nam) trung bo|tay nguyen"
    r"|(?:mien )?(?:dong|tay) nam bo|(?:dong|tay) bac(?: bo)?|mien (?:bac|trung|nam)"
    r"|duyen hai (?:nam trung bo|mien trung|trung bo))"
    r"(?:(?: va|,) (?:duyen hai (?:nam trung bo|mien trung|trung bo)|tay nguyen))?"
)
_COMMUNE = re.compile(
    r"(?:ubnd |uy ban nhan dan )?(?:(?:phuong|xa|dac khu|thi tran|thi xa|huyen|quan(?! dao))\s+\S.*"
    r"|(?:p|x)\.\s*\S.*|.*\s(?:commune|ward|district|township))"
)
_NOTE = re.compile(
    r"(?:ghi chu|nguon|chu thich|luu y|nguoi lap|nguoi ky|nguoi tong hop|nguoi kiem|thu truong|lap"
    r" bieu|kt\.|tm\.|tl\.|tuq\.|q\. ?(?:bo|giam|chu|truong)|bo truong|thu tuong|chu tich"
    r"|pho chu tich|giam doc|pho giam doc"
    r"|chanh van phong|noi nhan|luu:|- luu|da ky|ky boi|ky ten|\(ky|\(da ky|note|source|remark"
    r"|prepared by|signed|\(?\*+\)?\s*\S|\(\d\)\s*\S+\s|ngay \d+ thang"
    r"|- (?:nhu tren|luu|thu tuong|van phong|bo|cac)\b"
    r"|[^,]{2,25}, ?ngay (?:\d|.{0,25} thang)|don vi tinh|dvt|so lieu (?:tinh|cap nhat|trich|duoc)"
    r"|(?:cap nhat|trich xuat|ket xuat|thoi diem|ngay in|in luc))"
)


def is_aggregate(text: str | None) -> bool:
    """Whether a cell of the column of names stands for several units: "Cả nước", "Tây Nguyên"."""
    bare = re.sub(r"\s*\(.*\)$", "", _flat(text)) if text else ""
    return bool(_AGGREGATE.fullmatch(bare) or _REGION.fullmatch(bare))


def is_commune(text: str | None) -> bool:
    """Whether a cell names a commune, ward or district: "Phường Tuy Hòa", "Xã Ea Kao"."""
    return bool(text) and bool(_COMMUNE.fullmatch(_flat(text)))


def is_note(text: str | None) -> bool:
    """Whether a cell is a note, a source or a signature: "Ghi chú", "KT. BỘ TRƯỞNG"."""
    return bool(text) and bool(_NOTE.match(_flat(text)))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", folded(text[:400])).strip(" :.")
