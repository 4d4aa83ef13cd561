"""Publishing and taking back: all or nothing, recorded, and exactly what was there before."""

import json
import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

from rankings import loads
from rankings.facts import editions, standing
from rankings.ingest.submission import Submission, table
from rankings.loads import Acknowledgement, Stopped, access, bootstrap, checks, journal
from rankings.loads.access import Actor, operator
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests import acknowledged, small_store
from tests.acknowledged import publish
from tests.small_store import edition, figure
from tests.store_clones import clone

MARTS = ("current_observations", "figures", "coverage", "standings", "current_editions")
SCORES = {"01": "30", "02": "29", "03": "28", "04": "27", "05": "26", "06": "25"}


def table_of(scores: dict[str, str], edition_id: str = "e1") -> list[dict]:
    return [
        row
        for unit, score in scores.items()
        for row in figure(unit, score=score, edition=edition_id)
    ]


def submission(
    scores: dict[str, str],
    *,
    edition_id: str = "e1",
    complete: bool = True,
    kind: str = "file",
    **columns: object,
) -> Submission:
    """A load of totals for one edition."""
    rows = table_of(scores, edition_id)
    for number, row in enumerate(rows):
        row.pop("load_id")
        row |= {"source_id": "s-1", "place": f"Sheet!C{number + 2}"}
    given = edition(edition_id, **columns)
    tables = {
        "observations": table(rows),
        "editions": table([given]),
        "sources": table(
            [{"source_id": "s-1", "origin": "Bộ", "publisher": "Bộ", "kind": "official_document"}]
        ),
    }
    if complete:
        scope = {"edition_id": edition_id, "indicator_code": "total", "status": "published"}
        tables["load_scopes"] = table([scope])
    return Submission(kind, tables, file_name="bang.xlsx", sha256="ab" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = small_store.build(tmp_path / "var", observations=table_of(SCORES)).store
    return made


def newest(of: Store | Snapshot) -> Snapshot:
    """A snapshot as it is; of a store the newest."""
    return of.snapshot() if isinstance(of, Store) else of


def marts(of: Store | Snapshot) -> dict[str, bytes]:
    """Every mart as bytes, rows in one order."""
    found = {}
    for mart in MARTS:
        rows = newest(of).fetch(f"from {mart} order by all")
        found[mart] = json.dumps(rows.to_pylist(), default=str).encode()
    return found


def scores_of(of: Store | Snapshot, edition_id: str = "e1") -> dict[str, str]:
    rows = standing.ranking(newest(of), edition_id=edition_id).rows
    return {row.unit_code: str(row.score.normalize()) for row in rows if row.score is not None}


def test_a_load_changes_what_readers_see_and_nothing_before_it(store):
    published = publish(store, submission(SCORES | {"01": "20"}))
    assert (published.load_id, published.version) == (1, 2)
    assert scores_of(store)["01"] == "2E+1"
    assert scores_of(store.at(1))["01"] == "3E+1"
    row = queries.loads(store.at(2)).to_pylist()[0]
    assert (row["load_id"], row["kind"], row["state"]) == (1, "file", "published")
    assert (row["loaded_by"], row["identity"]) == ("An", "self_declared")
    assert (row["file_name"], row["sha256"], row["figures"]) == ("bang.xlsx", "ab" * 32, 6)


def test_checking_changes_nothing(store):
    before = sorted(path.name for path in store.folder.rglob("*") if path.is_file())
    checked = loads.check(store, submission(SCORES | {"01": "20"}))
    assert (checked.comparison.changed, checked.comparison.same) == (1, 5)
    assert store.version() == 1
    after = sorted(path.name for path in store.folder.rglob("*") if path.is_file())
    assert after == before


def test_what_a_load_does_to_the_home_unit(store):
    checked = loads.check(store, submission(SCORES | {"01": "26.5"}))
    (effect,) = checked.effects
    # The target is rank 3; the third best of the others has 27.
    assert (effect.before.rank, effect.before.status) == (1, "inside")
    assert (effect.after.rank, effect.after.status) == (4, "outside")
    assert effect.before.gap.low == effect.before.gap.high == -3
    assert effect.after.gap.low == effect.after.gap.high == pytest.approx(0.5)
    published = publish(store, submission(SCORES | {"01": "26.5"}))
    row = queries.load_effects(store.at(published.version)).to_pylist()[0]
    assert (row["rank_before"], row["rank_after"]) == (1, 4)
    assert (row["status_before"], row["status_after"]) == ("inside", "outside")
    assert (row["gap_low_before"], row["gap_high_after"]) == (-3, pytest.approx(0.5))


def test_cells_that_are_new_changed_and_gone(store):
    given = {unit: score for unit, score in SCORES.items() if unit != "06"} | {"02": "28.5"}
    checked = loads.check(store, submission(given))
    found = checked.comparison
    assert (found.new, found.changed, found.gone, found.same) == (0, 1, 1, 4)
    cells = {row["unit_code"]: row for row in found.cells.to_pylist()}
    assert (cells["02"]["change"], cells["06"]["change"]) == ("changed", "gone")
    assert (cells["02"]["value_printed_before"], cells["02"]["value_printed_after"]) == (
        "29",
        "28.5",
    )
    assert cells["06"]["value_after"] is None


def test_a_partial_load_takes_nothing_away(store):
    checked = loads.check(store, submission({"02": "28.5"}, complete=False))
    assert (checked.comparison.changed, checked.comparison.gone) == (1, 0)


def test_the_largest_movements_against_the_edition_before(store):
    given = submission(
        {"01": "10", "02": "35", "03": "28", "04": "27", "05": "26", "06": "25"},
        edition_id="e2",
        period="2026",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
    )
    found = loads.check(store, given).movements
    first = found[0]
    assert (first.unit_code, first.against) == ("01", "e1")
    assert (first.rank_before, first.rank_after) == (1, 6)
    assert (found[1].unit_code, found[1].rank_after) == ("02", 1)
    assert len(found) == 6


def test_units_that_a_partial_table_leaves_out_have_not_moved(store):
    given = submission(
        {"01": "10", "02": "35"},
        edition_id="e2",
        complete=False,
        period="2026",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
    )
    found = loads.check(store, given).movements
    assert {(item.unit_code, str(item.score_after.normalize())) for item in found} == {
        ("01", "1E+1"),
        ("02", "35"),
    }
    assert {item.against for item in found} == {"e1"}


def test_blockers_stop_a_load_and_leave_the_store(store):
    given = submission(SCORES | {"09": "1"})
    number = loads.stage(store, given, by=operator("An"))
    with pytest.raises(Stopped) as stopped:
        loads.publish(store, number, by=operator("An"))
    (blocker,) = stopped.value.checked.blockers
    assert (blocker.rule, blocker.place) == ("unknown_unit", "Sheet!C8")
    assert store.version() == 1


def test_warnings_stop_a_load_until_somebody_acknowledges_them(store):
    given = submission(SCORES)
    given.rows["reading_findings"] = table(
        [
            {
                "rule": "given_contradicts_file",
                "place": "Sheet!A1",
                "details": '{"subject": "period", "given": "2025", "found": "2024"}',
            }
        ]
    )
    number = loads.stage(store, given, by=operator("An"))
    with pytest.raises(Stopped) as stopped:
        loads.publish(store, number, by=operator("An"))
    assert "given_contradicts_file" in stopped.value.checked.to_acknowledge
    said = [
        Acknowledgement(rule, "checked_original", "Đã đối chiếu bản gốc.")
        for rule in stopped.value.checked.to_acknowledge
    ]
    blank = [Acknowledgement(item.rule, item.reason, " ") for item in said]
    with pytest.raises(Stopped):
        loads.publish(store, number, by=operator("An"), acknowledgements=blank)
    published = loads.publish(store, number, by=operator("An"), acknowledgements=said)
    rows = queries.acknowledgements(store.at(published.version)).to_pylist()
    assert {row["rule"] for row in rows} == set(published.checked.to_acknowledge)
    assert {row["sentence"] for row in rows} == {"Đã đối chiếu bản gốc."}
    assert {row["given_by"] for row in rows} == {"An"}


def test_withdrawing_brings_back_exactly_what_was_there(store):
    before = marts(store)
    given = {unit: score for unit, score in SCORES.items() if unit != "06"} | {"01": "1"}
    first = publish(store, submission(given))
    assert marts(store) != before
    taken = loads.withdraw(store, first.load_id, why="Nhầm kỳ", by=operator("Bình"))
    assert marts(store) == before
    rows = queries.loads(store.at(taken.version)).to_pylist()
    assert [(row["load_id"], row["kind"], row["state"]) for row in rows] == [
        (2, "withdrawal", "published"),
        (1, "file", "withdrawn"),
        (0, "data_folder", "published"),
    ]
    assert (rows[0]["why"], rows[0]["loaded_by"], rows[0]["withdraws"]) == ("Nhầm kỳ", "Bình", 1)
    assert rows[1]["withdrawn_by"] == "Bình"
    # Nothing is deleted: the figures of the withdrawn load are still in the store.
    count = "select count(*) as n from observations where load_id = 1"
    assert store.at(taken.version).fetch(count)["n"][0].as_py() == 5


def test_withdrawing_the_older_of_two_leaves_the_newer(store):
    publish(store, submission(SCORES | {"01": "20"}))
    publish(store, submission(SCORES | {"01": "21"}))
    before = marts(store)
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    assert marts(store) == before
    loads.withdraw(store, 2, why="Nhầm", by=operator("An"))
    assert scores_of(store) == scores_of(store.at(1))


@pytest.mark.parametrize(
    ("load_id", "key"), [(0, "error.load_not_withdrawable"), (9, "error.load_unknown")]
)
def test_what_cannot_be_withdrawn(store, load_id, key):
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, load_id, why="Nhầm", by=operator("An"))
    assert problem.value.key == key


