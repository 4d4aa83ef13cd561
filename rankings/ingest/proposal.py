"""How a table is read: what recognition proposes and the analyst corrects.

A TableReading says everything that is needed to turn the cells of one table into figures. It is
plain data: it goes into a saved layout, into the `loads` row and through the page's session.
"""

from dataclasses import dataclass, field, replace

from rankings.ingest.grid import Remark

# What a column (or, where units stand in columns, a row) holds.
ROLES = (
    "unit",  # the name of a province
    "unit_code",  # the issuer's or the statistical code of a province
    "ordinal",  # STT
    "figure",  # figures of one indicator and measure
    "indicator",  # long tables: the indicator of the row
    "measure",  # long tables: score or rank
    "period",  # long tables: the period of the row
    "ignored",
)
MEASURES = ("score", "rank", "numerator", "denominator")
# A guess below this is shown open, to be looked at; one at or above it is folded away.
SURE = 0.9


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, ends included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Line:
    """What one column of the table holds (one row, where units stand in columns).

    position: column number in the sheet; heading: what stands above it, levels joined by " / ".
    indicator_code, measure: of a `figure`; period, period_type: only where the column has its own.
    max_score: text of the maximum in a row of maxima above the figures.
    divided_by: what the printed figures must be divided by to be on the method's scale (1, 100,
    1000, or the points a row of maxima gives where the scale is one of shares).
    paired: each cell holds the rank beside the score ("65,49 (7)"); both are read.
    """

    position: int
    role: str
    heading: str = ""
    indicator_code: str | None = None
    measure: str | None = None
    period: str | None = None
    period_type: str | None = None
    max_score: str | None = None
    divided_by: int = 1
    confidence: float = 1.0
    paired: bool = False


@dataclass(frozen=True)
class NewIndicator:
    """A node of an index that the store has never seen.

    parent: code of the node it is a part of; None right below the total. name_en: None where the
    file gives no name in English. place, max_place: the cells of a sheet of structure that name it
    and its maximum ("Cấu trúc!B2"); None where no such sheet does.
    """

    code: str
    name: str
    max_score: str | None = None
    name_en: str | None = None
    parent: str | None = None
    place: str | None = field(default=None, compare=False)
    max_place: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Sign:
    """What one text says of the period of a table.

    where: title | note | sheet | file | heading | cover; place: the cell ("766!A1"), the sheet or
    the file; text: as it stands there, cut where it is long. period: in the form of the model, None
    where the text says no more than the type ("Điểm năm"); where it does not fit the type, it is
    the last day.
    """

    where: str
    place: str
    text: str
    period: str | None
    period_type: str | None


@dataclass(frozen=True)
class TableReading:
    """How one table of a file is read.

    area: the rows and columns of figures, headings and notes not included (units in rows: from the
    first unit to the last). header_rows: rows of the sheet that hold headings (columns of the
    sheet, where units are in columns).
    orientation: units_in_rows | units_in_columns. shape: wide | long.
    complete: the table replaces its edition for its indicators; a cell that is absent is gone.
    status: published | provisional | self_reported.
    confidence: field name -> 0 … 1; evidence: field name -> cells ((row, column), …) that say so.
    signs: what the texts say of the period, where they do not agree or it is a guess.
    fingerprint: the shape of the table as it was recognised, by which a saved layout finds it.
    new_index: True when index_code is not in the store; new_indicators then are its nodes below the
    total, in order. new_index_name_en: None where nobody has given one. new_scale: the largest
    score of its total as text, where words above the table or a person say it.
    """

    sheet: str
    area: Area
    header_rows: tuple[int, ...]
    orientation: str
    shape: str
    lines: tuple[Line, ...]
    index_code: str | None = None
    period: str | None = None
    period_type: str | None = None
    scheme: str | None = None
    method_code: str | None = None
    published_on: str | None = None
    status: str = "published"
    complete: bool = True
    new_index: bool = False
    new_index_name: str | None = None
    new_index_name_en: str | None = None
    new_scale: str | None = None
    new_indicators: tuple[NewIndicator, ...] = ()
    confidence: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    fingerprint: str = ""
    signs: tuple[Sign, ...] = ()

    @property
    def sure(self) -> bool:
        """True when nothing needs to be looked at before the figures are read."""
        return all(value >= SURE for value in self.confidence.values())

    def corrected(self, **changes: object) -> "TableReading":
        """The reading with fields set by a person, who is sure of them."""
        sure = self.confidence | dict.fromkeys(changes, 1.0)
        return replace(self, **changes, confidence=sure)


@dataclass(frozen=True)
class LeftOut:
    """A sheet or a table that is not read. reason: key of the catalogue (`left_out.<reason>`)."""

    sheet: str
    reason: str


@dataclass(frozen=True)
class Contradiction:
    """What was given (command line, page) against what the file says; becomes a warning."""

    subject: str
    given: str
    found: str


@dataclass(frozen=True)
class Given:
    """What a person has said beforehand; wins over what is recognised.

    of_sheets: (sheet, period, period type) of the sheets that have a period of their own.
    """

    index: str | None = None
    period: str | None = None
    period_type: str | None = None
    scheme: str | None = None
    sheets: tuple[str, ...] = ()
    of_sheets: tuple[tuple[str, str | None, str | None], ...] = ()

    def without_hour(self) -> "Given":
        """The same for a table of provinces, whose periods are whole days."""
        return replace(
            self,
            period=_day(self.period),
            of_sheets=tuple((sheet, _day(period), kind) for sheet, period, kind in self.of_sheets),
        )

    def of_sheet(self, name: str) -> "Given":
        """What was said of one sheet."""
        for sheet, period, period_type in self.of_sheets:
            if sheet == name:
                return replace(self, period=period, period_type=period_type)
        return self


def _day(period: str | None) -> str | None:
    """A period without the hour that it may say: "2026-10-10T04"."""
    return period and period.partition("T")[0]


@dataclass(frozen=True)
class Recognition:
    """What was recognised of a file: the tables to read, those left out, what contradicts itself.

    layout: the name of the saved layout that was applied, if one was. remarks: what else a person
    should know, such as a hidden column that is not read. unchosen: places of tables, left_names:
    (scheme, spelling) of names, that a person left out of the last file of this shape.
    """

    tables: tuple[TableReading, ...]
    left_out: tuple[LeftOut, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    layout: str | None = None
    remarks: tuple[Remark, ...] = ()
    unchosen: frozenset[int] = frozenset()
    left_names: frozenset[tuple[str | None, str]] = frozenset()
