"""The commands backup and restore: what they answer, and a store that was lost."""

from pathlib import Path

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
