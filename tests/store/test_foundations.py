"""What the tests themselves stand on: shared versions, many cases in one test, the record."""

import os
import re
from contextlib import contextmanager

import duckdb
import pytest

from tests import soak
from tests.cases import every
from tests.store_clones import clone, is_shared, own_file


class Heard:
    """Subtests that only remember which of them failed."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.failed: list[str] = []

    @contextmanager
    def test(self, name: str):
        self.tried.append(name)
        try:
            yield
        except AssertionError:
            self.failed.append(name)


@pytest.fixture
def two(tmp_path):
    """The file of a version in a folder, and the same version in a clone of that folder."""
    (tmp_path / "var").mkdir()
    first = tmp_path / "var" / "store-000001.duckdb"
    duckdb.connect(str(first)).close()
    (tmp_path / "var" / "current").write_text("1\n", encoding="ascii")
    return first, clone(tmp_path / "var", tmp_path / "clone") / first.name


def test_every_case_is_tried_and_those_that_fail_are_named():
    @every(("a", "b"), [(1, 1), (1, 2), (2, 2), (2, 3)])
    def check(a, b):
        assert a == b

    heard = Heard()
    check(subtests=heard)
    assert heard.tried == ["1-1", "1-2", "2-2", "2-3"]
    assert heard.failed == ["1-2", "2-3"]


def test_a_case_has_a_name_that_can_be_sent_and_is_not_too_long():
    @every("text", ["An\ud800", "x" * 500])
    def check(text):
        assert text

    heard = Heard()
    check(subtests=heard)
    assert [len(name.encode("utf-8")) < 130 for name in heard.tried] == [True, True]
    assert heard.tried[0] == r"An\ud800"


def test_no_cases_are_a_failure():
    @every("a", [])
    def check(a):
        raise NotImplementedError

    with pytest.raises(AssertionError, match="nothing is tested"):
        check(subtests=Heard())


def test_a_clone_shares_its_versions_and_nothing_else(two):
    first, second = two
    assert first.samefile(second)
    pointers = [path.with_name("current") for path in two]
    assert not pointers[0].samefile(pointers[1])
    assert pointers[1].read_text(encoding="ascii") == "1\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.open("r+b").close(),
        lambda path: os.truncate(path, 0),
        lambda path: duckdb.connect(str(path)).close(),
    ],
    ids=["write", "open to write", "truncate", "connect"],
)
def test_nobody_writes_into_a_version_that_is_shared(two, write):
    first, second = two
    before = first.read_bytes()
    with pytest.raises(RuntimeError, match="own_file"):
        write(second)
    assert first.read_bytes() == before
    write(own_file(second))
    assert not is_shared(second)
    assert first.read_bytes() == before


def test_a_shared_version_can_be_read(two):
    with duckdb.connect(str(two[1]), read_only=True) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]


def test_where_no_links_can_be_made_a_clone_is_a_copy(two, tmp_path, monkeypatch):
    def no_link(source, target):
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", no_link)
    copy = clone(two[0].parent, tmp_path / "copy") / two[0].name
    assert not two[0].samefile(copy)
    assert copy.read_bytes() == two[0].read_bytes()


def test_the_record_says_how_a_run_ended(tmp_path):
    counts = {"passed": 9, "failed": 1, "error": 0}
    text = soak.record(tmp_path / "soak.md", counts, 90.0, 1).read_text(encoding="utf-8")
    said = dict(re.findall(r"^- (\w+): (.+)$", text, flags=re.MULTILINE))
    assert [*said] == ["result", "date", "commit", "passed", "failed", "error", "minutes"]
    assert (said["result"], said["passed"], said["minutes"]) == ("failed", "9", "1.5")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["date"])
