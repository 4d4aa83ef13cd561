"""Stopped in a chosen window, or by a power cut, a load counts as a whole or not at all, and once.

A power cut is worked out, not had: what a publication makes durable is written down at each sync,
rename and removal. Renames count in their order, as a file system with a journal has them; a file
that was never synced is empty then, and what was added to one since its last sync is gone.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from rankings import loads
from rankings.loads import journal
from rankings.loads.access import operator
from rankings.store import queries, versions
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import acknowledged, effort, interrupted
from tests.ingest.test_loads_interrupted import ACTIONS, Case, case, copy_of, figures

__all__ = ["case"]  # a fixture

TIMES = 3 if effort.THOROUGH else 1
BY = operator("An")


@dataclass(frozen=True)
class Window:
    """A moment in a publication: at the call of a function, so many of its calls before.

    counts: whether the load counts then; handed_in: whether it was taken before.
    """

    owner: object
    name: str
    calls: int = 0
    counts: bool = False
    handed_in: bool = True
    of_trial: bool = False


# In the order in which they are come by.
WINDOWS = {
    "handed in, not synced": Window(journal, "_sync_files", handed_in=False),
    "synced, no number": Window(journal, "_take_number", handed_in=False),
    "handed in, not tried": Window(Store, "trial"),
    "tried, not written": Window(loads.newest, "take_effect"),
    "written, not synced": Window(versions, "sync"),
    "synced and named, no pointer": Window(Store, "_point_to"),
    "pointer written, not synced": Window(versions, "sync", calls=1),
    "pointer moved, folder not synced": Window(versions, "sync", calls=2, counts=True),
    "pointer synced, not noted": Window(Store, "note_sound", counts=True),
    "counts, not in the journal": Window(journal, "record", counts=True),
    "journal written, not synced": Window(journal, "_sync_files", calls=1, counts=True),
    "in the journal and in the audit, not answered": Window(loads, "Published", counts=True),
}
# Beside windows in which the same is there.
SELDOM = ("synced, no number", "pointer synced, not noted")


def stop_at(name: str, action: str, folder: Path) -> None:
    """Do the action in this process, which ends at once in the window of that name."""
    window = WINDOWS[name]
    real, left = getattr(window.owner, window.name), window.calls

    def stop(*arguments: object, **named: object) -> object:
        nonlocal left
        # A trial is a store of its own below the folder; what it writes is no part of this one.
        of_trial = any(_within(argument, folder / "trials") for argument in arguments[:1])
        if not of_trial:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return real(*arguments, **named)

    setattr(window.owner, window.name, stop)
    ACTIONS[action](folder)


def _within(argument: object, folder: Path) -> bool:
    path = argument.folder if isinstance(argument, Store) else argument
    return isinstance(path, Path) and path.is_relative_to(folder)


def load_ids(store: Store) -> list[int]:
    return sorted(queries.loads(store.snapshot())["load_id"].to_pylist())


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.long) if name in SELDOM else name for name in WINDOWS],
)
def test_stopped_in_a_window_all_or_nothing_counts_and_nothing_twice(tmp_path, case: Case, name):
    if case.action == "withdraw" and not effort.THOROUGH:
        pytest.skip("the same way as a publication; with every example both are tried")
    for time in range(TIMES):
        store = copy_of(case.fresh, tmp_path / f"{time}")
        known = load_ids(store)
        process = interrupted.start(stop_at, name, case.action, store.folder)
        assert interrupted._was_killed(process), "the window was not come by"
        window = WINDOWS[name]
        assert case.expect_all_or_nothing(store) is window.counts
        if case.action == "publish":
            expect_one_way_on(store, case, known, window)
        assert figures(store) == case.after or case.action == "withdraw"
        assert len(load_ids(store)) == len(set(load_ids(store)))


def expect_one_way_on(store: Store, case: Case, known: list[int], window: Window) -> None:
    """What was stopped can be done now, or is done and cannot be done again."""
    number = max(known) + 1
    waiting = [load_id for load_id, _ in loads.staged(store)]
    assert waiting == ([number] if window.handed_in and not window.counts else [])
    if not window.handed_in:
        case.run(store)
    elif not window.counts:
        loads.publish(store, number, by=BY, acknowledgements=acknowledged.everything())
    else:
        with pytest.raises(Problem) as caught:
            loads.publish(store, number, by=BY, acknowledgements=acknowledged.everything())
        assert caught.value.key == "error.load_published"
    assert load_ids(store) == [*known, number]


# --- A power cut ----------------------------------------------------------------------------------

Disk = dict[str, bytes]


class Recorder:
    """What of a folder is durable, after each step that makes something so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk: Disk = {}
        for path in folder.rglob("*"):
            if path.is_file():
                self.disk[self._name(path)] = path.read_bytes()
        self.states: list[Disk] = [dict(self.disk)]

    def _name(self, path: str | Path) -> str:
        return os.path.relpath(path, self.folder)

    def synced(self, descriptor: int) -> None:
        path = _file_of(descriptor)
        if path.is_file():
            self.disk[self._name(path)] = path.read_bytes()
        self._step()

    def renamed(self, source: str | Path, target: str | Path, members: list[str]) -> None:
        """members: the files that were below the source, by the rest of their name."""
        for member in members:
            content = self.disk.pop(self._name(source) + member, b"")
            self.disk[self._name(target) + member] = content
        self._step()

    def removed(self, path: str | Path) -> None:
        if self.disk.pop(self._name(path), None) is not None:
            self._step()

    def _step(self) -> None:
        if self.disk != self.states[-1]:
            self.states.append(dict(self.disk))


