"""Several loads handed in at once: their order, those that claim one edition, one after another.

Each is a load of its own, withdrawn by itself. What one of them would do is tried on top of those
before it, so that the second of two weekly tables is compared with the first.
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from rankings import loads
from rankings.facts import inside as inside_facts
from rankings.facts.editions import name_of
from rankings.ingest import confined
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, Published, Stopped, access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

# What of a load claims its edition: a book with no figures claims none.
EDITIONS = "editions"
# What a figure is of.
FIGURE = ["edition_id", "unit_code", "indicator_code", "measure"]


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


def claims(
    submissions: Mapping[int, Submission], inside: Collection[str] = ()
) -> dict[str, tuple[int, ...]]:
    """Edition -> places of the loads, two or more, that give figures of it for one another.

    Loads that give other figures of one edition, as the portal's replies of single groups or of
    communes and departments do, do not stand against each other. inside: lists of units inside a
    province, of which the same figure may stand in several replies: the province's own row.
    """
    named = [_figures(place, item) for place, item in sorted(submissions.items())]
    figures = pa.concat_tables(named) if named else None
    if figures is None or not figures.num_rows:
        return {}
    by_figure = figures.group_by(FIGURE).aggregate(
        [("place", "count_distinct"), ("value", "count_distinct")]
    )
    several = by_figure.filter(pc.greater(by_figure["place_count_distinct"], 1))
    differing = several.filter(pc.greater(several["value_count_distinct"], 1))
    contested = {
        edition_id
        for edition_id in several["edition_id"].unique().to_pylist()
        if name_of(edition_id).scheme not in inside
    } | set(differing["edition_id"].unique().to_pylist())
    pairs = several.select(FIGURE).join(figures, FIGURE, join_type="inner")
    claimed: dict[str, set[int]] = {}
    for row in pairs.group_by(["edition_id", "place"]).aggregate([]).to_pylist():
        if row["edition_id"] in contested:
            claimed.setdefault(row["edition_id"], set()).add(row["place"])
    return {edition_id: tuple(sorted(places)) for edition_id, places in sorted(claimed.items())}


def inside_lists(at: Snapshot, submissions: Iterable[Submission]) -> frozenset[str]:
    """The lists of units inside a province: those of the store, and those that loads bring."""
    known = {item.scheme for item in inside_facts.schemes(at)}
    brought = (item.rows["schemes"] for item in submissions if "schemes" in item.rows)
    return frozenset(known.union(*(rows["scheme"].to_pylist() for rows in brought)))


def _figures(place: int, submission: Submission) -> pa.Table:
    """The figures of a load: what each is of, its value, and the place of the load."""
    rows = submission.rows.get("observations")
    names = [*FIGURE, "value"]
    if rows is None:
        rows = pa.table({name: pa.array([], pa.string()) for name in names})
    columns = {name: rows[name].cast(pa.string()) for name in names}
    return pa.table({**columns, "place": pa.repeat(place, rows.num_rows)})


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
