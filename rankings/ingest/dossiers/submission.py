"""The load that a counted dossier file makes: estimates of the units for the day of the file.

The figures have the status `estimated`, which no view of what counts takes in; an edition of the
province's own list is named for the day, and the newest file of a day stands for it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rankings.facts import editions, inside
from rankings.ingest import dossiers
from rankings.ingest.assembly import new_source_id
from rankings.ingest.dossiers import personal
from rankings.ingest.dossiers.agencies import Agencies
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.submission import Submission, table
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first, picked, where
from rankings.store.versions import Snapshot

INDEX, PERIOD_TYPE = "psi", "year_to_date"
KIND, STATUS, CONFIDENCE = "dossiers", "estimated", "medium"
SOURCE_KIND = "dossiers"
MEASURES = ("numerator", "denominator")


@dataclass(frozen=True)
class HomeList:
    """The list of units inside the home province. code: of the province in it; named: whether the
    list has a row for the province already."""

    scheme: str
    province_code: str
    code: str
    named: bool


def home_list(at: Snapshot) -> HomeList:
    """The list of the units inside the home province. Raises Problem where there is none."""
    own = inside.home_scheme(at)
    if own is None:
        raise Problem("error.no_inside_list")
    province = first(queries.inside_units(at, scheme=own.scheme), level="province")
    code = province["unit_code"] if province else own.portal_code or own.province_code
    return HomeList(own.scheme, own.province_code, code, province is not None)


def agencies(at: Snapshot) -> Agencies:
    """The units of that list, to be found by what a file calls them."""
    home = home_list(at)
    units = queries.inside_units(at, scheme=home.scheme)
    return Agencies(
        (row for row in units.to_pylist() if row["level"] != "province"),
        where(queries.unit_aliases(at), scheme=home.scheme),
        (_home_unit(at)["name_vi"],),
    )


def key_of(counted: dossiers.Counted) -> str:
    """Under which name what was made of a file is kept: of the file, how it was read, and when it
    was made."""
    named = json.dumps(
        [counted.sha256, dict(counted.headings), counted.moment.isoformat()], sort_keys=True
    )
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def submission(at: Snapshot, counted: dossiers.Counted) -> Submission:
    """The load of a counted file. Raises Problem where no rules are known for its day."""
    home = home_list(at)
    day = counted.moment.date()
    method = knowledge(at).method_for(INDEX, day.isoformat(), PERIOD_TYPE)
    if method is None:
        raise Problem("error.dossier_no_method", day=day)
    edition_id = editions.id_of(INDEX, day.isoformat(), PERIOD_TYPE, home.scheme)
    source_id = new_source_id()
    rows: dict[str, list[dict[str, Any]]] = {
        "units": [] if home.named else [_province(at, home, source_id)],
        "sources": [_source(at, counted, source_id)],
        "editions": [_edition(edition_id, day, home.scheme, method.method_code)],
        "observations": list(_observations(counted, edition_id, home, source_id)),
        "reading_findings": list(_findings(at, counted, edition_id, home)),
    }
    return Submission(
        kind=KIND,
        rows={name: table(added) for name, added in rows.items() if added},
        file_name=_file_name(counted.file),
        recognised=_recognised(counted, home.scheme),
    )


def _file_name(name: str) -> str | None:
    """The name of the file, unless it may be that of a person."""
    stem = name.rpartition(".")[0]
    return None if personal.of_text(stem) or personal.holds_name(stem) else name


def _province(at: Snapshot, home: HomeList, source_id: str) -> dict[str, Any]:
    return {
        "scheme": home.scheme,
        "unit_code": home.code,
        **picked(_home_unit(at), "name_vi", "full_name_vi", "name_en"),
        "kind": "province",
        "parent_code": home.province_code,
        "source_id": source_id,
    }


def _home_unit(at: Snapshot) -> dict[str, Any]:
    """The row of the home province in the list of provinces."""
    scheme, code = editions.home(at)
    rows = where(queries.units(at, scheme=scheme), unit_code=code)
    return rows[0]


def _source(at: Snapshot, counted: dossiers.Counted, source_id: str) -> dict[str, Any]:
    name = _home_unit(at)["full_name_vi"]
    return {
        "source_id": source_id,
        "origin": name,
        "publisher": name,
        "kind": SOURCE_KIND,
        "title": _file_name(counted.file),
        "accessed_on": counted.moment.date(),
    }


def _edition(edition_id: str, day: date, scheme: str, method_code: str) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "index_code": INDEX,
        "period": day.isoformat(),
        "period_type": PERIOD_TYPE,
        "period_start": date(day.year, 1, 1),
        "period_end": day,
        "scheme": scheme,
        "method_code": method_code,
    }


def _observations(
    counted: dossiers.Counted, edition_id: str, home: HomeList, source_id: str
) -> Iterator[dict[str, Any]]:
    for row in counted.figures.to_pylist():
        for measure in MEASURES:
            yield {
                "edition_id": edition_id,
                "unit_code": row["unit_code"] or home.code,
                "indicator_code": row["indicator_code"],
                "measure": measure,
                "value": Decimal(row[measure]),
                "value_printed": str(row[measure]),
                "status": STATUS,
                "confidence": CONFIDENCE,
                "source_id": source_id,
            }


# --- What is amiss --------------------------------------------------------------------------------


def _findings(
    at: Snapshot, counted: dossiers.Counted, edition_id: str, home: HomeList
) -> Iterator[dict[str, Any]]:
    """What was seen while counting, as rows of `reading_findings`."""
    for fault, number in counted.faults:
        # Of an earlier year some always are: told, and no fault of the file.
        if fault != "received_earlier":
            yield _finding("dossier_rows", counted, fault=fault, dossiers=number)
    if counted.broken:
        yield _finding("dossier_rows", counted, fault="broken", dossiers=counted.broken)
    for agency, number in counted.unknown:
        yield _finding("dossiers_unplaced", counted, agency=agency, dossiers=number)
    others = counted.unplaced - sum(number for _, number in counted.unknown)
    if others:
        yield _finding("dossier_rows", counted, fault="unplaced", dossiers=others)
    yield from _disagreement(at, counted, edition_id, home)


def _disagreement(
    at: Snapshot, counted: dossiers.Counted, edition_id: str, home: HomeList
) -> Iterator[dict[str, Any]]:
    """What an earlier file of the same day said, where it was something else."""
    before = {
        (row["unit_code"], row["indicator_code"]): (row["numerator"], row["denominator"])
        for row in where(queries.estimates(at, scheme=home.scheme), edition_id=edition_id)
    }
    if not before:
        return
    now = {
        (row["unit_code"] or home.code, row["indicator_code"]): tuple(
            row[measure] for measure in MEASURES
        )
        for row in counted.figures.to_pylist()
    }
    differing = sum(before.get(key) != now.get(key) for key in before.keys() | now.keys())
    earlier = newest_of(at, edition_id=edition_id)
    if differing and earlier is not None:
        yield _finding(
            "dossiers_disagree",
            counted,
            of_load=earlier.load_id,
            differing=differing,
            before=earlier.rows,
            after=counted.rows,
        )


def _finding(rule: str, counted: dossiers.Counted, **details: object) -> dict[str, Any]:
    return {
        "rule": rule,
        "place": _file_name(counted.file),
        "details": json.dumps(details, ensure_ascii=False),
    }


# --- What is kept of the file ---------------------------------------------------------------------


def _recognised(counted: dossiers.Counted, scheme: str) -> dict[str, Any]:
    """What is kept of the file: how it was read and what came of it, nothing of its dossiers."""
    units = {row["unit_code"] for row in counted.figures.to_pylist()} - {None}
    return {
        "index": INDEX,
        "period": counted.moment.date().isoformat(),
        "period_type": PERIOD_TYPE,
        "scheme": scheme,
        "units": len(units),
        "figures": counted.figures.num_rows,
        "dossiers": {
            "key": key_of(counted),
            "made": counted.moment.isoformat(),
            "sha256": counted.sha256,
            "bytes": counted.size,
            "rows": counted.rows,
            "columns": dict(counted.headings),
            "computed": list(counted.computed),
            "unplaced": counted.unplaced,
            "faults": dict(counted.faults),
        },
    }


@dataclass(frozen=True)
class DossierLoad:
    """A published load of dossiers. made: when its file was made, in the time of Việt Nam; key: of
    what is kept of it; rows: dossiers in the file."""

    load_id: int
    edition_id: str
    made: datetime
    key: str
    rows: int


def published(at: Snapshot) -> list[DossierLoad]:
    """The dossier files that count, the one that was made last first."""
    # The newest load first, and of one moment it stays so.
    loads = [_load(row) for row in where(queries.loads(at), kind=KIND, state="published")]
    return sorted(loads, key=lambda load: load.made, reverse=True)


def newest_of(at: Snapshot, *, edition_id: str | None = None) -> DossierLoad | None:
    """The file that was made last, of all or of those of a day; None where there is none."""
    wanted = (load for load in published(at) if edition_id in (None, load.edition_id))
    return next(wanted, None)


def _load(row: Mapping[str, Any]) -> DossierLoad:
    kept = json.loads(row["recognised"])
    of_file = kept["dossiers"]
    return DossierLoad(
        load_id=row["load_id"],
        edition_id=editions.id_of(
            kept["index"], kept["period"], kept["period_type"], kept["scheme"]
        ),
        made=datetime.fromisoformat(of_file["made"]),
        key=of_file["key"],
        rows=of_file["rows"],
    )
