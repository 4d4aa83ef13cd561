"""A whole store in one file, and back: equal to the byte, nothing half done, nothing lost."""

import json
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.loads import backup, bootstrap, checks, journal
from rankings.loads.access import operator
from rankings.loads.accounts import audit, register
from rankings.loads.accounts.register import Elsewhere
from rankings.store import current, data_folder, queries, versions
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import small_store
from tests.ingest.test_loads import SCORES, marts, submission, table_of
from tests.store_clones import clone

CONTENT = b"Xep hang;1\n"
AUDIT = "accounts/audit.jsonl"


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rules, which take half of the time."""
    monkeypatch.setattr(checks, "findings", lambda *_: [])


def load(store: Store, score: str) -> int:
    """Publish another total of unit 01; the number of the load."""
    return loads.publish_at_once(
        store, submission(SCORES | {"01": score}), by=operator("An")
    ).load_id


@pytest.fixture(scope="module")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load 1 published, load 2 waiting, an original, a layout and a briefing; its backup."""
    folder = tmp_path_factory.mktemp("backup")
    info = [{"key": "schema_version", "value": "0"}]
    store = small_store.build(folder / "var", observations=table_of(SCORES), store_info=info).store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "findings", lambda *_: [])
        load(store, "20")
        loads.stage(store, submission(SCORES | {"02": "21"}), by=operator("Bình"))
    originals.keep(store, CONTENT)
    for name in ("layouts/a.json", "briefings/000001.json"):
        (store.folder / name).parent.mkdir()
        (store.folder / name).write_text("{}")
    backup.make(store, folder / "day.zip", by=operator("An"))
    return folder


@pytest.fixture
def store(_made_once: Path, tmp_path: Path) -> Store:
    return Store(clone(_made_once / "var", tmp_path / "var"))


@pytest.fixture
def file(_made_once: Path) -> Path:
    return _made_once / "day.zip"