def test_a_load_is_withdrawn_once_and_with_a_reason(store):
    publish(store, submission(SCORES | {"01": "20"}))
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, 1, why="  ", by=operator("An"))
    assert problem.value.key == "error.why_missing"
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    for number, key in ((1, "error.load_withdrawn"), (2, "error.load_not_withdrawable")):
        with pytest.raises(Problem) as problem:
            loads.withdraw(store, number, why="Nhầm", by=operator("An"))
        assert problem.value.key == key


def test_a_load_on_which_a_later_one_rests_stays(store):
    new = submission(SCORES, edition_id="e2", period="2026", period_end=date(2026, 12, 31))
    publish(store, new)
    later = submission({"01": "31"}, edition_id="e2", complete=False)
    del later.rows["editions"]
    publish(store, later)
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    assert problem.value.key == "error.load_in_use"
    loads.withdraw(store, 2, why="Nhầm", by=operator("An"))
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    assert [item.edition_id for item in editions.all_editions(store.snapshot())] == ["e1"]


@pytest.mark.long
def test_the_store_as_of_an_earlier_load(store):
    kept = {0: marts(store)}
    for number, score in ((1, "20"), (2, "21")):
        publish(store, submission(SCORES | {"01": score}))
        kept[number] = marts(store)
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    kept[3] = marts(store)
    for number, expected in kept.items():
        assert marts(loads.as_of(store.snapshot(), number)) == expected
    again = loads.as_of(store.snapshot(), 1)
    rows = queries.loads(again).to_pylist()
    assert [(row["load_id"], row["state"]) for row in rows] == [(1, "published"), (0, "published")]


