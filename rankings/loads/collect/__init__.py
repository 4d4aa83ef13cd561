"""A round of the collector: the portal is asked, what is sound goes through the gate, the rest is
kept aside and said.

Nothing is published that a person would have to look at. What refuses is left alone for half a day
(`REST`) or as long as it says, and is never asked in another way.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from rankings import loads
from rankings.facts import editions, inside
from rankings.ingest.proposal import Given
from rankings.ingest.sourcing import SourceFields
from rankings.loads import access, unattended
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.loads.collect import asking, copies, kept, soundness
from rankings.loads.collect.asking import NotAnswered, Pace, Request
from rankings.loads.collect.kept import Asked, Collected, Round
from rankings.loads.collect.soundness import Table, Unsound
from rankings.loads.unattended import Outcome
from rankings.store import queries
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.rows import first
from rankings.store.versions import Snapshot, Store

# What is asked for: the table of all provinces, and that of the units of home.
TABLES = ("provinces", "units")
# How long who has refused is left alone, unless it says longer.
REST = timedelta(hours=12)
# What was handed in so long ago and not finished was left by a process that died.
UNFINISHED = timedelta(hours=1)
# What of several states is that of the round: the first one there is.
GRAVEST = ("refused", "failed", "aside", "waits", "published", "nothing_new")
# What the gate asks that can be answered on the page: such a load waits there.
ANSWERED_THERE = {("warnings",), ("not_allowed",)}

log = logging.getLogger("rankings")


@dataclass
class _Replies:
    """What was answered so far in a round. data: request -> its reply, of those that are sound in
    themselves; content: the same as it came."""

    host: str
    asked: list[Asked] = field(default_factory=list)
    content: dict[str, bytes] = field(default_factory=dict)
    refused: NotAnswered | None = None


@dataclass(frozen=True)
class _Wanted:
    """A table that is asked for: the requests that it is made of, the row of each; portal_code: of
    the province whose units are asked for, "" for the table of all."""

    index_code: str
    asked: str
    rows: Sequence[Mapping[str, Any]]
    requests: Sequence[Request]
    portal_code: str

    @property
    def codes(self) -> list[str]:
        """The requests by name."""
        return [request.code for request in self.requests]

    @property
    def totals(self) -> str:
        """The request whose reply has the totals."""
        return next(row["request_code"] for row in self.rows if row["component"] is None)


def collect(
    store: Store,
    *,
    by: Actor,
    base: str = "",
    only: str | None = None,
    pace: Pace | None = None,
    now: datetime | None = None,
) -> Round:
    """Ask once for all that the rows name, and bring in what is sound.

    base: of asking.base_of, who is asked in place of the portal; only: of TABLES; pace: how time
    passes between requests; now: UTC. Raises Problem where another process works without a person,
    the rows make no request, or the disk is full.
    """
    audit.demand(store, by, access.PUBLISH)
    moment = now or datetime.now(UTC)
    with unattended.alone(store):
        _forget_unfinished(store, by, moment)
        at = store.snapshot()
        wanted = [item for item in _wanted(at, moment, base) if only in (None, item.asked)]
        host = wanted[0].requests[0].host if wanted else ""
        if until := _held(store, host, moment):
            done = Round(moment, _now(moment, now), host, "held", until=until)
        else:
            done = _round(store, at, wanted, by, pace or Pace(), moment, now)
        number = kept.keep_round(store, done)
        _tell(done)
        return replace(done, number=number)


def _round(
    store: Store,
    at: Snapshot,
    wanted: Sequence[_Wanted],
    by: Actor,
    pace: Pace,
    moment: datetime,
    now: datetime | None,
) -> Round:
    host = wanted[0].requests[0].host if wanted else ""
    replies, tables = _Replies(host), []
    with asking.client() as client:
        for table in wanted:
            if _ask_all(store, table, replies, pace, client, moment):
                tables.append(_bring_in(store, table, replies, by, moment))
            else:
                reason = replies.asked[-1].reason if replies.asked else None
                state = "refused" if replies.refused else "failed"
                tables.append(Collected(table.asked, state, reason))
    ended, until = _now(moment, now), None
    if replies.refused:
        until = ended + max(REST, timedelta(seconds=replies.refused.away or 0))
    states = {table.state for table in tables}
    state = next((state for state in GRAVEST if state in states), "nothing_new")
    return Round(moment, ended, host, state, tuple(replies.asked), tuple(tables), until)


def _now(moment: datetime, given: datetime | None) -> datetime:
    return moment if given is not None else datetime.now(UTC)


def _held(store: Store, host: str, moment: datetime) -> datetime | None:
    """Until when a host is left alone; None: it may be asked."""
    for done in kept.rounds(store):
        if done.host == host and done.state == "refused":
            return done.until if done.until and done.until > moment else None
    return None


# --- Asking ---------------------------------------------------------------------------------------


def _wanted(at: Snapshot, moment: datetime, base: str) -> list[_Wanted]:
    """The tables that the rows ask for: that of all provinces, then that of home's units."""
    scheme, code = editions.home(at)[0], editions.home_code(at, editions.home(at)[0])
    department = first(queries.portal_departments(at, scheme=scheme), unit_code=code)
    year = moment.astimezone(VIETNAM_TIME).year
    wanted = []
    for index in editions.index_rows(at):
        rows = queries.collector_sources(at, index_code=index["index_code"]).to_pylist()
        for asked in TABLES:
            own = [row for row in rows if row["asked"] == asked]
            if not own or (asked == "units" and department is None):
                continue
            named = department["department_id"] if department else None
            requests = [
                asking.request_of(row, year=year, department=named, base=base) for row in own
            ]
            portal_code = department["portal_code"] if asked == "units" and department else ""
            wanted.append(_Wanted(index["index_code"], asked, own, requests, portal_code))
    return wanted


