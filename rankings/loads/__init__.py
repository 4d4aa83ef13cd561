"""Publish a load, take it back, show what was there before: each all or nothing, none forgotten.

A load is kept by its number when it is handed in (journal.py), tried on a copy of the store
(check), and becomes part of the next version (publish). Rows are only ever added: a withdrawal is a
load that names another one, and the tables of queries/marts/00_current_rows.sql leave that one out.
"""

import contextlib
import json
import logging
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.ingest import confined
from rankings.ingest.submission import Submission, now, table
from rankings.loads import (
    access,
    bootstrap,
    checks,
    comparison,
    effects,
    journal,
    marts,
    newest,
)
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.loads.checks import Finding
from rankings.loads.comparison import Comparison
from rankings.loads.effects import Effect, Movement
from rankings.store import data_folder, logged, queries
from rankings.store.problems import Problem
from rankings.store.rows import first, where
from rankings.store.versions import Snapshot, Store

log = logging.getLogger("rankings")

REASONS = ("checked_original", "issuer_adjusted", "other")
# The number that a load has while it is only tried; journal.keep gives the real one.
TRIED = 2_000_000_000
# Rows of a load that one thread inserts and checks with less work than several.
SMALL = 20_000
# What a load brings beside figures and moves no unit: where they are from, how they were read.
BESIDE_FIGURES = frozenset(
    {
        *("sources", "source_documents", "reading_findings", "unreadable_values"),
        # of loads these are units inside a province
        *("unit_aliases", "units", "schemes"),
    }
)
# States before a load that are kept once somebody has looked at them; any can be made again.
KEPT_EARLIER = 20
# What may be found of figures anew when they begin to count, their source being told.
OF_WHAT_COUNTS = (
    *("adding_up", "part_above_whole", "rank_order", "restated_value", "points_off_rule"),
    *("tie_broken_by_publisher", "units_missing"),
    *("score_jump", "component_jump", "rank_jump", "many_jumps"),
)
# What other loads may lack when one is withdrawn: what they name, the figures they correct.
LEFT_ALONE = "correction_left_alone"
OF_REFERENCES = ("unknown_reference", "broken_reference", LEFT_ALONE)
# That load, in the details of such a finding.
LATER = "later_load"
# What corrections that were made on top of it may not be any more: the sum, the order of ranks.
OF_CORRECTIONS = ("adding_up", "part_above_whole", "rank_order")


@dataclass(frozen=True)
class Acknowledgement:
    """Why the warnings of a rule do not stop a load. reason: checked_original | issuer_adjusted |
    other; sentence: in the person's own words."""

    rule: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """What a load would do, tried on version `base`; nothing has been changed.

    edition_ids: the editions whose figures it touches. of: what was tried; None for a load so large
    that its rows are not kept in memory.
    """

    base: int
    edition_ids: tuple[str, ...]
    findings: tuple[Finding, ...]
    comparison: Comparison
    effects: tuple[Effect, ...]
    movements: tuple[Movement, ...]
    of: Submission | None = field(default=None, compare=False, repr=False)

    def holds_for(self, base: int, submission: Submission) -> bool:
        """Whether to try the load on a version would say the same once more."""
        return self.base == base and self.of is not None and self.of.checks_as(submission)

    @cached_property
    def blockers(self) -> tuple[Finding, ...]:
        """What stops the load."""
        return tuple(item for item in self.findings if item.severity == "blocker")

    @cached_property
    def to_acknowledge(self) -> tuple[str, ...]:
        """The rules whose warnings a person must acknowledge."""
        rules = (item.rule for item in self.findings if item.severity == "warning")
        return tuple(dict.fromkeys(rules))

    @cached_property
    def questions(self) -> tuple[Finding, ...]:
        """What a sentence does not settle: a period that is a guess has to be said."""
        periods = ("period", "period_type")
        return tuple(
            item
            for item in self.findings
            if item.rule == "unsure_field" and item.details.get("field") in periods
        )


