"""Tables of every shape an analyst receives, laid out with the figures of data/published/.

A Shape is a book, what must be recognised of it, and every figure that must come out of it. The
figures are read from the CSV files by this module alone, so that nothing under test vouches for
itself.
"""

import csv
import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pyarrow as pa

from rankings.ingest.grid import Book, Sheet
from rankings.store import data_folder
from tests.ingest.sheets import Cell, book, sheet

PSI = "psi-2026-10-10-year_to_date-vn34"
PSI_BEFORE = "psi-2026-10-05-year_to_date-vn34"
PSI_2025 = "psi-2025-10-16-year_to_date-vn34"
DTI = "dti-2024-year-vn63"
PII = "pii-2025-year-vn34"
PARTS = {
    "transparency": ("Công khai, minh bạch", "CKMB", 18),
    "timeliness": ("Tiến độ giải quyết", "TDGQ", 20),
    "online_service": ("Dịch vụ công trực tuyến", "CLGQ", 12),
    "online_payment": ("Thanh toán trực tuyến", "TTTT", 10),
    "satisfaction": ("Mức độ hài lòng", "MDHL", 18),
    "digitisation": ("Số hóa hồ sơ", "MDSH", 22),
}
PSI_TITLE = (
    "KẾT QUẢ ĐÁNH GIÁ BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP THEO QUYẾT ĐỊNH SỐ 766/QĐ-TTG"
)
PSI_DATE = "(Lũy kế từ đầu năm đến ngày 10/10/2026)"
# A figure: period, period type, unit, indicator, measure, value.
Figure = tuple[str, str, str, str, str, Decimal]
# The figures of a unit: (indicator, measure) -> text as printed.
Row = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Shape:
    """A book with what must be read of it.

    expected: field of a TableReading -> value, for the first table. tables: how many are read.
    left_out: (sheet, reason) of those that are not.
    """

    name: str
    book: Book
    figures: frozenset[Figure]
    expected: Mapping[str, object] = field(default_factory=dict)
    tables: int = 1
    left_out: tuple[tuple[str, str], ...] = ()


@functools.cache
def names(scheme: str) -> dict[str, str]:
    """unit_code -> name of the units of a scheme."""
    return {row["unit_code"]: row["name_vi"] for row in _rows("units") if row["scheme"] == scheme}


@functools.cache
def published(edition_id: str) -> dict[str, dict[tuple[str, str], str]]:
    """unit_code -> {(indicator, measure): text as printed} of the published figures."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in _rows("observations"):
        if row["edition_id"] == edition_id and row["status"] == "published":
            key = (row["indicator_code"], row["measure"])
            found.setdefault(row["unit_code"], {})[key] = row["value"]
    return found


@functools.cache
def _rows(table: str) -> list[dict[str, str]]:
    folder = next(folder for folder, tables in data_folder.TABLES.items() if table in tables)
    path = data_folder.DATA / folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_rank(edition_id: str) -> list[tuple[str, Row]]:
    """(unit_code, figures) of an edition, best first."""
    rows = published(edition_id).items()
    return sorted(rows, key=lambda row: Decimal(row[1].get(("total", "rank"), "999")))


def figures(
    edition_id: str,
    keys: Iterable[tuple[str, str]],
    units: Iterable[str] | None = None,
    **other: str,
) -> frozenset[Figure]:
    """The figures of an edition for some indicators and measures, of some units or all."""
    period = other.get("period") or _period(edition_id)[0]
    period_type = other.get("period_type") or _period(edition_id)[1]
    wanted = set(published(edition_id) if units is None else units)
    return frozenset(
        (period, period_type, unit, *key, Decimal(row[key]))
        for unit, row in published(edition_id).items()
        if unit in wanted
        for key in keys
        if key in row
    )


def _period(edition_id: str) -> tuple[str, str]:
    row = next(row for row in _rows("editions") if row["edition_id"] == edition_id)
    return row["period"], row["period_type"]


def number(text: str | None) -> Decimal | None:
    """A figure as a number cell."""
    return None if text is None else Decimal(text)


def comma(text: str | None) -> str | None:
    """A figure as text with a decimal comma."""
    return None if text is None else text.replace(".", ",")


TOTAL = [("total", "score"), ("total", "rank")]
SCORES = [(part, "score") for part in PARTS] + [("total", "score")]
PSI_KEYS = [*SCORES, ("total", "rank")]
PSI_EXPECTED = {
    "index_code": "psi",
    "period": "2026-10-10",
    "period_type": "year_to_date",
    "scheme": "vn34",
    "method_code": "psi-2026",
    "complete": True,
    "status": "published",
    "orientation": "units_in_rows",
    "shape": "wide",
    "new_index": False,
}
PSI_HEADINGS = ["STT", "Tỉnh, thành phố", *(name for name, _, _ in PARTS.values())]


def psi_rows(
    edition_id: str = PSI,
    *,
    name: Callable[[str], str] = lambda name: name,
    show: Callable[[str | None], Cell] = number,
    keys: Iterable[tuple[str, str]] = tuple(PSI_KEYS),
    scheme: str = "vn34",
) -> list[list[Cell]]:
    """STT, name and figures of every unit, best first."""
    return [
        [place, name(names(scheme)[unit]), *(show(row.get(key)) for key in keys)]
        for place, (unit, row) in enumerate(by_rank(edition_id), start=1)
    ]


def psi(name: str, rows: list[list[Cell]], **other: object) -> Shape:
    """A shape that holds the whole PSI table of 2026-10-10."""
    options = {"figures": figures(PSI, PSI_KEYS), "expected": PSI_EXPECTED} | other
    sheets = options.pop("sheets", {})
    merged = options.pop("merged", ())
    made = options.pop("book", None) or book(sheet(rows, merged=merged, **sheets))
    return Shape(name=name, book=made, **options)


PSI_HEAD = [*PSI_HEADINGS, "Tổng điểm", "Xếp hạng"]


def wide() -> Shape:
    """Title, date, one row of headings, the table."""
    return psi("wide", [[PSI_TITLE], [PSI_DATE], [], PSI_HEAD, *psi_rows()])


def bare() -> Shape:
    """Headings in the first row, nothing else; the file's name tells index and day."""
    made = book(sheet([PSI_HEAD, *psi_rows()]), file_name="766 luy ke den 10-10-2026.xlsx")
    return psi("bare", [], book=made)


