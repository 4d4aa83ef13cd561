"""What is known of the units inside a province: lists of them, tables, figures, rules of levels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from rankings.facts import editions
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

LEVELS = ("province", "department", "commune")


@dataclass(frozen=True)
class Scheme:
    """A list of the units inside one province.

    province_code: of the province in the list of 34; portal_code: "H15"; units: how many are known;
    demonstration: made up, to show the application.
    """

    scheme: str
    province_code: str
    portal_code: str | None
    name_vi: str
    name_en: str
    demonstration: bool
    units: int


@dataclass(frozen=True)
class InsideEdition:
    """One table of the units inside a province; a row of inside_editions.sql.

    period: a day or a day and an hour ("2026-10-10T04") of a year to date, else as of any edition.
    departments, communes: how many have a figure; with_province: the province's own row of the same
    copy is there. loaded_at, load_id, source_id: of the newest load that gives figures of it.
    """

    edition_id: str
    index_code: str
    period: str
    period_type: str
    period_start: date
    period_end: date
    scheme: str
    method_code: str
    province_code: str
    portal_code: str | None
    scheme_name_vi: str
    scheme_name_en: str
    demonstration: bool
    decimals: int
    departments: int
    communes: int
    with_province: bool
    unverified: bool
    loaded_at: datetime | None
    source_id: str | None
    load_id: int | None


@dataclass(frozen=True)
class Split:
    """Whether the counts of units make those of their province.

    splits: exact | nearly | distinct | province | uncovered; tolerance: share of the province's
    count by which the sum may differ, None where nothing adds up.
    """

    indicator_code: str
    splits: str
    tolerance: Decimal | None
    note_vi: str
    note_en: str
    source_id: str


@dataclass(frozen=True)
class LevelRule:
    """How a sub-indicator is scored at a level (department | commune).

    empty_denominator: zero | full, None where it is not known; inherited: the province's own figure
    repeated in each unit. adding_up_tolerance: of a total, by how much its groups may miss it.
    """

    indicator_code: str
    level: str
    empty_denominator: str | None
    inherited: bool
    adding_up_tolerance: Decimal | None
    note_vi: str | None
    note_en: str | None
    source_id: str


@memo
def schemes(at: Snapshot) -> tuple[Scheme, ...]:
    """The lists of units inside a province, in order of their code."""
    rows = queries.schemes(at).to_pylist()
    return tuple(made(Scheme, row) for row in rows if row["province_code"] is not None)


@memo
def home_scheme(at: Snapshot) -> Scheme | None:
    """The list of the units of the home province; None where there is none."""
    _, home = editions.home(at)
    return next((item for item in schemes(at) if item.province_code == home), None)


@memo
def all_editions(at: Snapshot) -> tuple[InsideEdition, ...]:
    """Every table of units inside a province, newest first."""
    return tuple(made(InsideEdition, row) for row in queries.inside_editions(at).to_pylist())


def scheme_of(at: Snapshot, code: str | None = None) -> Scheme:
    """The list of a code, in any case ("H21"); without one home's where it has figures, else the
    only one that has. Raises Problem with the lists that have figures."""
    with_figures = list(dict.fromkeys(item.scheme for item in all_editions(at)))
    known = {item.scheme: item for item in schemes(at)}
    if code is not None:
        wanted = code.strip().lower()
        if wanted in known:
            return known[wanted]
        raise Problem("error.not_inside_scheme", value=code, known=sorted(known))
    home = home_scheme(at)
    if home is not None and home.scheme in with_figures:
        return home
    if len(with_figures) == 1:
        return known[with_figures[0]]
    raise Problem("error.no_inside_figures", known=sorted(with_figures) or ["–"])


@memo
def units(at: Snapshot, scheme: str) -> tuple[Mapping[str, Any], ...]:
    """The units of a list, the province among them: rows of inside_units.sql, read only."""
    return tuple(queries.inside_units(at, scheme=scheme).to_pylist())


def counts(at: Snapshot, edition_id: str, indicator_code: str) -> pa.Table:
    """The figures of one indicator: see inside_counts.sql."""
    return queries.inside_counts(at, edition_id=edition_id, indicator_code=indicator_code)


@memo
def splits(at: Snapshot, index_code: str, method_code: str) -> Mapping[str, Split]:
    """Sub-indicator -> whether it splits among units; absent: not known. Read only."""
    rows = queries.subindicator_splits(at).to_pylist()
    return {
        row["indicator_code"]: made(Split, row)
        for row in rows
        if (row["index_code"], row["method_code"]) == (index_code, method_code)
    }


@memo
def level_rules(
    at: Snapshot, index_code: str, method_code: str
) -> Mapping[tuple[str, str], LevelRule]:
    """(sub-indicator, level) -> how it is scored there; absent: not seen there. Read only."""
    rows = queries.level_rules(at).to_pylist()
    return {
        (row["indicator_code"], row["level"]): made(LevelRule, row)
        for row in rows
        if (row["index_code"], row["method_code"]) == (index_code, method_code)
    }
