"""What single texts mean, asked of the meaning package and remembered while a file is looked at."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from rankings.ingest.inside import moments as inside_moments
from rankings.ingest.inside import names as inside_names
from rankings.ingest.meaning import headings, names, numbers, periods
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Line, TableReading
from rankings.words import typed
from rankings.words.typed import folded

# A cell that may hold a figure, whatever its decimal separator: digits with what goes with them.
FIGURE = re.compile(
    r"(?:(?:xếp\s+|đứng\s+)?(?:thứ|hạng)\s*)*[-+−]?\d[\d.,\s\u00a0\u202f]*\s*"
    r"(?:%|điểm|đ)?(?:\s*/\s*\d[\d.,]*)?\s*(?:[*¹²³]+|\(\*+\)|\([+↑↓±−-]\s*\d+\))?",
    re.IGNORECASE,
)
DAY = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}.*|\d{1,2}/20\d\d"
    # "Hạng 2024" and "05/10" are headings.
    r"|\D*20\d\d|(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])"
)
YEAR = re.compile(r"20\d\d")
QUARTER = re.compile(r"0?[1-4]\s*[/.-]\s*20\d\d")
LONGEST_NAME = 90
RANK_WORDS = {"hang", "xep hang", "thu hang", "rank", "ranking", "vi tri", "thu tu xep hang"}
SCORE_WORDS = {"diem", "diem so", "score", "so diem", "gia tri", "value", "points"}
QUOTIENT_WORDS = {
    "tu so": "numerator",
    "tu": "numerator",
    "numerator": "numerator",
    "mau so": "denominator",
    "mau": "denominator",
    "denominator": "denominator",
}
TOTAL_WORDS = {"tong", "tong diem", "tong hop", "chi so tong hop", "total", "chung", "diem tong"}


class Lexicon:
    """The words of one Knowledge."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.names = _names(known)
        self._keys = _keys(known)
        self._communes = _commune_keys(known)
        self.unit = lru_cache(maxsize=50_000)(self._unit)
        self.is_figure = lru_cache(maxsize=50_000)(self._is_figure)

    def _unit(self, text: str | None) -> str | None:
        """A province that a text names beyond doubt, as scheme:code; None for all else."""
        if not text or len(text) > LONGEST_NAME or self.is_figure(text):
            return None
        text = self._bare(text)
        key = names.fold(text)
        if not any(key[start:] in self._keys for start in range(len(key) - 1)):
            return None
        for scheme in self.known.province_schemes:
            if code := self.names.match(text, scheme).unit_code:
                return f"{scheme}:{code}"
        return None

    def match(self, text: str | None, scheme: str | None, *, codes: bool = False) -> names.Match:
        """Which unit of a scheme, or of the first that has it, a text names."""
        schemes = (scheme,) if scheme else self.known.province_schemes
        text = self._bare(text) if text else text
        found = [self.names.match(text, one, codes=codes) for one in schemes]
        return next((match for match in found if match.unit_code), found[0])

    def _bare(self, text: str) -> str:
        """A name as it is looked for: inside a province without its office and the province."""
        within = self.known.within
        if within is None:
            return text
        return inside_names.code_of(text) or inside_names.bare(text, within.province)

    def are_codes(self, texts: Sequence[str | None]) -> bool:
        """True when texts are the codes of the units of a scheme."""
        return any(
            self.names.looks_like_codes(texts, scheme) >= 0.6
            for scheme in self.known.province_schemes
        )

    def is_commune(self, text: str | None) -> bool:
        """True for the name of a commune or ward: said to be one, or of one that the store knows
        and no province is called.
        """
        if names.is_commune(text):
            return True
        if not text or len(text) > LONGEST_NAME or names.fold(text) not in self._communes:
            return False
        return self.unit(text) is None

    def passed_over(self, text: str | None) -> str | None:
        """Why a name is none of a province: aggregate | commune | note; None when it may be one."""
        if names.is_aggregate(text) or (self.known.within and inside_names.is_heading(text)):
            return "aggregate"
        if names.is_commune(text) and not self.known.within:
            return "commune"
        return "note" if names.is_note(text) else None

    def _is_figure(self, text: str | None) -> bool:
        """True for a text that may be a figure; days and years are none."""
        if not text or len(text) > typed.LONGEST:
            return False
        if numbers.is_pair(text) or (text[-1] in "=)0123456789" and numbers.is_shared_rank(text)):
            return True
        return bool(FIGURE.fullmatch(text)) and not (DAY.fullmatch(text) and "," not in text)

    def period_in(self, text: str, period_type: str | None) -> tuple[str | None, str | None]:
        """The period of a cell of a long table, and its type."""
        if self.known.within and (moment := inside_moments.moment(text)):
            return moment.period, moment.period_type
        found = periods.periods(text)
        fitting = [one for one in found if one.period.period_type == period_type] or found
        if not fitting:
            return None, None
        return fitting[0].period.period, fitting[0].period.period_type

    def measure(self, text: str | None) -> str | None:
        """score | rank | numerator | denominator, when a cell of a long table says which."""
        words = self.words(text)
        if words in QUOTIENT_WORDS:
            return QUOTIENT_WORDS[words]
        if words in RANK_WORDS:
            return "rank"
        return "score" if words in SCORE_WORDS else None

    def is_share(self, text: str | None) -> bool:
        """Whether a cell of a long table says that its row is a share: "Tỷ lệ (%)"."""
        return self.words(text).startswith(("ty le", "ti le"))

    def measure_of(self, text: str) -> str:
        """Whether the indicator that a cell names is a rank; all others are scores."""
        return headings.heading(text, self.known).measure or "score"

    def indicator(self, text: str, reading: TableReading) -> str | None:
        """The indicator that a cell of a long table names."""
        if code := self.known.metrics.get(text.strip()):
            return code
        if reading.new_index:
            names = ("name_en", "name", "code")
            nodes = {
                self.words(getattr(node, name)): node.code
                for name in names
                for node in reading.new_indicators
                if getattr(node, name)
            }
            if code := nodes.get(self.words(text)):
                return code
            keys = headings.name_keys(reading.index_code or "", reading.new_index_name)
            return "total" if self.is_total(text, keys) else None
        read = headings.heading(
            text,
            self.known,
            index_code=None if reading.new_index else reading.index_code,
            method_code=reading.method_code,
        )
        if read.indicator_code and read.confidence >= 0.7:
            return read.indicator_code
        return "total" if self.words(text) in TOTAL_WORDS else None

    def is_total(self, text: str, keys: frozenset[str]) -> bool:
        """True for the name of the total among those of the parts of a new index.

        keys: what the index is called, see headings.name_keys.
        """
        if self.words(text) in TOTAL_WORDS or headings.is_named(text, keys):
            return True
        return headings.heading(text, self.known).indicator_code == "total"

    def maximum(
        self, index_code: str | None, method_code: str | None, indicator_code: str | None
    ) -> Decimal | None:
        """The largest score an indicator can have; the method's scale for the total."""
        for node in self.known.tree(index_code or "", method_code or ""):
            if node.indicator_code == indicator_code and node.max_score:
                return node.max_score
        for method in self.known.methods_of(index_code or ""):
            if method.method_code == method_code and indicator_code == "total":
                return method.scale_max
        return None

    def scale_max(self, line: Line, reading: TableReading) -> Decimal | None:
        """The largest figure that can be printed in a line."""
        if line.measure == "rank":
            return Decimal(len(self.known.units_of(reading.scheme or "")) or 63)
        scale = self.maximum(reading.index_code, reading.method_code, line.indicator_code)
        return scale * line.divided_by if scale else None

    def period_text(self, parts: Sequence[tuple[str, str | None]]) -> str:
        """A period as one text, of (heading, cell) … of its columns: "Tháng 9 Năm 2026".

        A cell alone says it all, but for a quarter: 3/2026 under "Quý" is no March.
        """
        if len(parts) == 1:
            heading, cell = parts[0]
            quarter = "quy" in self.words(heading).split() and QUARTER.fullmatch(cell or "")
            return f"{heading} {cell}" if quarter else cell or ""
        years_last = sorted(parts, key=lambda part: bool(YEAR.fullmatch(part[1] or "")))
        return " ".join(f"{heading} {cell or ''}" for heading, cell in years_last)

    def words(self, text: str | None) -> str:
        """A text in small letters without marks and signs, words parted by one space."""
        return " ".join(re.findall(r"[a-z0-9]+", folded(text or "")))


@lru_cache(maxsize=8)
def _names(known: Knowledge) -> names.Names:
    return names.Names(known)


@lru_cache(maxsize=8)
def _keys(known: Knowledge) -> frozenset[str]:
    """The folded spellings of every province, to tell quickly what can be none."""
    schemes = set(known.province_schemes)
    spellings = [alias.alias for alias in known.aliases if alias.scheme in schemes]
    for unit in known.units:
        if unit.scheme in schemes:
            spellings += [name for name in (unit.name_vi, unit.full_name_vi, unit.name_en) if name]
    return frozenset(names.fold(text) for text in spellings)


@lru_cache(maxsize=8)
def _commune_keys(known: Knowledge) -> frozenset[str]:
    """The folded names of every commune and ward."""
    provinces = set(known.province_schemes)
    units = (unit for unit in known.units if unit.scheme not in provinces)
    return frozenset(names.fold(unit.name_vi) for unit in units) - {""}
