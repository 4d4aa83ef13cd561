"""Every point of a period type as a file."""

from collections.abc import Callable
from operator import attrgetter

from rankings.blocks.over_time.shown import Shown, note
from rankings.blocks.view import IndexView
from rankings.facts import editions, over_time
from rankings.facts.over_time import Point
from rankings.ingest.sourcing import UNVERIFIED
from rankings.sentences import history, naming
from rankings.store import figure_keys
from rankings.words import exports
from rankings.words.tables import Column, Table


def points_sheet(shown: Shown) -> exports.Sheet:
    """Every point of the period type with what it may be joined with."""
    view, w = shown.view, shown.view.words
    points = [
        point
        for point in over_time.chosen(
            view.at, index_code=view.index_code, period_type=shown.period_type
        )
        if point.rank is not None or point.score is not None
    ]
    decimals = {
        item.edition_id: item.decimals for item in editions.of_index(view.at, view.index_code)
    }

    methods = naming.method_names(view.at, w)

    def key(measure: str) -> Callable[[Point], str]:
        return lambda point: figure_keys.figure(point.edition_id, point.unit_code, "total", measure)

    def status(point: Point) -> str | None:
        return w(f"status.{point.status}") if point.status else None

    columns = [
        Column(w("table.period"), w.period),
        Column(w("table.scheme"), lambda point: w(f"scheme.{point.scheme}")),
        Column(w("table.method"), lambda point: methods[view.index_code, point.method_code]),
        Column(w("table.unit_code"), attrgetter("unit_code")),
        Column(w("table.unit"), w.name),
        Column(w("table.rank"), attrgetter("rank"), key=key("rank")),
        Column(
            w("table.score"),
            attrgetter("score"),
            key=key("score"),
            decimals=max(decimals[point.edition_id] for point in points),
        ),
        Column(w("table.status"), status),
        Column(w("table.note"), lambda point: _note(view, point)),
        Column(w("table.segment"), attrgetter("segment")),
    ]
    title = f"{view.index_name}, {w(f'period_type.{shown.period_type}')}"
    return Table(points, columns).sheet(title, _about(view), label=w("table.unit"))


def _note(view: IndexView, point: Point) -> str | None:
    """What must be said beside a point: that it is disputed, or has no source."""
    lacking = view.words("chip.unsourced") if point.confidence == UNVERIFIED else None
    return "; ".join(filter(None, (note(view, None, point.disputed), lacking))) or None


def _about(view: IndexView) -> tuple[tuple[str, str], ...]:
    w = view.words
    version = history.version_shown(w, view.live.version, view.as_of)
    return (
        (w("download.about_index"), w.name(view.index)),
        (w("download.about_version"), str(version)),
    )