def test_a_withdrawal_is_refused_when_its_effect_is_not_the_one_seen(store):
    publish(store, submission(SCORES | {"01": "20"}))
    seen = store.version()
    publish(store, submission({"02": "21"}, complete=False), by="Bình")
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, 1, why="Nhầm", by=operator("An"), seen=seen)
    assert problem.value.key == "error.changed_before_withdrawal"
    assert (problem.value.values["load_id"], problem.value.values["by"]) == (2, "Bình")
    assert store.version() == seen + 1
    assert len(journal.ids(store)) == 2  # nothing was handed in
    assert loads.withdraw(store, 1, why="Nhầm", by=operator("An"), seen=seen + 1).load_id == 3


@pytest.mark.long
def test_a_withdrawal_is_not_refused_for_a_load_of_another_edition(store):
    publish(store, submission(SCORES | {"01": "20"}))
    seen = store.version()
    publish(store, submission(SCORES, edition_id="e2", period="2026"))
    assert loads.withdraw(store, 1, why="Nhầm", by=operator("An"), seen=seen).version == seen + 2


def test_one_person_with_a_reason_may_withdraw_when_two_must_publish(store, monkeypatch):
    publish(store, submission(SCORES | {"01": "20"}), by="An")
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    assert loads.withdraw(store, 1, why="Nhầm kỳ", by=operator("An")).version == 3


