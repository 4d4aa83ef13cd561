"""Several files handed in at once: each with its own reading, its questions and what it would do.

A file is an `Upload` of its own, so that what a person settles about one that was opened is what
the list then knows of it. Nothing here is drawn.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rankings.blocks.upload import state
from rankings.blocks.upload.state import Batch, HandedIn, Upload
from rankings.ingest import intake, originals
from rankings.ingest.assembly import Table
from rankings.ingest.reading import display_name
from rankings.ingest.submission import Submission
from rankings.loads import Checked, batch, checks, handed_in
from rankings.store.problems import Problem
from rankings.store.versions import Store

MOST_FILES = 100
# The cells of the files handed in, as large as the files are, are kept up to so many bytes in all;
# a file beyond it is looked at by itself, and read again for that.
KEPT_BYTES = 8_000_000
# Warnings of this kind are about what the file is: they are answered at its own cells.
OF_READING = "reading"

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Judged:
    """What is known of a file that was read. tables: its figures; checked: what it would do, on top
    of the files before it; None where a question comes first.

    questions: what has to be settled at the file itself: reading | names | contradiction | table |
    large | blockers | warnings.
    """

    place: int
    upload: Upload
    tables: tuple[Table, ...]
    submission: Submission
    checked: Checked | None
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Ready:
    """A file that nothing stands against but warnings, which are acknowledged for all."""

    place: int
    upload: Upload
    submission: Submission
    checked: Checked


@dataclass(frozen=True)
class Overview:
    """All files that wait: those judged, by the order in which they are published.

    claims: edition -> places of the files that bring it, where nobody has chosen one yet or one was
    chosen; left: places of those that were not chosen.
    """

    judged: tuple[Judged, ...]
    claims: Mapping[str, tuple[int, ...]]
    left: frozenset[int]

    @property
    def ready(self) -> tuple[Ready, ...]:
        """The files that are published together, in order."""
        return tuple(
            Ready(item.place, item.upload, item.submission, item.checked)
            for item in self.judged
            if item.checked and not item.questions
        )


# --- Taking files in ------------------------------------------------------------------------------


def take(store: Store, files: Sequence[tuple[str, bytes]], *, keep: bool) -> Batch:
    """Begin with files of a name and a content; nothing of them is read yet.

    keep: False for a reader who may look but not publish: nothing is left on the server. Raises
    Problem on too many files, or where the disk is full.
    """
    if len(files) > MOST_FILES:
        raise Problem("error.too_many_files", count=len(files), most=MOST_FILES)
    if keep:
        handed_in.make_room(store, sum(len(content) for _, content in files))
    number = state.current().number
    labels = _labels([display_name(name) for name, _ in files])
    hashes = [hashlib.sha256(content).hexdigest() for _, content in files]
    again = batch.repeated(hashes)
    entries = []
    for place, (name, content) in enumerate(files):
        entry = HandedIn(name, labels[place], len(content), hashes[place], number + 1 + place)
        if place in again:
            same = labels[again[place]]
            entry = replace(entry, problem=Problem("error.file_repeated", file=same))
        elif problem := _refused(content, name):
            entry = replace(entry, problem=problem)
        elif keep:
            originals.keep(store, content)
        else:
            entry = replace(entry, content=content)
        entries.append(entry)
    return Batch(tuple(entries))


def _labels(given: Sequence[str]) -> list[str]:
    """The names as they are told apart: of two alike the second has a number."""
    return [
        f"{name} ({given[:place].count(name) + 1})" if given.count(name) > 1 else name
        for place, name in enumerate(given)
    ]


def _refused(content: bytes, name: str) -> Problem | None:
    try:
        intake.check_size(len(content), name)
    except Problem as problem:
        return problem
    return None


def read(store: Store, entry: HandedIn, begin: Callable[[HandedIn, bytes], Upload]) -> HandedIn:
    """A file read and recognised; of one that cannot be read, why. begin: makes its upload."""
    try:
        content = entry.content
        if content is None:
            content = originals.path_of(store, entry.sha256).read_bytes()
        return replace(entry, upload=begin(entry, content))
    except Problem as problem:
        return replace(entry, problem=problem)
    except OSError as error:
        reason = error.strerror or str(error)
        return replace(
            entry, problem=Problem("error.file_unopened", file=entry.label, reason=reason)
        )


def within_memory(entries: Sequence[HandedIn]) -> tuple[HandedIn, ...]:
    """The files with the cells of those let go that are too many to be kept."""
    kept, bytes_kept = [], 0
    for entry in entries:
        if entry.upload is not None and bytes_kept + entry.size > KEPT_BYTES:
            entry = replace(entry, upload=None, large=True)
        elif entry.upload is not None:
            bytes_kept += entry.size
        kept.append(entry)
    return tuple(kept)


# --- What is known of them ------------------------------------------------------------------------


def overview(
    store: Store,
    front: Upload,
    today: date,
    questions_of: Callable[[Upload], tuple[str, ...]],
    tell: Tell | None = None,
) -> Overview:
    """What all files that wait are, would do and ask.

    questions_of: what has to be settled before the figures of a file are checked. tell: called with
    how many of the files were checked, as each begins.
    """
    batch_now = front.batch or Batch(())
    version = store.version() or 0
    read_in = {
        place: _with_front(entry.upload, front, place, version)
        for place, entry in enumerate(batch_now.entries)
        if entry.upload is not None and entry.waits
    }
    submissions = {place: _submission(store, upload, today) for place, upload in read_in.items()}
    inside = batch.inside_lists(store.at(version), submissions.values())
    claims = batch.claims(submissions, inside)
    left = _left(claims, batch_now.chosen)
    undecided = {
        place
        for edition, places in claims.items()
        if edition not in batch_now.chosen
        for place in places
    }
    places = list(submissions)
    order = [places[at] for at in batch.in_order([submissions[place] for place in places])]
    asked = {place: questions_of(read_in[place]) for place in order}
    turns = [place for place in order if place not in left | undecided and not asked[place]]
    results = _checked(store, [(place, read_in[place]) for place in turns], submissions, tell)
    judged = []
    for place in order:
        checked = results.get(place)
        questions = asked[place] if checked is None else _of_check(checked)
        tables = state.tables(store, read_in[place])
        judged.append(Judged(place, read_in[place], tables, submissions[place], checked, questions))
    return Overview(tuple(judged), claims, left)


def _submission(store: Store, upload: Upload, today: date) -> Submission:
    """The load of a file, made again only when something about it was settled."""
    made_of = state.checked_made_of(upload), upload.source
    slot = f"load_{upload.opened}"
    return state.once(slot, made_of, lambda: state.submission(store, upload, today))


def _with_front(upload: Upload, front: Upload, place: int, version: int) -> Upload:
    """A file with the source that was given for all, unless it has its own."""
    source = upload.source if upload.source != state.UNSAID else front.source
    return replace(upload, source=source, base=version, opened=place)


def _left(claims: Mapping[str, tuple[int, ...]], chosen: Mapping[str, int]) -> frozenset[int]:
    """The files that another one was chosen before."""
    return frozenset(
        place
        for edition, places in claims.items()
        if edition in chosen
        for place in places
        if place != chosen[edition]
    )


def _of_check(checked: Checked) -> tuple[str, ...]:
    """What the checks leave to be settled at the file itself."""
    if checked.blockers:
        return ("blockers",)
    return ("warnings",) if OF_READING in checks.alike(checked.to_acknowledge) else ()


def _checked(
    store: Store,
    turns: Sequence[tuple[int, Upload]],
    submissions: Mapping[int, Submission],
    tell: Tell | None,
) -> dict[int, Checked]:
    """What each file would do on top of those before it, made again only when one has changed."""
    made_of = [state.checked_made_of(upload) for _, upload in turns]
    base = store.version() or 0

    def make() -> list[Checked]:
        ordered = [submissions[place] for place, _ in turns]
        return batch.check_in_turn(store, ordered, base=base, tell=tell)

    results = state.once("batch", (base, made_of), make)
    return {place: checked for (place, _), checked in zip(turns, results, strict=True)}
