"""Which index a table is of: known to the store, or one that it has never seen."""

import re
from collections.abc import Sequence

from rankings.ingest.meaning import headings
from rankings.ingest.recognition.columns import Column
from rankings.ingest.recognition.identity import FAR, NOTE, SHEET, TITLE, WEIGHT, Guess, Words
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.words.typed import folded

NAMED = re.compile(
    r"\bchỉ số ((?:(?!\b(?:cấp|năm|quý|tháng|của|các|theo|trên)\b)[^\n,.;:()\d–-])+)", re.IGNORECASE
)
SHORT = re.compile(r"\(\s*([A-Z]{2,10})(?:\s*\d{4})?\s*\)")
NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*|[ivx]+)\s*[.)-]\s*(?=[a-z])")
STATED_MAXIMUM = re.compile(r"\([^()]*(?:toi da|max|diem)[^()]*\)|\(\s*\d+(?:[.,]\d+)?\s*\)")
# How sure a new index is of which a title says both its name and, in brackets, its letters.
SHORT_AND_NAMED = 0.75
# The component of a table of a new index whose title names one: which, the store cannot know.
SOME_PART = "?"
OF_A_PART = re.compile(
    r"\b(?<!cac )(?<!\d )(?:chi so|diem) (?:thanh phan|noi dung)(?: so)? (?!cua\b)\w+"
)
NO_INDEX = {"UBND", "TTHC", "CNTT", "DVC", "CCHC", "BNV", "TW"}


def index(
    words: Sequence[Words], paths: Sequence[str], lexicon: Lexicon
) -> tuple[Guess, str | None]:
    """The index of a table, and the name of one that the store has never seen."""
    scores: dict[str, float] = {}
    cells: dict[str, list[tuple[int, int]]] = {}
    unknown: dict[str, str] = {}
    for word in words:
        for code in _full_names(word.text, lexicon):
            scores[code] = _added(scores.get(code), 0.93 * WEIGHT[word.where])
        for said in headings.indices_of([word.text], lexicon.known):
            weight = WEIGHT[word.where] * (0.97 if word.distance > FAR else 1.0)
            scores[said.index_code] = _added(scores.get(said.index_code), said.confidence * weight)
            if word.cell and word.where != NOTE:
                cells.setdefault(said.index_code, []).append(word.cell)
            if not said.known:
                unknown[said.index_code] = said.name
    in_words = set(scores)
    for path in paths:
        for said in headings.indices_of([path], lexicon.known):
            scores[said.index_code] = _added(scores.get(said.index_code), said.confidence * 0.9)
            if not said.known:
                unknown[said.index_code] = said.name
    in_columns = headings.components_of(paths, lexicon.known)
    for code, confidence, _ in in_columns:
        scores[code] = _added(scores.get(code), confidence * 0.9)
    new = _new(words)
    few = all(len(heads) < 2 for *_, heads in in_columns)
    if not in_words and few and new[0].confidence >= SHORT_AND_NAMED:
        # "Chỉ số hạnh phúc (HPI)" with a part that is called as another index is.
        return new
    if not scores:
        return new
    ranked = sorted(scores, key=lambda code: -scores[code])
    best, confidence = ranked[0], min(scores[ranked[0]], 0.99)
    if len(ranked) > 1 and scores[ranked[1]] >= 0.4:
        margin = (1 - confidence) / max(1 - min(scores[ranked[1]], 0.99), 0.01)
        confidence = min(confidence, 1 - 0.5 * min(1.0, margin + 0.1))
    return Guess(best, round(confidence, 2), tuple(cells.get(best, ())[:3])), unknown.get(best)


def side_by_side(columns: Sequence[Column], unit_column: int, lexicon: Lexicon) -> dict[str, set]:
    """Index -> places of its columns, of a table in which several indices stand side by side.

    Empty for any other table: of one index, or where a column of figures is of none that is named.
    """
    places: dict[str, set[int]] = {}
    for column in columns:
        if column.position == unit_column or not column.known or column.hidden:
            continue
        if headings.heading(column.path, lexicon.known).role in ("ordinal", "unit_code"):
            continue
        codes = [headings.index_headed(level, lexicon.known) for level in column.levels]
        code = next((code for code in reversed(codes) if code), None)
        if code is not None:
            places.setdefault(code, set()).add(column.position)
        elif column.is_numeric:
            return {}
    return places if len(places) > 1 else {}


def component(
    words: Sequence[Words], index_code: str | None, method_code: str | None, lexicon: Lexicon
) -> str | None:
    """The one component that the title of a table, or the name of its sheet, speaks of."""
    nodes = {
        node.indicator_code: lexicon.words(node.name_vi)
        for node in lexicon.known.tree(index_code or "", method_code or "")
        if node.indicator_code != "total" and node.name_vi
    }
    codes = {
        lexicon.words(node.issuer_code): node.indicator_code
        for node in lexicon.known.tree(index_code or "", method_code or "")
        if node.adds_up and node.issuer_code and len(node.issuer_code) > 3
    }
    named = set()
    for word in words:
        if word.where == SHEET or (word.where == TITLE and word.distance <= FAR):
            said = lexicon.words(word.text)
            there = {code: name for code, name in nodes.items() if len(name) > 9 and name in said}
            # "Hoạt động chính quyền số" is not "Chính quyền số" as well.
            named |= {
                code
                for code, name in there.items()
                if not any(name != other and name in other for other in there.values())
            }
            named |= {code for short, code in codes.items() if short in said.split()}
    return named.pop() if len(named) == 1 else None


def some_part(words: Sequence[Words]) -> str | None:
    """SOME_PART, where the title of a table of a new index speaks of one of its parts."""
    near = (word for word in words if word.where == TITLE and word.distance <= FAR)
    return SOME_PART if any(OF_A_PART.search(folded(word.text)) for word in near) else None


def _full_names(text: str, lexicon: Lexicon) -> list[str]:
    """The known indices whose whole name, but for what is in brackets, stands in a text."""
    said = lexicon.words(text)
    return [
        one.index_code
        for one in lexicon.known.indices
        if any(
            len(name) > 12 and name in said
            for name in (lexicon.words(full.split("(")[0]) for full in (one.name_vi, one.name_en))
        )
    ]


def _added(before: float | None, more: float) -> float:
    return more if before is None else 1 - (1 - before) * (1 - more)


def _new(words: Sequence[Words]) -> tuple[Guess, str | None]:
    """An index named in a title: by the letters in brackets, else by what follows "chỉ số"."""
    for word in words:
        if word.where != TITLE:
            continue
        cells = (word.cell,) if word.cell else ()
        named = NAMED.search(word.text)
        short = next((m[1] for m in SHORT.finditer(word.text) if m[1] not in NO_INDEX), None)
        if short:
            name = named[0].strip() if named else short
            return Guess(short.lower(), SHORT_AND_NAMED if named else 0.7, cells), name
        if named and len(named[1].split()) >= 2:
            return Guess(code_of(named[1]), 0.5, cells), named[0].strip()
    return Guess(None, 0.0), None


def code_of(name: str) -> str:
    """A code made of a name: small letters and underscores, 40 at most.

    Its numbering ("1.", "III.") and its maximum ("(tối đa 10)", "(10 điểm)") are no part of it.
    """
    bare = NUMBERED.sub("", STATED_MAXIMUM.sub(" ", folded(name)).strip()) or folded(name)
    return "_".join(re.findall(r"[a-z0-9]+", bare))[:40].strip("_")