def test_what_is_published_at_once_and_stopped_does_not_wait(store):
    given = submission(SCORES | {"01": "20"})
    with pytest.raises(Stopped):
        loads.publish_at_once(store, given, by=operator("An"))
    assert (store.version(), loads.staged(store)) == (1, [])
    said = acknowledged.everything()
    assert (
        loads.publish_at_once(store, given, by=operator("An"), acknowledgements=said).load_id == 2
    )


def test_a_staged_load_waits_and_can_be_cancelled(store):
    number = loads.stage(store, submission(SCORES | {"01": "20"}), by=operator("An"))
    assert store.version() == 1
    ((waiting, given),) = loads.staged(store)
    assert (waiting, given.uploaded_by, given.file_name) == (number, "An", "bang.xlsx")
    journal.cancel(store, number)
    assert loads.staged(store) == []
    with pytest.raises(Problem) as problem:
        loads.publish(store, number, by=operator("An"))
    assert problem.value.key == "error.load_cancelled"
    assert loads.stage(store, submission(SCORES), by=operator("An")) == number + 1


def test_a_load_is_published_once(store):
    published = publish(store, submission(SCORES | {"01": "20"}))
    with pytest.raises(Problem) as problem:
        loads.publish(store, published.load_id, by=operator("An"))
    assert problem.value.key == "error.load_published"


