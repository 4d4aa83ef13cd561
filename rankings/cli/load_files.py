"""The command load with several files: each a load of its own, in the order of their periods."""

import argparse
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rankings import loads
from rankings.cli.command import Answer
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, batch
from rankings.loads.access import Actor
from rankings.sentences import naming, problems
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words.text import Words, words

UNREADABLE, STOPPED = 2, 3
NOTHING_READ: dict[str, object] = {
    "recognised": None,
    "left_out": [],
    "remarks": [],
    "structure": [],
}


@dataclass(frozen=True)
class OneFile:
    """How the command does with one file what it does with each of several.

    read: options, snapshot -> the load and what is answered of its reading; answered: the findings
    and effects of a check; acknowledged: what is said of the rules; actor: who does it.
    """

    read: Callable[[argparse.Namespace, Snapshot], tuple[Submission, dict[str, object]]]
    answered: Callable[[argparse.Namespace, Snapshot, Checked, Submission], dict[str, Any]]
    acknowledged: Callable[[argparse.Namespace, tuple[str, ...]], list[Acknowledgement]]
    actor: Callable[[argparse.Namespace], Actor]


@dataclass
class _File:
    """What is known of one of the files so far. state: as the answer has it."""

    path: str
    submission: Submission | None = None
    reading: dict[str, object] = field(default_factory=lambda: dict(NOTHING_READ))
    state: str = ""
    asked: list[str] = field(default_factory=list)
    error: str | None = None
    load_id: int | None = None
    checked: Checked | None = None

    def stop(self, state: str, *asked: str, error: str | None = None) -> None:
        """It goes no further, for a reason."""
        self.state, self.asked, self.error = state, [*asked], error


def load(options: argparse.Namespace, at: Snapshot, one_file: OneFile) -> Answer:
    """Read and check every file, then keep or publish those that nothing stands against.

    A file that cannot be read does not keep the others; exit code 2 where there is one, else 3
    where one was stopped.
    """
    w = words(options.lang)
    files = [_File(path) for path in options.file]
    for file in files:
        _read(file, options, at, one_file, w)
    _tell_repeated(files, w)
    _ask_of_claims(files, at, w)
    waiting = [file for file in files if not file.state]
    turns = [waiting[place] for place in batch.in_order([_load_of(file) for file in waiting])]
    for file, result in zip(turns, _checked(turns, at, w), strict=False):
        file.checked = result
        _judge(file, options, one_file)
    _carry_out([file for file in turns if not file.state], options, at, one_file, w)
    states = {file.state for file in files}
    code = UNREADABLE if "refused" in states else STOPPED if states & {"blocked", "asked"} else 0
    return {"files": [_answer(file, options, at, one_file) for file in files]}, code


def _read(
    file: _File, options: argparse.Namespace, at: Snapshot, one_file: OneFile, w: Words
) -> None:
    """The load that the file makes; of one that cannot be read, the sentence that says why."""
    own = copy.copy(options)
    own.file = file.path
    try:
        file.submission, file.reading = one_file.read(own, at)
    except Problem as problem:
        file.stop("refused", error=problems.problem(w, problem))


def _checked(files: Sequence[_File], at: Snapshot, w: Words) -> list[Checked]:
    """What each file would do on top of those before it. Where one cannot be checked, on a full
    disk for one, it says why, all others name it, and nothing of any is kept.
    """
    at_work = 0

    def tell(place: int) -> None:
        nonlocal at_work
        at_work = place

    try:
        return batch.check_in_turn(
            at.store, [_load_of(file) for file in files], base=at.version, tell=tell
        )
    except Problem as problem:
        stopped_at = files[at_work]
        reason = w("batch.check_stopped", file=Path(stopped_at.path).name)
        for file in files:
            file.stop("blocked", error=reason)
        stopped_at.error = problems.problem(w, problem)
        return []


def _load_of(file: _File) -> Submission:
    if file.submission is None:
        raise ValueError(file.path)
    return file.submission


