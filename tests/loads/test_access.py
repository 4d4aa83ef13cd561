"""Who may change what readers see: settings, this machine, names, the second person."""

import unicodedata

import pytest

from rankings.loads import access
from rankings.loads.access import Access, Actor, operator
from rankings.store.problems import Problem
from tests.cases import every

PUBLISHING = "RANKINGS_PUBLISHING"
SECOND = "RANKINGS_SECOND_PERSON"
OPEN = Access(publishing=True, second_person=True)


def key_of(action, *arguments: object, **named: object) -> str:
    """The key of the problem that a call raises."""
    with pytest.raises(Problem) as problem:
        action(*arguments, **named)
    return problem.value.key


# --- settings ------------------------------------------------------------------------------


@every(
    ("environment", "publishing", "second_person"),
    [
        ({}, True, False),
        ({PUBLISHING: "", SECOND: ""}, True, False),
        ({PUBLISHING: "localhost", SECOND: "off"}, True, False),
        ({PUBLISHING: "off", SECOND: "on"}, False, True),
        ({PUBLISHING: " OFF ", SECOND: "On\n"}, False, True),
    ],
)
def test_the_settings_of_an_environment(environment, publishing, second_person):
    assert access.settings(environment) == Access(publishing, second_person)


def test_the_settings_are_read_anew_each_time(monkeypatch):
    monkeypatch.setenv(PUBLISHING, "off")
    assert not access.settings().publishing
    monkeypatch.delenv(PUBLISHING)
    assert access.settings().publishing


@every(
    ("name", "value"),
    [
        (PUBLISHING, "on"),
        (PUBLISHING, "everybody"),
        (PUBLISHING, "localhost,off"),
        (PUBLISHING, "0"),
        (SECOND, "localhost"),
        (SECOND, "true"),
        (SECOND, "1"),
    ],
)
def test_a_value_that_is_not_known_stops_instead_of_opening(name, value):
    with pytest.raises(Problem) as problem:
        access.settings({name: value})
    assert problem.value.key == "error.setting"
    said = problem.value.values
    assert (said["name"], said["value"]) == (name, value)
    assert "off" in said["known"]


# --- this machine --------------------------------------------------------------------------


@every("address", [None, "", "127.0.0.1", "127.8.9.1", "::1"])
@every(
    "host",
    [
        "localhost",
        "localhost:8501",
        "127.0.0.1",
        "127.0.0.1:8501",
        "[::1]",
        "[::1]:8501",
    ],
)
@every("name", ["Host", "host", "HOST"])
def test_this_machine_under_its_own_names(address, host, name):
    assert access.from_this_machine(address, {name: host, "User-Agent": "x"})


@every(
    "address",
    [
        "10.0.0.5",
        "192.168.1.20",
        "203.0.113.7",
        "0.0.0.0",
        "::",
        "fe80::1",
        "2001:db8::1",
        "::ffff:10.0.0.5",
        "web",
    ],
)
@every("host", ["localhost:8501", "127.0.0.1", "[::1]:8501"])
def test_a_caller_from_elsewhere_is_not_trusted_whatever_host_it_names(address, host):
    assert not access.from_this_machine(address, {"Host": host})


@every("address", [None, "127.0.0.1", "::1"])
@every(
    "host",
    [
        "rankings.example.vn",
        "rankings.example.vn:8501",
        "192.168.1.20:8501",
        "0.0.0.0:8501",
        "[fe80::1]:8501",
        "[2001:db8::1]",
        "localhost.example.vn",
        "localhost.example.vn:8501",
        "localhost-example.vn",
        "localhostx",
        "x.localhost",
        "127.0.0.1.example.vn",
        "127.0.0.1.example.vn:8501",
        "127.0.0.1@example.vn",
        "localhost:8501@example.vn",
        "localhost, example.vn",
        "localhost:8501:example",
        "example.vn/localhost",
    ],
)
def test_a_page_opened_under_another_name_is_not_trusted(address, host):
    assert not access.from_this_machine(address, {"Host": host})


@every("address", [None, "", "127.0.0.1", "::1"])
@every("headers", [{}, {"Host": ""}, {"Origin": "http://localhost:8501"}])
def test_a_request_that_names_no_host_is_not_trusted(address, headers):
    assert not access.from_this_machine(address, headers)


@every(
    "header",
    [
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-Real-IP",
        "x-real-ip",
        "Forwarded",
        "X-Forwarded-Host",
        "X-FORWARDED-HOST",
    ],
)
@every("value", ["203.0.113.7", "127.0.0.1", ""])
def test_what_a_proxy_passed_on_is_not_trusted_even_when_it_says_localhost(header, value):
    headers = {"Host": "localhost:8501", header: value}
    assert not access.from_this_machine("127.0.0.1", headers)
    assert not access.from_this_machine(None, headers)


# --- names ---------------------------------------------------------------------------------


@every(
    ("given", "kept"),
    [
        ("An", "An"),
        ("  Nguyễn \t Văn\n A ", "Nguyễn Văn A"),
        ("Nguyễn\u00a0Văn A", "Nguyễn Văn A"),
        ("D'Arc-Lê (Sở KH&CN)", "D'Arc-Lê (Sở KH&CN)"),
        ("李雷", "李雷"),
        ("A2", "A2"),
    ],
)
def test_a_name_as_it_is_kept(given, kept):
    assert access.person(given) == kept


def test_a_name_typed_in_parts_is_kept_composed():
    composed = unicodedata.normalize("NFC", "Trần Đức Thắng")
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    assert access.person(apart) == composed


@every("given", [None, "", " ", "\t\n", "\u00a0", "…", "--", "123", "\u0301", "\u200b", "🙂"])
def test_what_holds_no_letter_is_no_name(given):
    assert key_of(access.person, given) == "error.name_missing"


