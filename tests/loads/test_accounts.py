"""Accounts: what is kept of them, passwords, attempts, sessions; two processes, a way back."""

import json
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest
from argon2 import extract_parameters

from rankings.loads import access, backup
from rankings.loads.accounts import attempts, audit, lines, passwords, register, sessions
from rankings.loads.accounts.register import Change, Elsewhere, Role
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests.cases import every

BOSS = access.operator("Quản trị")
SECRET = "mật khẩu của buổi sáng"
NOW = 1_800_000_000.0

COSTS = "test_a_password_costs_who_guesses_what_the_standard_asks_for"


@pytest.fixture(autouse=True)
def _cheap(request) -> None:
    """What is tried here is not how long a hash takes, but in one test."""
    if request.node.name != COSTS:
        request.getfixturevalue("cheap_passwords")


@pytest.fixture
def store(tmp_path) -> Store:
    """A folder without a version: accounts need none."""
    return Store(tmp_path / "var")


@pytest.fixture
def lan(store):
    """An analyst with a password."""
    return register.add(
        store, "Lan", shown_name="Nguyễn Thị Lan", by=BOSS, roles=[Role("analyst")], password=SECRET
    )


def key_of(action, *given, **named) -> str:
    with pytest.raises(Problem) as problem:
        action(*given, **named)
    return problem.value.key


def sign_in(store, password=SECRET, *, name="lan", at=NOW, address="10.0.0.7") -> str:
    return sessions.sign_in(store, name, password, address=address, now=at)


# --- Accounts -------------------------------------------------------------------------------------


def test_an_account_is_found_again_by_another_reader_of_the_folder(store, lan):
    (there,) = register.accounts(Store(store.folder), by=BOSS)
    assert there == lan
    assert (there.name, there.source, there.roles) == ("lan", "local", {Role("analyst")})
    assert there.actor().rights == {access.READ, access.HAND_IN}
    assert "password" not in repr(there)
    assert SECRET not in (store.folder / "accounts" / "events.jsonl").read_text(encoding="utf-8")


@every(("role", "rights"), list(access.ROLES.items()))
def test_a_role_gives_its_rights_and_no_others(store, role, rights):
    unit = "24133" if role == "unit" else None
    rows = [Role(role, unit)]
    made = register.add(store, role, shown_name=role, by=BOSS, roles=rows, password=SECRET)
    assert made.actor().rights == rights
    assert made.actor().units == ({"24133"} if unit else set())


def test_what_cannot_be_is_refused_and_leaves_no_line(store, lan):
    events = (store.folder / "accounts" / "events.jsonl").read_bytes()

    def add(name="minh", shown_name="Minh", roles=(), **proof):
        return key_of(
            register.add, store, name, shown_name=shown_name, by=BOSS, roles=roles, **proof
        )

    assert add("LAN", password=SECRET) == "error.account_taken"
    assert add("a b", password=SECRET) == "error.account_name"
    assert add(shown_name="nguyen thi  LAN", password=SECRET) == "error.shown_name_taken"
    assert add(roles=[Role("boss")], password=SECRET) == "error.role_unknown"
    assert add(roles=[Role("unit")], password=SECRET) == "error.role_unit"
    assert add(roles=[Role("analyst", "24133")], password=SECRET) == "error.role_unit"
    assert add() == "error.account_no_proof"
    assert add(password="short") == "error.password_length"
    assert add(password="minh đi học sớm") == "error.password_easy"
    assert add(password="ababababababab") == "error.password_easy"
    assert key_of(register.remove, store, "hoa", by=BOSS) == "error.account_unknown"
    assert (store.folder / "accounts" / "events.jsonl").read_bytes() == events


def test_only_an_administrator_touches_accounts(store, lan):
    by = lan.actor()
    for action in (
        lambda: register.accounts(store, by=by),
        lambda: register.add(store, "minh", shown_name="Minh", by=by, password=SECRET),
        lambda: register.change(store, "lan", Change(roles=[Role("administrator")]), by=by),
        lambda: register.remove(store, "lan", by=by),
        lambda: register.unlock(store, "lan", by=by),
        lambda: audit.records(store, by=by),
        lambda: audit.verify(store, by=by),
    ):
        assert key_of(action) == "error.no_right.administer"
    assert register.accounts(store, by=BOSS) == (lan,)


def test_a_provider_is_believed_its_subject_and_a_verified_address_once(store):
    register.add(
        store, "hoa", shown_name="Hoa", by=BOSS, elsewhere=Elsewhere(email="Hoa@example.vn")
    )
    first = {"issuer": "https://id.example", "subject": "s-1"}
    assert register.of_subject(store, **first, email=None) is None
    known = register.of_subject(store, **first, email="hoa@Example.vn")
    assert known is not None
    assert (known.name, known.subject) == ("hoa", "s-1")
    # From now on the subject is who she is: the address may be given to somebody else.
    other = first | {"subject": "s-2"}
    assert register.of_subject(store, **other, email="hoa@example.vn") is None
    elsewhere = first | {"issuer": "https://other.example"}
    assert register.of_subject(store, **elsewhere, email=None) is None
    assert register.of_subject(store, **first, email=None) == known


