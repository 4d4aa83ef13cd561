"""The collector: what it asks, what it takes no answer from, and that nothing unsound is published.

It asks a server of ours on loopback (tests/loads/played_portal.py), never the portal.
"""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rankings import loads
from rankings.loads import access, unattended
from rankings.loads.collect import asking, collect, kept, soundness
from rankings.loads.collect.asking import NotAnswered, Pace, Request
from rankings.loads.collect.soundness import Unsound
from rankings.sentences import collect as told_of
from rankings.store import queries
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import LANGUAGES, words
from tests import effort
from tests.cases import every
from tests.loads import played_portal
from tests.loads.played_portal import (
    FAULTS,
    REFUSALS,
    Answer,
    Portal,
    provinces,
    served,
    whole,
)

FIRST = datetime(2026, 10, 11, 4, tzinfo=UTC)
TOLERANCE = Decimal("0.03")
# Fault -> why nothing is made of it: while it is asked, or when it is looked at.
NOT_ANSWERED = {
    "server_error": "server_error",
    "unavailable": "server_error",
    "too_many": "refused",
    "too_many_for_long": "refused",
    "forbidden": "refused",
    "not_found": "status",
    "half": "broken_off",
    "redirected": "redirected",
    "bomb": "too_large",
    "torn_packing": "broken_off",
    "other_packing": "packed",
    "slow": "timeout",
}
UNSOUND = {
    "cut": "not_json",
    "html": "html",
    "empty": "empty",
    "blank": "empty",
    "nothing_in_it": "shape",
    "null": "shape",
    "no_rows": "shape",
    "list": "shape",
    "not_ok": "not_ok",
    "deep": "not_json",
    "not_a_number": "not_json",
    "sums": "sums",
    "smaller": "smaller",
    "without_total": "shape",
    "without_groups": "shape",
    "without_code": "shape",
    "wrong_province": "wrong_province",
    "doubled": "shape",
    "beyond": "shape",
    "as_text": "shape",
}


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def hurried() -> Pace:
    """No time passes between requests."""
    return Pace(sleep=lambda _: None, chance=lambda: 0.5)


def request(address: str, **bounds: float) -> Request:
    given = {"pause": 1, "jitter": 1, "timeout": 5, "tries": 3, "most_bytes": 10_000_000} | bounds
    return Request("provinces", f"{address}/here", b"{}", **given)


def asked_of(fault: str, document: dict, **bounds: float) -> asking.Reply:
    """The reply of a server that answers with a fault each time."""
    with served(lambda _, __: FAULTS[fault](document)) as portal, asking.client() as client:
        return asking.ask(request(portal.address, **bounds), hurried(), client)


# --- One request ----------------------------------------------------------------------------------


def test_each_fault_is_either_no_answer_or_unsound():
    assert {*NOT_ANSWERED, *UNSOUND} == set(FAULTS)


@every("fault", NOT_ANSWERED)
def test_what_is_no_answer_says_why(at, fault):
    with pytest.raises(NotAnswered) as failure:
        asked_of(fault, provinces(at), timeout=0.5 if fault == "slow" else 5)
    assert failure.value.reason == NOT_ANSWERED[fault]
    again = failure.value.reason in asking.WORTH_ANOTHER_TRY
    assert failure.value.tries == (3 if again else 1)


def test_a_packed_reply_is_unpacked(at):
    with (
        served(lambda _, __: played_portal.packed(provinces(at))) as portal,
        asking.client() as client,
    ):
        reply = asking.ask(request(portal.address), hurried(), client)
    assert json.loads(reply.content) == provinces(at)


def test_pauses_grow_and_tries_end():
    waited: list[float] = []
    pace = Pace(sleep=waited.append, chance=lambda: 1)
    with served(lambda _, __: Answer(b"", 503)) as portal, asking.client() as client:
        with pytest.raises(NotAnswered):
            asking.ask(request(portal.address), pace, client)
        assert len(portal.asked) == 3
    assert waited == [1 * 3 + 1, 1 * 9 + 1]


