"""What differs between two records of answers: whole answers, or the rows of tables and charts."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Any

NOTHING = "(nothing)"
OF_A_QUESTION = 6  # differences shown of one question
SHOWN = 160  # letters of a value in a message
ALIGNED = 400  # longer lists that differ throughout are compared place by place


@dataclass(frozen=True)
class Difference:
    """One difference. name: the question; where: the way to the value inside the answer."""

    name: str
    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Kept:
    """One answer of a record: what was counted in it, and its text as JSON."""

    counts: Mapping[str, int]
    text: str

    def read(self) -> dict[str, Any]:
        """The answer itself."""
        return json.loads(self.text)


Record = Mapping[str, Kept]


@dataclass(frozen=True)
class Rules:
    """How two records are compared.

    rows: only exit codes and outputs of commands, and the rows of tables, charts and files,
    wherever they stand on the page. anywhere: rows may also stand on any other view of the page
    that answers the question now. but: patterns of questions that are left out. common: what only
    one record holds is no difference (they were recorded with another --sample or --only).
    """

    rows: bool = False
    anywhere: bool = False
    but: Sequence[str] = ()
    common: bool = False


@dataclass
class Compared:
    """What came of it. counts: what was compared; added: sets of rows that only the second record
    has, which `rows` and `anywhere` do not call a difference."""

    counts: Counter
    equal: int
    left_out: int
    added: int
    differences: list[Difference]


def compare(before: Record, after: Record, rules: Rules) -> Compared:
    """Compare every question of two records."""
    done = Compared(Counter(), 0, 0, 0, [])
    elsewhere = _Elsewhere(after) if rules.anywhere else None
    for name in [*before, *(name for name in after if name not in before)]:
        if any(fnmatchcase(name, pattern) for pattern in rules.but):
            done.left_out += 1
        elif name not in before or name not in after:
            if not rules.common:
                there = ("asked", NOTHING) if name in before else (NOTHING, "asked")
                done.differences.append(Difference(name, "the question", *there))
        else:
            _compare(name, before[name], after[name], rules, elsewhere, done)
    return done


def _compare(
    name: str,
    before: Kept,
    after: Kept,
    rules: Rules,
    elsewhere: "_Elsewhere | None",
    done: Compared,
) -> None:
    done.counts.update(before.counts)
    if before.text == after.text:
        done.equal += 1
        return
    old, new = before.read(), after.read()
    if not (rules.rows or rules.anywhere):
        # Which file a page is does not show.
        found = list(_unlike(old | {"place": None}, new | {"place": None}, ""))
    elif "items" in old and "items" in new:
        found, added = _of_rows(old, new, elsewhere and elsewhere.of(name, new))
        done.added += added
    else:
        found = [each for part in ("exit", "out", "leads_to") for each in _part(part, old, new)]
    done.equal += not found
    done.differences += [Difference(name, *each) for each in found]


def _part(part: str, old: Mapping, new: Mapping) -> Iterator[tuple[str, str, str]]:
    return _unlike(old.get(part), new.get(part), part)


# --- Values ---------------------------------------------------------------------------------------


def _unlike(old: Any, new: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Each place at which two values differ: the way to it, what was there, what is there now."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _unlike(
                old.get(key, NOTHING), new.get(key, NOTHING), f"{where}.{key}" if where else key
            )
        if list(old) != list(new) and set(old) == set(new):
            yield where, f"keys in the order {_short(list(old))}", _short(list(new))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _unlike_lists(old, new, where)
    elif type(old) is not type(new) or old != new:
        yield where, _short(old), _short(new)


def _unlike_lists(old: list, new: list, where: str) -> Iterator[tuple[str, str, str]]:
    first, *_ = [*_first_unlike(old, new), min(len(old), len(new))]
    left, right = [_text(each) for each in old[first:]], [_text(each) for each in new[first:]]
    while left and right and left[-1] == right[-1]:
        left.pop(), right.pop()
    if max(len(left), len(right)) > ALIGNED:
        steps = [("replace", 0, len(left), 0, len(right))]
    else:
        steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for step, begin, end, new_begin, new_end in steps:
        if step == "equal":
            continue
        both = min(end - begin, new_end - new_begin)
        for place in range(max(end - begin, new_end - new_begin)):
            at = first + (begin if begin + place < end else new_begin) + place
            here = f"{where}[{at}{_kind(old if begin + place < end else new, at)}]"
            if place < both:
                yield from _unlike(old[first + begin + place], new[first + new_begin + place], here)
            elif begin + place < end:
                yield here, _short(old[first + begin + place]), NOTHING
            else:
                yield here, NOTHING, _short(new[first + new_begin + place])


def _first_unlike(old: list, new: list) -> Iterator[int]:
    pairs = enumerate(zip(old, new, strict=False))
    return (at for at, (one, other) in pairs if _text(one) != _text(other))


def _kind(items: list, at: int) -> str:
    item = items[at] if at < len(items) else None
    return f" {item['is']}" if isinstance(item, dict) and "is" in item else ""


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _short(value: Any) -> str:
    text = value if value == NOTHING else _text(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} letters)"


# --- Rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Set:
    """The rows of one table, chart, component or file; of each row its text."""

    kind: str
    heading: str
    rows: tuple[str, ...]


def _sets(answer: Mapping[str, Any]) -> list[_Set]:
    found = []
    for item in answer["items"]:
        if item["is"] == "table":
            heading = " | ".join(item["columns"])
            rows = ({name: _as_written(cell) for name, cell in row.items()} for row in item["rows"])
            found.append(_Set("table", heading, tuple(map(_text, rows))))
        elif item["is"] == "chart":
            found += [
                _Set("chart", " | ".join(rows[0]) if rows else "", tuple(map(_text, rows)))
                for rows in item["rows"]
            ]
        elif item["is"] == "component":
            data = item["data"]
            rows = tuple(_text([name, data[name]]) for name in data)
            found.append(_Set("component", item["name"], rows))
        elif item["is"] == "download" and item.get("content") is not None:
            content = item["content"]
            sheets = content if isinstance(content, dict) else {"": content}
            for sheet, rows in sheets.items():
                lines = rows if isinstance(rows, list) else [rows]
                found.append(_Set("file", f"{item['file']} {sheet}", tuple(map(_text, lines))))
    return found


def _as_written(cell: Any) -> str:
    """A cell as the reader sees it: a number in the reader's language where it is written so."""
    value = cell[1] if isinstance(cell, list) and len(cell) == 2 else cell
    return "" if value is None else value if isinstance(value, str) else _text(value)


