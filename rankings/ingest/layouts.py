"""Readings that an analyst has confirmed or corrected, kept for the next file of the same shape.

    <folder of the store>/layouts/<fingerprint>-<index>.json

A layout is found by the headings of the table, not by its figures, dates, order of rows or notes;
where a file has two tables of one shape, also by the name of the sheet. It holds what a person
settled, never the period: that is read from each file anew, and taken for sure only where it is
said in the same words as where a person found it right. What a file says clearly itself wins over
what was answered before, and is asked about. The files are plain JSON to be read, edited, copied
to another machine; one that cannot be read is passed over
and told.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rankings.facts.editions import PERIOD_TYPES
from rankings.ingest.grid import Sheet
from rankings.ingest.meaning import numbers, periods
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import MEASURES, ROLES, SURE, Area, Given, Line, TableReading
from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.words.typed import folded

# Below this a file does not say itself what it is, and a layout may say it.
CLEAR = 0.8
# What a file says otherwise than a person answered, or a day that nothing in it says: to be asked.
ASKED = 0.5
# The index of a layout where the file does not name one: to be looked at, all the same.
REMEMBERED = 0.85
OF_A_LINE = ("role", "indicator_code", "measure", "max_score", "divided_by")
SETTLED = ("index_code", "scheme", "status", "period_type")
# What may be settled of a field; the schemes are those of the store.
STATUSES = ("published", "provisional", "self_reported")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_NAME = 300
# What a layout says of how its period was read, where it says nothing.
NEVER_CONFIRMED: dict[str, Any] = {"as_read": False, "signs": "", "confidence": SURE}
FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Layout:
    """A reading by the shape it belongs to. reading: plain data, see `layout_of`.

    broken: the file of this name could not be read as a layout; all else is empty.
    """

    name: str
    fingerprint: str
    reading: dict
    author: str
    saved_at: str
    broken: bool = False


def fingerprint_of(table: TableReading) -> str:
    """What tells the shape of a table: which headings stand in which order, without numbers."""
    parts = [table.orientation, *(_key(line.heading) for line in table.lines)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _key(heading: str) -> str:
    """A heading without marks, signs, numbers and the numerals of quarters."""
    words = re.findall(r"[a-z]+", folded(heading))
    return " ".join("#" if word in ("i", "ii", "iii", "iv") else word for word in words)


def _file_key(file_name: str) -> str:
    return _key(re.sub(r"\.\w{2,7}$", "", file_name))


def layout_of(
    name: str,
    corrected: TableReading,
    *,
    author: str,
    saved_at: str,
    file_name: str = "",
    recognised: TableReading | None = None,
    sheet: Sheet | None = None,
    one_of_several: bool = False,
    left_out: Sequence[str] | None = (),
) -> Layout:
    """The layout that a settled reading makes.

    recognised: the same table before a person corrected it; without it the reading counts as
    confirmed. sheet: its cells, to know again how the period is said; one_of_several: whether
    another table of the file has the same shape, so that the name of the sheet tells them apart;
    left_out: names whose rows are not read; None: nothing of the table is.
    The reading keeps for each settled field what was recognised and what was settled,
    the lines by heading, and by how many rows and columns the area was moved.
    """
    before = recognised or corrected
    reading = {
        "file": _file_key(file_name),
        "sheet": _key(before.sheet) if one_of_several else "",
        "chosen": left_out is not None,
        "left_out": list(left_out or ()),
        "period": {
            "as_read": corrected.period == _in_type(before, corrected.period_type),
            "signs": _signs(before, sheet, file_name) if sheet is not None else "",
            "confidence": round(before.confidence.get("period", 0.0), 2),
        },
        "settled": {
            field: {"recognised": getattr(before, field), "settled": getattr(corrected, field)}
            for field in SETTLED
        },
        "new_index_name": corrected.new_index_name,
        "new_scale": corrected.new_scale if corrected.confidence.get("new_scale") == 1.0 else None,
        "shape": corrected.shape,
        "area": {
            side: value - getattr(before.area, side)
            for side, value in asdict(corrected.area).items()
        },
        "lines": [
            {"heading": line.heading} | {key: getattr(line, key) for key in OF_A_LINE}
            for line in corrected.lines
        ],
    }
    return Layout(name, before.fingerprint or fingerprint_of(before), reading, author, saved_at)


def _signs(table: TableReading, sheet: Sheet, file_name: str) -> str:
    """In which words a period is said, without its numbers: those of its cells, sheet and file, and
    where they do not agree of all that say something of it."""
    cells = table.evidence.get("period", ())
    texts = [sheet.text(*cell) or "" for cell in cells]
    texts += [sign.text for sign in table.signs if sign.where not in ("sheet", "file")]
    name = re.sub(r"\.\w{2,7}$", "", file_name)
    return "\n".join(_masked(text) for text in (*texts, table.sheet, name))


def _masked(text: str) -> str:
    """A text without marks and numbers; a year stays known as one."""
    words = re.findall(r"[a-z]+|\d+", folded(text))
    return " ".join(_masked_number(word) if word.isdigit() else word for word in words)


def _masked_number(digits: str) -> str:
    return "Y" if len(digits) == len("2026") else "#"


def path_of(folder: Path, layout: Layout) -> Path:
    """The file of a layout, whether it is there or not."""
    index = layout.reading.get("settled", {}).get("index_code", {}).get("settled") or "index"
    stem = re.sub(r"[^a-z0-9_]", "_", str(index).lower())[:40]
    of_sheet = re.sub(r"[^a-z0-9]+", "_", str(layout.reading.get("sheet") or ""))[:40]
    stem = f"{stem}-{of_sheet}" if of_sheet else stem
    return Path(folder) / f"{layout.fingerprint}-{stem}.json"


def save(folder: Path, layout: Layout) -> Path:
    """Write a layout as a JSON file, whole or not at all; one of the same shape is replaced."""
    path = path_of(folder, layout)
    try:
        whole_files.write(path, to_json(layout).encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise Problem("error.disk", folder=str(folder), reason=reason) from error
    return path


def to_json(layout: Layout) -> str:
    """A layout as text, to be kept or carried elsewhere."""
    fields = ("name", "fingerprint", "author", "saved_at", "reading")
    data = {field: getattr(layout, field) for field in fields}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str, file_name: str) -> Layout:
    """The layout that a text holds; a broken one when it holds none."""
    try:
        data = json.loads(text)
        layout = Layout(
            name=_text(data["name"]),
            fingerprint=_text(data["fingerprint"]),
            reading=_checked(data["reading"]),
            author=_text(data["author"]),
            saved_at=_text(data["saved_at"]),
        )
        if not FINGERPRINT.fullmatch(layout.fingerprint):
            raise ValueError(layout.fingerprint)
        # Half a character (a lone surrogate) could not be written again.
        to_json(layout).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Layout(file_name, "", {}, "", "", broken=True)
    return layout


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _checked(reading: Any) -> dict:
    """The reading of a layout, if every part of it is what it must be."""
    for field in SETTLED:
        said = reading["settled"][field]
        if not (_is_text(said["recognised"]) and _may_be(field, said["settled"])):
            raise ValueError(field)
    for side in ("top", "left", "bottom", "right"):
        if not _is_whole(reading["area"][side]):
            raise TypeError(side)
    for line in reading["lines"]:
        if not _is_line(line):
            raise ValueError(line["heading"])
    roles = {line["role"] for line in reading["lines"]}
    if roles.isdisjoint(("unit", "unit_code")):
        raise ValueError("no names")
    if reading["shape"] not in ("wide", "long") or not isinstance(reading["file"], str):
        raise ValueError(reading["shape"])
    name = reading.get("new_index_name")
    if not _is_text(name) or len(name or "") > LONGEST_NAME:
        raise ValueError("new_index_name")
    scale = reading.get("new_scale")
    if not _is_text(scale) or (scale is not None and not _is_number(scale)):
        raise ValueError("new_scale")
    _check_later_parts(reading)
    return reading


def _check_later_parts(reading: Any) -> None:
    """Raise for what layouts saved at first did not have, where it is there and is none."""
    if not isinstance(reading.get("sheet", ""), str):
        raise TypeError("sheet")
    if not isinstance(reading.get("chosen", True), bool):
        raise TypeError("chosen")
    names = reading.get("left_out", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("left_out")
    earlier = reading.get("period", NEVER_CONFIRMED)
    if not (
        isinstance(earlier["as_read"], bool)
        and isinstance(earlier["signs"], str)
        and isinstance(earlier["confidence"], int | float)
    ):
        raise TypeError("period")


def _may_be(field: str, settled: object) -> bool:
    """True for a value that a field may be settled at; None leaves it as it is recognised."""
    if settled is None or not isinstance(settled, str):
        return settled is None
    if field == "index_code":
        return CODE.fullmatch(settled) is not None
    known = {"period_type": PERIOD_TYPES, "status": STATUSES}.get(field)
    return known is None or settled in known


def _is_line(line: Mapping[str, Any]) -> bool:
    divided_by, maximum = line["divided_by"], line["max_score"]
    return (
        isinstance(line["heading"], str)
        and line["role"] in ROLES
        and line["measure"] in (None, *MEASURES)
        and _is_whole(divided_by)
        and divided_by >= 1
        and _is_text(line["indicator_code"])
        and _is_text(maximum)
        and (maximum is None or _is_number(maximum))
    )


def _is_number(text: str) -> bool:
    return any(numbers.number(text, style) for style in ("comma", "point"))


def _is_whole(value: object) -> bool:
    """True for a whole number; `true` is none, though it counts as one."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str | None)