# --- The files ------------------------------------------------------------------------------------


def test_a_line_that_a_power_cut_left_is_cut_off_by_the_next(store, lan):
    path = store.folder / "accounts" / "events.jsonl"
    whole = path.read_bytes()
    for length in (1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole + whole[:length])
        assert register.account(store, "lan") == lan
        register.unlock(store, "lan", by=BOSS)
        changed = register.change(store, "lan", Change(unit="Sở Nội vụ"), by=BOSS)
        assert changed.unit == "Sở Nội vụ"
        assert len(lines.read(path)) == 2
        path.write_bytes(whole)


def test_a_line_that_finds_no_room_is_not_there(store, lan, monkeypatch):
    path = store.folder / "accounts" / "events.jsonl"
    before = path.read_bytes()

    def no_room(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(lines.os, "fsync", no_room)
        assert key_of(register.remove, store, "lan", by=BOSS) == "error.disk"
    assert path.read_bytes() == before
    assert register.account(store, "lan") == lan


def test_a_damaged_line_is_told_with_its_number(store, lan):
    path = store.folder / "accounts" / "events.jsonl"
    path.write_bytes(b"{}\n" + path.read_bytes())
    with pytest.raises(Problem) as problem:
        register.account(store, "lan")
    assert (problem.value.key, problem.value.values["line"]) == ("error.record_damaged", 1)


WRITER = """
import sys
from pathlib import Path
from rankings.loads import access
from rankings.loads.accounts import audit
from rankings.store.versions import Store
for number in range(40):
    audit.note(Store(Path(sys.argv[1])), "tried", by=access.operator(sys.argv[2]), number=number)
"""


def test_two_processes_write_one_chain(store):
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), name])
        for name in ("An", "Bình")
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    records = audit.records(store, by=BOSS)
    assert len(records) == 80
    assert audit.verify(store, by=BOSS).broken is None
    of_an = [row["details"]["number"] for row in records if row["by"] == "An"]
    assert of_an == list(range(40))


def test_a_restored_store_has_the_accounts_of_the_backup_and_its_own_audit(own_var, tmp_path):
    store = Store(own_var)
    register.add(store, "lan", shown_name="Lan", by=BOSS, password=SECRET)
    file = tmp_path / "backup.zip"
    backup.make(store, file, by=BOSS)
    secret = sign_in(store)
    register.add(store, "minh", shown_name="Minh", by=BOSS, password=SECRET)
    before = audit.records(store, by=BOSS)
    backup.restore(store, file, by=BOSS)
    assert [item.name for item in register.accounts(store, by=BOSS)] == ["lan"]
    assert audit.records(store, by=BOSS)[: len(before)] == before
    assert audit.verify(store, by=BOSS).broken is None
    assert sessions.account_of(store, secret, now=NOW) is None
    assert sessions.account_of(store, sign_in(store), now=NOW)


# --- Signing in -----------------------------------------------------------------------------------


def test_signing_in_lasts_as_long_as_the_setting_says(store, lan, monkeypatch):
    monkeypatch.setenv("RANKINGS_SESSION_HOURS", "2")
    secret = sign_in(store)
    assert sessions.account_of(store, secret, now=NOW + 7199) == lan
    assert sessions.account_of(store, secret, now=NOW + 7200) is None
    kept = "".join(path.read_text() for path in (store.folder / "accounts").rglob("*.json"))
    assert secret not in kept


@every("ending", ["signed out", "removed", "password", "made anew"])
def test_a_session_ends_at_once(store, ending):
    name = ending.replace(" ", "-")
    made = register.add(store, name, shown_name=ending, by=BOSS, password=SECRET)
    secrets = sign_in(store, name=name), sign_in(store, name=name)
    assert [sessions.account_of(store, item, now=NOW) for item in secrets] == [made, made]
    if ending == "signed out":
        sessions.end(store, secrets[0], now=NOW)
    elif ending == "password":
        register.change(store, name, Change(password="một mật khẩu khác hẳn"), by=BOSS)
    else:
        register.remove(store, name, by=BOSS)
        if ending == "made anew":
            register.add(store, name, shown_name=ending, by=BOSS, password=SECRET)
    other = made if ending == "signed out" else None
    assert [sessions.account_of(store, item, now=NOW) for item in secrets] == [None, other]


def test_a_role_that_is_taken_away_is_gone_from_a_session_that_is_open(store, lan):
    secret = sign_in(store)
    register.change(store, "lan", Change(roles=[Role("reader")]), by=BOSS)
    assert sessions.actor(store, secret, now=NOW).rights == {access.READ}


@every("secret", [None, "", "x", "../../events", "x" * 5000, "\0", "\udc80"])
def test_what_is_no_secret_opens_nothing(store, lan, secret):
    assert sessions.account_of(store, secret, now=NOW) is None
    sessions.end(store, secret, now=NOW)