def _of_rows(
    old: Mapping[str, Any], new: Mapping[str, Any], elsewhere: set[str] | None
) -> tuple[list[tuple[str, str, str]], int]:
    """The sets of rows of one view that are not found in another; how many only the other has."""
    there = _sets(new)
    found, missing = [], []
    for each in _sets(old):
        if each in there:
            there.remove(each)
        elif elsewhere is None or not set(each.rows) <= elsewhere:
            missing.append(each)
    for each in missing:
        like = max(there, key=lambda other: _likeness(each, other), default=None)
        if like is not None and _likeness(each, like) > 0 and elsewhere is None:
            there.remove(like)
            rows = (list(map(json.loads, one.rows)) for one in (each, like))
            found += _unlike(*rows, f"{each.kind} “{each.heading[:60]}”")
        else:
            lost = [row for row in each.rows if row not in (elsewhere or ())]
            found += [
                (f"{each.kind} “{each.heading[:60]}”", _short(json.loads(row)), NOTHING)
                for row in lost or ("[]",)
            ]
    return found, len(there)


def _likeness(one: _Set, other: _Set) -> float:
    if one.kind != other.kind:
        return 0
    same = sum((Counter(one.rows) & Counter(other.rows)).values())
    return same / max(len(one.rows), 1) + (one.heading == other.heading)


class _Elsewhere:
    """All rows that the views of a page show, by page and language."""

    def __init__(self, record: Record) -> None:
        self._views: dict[tuple[str, str], list[Kept]] = defaultdict(list)
        self._rows: dict[tuple[str, str], set[str]] = {}
        for name, kept in record.items():
            if kept.text.startswith('{"place":'):
                # The place stands first; to read all of every view takes long.
                self._views[_page(name, json.loads(kept.text.split(",", 1)[0] + "}"))].append(kept)

    def of(self, name: str, answer: Mapping[str, Any]) -> set[str]:
        """The rows of every view of the page on which an answer stands."""
        page = _page(name, answer)
        if page not in self._rows:
            self._rows[page] = {
                row
                for kept in self._views[page]
                for each in _sets(kept.read())
                for row in each.rows
            }
        return self._rows[page]


def _page(name: str, answer: Mapping[str, Any]) -> tuple[str, str]:
    return answer["place"], "en" if "lang=en" in name else "vi"


def lines(differences: Iterable[Difference], most: int) -> Iterator[str]:
    """The differences as text: each question, no more than so many of them, with its first few."""
    by_name: dict[str, list[Difference]] = defaultdict(list)
    for each in differences:
        by_name[each.name].append(each)
    for name, found in list(by_name.items())[:most]:
        yield name
        for each in found[:OF_A_QUESTION]:
            yield f"    {each.where}: {each.before}  →  {each.after}"
        if len(found) > OF_A_QUESTION:
            yield f"    … and {len(found) - OF_A_QUESTION:,} more"
    if len(by_name) > most:
        yield f"… and {len(by_name) - most:,} more questions"