def test_a_second_try_may_be_answered(at):
    answers = [Answer(b"", 500), played_portal.half(provinces(at)), whole(provinces(at))]
    with served(lambda _, __: answers.pop(0)) as portal, asking.client() as client:
        reply = asking.ask(request(portal.address), hurried(), client)
    assert reply.tries == 3
    assert not answers


def test_nobody_there_is_no_answer():
    with asking.client() as client, pytest.raises(NotAnswered, match="unreachable"):
        asking.ask(request("http://127.0.0.1:9"), hurried(), client)


@every(
    "address",
    ["ftp://x.vn", "dichvucong.gov.vn", "https://a@x.vn", "https://x.vn/a/b", "file:///etc", "//x"],
)
def test_only_a_host_of_the_web_takes_the_place_of_the_portal(address):
    with pytest.raises(Problem, match=r"error\.collect_from"):
        asking.base_of(address)
    assert asking.base_of("http://[::1]:80/") == "http://[::1]:80"
    assert asking.base_of(None) == ""


def test_what_is_sent_is_what_the_rows_say(at):
    rows = queries.collector_sources(at, index_code="psi").to_pylist()
    assert rows
    for row in rows:
        own = asking.request_of(row, year=2026, department="x-1", base="")
        assert own.host == "dichvucong.gov.vn"
        assert own.address.startswith("https://")
        body = json.loads(own.body)
        assert "$" not in own.body.decode()
        assert body.get("year", 2026) == 2026
        assert min(own.pause, own.jitter) >= 10, "the portal is spared"
        here = asking.request_of(row, year=2026, department="x-1", base="http://127.0.0.1:81")
        assert here.host == "127.0.0.1:81"
        assert here.pause < 1


# --- Whether a reply is sound ---------------------------------------------------------------------


def judged(content: bytes, last: soundness.Table | None) -> soundness.Table:
    table = soundness.provinces(soundness.document(content), tolerance=TOLERANCE)
    soundness.hold_against(table, last)
    return table


@every("fault", UNSOUND)
def test_what_is_unsound_says_why(at, fault):
    last = judged(whole(provinces(at)).content, None)
    with pytest.raises(Unsound) as unsound:
        judged(FAULTS[fault](provinces(at, 1)).content, last)
    assert unsound.value.reason == UNSOUND[fault]
    for language in LANGUAGES:
        assert told_of.because(words(language), unsound.value.reason, unsound.value.details)


def test_a_table_that_stands_still_is_known_however_it_is_written(at):
    document = provinces(at)
    last = judged(whole(document).content, None)
    again = json.loads(json.dumps(document))
    again["data"]["evaluation"].reverse()
    again["data"]["overview"] = {"growthPercent": 3}
    with pytest.raises(Unsound, match="frozen"):
        judged(json.dumps(again, indent=3).encode(), last)
    assert judged(whole(provinces(at, 1)).content, last).digest != last.digest


def test_null_is_not_nought(at):
    document = provinces(at)
    document["data"]["evaluation"][0]["groupScores"]["MDHL"] = None
    table = judged(whole(document).content, None)
    assert table.figures == 34 * 7 - 1


# --- A round --------------------------------------------------------------------------------------


@pytest.fixture
def store(own_var: Path) -> Store:
    return Store(own_var)


def one_round(
    store: Store,
    address: str,
    now: datetime = FIRST,
    pace: Pace | None = None,
    only: str | None = "provinces",
) -> kept.Round:
    by = access.automatic()
    return collect(store, by=by, base=address, only=only, pace=pace or hurried(), now=now)


def day_of(moment: datetime) -> str:
    """The day of a moment in Việt Nam."""
    return moment.astimezone(VIETNAM_TIME).date().isoformat()


def figures_of(store: Store, day: datetime) -> dict[str, float]:
    """Unit -> total of the table of a day, as the store has it."""
    edition = f"psi-{day_of(day)}-year_to_date-vn34"
    rows = queries.edition_standings(store.snapshot(), edition_id=edition, indicator_code="total")
    return {row["unit_code"]: float(row["score"]) for row in rows.to_pylist()}


def totals(document: dict) -> list[float]:
    return sorted(row["totalScore"] for row in document["data"]["evaluation"])


