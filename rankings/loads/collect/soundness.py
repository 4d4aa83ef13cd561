"""Whether what a portal has answered is what was asked for, whole, and in itself without a
contradiction.

A reply is read here only as far as that needs; what its figures are is for the gate. Numbers stay
as they were written (Decimal), and null stays null.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# The components as the portal calls them in its totals; the component of online services has two
# names.
GROUPS = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
OTHER_NAMES = {"ONLINE": "CLGQ"}
# What stands beside counts and is made of them, or of other tables.
NO_COUNTS = frozenset({"ratio", "maxScore", "scoreDelta", "rank", "groupRank", "level"})
# No score is above it.
MOST = Decimal(100)
PROVINCE = re.compile(r"H\d{2}")
Figures = Mapping[str, Decimal | None]


class Unsound(Exception):
    """A reply that is kept aside. reason: empty | html | not_json | not_ok | pages | shape |
    wrong_province | sums | units_differ | frozen | smaller | fell; details: what of it, by name."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


@dataclass(frozen=True)
class Table:
    """What is known of a table for the next one to be held against: its figures as one hash, how
    many units and figures it has, how many dossiers were received, where it says so."""

    digest: str
    units: int
    figures: int
    received: int | None = None


def document(content: bytes) -> dict[str, Any]:
    """A reply as JSON: its `data`. Raises Unsound where it is none, or does not say OK."""
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        raise Unsound("empty")
    if text.startswith(b"<"):
        raise Unsound("html")
    try:
        answer = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unsound("not_json") from error
    if not isinstance(answer, dict):
        raise Unsound("shape", what="{…}")
    if answer.get("code", "OK") != "OK":
        raise Unsound("not_ok", code=str(answer["code"])[:40])
    if not isinstance(answer.get("data"), dict):
        raise Unsound("shape", what="data")
    data = dict(answer["data"])
    pages = data.get("pagination")
    if isinstance(pages, dict) and (pages.get("totalPages") or 1) != 1:
        raise Unsound("pages", pages=str(pages["totalPages"])[:10])
    return data


def provinces(data: Mapping[str, Any], *, tolerance: Decimal) -> Table:
    """The table of all provinces: its totals must be the sums of their components.

    tolerance: points by which they may differ. Raises Unsound.
    """
    rows = by_code(units_of(data))
    for code in rows:
        if not PROVINCE.fullmatch(code):
            raise Unsound("wrong_province", asked="H…", found=code)
    figures = {code: _scores(code, row) for code, row in rows.items()}
    _hold_sums(figures, tolerance)
    return _table(figures)


def units(
    totals: Mapping[str, Any],
    groups: Mapping[str, Mapping[str, Any]],
    *,
    portal_code: str,
    tolerance: Decimal,
) -> Table:
    """The units of one province: the reply of totals and one for each component.

    groups: component as the portal calls it (`GROUPS`) -> data of its reply; portal_code: of the
    province that was asked for; tolerance: as in `provinces`. Raises Unsound.
    """
    rows = by_code(units_of(totals))
    _hold_province(totals, rows, portal_code)
    figures: dict[str, dict[str, Decimal | None]] = {code: {} for code in rows}
    received: int | None = None
    for name, data in groups.items():
        members = by_code(units_of(data))
        _hold_province(data, members, portal_code)
        if members.keys() != rows.keys():
            raise Unsound("units_differ", group=name, units=_some(members.keys() ^ rows.keys()))
        for code, member in members.items():
            figures[code] |= {f"{name}/{key}": value for key, value in _counts(code, member)}
            figures[code][name] = _score(code, member, "score", "totalScore")
        if name == "TDGQ":
            received = _received(members)
    for code, row in rows.items():
        figures[code]["total"] = _score(code, row, "totalScore")
    _hold_sums(figures, tolerance)
    return _table(figures, received)


def hold_against(table: Table, last: Table | None) -> None:
    """Raise Unsound where a table is the last one once more, or smaller than that."""
    if last is None:
        return
    if table.digest == last.digest:
        raise Unsound("frozen")
    if table.units < last.units or table.figures < last.figures:
        raise Unsound(
            "smaller",
            units=table.units,
            units_before=last.units,
            figures=table.figures,
            figures_before=last.figures,
        )
    if table.received is not None and last.received is not None and table.received < last.received:
        raise Unsound("fell", received=table.received, received_before=last.received)


