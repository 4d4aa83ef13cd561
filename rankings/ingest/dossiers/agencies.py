"""Which unit of the list an agency of a dossier file is: by its code, its spelling, its name.

Names are compared without the words before them ("UBND xã Ea Súp" is Xã Ea Súp) and without the
home province behind them ("Sở Nội vụ - Tỉnh Đắk Lắk"), with their marks first: two communes may
differ in nothing else. What names no unit, or two, is left for a person, and so is a commune with
another province behind it: many provinces have a Tân An.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rankings.words.typed import folded

# The long code of an agency, "000.00.27.H15", which the portal writes "H15.27".
_LONG_CODE = re.compile(r"(?:\d{2,3}\.){2,3}H\d{2}", re.IGNORECASE)
_BEFORE = re.compile(r"^\s*(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)
# What may stand between a unit and its province.
_OF_PROVINCE = r"(?:\s*[-–,(]\s*(?:UBND\s+)?(?:tỉnh\s+)?|\s+(?:UBND\s+)?tỉnh\s+)"
_WITH_CODE = re.compile(r"^\s*(H\d{2}(?:\.\d+)*)\s*[-–:]\s*(?=[^\W\d])", re.IGNORECASE)


class Agencies:
    """The units of a list, to be found by what a file calls them."""

    def __init__(
        self,
        units: Iterable[Mapping[str, Any]],
        aliases: Iterable[Mapping[str, Any]],
        province: Iterable[str] = (),
    ):
        """units: rows with unit_code, name_vi, full_name_vi; aliases: with alias, unit_code;
        province: what the province of the list is called, without "tỉnh"."""
        spellings = {form for name in province for form in (name, folded(name))}
        names = "|".join(map(re.escape, sorted(spellings)))
        behind = rf"{_OF_PROVINCE}(?:{names})\s*\)?\s*$" if names else r"(?!)"
        self._behind = re.compile(behind, re.IGNORECASE)
        self._codes: dict[str, str] = {}
        self._marked: dict[str, set[str]] = defaultdict(set)
        self._folded: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            self._codes[unit["unit_code"].upper()] = unit["unit_code"]
            for name in {unit["full_name_vi"], unit["name_vi"]}:
                self._add(name, unit["unit_code"])
        for alias in aliases:
            self._codes.setdefault(alias["alias"].upper(), alias["unit_code"])
            self._add(alias["alias"], alias["unit_code"])

    def _add(self, name: str, unit_code: str) -> None:
        self._marked[_marked(name)].add(unit_code)
        self._folded[folded(_marked(name))].add(unit_code)

    def unit(self, agency: str | None) -> str | None:
        """The code of the unit that a text names; None where it names none, or more than one."""
        if not agency:
            return None
        with_code = _WITH_CODE.match(agency)
        code = _short(with_code[1] if with_code else agency.strip())
        if code.upper() in self._codes:
            return self._codes[code.upper()]
        bare = _BEFORE.sub("", unicodedata.normalize("NFC", agency))
        for name in (bare, self._behind.sub("", bare)):
            for key, units in (
                (_marked(name), self._marked),
                (folded(_marked(name)), self._folded),
            ):
                if len(units.get(key, ())) == 1:
                    return next(iter(units[key]))
        return None


def _marked(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).lower())


def _short(code: str) -> str:
    """The code as the portal writes it: the parts of a long one turned round, zeros left out."""
    if not _LONG_CODE.fullmatch(code):
        return code
    parts = [part for part in reversed(code.split(".")) if part.strip("0")]
    return ".".join(parts)
