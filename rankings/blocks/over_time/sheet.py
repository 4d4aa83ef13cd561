"""Every point of a period type as a file."""

from rankings import sentences
from rankings.blocks.over_time.shown import Shown, index_name, note
from rankings.blocks.selection import View
from rankings.facts import editions, over_time
from rankings.store import figure_keys
from rankings.words import exports


def points_sheet(shown: Shown) -> exports.Sheet:
    """Every point of the period type with what it may be joined with."""
    view, w = shown.view, shown.view.words
    found = over_time.chosen(view.at, index_code=view.index_code, period_type=shown.period_type)
    found = [point for point in found if point.rank is not None or point.score is not None]
    facts = {item.edition_id: item for item in editions.of_index(view.at, view.index_code)}
    decimals = max(facts[point.edition_id].decimals for point in found)
    names = ("period", "scheme", "method", "unit_code", "unit", "rank", "score", "status", "note")
    names = (*names, "segment")
    numbers = {"rank": 0, "score": decimals}
    return exports.Sheet(
        title=f"{index_name(view)}, {w(f'period_type.{shown.period_type}')}",
        notes=_about(view),
        columns=tuple(w(f"table.{name}") for name in names),
        decimals=tuple(numbers.get(name) for name in names),
        rows=tuple(
            (
                w.period(point),
                w(f"scheme.{point.scheme}"),
                point.method_code,
                point.unit_code,
                w.name(point),
                point.rank,
                point.score,
                w(f"status.{point.status}") if point.status else None,
                note(view, None, point.disputed),
                point.segment,
            )
            for point in found
        ),
        labelled=names.index("unit"),
        keys=tuple(
            tuple(
                figure_keys.figure(point.edition_id, point.unit_code, "total", name)
                if name in numbers
                else None
                for name in names
            )
            for point in found
        ),
    )


def _about(view: View) -> tuple[tuple[str, str], ...]:
    w = view.words
    row = editions.index_row(view.at, view.index_code)
    version = sentences.version_shown(w, view.live.version, view.as_of)
    return (
        (w("download.about_index"), w.name(row)),
        (w("download.about_version"), str(version)),
    )
