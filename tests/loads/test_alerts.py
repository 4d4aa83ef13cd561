"""Alerts: what is told, to whom, once; by mail and by a hook on loopback."""

import datetime as dt
import email
import email.header
import json
import socket
from decimal import Decimal
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from rankings.facts import alerts as facts
from rankings.facts.alerts import Event, Rule
from rankings.loads import access, alerts
from rankings.loads.alerts import sending
from rankings.loads.collect import kept
from rankings.loads.collect.kept import Collected, Round
from rankings.sentences import alerts as told_of
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import LANGUAGES, words
from tests.cases import every
from tests.loads.played_portal import Answer, served

# 09:00 in Việt Nam.
NOW = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)
HOST = "portal.example"


def rule(kind: str, threshold: str = "1", **of: str) -> Rule:
    named = {"index_code": None, "indicator_code": None} | of
    return Rule(
        kind, kind, named["index_code"], named["indicator_code"], Decimal(threshold), "", ""
    )


def done(day: int, state: str, reason: str | None = None, asked: str = "provinces") -> Round:
    at = NOW - dt.timedelta(days=30 - day)
    details = {"units": 22, "largest": "1.65", "codes": "H05"} if reason == "sums" else {}
    tables = () if state == "held" else (Collected(asked, state, reason, details),)
    return Round(at, at, HOST, state, (), tables)


def store_of(folder: Path, *rounds: Round) -> Store:
    store = Store(folder)
    for item in rounds:
        kept.keep_round(store, item)
    return store


# --- What there is to be told ---------------------------------------------------------------------


@every(
    ("rounds", "counts"),
    [
        ((), {}),
        ((("published", None), ("aside", "frozen")), {}),
        ((("aside", "frozen"), ("aside", "frozen")), {"table_frozen": 2}),
        ((("aside", "frozen"), ("held", None), ("aside", "frozen")), {"table_frozen": 2}),
        ((("aside", "frozen"), ("published", None)), {}),
        ((("aside", "sums"), ("failed", "timeout")), {"collector_failing": 2}),
        ((("refused", "refused"), ("aside", "frozen")), {}),
        ((("failed", "html"), ("failed", "html"), ("waits", "asked")), {}),
    ],
)
def test_rounds_in_a_row_are_counted_from_the_newest(rounds, counts, tmp_path):
    store = store_of(
        tmp_path / f"{len(rounds)}-{hash(rounds)}",
        *(done(day, *item) for day, item in enumerate(rounds)),
    )
    newest = kept.rounds(store)
    there = [
        event
        for kind in ("table_frozen", "collector_failing")
        for event in alerts._of_rounds(newest, rule(kind, "2"))
    ]
    assert {event.kind: event.values["count"] for event in there} == counts


def test_an_event_keeps_its_key_for_as_long_as_it_lasts(tmp_path):
    store = store_of(tmp_path, *(done(day, "aside", "frozen") for day in range(2)))
    (first,) = alerts._of_rounds(kept.rounds(store), rule("table_frozen", "2"))
    kept.keep_round(store, done(3, "aside", "frozen"))
    (later,) = alerts._of_rounds(kept.rounds(store), rule("table_frozen", "2"))
    assert first.key == later.key
    assert (first.values["count"], later.values["count"]) == (2, 3)


def test_the_rules_that_are_shipped_are_known_and_have_words(var):
    there = facts.rules(Store(var).snapshot())
    assert {item.kind for item in there} == set(told_of._VALUES)
    assert all(item.note_vi and item.note_en for item in there)


def test_what_real_figures_give_cause_to_tell_is_told_in_both_languages(var):
    at = Store(var).snapshot()
    there = [
        event
        for kind in ("place_lost", "line_near")
        for event in facts.of_figures(
            at, rule(kind, "100" if kind == "line_near" else "1"), today=NOW.date()
        )
    ]
    assert {event.values["index_code"] for event in there if event.kind == "line_near"} >= {"psi"}
    for event in there:
        for language in LANGUAGES:
            assert told_of.said(at, words(language), event)
    # Not nearer than it is: a threshold of nothing tells of nothing.
    assert not list(facts.of_figures(at, rule("line_near", "0"), today=NOW.date()))


# --- Once, and not at night -----------------------------------------------------------------------


@pytest.fixture
def at(own_var: Path) -> Snapshot:
    store = Store(own_var)
    for day in range(2):
        kept.keep_round(store, done(day, "aside", "frozen"))
    return store.snapshot()


def tell(at: Snapshot, sent: list, now: dt.datetime = NOW, taken: bool = True, **settings: str):
    def send(address: str, title: str, text: str) -> bool:
        sent.append((address, text))
        return taken

    def say(event: Event) -> str:
        return told_of.said(at, words("vi"), event)

    return alerts.tell(
        at.store,
        by=access.automatic(),
        say=say,
        title="t",
        send=send,
        now=now,
        environment={alerts.TARGETS: "json://a json://b"} | settings,
    )


