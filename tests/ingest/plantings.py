"""A table of real figures as a draft, laid out in several ways, and errors to plant in it.

A draft says what stands in the table; a layout says where. So an error is planted once, and is
looked for in the cell that it has in each layout. A spot is (row of the draft, key); the key is
that of a figure, (indicator, measure), or NAME.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rankings.ingest.grid import Book, address
from tests.ingest import shapes
from tests.ingest.shapes import PARTS, PSI_KEYS
from tests.ingest.sheets import Cell, book, sheet

NAME = ("", "name")
SCORE, RANK = ("total", "score"), ("total", "rank")
Key = tuple[str, str]
Spot = tuple[int, Key]
# A formula whose result the file does not carry.
FORMULA = object()
LABELS = {(part, "score"): name for part, (name, _, _) in PARTS.items()}
LABELS |= {SCORE: "Tổng điểm", RANK: "Xếp hạng"}
JUMPS = {"rank_jump", "score_jump", "component_jump", "many_jumps"}


@dataclass
class Draft:
    """What stands in a table: titles above it, a row for each province, best first.

    rows: (name, key -> cell); heads: key -> heading.
    """

    titles: list[str]
    day: str
    rows: list[tuple[str, dict[Key, Cell]]]
    heads: dict[Key, str] = field(default_factory=lambda: dict(LABELS))

    def cells(self, at: int) -> dict[Key, Cell]:
        """The figures of a row, to be changed."""
        return self.rows[at][1]

    def rename(self, at: int, name: str) -> None:
        """Give a row another name."""
        self.rows[at] = (name, self.rows[at][1])


def draft(edition: str = shapes.PSI) -> Draft:
    """The whole PSI table of a day."""
    day = edition.split("-year_to_date")[0].removeprefix("psi-")
    year, month, date = day.split("-")
    rows = []
    for unit, row in shapes.by_rank(edition):
        cells: dict[Key, Cell] = {key: Decimal(row[key]) for key in PSI_KEYS}
        cells[RANK] = int(row[RANK])
        rows.append((shapes.names("vn34")[unit], cells))
    title = f"(Lũy kế từ đầu năm đến ngày {date}/{month}/{year})"
    return Draft([shapes.PSI_TITLE, title], day, rows)


# --- Layouts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Laid:
    """A draft as a book, and the cell of every spot as a finding names it."""

    book: Book
    places: dict[Spot, str]


Layout = Callable[[Draft], Laid]
Grid = list[list[Cell | object]]


def _laid(grid: Grid, cells: dict[Spot, tuple[int, int]], **other: object) -> Laid:
    """A grid in which FORMULA stands for a formula without a result."""
    places = {spot: f"Sheet1!{address(*cell)}" for spot, cell in cells.items()}
    formulas = tuple(
        (row, column)
        for row, line in enumerate(grid)
        for column, cell in enumerate(line)
        if cell is FORMULA
    )
    plain = [[None if cell is FORMULA else cell for cell in line] for line in grid]
    merged = other.pop("merged", ())
    made = replace(sheet(plain, merged=merged), no_cached_value=formulas)
    return Laid(book(made, **other), places)


def _by_rows(
    made: Draft, above: Grid, show: Callable[[Cell], Cell], below: Grid = (), **other: object
) -> Laid:
    keys = list(made.heads)
    grid, cells = list(above), {}
    for at, (name, figures) in enumerate(made.rows):
        cells[at, NAME] = (len(grid), 1)
        cells |= {(at, key): (len(grid), column) for column, key in enumerate(keys, start=2)}
        grid.append([at + 1, name, *(show(figures.get(key)) for key in keys)])
    return _laid([*grid, *below], cells, **other)


def wide(made: Draft) -> Laid:
    """Titles, one row of headings, the table."""
    head = ["STT", "Tỉnh, thành phố", *made.heads.values()]
    return _by_rows(made, [*([title] for title in made.titles), [], head], lambda cell: cell)


def grouped(made: Draft) -> Laid:
    """Two rows of headings with merged cells, maxima, column numbers; a signature below."""
    parts = [head for key, head in made.heads.items() if key[0] != "total"]
    last = [head for key, head in made.heads.items() if key[0] == "total"]
    top = len(made.titles)
    maxima = [PARTS[key[0]][2] for key in made.heads if key[0] in PARTS]
    columns = 2 + len(made.heads)
    above: Grid = [
        *([title] for title in made.titles),
        ["STT", "Tên tỉnh, thành phố", "Điểm thành phần", *[None] * (len(parts) - 1), *last],
        [None, None, *parts],
        [None, "Điểm tối đa", *maxima, 100],
        [f"({number})" for number in range(1, columns + 1)],
    ]
    end = 1 + len(parts)
    merged = [(top, 0, top + 1, 0), (top, 1, top + 1, 1), (top, 2, top, end)]
    merged += [(top, column, top + 1, column) for column in range(end + 1, columns)]
    below: Grid = [[], ["Ghi chú: số liệu của Cổng Dịch vụ công quốc gia."], ["Người lập biểu"]]
    return _by_rows(made, above, lambda cell: cell, below, merged=merged)


def as_text(made: Draft) -> Laid:
    """Every figure as text with a decimal comma, as a CSV file keeps it."""
    head = ["STT", "Tỉnh, thành phố", *made.heads.values()]
    above: Grid = [*([title] for title in made.titles), head]
    return _by_rows(made, above, _comma, kind="csv", file_name="bang.csv")


def _comma(cell: Cell) -> Cell:
    return cell if cell is None or cell is FORMULA else str(cell).replace(".", ",")


def turned(made: Draft) -> Laid:
    """Provinces across, indicators down."""
    grid: Grid = [*([title] for title in made.titles)]
    cells = {(at, NAME): (len(grid), at + 2) for at in range(len(made.rows))}
    grid.append(["STT", "Chỉ số", *(name for name, _ in made.rows)])
    for number, (key, head) in enumerate(made.heads.items(), start=1):
        cells |= {(at, key): (len(grid), at + 2) for at in range(len(made.rows))}
        grid.append([number, head, *(figures.get(key) for _, figures in made.rows)])
    return _laid(grid, cells)


def long(made: Draft) -> Laid:
    """One figure a row: province, indicator, measure, value, day."""
    grid: Grid = [["Tỉnh", "Chỉ tiêu", "Loại", "Giá trị", "Lũy kế đến ngày"]]
    day = "/".join(reversed(made.day.split("-")))
    cells = {}
    for at, (name, figures) in enumerate(made.rows):
        cells[at, NAME] = (len(grid), 0)
        for key, head in made.heads.items():
            if figures.get(key) is not None:
                cells[at, key] = (len(grid), 3)
                kind = {"score": "Điểm", "rank": "Hạng"}[key[1]]
                grid.append([name, head, kind, figures[key], day])
    return _laid(grid, cells, kind="csv", file_name="chi so 766.csv")


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout for layout in (wide, grouped, as_text, turned, long)
}


# --- Errors ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """An error: what must be found, rule by spot, and what may follow from it.

    lost: figures that now are not read; where one is a score, units are missing.
    """

    found: frozenset[tuple[str, Spot]]
    follows: frozenset[tuple[str, Spot]] = frozenset()
    lost: frozenset[Spot] = frozenset()


Planting = Callable[[Draft, int], Planted]


def _planted(
    *found: tuple[str, Spot],
    follows: Iterable[tuple[str, Spot]] = (),
    lost: Iterable[Spot] = (),
) -> Planted:
    return Planted(frozenset(found), frozenset(follows), frozenset(lost))


def _row(made: Draft, at: int) -> list[Spot]:
    return [(at, key) for key in made.heads]


def renamed(name: str | Callable[[str], str]) -> Planting:
    """A name that is of no unit of the scheme: its row is not read until somebody says which."""

    def plant(made: Draft, at: int) -> Planted:
        made.rename(at, name if isinstance(name, str) else name(made.rows[at][0]))
        return _planted(("unmatched_name", (at, NAME)), lost=_row(made, at))

    return plant


misspelt = renamed(lambda name: f"{name}nk")
unknown_unit = renamed("Tỉnh Trường Sa Lớn")
other_scheme = renamed("Bình Dương")


def duplicated(made: Draft, at: int) -> Planted:
    """The name of the row above again, so that one province stands twice and one is missing."""
    made.rename(at, made.rows[at - 1][0])
    twice = (("duplicate_unit", spot) for spot in _row(made, at))
    return _planted(*twice, lost=_row(made, at), follows=[("adding_up", (at - 1, SCORE))])


def unreadable(text: str, key: Key = ("timeliness", "score")) -> Planting:
    """A cell with a text that is no number."""

    def plant(made: Draft, at: int) -> Planted:
        made.cells(at)[key] = text
        return _planted(("unreadable_number", (at, key)), lost=[(at, key)])

    return plant


def formula(made: Draft, at: int) -> Planted:
    """A formula whose result is not kept."""
    spot = (at, ("satisfaction", "score"))
    made.cells(at)[spot[1]] = FORMULA
    return _planted(("formula_without_value", spot), lost=[spot])


def above_maximum(made: Draft, at: int) -> Planted:
    """A component above its maximum; the sum then is wrong too."""
    spot = (at, ("transparency", "score"))
    made.cells(at)[spot[1]] = Decimal("18.75")
    beyond = ("unsure_column", (0, spot[1]))
    return _planted(("above_maximum", spot), ("adding_up", (at, SCORE)), follows=[beyond])


def comma_lost(made: Draft, at: int) -> Planted:
    """6549 for 65,49."""
    made.cells(at)[SCORE] = int(made.cells(at)[SCORE] * 100)
    spot = (at, SCORE)
    overtaken = (("rank_order", (row, RANK)) for row in range(at + 1))
    beyond = ("unsure_column", (0, SCORE))
    return _planted(("above_maximum", spot), ("adding_up", spot), *overtaken, follows=[beyond])


def digits_swapped(made: Draft, at: int) -> Planted:
    """The first two different digits of a component in the other order: 13.35 as 31.35."""
    key = ("online_service", "score")
    text = str(made.cells(at)[key])
    pairs = [
        Decimal(text[:n] + text[n + 1] + text[n] + text[n + 2 :])
        for n in range(len(text) - 1)
        if text[n].isdigit() and text[n + 1].isdigit()
    ]
    wanted = [value for value in pairs if value != made.cells(at)[key] and value <= 12]
    made.cells(at)[key] = max(wanted, key=lambda value: abs(value - made.cells(at)[key]))
    return _planted(("adding_up", (at, SCORE)))


def sum_broken(made: Draft, at: int) -> Planted:
    """A component that is half a point short."""
    made.cells(at)["digitisation", "score"] -= Decimal("0.5")
    return _planted(("adding_up", (at, SCORE)))


def ranks_swapped(made: Draft, at: int) -> Planted:
    """The ranks of two provinces with different scores, each with the other."""
    above, below = made.cells(at - 1), made.cells(at)
    above[RANK], below[RANK] = below[RANK], above[RANK]
    both = (("rank_order", (row, RANK)) for row in (at - 1, at))
    return _planted(*both)


def rank_beyond(made: Draft, at: int) -> Planted:
    """A rank that is larger than the number of provinces."""
    made.cells(at)[RANK] = 35
    return _planted(("rank_out_of_range", (at, RANK)), ("rank_order", (at, RANK)))


def tie_broken(made: Draft, at: int) -> Planted:
    """The score of the row above, and another rank."""
    part = ("satisfaction", "score")
    more = made.cells(at - 1)[SCORE] - made.cells(at)[SCORE]
    made.cells(at)[SCORE] += more
    made.cells(at)[part] += more
    return _planted(("tie_broken_by_publisher", (at, RANK)))


def missing(made: Draft, at: int) -> Planted:
    """A row that is not there."""
    lost = [(NOWHERE, key) for key in made.heads]
    del made.rows[at]
    return _planted(lost=lost)


NOWHERE = -1


def places(laid: Laid, made: Draft, planted: Iterable[Planted]) -> set[tuple[str, str]]:
    """What must be found, as (rule, cell), with the units that are missing of each indicator."""
    planted = list(planted)
    lost = {spot for one in planted for spot in one.lost}
    found = {(rule, laid.places[spot]) for one in planted for rule, spot in one.found}
    # Indicators that lack as many units are told at once, of the total where it is among them.
    by_count: dict[int, list[tuple[bool, int, str]]] = {}
    for column, indicator in enumerate(dict.fromkeys(key[0] for key in made.heads)):
        score = (indicator, "score")
        if lacking := sum(key == score for _, key in lost):
            by_count.setdefault(lacking, []).append((indicator != "total", column, indicator))
    for alike in by_count.values():
        indicator = min(alike)[2]
        first = next(
            spot
            for key in made.heads
            if key[0] == indicator
            for spot in ((at, key) for at in range(len(made.rows)))
            if spot not in lost
        )
        found.add(("units_missing", laid.places[first]))
    return found


def name_at(place: str | None, laid: Laid, made: Draft) -> str | None:
    """The name in the row that a cell belongs to."""
    return next((made.rows[at][0] for (at, _), own in laid.places.items() if own == place), None)
