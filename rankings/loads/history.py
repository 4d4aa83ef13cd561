"""The loads with all that is known of them: who, when, file, editions, findings, effect."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rankings import loads
from rankings.facts import editions
from rankings.facts.standing.bounds import NOT_KNOWN, Interval
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement
from rankings.loads.effects import Effect, Standpoint
from rankings.store import queries
from rankings.store.rows import made, where
from rankings.store.versions import Snapshot, Store, memo


@dataclass(frozen=True)
class Withdrawal:
    """That a load was taken back: by which load, by whom, when (UTC) and why."""

    load_id: int
    by: str | None
    at: datetime
    why: str | None


@dataclass(frozen=True)
class Load:
    """One load. state: published | withdrawn | staged; kind: of ingest.submission or data_folder.

    at, by: of its publication, for a staged one of its handing in; times are UTC. edition_ids: the
    editions it touches, of a withdrawal those of the load it takes back; empty for load 0, which is
    the folder data/. recognised, layout: as kept with the load.
    """

    load_id: int
    kind: str
    state: str
    at: datetime | None
    by: str | None
    identity: str | None
    uploaded_at: datetime | None
    uploaded_by: str | None
    file_name: str | None
    sha256: str | None
    why: str | None
    withdraws: int | None
    withdrawal: Withdrawal | None
    edition_ids: tuple[str, ...]
    figures: int
    warnings: int
    recognised: Mapping[str, Any] | None
    layout: Mapping[str, Any] | None

    @property
    def withdrawable(self) -> bool:
        """True when it can be taken back."""
        return self.state == "published" and self.kind not in ("data_folder", "withdrawal")


@dataclass(frozen=True)
class LoadSource:
    """A source that a load brought, with the document behind it; a row of load_sources.sql."""

    source_id: str
    origin: str
    publisher: str
    kind: str
    title: str | None
    url: str | None
    published_from: Any
    published_to: Any
    accessed_on: Any
    document_number: str | None
    abstract: str | None
    document_name: str | None
    document_sha256: str | None


@memo
def made_by(at: Snapshot) -> tuple[datetime, int | None]:
    """When a version was made, and the load that made it; None where it was built from data/."""
    (built,) = (row["value"] for row in where(queries.store_info(at), key="built_at"))
    moments = {0: datetime.fromisoformat(built)}
    for row in queries.loads(at).to_pylist():
        if row["load_id"]:
            moments[row["load_id"]] = row["loaded_at"].replace(tzinfo=UTC)
    newest = max(moments, key=lambda load_id: moments[load_id])
    return moments[newest], newest or None


@memo
def published(at: Snapshot) -> tuple[Load, ...]:
    """The loads that took effect, withdrawn ones too, newest first; load 0 is the last."""
    touched = _editions_of(at)
    return tuple(_load(row, touched) for row in queries.loads(at).to_pylist())


def staged(store: Store) -> tuple[Load, ...]:
    """The loads that wait to be published, newest first."""
    return tuple(_waiting(number, item) for number, item in reversed(loads.staged(store)))


def last(every: tuple[Load, ...]) -> Load | None:
    """The load that took effect last; None when there is only load 0."""
    return next((item for item in every if item.state != "staged" and item.load_id != 0), None)


def effects(at: Snapshot, load_id: int) -> tuple[Effect, ...]:
    """What a load did to the home unit, as it was recorded; scores and cut lines are not."""
    order = [row["index_code"] for row in editions.index_rows(at)]
    rows = where(queries.load_effects(at), load_id=load_id)
    found = [
        Effect(row["index_code"], _standpoint(row, "before"), _standpoint(row, "after"))
        for row in rows
    ]
    place = {code: number for number, code in enumerate(order)}
    return tuple(sorted(found, key=lambda item: place.get(item.index_code, len(place))))


def acknowledgements(at: Snapshot, load_id: int) -> tuple[tuple[Acknowledgement, str], ...]:
    """The warnings that were acknowledged, and by whom."""
    return tuple(
        (Acknowledgement(row["rule"], row["reason"], row["sentence"]), row["given_by"])
        for row in where(queries.acknowledgements(at), load_id=load_id)
    )


def sources(at: Snapshot, load_id: int) -> tuple[LoadSource, ...]:
    """The sources that a load brought; load 0 brought those of data/, which have their own page."""
    if load_id == 0:
        return ()
    return tuple(made(LoadSource, row) for row in where(queries.load_sources(at), load_id=load_id))


def _load(row: Mapping[str, Any], touched: Mapping[int, tuple[str, ...]]) -> Load:
    taken = row["withdrawn_by_load"]
    withdrawal = None
    if taken is not None:
        withdrawal = Withdrawal(
            taken, row["withdrawn_by"], row["withdrawn_at"], row["withdrawn_why"]
        )
    number = row["load_id"] if row["withdraws"] is None else row["withdraws"]
    return made(
        Load,
        row,
        at=row["loaded_at"],
        by=row["loaded_by"],
        withdrawal=withdrawal,
        edition_ids=touched.get(number, ()) if number else (),
        recognised=_plain(row["recognised"]),
        layout=_plain(row["layout"]),
    )


def _waiting(number: int, item: Submission) -> Load:
    figures = item.rows.get("observations")
    scopes = item.rows.get("load_scopes")
    later = item.rows.get("later_sources")
    touched = {
        edition_id
        for rows in (figures, scopes, later)
        if rows is not None
        for edition_id in rows["edition_id"].unique().to_pylist()
    }
    return made(
        Load,
        item,
        load_id=number,
        state="staged",
        at=item.uploaded_at,
        by=item.uploaded_by,
        identity="self_declared",
        withdrawal=None,
        edition_ids=tuple(sorted(touched)),
        figures=figures.num_rows if figures is not None else 0,
        warnings=0,
    )


def _standpoint(row: Mapping[str, Any], side: str) -> Standpoint | None:
    if row[f"edition_{side}"] is None:
        return None
    return Standpoint(
        index_code=row["index_code"],
        edition_id=row[f"edition_{side}"],
        rank=row[f"rank_{side}"],
        score=None,
        gap=Interval(row[f"gap_low_{side}"], row[f"gap_high_{side}"]),
        cut_line=NOT_KNOWN,
        status=row[f"status_{side}"],
    )


def _editions_of(at: Snapshot) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in queries.load_editions(at).to_pylist():
        found[row["load_id"]] = (*found.get(row["load_id"], ()), row["edition_id"])
    return found


def _plain(text: str | None) -> Mapping[str, Any] | None:
    """JSON that was kept with a load; None where there is none, or none that can be read."""
    try:
        value = json.loads(text) if text else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