def test_an_event_is_told_once_to_each(at):
    sent: list[tuple[str, str]] = []
    there = tell(at, sent)
    assert [address for address, _ in sent] == ["json://a", "json://b"]
    assert "giống hệt trong 2 lần" in sent[0][1]
    assert all((item.reached, item.open_still) == (2, 0) for item in there)
    tell(at, sent, NOW + dt.timedelta(hours=1))
    assert len(sent) == 2, "nothing new"
    tell(at, sent, NOW, RANKINGS_ALERTS="json://c")
    assert len(sent) == 3, "somebody new is told"
    lines = (at.store.folder / "alerts" / "alerts.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == len(there)
    assert "json://" not in (at.store.folder / "alerts" / "told.json").read_text("utf-8")
    # Something new is told by itself.
    for day in (10, 11):
        kept.keep_round(at.store, done(day, "failed", "timeout"))
    tell(at, sent, NOW + dt.timedelta(days=1))
    assert [address for address, _ in sent[3:]] == ["json://a", "json://b"]
    assert "2 lần liền" in sent[3][1]
    assert "giống hệt" not in sent[3][1]


def test_what_was_not_taken_is_sent_again(at):
    sent: list[tuple[str, str]] = []
    there = tell(at, sent, taken=False)
    assert {item.open_still for item in there} == {2}
    assert {item.reached for item in tell(at, sent, NOW + dt.timedelta(hours=1))} == {2}
    assert len(sent) == 4


def test_nothing_is_sent_in_quiet_hours(at):
    sent: list[tuple[str, str]] = []
    night = NOW + dt.timedelta(hours=14)  # 23:00
    assert {item.open_still for item in tell(at, sent, night)} == {2}
    assert sent == []
    assert {item.reached for item in tell(at, sent, NOW + dt.timedelta(days=1))} == {2}
    assert len(sent) == 2


@every(
    ("setting", "quiet"),
    [
        ("21-7", [0, 6, 21, 23]),
        ("", [0, 6, 21, 23]),
        ("off", []),
        ("12 - 14", [12, 13]),
        ("0-24", list(range(24))),
    ],
)
def test_quiet_hours_are_those_of_viet_nam(setting, quiet):
    day = dt.datetime(2026, 12, 1, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    hours = [
        hour
        for hour in range(24)
        if alerts.is_quiet(day.replace(hour=hour), {alerts.QUIET: setting})
    ]
    if len(quiet) == 4:
        assert hours == [*range(7), 21, 22, 23]
    else:
        assert hours == quiet


def test_settings_that_are_none_are_told():
    for value in ("25-7", "night", "7"):
        with pytest.raises(Problem, match=r"error\.alerts_quiet"):
            alerts.is_quiet(NOW, {alerts.QUIET: value})
    with pytest.raises(Problem, match=r"error\.alerts_file"):
        alerts.targets({alerts.FILE: "/none/such"})


def test_addresses_come_from_the_file_and_the_environment(tmp_path):
    path = tmp_path / "to.conf"
    path.write_text("# ai nhận\njson://a   # ông A\n\njson://b\n", encoding="utf-8")
    settings = {alerts.FILE: str(path), alerts.TARGETS: "json://c json://a"}
    assert alerts.targets(settings) == ["json://c", "json://a", "json://b"]


def test_who_may_not_publish_sends_nothing(at):
    reader = access.Actor("A", frozenset({access.READ}), account="a")
    with pytest.raises(Problem, match=r"error\.no_right"):
        alerts.tell(at.store, by=reader, say=str, title="", send=lambda *_: True, now=NOW)


# --- On the way -----------------------------------------------------------------------------------


class Box:
    """A mail server that keeps what it is sent."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_alert_reaches_a_mailbox():
    box, port = Box(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        address = f"mailto://127.0.0.1:{port}?mode=insecure&from=a@mau.vn&to=b@mau.vn"
        assert sending.send(address, "Cảnh báo", "- Tụt hạng ở Đắk Lắk")
    finally:
        server.stop()
    (mail,) = box.mails
    subject = str(email.header.make_header(email.header.decode_header(mail["Subject"])))
    assert subject == "Cảnh báo"
    assert "b@mau.vn" in mail["To"]
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    assert "Tụt hạng ở Đắk Lắk" in parts[0].get_payload(decode=True).decode()


def test_an_alert_reaches_a_hook_and_a_refusal_is_no_telling():
    with served(lambda _, __: Answer(b"{}", 200)) as hook:
        address = hook.address.replace("http://", "json://") + "/hook"
        assert sending.send(address, "Cảnh báo", "- Một")
        ((path, body, _),) = hook.asked
    assert path == "/hook"
    assert (body["title"], body["message"]) == ("Cảnh báo", "- Một")
    with served(lambda _, __: Answer(b"", 500)) as hook:
        assert not sending.send(hook.address.replace("http://", "json://"), "a", "b")
    assert not sending.send("nonsense", "a", "b")
    assert not sending.send("json://127.0.0.1:9/", "a", "b")


def test_passwords_of_addresses_are_in_no_log(caplog):
    caplog.set_level("DEBUG")
    sending.send("json://user:geheim@127.0.0.1:9/", "a", "b")
    sending.send("nonsense://user:geheim@x", "a", "b")
    assert "geheim" not in caplog.text
    assert json.dumps("geheim") not in caplog.text


# --- Each kind by hand ----------------------------------------------------------------------------


def card(change: int | None, before: int = 7) -> SimpleNamespace:
    edition = SimpleNamespace(edition_id="e2", period="2026-10-10", period_type="year_to_date")
    position = SimpleNamespace(rank=before - (change or 0), units=34)
    return SimpleNamespace(
        index_code="psi",
        edition=edition,
        change_rank=change,
        previous=None if change is None else SimpleNamespace(rank=before),
        position=position,
    )


@every(("change", "told"), [(None, False), (2, False), (0, False), (-1, False), (-2, True)])
def test_a_place_is_lost_from_the_threshold_on(change, told, var, monkeypatch):
    monkeypatch.setattr(facts.overview, "cards", lambda *_, **__: (card(change),))
    at = Store(var).snapshot()
    there = list(facts.of_figures(at, rule("place_lost", "2"), today=NOW.date()))
    assert len(there) == told
    for event in there:
        assert "từ thứ 7 xuống thứ 9" in told_of.said(at, words("vi"), event)
    other = rule("place_lost", "2", index_code="dti")
    assert not list(facts.of_figures(at, other, today=NOW.date()))


def unit(code: str, numerator: int | None, denominator: int, level: str = "commune") -> dict:
    named = {"name_vi": code, "full_name_vi": f"Xã {code}", "name_en": code, "level": level}
    counted = None if numerator is None else Decimal(numerator)
    return {"unit_code": code, "numerator": counted, "denominator": Decimal(denominator)} | named


def test_a_share_that_fell_is_told_of_units_with_enough_to_count(var, monkeypatch):
    tables = {
        "before": [
            *(unit("A", 90, 100), unit("B", 90, 100), unit("C", 19, 19), unit("D", 95, 100)),
            *(unit("P", 900, 1000, "province"), unit("E", None, 100)),
        ],
        "now": [
            *(unit("A", 84, 100), unit("B", 86, 100), unit("C", 1, 19), unit("F", 1, 100)),
            *(unit("P", 100, 1000, "province"), unit("E", 10, 100), unit("D", 180, 200)),
        ],
    }
    kind = {"scheme": "x", "index_code": "psi", "period_type": "year_to_date", "method_code": "m"}
    editions = tuple(
        SimpleNamespace(edition_id=name, period="2026-10-10T04", **kind)
        for name in ("now", "before")
    )
    rows = {name: SimpleNamespace(to_pylist=lambda r=r: r) for name, r in tables.items()}
    monkeypatch.setattr(facts.inside, "home_scheme", lambda at: SimpleNamespace(scheme="x"))
    monkeypatch.setattr(facts.inside, "all_editions", lambda at: editions)
    monkeypatch.setattr(facts.inside, "counts", lambda at, edition, code: rows[edition])
    at = Store(var).snapshot()
    told = list(
        facts.of_figures(
            at,
            rule("unit_share_fell", "5", index_code="psi", indicator_code="2.1"),
            today=NOW.date(),
        )
    )
    assert [event.values["unit"]["unit_code"] for event in told] == ["A", "D"]
    sentence = told_of.said(at, words("vi"), told[0])
    assert "Xã A" in sentence
    assert "90,00%" in sentence
    assert "84,00%" in sentence


def test_dossiers_that_are_due_are_told_once_a_day(var, monkeypatch):
    load = SimpleNamespace(key="k", made=dt.datetime(2026, 12, 1, 7))
    names = ("still_open", "overdue", "lapsed", "today", "in_24_hours", "in_7_days")
    counts = dict.fromkeys((*names, "waiting", "without_due"), 0) | {"overdue": 3, "in_24_hours": 4}
    table = SimpleNamespace(to_pylist=lambda: [{"unit_code": "A", "procedure": "p"} | counts])
    monkeypatch.setattr(alerts.dossiers, "newest", lambda at: load)
    monkeypatch.setattr(alerts.kept_dossiers, "due", lambda *_, **__: table)
    at = Store(var).snapshot()
    here = dt.datetime(2026, 12, 1, 9)
    (event,) = alerts._of_dossiers(at, rule("dossiers_due", "7"), here)
    (later,) = alerts._of_dossiers(at, rule("dossiers_due", "7"), here + dt.timedelta(hours=3))
    (next_day,) = alerts._of_dossiers(at, rule("dossiers_due"), here + dt.timedelta(days=1))
    assert event.key == later.key != next_day.key
    assert not list(alerts._of_dossiers(at, rule("dossiers_due", "8"), here))
    assert "24 giờ: 4; đã quá hạn: 3" in told_of.said(at, words("vi"), event)
    monkeypatch.setattr(alerts.kept_dossiers, "due", lambda *_, **__: None)
    assert not list(alerts._of_dossiers(at, rule("dossiers_due"), here)), "no longer kept"
