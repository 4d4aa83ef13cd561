"""The commands backup and restore: what they answer, and a store that was lost."""

from pathlib import Path

from tests import shared_lake
from tests.cli.test_cli import answer, ask, has_types, keys_of  # noqa: F401


def test_a_lost_store_comes_back_by_two_commands(own_var, tmp_path, answer, monkeypatch):  # noqa: F811
    file = tmp_path / "day.zip"
    made = answer(f"backup {file}")
    has_types([made], keys_of("backup"))
    assert Path(made["file"]) == file
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "new"))
    back = answer(f"restore {file}")
    has_types([back], keys_of("restore"))
    assert back == made | {"now_version": 1}
    # What was brought back is what data/ and the application ask for: nothing is built again.
    built = answer("build")
    assert (built["version"], built["made_because"]) == (1, "restored")
    assert answer("gap psi")["rank"] == 7


def test_a_store_moves_into_a_shared_one_and_back(
    own_var,
    postgres,
    tmp_path,
    answer,  # noqa: F811
    ask,  # noqa: F811
    monkeypatch,
):
    lake = shared_lake.database(postgres, tmp_path)
    store = f"ducklake:postgres:{lake.connection.replace(' ', '%20')}"
    moved = answer(f"move-store --to {store} --data {lake.folder / 'data'}")
    has_types([moved], keys_of("move-store"))
    assert (moved["version"], moved["loads"]) == (1, 1)
    monkeypatch.setenv("RANKINGS_STORE", store)
    monkeypatch.setenv("RANKINGS_STORE_DATA", str(lake.folder / "data"))
    # A command sees what the lake has; that needs no building, data/ being the same.
    assert answer("build")["folder"] == moved["folder"]
    assert answer("gap psi")["rank"] == 7
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "back"))
    back = answer(f"move-store --from {store} --data {lake.folder / 'data'}")
    assert (back["version"], back["folder"]) == (1, str(tmp_path / "back"))
    code, _, said = ask("move-store --to elsewhere --data nowhere")
    assert code == 2
    assert "ducklake:postgres:" in said