def merged_groups() -> Shape:
    """Two rows of headings, the parts under a merged group; a row of maxima, one of numbers."""
    rows = [
        [PSI_TITLE],
        [PSI_DATE],
        ["STT", "Tên tỉnh, thành phố", "Điểm thành phần", *[None] * 5, "Tổng điểm", "Xếp hạng"],
        [None, None, *(name for name, _, _ in PARTS.values())],
        [None, "Điểm tối đa", *(maximum for _, _, maximum in PARTS.values()), 100],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)=(3)+…+(8)", "(10)"],
        *psi_rows(),
        [],
        ["Ghi chú: số liệu trích xuất từ Cổng Dịch vụ công quốc gia."],
        [None, None, None, None, None, None, None, "TM. ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"],
    ]
    merged = [(0, 0, 0, 9), (1, 0, 1, 9), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 7)]
    merged += [(2, 8, 3, 8), (2, 9, 3, 9)]
    return psi("merged_groups", rows, merged=merged)


def unmerged_groups() -> Shape:
    """Two rows of headings as a CSV file keeps them: the group only above its first column."""
    rows = [
        [PSI_TITLE],
        [PSI_DATE],
        ["STT", "Tên tỉnh, thành phố", "Điểm thành phần", *[None] * 5, "Tổng điểm", "Xếp hạng"],
        [None, None, *(name for name, _, _ in PARTS.values())],
        *psi_rows(show=comma),
    ]
    return psi("unmerged_groups", rows)


def letterhead() -> Shape:
    """An administrative document: letterhead above, signature and place of receipt below."""
    rows = [
        ["UBND TỈNH ĐẮK LẮK", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["SỞ NỘI VỤ", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        [None, None, None, None, "Đắk Lắk, ngày 12 tháng 10 năm 2026"],
        [PSI_TITLE],
        ["(Kèm theo Công văn số 1234/SNV-CCHC ngày 12 tháng 10 năm 2026 của Sở Nội vụ)"],
        [PSI_DATE],
        [None, None, None, None, None, None, None, None, None, "Đơn vị tính: điểm"],
        PSI_HEAD,
        *psi_rows(name=lambda name: f"UBND tỉnh {name}"),
        [],
        ["Nơi nhận:", None, None, None, None, None, None, "GIÁM ĐỐC"],
        ["- UBND tỉnh Đắk Lắk;", None, None, None, None, None, None, "(Đã ký)"],
    ]
    return psi("letterhead", rows)


def national_row(where: str) -> Shape:
    """A row of the whole country at the top, in the middle or at the bottom."""
    rows = psi_rows()
    mean = [None, "Bình quân cả nước", *[Decimal("10.11")] * 6, Decimal("62.58"), None]
    at = {"top": 0, "middle": 17, "bottom": 34}[where]
    rows.insert(at, mean)
    return psi(f"national_{where}", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *rows])


def blank_rows() -> Shape:
    """Blank rows and regional headings between the provinces."""
    rows = psi_rows()
    parts = [["Vùng Đồng bằng sông Hồng"], *rows[:9], [], ["Vùng Tây Nguyên"], *rows[9:20], []]
    return psi("blank_rows", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *parts, *rows[20:]])


