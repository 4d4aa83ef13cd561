"""Alerts: what there is to be told now, and telling it, once.

    var/alerts/
      told.json       key of an event -> when it was first seen, and to whom it was told
      alerts.jsonl    every event when it was first seen, a line of JSON each

Settings, read from the environment:

    RANKINGS_ALERTS         where to: addresses of apprise, apart by blanks (mailtos://…, json://…)
    RANKINGS_ALERTS_FILE    the same in a file, one a line; # begins a remark
    RANKINGS_ALERTS_QUIET   21-7 (default): hours of Việt Nam in which nothing is sent; off
"""

import contextlib
import datetime as dt
import functools
import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from filelock import FileLock

from rankings.facts import alerts as facts
from rankings.facts import due
from rankings.facts.alerts import Event, Rule
from rankings.loads import access, dossiers
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.loads.collect import kept
from rankings.loads.collect.kept import Round
from rankings.store import dossiers as kept_dossiers
from rankings.store import whole_files
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

TARGETS, FILE, QUIET = "RANKINGS_ALERTS", "RANKINGS_ALERTS_FILE", "RANKINGS_ALERTS_QUIET"
USUAL_QUIET = "21-7"
# So many rounds are looked back upon.
ROUNDS = 60
# What was told so long ago is forgotten.
DAYS_REMEMBERED = 400

log = logging.getLogger("rankings")
# Sends a title and a text to an address; whether that was taken.
Send = Callable[[str, str, str], bool]
# What an event says.
Say = Callable[[Event], str]


@dataclass(frozen=True)
class Alert:
    """An event with what is known of the telling. since: when it was first seen (UTC); reached: how
    many of the addresses know of it; open_still: how many do not yet."""

    event: Event
    since: dt.datetime
    reached: int
    open_still: int


# --- What there is to be told ---------------------------------------------------------------------


def events(at: Snapshot, *, now: dt.datetime) -> list[Event]:
    """All that the rules give cause to tell now. now: UTC."""
    here = now.astimezone(VIETNAM_TIME)
    rounds = kept.rounds(at.store, most=ROUNDS)
    there: list[Event] = []
    for rule in facts.rules(at):
        there += facts.of_figures(at, rule, today=here.date())
        there += _of_rounds(rounds, rule)
        there += _of_dossiers(at, rule, here.replace(tzinfo=None))
    return there


def _of_rounds(rounds: Sequence[Round], rule: Rule) -> Iterator[Event]:
    """Of the collector: that it fails, or the portal stands still, in so many rounds in a row."""
    if rule.kind == "table_frozen":
        for asked in ("provinces", "units"):
            frozen = list(_run(rounds, functools.partial(_stands_still, asked)))
            if frozen and len(frozen) >= rule.threshold:
                values: dict[str, Any] = {
                    "asked": asked,
                    "count": len(frozen),
                    "since": frozen[-1].began,
                }
                key = f"{rule.rule_code}:{asked}:{frozen[-1].number}"
                yield Event(key, rule.kind, rule.rule_code, values)
    if rule.kind == "collector_failing":
        failed = list(_run(rounds, _has_failed))
        if failed and len(failed) >= rule.threshold:
            values = {"count": len(failed), "since": failed[-1].began, "round": failed[0]}
            key = f"{rule.rule_code}:{failed[-1].number}"
            yield Event(key, rule.kind, rule.rule_code, values)


def _run(rounds: Iterable[Round], wanted: Callable[[Round], bool]) -> Iterator[Round]:
    """The newest rounds, as far back as each is one of these; who asked nobody says nothing."""
    for done in rounds:
        if done.state == "held":
            continue
        if not wanted(done):
            return
        yield done


def _stands_still(asked: str, done: Round) -> bool:
    return any(table.asked == asked and table.reason == "frozen" for table in done.tables)


def _has_failed(done: Round) -> bool:
    """Something was not received, or kept aside for another reason than that it stands still."""
    return done.state in ("failed", "refused") or any(
        table.state == "aside" and table.reason != "frozen" for table in done.tables
    )


def _of_dossiers(at: Snapshot, rule: Rule, now: dt.datetime) -> Iterator[Event]:
    """Of the newest file of dossiers: how many are due within 24 hours, or overdue; once a day."""
    load = dossiers.newest(at) if rule.kind == "dossiers_due" else None
    if load is None:
        return
    rows = kept_dossiers.due(at.store, load.key, made=load.made, now=now)
    if rows is None:
        return
    total = due.due(rows.to_pylist(), file_made=load.made, now=now).total
    if total.in_24_hours + total.overdue >= max(rule.threshold, Decimal(1)):
        values = {"soon": total.in_24_hours, "overdue": total.overdue, "made": load.made}
        key = f"{rule.rule_code}:{load.key}:{now.date().isoformat()}"
        yield Event(key, rule.kind, rule.rule_code, values)


