"""A dossier file as a load: estimates that replace each other, nothing of a person left behind."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from rankings import loads
from rankings.ingest.dossiers import submission
from rankings.loads import Acknowledgement, dossiers
from rankings.loads.access import operator
from rankings.store import dossiers as kept
from rankings.store import queries
from rankings.store.rows import where
from rankings.store.versions import ROOT, Store
from tests.ingest.dossiers.files import NOW, PERSONAL, rows, write

BY = operator("An")
DAY = "psi-2026-10-10-year_to_date-daklak102"


def handed(store: Store, path: Path, **options: object) -> dossiers.Handed:
    return dossiers.count_file(store, path, by=BY, now=NOW, moment=NOW, **options)


def published(store: Store, path: Path) -> loads.Published:
    load = handed(store, path).submission
    checked = loads.check(store, load)
    said = [Acknowledgement(rule, "other", "đã rà") for rule in checked.to_acknowledge]
    return loads.publish_at_once(store, load, by=BY, acknowledgements=said, known=checked)


def on_time(store: Store) -> dict[str, int]:
    """Dossiers on time by unit, of the estimates that stand."""
    estimates = queries.estimates(store.snapshot(), scheme="daklak102")
    wanted = where(estimates, edition_id=DAY, indicator_code="2.1")
    return {row["unit_code"]: int(row["numerator"]) for row in wanted}


@pytest.fixture
def store(own_var) -> Store:
    return Store(own_var)


def test_a_file_makes_estimates_and_a_second_one_of_the_day_replaces_them(store, tmp_path):
    before = store.snapshot()
    first = published(store, write(tmp_path / "a.csv", rows(400)))
    counted = on_time(store)
    assert counted.keys() == {"H15", "22015", "24211"}
    at = store.snapshot()
    # No table, no ranking, no edition comes of an estimate.
    assert queries.editions(at).equals(queries.editions(before))
    assert queries.inside_editions(at).num_rows == 0
    for mart in ("current_observations", "current_inside_observations"):
        figures = store.connect(at.version).cursor().table(mart)
        assert not figures.filter("status = 'estimated'").fetchall()

    load = handed(store, write(tmp_path / "b.csv", rows(300, seed=2))).submission
    checked = loads.check(store, load)
    rules = {item.rule: item for item in checked.findings}
    assert rules["dossiers_disagree"].details["earlier_load"] == str(first.load_id)
    assert {"dossier_rows", "dossiers_unplaced"} < rules.keys()
    assert not checked.blockers
    second = published(store, write(tmp_path / "b.csv", rows(300, seed=2)))
    assert sum(on_time(store).values()) < sum(counted.values())
    assert dossiers.newest(store.snapshot()).load_id == second.load_id

    loads.withdraw(store, second.load_id, why="nhầm tệp", by=BY)
    assert on_time(store) == counted
    assert dossiers.newest(store.snapshot()).load_id == first.load_id


def test_the_same_file_again_changes_nothing_and_is_no_disagreement(store, tmp_path):
    path = write(tmp_path / "a.csv", rows(200))
    published(store, path)
    counted = on_time(store)
    load = handed(store, path).submission
    assert "dossiers_disagree" not in {item.rule for item in loads.check(store, load).findings}
    published(store, path)
    assert on_time(store) == counted


def test_a_load_that_is_stopped_leaves_nothing_beside(store, tmp_path):
    stopped = handed(store, write(tmp_path / "a.csv", rows(50)))
    assert list((store.folder / "dossiers").iterdir())
    dossiers.drop(store, stopped.submission)
    assert not list((store.folder / "dossiers").iterdir())


def test_an_answer_is_remembered_for_the_next_file_of_the_shape(store, tmp_path):
    given = [
        {("Vào sổ lúc" if name == "NgayTiepNhan" else name): text for name, text in row.items()}
        for row in rows(40)
    ]
    path = write(tmp_path / "a.csv", given)
    first = handed(store, path, columns={"received": "Vào sổ lúc"})
    assert handed(store, path).counted.headings == first.counted.headings


def everything_in(folder: Path) -> str:
    """All that files hold, as bytes and as the tables that they are: compression hides nothing."""
    texts = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        texts.append(path.read_bytes().decode("utf-8", "ignore"))
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for name, *_ in connection.execute("show tables").fetchall():
                    texts.append(str(connection.table(name).fetchall()))
        elif path.suffix == ".parquet":
            texts.append(str(duckdb.read_parquet(str(path)).fetchall()))
    return "\n".join(texts)


def test_nothing_of_a_person_is_left_in_any_file(store, tmp_path):
    given = rows(300)
    person = PERSONAL["ChuHoSo"]
    for place, row in enumerate(given):
        # Where a code should be there stands what it should not, in some rows.
        if place % 30 == 0:
            row["MaHoSo"] = PERSONAL["SoCCCD"]
            row["NgayKetThucXuLy"] = ""
        if place % 30 == 1:
            row["MaTTHC"] = PERSONAL["Email"]
        if place % 30 == 2:
            row["MaCoQuan"] = f"{person} ({PERSONAL['DienThoai']})"
        row["DienThoai"] = "0905123457"
    result = published(store, write(tmp_path / f"{person}.csv", given))
    still_open = kept.path_of(store, dossiers.newest(store.snapshot()).key, "open")
    assert "H15.05-26" in everything_in(still_open.parent), "the list of open dossiers has numbers"
    everything = everything_in(store.folder)
    assert "UBND xã Cũ" in everything, "an agency is told"
    planted = (*PERSONAL.values(), "0905123457", "hong.nhung", "Nhung", "199012345")
    assert [text for text in planted if text in everything] == []
    assert result.checked.blockers == ()


def test_what_a_killed_process_leaves_goes_at_the_next_start(store, tmp_path):
    path = write(tmp_path / "a.csv", rows(60))
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from rankings.ingest import dossiers as ingest\n"
        "from tests.loads import test_dossiers as own\n"
        "ingest._written = lambda *given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "own.handed(own.Store(Path(sys.argv[1])), Path(sys.argv[2]))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", script, str(store.folder), str(path)], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert list((store.folder / "trials").rglob("work.duckdb"))
    dossiers.forget(store)
    assert not list((store.folder / "trials").iterdir())


def test_numbers_go_with_their_time_and_counts_stay(store, tmp_path):
    published(store, write(tmp_path / "a.csv", rows(60)))
    load = dossiers.newest(store.snapshot())
    path = kept.path_of(store, load.key, "open")
    old = dt.datetime.now().timestamp() - 15 * kept.DAY_SECONDS
    os.utime(path, (old, old))
    dossiers.forget(store)
    assert kept.due(store, load.key, made=load.made, now=NOW) is None
    assert kept.path_of(store, load.key, "counts").exists()


def test_the_list_of_home_is_found_with_its_province(store):
    home = submission.home_list(store.snapshot())
    assert (home.scheme, home.province_code, home.code) == ("daklak102", "66", "H15")
