"""What the questions are made of: the figures of data/, and the files that are handed in.

Read from the CSV files alone, so that the same questions are put to every checkout.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import xlsxwriter

HOME = "66"
INDICES = ("psi", "dti", "pii")
LANGUAGES = ("vi", "en")
TOTAL = "total"
# Of the files that are handed in: another day than any in data/.
DAY, LATER_DAY = "17/10/2026", "20/10/2026"
HEADINGS = {
    "transparency": "Công khai, minh bạch",
    "timeliness": "Tiến độ giải quyết",
    "online_service": "Dịch vụ công trực tuyến",
    "online_payment": "Thanh toán trực tuyến",
    "digitisation": "Số hóa hồ sơ",
    "satisfaction": "Mức độ hài lòng",
    TOTAL: "Tổng điểm",
}
Rows = Sequence[Sequence[object]]
# What a load calls its source: a number drawn at random.
DRAWN = re.compile(r"\b([a-z]+)-[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Edition:
    """One published table, as `editions.csv` has it."""

    edition_id: str
    index: str
    period: str
    period_type: str
    scheme: str
    method: str
    start: date
    end: date

    @property
    def arguments(self) -> tuple[str, ...]:
        """The index and the options of the command line that name this edition."""
        kind = ("--period-type", self.period_type, "--scheme", self.scheme)
        return (self.index, "--period", self.period, *kind)

    def day(self, after: int) -> str:
        """The day so many days after its period ends."""
        return (self.end + timedelta(days=after)).isoformat()


@dataclass(frozen=True)
class Data:
    """The tables of a data/ folder that the questions are made of."""

    folder: Path

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition: by index, then oldest first."""
        found = [
            Edition(
                edition_id=row["edition_id"],
                index=row["index_code"],
                period=row["period"],
                period_type=row["period_type"],
                scheme=row["scheme"],
                method=row["method_code"],
                start=date.fromisoformat(row["period_start"]),
                end=date.fromisoformat(row["period_end"]),
            )
            for row in self._rows("published/editions.csv")
        ]
        return tuple(sorted(found, key=lambda one: (INDICES.index(one.index), one.end, one.scheme)))

    @cached_property
    def scores(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """Edition -> unit -> indicator -> score as printed."""
        found: dict = defaultdict(lambda: defaultdict(dict))
        for row in self._rows("published/observations.csv"):
            if row["measure"] == "score":
                unit = found[row["edition_id"]][row["unit_code"]]
                unit.setdefault(row["indicator_code"], row["value"])
        return found

    @cached_property
    def counted(self) -> Mapping[str, set[str]]:
        """Edition -> sub-indicators with counts of the home unit."""
        codes: dict = defaultdict(set)
        for row in self._rows("published/observations.csv"):
            if row["measure"] == "numerator" and row["unit_code"] == HOME:
                codes[row["edition_id"]].add(row["indicator_code"])
        return codes

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """List of units -> code -> Vietnamese name."""
        found: dict = defaultdict(dict)
        for row in self._rows("reference/units.csv"):
            found[row["scheme"]][row["unit_code"]] = row["name_vi"]
        return found

    @cached_property
    def regions(self) -> Mapping[str, Sequence[str]]:
        """List of units -> codes of its regions."""
        found: dict = defaultdict(dict)
        for row in self._rows("reference/units.csv"):
            if row["region_code"]:
                found[row["scheme"]][row["region_code"]] = None
        return {scheme: sorted(codes) for scheme, codes in found.items()}

    @cached_property
    def actions(self) -> Sequence[str]:
        """Codes of the actions that move several indices."""
        return sorted({row["action_code"] for row in self._rows("reference/drivers.csv")})

    def of_type(self, index: str) -> Mapping[str, Sequence[Edition]]:
        """The editions of an index by period type, oldest first."""
        found: dict = defaultdict(list)
        for one in self.editions:
            if one.index == index:
                found[one.period_type].append(one)
        return found

    def newest(self, index: str, scheme: str = "vn34") -> Edition:
        """The newest edition of an index in a list of units."""
        return [one for one in self.editions if (one.index, one.scheme) == (index, scheme)][-1]

    def pairs(self, index: str) -> Iterable[tuple[Edition, Edition]]:
        """Editions of one period type that follow each other, and each second one."""
        for found in self.of_type(index).values():
            yield from pairwise(found)
            yield from zip(found, found[2:], strict=False)

    def components(self, edition: Edition) -> tuple[str, ...]:
        """Codes of the indicators of which the edition has a score of the home unit."""
        return tuple(sorted(self.scores[edition.edition_id].get(HOME, {})))

    def sub_indicators(self, edition: Edition) -> tuple[str, ...]:
        """Codes of the sub-indicators of which the edition has counts of the home unit."""
        return tuple(sorted(self.counted.get(edition.edition_id, ())))

    def before(self, edition: Edition) -> list[Edition]:
        """The editions of the same kind and method before one, oldest first."""
        kind = (edition.index, edition.method, edition.scheme, edition.period_type)
        return [
            each
            for each in self.editions
            if (each.index, each.method, each.scheme, each.period_type) == kind
            and each.end < edition.end
        ]

    def others(self, edition: Edition) -> tuple[str, str]:
        """Two units beside the home one: one near the top of the list of codes, one further on."""
        codes = sorted(code for code in self.names[edition.scheme] if code != HOME)
        return codes[3], codes[2 * len(codes) // 3]

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def without_drawn(text: str) -> str:
    """A text in which numbers that a load draws at random are all one."""
    return DRAWN.sub(r"\1-DRAWN", text)


# --- Files to hand in -----------------------------------------------------------------------------


def write_files(folder: Path, data: Data) -> None:
    """Write the files that are handed in, sound, faulty and hopeless: always the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    newest = data.newest("psi")
    table = psi_table(data, newest)
    _workbook(folder / "sound.xlsx", {"Bảng 766": [*_heading(DAY), *table]})
    _workbook(folder / "lower.xlsx", {"Bảng 766": [*_heading(DAY), *lowered(table)]})
    _csv(folder / "later.csv", [*_heading(LATER_DAY), *_with_commas(table)], ";")
    _csv(folder / "no-period.csv", table, ",")
    _workbook(folder / "faulty.xlsx", {"Bảng 766": [*_heading(DAY), *faulty(table)]})
    _workbook(folder / "two-sheets.xlsx", {"Tháng 9": table[:9], "Ghi chú": [["Không có số liệu"]]})
    pii = _totals(data, data.newest("pii"))
    text = json.dumps(pii, ensure_ascii=False, indent=1)
    (folder / "pii-2026.json").write_text(text, encoding="utf-8")
    dti = data.newest("dti", "vn63")
    _csv(folder / "dti-2024.csv", _total_table(data, dti, "Chỉ số chuyển đổi số DTI 2024"), ",")
    _workbook(folder / "new-index.xlsx", {"PAR": _new_index(data)})
    _csv(folder / "structure.csv", _structure(), ",")
    (folder / "no-table.txt").write_text("Kính gửi các đồng chí.\n", encoding="utf-8")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")


def psi_table(data: Data, edition: Edition) -> list[list[object]]:
    """A table as the issuer lays it out: heading, then a unit in each row, the best first."""
    scores = data.scores[edition.edition_id]
    names = data.names[edition.scheme]
    ordered = sorted(scores, key=lambda code: (-float(scores[code][TOTAL]), code))
    rows = [
        [number, names[code], *(float(scores[code][part]) for part in HEADINGS)]
        for number, code in enumerate(ordered, start=1)
    ]
    return [["STT", "Tỉnh, thành phố", *HEADINGS.values()], *rows]


def lowered(table: Rows) -> list[list[object]]:
    """The same table with three points less of one component, and of the total, for Đắk Lắk."""
    found = [list(row) for row in table]
    home = next(row for row in found if row[1] == "Đắk Lắk")
    for heading in (HEADINGS["digitisation"], HEADINGS[TOTAL]):
        home[table[0].index(heading)] = round(home[table[0].index(heading)] - 3, 2)
    return found


def faulty(table: Rows) -> list[list[object]]:
    """The same table with what the checks stop: too high a score, a unit twice, an unknown one."""
    found = [list(row) for row in table]
    found[3][2] = 99.5
    found[5][1] = found[6][1]
    found[8][1] = "Tỉnh Không Có"
    found[10][4] = "mười hai"
    return found


def _heading(day: str) -> Rows:
    title = "Kết quả đánh giá Bộ chỉ số phục vụ người dân, doanh nghiệp (766/QĐ-TTg)"
    return [[title], [f"Lũy kế từ đầu năm đến ngày {day}"], []]


def _with_commas(table: Rows) -> Rows:
    return [
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
        for row in table
    ]


def _totals(data: Data, edition: Edition) -> list[dict[str, object]]:
    names = data.names[edition.scheme]
    return [
        {"Tỉnh, thành phố": names[code], "Điểm PII 2026": float(parts[TOTAL]) + 0.25}
        for code, parts in sorted(data.scores[edition.edition_id].items())
        if TOTAL in parts
    ]


def _total_table(data: Data, edition: Edition, title: str) -> Rows:
    names = data.names[edition.scheme]
    rows = [
        [names[code], parts[TOTAL]]
        for code, parts in sorted(data.scores[edition.edition_id].items())
        if TOTAL in parts
    ]
    return [[title], [], ["Tỉnh, thành phố", "Giá trị DTI"], *rows]


def _new_index(data: Data) -> Rows:
    """A table of an index that the store has never seen; its scores are made from the codes."""
    head = ["Tỉnh, thành phố", "Thể chế", "Thủ tục hành chính", "Tổng điểm"]
    rows = []
    for number, (code, name) in enumerate(sorted(data.names["vn34"].items())):
        first, second = 20 + int(code) % 17 / 2, 30 + number % 11 / 4
        rows.append([name, first, second, first + second])
    return [["Chỉ số cải cách hành chính năm 2025"], [], head, *rows]


def _structure() -> Rows:
    return [
        ["Mã", "Tên", "Tên tiếng Anh", "Điểm tối đa"],
        ["1", "Thể chế", "Institutions", 40],
        ["2", "Thủ tục hành chính", "Procedures", 45],
        ["3", "Tổ chức bộ máy", "Organisation", 15],
    ]


def _workbook(path: Path, sheets: Mapping[str, Rows]) -> None:
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime(2026, 11, 1)})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()


def _csv(path: Path, rows: Rows, mark: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