def test_a_name_has_an_upper_length():
    longest = "A" * access.NAME_LENGTH
    assert access.person(longest) == longest
    assert access.person(f"  {longest}  ") == longest
    assert key_of(access.person, f"{longest}A") == "error.name_too_long"


def test_the_length_is_that_of_the_composed_name():
    assert access.person(unicodedata.normalize("NFD", "ễ" * access.NAME_LENGTH)) == (
        "ễ" * access.NAME_LENGTH
    )


@every(
    "given", ["An\x00", "A\x1b[31mn", "An\x7f", "An\u202egnas", "A\u200bn", "A\ufeffn", "An\ud800"]
)
def test_a_name_holds_nothing_that_cannot_be_seen(given):
    assert key_of(access.person, given) == "error.name_too_long"


# --- publishing ----------------------------------------------------------------------------


def test_nobody_changes_anything_when_publishing_is_off():
    off = Access(publishing=False, second_person=False)
    assert key_of(access.may_change, off) == "error.publishing_off"
    assert (
        key_of(access.may_publish, off, by=operator("An"), uploaded_by="Bình")
        == "error.publishing_off"
    )
    access.may_change(OPEN)


def test_off_is_said_before_the_second_person():
    off = Access(publishing=False, second_person=True)
    assert (
        key_of(access.may_publish, off, by=operator("An"), uploaded_by="An")
        == "error.publishing_off"
    )


def test_without_the_setting_one_person_does_both():
    access.may_publish(Access(True, False), by=operator("An"), uploaded_by="An")


@every(
    "by",
    [
        "Trần Đức Bình",
        "TRẦN ĐỨC BÌNH",
        "trần đức bình",
        "Tran Duc Binh",
        "tran duc binh",
        "Trần  Đức   Bình",
        "TrầnĐứcBình",
        "Trần Đức Bình.",
        "Tran-Duc-Binh",
        unicodedata.normalize("NFD", "Trần Đức Bình"),
    ],
)
def test_the_same_person_in_another_spelling_is_no_second_person(by):
    for names in ((by, "Trần Đức Bình"), ("Trần Đức Bình", by)):
        with pytest.raises(Problem) as problem:
            access.may_publish(OPEN, by=operator(names[0]), uploaded_by=names[1])
        assert problem.value.key == "error.second_person"
        # The sentence names who handed it in, as it was typed.
        assert problem.value.values == {"name": names[1]}


@every("by", ["Trần Đức Minh", "Trần Bình", "Bình Trần Đức", "Trần Đức Bình 2"])
def test_another_person_publishes(by):
    access.may_publish(OPEN, by=operator(by), uploaded_by="Trần Đức Bình")


@every("uploaded_by", [None, ""])
def test_a_load_that_nobody_handed_in_needs_no_second_person(uploaded_by):
    access.may_publish(OPEN, by=operator("An"), uploaded_by=uploaded_by)


# --- Roles ----------------------------------------------------------------------------------------


def account(name: str, *roles: str, shown: str | None = None) -> Actor:
    """Somebody who has signed in, with the rights of some roles."""
    rights = frozenset().union(*(access.ROLES[role] for role in roles))
    return Actor(shown or name.title(), rights, name, access.LOCAL)


ALONE, TOGETHER = Access(True, False), Access(True, True)


@every(
    ("settings", "roles", "whose", "problem"),
    [
        (ALONE, ("publisher",), "own", None),
        (ALONE, ("publisher",), "another's", None),
        (ALONE, ("approver",), "another's", None),
        (ALONE, ("analyst", "approver"), "own", "error.no_right.publish"),
        (ALONE, ("analyst",), "another's", "error.no_right.publish"),
        (ALONE, ("administrator",), "another's", "error.no_right.publish"),
        (ALONE, (), "another's", "error.no_right.publish"),
        (TOGETHER, ("publisher",), "own", "error.second_person"),
        (TOGETHER, ("publisher",), "another's", "error.no_right.approve"),
        (TOGETHER, ("approver",), "another's", None),
        (TOGETHER, ("publisher", "approver"), "own", "error.second_person"),
        (TOGETHER, ("publisher", "approver"), "another's", None),
    ],
)
def test_who_publishes_whose_load(settings, roles, whose, problem):
    by = account("lan", *roles)
    handed_in = ("Lan", "lan") if whose == "own" else ("Minh", "minh")
    named = {"by": by, "uploaded_by": handed_in[0], "account": handed_in[1]}
    if problem is None:
        access.may_publish(settings, **named)
    else:
        assert key_of(access.may_publish, settings, **named) == problem


def test_an_account_is_one_person_under_whichever_name_it_is_shown():
    renamed = account("lan", "publisher", "approver", shown="Vũ Thị Lan")
    named = {"by": renamed, "uploaded_by": "Nguyễn Lan", "account": "lan"}
    assert key_of(access.may_publish, TOGETHER, **named) == "error.second_person"


def test_who_has_not_signed_in_reads_where_a_setting_lets_everybody():
    for accounts, anonymous, reads in (
        (False, True, True),
        (False, False, True),
        (True, True, True),
        (True, False, False),
    ):
        visitor = access.visitor(Access(True, False, accounts, anonymous))
        assert visitor.rights == ({access.READ} if reads else set())


@every("hours", ["0", "-1", "721", "x", "1.5"])
def test_a_session_lasts_a_number_of_hours(hours):
    assert access.settings({"RANKINGS_SESSION_HOURS": "8"}).session_hours == 8
    assert access.settings({}).session_hours == 12
    assert key_of(access.settings, {"RANKINGS_SESSION_HOURS": hours}) == "error.setting_hours"