def test_a_round_publishes_what_is_sound_and_keeps_the_rest_aside(store):
    """One story: sound, standing still, off in its sums, refused, held, and sound once more."""
    at = store.snapshot()
    sound, later = provinces(at, 1), provinces(at, 2)
    answers = [whole(sound), whole(sound), FAULTS["sums"](later), FAULTS["too_many"](later)]
    with served(lambda _, __: answers.pop(0) if answers else whole(later)) as portal:
        rounds = [
            one_round(store, portal.address, FIRST + timedelta(hours=hours))
            for hours in (0, 24, 25, 26, 27, 48)
        ]
        asked = len(portal.asked)
    assert [done.state for done in rounds] == [
        *("published", "aside", "aside", "refused", "held", "published"),
    ]
    assert [done.tables[0].reason for done in rounds[:4]] == [None, "frozen", "sums", "refused"]
    assert rounds[4].tables == ()
    assert asked == 5, "who has refused is left alone"
    assert rounds[3].until == FIRST + timedelta(hours=26 + 12)
    assert sorted(figures_of(store, FIRST).values()) == totals(sound)
    assert sorted(figures_of(store, FIRST + timedelta(days=2)).values()) == totals(later)
    (newest, *_) = queries.loads(store.snapshot()).to_pylist()
    assert (newest["loaded_by"], newest["identity"]) == ("tự động", "program")
    # What came is there as it came, and what became of it can be read by others.
    replies = list((store.folder / "collected" / "replies").iterdir())
    assert len(replies) == 4
    assert replies[0].read_bytes() in {whole(document).content for document in (sound, later)} | {
        FAULTS["sums"](later).content
    }
    again = kept.rounds(store)
    assert again[::-1] == rounds
    assert kept.last_table(store, "provinces", rounds[0].host, frozenset()) == (
        rounds[-1].tables[0].table
    )


def test_one_request_at_a_time_and_a_pause_between(store):
    waited: list[float] = []
    with served(lambda _, __: Answer(b"", 503)) as portal:
        one_round(store, portal.address, pace=Pace(waited.append, lambda: 0))
        assert portal.most_at_once == 1
        assert len(portal.asked) == 3
        assert len(waited) == 2
        (_, body, heads) = portal.asked[0]
    assert body == {"timeType": "year", "year": 2026, "departmentType": "ADMINISTRATIVE_UNIT"}
    assert "Mozilla" not in heads["User-Agent"]
    assert "Referer" not in heads


def test_a_redirect_is_not_followed_to_another_host(store):
    with served(lambda _, __: whole(provinces(store.snapshot(), 1))) as other:
        head = {"Location": f"{other.address}/x"}
        with served(lambda _, __: Answer(b"", 307, head)) as portal:
            done = one_round(store, portal.address)
        assert other.asked == []
    assert (done.state, done.tables[0].reason) == ("failed", "redirected")


def test_what_has_warnings_waits_for_a_person(store):
    document = provinces(store.snapshot(), 1)
    row = document["data"]["evaluation"][4]
    row["groupScores"]["TDGQ"] = round(row["groupScores"]["TDGQ"] - 12, 2)
    row["totalScore"] = round(row["totalScore"] - 12, 2)
    with served(lambda _, __: whole(document)) as portal:
        done = one_round(store, portal.address)
        (table,) = done.tables
        assert (done.state, table.details["questions"]) == ("waits", ["warnings"])
        ((number, item),) = loads.staged(store)
        assert (number, item.uploaded_by) == (table.load_id, "tự động")
        # Asked once more, it is the same table: it does not wait twice.
        again = one_round(store, portal.address, FIRST + timedelta(days=1))
    assert again.tables[0].reason == "frozen"
    assert len(loads.staged(store)) == 1
    for language in LANGUAGES:
        assert told_of.of_table(words(language), done, table)


