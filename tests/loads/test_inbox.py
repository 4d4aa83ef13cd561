"""The inbox: a file that is dropped is published once, waits for a person, or is told why not."""

import csv
import io
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from rankings import loads
from rankings.ingest import intake
from rankings.loads import access, inbox, inbox_follower, unattended
from rankings.loads.access import operator
from rankings.loads.inbox import Item
from rankings.sentences import inbox as told_of
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import LANGUAGES, words
from tests import effort, interrupted
from tests.cli.test_loads import HEADINGS
from tests.ingest.dossiers.files import rows, write
from tests.loads import played_portal
from tests.store_clones import clone

NAME, LINK = "bang.csv", "https://dichvucong.gov.vn/bang"


@pytest.fixture
def store(own_var: Path) -> Store:
    return Store(own_var)


@pytest.fixture(scope="module")
def table(var: Path) -> bytes:
    """The table of the day after the newest one, as people keep it: nothing to be asked but where
    it is from."""
    lines = [
        ["Kết quả đánh giá Bộ chỉ số phục vụ người dân, doanh nghiệp (766/QĐ-TTg)"],
        ["Lũy kế từ đầu năm đến ngày 11/10/2026"],
        ["STT", "Tỉnh, thành phố", *HEADINGS.values()],
    ]
    document = played_portal.provinces(Store(var).snapshot(), 1)
    for number, row in enumerate(document["data"]["evaluation"], start=1):
        parts = [row["groupScores"][short] for short in played_portal.GROUPS]
        name = row["departmentName"].removeprefix("UBND ")
        lines.append([number, name, *parts, row["totalScore"]])
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    inbox.make(folder)
    return folder


def drop(box: Path, content: bytes, name: str = NAME, source: str | None = LINK) -> Path:
    if source is not None:
        (box / f"{name}{inbox.SOURCE}").write_text(f"{source}\n", encoding="utf-8")
    (box / name).write_bytes(content)
    return box / name


def work_off(store: Store, box: Path) -> list[Item]:
    return inbox.work_off(store, box, by=access.automatic(), say=told_of.note, still=0.01)


def left_in(box: Path) -> dict[str, list[str]]:
    """Folder -> the names that lie there, without the stamp before them."""
    return {
        name: sorted(
            path.name.split("-", 2)[2] for path in (box / name).iterdir() if path.is_file()
        )
        for name in (inbox.DONE, inbox.WAITING, inbox.REFUSED)
    }


def brought(store: Store) -> list[dict]:
    return [row for row in queries.loads(store.snapshot()).to_pylist() if row["load_id"]]


def test_what_is_sure_and_has_a_source_is_published(store, box, table):
    drop(box, table)
    (item,) = work_off(store, box)
    (load,) = brought(store)
    assert (item.state, item.load_id) == ("published", load["load_id"])
    assert (load["loaded_by"], load["identity"]) == ("tự động", "program")
    assert left_in(box)[inbox.DONE] == [NAME, f"{NAME}{inbox.NOTE}", f"{NAME}{inbox.SOURCE}"]
    note = item.path.with_name(f"{item.path.name}{inbox.NOTE}").read_text(encoding="utf-8")
    assert note.startswith("Đã phát hành tự động: lần cập nhật số 1.\n")
    # The same file once more: nothing is doubled.
    drop(box, table, "bang-nua.csv")
    (again,) = work_off(store, box)
    assert (again.state, again.load_id, len(brought(store))) == ("again", 1, 1)
    # Taken back by a person, it is brought again by a person only.
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    drop(box, table)
    (after,) = work_off(store, box)
    assert (after.state, after.questions) == ("waits", ("withdrawn",))
    assert [load["state"] for load in brought(store)] == ["published", "withdrawn"]
    assert box.joinpath(NAME).exists() is False