def _ask_all(
    store: Store,
    table: _Wanted,
    replies: _Replies,
    pace: Pace,
    client: httpx.Client,
    moment: datetime,
) -> bool:
    """Ask for all that a table is made of; whether all of it was answered."""
    for request in table.requests:
        if replies.refused is None:
            pace.before(request)
            _ask(store, request, replies, pace, client, moment)
        if request.code not in replies.content:
            known = {item.request for item in replies.asked}
            replies.asked += [
                Asked(item.code, item.address, "not_asked")
                for item in table.requests
                if item.code not in known
            ]
            return False
    return True


def _ask(
    store: Store,
    request: Request,
    replies: _Replies,
    pace: Pace,
    client: httpx.Client,
    moment: datetime,
) -> None:
    try:
        reply = asking.ask(request, pace, client)
    except NotAnswered as failure:
        refused = failure.reason == "refused"
        replies.refused = failure if refused else None
        replies.asked.append(
            Asked(
                request.code,
                request.address,
                "refused" if refused else "failed",
                failure.reason,
                failure.status,
                failure.tries,
            )
        )
        return
    # Before anything is made of it.
    sha256, file = kept.keep_reply(store, request.code, reply.content, moment)
    replies.content[request.code] = reply.content
    replies.asked.append(
        Asked(
            request.code,
            request.address,
            "answered",
            status=reply.status,
            tries=reply.tries,
            seconds=round(reply.seconds, 2),
            bytes=len(reply.content),
            sha256=sha256,
            file=file,
        )
    )


# --- What is made of it ---------------------------------------------------------------------------


def _bring_in(
    store: Store, wanted: _Wanted, replies: _Replies, by: Actor, moment: datetime
) -> Collected:
    """Hold a table against itself and the last one; what is sound goes through the gate."""
    at, table = store.snapshot(), None
    sha256 = next(item.sha256 for item in replies.asked if item.request == wanted.totals)
    try:
        table = _sound(at, wanted, replies)
        content = replies.content[wanted.totals]
        if wanted.asked == "units":
            content = _copy(wanted, replies, moment)
            # Kept like a reply, so that a person can hand it in when it is right after all.
            sha256, _ = kept.keep_reply(store, f"{wanted.asked}-copy", content, moment)
        brought = frozenset(filter(None, queries.loads(at)["sha256"].to_pylist()))
        last = kept.last_table(store, wanted.asked, replies.host, brought)
        soundness.hold_against(table, last)
    except Unsound as unsound:
        return Collected(
            wanted.asked, "aside", unsound.reason, unsound.details, table=table, sha256=sha256
        )
    try:
        outcome = _through_the_gate(store, wanted, content, by, moment)
    except Problem as problem:
        details = {"problem": problem.key, "values": problem.values}
        return Collected(wanted.asked, "aside", "problem", details, table=table, sha256=sha256)
    return _collected(store, wanted, outcome, by, table, sha256)


def _sound(at: Snapshot, wanted: _Wanted, replies: _Replies) -> Table:
    data = {code: soundness.document(replies.content[code]) for code in wanted.codes}
    if wanted.asked == "provinces":
        (table,) = data.values()
        return soundness.provinces(table, tolerance=_tolerance(at, wanted.index_code))
    groups = {
        _short(row): data[row["request_code"]]
        for row in wanted.rows
        if row["component"] is not None
    }
    return soundness.units(
        data[wanted.totals],
        groups,
        portal_code=wanted.portal_code,
        tolerance=_unit_tolerance(at, wanted.index_code),
    )