def ministries_first() -> Shape:
    """Ministries above the provinces, under a heading of their own, as the portal exports it."""
    ministries = [
        [place, name, *[Decimal("9.5")] * 6, Decimal("57.00"), place]
        for place, name in enumerate(("Bộ Y tế", "Bộ Xây dựng", "Bộ Tài chính"), start=1)
    ]
    rows = [["I", "BỘ, CƠ QUAN NGANG BỘ"], *ministries, ["II", "ĐỊA PHƯƠNG"], *psi_rows()]
    return psi("ministries_first", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *rows])


def text_figures() -> Shape:
    """Figures as text with a decimal comma, ranks as 7/34."""
    rows = psi_rows(show=comma)
    for row in rows:
        row[-1] = f"{row[-1]}/34"
    return psi("text_figures", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *rows])


def spelled(name: str, spell: Callable[[str], str]) -> Shape:
    """Names in another spelling."""
    return psi(f"spelled_{name}", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *psi_rows(name=spell)])


def repeated_header() -> Shape:
    """The headings again on each printed page."""
    rows = psi_rows()
    body = [*rows[:15], [], PSI_HEAD, *rows[15:30], PSI_HEAD, *rows[30:]]
    return psi("repeated_header", [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *body])


def hidden_parts() -> Shape:
    """A hidden column that repeats the total of another day; a hidden row is a filtered one."""
    rows = [[*row[:2], Decimal("1.23"), *row[2:]] for row in psi_rows()]
    head = [*PSI_HEAD[:2], "Tổng điểm", *PSI_HEAD[2:]]
    table = [[PSI_TITLE], [PSI_DATE], head, *rows]
    return psi("hidden_parts", table, sheets={"hidden_columns": [2], "hidden_rows": [9, 10]})


def score_and_rank_pairs() -> Shape:
    """Điểm | Hạng under each part and under the total."""
    ranks = {part: _ranks(part) for part in PARTS}
    keys = [*PARTS, "total"]
    labels = [name for name, _, _ in PARTS.values()] + ["Tổng hợp"]
    head = ["TT", "Địa phương", *[cell for label in labels for cell in (label, None)]]
    below = [None, None, *["Điểm", "Hạng"] * 7]
    rows = []
    for place, (unit, row) in enumerate(sorted(by_rank(PSI)), start=1):
        pairs = []
        for key in keys:
            rank = int(row["total", "rank"]) if key == "total" else ranks[key][unit]
            pairs += [number(row[key, "score"]), rank]
        rows.append([place, names("vn34")[unit], *pairs])
    merged = [(2, 0, 3, 0), (2, 1, 3, 1)]
    merged += [(2, column, 2, column + 1) for column in range(2, 16, 2)]
    extra = {
        ("2026-10-10", "year_to_date", unit, part, "rank", Decimal(rank))
        for part in PARTS
        for unit, rank in ranks[part].items()
    }
    found = figures(PSI, PSI_KEYS) | extra
    table = [[PSI_TITLE], [PSI_DATE], head, below, *rows]
    return psi("score_and_rank_pairs", table, merged=merged, figures=found)


def _ranks(part: str) -> dict[str, int]:
    scores = {unit: Decimal(row[part, "score"]) for unit, row in published(PSI).items()}
    return {
        unit: 1 + sum(other > score for other in scores.values()) for unit, score in scores.items()
    }


