"""The targets of the home unit in an index, set all together.

The load carries the sources of the targets that stay: a load that only named them could not stand
without the loads that brought them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rankings.facts import editions
from rankings.ingest.submission import Submission, table
from rankings.loads.edits import grounds
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked, where
from rankings.store.versions import Snapshot
from rankings.words import typed

PERIOD_TYPES = editions.PERIOD_TYPES[::-1]
TEXT_LENGTH = 300


@dataclass(frozen=True)
class TargetGiven:
    """A target of the home unit in an index. period_type: one of PERIOD_TYPES, None for any."""

    rank_limit: int
    set_by: str
    by_date: date | None = None
    period_type: str | None = None
    note: str | None = None


def change(
    at: Snapshot,
    *,
    index_code: str,
    targets: Sequence[TargetGiven],
    why: str,
    basis: str | None = None,
) -> Submission:
    """The load that sets all targets of the home unit in an index.

    A target that stays as it was keeps its source. basis: link or number of the document that the
    new ones rest on. Raises Problem on none at all, a limit out of range, the same deadline twice,
    an index without an edition to measure it on, no change, or no reason.
    """
    scheme, unit_code = editions.home(at)
    _measurable(at, index_code, scheme)
    _valid(at, scheme, targets)
    known = of_home(at, index_code=index_code)
    why = grounds.reason(why)
    if sorted(map(_key, targets)) == sorted(_key(given_of(row)) for row in known):
        raise Problem("error.nothing_changed")
    kept = {_key(given_of(row)): row for row in known}
    before = grounds.sources(at)
    place = {"index_code": index_code, "scheme": scheme, "unit_code": unit_code}
    rows, stay, new = [], {}, {}
    for given in targets:
        row = kept.get(_key(given))
        if row is None:
            author = typed.line(given.set_by)
            source = new.setdefault(author, _source(author, why, basis))
        else:
            source = stay.setdefault(row["source_id"], before[row["source_id"]])
        columns = _columns(row or _target(given, known))
        rows.append(columns | place | {"source_id": source["source_id"]})
    return Submission(
        kind="targets",
        rows={"targets": table(rows), "sources": table([*stay.values(), *new.values()])}
        | grounds.documents(new.values(), why, basis),
        why=why,
        recognised={"index": index_code, "scheme": scheme, "targets": len(rows)},
    )


def of_home(at: Snapshot, *, index_code: str) -> list[dict]:
    """The rows of queries/targets.sql for the home unit in an index."""
    scheme, unit_code = editions.home(at)
    return where(queries.targets(at), index_code=index_code, scheme=scheme, unit_code=unit_code)


def given_of(row: Mapping) -> TargetGiven:
    """A row of queries/targets.sql as it would be given."""
    return TargetGiven(
        row["rank_limit"], row["set_by_vi"], row["by_date"], row["period_type"], row["note_vi"]
    )


def _valid(at: Snapshot, scheme: str, targets: Sequence[TargetGiven]) -> None:
    if not targets:
        raise Problem("error.targets_none")
    highest = queries.units(at, scheme=scheme).num_rows
    for given in targets:
        if not 1 <= given.rank_limit <= highest:
            raise Problem("error.limit_out_of_range", highest=highest, value=given.rank_limit)
        if given.period_type not in (None, *PERIOD_TYPES):
            raise Problem(
                "error.target_period_type", value=given.period_type, known=list(PERIOD_TYPES)
            )
        if not given.set_by.strip():
            raise Problem("error.target_set_by")
        grounds.short(given.set_by, TEXT_LENGTH)
        grounds.short(given.note or "", TEXT_LENGTH)
    deadlines = [(given.by_date, given.period_type) for given in targets]
    if len(set(deadlines)) < len(deadlines):
        raise Problem("error.targets_twice")


def _measurable(at: Snapshot, index_code: str, scheme: str) -> None:
    """A target in an index without an edition could not be shown."""
    found = editions.of_index(at, index_code)
    if not any(item.scheme == scheme for item in found):
        raise Problem("error.target_no_edition", index=index_code)


def _key(given: TargetGiven) -> tuple:
    return (
        given.rank_limit,
        given.by_date or date.min,
        given.period_type or "",
        typed.line(given.set_by),
        typed.line(given.note),
    )


def _target(given: TargetGiven, known: Sequence[Mapping]) -> dict:
    """The columns of a new target; a text that stood before keeps its translation."""
    english = {row[f"{name}_vi"]: row[f"{name}_en"] for row in known for name in ("set_by", "note")}
    set_by, note = typed.line(given.set_by), typed.line(given.note) or None
    return {
        "rank_limit": given.rank_limit,
        "by_date": given.by_date,
        "period_type": given.period_type,
        "set_by_vi": set_by,
        "set_by_en": english.get(set_by) or set_by,
        "note_vi": note,
        "note_en": english.get(note) if note else None,
    }


def _columns(row: Mapping) -> dict:
    names = ("rank_limit", "by_date", "period_type", "set_by_vi", "set_by_en", "note_vi", "note_en")
    return picked(row, *names)


def _source(author: str, why: str, basis: str | None) -> dict:
    return {
        "source_id": grounds.new_id("target"),
        "origin": author,
        "publisher": author,
        "kind": "official_document",
        "title": why if grounds.link(basis) else typed.line(basis) or why,
        "url": grounds.link(basis),
    }
