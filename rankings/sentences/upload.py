"""What the page for new figures says: how sure a reading is, what a load changes, what was done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.position import needed
from rankings.ingest.grid import Remark, Sheet, address, letters
from rankings.ingest.proposal import SURE, Area, Line, TableReading
from rankings.ingest.recognition.structure import Fitted
from rankings.loads.comparison import Comparison
from rankings.loads.effects import Effect, Movement, Standpoint
from rankings.words.markdown import literal
from rankings.words.text import Words, sentence_case

# So much of a cell is quoted, and so many columns are listed.
LONGEST_QUOTE = 90
COLUMNS_LISTED = 24

# A guess below this is one among several.
LIKELY = 0.6


def remark(w: Words, found: Remark, show: Callable[[str], str] = str) -> str:
    """What there is to know of a reading. show: how what the file says is written."""
    values = {name: show(value) for name, value in found.values}
    return w(f"reading.{found.key.removeprefix('reading.')}", **values)


def confidence(w: Words, value: float) -> str:
    """How sure a guess is, in words: "chắc chắn", "nên xem lại", "chưa rõ"."""
    if value >= SURE:
        return w("sure.certain")
    return w("sure.likely" if value >= LIKELY else "sure.unclear")


def area(place: Area) -> str:
    """A rectangle as spreadsheets name it: "A5:J38"."""
    return f"{address(place.top, place.left)}:{address(place.bottom, place.right)}"


def lines_named(reading: TableReading, positions: tuple[int, ...]) -> str:
    """Rows by number, columns by letter, as the orientation has it: "4, 5" or "B"."""
    across = reading.orientation == "units_in_rows"
    return ", ".join(letters(at) if across else str(at + 1) for at in positions)


def headings_named(reading: TableReading) -> str:
    """The heading rows by number, or the heading columns by letter."""
    across = reading.orientation == "units_in_rows"
    return ", ".join(str(at + 1) if across else letters(at) for at in reading.header_rows)


def meaning(w: Words, line: Line, names: Mapping[str, str]) -> str:
    """What a column holds: "điểm: Số hóa hồ sơ", "tên tỉnh, thành phố", "bỏ qua"."""
    if line.role != "figure":
        return w(f"recognised.role.{line.role}")
    measure = w(f"measure.{line.measure}") if line.measure else w("recognised.role.figure")
    if line.indicator_code is None:
        return measure
    return w(
        "role.measured",
        measure=measure,
        indicator=names.get(line.indicator_code, line.indicator_code),
    )


class CellsOf(Protocol):
    """What is read of the evidence of a table; cells are (row, column) from 0."""

    subjects: Mapping[str, Sequence[tuple[int, int]]]
    headings: Mapping[Line, tuple[int, int]]
    first: tuple[int, int] | None
    last: tuple[int, int] | None
    aggregates: Sequence[tuple[int, int]]


def evidence(
    w: Words,
    sheet: Sheet,
    reading: TableReading,
    found: CellsOf,
    names: Mapping[str, str],
    show: Callable[[str], str],
) -> str:
    """The cells from which each field of a table was read, as a list in Markdown.

    names: code -> what an indicator is called; show: how what the file says is written.
    """

    def told(cells: Iterable[tuple[int, int]]) -> str:
        return w.join(_cell_says(w, sheet, cell, show) for cell in cells)

    lines = [
        _field_line(w, reading, name, told(cells) if (cells := found.subjects.get(name)) else None)
        for name in ("index_code", "period", "published_on", "status")
        if name in found.subjects or name in ("index_code", "period")
    ]
    units = [(line, cell) for line, cell in found.headings.items() if line.role != "figure"]
    for line, cell in units:
        what = sentence_case(meaning(w, line, names))
        lines.append(w("read_from.read", field=what, cells=told([cell])))
    figures = [(line, cell) for line, cell in found.headings.items() if line.role == "figure"]
    if figures:
        columns = [
            w("read_from.column", cell=_cell_says(w, sheet, cell, show), what=what)
            for line, cell in figures[:COLUMNS_LISTED]
            if (what := show(meaning(w, line, names)))
        ]
        more = len(figures) - len(columns)
        columns += [w("read_from.more_columns", count=w.number(more))] if more else []
        across = reading.orientation == "units_in_rows"
        key = "read_from.columns" if across else "read_from.rows"
        lines.append(w(key, columns="; ".join(columns)))
    if found.first and found.last:
        lines.append(w("read_from.ends", first=told([found.first]), last=told([found.last])))
    if found.aggregates:
        lines.append(w("read_from.aggregates", cells=told(found.aggregates)))
    return "\n".join(f"- {line}" for line in lines)


def _field_line(w: Words, reading: TableReading, name: str, cells: str | None) -> str:
    """Where a field was read, or that no cell says it."""
    field, sure = sentence_case(w(f"recognised.{name}")), reading.confidence.get(name, 1.0)
    field = w("upload.field", field=field, sure=confidence(w, sure))
    if cells:
        return w("read_from.read", field=field, cells=cells)
    if getattr(reading, name) is None:
        return w("read_from.none", field=field)
    return w("read_from.settled" if sure == 1.0 else "read_from.inferred", field=field)


def _cell_says(w: Words, sheet: Sheet, cell: tuple[int, int], show: Callable[[str], str]) -> str:
    text = " ".join((sheet.text(*cell) or "").split())
    if len(text) > LONGEST_QUOTE:
        text = f"{text[:LONGEST_QUOTE].rstrip()}…"
    return w("read_from.cell", cell=address(*cell), text=show(text))


def counts(w: Words, found: Comparison) -> str:
    """How many figures a load makes new, changes and takes away."""
    return w(
        "compare.counts",
        new=w.number(found.new),
        changed=w.number(found.changed),
        gone=w.number(found.gone),
        same=w.number(found.same),
    )


def beside(w: Words, cells: Comparison) -> str | None:
    """That figures with a source stay, of which a load without one says otherwise; else None."""
    return w.plural("compare.beside", cells.beside) if cells.beside else None


def units_brought(w: Words, rows: Mapping[str, Any]) -> str | None:
    """How many units a load adds to a list inside a province; None where it adds none.

    rows: of the load, by table; empty for one so large that they are not kept.
    """
    kinds = rows["units"]["kind"].to_pylist() if "units" in rows else []
    departments = sum(kind == "department" for kind in kinds)
    communes = sum(kind not in ("department", "province") for kind in kinds)
    if not departments + communes:
        return None
    return w("compare.inside_units", departments=w.number(departments), communes=w.number(communes))


def effect_rows(w: Words, effect: Effect, units: int, decimals: int) -> list[tuple[str, str, str]]:
    """What a leader reads of an index: (what, before, after) for rank, gap, cut line and status."""
    rows = []
    for name, say in (("rank", _rank), ("gap", _gap), ("cut_line", _cut_line), ("status", _status)):
        before, after = (say(w, side, units, decimals) for side in (effect.before, effect.after))
        rows.append((w(f"standpoint.{name}"), before, after))
    return rows


def effect_movement(w: Words, effect: Effect) -> str | None:
    """The movement of the rank in words; None where one side has no rank."""
    ranks = [side.rank if side else None for side in (effect.before, effect.after)]
    return None if None in ranks else w.movement(ranks[0] - ranks[1])


def movement(w: Words, moved: Movement, decimals: int) -> tuple[str, str]:
    """How a unit moved: its rank in words, its score in words."""
    ranks, scores = (moved.rank_before, moved.rank_after), (moved.score_before, moved.score_after)
    places = w.number(None) if None in ranks else w.movement(ranks[0] - ranks[1])
    points = w.number(None) if None in scores else w.change(scores[1] - scores[0], decimals)
    return places, points


def published(w: Words, load_id: int, found: Comparison, by: str) -> str:
    """That a load was published, and what it changed."""
    return w("upload.published", id=load_id, by=by, counts=counts(w, found))


def _rank(w: Words, side: Standpoint | None, units: int, _: int) -> str:
    if side is None or side.rank is None:
        return w("standpoint.no_rank")
    return w.rank(side.rank, units)


def _gap(w: Words, side: Standpoint | None, _: int, decimals: int) -> str:
    if side is None:
        return w.number(None)
    low, high = side.gap.low, side.gap.high
    if low is None or high is None:
        return w("standpoint.unknown")
    if low == high == 0:
        # Who is level is inside, unless the publisher has said otherwise.
        short = needed(side.gap, side.status, decimals).low
        key = "standpoint.needed" if short else "standpoint.kept"
        return w(key, x=w.number(short, decimals))
    if low >= 0:
        return w("standpoint.needed", x=_between(w, low, high, decimals))
    if high <= 0:
        return w("standpoint.kept", x=_between(w, -high, -low, decimals))
    return w("standpoint.either", kept=w.number(-low, decimals), needed=w.number(high, decimals))


def _cut_line(w: Words, side: Standpoint | None, _: int, decimals: int) -> str:
    if side is None:
        return w.number(None)
    line: Interval = side.cut_line
    if line.low is None or line.high is None:
        return w("standpoint.unknown")
    return _between(w, line.low, line.high, decimals)


def _status(w: Words, side: Standpoint | None, _: int, __: int) -> str:
    if side is None or side.status is None:
        return w.number(None)
    return w("vocab.status_unknown" if side.status == "unknown" else f"vocab.{side.status}")


def _between(w: Words, low: Decimal, high: Decimal, decimals: int) -> str:
    if low == high:
        return w.number(low, decimals)
    return w("standpoint.between", a=w.number(low, decimals), b=w.number(high, decimals))


def step(w: Words, number: int, what: str) -> str:
    """The head of a step with what is the matter with it."""
    return f"**{w(f'step.{number}')}** · {sentence_case(what)}"


def structure(w: Words, file: str, fitted: Fitted) -> list[str]:
    """What a file of structure told: how many parts, and which of them do not match the table."""
    parts = fitted.reading.new_indicators
    lines = [w.plural("structure.read", len(parts) - len(fitted.not_named), file=file)]
    for key, nodes in (
        ("structure.without_column", fitted.without_column),
        ("structure.not_named", fitted.not_named),
    ):
        if nodes:
            lines.append(w(key, names=w.join([literal(node.name) for node in nodes])))
    return lines