def test_a_second_person_and_publishing_turned_off_are_kept_to(store, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    with served(lambda _, __: whole(provinces(store.snapshot(), 1))) as portal:
        done = one_round(store, portal.address)
    assert (done.state, done.tables[0].details["questions"]) == ("waits", ["not_allowed"])
    assert [number for number, _ in loads.staged(store)] == [done.tables[0].load_id]
    monkeypatch.setenv("RANKINGS_PUBLISHING", "off")
    with served(lambda _, __: whole(provinces(store.snapshot(), 2))) as portal:
        done = one_round(store, portal.address, FIRST + timedelta(days=1))
    assert done.state == "aside"
    assert queries.loads(store.snapshot()).num_rows == 1, "nothing but data/"


def test_two_do_not_collect_at_once(store):
    with (
        unattended.alone(store),
        served(lambda _, __: Answer(b"")) as portal,
        pytest.raises(Problem, match=r"error\.unattended_busy"),
    ):
        one_round(store, portal.address)
    assert kept.rounds(store) == []


def test_who_may_not_publish_collects_nothing(store):
    reader = access.Actor("A", frozenset({access.READ}), account="a")
    with pytest.raises(Problem, match=r"error\.no_right"):
        collect(store, by=reader, base="http://127.0.0.1:9", pace=hurried())
    assert kept.rounds(store) == []


# --- The units of home ----------------------------------------------------------------------------


def of_units(document: dict, name: str) -> list[dict]:
    data = document[name]["data"]
    return data.get("evaluation") or data["children"]


def judged_units(replies: dict) -> soundness.Table:
    data = {name: soundness.document(whole(reply).content) for name, reply in replies.items()}
    groups = {short: data[path] for short, path in played_portal.PATHS.items()}
    return soundness.units(
        data["service-results"], groups, portal_code="H15", tolerance=Decimal("0.25")
    )


def _total_off(replies: dict) -> None:
    of_units(replies, "service-results")[5]["totalScore"] += 0.3


def _one_less(replies: dict) -> None:
    of_units(replies, "dossier-digitized").pop()


def _of_gia_lai(replies: dict) -> None:
    for name in replies:
        for row in of_units(replies, name):
            row["departmentCode"] = row["departmentCode"].replace("H15", "H21")


def _head_of_gia_lai(replies: dict) -> None:
    replies["transparency"]["data"]["overview"]["departmentCode"] = "H21"


def _on_two_pages(replies: dict) -> None:
    replies["transparency"]["data"]["pagination"] = {"currentPage": 1, "totalPages": 2}


def _below_nought(replies: dict) -> None:
    of_units(replies, "dvc-progress-tree")[0]["totalOnTime"] = -1


OF_UNITS = {
    "sums": _total_off,
    "units_differ": _one_less,
    "wrong_province": _of_gia_lai,
    "pages": _on_two_pages,
    "shape": _below_nought,
}


@every("reason", (*OF_UNITS, "wrong_province in its head"))
def test_what_is_unsound_of_units_says_why(at, reason):
    replies = played_portal.units(at)
    assert judged_units(replies).units == 104
    OF_UNITS.get(reason, _head_of_gia_lai)(replies)
    with pytest.raises(Unsound) as unsound:
        judged_units(replies)
    assert unsound.value.reason == reason.split()[0]
    for language in LANGUAGES:
        assert told_of.because(words(language), unsound.value.reason, unsound.value.details)


def test_dossiers_that_were_received_are_not_taken_back(at):
    newer, older = (judged_units(played_portal.units(at, day)) for day in (2, 1))
    assert newer.received is not None
    soundness.hold_against(newer, older)
    with pytest.raises(Unsound, match="fell"):
        soundness.hold_against(older, newer)


def test_the_units_of_home_are_published_to_the_last_dossier(store):
    """A round asks for totals and components one after the other, and puts them together."""
    replies = played_portal.units(store.snapshot(), 1)
    with served(lambda path, _: whole(replies[path.rsplit("/", 1)[1]])) as portal:
        done = one_round(store, portal.address, only="units")
        assert next(path.rsplit("/", 1)[1] for path, _, _ in portal.asked) == "service-results"
        assert len(portal.asked) == 7
        assert {body["rootDepartmentId"] for _, body, _ in portal.asked} == {
            "019d2be3-6a85-74ec-a33c-a7c04919ba00"
        }
    assert [table.state for table in done.tables] == ["published"], done.tables
    at = store.snapshot()
    (edition,) = queries.inside_editions(at).to_pylist()
    assert (edition["scheme"], edition["period"]) == ("daklak102", "2026-10-11T11")
    rows = queries.inside_counts(at, edition_id=edition["edition_id"], indicator_code="2.1")
    stored = sorted(
        (int(row["numerator"]), int(row["denominator"]))
        for row in rows.to_pylist()
        if row["level"] != "province"
    )
    sent = of_units(replies, "dvc-progress-tree")
    assert stored == sorted((row["totalOnTime"], row["totalReceived"]) for row in sent)
    # The list of 34 has nothing of it.
    assert queries.editions(at).num_rows == queries.editions(store.at(1)).num_rows


def test_a_refusal_in_the_middle_ends_the_round(store):
    replies = played_portal.units(store.snapshot(), 1)

    def answer(path: str, _: object) -> Answer:
        name = path.rsplit("/", 1)[1]
        return Answer(b"", 429) if name == "handling-satisfaction" else whole(replies[name])

    with served(answer) as portal:
        done = one_round(store, portal.address, only="units")
        names = [path.rsplit("/", 1)[1] for path, _, _ in portal.asked]
    states = [item.state for item in done.asked]
    assert names[-1] == "handling-satisfaction"
    assert states.count("refused") == 1
    assert states[states.index("refused") + 1 :] == ["not_asked"] * (7 - len(names))
    assert (done.state, [table.state for table in done.tables]) == ("refused", ["refused"])
    assert queries.inside_editions(store.snapshot()).num_rows == 0


# --- Rounds by chance -----------------------------------------------------------------------------


def random_rounds(store: Store, portal: Portal, count: int) -> dict[str, int]:
    """Rounds with a fault each, or none, by chance; that nothing but what was sound is published.

    Returns how often each state was reached.
    """
    rng, at = random.Random(count), store.snapshot()
    names = tuple(name for name in FAULTS if name not in ("slow", "bomb"))
    states: dict[str, int] = {}
    now, number, current = FIRST, 0, provinces(at)
    shown: dict[str, tuple[datetime, list[float]]] = {}
    for _ in range(count):
        fault = played_portal.by_chance(rng, names)
        # Every day of which the portal tells is over: there are only so many since.
        now += timedelta(minutes=rng.choice((5, 15, 400 if count < 100 else 25)))
        if fault == "sound":
            number += 1
            current = provinces(at, number)
        answer: Callable[[dict], Answer] = FAULTS.get(fault, whole)
        before = queries.loads(store.snapshot()).num_rows
        portal.answer = lambda _, __, a=answer, c=current: a(c)
        done = one_round(store, portal.address, now)
        assert done.state != "held"
        now = max(now, done.until + timedelta(minutes=1)) if done.until else now
        states[done.state] = states.get(done.state, 0) + 1
        published = queries.loads(store.snapshot()).num_rows - before
        if done.state == "published":
            assert (fault in ("sound", "frozen"), published) == (True, 1), fault
            shown[day_of(now)] = now, totals(current)
        else:
            assert published == 0, fault
        for text, (moment, wanted) in shown.items():
            assert sorted(figures_of(store, moment).values()) == wanted, (text, fault)
    return states


def test_faults_by_chance_publish_nothing_wrong(store):
    rounds = 500 if effort.THOROUGH else 20
    with served(lambda _, __: Answer(b"")) as portal:
        states = random_rounds(store, portal, rounds)
    # The first of a day is published; what changes a table of the day waits for a person.
    assert states["published"] > 1, states
    assert states["failed"] + states["aside"] + states["refused"] > rounds // 4, states


def test_refusals_are_told_with_the_time_until_which_nobody_asks():
    for fault in REFUSALS:
        assert NOT_ANSWERED[fault] == "refused"
    asked = kept.Asked("provinces", "https://x", "refused", "refused", 429, 1)
    sentence = told_of.of_request(words("vi"), asked, FIRST)
    assert sentence is not None
    assert "429" in sentence
    assert "11/10/2026" in sentence
