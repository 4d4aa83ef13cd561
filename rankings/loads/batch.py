"""Several loads handed in at once: their order, those that claim one edition, one after another.

Each is a load of its own, withdrawn by itself. What one of them would do is tried on top of those
before it, so that the second of two weekly tables is compared with the first.
"""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rankings import loads
from rankings.ingest import confined
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, Published, Stopped, access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store.problems import Problem
from rankings.store.versions import Store

# What of a load claims its edition: a book with no figures claims none.
EDITIONS = "editions"


@dataclass(frozen=True)
class Outcome:
    """What became of one load of several: one of the three.

    stopped: what was found, of a load with blockers or with warnings that nobody acknowledged.
    """

    published: Published | None = None
    stopped: Checked | None = None
    problem: Problem | None = None


def in_order(submissions: Sequence[Submission]) -> tuple[int, ...]:
    """The places of the loads by the last day that they tell of, then as they were handed in.

    Those without an edition come last.
    """
    days = [_last_day(item) for item in submissions]
    return tuple(sorted(range(len(days)), key=lambda place: (days[place] or date.max, place)))


def _last_day(submission: Submission) -> date | None:
    rows = submission.rows.get(EDITIONS)
    ends = rows["period_end"].to_pylist() if rows is not None else []
    return max(filter(None, ends), default=None)


def repeated(hashes: Sequence[str]) -> dict[int, int]:
    """Place of a file that was handed in before -> place of the first of the same content."""
    first_of: dict[str, int] = {}
    again = {}
    for place, sha256 in enumerate(hashes):
        first = first_of.setdefault(sha256, place)
        if first != place:
            again[place] = first
    return again


def claims(submissions: Mapping[int, Submission]) -> dict[str, tuple[int, ...]]:
    """Edition -> places of the loads, two or more, that each bring figures of it.

    Loads that give other indicators of one edition, as the portal's replies of single groups do, do
    not stand against each other.
    """
    bring: dict[str, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, item in sorted(submissions.items()):
        for edition_id, columns in sorted(_columns(item).items()):
            for column in columns:
                bring[edition_id][column].append(place)
    claimed = {
        edition_id: {place for places in columns.values() if len(places) > 1 for place in places}
        for edition_id, columns in bring.items()
    }
    return {edition_id: tuple(sorted(places)) for edition_id, places in claimed.items() if places}


def _columns(submission: Submission) -> dict[str, set[tuple[str, str]]]:
    """Edition -> indicator and measure of the figures that a load has of it."""
    names = ["edition_id", "indicator_code", "measure"]
    rows = submission.rows.get("observations")
    distinct = rows.select(names).group_by(names).aggregate([]).to_pylist() if rows else []
    given: dict[str, set[tuple[str, str]]] = {}
    for row in distinct:
        edition_id, indicator_code, measure = (row[name] for name in names)
        given.setdefault(edition_id, set()).add((indicator_code, measure))
    return given


def edition_ids(submission: Submission) -> frozenset[str]:
    """The editions that a load has figures of."""
    rows = submission.rows.get("observations")
    return frozenset(rows["edition_id"].unique().to_pylist()) if rows is not None else frozenset()


@confined.work
def check_in_turn(
    store: Store,
    submissions: Sequence[Submission],
    *,
    base: int,
    tell: Callable[[int], None] | None = None,
) -> list[Checked]:
    """What each load would do to a version on top of those before it; nothing is kept.

    A load with blockers changes nothing for those after it. tell: called with the place of the load
    that is checked now.
    """
    tell = tell or (lambda place: None)
    results: list[Checked] = []
    with contextlib.ExitStack() as standing:
        below, version = store, base
        for place, item in enumerate(submissions):
            tell(place)
            with contextlib.ExitStack() as trial:
                tried = trial.enter_context(store.trial())
                checked = loads.try_on(below, version, tried, item, number=place)
                results.append(replace(checked, base=base))
                if checked.blockers:
                    continue
                # The copies before are not needed any more: a batch costs the disk two of them.
                standing.close()
                standing.enter_context(trial.pop_all())
                below, version = tried, tried.version() or base
    return results


def publish_in_turn(
    store: Store,
    submissions: Sequence[Submission],
    *,
    by: Actor,
    acknowledgements: Sequence[Collection[Acknowledgement]],
    seen: int,
    tell: Callable[[int], None] | None = None,
) -> Iterator[Outcome]:
    """Publish loads one after another; one that is stopped or refused does not keep the others.

    acknowledgements: for each load, what was said of the warnings that were seen of it. seen: the
    version on which the person saw what they do. Raises Problem where `by` may publish none.
    """
    audit.demand(store, by, access.PUBLISH)
    for place, item in enumerate(submissions):
        if tell:
            tell(place)
        try:
            done = loads.publish_at_once(
                store, item, by=by, acknowledgements=acknowledgements[place], seen=seen
            )
        except Stopped as stopped:
            yield Outcome(stopped=stopped.checked)
        except Problem as problem:
            yield Outcome(problem=problem)
        else:
            # Our own load is known; what somebody else has published in between is not.
            seen = done.version if done.checked.base == seen else seen
            yield Outcome(published=done)
