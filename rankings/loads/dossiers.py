"""Dossier files on their way in: counted in a folder of the work; counts are kept, never the file.

    handed = count_file(store, path, by=…)     counted, and its counts kept under the load's key
    loads.stage / publish                      as any other load
    drop(store, handed.submission)             where it was stopped

What a killed process leaves in the folder of the work goes when the next work begins, or when a
server starts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rankings.ingest import dossiers as ingest
from rankings.ingest.dossiers import opening, remembered, submission
from rankings.ingest.submission import Submission
from rankings.loads import access, staged
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store import dossiers as kept
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Snapshot, Store


@dataclass(frozen=True)
class Handed:
    """A dossier file that was counted, and the load that it makes."""

    counted: ingest.Counted
    submission: Submission


def count_file(
    store: Store,
    path: Path,
    *,
    by: Actor,
    columns: Mapping[str, str] | None = None,
    moment: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> Handed:
    """Count the dossiers of a file of this machine; its counts are kept, the file is not.

    columns: field -> heading where somebody says which is which, remembered for the next file of
    this shape; moment: when the file was made, by default as its dossiers tell. now, moment: in the
    time of Việt Nam, without a zone. Raises Problem with what is wrong with the file, or where `by`
    hands nothing in.
    """
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    access.may_change(access.settings())
    forget(store)
    at = store.snapshot()
    now = now or dt.datetime.now(VIETNAM_TIME).replace(tzinfo=None)
    with store.trial() as work:
        headings = opening.opened(path).headings
        answers = remembered.columns(store.folder, headings) | dict(columns or {})
        counted = ingest.count(
            path, work.folder, submission.agencies(at), now=now, given=answers, moment=moment
        )
        load = submission.submission(at, counted)
        kept.keep(store, submission.key_of(counted), counted.counts, counted.open)
    if columns:
        remembered.keep(store.folder, headings, answers)
    return Handed(counted, load)


def drop(store: Store, load: Submission) -> None:
    """Let go of what was kept for a load that was stopped, unless another load names it."""
    key = _key(load.recognised)
    if key is not None and key not in _named(store):
        kept.remove(store, key)


def forget(store: Store) -> None:
    """Remove the numbers of dossiers whose time is over, what no load names any more, and what a
    killed process has left."""
    store.clear_trials()
    kept.forget(store, _named(store))


def newest(at: Snapshot) -> submission.DossierLoad | None:
    """The dossier file that was made last, of those that count; None where there is none."""
    return submission.newest_of(at)


def _named(store: Store) -> set[str]:
    """The keys of the loads that count, and of those that wait to be published."""
    names = {load.key for load in submission.published(store.snapshot())}
    waiting = (_key(load.recognised) for _, load in staged(store))
    return names | {key for key in waiting if key is not None}


def _key(recognised: Mapping | None) -> str | None:
    return ((recognised or {}).get("dossiers") or {}).get("key")
