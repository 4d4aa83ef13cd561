"""Inside which province a sheet is, and what is known there: a Knowledge of that province alone.

Recognition knows one list of units at a time. Of a sheet of communes and departments that list is
the one inside a province, with the units and codes that the sheet itself teaches; so all that is
known of layouts of provinces serves here as well.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa

from rankings.facts import editions
from rankings.ingest.grid import Sheet
from rankings.ingest.inside import names as printed_names
from rankings.ingest.inside.names import Printed
from rankings.ingest.meaning import names
from rankings.ingest.meaning.knowledge import Alias, Knowledge, Unit, Within
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo

# A column with more different texts holds no names of units.
MOST_NAMES = 5_000
SEEN_COLUMNS = 40
# A sheet whose units stand across has no more rows than an index has nodes, with words around.
TALLEST_TURNED = 60
# The portal's keys of what is counted: "DOSSIER_SYNC", "group:transparency".
_KEY = re.compile(r"[A-Za-z0-9]+(?:[_:][A-Za-z0-9]+)+|total")
CODES_AT_LEAST = 1
NAMES_AT_LEAST = 5
# Of the codes of a sheet nearly all are of one province.
OF_ONE_PROVINCE = 0.9


@dataclass(frozen=True)
class InsideList:
    """A list inside a province: see the table schemes."""

    scheme: str
    province_code: str
    portal_code: str | None


@dataclass(frozen=True)
class Lists:
    """What the store knows of units inside provinces.

    lists: those that there are. provinces: the portal's code of a province -> (its code in the list
    of today, its name). home: code of the home province. metrics: (index, method) -> the portal's
    key of a sub-indicator -> its code.
    """

    lists: tuple[InsideList, ...]
    provinces: Mapping[str, tuple[str, str]]
    home: str | None
    metrics: Mapping[tuple[str, str], Mapping[str, str]]

    def keys(self, known: Knowledge) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        """The index that has any of the portal's keys, and by its newest rules these keys: of
        sub-indicators, of groups ("CKMB", "group:transparency") and of the total."""
        for index_code in sorted({index for index, _ in self.metrics}):
            for method in known.methods_of(index_code):
                own = self.metrics.get((index_code, method.method_code))
                if not own:
                    continue
                groups = [
                    node
                    for node in known.tree(index_code, method.method_code)
                    if node.level == "component"
                ]
                keys = dict(own) | {"total": "total"}
                keys |= {code: code for code in own.values()}
                keys |= {f"group:{node.indicator_code}": node.indicator_code for node in groups}
                keys |= {
                    node.issuer_code: node.indicator_code for node in groups if node.issuer_code
                }
                return index_code, tuple(sorted(keys.items()))
        return None, ()

    def of_portal_code(self, portal_code: str) -> InsideList | None:
        """The list of the units of a province, as it is or would be; None for an unknown code."""
        if portal_code not in self.provinces:
            return None
        code, _ = self.provinces[portal_code]
        known = next((item for item in self.lists if item.province_code == code), None)
        return known or InsideList(portal_code.lower(), code, portal_code)

    def of_scheme(self, scheme: str) -> InsideList | None:
        """The list of a code; None where it is none inside a province."""
        known = next((item for item in self.lists if item.scheme == scheme), None)
        return known or self.of_portal_code(scheme.upper())

    def name(self, item: InsideList) -> str:
        """The name of the province of a list."""
        return next(
            (name for code, name in self.provinces.values() if code == item.province_code), ""
        )


@memo
def lists(at: Snapshot) -> Lists:
    """What a version of the store knows of units inside provinces."""
    rows = queries.schemes(at).to_pylist()
    try:
        scheme, home = editions.home(at)
    except Problem:  # a store without targets has no home
        scheme, home = "vn34", None
    units = {
        row["unit_code"]: row["name_vi"] for row in queries.units(at, scheme=scheme).to_pylist()
    }
    codes = {
        row["alias"]: (row["unit_code"], units[row["unit_code"]])
        for row in queries.unit_aliases(at).to_pylist()
        if (row["scheme"], row["alias_type"]) == (scheme, "portal_code")
        and row["unit_code"] in units
    }
    methods = [(row["index_code"], row["method_code"]) for row in queries.methods(at).to_pylist()]
    return Lists(
        lists=tuple(
            InsideList(row["scheme"], row["province_code"], row["portal_code"])
            for row in rows
            if row["province_code"]
        ),
        provinces=codes,
        home=home,
        metrics={
            pair: {
                row["metric_key"]: row["indicator_code"]
                for row in queries.subindicators(
                    at, index_code=pair[0], method_code=pair[1]
                ).to_pylist()
                if row["metric_key"]
            }
            for pair in methods
        },
    )


def known_inside(
    sheet: Sheet, known: Knowledge, known_lists: Lists, scheme: str | None = None
) -> Knowledge | None:
    """What is known inside the province that a sheet is of; None where it is of none.

    scheme: the list that is meant, where that is known. Told by the portal's codes of its units,
    else by the names of communes that a list has, else by the province behind names of departments.
    """
    rows = _rows(sheet)
    item = known_lists.of_scheme(scheme) if scheme else None
    if item is None and scheme is None:
        item = (
            _by_codes(rows, known_lists)
            or _by_names(rows, known, known_lists)
            or _by_province(rows, known_lists)
        )
    if item is None:
        return None
    learnt = _learnt(rows, item, known, known_lists)
    return _knowledge(known, learnt)


@dataclass(frozen=True)
class _Row:
    """One unit as a sheet names it: its code, and the texts beside it that may be its name."""

    code: str | None
    texts: tuple[str, ...]


def _rows(sheet: Sheet) -> list[_Row]:
    """The distinct rows of a sheet by its codes and by the texts that may be names of units; its
    columns where these name more units: they stand across.

    A long table says each unit many times: of its columns only those that hold such are looked at.
    """
    rows = _distinct(sheet.texts[:SEEN_COLUMNS])
    if sheet.height <= TALLEST_TURNED:
        across = [
            pa.array([column[row].as_py() for column in sheet.texts], pa.string())
            for row in range(sheet.height)
        ]
        columns = _distinct(across)
        if _units_named(columns) > _units_named(rows):
            return columns
    return rows


def _units_named(rows: Iterable[_Row]) -> int:
    """How many rows name a unit, by its code or in words."""
    return sum(
        row.code is not None or any(printed_names.printed(text, "").kind for text in row.texts)
        for row in rows
    )


def _distinct(texts: Sequence[pa.Array]) -> list[_Row]:
    columns = [column for column in texts if _may_name(column)]
    if not columns:
        return []
    labels = [str(place) for place in range(len(columns))]
    distinct = pa.table(columns, names=labels).group_by(labels, use_threads=False).aggregate([])
    seen: dict[tuple[str | None, tuple[str, ...]], _Row] = {}
    for cells in zip(*(distinct[label].to_pylist() for label in labels), strict=True):
        codes = [code for text in cells if (code := printed_names.code_within(text))]
        words = tuple(
            text
            for text in cells
            if text and not text[:1].isdigit() and not printed_names.code_of(text)
        )
        row = _Row(codes[0] if codes else None, words)
        seen.setdefault((row.code, row.texts), row)
    return list(seen.values())


def _may_name(column: pa.Array) -> bool:
    """Whether a column may hold codes or names of units, or the words of their level: most of what
    it holds is neither a number nor a key of the portal (one row: half of it, with its heading)."""
    distinct = [text for text in column.unique().to_pylist() if text]
    if len(distinct) > MOST_NAMES:
        return False
    worded = sum(
        printed_names.code_within(text) is not None
        or not (text[:1].isdigit() or _KEY.fullmatch(text))
        for text in distinct
        if len(text) < printed_names.LONGEST
    )
    return 2 * worded >= len(distinct)


def _by_codes(rows: Iterable[_Row], known_lists: Lists) -> InsideList | None:
    """The list of the province whose units' codes a sheet holds."""
    codes = {row.code for row in rows if row.code and "." in row.code}
    provinces = Counter(code.partition(".")[0] for code in codes)
    if not provinces:
        return None
    portal_code, times = provinces.most_common(1)[0]
    if times < CODES_AT_LEAST or times < OF_ONE_PROVINCE * provinces.total():
        return None
    return known_lists.of_portal_code(portal_code)


