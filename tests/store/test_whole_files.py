"""A small file is there whole: the new one, or the one of before."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rankings.store import whole_files


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_and_its_folder_are_made_and_a_file_is_replaced(tmp_path):
    path = tmp_path / "a" / "b" / "x.json"
    whole_files.write(path, b"1")
    whole_files.write(path, b"2", synced=False)
    assert files_in(path.parent) == {"x.json": b"2"}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_fails_on_the_way_leaves_the_file_of_before_and_nothing_else(
    tmp_path, monkeypatch, step
):
    path = tmp_path / "x.json"
    whole_files.write(path, b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, step) if step == "fsync" else (Path, step)), full)
    with pytest.raises(OSError, match="No space left"):
        whole_files.write(path, b"after")
    assert files_in(tmp_path) == {"x.json": b"before"}


def test_of_many_at_once_one_stands_whole(tmp_path):
    path = tmp_path / "x.json"
    contents = [bytes([65 + number]) * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: whole_files.write(path, content), contents))
    assert list(files_in(tmp_path)) == ["x.json"]
    assert path.read_bytes() in contents


def test_a_file_and_a_folder_are_synced(tmp_path, monkeypatch):
    synced: list[str] = []
    monkeypatch.setattr(
        os, "fsync", lambda number: synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
    )
    path = tmp_path / "x"
    path.write_bytes(b"")
    whole_files.sync(path)
    whole_files.sync(tmp_path)
    assert synced == [str(path), str(tmp_path)]
