"""Vietnamese letters of the time before Unicode: TCVN3 (fonts .VnTime, "ABC") and VNI.

Such a text is the bytes of an old font shown as Western letters: "§ång Th¸p" is Đồng Tháp in TCVN3,
"Ñoàng Thaùp" in VNI. Which of them a file uses is told by signs that stand in no Vietnamese word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rankings.ingest.grid import Sheet

TCVN3, VNI = "TCVN3", "VNI"
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®§ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđĐèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯ",
)
# Signs, not letters, in the middle of words: what TCVN3 puts for the commonest of its letters.
_SIGN = re.compile(r"[A-Za-z][µ¸¶·¹¨»¼½¾©ª«¬®×÷ß¡-¦]|[§®µ¸¶·¹¨»¼½¾©ª«¬¡-¦][A-Za-zÀ-ÿ]")
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_BREVE = dict(zip("êéèúüë", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_ROOF = dict(zip("âáàåãä", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_ALONE = dict(zip("ñôöæóòî", "đơưỉĩịỵ", strict=True))


def _vni() -> dict[str, str]:
    """A letter of VNI, alone or with the sign of its tone behind it -> the letter it stands for."""
    letters = dict(_ALONE)
    for base in "aeouyôö":
        plain = _ALONE.get(base, base)
        letters |= {base + sign: plain + tone for sign, tone in _TONES.items()}
    letters |= {"a" + sign: "a\u0306" + tone for sign, tone in _BREVE.items()}
    for base in "aeo":
        letters |= {base + sign: base + "\u0302" + tone for sign, tone in _ROOF.items()}
    small = {old: unicodedata.normalize("NFC", new) for old, new in letters.items()}
    return small | {old.upper(): new.upper() for old, new in small.items()}


_VNI = _vni()
_OF_VNI = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
# A tone's sign of VNI that is a letter of no Vietnamese word, or the đ of VNI.
_STRANGE = re.compile(r"[AaEeOoUuYyÔôÖö][øûïåäëüØÛÏÅÄËÜ]|[ñÑöÖ]")
# Letters that only Unicode has.
_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
# So many cells must show an old encoding before a file is held to be in it.
CELLS_AT_LEAST = 3
# So many rows of a sheet tell in which letters it is written.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class OldLetters:
    """What a file is written in: TCVN3 | VNI; mixed: some of its cells are in Unicode already."""

    encoding: str
    mixed: bool = False

    def decoded(self, text: str) -> str:
        """A text in Unicode; one that is in Unicode already, or may be, stays as it is."""
        if _UNICODE.search(text):
            return text
        if self.encoding == VNI:
            return _OF_VNI.sub(lambda match: _VNI[match[0]], text)
        # "Cà Mau" has no letter that only Unicode has.
        if self.mixed and not _SIGN.search(text) and "\xad" not in text:
            return text
        return text.translate(_TCVN3)


def texts_of(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The texts at the top of each sheet, those of a column once."""
    for sheet in sheets:
        for column in sheet.texts:
            yield from column.slice(0, LOOKED_AT).unique().drop_null().to_pylist()


def letters_of(texts: Iterable[str]) -> OldLetters | None:
    """The old letters that the texts of a file are written in; None for all others."""
    signs = strange = 0
    mixed = False
    for text in dict.fromkeys(texts):
        if _UNICODE.search(text):
            mixed = True
        elif _SIGN.search(text):
            signs += 1
        elif _STRANGE.search(text):
            strange += 1
    if signs >= CELLS_AT_LEAST:
        return OldLetters(TCVN3, mixed)
    return OldLetters(VNI, mixed) if strange >= CELLS_AT_LEAST else None