def kept(store: Store) -> dict[str, bytes]:
    """What a backup holds beside the version and the audit, which goes on, by its name."""
    tops = (*backup.REPLACED, *backup.UNITED)
    paths = [path for top in tops for path in (store.folder / top).rglob("*") if path.is_file()]
    names = {path.relative_to(store.folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if name != AUDIT}


def test_a_backup_says_what_it_holds(store, tmp_path):
    beside = sum(map(len, kept(store).values())) + (store.folder / AUDIT).stat().st_size
    held = backup.make(store, tmp_path / "b.zip", by=operator("An"))
    assert (held.version, held.loads, held.files) == (2, 2, 1)
    assert held.size == store.path(2).stat().st_size + beside
    assert abs((datetime.now(UTC) - held.made_at).total_seconds()) < 60
    assert not list(tmp_path.glob("*.part"))


def test_a_store_that_was_lost_comes_back_equal(store, file, tmp_path):
    new = Store(tmp_path / "new")
    backup.restore(new, file, by=operator("An"))
    assert marts(new) == marts(store)
    assert kept(new) == kept(store)
    assert [number for number, _ in loads.staged(new)] == [2]
    assert current.info(new.snapshot())["made_because"] == "restored"


def test_what_came_after_is_moved_aside_and_its_number_stays_taken(store, file):
    before = marts(store), kept(store)
    readers = store.snapshot()
    assert load(store, "30") == 3
    loads.publish(store, 2, by=operator("An"))
    after = marts(store)
    backup.restore(store, file, by=operator("An"))
    assert (marts(store), store.version()) == (before[0], 5)
    changed = {name: content for name, content in kept(store).items() if "000003" not in name}
    assert changed == before[1]
    assert [number for number, _ in loads.staged(store)] == [2]
    aside = store.folder / "before-restore" / "000001" / "loads"
    assert {path.name for path in aside.iterdir()} == {"000001", "000002", "000003"}
    # Who reads goes on, what was there can be read, and no number is given twice.
    assert marts(readers) == before[0]
    assert marts(store.at(4)) == after
    assert load(store, "31") == 4


def test_a_backup_from_before_there_were_accounts_leaves_them_as_they_are(store, file):
    boss, email = operator("An"), Elsewhere(email="lan@example.vn")
    made = register.add(store, "lan", shown_name="Lan", by=boss, elsewhere=email)
    backup.restore(store, file, by=boss)
    assert register.accounts(store, by=boss) == (made,)
    assert audit.verify(store, by=boss).broken is None


def test_a_restored_store_stays_as_it_is_at_the_next_start(store, file, monkeypatch):
    load(store, "30")
    backup.restore(store, file, by=operator("An"))
    fingerprint = current.info(store.snapshot()).get("fingerprint", "x")
    monkeypatch.setattr(data_folder, "fingerprint", lambda *_: fingerprint)
    assert not bootstrap._behind_journal(store, store.version())


def spoiled(file: Path, to: Path, name: str, content: bytes | None) -> Path:
    """A copy of a backup with one member changed (None: left out), its sums as they were."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for member in old.namelist():
            given = content if member == name else old.read(member)
            if given is not None:
                new.writestr(member, given)
        if name not in old.namelist():
            new.writestr(name, content)
    return to


def with_facts(file: Path, to: Path, **changed: object) -> Path:
    """A copy of a backup that says other things of itself."""
    with zipfile.ZipFile(file) as archive:
        facts = json.loads(archive.read(backup.FACTS))
    return spoiled(file, to, backup.FACTS, json.dumps(facts | changed).encode())


DAMAGE = {
    "cut short": lambda file, to: to.write_bytes(file.read_bytes()[:-2000]),
    "no zip": lambda file, to: to.write_bytes(b"PK garbage"),
    "empty": lambda file, to: to.touch(),
    "without what it says of itself": lambda file, to: spoiled(file, to, backup.FACTS, None),
    "says nothing": lambda file, to: spoiled(file, to, backup.FACTS, b"[]"),
    "another form": lambda file, to: with_facts(file, to, form=99),
    "a member is missing": lambda file, to: spoiled(file, to, "layouts/a.json", None),
    "a member is another": lambda file, to: spoiled(file, to, "layouts/a.json", b"{ }"),
    "no version": lambda file, to: spoiled(file, to, backup.VERSION, None),
    "another version": lambda file, to: spoiled(file, to, backup.VERSION, b"garbage"),
    "leads out of its folder": lambda file, to: with_facts(
        file, to, members={backup.VERSION: {"size": 1, "sha256": ""}, "loads/../../x": {"size": 1}}
    ),
    "leads to another place": lambda file, to: with_facts(
        file, to, members={backup.VERSION: {"size": 1, "sha256": ""}, "current": {"size": 1}}
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_changes_nothing(store, file, tmp_path, damage):
    DAMAGE[damage](file, tmp_path / "bad.zip")
    before = store.version(), kept(store)
    with pytest.raises(Problem) as problem:
        backup.restore(store, tmp_path / "bad.zip", by=operator("An"))
    assert problem.value.key in ("error.backup_damaged", "error.backup_unknown")
    assert (store.version(), kept(store)) == before
    assert not list((store.folder / "trials").iterdir())
    assert not (store.folder / "before-restore").exists()


def test_a_backup_of_a_newer_application_changes_nothing(store, file, monkeypatch):
    monkeypatch.setattr(current, "schema_version", lambda: -1)
    with pytest.raises(Problem, match="backup_newer"):
        backup.restore(store, file, by=operator("An"))
    assert store.version() == 2


def test_a_full_disk_leaves_the_journal_as_it_was(store, file, monkeypatch):
    load(store, "30")
    before = store.version(), kept(store), marts(store)
    real, full = shutil.copyfile, OSError(28, "No space left on device")

    def no_room(source, target):
        if Path(target).parent == store.folder:
            raise full
        return real(source, target)

    monkeypatch.setattr(versions.shutil, "copyfile", no_room)
    with pytest.raises(Problem, match="No space left"):
        backup.restore(store, file, by=operator("An"))
    assert (store.version(), kept(store), marts(store)) == before


def test_a_backup_that_finds_no_room_leaves_nothing(store, tmp_path, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.os, "fsync", no_room)
    (tmp_path / "out").mkdir()
    with pytest.raises(Problem, match="No space left"):
        backup.make(store, tmp_path / "out" / "b.zip", by=operator("An"))
    assert not list((tmp_path / "out").iterdir())


def test_a_backup_does_not_lie_in_the_store_nor_in_no_folder(store, tmp_path):
    with pytest.raises(Problem, match="backup_inside"):
        backup.make(store, store.folder / "files" / "b.zip", by=operator("An"))
    with pytest.raises(Problem, match="No such file"):
        backup.make(store, tmp_path / "nowhere" / "b.zip", by=operator("An"))
    with pytest.raises(Problem, match="No such file"):
        backup.restore(store, tmp_path / "nothing.zip", by=operator("An"))
    assert journal.ids(store) == [1, 2]
    assert queries.loads(store.snapshot()).num_rows == 2