# --- Settings -------------------------------------------------------------------------------------


def targets(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The addresses that alerts are sent to. Raises Problem where the file cannot be read."""
    addresses = environment.get(TARGETS, "").split()
    if name := environment.get(FILE, "").strip():
        try:
            lines = Path(name).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem("error.alerts_file", file=name) from error
        addresses += [line for text in lines if (line := text.partition("#")[0].strip())]
    return list(dict.fromkeys(addresses))


def is_quiet(now: dt.datetime, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether nothing is sent at a moment (UTC). Raises Problem on hours that are none."""
    text = environment.get(QUIET, "").strip().lower() or USUAL_QUIET
    if text == "off":
        return False
    match = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 24:
        raise Problem("error.alerts_quiet", value=text)
    begin, end = int(match[1]), int(match[2])
    hour = now.astimezone(VIETNAM_TIME).hour
    return begin <= hour < end if begin < end else hour >= begin or hour < end


# --- Telling --------------------------------------------------------------------------------------


def current(
    at: Snapshot, *, now: dt.datetime, environment: Mapping[str, str] = os.environ
) -> list[Alert]:
    """What there is to be told now, and what is known of the telling; nothing is changed."""
    memory, marks = _memory(at.store), [_mark(address) for address in targets(environment)]
    return [_alert(event, memory, marks, now) for event in events(at, now=now)]


def tell(
    store: Store,
    *,
    by: Actor,
    say: Say,
    title: str,
    send: Send,
    now: dt.datetime,
    environment: Mapping[str, str] = os.environ,
) -> list[Alert]:
    """Note what is new, and send to each address what it was not told, unless it is a quiet hour.

    One message for each address, with a line for each event. say: the sentence of an event. Raises
    Problem where `by` may not, a setting is none, or the folder may not be written to.
    """
    audit.demand(store, by, access.PUBLISH)
    addresses, quiet = targets(environment), is_quiet(now, environment)
    folder = store.folder / "alerts"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        memory, there = _memory(store), events(store.snapshot(), now=now)
        _note_new(folder, memory, there, say, now)
        for address in () if quiet else addresses:
            mark = _mark(address)
            new = [event for event in there if mark not in memory[event.key]["told"]]
            if new and send(address, title, "\n".join(f"- {say(event)}" for event in new)):
                for event in new:
                    memory[event.key]["told"][mark] = _moment(now)
                # Kept at once: what was sent is not sent again when the next address fails.
                _keep(folder, memory)
            elif new:
                log.warning("alerts: an address of %s took nothing", _scheme(address))
        marks = [_mark(address) for address in addresses]
        return [_alert(event, memory, marks, now) for event in there]


def _note_new(
    folder: Path,
    memory: dict[str, dict[str, Any]],
    there: Sequence[Event],
    say: Say,
    now: dt.datetime,
) -> None:
    new = [event for event in there if event.key not in memory]
    oldest = _moment(now - dt.timedelta(days=DAYS_REMEMBERED))
    open_still = {event.key for event in there}
    for key in [key for key, row in memory.items() if row["since"] < oldest]:
        if key not in open_still:
            del memory[key]
    for event in new:
        memory[event.key] = {"since": _moment(now), "told": {}}
    try:
        with (folder / "alerts.jsonl").open("a", encoding="utf-8") as file:
            for event in new:
                line = {"at": _moment(now), "alert": event.kind, "key": event.key}
                file.write(json.dumps(line | {"message": say(event)}, ensure_ascii=False) + "\n")
    except OSError as error:
        raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error
    _keep(folder, memory)


def _keep(folder: Path, memory: Mapping[str, object]) -> None:
    content = json.dumps(memory, ensure_ascii=False, indent=1).encode()
    try:
        whole_files.write(folder / "told.json", content)
    except OSError as error:
        raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error


def _memory(store: Store) -> dict[str, dict[str, Any]]:
    """What was told; nothing where the file is not there, or is none."""
    with contextlib.suppress(OSError, ValueError):
        path = store.folder / "alerts" / "told.json"
        rows = json.loads(path.read_text(encoding="utf-8"))
        if all(isinstance(row.get("told"), dict) and row.get("since") for row in rows.values()):
            return dict(rows)
    return {}


def _alert(
    event: Event, memory: Mapping[str, dict[str, Any]], marks: Sequence[str], now: dt.datetime
) -> Alert:
    row = memory.get(event.key, {"since": _moment(now), "told": {}})
    reached = sum(mark in row["told"] for mark in marks)
    return Alert(event, dt.datetime.fromisoformat(row["since"]), reached, len(marks) - reached)


def _mark(address: str) -> str:
    """What an address is remembered by: it may hold a password."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _scheme(address: str) -> str:
    return address.partition(":")[0]


def _moment(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).isoformat(timespec="seconds")
