"""The nodes of an index by their names: which one a level of a heading names.

Names are taken from the catalogue of the index and from the variants in use; a name that is only
near to a known one is proposed with a confidence of 0.85 at most.
"""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from rankings.ingest.meaning.headings.words import (
    NUMBERING,
    clean,
    key_of,
    unnumbered,
    without_maxima,
    without_measure,
    words_of,
)
from rankings.ingest.meaning.knowledge import Indicator, Knowledge
from rankings.words.typed import folded

NEAR = 82
NEAR_CONFIDENCE = 0.85
# How tables call a node besides its names in the catalogue: index -> node -> names.
_VARIANTS = json.loads(Path(__file__).with_name("node_names.json").read_text(encoding="utf-8"))


class Catalogue:
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
        variants = _VARIANTS.get(node.index_code, {}).get(node.indicator_code, ())
        names += [(name, min(sure, 0.93)) for name in variants]
        for name, confidence in names:
            key = key_of(unnumbered(clean(name or "")))
            known = self.keys.setdefault(key, [])
            if key and all(other.indicator_code != node.indicator_code for other, _ in known):
                known.append((node, confidence))
        for code in (node.issuer_code, node.indicator_code):
            # A lone digit is a column number, not a code.
            if code and len(code) > 1:
                self.codes.setdefault(folded(code), []).append(node)

    def find(self, level: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        """The node a level of a heading names, with a confidence; None without one."""
        by_code = self._by_code(level, maximum)
        stripped = unnumbered(level)
        forms = [stripped, without_measure(stripped)]
        numbered = NUMBERING.match(level)
        found = None
        for form in dict.fromkeys(forms):
            if (key := key_of(form)) and (claims := self.keys.get(key)):
                found = _settled(claims, maximum)
                break
        if found is None and by_code:
            return by_code
        if found is None and _is_pillar_number(level):
            found = self._pillar(level)
        if found is None:
            found = self._near(key_of(forms[-1]), maximum)
        if found and maximum not in (None, found[0].max_score):
            found = self._by_maximum(key_of(forms[-1]), maximum, found)
        if found and numbered and by_code and by_code[0] is not found[0]:
            return found[0], min(found[1], 0.8)
        return found

    def _by_code(self, level: str, maximum: Decimal | None) -> tuple[Indicator, float] | None:
        bare = without_measure(without_maxima(level)).strip(" .,:;()")
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
    return bool(re.fullmatch(r"(?:tru cot|pillar)\s*\d+", words_of(level)))


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
def catalogue_of(
    knowledge: Knowledge, index_code: str | None, method_code: str | None
) -> Catalogue:
    """The names of the nodes of one method, of all methods of an index, or of all indices."""
    codes = [index_code] if index_code else [index.index_code for index in knowledge.indices]
    nodes: list[Indicator] = []
    for code in codes:
        for method in knowledge.methods_of(code):
            if method_code in (None, method.method_code) or not index_code:
                nodes += knowledge.tree(code, method.method_code)
    return Catalogue(nodes, index_code)