def load_all(folder: Path) -> tuple[Layout, ...]:
    """Every layout of a folder, the one saved last first; broken files come as broken layouts."""
    try:
        paths = sorted(Path(folder).glob("*.json"))
    except OSError:
        return ()
    layouts = []
    for path in paths:
        try:
            layouts.append(from_json(path.read_text(encoding="utf-8-sig"), path.name))
        except (OSError, UnicodeDecodeError):
            layouts.append(Layout(path.name, "", {}, "", "", broken=True))
    return tuple(sorted(layouts, key=lambda layout: layout.saved_at, reverse=True))


def checked_with(layouts: Sequence[Layout], known: Knowledge) -> tuple[Layout, ...]:
    """The same layouts; one whose scheme the store does not know comes as a broken one."""
    return tuple(
        layout if layout.broken or _has_scheme(layout, known) else replace(layout, broken=True)
        for layout in layouts
    )


def _has_scheme(layout: Layout, known: Knowledge) -> bool:
    scheme = layout.reading["settled"]["scheme"]["settled"]
    return scheme is None or scheme in known.province_schemes


def find(table: TableReading, layouts: Sequence[Layout]) -> Layout | None:
    """The layout of a table's shape; None where there is none, or where it is of another index, or
    of the sheet of another name.
    """
    for layout in layouts:
        if layout.broken or layout.fingerprint != table.fingerprint:
            continue
        if layout.reading.get("sheet") not in (None, "", _key(table.sheet)):
            continue
        index = layout.reading["settled"]["index_code"]
        clear = table.confidence.get("index_code", 0.0) >= CLEAR
        if not clear or table.index_code in (index["settled"], index["recognised"]):
            return layout
    return None


