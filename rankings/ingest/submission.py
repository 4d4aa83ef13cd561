"""What a load brings: rows by table, and the facts of the load itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from rankings.ingest.sourcing import UNSOURCED_KINDS
from rankings.store import data_folder
from rankings.store.rows import picked

# What a load can be; each is one action of an analyst.
KINDS = (
    "file",
    "pasted",
    "typed",
    "single",
    "correction",
    "dossiers",
    "targets",
    "owners",
    "remark",
    "source",
    "withdrawal",
)

# Of a source no rule reads how it is called, who gives it, where it stands.
WORDS_OF_A_SOURCE = {
    "sources": frozenset({"origin", "publisher", "title", "url"}),
    "source_documents": frozenset({"document_number", "abstract", "file_name", "sha256"}),
}


@dataclass(frozen=True)
class Submission:
    """What is to be published, before it has a number.

    rows: table of the store -> its rows as an Arrow table without `load_id`; columns that are left
    out stay empty. recognised: what was read of the file ({"index", "period", …}), layout: how it
    was read; both plain JSON. why: the reason of a correction, a change of targets or a withdrawal.
    """

    kind: str
    rows: Mapping[str, pa.Table] = field(default_factory=dict)
    file_name: str | None = None
    sha256: str | None = None
    why: str | None = None
    withdraws: int | None = None
    recognised: Mapping | None = None
    layout: Mapping | None = None
    uploaded_by: str | None = None
    uploaded_at: datetime | None = None
    uploaded_account: str | None = None

    def signed(self, uploaded_by: str, account: str | None = None) -> "Submission":
        """The same, with who handed it in, now; of figures without a source that is the origin.

        account: the name under which that person had signed in, None where nobody does.
        """
        rows = dict(self.rows)
        if "sources" in rows:
            rows["sources"] = _answered_for(rows["sources"], uploaded_by)
        return replace(
            self,
            rows=rows,
            uploaded_by=uploaded_by,
            uploaded_at=now(),
            uploaded_account=account,
        )

    def checks_as(self, other: "Submission") -> bool:
        """Whether the checks, the comparison and the effects of both are the same on one version:
        all rows are, but for the words of the source."""
        facts = ("kind", "file_name", "sha256", "withdraws")
        return (
            picked(self, *facts) == picked(other, *facts)
            and self.rows.keys() == other.rows.keys()
            and all(_weighed(self, name).equals(_weighed(other, name)) for name in self.rows)
        )

    def facts(self) -> dict[str, object]:
        """The columns of `loads` that are known before publication, JSON as text."""
        return {
            **picked(self, "kind", "file_name", "sha256", "why", "withdraws"),
            "recognised": _json(self.recognised),
            "layout": _json(self.layout),
            **picked(self, "uploaded_by", "uploaded_at"),
        }

    def insert(self, connection: duckdb.DuckDBPyConnection, load_id: int) -> None:
        """Append the rows to the tables of a store, under the number of the load."""
        for table, rows in self.rows.items():
            numbers = pa.repeat(pa.scalar(load_id, pa.int32()), rows.num_rows)
            numbered = rows.append_column("load_id", numbers)
            data_folder.insert_table(connection, table, numbered)


def now() -> datetime:
    """The time in UTC as the tables keep it, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def table(rows: list[dict]) -> pa.Table:
    """Rows given as dicts, as an Arrow table; types follow from the values."""
    return pa.Table.from_pylist(rows)


def _weighed(submission: Submission, name: str) -> pa.Table:
    """The rows of a table without what no check reads."""
    rows = submission.rows[name]
    words = WORDS_OF_A_SOURCE.get(name, frozenset())
    return rows.drop_columns([column for column in rows.column_names if column in words])


def _answered_for(sources: pa.Table, by: str) -> pa.Table:
    rows = sources.to_pylist()
    unsourced = [row for row in rows if row.get("kind") in UNSOURCED_KINDS.values()]
    for row in unsourced:
        row |= {"origin": by, "publisher": by}
    return pa.Table.from_pylist(rows, sources.schema) if unsourced else sources


def _json(value: Mapping | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