def test_a_second_person_when_the_setting_asks_for_one(store, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    given = submission(SCORES)
    number = loads.stage(store, given, by=operator("Nguyễn Văn A"))
    for name in ("Nguyễn Văn A", "nguyễn  văn a", "Nguyen Van A"):
        with pytest.raises(Problem) as problem:
            loads.publish(store, number, by=operator(name))
        assert problem.value.key == "error.second_person"
    said = acknowledged.everything()
    assert (
        loads.publish(store, number, by=operator("Trần Thị B"), acknowledgements=said).version == 2
    )


def test_nobody_publishes_when_the_setting_says_so(store, monkeypatch):
    number = loads.stage(store, submission(SCORES), by=operator("An"))
    monkeypatch.setenv("RANKINGS_PUBLISHING", "off")
    for action in (
        lambda: loads.publish(store, number, by=operator("An")),
        lambda: loads.stage(store, submission(SCORES), by=operator("An")),
        lambda: loads.withdraw(store, 0, why="x", by=operator("An")),
    ):
        with pytest.raises(Problem) as problem:
            action()
        assert problem.value.key == "error.publishing_off"


def test_the_second_of_two_analysts_is_told_what_changed_meanwhile(store):
    seen = store.version()
    publish(store, submission(SCORES | {"01": "20"}), by="An")
    number = loads.stage(store, submission(SCORES | {"01": "21"}), by=operator("Bình"))
    with pytest.raises(Problem) as problem:
        loads.publish(store, number, by=operator("Bình"), seen=seen)
    assert problem.value.key == "error.changed_meanwhile"
    assert (problem.value.values["load_id"], problem.value.values["by"]) == (1, "An")
    # Who has seen the newer state, or touches other editions, is not stopped.
    other = submission(SCORES, edition_id="e2", period="2026", period_end=date(2026, 12, 31))
    assert publish(store, other, by="Bình", seen=seen).version == 3


def test_who_only_hands_in_cancels_the_own_loads_alone(store):
    lan, minh = (Actor(name, access.ROLES["analyst"], name, "local") for name in ("lan", "minh"))
    number = loads.stage(store, submission(SCORES), by=lan)
    with pytest.raises(Problem) as problem:
        loads.cancel(store, number, by=minh)
    assert problem.value.key == "error.no_right.publish"
    loads.cancel(store, number, by=lan)
    assert loads.staged(store) == []


def test_two_at_once_land_in_order(store):
    made = []
    given = [submission(SCORES | {"01": score}) for score in ("20", "21", "22")]
    threads = [
        threading.Thread(target=lambda item=item: made.append(publish(store, item)))
        for item in given
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(item.version for item in made) == [2, 3, 4]
    assert sorted(item.load_id for item in made) == [1, 2, 3]
    last = max(made, key=lambda item: item.version)
    order = queries.loads(store.at(4))["load_id"].to_pylist()
    assert order[0] == last.load_id
    assert set(order) == {0, 1, 2, 3}


def test_loads_come_back_when_every_version_that_held_them_is_damaged(tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(bootstrap.DATA, data)
    store = Store(tmp_path / "var")
    bootstrap.ensure(store, data)
    given = psi("2026-10-11")
    publish(store, given)
    loads.withdraw(store, 1, why="Nhầm kỳ", by=operator("Bình"))
    publish(store, given)
    version = store.version()
    before = marts(store), queries.loads(store.at(version)).to_pylist()
    effects = queries.load_effects(store.at(version))
    for version in store.versions():
        store.path(version).write_bytes(b"no database")
    store.close()
    version = bootstrap.ensure(store, data)
    # Load 0 is read anew; every later one is what it was.
    assert queries.loads(store.at(version)).to_pylist()[:-1] == before[1][:-1]
    assert marts(store) == before[0]
    assert effects.num_rows > 0
    assert queries.load_effects(store.at(version)).equals(effects)


def psi(period: str) -> Submission:
    """The figures of 10/10/2026 again, as those of another day."""
    edition_id = f"psi-{period}-year_to_date-vn34"
    day = date.fromisoformat(period)
    codes = [f"{number:02d}" for number in (66, 19)]
    rows = [
        row
        for code, score in zip(codes, ("65.49", "63.97"), strict=True)
        for row in figure(code, score=score, edition=edition_id)
    ]
    for row in rows:
        row.pop("load_id")
        row |= {"source_id": "s-1"}
    given = edition(edition_id, index_code="psi", method_code="psi-2026", period=period)
    given |= {"period_type": "year_to_date", "period_start": date(2026, 1, 1), "period_end": day}
    source = {"source_id": "s-1", "origin": "Cổng", "publisher": "Cổng", "kind": "press"}
    return Submission(
        "file",
        {"observations": table(rows), "editions": table([given]), "sources": table([source])},
        file_name="bang.xlsx",
        sha256="ab" * 32,
    )


# --- What a check has said is not asked again -----------------------------------------------------


def published(at: Store) -> dict[str, list[dict]]:
    """Every table of the current version, but for when a load was made."""
    names = at.snapshot().fetch("select table_name from duckdb_tables() order by table_name")
    whole = {}
    for name in names["table_name"].to_pylist():
        rows = at.snapshot().fetch(f"from {name}").to_pylist()
        for row in rows:
            for moment in ("loaded_at", "uploaded_at", "built_at"):
                row.pop(moment, None)
        whole[name] = sorted(rows, key=str)
    return whole


@pytest.mark.parametrize(
    "given",
    [
        submission(SCORES | {"01": "24"}),
        submission(SCORES, edition_id="e2", period_start=date(2027, 1, 1), year=2027),
        submission(SCORES | {"01": "9"}, complete=False),
    ],
    ids=["changed", "new edition", "part"],
)
def test_what_was_checked_before_is_published_as_if_it_were_checked_again(store, tmp_path, given):
    beside = Store(tmp_path / "beside")
    clone(store.folder, beside.folder)
    known = loads.check(store, given)
    why = [Acknowledgement(rule, "other", "đã xem") for rule in known.to_acknowledge]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "findings", refuse)
        loads.publish_at_once(store, given, by=operator("An"), acknowledgements=why, known=known)
    loads.publish_at_once(beside, given, by=operator("An"), acknowledgements=why)
    assert published(store) == published(beside)


def refuse(*_: object) -> None:
    raise AssertionError("checked again")