def _tolerance(at: Snapshot, index_code: str) -> Decimal:
    """By how many points a total may differ from the sum of its parts, by the newest rules."""
    return Decimal(_newest_method(at, index_code)["adding_up_tolerance"])


def _unit_tolerance(at: Snapshot, index_code: str) -> Decimal:
    """The same inside a province, where another width was seen."""
    method_code = _newest_method(at, index_code)["method_code"]
    rules = inside.level_rules(at, index_code, method_code).values()
    widths = [rule.adding_up_tolerance for rule in rules if rule.adding_up_tolerance is not None]
    return max(widths, default=_tolerance(at, index_code))


def _newest_method(at: Snapshot, index_code: str) -> dict[str, Any]:
    rows = [row for row in queries.methods(at).to_pylist() if row["index_code"] == index_code]
    return max(rows, key=lambda row: row["editions_from"])


def _short(row: Mapping[str, Any]) -> str:
    """The component of a request as the portal calls it in its totals."""
    name = str(row["group_key"]).partition("_")[0]
    return soundness.OTHER_NAMES.get(name, name)


def _through_the_gate(
    store: Store, wanted: _Wanted, content: bytes, by: Actor, moment: datetime
) -> Outcome:
    here = moment.astimezone(VIETNAM_TIME)
    day = here.date().isoformat()
    scheme = editions.home(store.snapshot())[0] if wanted.asked == "provinces" else None
    period = day if wanted.asked == "provinces" else f"{day}T{here:%H}"
    given = Given(index=wanted.index_code, period=period, period_type="year_to_date", scheme=scheme)
    return unattended.bring_in(
        store,
        content,
        f"{wanted.asked}-{period}.json",
        by=by,
        today=here.date(),
        given=given,
        source=SourceFields(
            url=wanted.requests[0].address, kind="uploaded_file", issued_on=here.date()
        ),
    )


def _copy(wanted: _Wanted, replies: _Replies, moment: datetime) -> bytes:
    """The replies of all components put together."""
    data = {code: soundness.document(replies.content[code]) for code in wanted.codes}
    groups = {
        row["group_key"]: data[row["request_code"]]
        for row in wanted.rows
        if row["component"] is not None
    }
    return copies.put_together(
        data[wanted.totals], groups, portal_code=wanted.portal_code, taken=moment
    )


def _collected(
    store: Store,
    wanted: _Wanted,
    outcome: Outcome,
    by: Actor,
    table: Table,
    sha256: str | None,
) -> Collected:
    state, load_id, reason = outcome.state, outcome.load_id, None
    details: dict[str, Any] = {}
    if state == "waits":
        reason, details = "asked", {"questions": list(outcome.questions), "rules": _rules(outcome)}
        state, load_id = "aside", None
        if outcome.questions in ANSWERED_THERE and outcome.submission is not None:
            try:
                state, load_id = "waits", loads.stage(store, outcome.submission, by=by)
            except Problem as problem:
                state, details = "aside", details | {"problem": problem.key}
    return Collected(wanted.asked, state, reason, details, load_id, table, sha256)


def _rules(outcome: Outcome) -> list[str]:
    findings = outcome.checked.findings if outcome.checked else ()
    grave = [item.rule for item in findings if item.severity != "note"]
    return list(dict.fromkeys(grave))


def _forget_unfinished(store: Store, by: Actor, moment: datetime) -> None:
    """Cancel what was handed in here and neither published nor left to wait: the process died in
    between, and the portal is asked anew."""
    left = {table.load_id for done in kept.rounds(store) for table in done.tables}
    before = (moment - UNFINISHED).replace(tzinfo=None)
    for number, item in loads.staged(store):
        own = item.uploaded_by == by.name and number not in left
        if own and item.uploaded_at is not None and item.uploaded_at < before:
            loads.cancel(store, number, by=by)


def _tell(done: Round) -> None:
    """What a round came to, a line each, in the log of the server."""
    for item in done.asked:
        log.info(
            "collect: %s %s (%s), %d tries, %d bytes",
            *(item.request, item.state, item.reason or item.status, item.tries, item.bytes),
        )
    for table in done.tables:
        level = logging.INFO if table.state in ("published", "nothing_new") else logging.WARNING
        log.log(
            level,
            "collect: %s %s (%s) %s",
            *(table.asked, table.state, table.reason or table.load_id, table.details or ""),
        )