def test_a_wrong_password_and_a_name_that_nobody_has_are_told_alike(store, lan):
    register.add(
        store, "hoa", shown_name="Hoa", by=BOSS, elsewhere=Elsewhere(email="hoa@example.vn")
    )
    told = {
        key_of(sign_in, store, "không phải thế này", name=name) for name in ("lan", "nobody", "hoa")
    }
    assert told == {"error.sign_in_wrong"}
    (refused, *_) = [
        row for row in audit.records(store, by=BOSS) if row["event"] == "sign_in_refused"
    ]
    assert refused["details"]["name"] == "lan"
    assert "không phải" not in json.dumps(audit.records(store, by=BOSS), ensure_ascii=False)


def test_who_is_wrong_five_times_waits_a_quarter_of_an_hour_whoever_serves(store, lan):
    at = NOW
    for _ in range(attempts.OF_AN_ACCOUNT):
        assert key_of(sign_in, store, "không phải thế này", at=at) == "error.sign_in_wrong"
        at += attempts.PAUSE_SECONDS + 1
    # Another process, a restart: what is counted lies in the folder. The right one does not help.
    again = Store(store.folder)
    assert key_of(sign_in, again, at=at, address="10.0.0.8") == "error.sign_in_wait"
    register.unlock(again, "lan", by=BOSS)
    assert sign_in(again, at=at)
    assert sign_in(again, at=NOW + 2 * attempts.WINDOW_SECONDS)


def test_from_the_third_on_each_attempt_takes_a_pause(store, lan):
    for _ in range(3):
        key_of(sign_in, store, "không phải thế này")
    assert key_of(sign_in, store) == "error.sign_in_wait"
    assert sign_in(store, at=NOW + attempts.PAUSE_SECONDS)


def test_an_address_that_tries_many_names_waits_and_other_addresses_do_not(store, lan):
    for number in range(attempts.OF_AN_ADDRESS):
        attempts.begin(store, name=f"name{number}", address="10.0.0.7", now=NOW)
    assert key_of(sign_in, store) == "error.sign_in_wait"
    assert sign_in(store, address="10.0.0.8")


def test_attempts_that_come_at_once_are_counted_before_any_is_looked_at(store):
    for _ in range(3):
        attempts.begin(store, name="lan", address=None, now=NOW)
    assert key_of(attempts.begin, store, name="lan", address=None, now=NOW) == "error.sign_in_wait"


def test_a_password_is_one_text_whichever_keyboard_typed_it():
    kept = passwords.hashed("mật khẩu buổi sáng", name="lan")
    assert kept.startswith("$argon2id$")
    decomposed = unicodedata.normalize("NFD", "mật khẩu buổi sáng")
    assert passwords.is_right(decomposed, kept)
    assert not passwords.is_right("mật khẩu buổi sang", kept)
    assert not passwords.is_right("x", None)
    assert not passwords.is_right("x", "no hash at all")


# --- The audit ------------------------------------------------------------------------------------


def _chain(store) -> list[dict]:
    for event in ("first", "second", "third", "fourth"):
        audit.note(store, event, by=BOSS, value="Đắk Lắk")
    return audit.records(store, by=BOSS)


@every("number", [1, 2, 3, 4])
def test_the_first_line_that_was_touched_is_named(store, number):
    chain = _chain(store)
    assert audit.verified(chain).broken is None
    place = number - 1
    for field in ("at", "by", "event", "details", "hash", "before", "number"):
        touched = [dict(row) for row in chain]
        touched[place][field] = "another"
        assert audit.verified(touched).broken == number
    if number < 4:  # without the last line it is a chain still: its hash is to be kept elsewhere
        assert audit.verified(chain[:place] + chain[number:]).broken == number
        swapped = [*chain[:place], chain[number], chain[place], *chain[number + 1 :]]
        assert audit.verified(swapped).broken == number
    assert audit.verified(chain[:number]).last == chain[place]["hash"]


def test_a_line_that_is_no_record_is_the_first_that_is_broken(store):
    _chain(store)
    path = store.folder / "accounts" / "audit.jsonl"
    first, second, *others = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, second[:20] + b"\n", *others]))
    assert audit.verify(store, by=BOSS).broken == 2


def test_what_becomes_of_accounts_stands_in_the_audit_without_a_password(store, lan):
    register.change(store, "lan", Change(password="một mật khẩu khác hẳn"), by=BOSS)
    register.remove(store, "lan", by=replace(BOSS, name="Bà Ba"))
    rows = audit.records(store, by=BOSS)
    assert [row["event"] for row in rows] == [
        "account_added",
        "account_password",
        "account_removed",
    ]
    assert rows[-1]["by"] == "Bà Ba"
    assert "argon2" not in json.dumps(rows)


def test_a_password_costs_who_guesses_what_the_standard_asks_for():
    """The second choice of RFC 9106 (section 4): argon2id, 64 MiB, three passes, four lanes."""
    kept = passwords.hashed(SECRET, name="lan")
    asked = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (asked.memory_cost, asked.time_cost, asked.parallelism) == (64 * 1024, 3, 4)
    assert len({kept, passwords.hashed(SECRET, name="lan")}) == 2
    assert passwords.is_right(SECRET, kept)
    assert not passwords.is_right(SECRET + "?", kept)