def _by_names(rows: Iterable[_Row], known: Knowledge, known_lists: Lists) -> InsideList | None:
    """The list whose communes a sheet names: more of them than provinces."""
    texts = {text for row in rows for text in row.texts}
    provinces = sum(
        _matches(known, scheme, text) for scheme in known.province_schemes[-1:] for text in texts
    )
    best: tuple[int, InsideList | None] = (0, None)
    for item in known_lists.lists:
        place = (item.scheme, item.portal_code, item.province_code)
        province = known_lists.name(item)
        own = _knowledge(known, Within(*place, province))
        named = sum(
            _matches(own, item.scheme, printed_names.bare(text, province)) for text in texts
        )
        best = max(best, (named, item), key=lambda pair: pair[0])
    named, likeliest = best
    return likeliest if named >= NAMES_AT_LEAST and named > provinces else None


def _by_province(rows: Iterable[_Row], known_lists: Lists) -> InsideList | None:
    """The list of the one province that stands behind the names of departments."""
    names_of = {name: code for code, (_, name) in known_lists.provinces.items()}
    named = {
        province
        for row in rows
        for text in row.texts
        if printed_names.is_department(text)
        and (province := printed_names.province_named(text, names_of))
    }
    return known_lists.of_portal_code(names_of[named.pop()]) if len(named) == 1 else None