def apply(
    table: TableReading,
    layout: Layout,
    known: Knowledge,
    *,
    sheet: Sheet,
    given: Given | None = None,
    file_name: str = "",
) -> TableReading:
    """A recognised table of a sheet read as a layout says. What was given beforehand stays."""
    said = layout.reading
    given = given or Given()
    confidence = dict(table.confidence)
    fields = _settled(table, said["settled"], given, confidence)
    if not (given.period or given.period_type):
        of_type = said["settled"]["period_type"]
        of_period = said.get("period", NEVER_CONFIRMED)
        fields |= _period(table, of_type, of_period, confidence)
        asked = contradicts(table, of_type, of_period)
        if not asked and _confirmed(table, of_period, sheet, file_name):
            confidence["period"] = confidence["period_type"] = 1.0
    if "index_code" in fields and (not table.index_code or confidence["index_code"] < 1.0):
        same_file = bool(said["file"]) and said["file"] == _file_key(file_name)
        confidence["index_code"] = 1.0 if same_file else REMEMBERED
    lines = _lines(table.lines, said["lines"])
    confidence["lines"] = min((line.confidence for line in lines), default=0.0)
    changed = replace(table, lines=lines, shape=said["shape"], **fields)
    changed = replace(changed, area=_moved(table.area, said["area"], sheet))
    method = known.method_for(changed.index_code or "", changed.period)
    new = changed.index_code not in {index.index_code for index in known.indices}
    if said.get("new_scale"):
        confidence["new_scale"] = 1.0
    confidence["method_code"] = min(confidence["index_code"], confidence.get("period", 0.0))
    return replace(
        changed,
        method_code=method.method_code if method else None,
        new_index=bool(changed.index_code) and new,
        new_index_name=said.get("new_index_name") if new else None,
        new_scale=(said.get("new_scale") or table.new_scale) if new else None,
        new_indicators=table.new_indicators if new else (),
        confidence=confidence,
    )


def _settled(
    table: TableReading,
    settled: Mapping[str, Mapping[str, str | None]],
    given: Given,
    confidence: dict[str, float],
) -> dict[str, Any]:
    """The fields that a layout sets, with their confidences."""
    fields: dict[str, Any] = {}
    givens = {"index_code": given.index, "scheme": given.scheme, "period_type": given.period_type}
    for field in SETTLED:
        if field == "period_type":
            continue
        said = settled[field]
        found = getattr(table, field)
        clear = confidence.get(field, 0.0) >= CLEAR and found is not None
        if givens.get(field) or (clear and found not in (said["recognised"], said["settled"])):
            continue
        if said["settled"] is None:
            continue
        fields[field] = said["settled"]
        if found == said["recognised"] or found == said["settled"]:
            confidence[field] = 1.0 if found is not None else confidence.get(field, 0.0)
        else:
            confidence[field] = REMEMBERED
    return fields


