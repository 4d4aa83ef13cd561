"""The source of a load that was published without one, told later.

Its figures then count as if the source had been given at once: by the place of their own load, not
as the newest. The load that tells it can be withdrawn, and they are without a source again.
"""

from rankings.facts import editions, inside
from rankings.ingest import sourcing
from rankings.ingest.sourcing import UNSOURCED_KINDS, SourceFields
from rankings.ingest.submission import Submission, now, table
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first, picked, where
from rankings.store.versions import Snapshot


def change(at: Snapshot, *, load_id: int, source: SourceFields) -> Submission:
    """The load that tells the source of an earlier one.

    Raises Problem when nothing that can be looked up is given, for a link that is none, and when
    there is no such load, it was withdrawn, or it has a source.
    """
    load = first(queries.loads(at), load_id=load_id)
    if load is None:
        raise Problem("error.load_unknown", load_id=load_id)
    if load["state"] == "withdrawn":
        raise Problem("error.load_withdrawn", load_id=load_id, by=load["withdrawn_by"])
    missing = lacking(at, load_id=load_id)
    if not missing:
        raise Problem("error.source_known", load_id=load_id)
    sourcing.web_address(source.url)
    if not source.given:
        raise Problem("error.source_missing")
    later = [
        {"of_load": load_id, "edition_id": edition_id, "confidence": source.confidence}
        for edition_id in missing
    ]
    rows = _sources(at, load, source, missing)
    documents = [sourcing.document_row(source, str(row["source_id"])) for row in rows]
    tables = {"later_sources": later, "sources": rows, "source_documents": documents}
    return Submission(
        kind="source",
        rows={name: table(added) for name, added in tables.items() if added},
        recognised={"of_load": load_id, **picked(source, "document_number", "url")},
    )


def lacking(at: Snapshot, *, load_id: int) -> tuple[str, ...]:
    """The editions of a published load whose source nobody has told."""
    rows = where(queries.unsourced_loads(at), load_id=load_id, told=False, counts=True)
    return tuple(row["edition_id"] for row in rows)


def _index_code(at: Snapshot, edition_id: str) -> str | None:
    """The index of a table of provinces, or of the units inside one."""
    for every in (editions.all_editions, inside.all_editions):
        for item in every(at):
            if item.edition_id == edition_id:
                return item.index_code
    return None


def _sources(
    at: Snapshot, load: dict, source: SourceFields, edition_ids: tuple[str, ...]
) -> list[dict[str, object]]:
    """The rows of `sources`, under the names that the figures of the load bear."""
    known = where(queries.load_sources(at), load_id=load["load_id"])
    index = first(queries.indices(at), index_code=_index_code(at, edition_ids[0]))
    kind = "correction" if load["kind"] == "correction" else source.settled_kind
    own_name = load["why"] or (load["file_name"] if load["kind"] == "file" else None)
    return [
        sourcing.row(
            source,
            row["source_id"],
            kind=kind,
            issuer=index["issuer_vi"] if index else None,
            own_name=own_name,
            file_name=load["file_name"],
            sha256=load["sha256"],
            accessed_on=now().date(),
        )
        for row in known
        if row["kind"] in UNSOURCED_KINDS.values()
    ]