def test_what_is_asked_of_waits_until_a_person_has_published_it(store, box, table):
    drop(box, table, source=None)
    (item,) = work_off(store, box)
    assert (item.state, item.questions) == ("waits", ("warnings",))
    assert brought(store) == []
    assert loads.staged(store) == []
    (waiting,) = inbox.waiting(store.snapshot(), box)
    assert (waiting.name, waiting.sha256) == (NAME, item.sha256)
    assert waiting.path.read_bytes() == table
    assert "cảnh báo" in waiting.sentence
    # Somebody hands in the same file on the page, with a source, and publishes it.
    drop(box, table, "khac.csv")
    work_off(store, box)
    assert inbox.waiting(store.snapshot(), box) == []
    inbox.settle(store, box, by=access.automatic(), say=told_of.note)
    there = left_in(box)
    assert there[inbox.WAITING] == []
    assert len([name for name in there[inbox.DONE] if name.endswith(NAME)]) == 1


def test_what_cannot_be_read_is_refused_with_a_sentence(store, box, table):
    drop(box, b"MZ\x00\x01", "x.exe", source=None)
    drop(box, b"", "rong.csv", source=None)
    drop(box, table, "sai-nguon.csv", source="ftp://x")
    time.sleep(0.15)
    items = {item.name: item for item in work_off(store, box)}
    assert {item.state for item in items.values()} == {"refused"}
    assert set(items) == {"x.exe", "rong.csv", "sai-nguon.csv"}
    for item in items.values():
        for language in LANGUAGES:
            assert item.name in told_of.said(words(language), item) or item.problem
    assert brought(store) == []
    assert loads.staged(store) == []


def test_what_is_still_being_written_is_left_alone(store, box, table):
    drop(box, table, "~$bang.csv", source=None)
    drop(box, table, "bang.csv.part", source=None)
    (box / "sub").mkdir()
    (box / "noi.csv").symlink_to(drop(box.parent, table, source=None))
    assert work_off(store, box) == []
    growing = box / NAME
    growing.write_bytes(b"PK")

    def grow() -> None:
        for _ in range(10):
            with growing.open("ab") as file:
                file.write(b"x")
            time.sleep(0.02)

    writer = threading.Thread(target=grow)
    writer.start()
    found = inbox.work_off(store, box, by=access.automatic(), say=told_of.note, still=0.1)
    writer.join()
    assert found == []
    assert growing.exists()


def test_what_says_nothing_of_the_file_leaves_it_where_it_is(store, box, table, monkeypatch):
    def full(*_, **__):
        raise Problem("error.disk", folder="x", reason="No space left on device")

    monkeypatch.setattr(intake, "read", full)
    drop(box, table)
    (item,) = work_off(store, box)
    assert (item.state, item.path) == ("left", box / NAME)
    monkeypatch.undo()
    assert [item.state for item in work_off(store, box)] == ["published"]


def test_a_long_name_has_room_for_its_note(store, box):
    name = "ă" * 120 + ".csv"
    drop(box, b"MZ\x00\x01", name, source=None)
    (item,) = work_off(store, box)
    assert item.path.name.endswith(".csv")
    assert item.path.with_name(f"{item.path.name}{inbox.NOTE}").exists()