def _period(
    table: TableReading,
    settled: Mapping[str, str | None],
    earlier: Mapping[str, Any],
    confidence: dict[str, float],
) -> dict[str, Any]:
    """The type of the period as it was answered before, with the period as it is then.

    What the file says clearly itself stays, and is asked about where it was answered otherwise. A
    file that is as unsure as the first was is read as was answered; the day that a period of
    another type ends with is asked for where the file does not say it.
    """
    kind = settled["settled"]
    if kind is None or kind == table.period_type:
        return {}
    if contradicts(table, settled, earlier):
        for name in ("period", "period_type"):
            confidence[name] = min(confidence.get(name, 0.0), ASKED)
        return {}
    confidence["period_type"] = 1.0 if table.period_type == settled["recognised"] else REMEMBERED
    if table.period is None:
        return {"period_type": kind}
    invented = kind == "year_to_date" or table.period_type == "year"
    sure = ASKED if invented else REMEMBERED
    confidence["period"] = min(confidence.get("period", 0.0), sure)
    return {"period_type": kind, "period": _as_type(table.period, kind)}


def contradicts(
    table: TableReading, settled: Mapping[str, str | None], earlier: Mapping[str, Any]
) -> bool:
    """True where a file says of the type of its period clearly, or more clearly than the first
    did, what was answered otherwise.
    """
    if table.period_type is None or table.period_type == settled["settled"]:
        return False
    sure = confidence_of_type(table)
    return sure >= SURE or sure > earlier["confidence"] + 0.01


def confidence_of_type(table: TableReading) -> float:
    """How sure the type of the period of a table is."""
    return min(table.confidence.get(name, 0.0) for name in ("period", "period_type"))


def _confirmed(
    table: TableReading, earlier: Mapping[str, Any], sheet: Sheet, file_name: str
) -> bool:
    """True where the period is said in the words, and as clearly, as where a person found right
    how it is read; a year must stand there.
    """
    signs = _signs(table, sheet, file_name)
    return (
        bool(earlier["as_read"])
        and table.period is not None
        and earlier["signs"] == signs
        and "Y" in signs
        and round(table.confidence.get("period", 0.0), 2) >= earlier["confidence"]
    )


def _in_type(table: TableReading, period_type: str | None) -> str | None:
    """The period of a table as one of another type."""
    if table.period is None or period_type in (None, table.period_type):
        return table.period
    return _as_type(table.period, str(period_type))


def _as_type(period: str, period_type: str) -> str:
    """The period of another type that ends with a period, or in which it ends."""
    days = periods.span(period)
    if days is None:
        return period
    end = days[1]
    made = {
        "year": periods.year(end.year),
        "quarter": periods.quarter((end.month + 2) // 3, end.year),
        "month": periods.month(end.month, end.year),
        "year_to_date": periods.to_date(end),
    }
    return made[period_type].period if period_type in made else period


def _lines(lines: Sequence[Line], said: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines as a layout has them, each found by its heading."""
    settled = {
        (key, count): line
        for line, key, count in _counted(said, [line["heading"] for line in said])
    }
    found = []
    for line, key, count in _counted(lines, [line.heading for line in lines]):
        if one := settled.get((key, count)):
            changes = {name: one[name] for name in OF_A_LINE if name != "max_score"}
            maximum = line.max_score or one["max_score"]
            line = replace(line, **changes, max_score=maximum, confidence=1.0)
        found.append(line)
    return tuple(found)


def _counted(items: Sequence[Any], heads: Sequence[str]) -> list[tuple[Any, str, int]]:
    """Each item with the key of its heading, and how many of that key came before it."""
    seen: dict[str, int] = {}
    counted = []
    for item, heading in zip(items, heads, strict=True):
        key = _key(heading)
        counted.append((item, key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return counted


def _moved(area: Area, by: Mapping[str, int], sheet: Sheet) -> Area:
    """An area moved as a person has moved it, as far as the sheet reaches.

    One that would be nothing stays as it is.
    """
    moved = Area(
        top=max(0, area.top + by["top"]),
        left=max(0, area.left + by["left"]),
        bottom=min(sheet.height - 1, area.bottom + by["bottom"]),
        right=min(sheet.width - 1, area.right + by["right"]),
    )
    return moved if moved.top <= moved.bottom and moved.left <= moved.right else area