def units_in_columns() -> Shape:
    """Provinces across, indicators down."""
    units = sorted(published(PSI))
    rows: list[list[Cell]] = [[PSI_TITLE], [PSI_DATE]]
    rows.append(["STT", "Chỉ số", *(names("vn34")[unit] for unit in units)])
    labels = {part: name for part, (name, _, _) in PARTS.items()} | {"total": "Tổng điểm"}
    for place, (part, label) in enumerate(labels.items(), start=1):
        scores = (number(published(PSI)[unit][part, "score"]) for unit in units)
        rows.append([place, label, *scores])
    rows.append([8, "Xếp hạng", *(int(published(PSI)[unit]["total", "rank"]) for unit in units)])
    expected = PSI_EXPECTED | {"orientation": "units_in_columns"}
    return psi("units_in_columns", rows, expected=expected)


def long_values() -> Shape:
    """One figure a row: unit, indicator, measure, value, period."""
    rows = [["Tỉnh", "Chỉ tiêu", "Loại", "Giá trị", "Kỳ"]]
    labels = {part: name for part, (name, _, _) in PARTS.items()} | {"total": "Tổng điểm"}
    for unit, row in sorted(published(PSI).items()):
        for part, measure in PSI_KEYS:
            kind = {"score": "Điểm", "rank": "Hạng"}[measure]
            value = number(row[part, measure])
            rows.append([names("vn34")[unit], labels[part], kind, value, date(2026, 10, 10)])
    made = book(sheet(rows), file_name="chi so 766 luy ke.csv", kind="csv")
    return psi("long_values", [], book=made, expected=PSI_EXPECTED | {"shape": "long"})


def long_score_and_rank() -> Shape:
    """Two figures a row: unit, period, score, rank; three days of the year."""
    editions = [PSI_BEFORE, PSI, "psi-2026-09-17-year_to_date-vn34"]
    rows: list[list[Cell]] = [["Địa phương", "Lũy kế đến ngày", "Điểm", "Xếp hạng"]]
    found: set[Figure] = set()
    for edition in editions:
        day = date.fromisoformat(_period(edition)[0])
        for unit, row in by_rank(edition):
            scores = (number(row.get(("total", measure))) for measure in ("score", "rank"))
            rows.append([names("vn34")[unit], day, *scores])
        found |= figures(edition, TOTAL)
    made = book(sheet([["Chỉ số 766"], [], *rows]))
    expected = {"index_code": "psi", "period_type": "year_to_date", "shape": "long"}
    return psi("long_score_and_rank", [], book=made, figures=frozenset(found), expected=expected)


def portal_json() -> Shape:
    """The list of objects of the portal, as the reader of JSON makes a sheet of it."""
    parts = [f"scores.{code}" for _, code, _ in PARTS.values()]
    rows = [["date", "2026-10-10"], []]
    rows.append(["departmentName", "departmentCode", "totalScore", *parts, "rank"])
    for place, (unit, row) in enumerate(by_rank(PSI), start=1):
        scores = [number(row[part, "score"]) for part in PARTS]
        kind = "thành phố" if unit in ("01", "31", "46", "48", "79", "92") else "tỉnh"
        name = f"UBND {kind} {names('vn34')[unit]}"
        total = number(row["total", "score"])
        rows.append([name, f"H{place}", total, *scores, int(row["total", "rank"])])
    made = book(sheet(rows, "provinces"), file_name="766-2026-10-10.json", kind="json")
    return psi("portal_json", [], book=made)


def dti_wide(name: str = "dti", factor: int = 1) -> Shape:
    """DTI of 63 provinces, four parts and the total, as shares or as points of 100."""
    keys = [
        ("total", "score"),
        ("infrastructure", "score"),
        ("gov_activity", "score"),
        ("economy_activity", "score"),
        ("society_activity", "score"),
        ("total", "rank"),
    ]
    head = ["TT", "Tỉnh/Thành phố", "Giá trị DTI", "Hạ tầng số", "Hoạt động chính quyền số"]
    head += ["Hoạt động kinh tế số", "Hoạt động xã hội số", "Xếp hạng"]

    def show(text: str | None) -> Cell:
        value = Decimal(text or 0)
        whole = value > 1 or value == value.to_integral()
        return value if whole and factor > 1 else value * factor

    rows = []
    for place, (unit, row) in enumerate(by_rank(DTI), start=1):
        cells = [Decimal(row[key]) * (factor if key[1] == "score" else 1) for key in keys]
        rows.append([place, names("vn63")[unit], *cells])
    title = "XẾP HẠNG CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH (DTI) NĂM 2024"
    expected = {
        "index_code": "dti",
        "period": "2024",
        "period_type": "year",
        "scheme": "vn63",
        "method_code": "dti-405",
        "complete": True,
    }
    made = book(sheet([[title], [], head, *rows]))
    return Shape(name, made, figures(DTI, keys), expected)