def test_a_second_person_publishes_what_the_program_may_not(store, box, table, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    drop(box, table)
    (item,) = work_off(store, box)
    assert (item.state, item.questions) == ("waits", ("not_allowed",))
    assert loads.staged(store) == [], "it waits as a file, not twice"


def test_the_folder_is_that_of_the_setting(monkeypatch):
    monkeypatch.setenv("RANKINGS_VAR", "/srv/v")
    assert inbox.folder({}) == inbox.folder({"RANKINGS_INBOX": "on"}) == Path("/srv/v/inbox")
    assert inbox.folder({"RANKINGS_INBOX": "/srv/hop-thu"}) == Path("/srv/hop-thu")
    followed = [inbox.is_followed({"RANKINGS_INBOX": value}) for value in ("off", "on", "/srv/x")]
    assert [inbox.is_followed({}), *followed] == [False, False, True, True]


# --- A process that is killed ---------------------------------------------------------------------


def work_off_here(folder: Path, box: Path) -> None:
    work_off(Store(folder), box)


def expect_once_or_still_there(store: Store, box: Path) -> str:
    """After a kill: the file counts once at most, and the next look ends with it counting once."""
    count = len(brought(store))
    assert count in (0, 1)
    assert (box / NAME).exists() or len(list((box / inbox.DONE).glob(f"*{NAME}"))) == 1
    work_off(store, box)
    (load,) = brought(store)
    assert load["state"] == "published"
    assert loads.staged(store) == []
    assert not (box / NAME).exists()
    assert len(list((box / inbox.DONE).glob(f"*{NAME}"))) == 1
    assert inbox.waiting(store.snapshot(), box) == []
    return "published" if count else "not yet"


def test_a_kill_at_any_step_publishes_once(var, table, tmp_path):
    """Killed before the nth change of a file, for every so many n: nothing is lost or doubled."""
    seen, step = set(), 1
    while True:
        case = tmp_path / str(step)
        store, box = Store(clone(var, case / "var")), case / "inbox"
        inbox.make(box)
        drop(box, table)
        killed = interrupted.killed_before(step, case, work_off_here, store.folder, box)
        seen.add(expect_once_or_still_there(store, box))
        shutil.rmtree(case)
        if not killed:
            break
        step += 1 if effort.THOROUGH else 24
    assert seen == {"published", "not yet"}


# --- The thread of a server -----------------------------------------------------------------------


def test_a_server_works_off_what_is_dropped_while_it_serves(store, box, table, monkeypatch):
    monkeypatch.setattr(inbox, "STILL_SECONDS", 0.05)
    monkeypatch.setattr(inbox_follower, "AFTER", 0.05)
    stopped, done = threading.Event(), threading.Event()
    items: list[Item] = []

    def tell(more: list[Item]) -> None:
        items.extend(more)
        done.set()

    arguments = (store, box, told_of.note, stopped, tell)
    thread = threading.Thread(target=inbox_follower.follow, args=arguments)
    thread.start()
    try:
        time.sleep(0.3)
        drop(box, table)
        assert done.wait(60)
    finally:
        stopped.set()
        thread.join()
    assert [(item.name, item.state) for item in items] == [(NAME, "published")]


def test_only_one_works_without_a_person(store, box, table):
    drop(box, table)
    with unattended.alone(store):
        assert inbox_follower.look(store, box, told_of.note) == []
    assert (box / NAME).exists()


# --- Files of dossiers ----------------------------------------------------------------------------


def test_a_file_of_dossiers_is_counted_and_not_kept(store, box, tmp_path):
    sound = [
        row
        for row in rows(300)
        if row["NgayHenTra"] and row["MaCoQuan"] in ("UBND phường Tuy Hòa", "UBND xã Ea Súp")
    ]
    content = write(tmp_path / "ho-so.csv", sound).read_bytes()
    drop(box, content, "ho-so.csv", source=None)
    (item,) = work_off(store, box)
    assert (item.state, item.personal) == ("published", True), item
    assert [load["load_id"] for load in brought(store)] == [item.load_id]
    assert left_in(box)[inbox.DONE] == [f"ho-so.csv{inbox.NOTE}"]
    kept = [path for path in (*store.folder.rglob("*"), *box.rglob("*")) if path.is_file()]
    assert not [path for path in kept if content[:2000] in path.read_bytes()]
    # The same file once more counts once.
    drop(box, content, "ho-so.csv", source=None)
    assert [item.state for item in work_off(store, box)] == ["again"]
    assert len(brought(store)) == 1
    assert not (box / "ho-so.csv").exists()


def test_a_file_that_tells_of_persons_is_refused_and_removed_in_a_day(store, box):
    drop(box, "Họ tên,Số CCCD\nNguyễn Văn A,066123456789\n".encode(), "nguoi.csv", source=None)
    (item,) = work_off(store, box)
    assert (item.state, item.personal) == ("refused", True)
    assert not list((store.folder / "files").rglob("*")) or not any(
        b"066123456789" in path.read_bytes()
        for path in (store.folder / "files").rglob("*")
        if path.is_file()
    )
    by = access.automatic()
    inbox.settle(store, box, by=by, say=told_of.note)
    assert item.path.exists()
    note = item.path.with_name(f"{item.path.name}{inbox.NOTE}")
    yesterday = time.time() - inbox.PERSONAL_SECONDS - 1
    os.utime(note, (yesterday, yesterday))
    inbox.settle(store, box, by=by, say=told_of.note)
    assert not item.path.exists()
    assert note.exists()