def _matches(known: Knowledge, scheme: str, text: str) -> bool:
    return _names(known).match(text, scheme).unit_code is not None


@lru_cache(maxsize=8)
def _names(known: Knowledge) -> names.Names:
    return names.Names(known)


def _learnt(rows: Iterable[_Row], item: InsideList, known: Knowledge, known_lists: Lists) -> Within:
    """What a sheet teaches of the units of a list: units that it does not have, their codes.

    A commune that home does not have is asked for, like any unknown name; whose else's they are
    nobody knows better than the file.
    """
    province = known_lists.name(item)
    place = (item.scheme, item.portal_code, item.province_code, province)
    itself = _province_itself(item, province, known)
    plain = Within(*place, *known_lists.keys(known), units=itself)
    own = _knowledge(known, plain)
    by_name = _names(own)
    at_home = item.province_code == known_lists.home
    by_code = {unit.unit_code: unit.unit_code for unit in own.units}
    by_code |= {alias.alias: alias.unit_code for alias in own.aliases}
    # Once a list has departments, one of another name without a code may be one of these.
    departments = any(unit.kind == "department" for unit in own.units)
    taught: dict[str, Unit] = {}
    aliases: dict[str, str] = {}
    disagreeing: dict[tuple[str, str], str] = {}
    for row in rows:
        unit = _printed(row, province)
        foreign = row.code is not None and row.code.partition(".")[0] != item.portal_code
        if unit is None or unit.kind == "province" or foreign:
            continue
        match = by_name.match(unit.full_name, item.scheme).unit_code
        if row.code in by_code:
            if match and match != by_code[row.code]:
                disagreeing[row.code, unit.full_name or ""] = by_code[row.code]
        elif match:
            if row.code:
                aliases[row.code] = match
        elif (unit.kind == "department" and (row.code or not departments)) or (
            row.code and not at_home
        ):
            new = _new_unit(unit, item.scheme)
            taught[new.unit_code] = new
    full_names = {unit.unit_code: unit.full_name_vi or unit.name_vi for unit in own.units}
    return replace(
        plain,
        units=(*itself, *taught.values()),
        aliases=tuple(aliases.items()),
        disagreeing=tuple(
            (code, name, full_names[known_code]) for (code, name), known_code in disagreeing.items()
        ),
    )


def _province_itself(item: InsideList, province: str, known: Knowledge) -> tuple[Unit, ...]:
    """The province as a unit of its list, where the list does not have it yet."""
    kinds = {unit.kind for unit in known.units_of(item.scheme)}
    if item.portal_code is None or "province" in kinds:
        return ()
    full_name = f"Tỉnh {province}"
    return (Unit(item.scheme, item.portal_code, province, full_name, province, "province"),)


def _new_unit(unit: Printed, scheme: str) -> Unit:
    """A unit that a file teaches. Its code is the portal's; of a department without one its name,
    in letters without marks."""
    name, full_name, kind = unit.name or "", unit.full_name or "", unit.kind or ""
    code = unit.code or names.fold(full_name)
    return Unit(scheme, code, name, full_name, printed_names.english(kind, name), kind)


def _printed(row: _Row, province: str) -> Printed | None:
    """The unit that a row names, by the first of its texts that names one."""
    level = next((text for text in row.texts if printed_names.level_of(text)), None)
    for text in row.texts:
        if printed_names.level_of(text):
            continue
        unit = printed_names.printed(text, province, row.code, level)
        if unit.kind is not None:
            return unit
    return None


@lru_cache(maxsize=16)
def _knowledge(known: Knowledge, within: Within) -> Knowledge:
    """What is known inside a province, with what a sheet teaches; of the lists that one alone."""
    units = (*known.units_of(within.scheme), *within.units)
    aliases = [alias for alias in known.aliases if alias.scheme == within.scheme]
    aliases += [Alias(within.scheme, code, unit, "portal_code") for code, unit in within.aliases]
    aliases += [
        Alias(within.scheme, unit.unit_code, unit.unit_code, "portal_code")
        for unit in units
        if printed_names.code_of(unit.unit_code)
    ]
    provinces = [unit for unit in units if unit.kind == "province"]
    aliases += [Alias(within.scheme, "Toàn tỉnh", unit.unit_code, "wild") for unit in provinces[:1]]
    return replace(known, units=units, aliases=tuple(aliases), within=within)