def pii_partial() -> Shape:
    """PII 2025 as the press gave it: a few provinces, some without a score."""
    rows = [["Hạng", "Địa phương", "Điểm PII"]]
    for unit, row in by_rank(PII):
        if ("total", "rank") in row:
            score = comma(row.get(("total", "score"))) or "-"
            rows.append([int(row["total", "rank"]), names("vn34")[unit], score])
    title = ["Chỉ số đổi mới sáng tạo cấp địa phương (PII) năm 2025"]
    ranked = [unit for unit, row in published(PII).items() if ("total", "rank") in row]
    found = figures(PII, TOTAL, ranked)
    expected = {
        "index_code": "pii",
        "period": "2025",
        "period_type": "year",
        "scheme": "vn34",
        "method_code": "pii-2025",
        "complete": False,
    }
    return Shape("pii_partial", book(sheet([title, [], *rows])), found, expected)


def ranks_only() -> Shape:
    """Ranks without scores."""
    rows = [[names("vn34")[unit], int(row["total", "rank"])] for unit, row in by_rank(PSI)]
    table = [[PSI_TITLE], [PSI_DATE], ["Tỉnh, thành phố", "Xếp hạng"], *rows]
    found = figures(PSI, [("total", "rank")])
    return psi("ranks_only", table, figures=found)


def scores_only() -> Shape:
    """Scores without ranks, in the order of the alphabet."""
    units = sorted(published(PSI), key=lambda unit: names("vn34")[unit])
    rows = [[names("vn34")[unit], comma(published(PSI)[unit]["total", "score"])] for unit in units]
    table = [[PSI_TITLE], [PSI_DATE], ["Tỉnh, thành phố", "Tổng điểm"], *rows]
    return psi("scores_only", table, figures=figures(PSI, [("total", "score")]))


def no_header() -> Shape:
    """A ranked list without any heading: rank, name, score."""
    rows = [
        [int(row["total", "rank"]), names("vn34")[unit], number(row["total", "score"])]
        for unit, row in by_rank(PSI)
    ]
    made = book(sheet(rows), file_name="766 lũy kế đến ngày 10.10.2026.xlsx")
    return psi("no_header", [], book=made, figures=figures(PSI, TOTAL))


def codes_only() -> Shape:
    """Statistical codes for names."""
    rows = [[unit, *row[2:]] for (unit, _), row in zip(by_rank(PSI), psi_rows(), strict=True)]
    table = [[PSI_TITLE], [PSI_DATE], ["Mã tỉnh", *PSI_HEAD[2:]], *rows]
    return psi("codes_only", table)


def period_columns() -> Shape:
    """The total of several days, a column each."""
    editions = ["psi-2026-09-17-year_to_date-vn34", PSI_BEFORE, PSI]
    head = ["STT", "Tỉnh, thành phố", "17/9/2026", "05/10/2026", "10/10/2026"]
    rows = []
    for place, unit in enumerate(sorted(names("vn34")), start=1):
        scores = [number(published(edition)[unit]["total", "score"]) for edition in editions]
        rows.append([place, names("vn34")[unit], *scores])
    found = frozenset().union(*(figures(e, [("total", "score")]) for e in editions))
    table = [["Điểm chỉ số 766 lũy kế từ đầu năm đến ngày"], [], head, *rows]
    expected = {"index_code": "psi", "period_type": "year_to_date", "scheme": "vn34"}
    return psi("period_columns", table, figures=found, expected=expected)


def period_and_measure_columns() -> Shape:
    """Two days, score and rank under each."""
    editions = [PSI_BEFORE, PSI]
    head = ["STT", "Tỉnh, thành phố", "Đến ngày 05/10/2026", None, "Đến ngày 10/10/2026", None]
    below = [None, None, "Điểm", "Hạng", "Điểm", "Hạng"]
    rows = []
    for place, unit in enumerate(sorted(names("vn34")), start=1):
        cells = [number(published(edition)[unit][key]) for edition in editions for key in TOTAL]
        rows.append([place, names("vn34")[unit], *cells])
    merged = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5)]
    found = figures(PSI_BEFORE, TOTAL) | figures(PSI, TOTAL)
    table = [["Kết quả 766 lũy kế từ đầu năm"], [], head, below, *rows]
    expected = {"index_code": "psi", "period_type": "year_to_date"}
    return psi("period_and_measure_columns", table, merged=merged, figures=found, expected=expected)