@dataclass(frozen=True)
class Published:
    """A load that counts now: its number, the version it made, and what was found and done."""

    load_id: int
    version: int
    checked: Checked


class Stopped(Exception):
    """A load that was not published: blockers, or warnings that nobody acknowledged."""

    def __init__(self, checked: Checked) -> None:
        super().__init__("blockers" if checked.blockers else "warnings")
        self.checked = checked


@confined.work
def check(
    store: Store,
    submission: Submission,
    *,
    base: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> Checked:
    """What a load would do to a version (default: the current one). Nothing is kept.

    tell: called with "checking" and "comparing" as these begin.
    """
    base = base or store.version()
    with store.trial() as tried:
        return _try(store, base, tried, submission, {"load_id": TRIED}, kept=False, tell=tell)


def try_on(
    store: Store, base: int, tried: Store, submission: Submission, *, number: int = 0
) -> Checked:
    """What a load would do to a version, which stays in `tried` with the load as its newest one.

    number: how many loads were tried before it on the same version.
    """
    facts = {"load_id": TRIED + number, "sequence": TRIED + number}
    return _try(store, base, tried, submission, facts, kept=False)


def opened(store: Store, *, by: Actor) -> Snapshot:
    """The current version of the figures. Raises Problem where `by` may not read."""
    access.demand(by, access.READ)
    return store.snapshot()


def stage(store: Store, submission: Submission, *, by: Actor) -> int:
    """Keep a load for later, to be published by its number; returns the number."""
    audit.demand(store, by, access.HAND_IN)
    access.may_change(access.settings())
    signed = submission.signed(by.name, by.account)
    number = journal.keep(store, signed, after=_newest(store))
    audit.note_done(store, "handed_in", by=by, load=number)
    return number


def cancel(store: Store, load_id: int, *, by: Actor) -> None:
    """Decide against a load that waits to be published.

    Who only hands in does so of the own loads. Raises Problem where there is none of that number,
    or `by` may not.
    """
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    only_own = not (by.may(access.PUBLISH) or by.may(access.APPROVE))
    if only_own and journal.read(store, load_id).uploaded_account != by.account:
        audit.demand(store, by, access.PUBLISH)
    journal.cancel(store, load_id)
    audit.note_done(store, "cancelled", by=by, load=load_id)


def publish(
    store: Store,
    load_id: int,
    *,
    by: Actor,
    acknowledgements: Collection[Acknowledgement] = (),
    seen: int | None = None,
    known: Checked | None = None,
) -> Published:
    """Publish a load that was handed in, as the next version of the store.

    seen: the version on which the person saw what the load does. known: what a check has said of
    it, which is not asked again where neither the load nor the store has changed since. Raises
    Stopped on blockers and on warnings without an acknowledgement; Problem when a load was
    published meanwhile that touches the same editions, when it was published or cancelled before,
    when the person may not, when the disk is full.
    """
    audit.demand(store, by, access.PUBLISH, access.APPROVE)
    submission = journal.read(store, load_id)
    access.may_publish(
        access.settings(),
        by=by,
        uploaded_by=submission.uploaded_by,
        account=submission.uploaded_account,
    )

    def act(base: int) -> Published:
        _refuse_what_is_done(store, base, load_id)
        _refuse_what_changed(store, seen, base, submission)
        return _publish(store, base, load_id, submission, by, acknowledgements, known)

    with logged.about(load=load_id):
        published = newest.on_the_newest(store, act)
        log.info("load %d published", load_id)
    return published


def publish_at_once(
    store: Store,
    submission: Submission,
    *,
    by: Actor,
    acknowledgements: Collection[Acknowledgement] = (),
    seen: int | None = None,
    known: Checked | None = None,
) -> Published:
    """Hand a load in and publish it; one that is stopped does not wait for somebody else.

    seen, known: see `publish`. Raises as `stage` and `publish` do.
    """
    audit.demand(store, by, access.PUBLISH)
    number = stage(store, submission, by=by)
    with _cancelled_on_failure(store, number):
        return publish(
            store, number, by=by, acknowledgements=acknowledgements, seen=seen, known=known
        )


def withdraw(
    store: Store, load_id: int, *, why: str, by: Actor, seen: int | None = None
) -> Published:
    """Take a published load back: what it replaced counts again. Recorded as a load of its own.

    One person with a reason is enough, whoever brought the load: what comes back was published
    before, and a wrong figure must be gone quickly. seen: the version on which the person saw what
    the withdrawal does. Raises Problem when a load was published meanwhile that touches the same
    editions, when there is no such load, when it was withdrawn before, when a later load rests on
    it, or without a reason.
    """
    audit.demand(store, by, access.PUBLISH)
    access.may_change(access.settings())
    if not why.strip():
        raise Problem("error.why_missing")
    _published(store.snapshot(), load_id)
    submission = Submission("withdrawal", withdraws=load_id, why=why.strip())
    submission = submission.signed(by.name, by.account)

    def act(base: int) -> Published:
        _published(store.at(base), load_id)
        _refuse_what_changed(store, seen, base, submission)
        number = journal.keep(store, submission, after=_newest(store))
        try:
            with _cancelled_on_failure(store, number):
                return _publish(store, base, number, submission, by, ())
        except Stopped as stopped:
            raise in_use(stopped.checked, load_id=load_id) from stopped

    with logged.about(load=load_id):
        taken_back = newest.on_the_newest(store, act)
        log.info("load %d withdrawn", load_id)
    return taken_back


def in_use(checked: Checked, *, load_id: int) -> Problem:
    """Why a load cannot be withdrawn, of which a check found that others rest on it: with the
    numbers of these, in the order in which they are to be withdrawn."""
    later = list(dict.fromkeys(int(item.details[LATER]) for item in checked.blockers))
    corrected = all(item.rule in (LEFT_ALONE, *OF_CORRECTIONS) for item in checked.blockers)
    key = "error.load_corrected" if corrected else "error.load_in_use"
    return Problem(key, load_id=load_id, later=later)


def staged(store: Store) -> list[tuple[int, Submission]]:
    """Loads that were handed in and wait to be published, oldest first.

    A withdrawal does not wait: one that was broken off is asked for again. A folder that cannot be
    read is left out.
    """
    done = set(queries.loads(store.snapshot())["load_id"].to_pylist())
    found = []
    for number in journal.ids(store):
        if number not in done and not journal.is_cancelled(store, number):
            with contextlib.suppress(Problem):
                found.append((number, journal.read(store, number)))
    return [(number, item) for number, item in found if item.kind != "withdrawal"]


def as_of(at: Snapshot, load_id: int) -> Snapshot:
    """The store as it was right after a load took effect.

    Made once and kept under var/as-of/. Load 0 is what data/ holds today. Raises Problem when there
    is no such load.
    """
    moment = _row(at, load_id)["sequence"]
    if moment == queries.loads(at)["sequence"][0].as_py():
        return at
    earlier = Store(at.store.folder / "as-of" / f"{at.version:06d}-{load_id:06d}")
    if earlier.version() is None:
        with earlier.locked():
            if earlier.version() is None:
                _go_back(at, earlier, moment)
                _prune(earlier.folder)
    return earlier.snapshot()


# --- Trying and publishing ------------------------------------------------------------------------


@contextlib.contextmanager
def _cancelled_on_failure(store: Store, load_id: int) -> Iterator[None]:
    """What could not be published at once is not left waiting."""
    try:
        yield
    except Problem as problem:
        # Where the lake is away nobody knows what became of it: it waits.
        if problem.key != "error.lake_away":
            journal.cancel(store, load_id)
        raise
    except (Stopped, newest.Overtaken):
        journal.cancel(store, load_id)
        raise


def _publish(
    store: Store,
    base: int,
    load_id: int,
    submission: Submission,
    by: Actor,
    acknowledgements: Collection[Acknowledgement],
    known: Checked | None = None,
) -> Published:
    facts = {
        "load_id": load_id,
        "sequence": queries.loads(store.at(base))["sequence"][0].as_py() + 1,
        "state": "published",
        "loaded_at": now(),
        "loaded_by": by.name,
        "identity": by.identity,
    }
    given = {item.rule: item for item in acknowledgements if item.sentence.strip()}
    with store.trial() as tried:
        if known is not None and known.holds_for(base, submission):
            checked = known
            with tried.next_version(store.path(base), small=True) as connection:
                _bring_in(connection, submission, facts)
        else:
            checked = _try(store, base, tried, submission, facts, kept=True)
        outcome = _outcome(load_id, checked, by.name, given)
        version = newest.take_effect(store, tried, base, load_id, outcome)
    row = {**submission.facts(), **facts}
    journal.record(store, load_id, outcome | {"loads": table([row])})
    withdrawn = {} if submission.withdraws is None else {"withdraws": submission.withdraws}
    audit.note_done(store, "published", by=by, load=load_id, **withdrawn)
    return Published(load_id, version, checked)


def _bring_in(
    connection: duckdb.DuckDBPyConnection, submission: Submission, facts: Mapping[str, object]
) -> marts.Changed:
    """Add a load to a copy of a version and make the marts anew; returns what it changed."""
    data_folder.insert_row(connection, "loads", {**submission.facts(), **facts})
    submission.insert(connection, int(str(facts["load_id"])))
    changed = _changed(connection, submission)
    marts.build(connection, changed)
    return changed


def _try(
    store: Store,
    base: int,
    tried: Store,
    submission: Submission,
    facts: Mapping[str, object],
    *,
    kept: bool,
    tell: Callable[[str], None] | None = None,
) -> Checked:
    """Insert a load into a copy of a version, make the marts, run the checks, compare.

    kept: the copy is what is published then.
    """
    tell = tell or (lambda step: None)
    tell("checking")
    load_id = facts["load_id"]
    row = {"sequence": TRIED, "state": "published", "loaded_at": now(), **facts}
    touched = tuple(sorted(_editions_touched(store.at(base), submission)))
    small = sum(rows.num_rows for rows in submission.rows.values()) <= SMALL
    with tried.next_version(store.path(base), kept=kept, small=small) as connection:
        comparison.remember(connection, touched)
        changed = _bring_in(connection, submission, row)
        # Nobody sees this copy. What is written need not stay in memory, and the rules are planned
        # by what the tables hold: of rows not yet committed DuckDB does not know it.
        connection.commit()
        connection.begin()
        findings = tuple(_findings(store, base, connection, load_id, submission))
        tell("comparing")
        compared = comparison.compare(connection, touched, int(str(load_id)))
    new = tried.version()
    only_figures = changed.tables <= marts.OF_AN_EDITION | BESIDE_FIGURES
    return Checked(
        base=base,
        edition_ids=touched,
        findings=findings,
        comparison=compared,
        effects=effects.effects(
            store.at(base), tried.at(new), changed.edition_ids if only_figures else None
        ),
        movements=effects.movements(store.at(base), tried.at(new), frozenset(touched)),
        of=submission if small else None,
    )


def _changed(connection: duckdb.DuckDBPyConnection, submission: Submission) -> marts.Changed:
    """What a load adds, or what its withdrawal takes from what counts."""
    if submission.withdraws is None:
        return marts.changed_by_rows(submission.rows)
    return marts.changed_by_load(connection, submission.withdraws)


def _findings(
    store: Store,
    base: int,
    connection: duckdb.DuckDBPyConnection,
    load_id: int,
    submission: Submission,
) -> Iterator[Finding]:
    """What the rules find in the load; of a withdrawal, what the later loads now lack."""
    if submission.withdraws is None:
        yield from checks.findings(connection, load_id)
        yield from _found_of_told(store.at(base), connection, submission)
        return
    rows = queries.loads(store.at(base)).to_pylist()
    taken = next(row for row in rows if row["load_id"] == submission.withdraws)
    for row in rows:
        if row["state"] == "published" and row["load_id"] not in (0, submission.withdraws):
            corrects = row["kind"] == "correction" and row["sequence"] > taken["sequence"]
            names = OF_REFERENCES + (OF_CORRECTIONS if corrects else ())
            asked = [rule for rule in checks.rules() if rule.name in names]
            for item in _lacking(store, base, connection, row["load_id"], asked):
                yield replace(item, details=item.details | {LATER: str(row["load_id"])})


def _lacking(
    store: Store,
    base: int,
    connection: duckdb.DuckDBPyConnection,
    load_id: int,
    asked: Sequence[checks.Rule],
) -> list[Finding]:
    """What a load lacks after a withdrawal and did not lack before: what was amiss already is not
    the withdrawal's."""
    after = checks.findings(connection, load_id, asked)
    if not after:
        return []
    with store.connect(base).cursor() as cursor:
        before = checks.findings(cursor, load_id, asked)
    return [item for item in after if item not in before]


def _found_of_told(
    at: Snapshot, connection: duckdb.DuckDBPyConnection, submission: Submission
) -> Iterator[Finding]:
    """What is found of the figures whose source is told, held against what counts now.

    What was found when they came in is not told again.
    """
    if "later_sources" not in submission.rows:
        return
    asked = [rule for rule in checks.rules() if rule.name in OF_WHAT_COUNTS]
    for load_id in submission.rows["later_sources"]["of_load"].unique().to_pylist():
        known = [Finding.from_row(row) for row in where(queries.findings(at), load_id=load_id)]
        for item in checks.findings(connection, load_id, asked):
            if item not in known:
                yield item


def _outcome(
    load_id: int, checked: Checked, by: str, given: Mapping[str, Acknowledgement]
) -> dict[str, pa.Table]:
    """What was found, acknowledged and changed, as rows of the tables beside the load. Raises
    Stopped where something stands against it."""
    if checked.blockers or set(checked.to_acknowledge) - given.keys():
        raise Stopped(checked)
    found = checks.as_columns(list(checked.findings), load_id)
    said = [
        {"load_id": load_id, "given_by": by, **vars(given[rule])} for rule in checked.to_acknowledge
    ]
    done = [_effect_row(load_id, effect) for effect in checked.effects]
    tables = {"findings": pa.table(found), "acknowledgements": table(said)}
    return {
        name: rows
        for name, rows in (tables | {"load_effects": table(done)}).items()
        if rows.num_rows
    }


def _effect_row(load_id: int, effect: Effect) -> dict[str, object]:
    row: dict[str, object] = {"load_id": load_id, "index_code": effect.index_code}
    for side in ("before", "after"):
        standpoint = getattr(effect, side)
        if standpoint is None:
            continue
        row |= {
            f"edition_{side}": standpoint.edition_id,
            f"rank_{side}": standpoint.rank,
            f"gap_low_{side}": standpoint.gap.low,
            f"gap_high_{side}": standpoint.gap.high,
            f"status_{side}": standpoint.status,
        }
    return row


# --- What stands in the way -----------------------------------------------------------------------


def _refuse_what_is_done(store: Store, base: int, load_id: int) -> None:
    if load_id in queries.loads(store.at(base))["load_id"].to_pylist():
        raise Problem("error.load_published", load_id=load_id)
    if journal.is_cancelled(store, load_id):
        raise Problem("error.load_cancelled", load_id=load_id)


def _refuse_what_changed(store: Store, seen: int | None, base: int, submission: Submission) -> None:
    """The second of two people is told what the first has changed meanwhile."""
    if seen is None or seen == base:
        return
    rows = {row["load_id"]: row for row in queries.loads(store.at(base)).to_pylist()}
    own = _editions_touched(store.at(base), submission)
    about = _edited(submission.facts(), rows)
    known = _known_to(store.at(seen))
    newer = [
        row
        for row in rows.values()
        if row["load_id"] not in known
        and (own & _editions_at(store.at(base), row) or (about and about == _edited(row, rows)))
    ]
    if newer:
        first, taking_back = newer[0], submission.withdraws is not None
        raise Problem(
            "error.changed_before_withdrawal" if taking_back else "error.changed_meanwhile",
            load_id=first["load_id"],
            by=first["loaded_by"],
            file=first["file_name"] or "–",
        )


def _edited(load: Mapping, rows: Mapping[int, Mapping]) -> tuple[str, str] | None:
    """What an edit of targets, agencies or a remark is about; None for loads of figures.

    load: its row in `loads`; rows: those of all loads. A withdrawal is about what it takes back.
    """
    load = rows.get(load["withdraws"], load)
    if load["kind"] not in ("targets", "owners", "remark"):
        return None
    return load["kind"], json.loads(load["recognised"] or "{}").get("index", "")


def _known_to(at: Snapshot) -> set[int]:
    try:
        return set(queries.loads(at)["load_id"].to_pylist())
    except Problem:  # pruned meanwhile: everything counts as new
        return set()


def _editions_at(at: Snapshot, load: Mapping) -> set[str]:
    number = load["withdraws"] if load["withdraws"] is not None else load["load_id"]
    return {row["edition_id"] for row in where(queries.load_editions(at), load_id=number)}


def _editions_touched(at: Snapshot, submission: Submission) -> set[str]:
    if submission.withdraws is not None:
        return _editions_at(at, {"withdraws": submission.withdraws})
    found: set[str] = set()
    for name in ("observations", "load_scopes", "later_sources"):
        if name in submission.rows:
            found |= set(submission.rows[name]["edition_id"].unique().to_pylist())
    return found


def _published(at: Snapshot, load_id: int) -> dict:
    """The row of a load that can be withdrawn."""
    row = _row(at, load_id)
    if row["kind"] in ("data_folder", "withdrawal"):
        raise Problem("error.load_not_withdrawable", load_id=load_id)
    if row["state"] == "withdrawn":
        raise Problem("error.load_withdrawn", load_id=load_id, by=row["withdrawn_by"])
    return row


def _row(at: Snapshot, load_id: int) -> dict:
    found = first(queries.loads(at), load_id=load_id)
    if found is None:
        raise Problem("error.load_unknown", load_id=load_id)
    return found


def _newest(store: Store) -> int:
    return max(queries.loads(store.snapshot())["load_id"].to_pylist())


# --- Going back -----------------------------------------------------------------------------------


def _go_back(at: Snapshot, earlier: Store, moment: int) -> None:
    """Make a store of the loads that had taken effect at a moment."""
    rows = queries.loads(at).to_pylist()
    numbers = [row["load_id"] for row in rows if row["sequence"] <= moment]
    with earlier.next_version(base=None) as connection:
        bootstrap.create_tables(connection)
        bootstrap.copy_loads(at.store.connect(at.version), connection, numbers)
        data_folder.insert_table(connection, "store_info", queries.store_info(at))
        marts.build(connection)


def _prune(made: Path) -> None:
    """Remove the oldest of the earlier states beside one that was just made."""
    # Another process may be removing the same ones, and a reader on Windows may keep one open.
    with contextlib.suppress(OSError):
        others = sorted(made.parent.glob("*"), key=lambda folder: folder.stat().st_mtime)
        for folder in [item for item in others if item != made][: -KEPT_EARLIER + 1]:
            # The pointer first: a state that is half removed is one that is not there.
            (folder / "current").unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