def by_code(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Units by their code. Raises Unsound where one has none, or two have the same."""
    known: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        code, name = row.get("departmentCode"), row.get("departmentName")
        if not isinstance(code, str) or not code.strip() or not isinstance(name, str):
            raise Unsound("shape", what="departmentCode, departmentName")
        if code in known:
            raise Unsound("shape", what=f"departmentCode {code}")
        known[code] = row
    return known


def head_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reply says of the province as a whole; empty where it says nothing."""
    head = data.get("overview") or data.get("parent") or {}
    return head if isinstance(head, dict) else {}


def units_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The units of a reply. Raises Unsound where it has none."""
    for name in ("evaluation", "children"):
        rows = data.get(name)
        if isinstance(rows, list) and rows:
            if not all(isinstance(row, dict) for row in rows):
                raise Unsound("shape", what=f"data.{name}")
            return rows
    raise Unsound("shape", what="data.evaluation, data.children")


def _hold_province(
    data: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]], asked: str
) -> None:
    named = head_of(data).get("departmentCode")
    others = [code for code in rows if not code.startswith(f"{asked}.")]
    if named not in (None, asked):
        raise Unsound("wrong_province", asked=asked, found=str(named)[:40])
    if others:
        raise Unsound("wrong_province", asked=asked, found=_some(others))


def _scores(code: str, row: Mapping[str, Any]) -> dict[str, Decimal | None]:
    given = row.get("groupScores")
    if not isinstance(given, dict):
        raise Unsound("shape", what=f"{code}: groupScores")
    named = {OTHER_NAMES.get(name, name): value for name, value in given.items()}
    if set(GROUPS) - named.keys():
        raise Unsound("shape", what=f"{code}: {_some(set(GROUPS) - named.keys())}")
    scores = {name: _number(code, name, named[name]) for name in GROUPS}
    return scores | {"total": _score(code, row, "totalScore")}


def _score(code: str, row: Mapping[str, Any], *names: str) -> Decimal | None:
    """The first of these that the row has. Raises Unsound where it has none of them, though null is
    one."""
    for name in names:
        if name in row:
            return _number(code, name, row[name])
    raise Unsound("shape", what=f"{code}: {names[0]}")


def _number(code: str, name: str, value: object, *, most: Decimal = MOST) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unsound("shape", what=f"{code}: {name}")
    number = Decimal(value)
    if not 0 <= number <= most:
        raise Unsound("shape", what=f"{code}: {name} {str(value)[:20]}")
    return number


def _counts(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Decimal | None]]:
    """What a unit counts in one component: numbers of its own, or of its metrics."""
    most = Decimal(10) ** 12
    for metric in row.get("metrics") or ():
        if not isinstance(metric, dict) or not isinstance(metric.get("code"), str):
            raise Unsound("shape", what=f"{code}: metrics")
        for name in ("numerator", "denominator", "score"):
            yield (
                f"{metric['code']}/{name}",
                _number(code, metric["code"], metric.get(name), most=most),
            )
    for name, value in row.items():
        counted = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if counted and name not in NO_COUNTS:
            yield name, _number(code, name, value, most=most)


def _received(rows: Mapping[str, Mapping[str, Any]]) -> int | None:
    """How many dossiers the units have received together; None where one does not say so."""
    given = [row.get("totalReceived") for row in rows.values()]
    counts = [count for count in given if isinstance(count, int)]
    return sum(counts) if len(counts) == len(given) else None


def _hold_sums(figures: Mapping[str, Figures], tolerance: Decimal) -> None:
    off: dict[str, Decimal] = {}
    for code, row in figures.items():
        scores = [row.get(name) for name in GROUPS]
        total = row["total"]
        known = [score for score in scores if score is not None]
        if total is not None and len(known) == len(GROUPS):
            difference = abs(sum(known, Decimal(0)) - total)
            if difference > tolerance:
                off[code] = difference
    if off:
        raise Unsound("sums", units=len(off), largest=str(max(off.values())), codes=_some(off))


def _table(figures: Mapping[str, Figures], received: int | None = None) -> Table:
    # Written alike, however the portal orders it and however many noughts it prints.
    plain = {
        code: {name: _plain(value) for name, value in row.items()} for code, row in figures.items()
    }
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    known = sum(value is not None for row in figures.values() for value in row.values())
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Table(digest, len(figures), known, received)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value.normalize())


def _some(names: Sequence[str] | set[str] | Mapping[str, object], most: int = 5) -> str:
    listed = sorted(names)
    return ", ".join(name[:40] for name in listed[:most]) + (" …" if len(listed) > most else "")


def _no_number(text: str) -> None:
    raise ValueError(text)