def several_sheets() -> Shape:
    """A sheet for each day, one of communes, an empty one, a hidden one."""
    sheets: list[Sheet] = []
    for day, edition in (("05-10", PSI_BEFORE), ("10-10", PSI)):
        title = f"(Lũy kế từ đầu năm đến ngày {day[:2]}/10/2026)"
        rows = [[PSI_TITLE], [title], PSI_HEAD, *psi_rows(edition)]
        sheets.append(sheet(rows, f"Đến {day}"))
    communes = [[place, name, 50 + place] for place, name in enumerate(_communes(), start=1)]
    rows = [[PSI_TITLE], [PSI_DATE], ["STT", "Xã, phường", "Tổng điểm"], *communes]
    sheets.append(sheet(rows, "Cấp xã"))
    sheets.append(sheet([["Ghi chú về số liệu"], ["Nguồn: Cổng Dịch vụ công quốc gia"]], "Ghi chú"))
    sheets.append(sheet([PSI_HEAD, *psi_rows()], "Nháp", hidden=True))
    found = figures(PSI_BEFORE, PSI_KEYS) | figures(PSI, PSI_KEYS)
    left = (("Cấp xã", "communes"), ("Ghi chú", "no_table"), ("Nháp", "hidden"))
    expected = PSI_EXPECTED | {"period": "2026-10-05"}
    return Shape("several_sheets", book(*sheets), found, expected, tables=2, left_out=left)


def _communes() -> list[str]:
    return [row["full_name_vi"] for row in _rows("units") if row["scheme"] == "daklak102"][:40]


def two_below() -> Shape:
    """Two tables one above the other: the total of two days."""
    rows: list[list[Cell]] = [["Chỉ số 766 lũy kế từ đầu năm"]]
    for day, edition in (("05/10/2026", PSI_BEFORE), ("10/10/2026", PSI)):
        rows += [[], [f"Lũy kế đến ngày {day}"], ["STT", "Tỉnh", "Tổng điểm", "Hạng"]]
        rows += psi_rows(edition, keys=TOTAL)
    found = figures(PSI_BEFORE, TOTAL) | figures(PSI, TOTAL)
    expected = PSI_EXPECTED | {"period": "2026-10-05"}
    return psi("two_below", rows, figures=found, expected=expected, tables=2)


def two_halves() -> Shape:
    """One table printed in two halves side by side."""
    rows = psi_rows(keys=TOTAL)
    head = ["STT", "Tỉnh", "Tổng điểm", "Hạng"]
    body = [[*rows[at], *rows[at + 17]] for at in range(17)]
    table = [[PSI_TITLE], [PSI_DATE], [*head, *head], *body]
    expected = PSI_EXPECTED | {"complete": False}
    return psi("two_halves", table, figures=figures(PSI, TOTAL), expected=expected, tables=2)


def clean() -> list[Shape]:
    """Every shape that must be recognised without a correction."""
    return [
        wide(),
        bare(),
        merged_groups(),
        unmerged_groups(),
        letterhead(),
        national_row("top"),
        national_row("middle"),
        national_row("bottom"),
        blank_rows(),
        ministries_first(),
        text_figures(),
        spelled("upper", str.upper),
        spelled("prefixed", lambda name: f"UBND tỉnh {name}"),
        spelled("ascii", _ascii),
        repeated_header(),
        hidden_parts(),
        score_and_rank_pairs(),
        units_in_columns(),
        long_values(),
        long_score_and_rank(),
        portal_json(),
        dti_wide(),
        dti_wide("dti_of_100", 100),
        dti_wide("dti_of_1000", 1000),
        pii_partial(),
        ranks_only(),
        scores_only(),
        no_header(),
        codes_only(),
        period_columns(),
        period_and_measure_columns(),
        several_sheets(),
        two_below(),
        two_halves(),
    ]


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def of_extraction(table: pa.Table) -> list[Figure]:
    """The rows of an extraction as figures, to be compared with those of a shape."""
    columns = ("period", "period_type", "unit_code", "indicator_code", "measure", "value")
    rows = zip(*(table[column].to_pylist() for column in columns), strict=True)
    return list(rows)