def _tell_repeated(files: Sequence[_File], w: Words) -> None:
    """A file that was handed in twice is loaded once."""
    read = [file for file in files if not file.state]
    again = batch.repeated([_load_of(file).sha256 or file.path for file in read])
    for place, first in again.items():
        same = Path(read[first].path).name
        read[place].stop("repeated", error=w("batch.repeated", file=same))


def _ask_of_claims(files: Sequence[_File], at: Snapshot, w: Words) -> None:
    """Of files that bring figures of one edition a person says which is right."""
    waiting = {place: _load_of(file) for place, file in enumerate(files) if not file.state}
    for edition_id, places in batch.claims(
        waiting, batch.inside_lists(at, waiting.values())
    ).items():
        named = naming.of_editions(at, w, [edition_id])[edition_id]
        names = w.join([Path(files[place].path).name for place in places])
        for place in places:
            sentence = w("batch.same_edition", files=names, edition=named)
            files[place].stop("asked", "same_edition", error=sentence)


def _judge(file: _File, options: argparse.Namespace, one_file: OneFile) -> None:
    """Stop a load that would not be published, and say which rules want to be acknowledged."""
    checked = file.checked
    if checked is None:
        return
    file.asked = list(checked.to_acknowledge)
    reasons = one_file.acknowledged(options, checked.to_acknowledge)
    open_still = checked.questions or (file.asked and not reasons)
    if checked.blockers or (options.publish and open_still):
        file.state = "blocked"


def _carry_out(
    files: Sequence[_File],
    options: argparse.Namespace,
    at: Snapshot,
    one_file: OneFile,
    w: Words,
) -> None:
    if not files:
        return
    by = one_file.actor(options)
    if not options.publish:
        for file in files:
            _keep(file, at, by, w)
        return
    reasons = [one_file.acknowledged(options, tuple(file.asked)) for file in files]
    outcomes = batch.publish_in_turn(
        at.store,
        [_load_of(file) for file in files],
        by=by,
        acknowledgements=reasons,
        seen=at.version,
    )
    for file, outcome in zip(files, outcomes, strict=True):
        if outcome.published is not None:
            file.load_id, file.checked = outcome.published.load_id, outcome.published.checked
            file.state = "published"
        elif outcome.problem is not None:
            file.stop("blocked", error=problems.problem(w, outcome.problem))
        else:
            file.state, file.checked = "blocked", outcome.stopped


def _keep(file: _File, at: Snapshot, by: Actor, w: Words) -> None:
    """Keep a load; one that cannot be written does not hide which were."""
    try:
        file.load_id = loads.stage(at.store, _load_of(file), by=by)
        file.state = "staged"
    except Problem as problem:
        file.stop("blocked", error=problems.problem(w, problem))


def _first_blocker(told_of: Mapping[str, Any]) -> str | None:
    """What stops a load, in a sentence with its place; the others stand among the findings."""
    for item in told_of["findings"]:
        if item["severity"] == "blocker":
            return ": ".join(filter(None, (item["where"], item["message"])))
    return None


def _answer(
    file: _File, options: argparse.Namespace, at: Snapshot, one_file: OneFile
) -> dict[str, Any]:
    """One file of the answer: what it is, what it changes, what is asked, then as of one file."""
    checked = file.checked
    told_of: Mapping[str, Any] = {"findings": [], "effect": []}
    if checked is not None:
        told_of = one_file.answered(options, at, checked, _load_of(file))
        file.error = file.error or _first_blocker(told_of)
    figures = dict.fromkeys(("new", "changed", "gone", "same"))
    if checked is not None:
        figures = {name: getattr(checked.comparison, name) for name in figures}
    return {
        "file": file.path,
        "load_id": file.load_id,
        "state": file.state,
        "error": file.error,
        "asked": file.asked,
        "figures": figures,
        **file.reading,
        **told_of,
    }