def _file_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


@contextmanager
def recorded(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Write down what becomes durable in a folder."""
    recorder = Recorder(folder)
    fsync, unlink = os.fsync, os.unlink

    def here(path: object) -> bool:
        return isinstance(path, str | Path) and Path(path).is_relative_to(folder)

    def sync(descriptor: int) -> None:
        fsync(descriptor)
        if here(_file_of(descriptor)):
            recorder.synced(descriptor)

    def renaming(real: Callable) -> Callable:
        def rename(source: object, target: object, **named: object) -> None:
            path = Path(str(source))
            below = sorted(path.rglob("*")) if path.is_dir() else [path]
            members = [str(item)[len(str(path)) :] for item in below if item.is_file()]
            real(source, target, **named)
            if here(target):
                recorder.renamed(path, Path(str(target)), members)

        return rename

    def remove(path: object, **named: object) -> None:
        unlink(path, **named)
        if here(path) and not named:
            recorder.removed(str(path))

    with patch.context() as patched:
        patched.setattr(os, "fsync", sync)
        patched.setattr(os, "unlink", remove)
        for name in ("rename", "replace"):
            patched.setattr(os, name, renaming(getattr(os, name)))
        yield recorder


def written(disk: Disk, folder: Path) -> Store:
    """A folder as a disk has it after a power cut."""
    for name, content in disk.items():
        if not name.startswith("trials"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return Store(folder)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc which file is synced")
def test_after_a_power_cut_at_any_step_all_or_nothing_counts(tmp_path, case: Case, monkeypatch):
    store = copy_of(case.fresh, tmp_path / "var")
    known = load_ids(store)
    with recorded(store.folder, monkeypatch) as recorder:
        case.run(store)
    assert figures(store) == case.after
    reached = []
    for number, disk in enumerate(recorder.states):
        cut = written(disk, tmp_path / f"cut-{number}")
        reached.append(case.expect_all_or_nothing(cut))
        assert len(load_ids(cut)) == len(known) + reached[-1]
        # What the journal lists as published counts, and can be brought back from it.
        published = journal.published_ids(cut)
        assert set(published) <= set(load_ids(cut))
        assert journal.published(cut).keys() == set(published)
        for load_id, _ in loads.staged(cut):
            journal.read(cut, load_id)
        if not reached[-1] and case.action == "publish" and number % (1 if TIMES > 1 else 4) == 0:
            case.run(cut)
            assert figures(cut) == case.after
        cut.close()
        shutil.rmtree(cut.folder)
    # Nothing, then all, and never nothing again.
    assert reached == sorted(reached)
    assert (reached[0], reached[-1]) == (False, True)
    assert len(reached) > 8
