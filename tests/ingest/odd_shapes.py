"""Strange but plausible layouts of administrative tables, that the general rules have to cover."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from rankings.ingest.grid import Book
from tests.ingest import shapes
from tests.ingest.shapes import (
    DTI,
    PARTS,
    PII,
    PSI,
    PSI_BEFORE,
    PSI_DATE,
    PSI_EXPECTED,
    PSI_HEAD,
    PSI_KEYS,
    PSI_TITLE,
    SCORES,
    TOTAL,
    Figure,
    Shape,
    comma,
    figures,
    number,
    psi_rows,
)
from tests.ingest.sheets import Cell, book, sheet

TITLE = [[PSI_TITLE], [PSI_DATE]]
NAMES = shapes.names("vn34")
OLD_NAMES = shapes.names("vn63")
RANKED = shapes.by_rank(PSI)
UNITS = sorted(NAMES)
SCORE = [("total", "score")]
PSI_ONLY = {"index_code": "psi"}


def cells(edition: str, unit: str, keys: Iterable[tuple[str, str]]) -> list[Cell]:
    """Some figures of a unit as numbers."""
    return [number(shapes.published(edition)[unit].get(key)) for key in keys]


def totals(name: Cell, row: shapes.Row) -> list[Cell]:
    """Name, score and rank."""
    return [name, number(row["total", "score"]), int(row["total", "rank"])]


def as_of(edition: str, period: str, period_type: str) -> frozenset[Figure]:
    """The totals of an edition as if they were of another period."""
    return figures(edition, TOTAL, period=period, period_type=period_type)


def one(rows: list[list[Cell]], file_name: str = "bang.xlsx", **other: object) -> Book:
    """A book of one sheet."""
    return book(sheet(rows, **other), file_name=file_name)


def names_and_columns() -> list[Shape]:
    """Where the names stand, how they are written, what else stands in their columns."""
    last = [[row[2], row[1], row[0]] for row in (totals(NAMES[u], r) for u, r in RANKED)]
    numbered = [
        [f"{at}. {NAMES[unit]}{' (*)' if at == 3 else ''}", number(row["total", "score"])]
        for at, (unit, row) in enumerate(RANKED, start=1)
    ]
    english = [
        [f"{NAMES[u]} ({shapes._ascii(NAMES[u])})", number(r["total", "score"])] for u, r in RANKED
    ]
    broken = [
        [f"{at}.", NAMES[u].replace(" ", "\n", 1), comma(r["total", "score"]), r["total", "rank"]]
        for at, (u, r) in enumerate(RANKED, start=1)
    ]
    spaced = [
        [
            None,
            at,
            None,
            *(cell for pair in zip(totals(NAMES[u], r), [None] * 3, strict=True) for cell in pair),
        ]
        for at, (u, r) in enumerate(RANKED, start=1)
    ]
    regions = [[{0: "Vùng A", 17: "Vùng B"}.get(at), *row] for at, row in enumerate(psi_rows())]
    merged = [(3, 0, 19, 0), (20, 0, 36, 0)]
    far = [[None] * 7 for _ in range(20)] + [
        [None] * 7 + row for row in [*TITLE, PSI_HEAD, *psi_rows()]
    ]
    two = [
        ["UBND TỈNH ĐẮK LẮK", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"],
        *TITLE,
        ["Tỉnh", "Điểm"],
        *([NAMES[unit], comma(row["total", "score"])] for unit, row in RANKED),
        ["ĐẮK LẮK"],
    ]
    old = shapes.published(DTI)
    lineage = [
        [
            at,
            OLD_NAMES[u],
            {"Phú Yên": "Đắk Lắk"}.get(OLD_NAMES[u], OLD_NAMES[u]),
            *cells(DTI, u, TOTAL),
        ]
        for at, u in enumerate(sorted(old), start=1)
    ]
    head = ["STT", "Tỉnh (trước sắp xếp)", "Tỉnh (sau sắp xếp)", "Giá trị", "Hạng"]
    title = ["CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH NĂM 2024"]
    return [
        shape("unit_last", one([*TITLE, ["Hạng", "Điểm", "Tỉnh, thành phố"], *last])),
        shape("ordinal_in_name", one([*TITLE, ["Địa phương", "Tổng điểm"], *numbered]), SCORE),
        shape("english_beside", one([*TITLE, ["Địa phương", "Tổng điểm"], *english]), SCORE),
        shape(
            "line_breaks",
            one([*TITLE, ["Số\nTT", "Tỉnh,\nthành phố", "Tổng\nđiểm", "Xếp\nhạng"], *broken]),
        ),
        shape(
            "spacers",
            one(
                [*TITLE, [None, "STT", None, "Tỉnh", None, "Tổng điểm", None, "Xếp hạng"], *spaced]
            ),
        ),
        shape("regions", one([*TITLE, ["Vùng", *PSI_HEAD], *regions], merged=merged), PSI_KEYS),
        shape("far_away", one(far), PSI_KEYS),
        shape("two_columns_of_a_letter", one(two), SCORE),
        Shape(
            "old_and_new_names",
            one([title, head, *lineage]),
            figures(DTI, TOTAL),
            {"scheme": "vn63"},
        ),
    ]


def shape(
    name: str, made: Book, keys: Iterable[tuple[str, str]] = tuple(TOTAL), **other: object
) -> Shape:
    """A shape with some figures of the PSI of 2026-10-10."""
    expected = PSI_EXPECTED | other.pop("expected", {})
    return Shape(name, made, figures(PSI, keys), expected, **other)


def headings() -> list[Shape]:
    """How columns are headed."""
    names = [name for name, _, _ in PARTS.values()]
    three = [
        ["STT", "Đơn vị", "Kết quả thực hiện Bộ chỉ số"],
        [None, None, "Trong đó", *[None] * 5, "Tổng\nđiểm", "Xếp\nhạng"],
        [None, None, *(f"{name}\n(tối đa {top} điểm)" for name, _, top in PARTS.values())],
    ]
    merged = [(2, 0, 4, 0), (2, 1, 4, 1), (2, 2, 2, 9), (3, 2, 3, 7), (3, 8, 4, 8), (3, 9, 4, 9)]
    codes = ["STT", "Tỉnh", *(code for _, code, _ in PARTS.values()), "Tổng", "XH"]
    stated = [f"{code} ({top}đ)" for _, code, top in PARTS.values()]
    measures = [None, None, *["(điểm)"] * 7, "(thứ)"]
    numbered = ["A", "B", 1, 2, 3, 4, 5, 6, "7=1+...+6", 8]
    maxima = ["Điểm tối đa", None, *(top for _, _, top in PARTS.values()), 100]
    country = [None, "TOÀN QUỐC", *[Decimal(10)] * 6, Decimal("62.58")]
    pairs = [["STT", "Tỉnh"], [None, None]]
    shares = [["STT", "Tỉnh"], [None, None]]
    spans = [(2, 0, 3, 0), (2, 1, 3, 1)]
    for at, name in enumerate(names):
        pairs[0] += [name, None]
        pairs[1] += ["Điểm tối đa", "Điểm đạt được"]
        shares[0] += [name, None]
        shares[1] += ["Điểm", "Tỷ lệ (%)"]
        spans.append((2, 2 + 2 * at, 2, 3 + 2 * at))
    of_pairs, of_shares = [], []
    for at, (unit, row) in enumerate(RANKED, start=1):
        scores = [(Decimal(row[part, "score"]), top) for part, (_, _, top) in PARTS.items()]
        of_pairs.append([at, NAMES[unit], *(c for score, top in scores for c in (top, score))])
        percent = [(score, round(score * 100 / top, 1)) for score, top in scores]
        of_shares.append([at, NAMES[unit], *(cell for pair in percent for cell in pair)])
    english = ["province", *PARTS, "total", "rank"]
    plain = [[NAMES[unit], *(row[key] for key in PSI_KEYS)] for unit, row in RANKED]
    return [
        shape("three_rows", one([*TITLE, *three, *psi_rows()], merged=merged), PSI_KEYS),
        shape("portal_codes", one([*TITLE, codes, *psi_rows()]), PSI_KEYS),
        shape(
            "stated_maxima",
            one([*TITLE, ["STT", "Tỉnh", *stated, "Tổng (100đ)", "Hạng"], *psi_rows()]),
            PSI_KEYS,
        ),
        shape("row_of_measures", one([*TITLE, PSI_HEAD, measures, *psi_rows()]), PSI_KEYS),
        shape("numbered_after_blank", one([*TITLE, PSI_HEAD, [], numbered, *psi_rows()]), PSI_KEYS),
        shape(
            "maxima_and_country", one([*TITLE, PSI_HEAD, maxima, country, *psi_rows()]), PSI_KEYS
        ),
        shape("maximum_and_score", one([*TITLE, *pairs, *of_pairs], merged=spans), SCORES[:-1]),
        shape("score_and_share", one([*TITLE, *shares, *of_shares], merged=spans), SCORES[:-1]),
        shape("english_codes", one([english, *plain], "psi_2026-10-10.csv"), PSI_KEYS),
    ]


def periods() -> list[Shape]:
    """Where the period stands."""
    by_month = [("2026-08", PSI_BEFORE), ("2026-09", PSI)]
    months = frozenset().union(*(as_of(e, p, "month") for p, e in by_month))
    columns = [[NAMES[u], *(c for _, e in by_month for c in cells(e, u, TOTAL))] for u in UNITS]
    head = [["Tỉnh", "Tháng 8", None, "Tháng 9", None], [None, *["Điểm", "Hạng"] * 2]]
    rows = [[2026, int(p[5:]), NAMES[u], *cells(e, u, TOTAL)] for p, e in by_month for u in UNITS]
    sheets = [
        sheet(
            [["STT", "Tỉnh", "Tổng điểm", "Xếp hạng"], *psi_rows(e, keys=TOTAL)], f"T{int(p[5:])}"
        )
        for p, e in by_month
    ]
    quarters = as_of(PSI_BEFORE, "2026-Q1", "quarter") | as_of(PSI, "2026-Q2", "quarter")
    by_quarter = [["Tỉnh", "Quý I/2026", None, "Quý II/2026", None], head[1]]
    both = as_of(PSI_BEFORE, "2026-09", "month") | as_of(PSI, "2026-09-30", "year_to_date")
    beside = [["Tỉnh", "Tháng 9/2026", None, "Lũy kế đến 30/9/2026", None], head[1]]
    merged = [(1, 1, 1, 2), (1, 3, 1, 4)]
    over = [
        ["Tỉnh", "Tổng điểm", None, "Xếp hạng", None],
        [None, *["05/10/2026", "10/10/2026"] * 2],
    ]
    crossed = [
        [
            NAMES[u],
            *(number(shapes.published(e)[u][key]) for key in TOTAL for e in (PSI_BEFORE, PSI)),
        ]
        for u in UNITS
    ]
    days = [date(2026, 10, 5), date(2026, 10, 10)]
    down = [
        [day, *(number(shapes.published(e)[u]["total", "score"]) for u in UNITS)]
        for day, e in zip(days, (PSI_BEFORE, PSI), strict=True)
    ]
    cover = sheet([["BÁO CÁO"], ["KẾT QUẢ BỘ CHỈ SỐ 766"], ["Tháng 9 năm 2026"]], "Bìa")
    annex = sheet([["STT", "Tỉnh", "Tổng điểm", "Hạng"], *psi_rows(keys=TOTAL)], "PL1")
    same = figures(PSI_BEFORE, SCORE) | figures(PSI, SCORE)
    return [
        Shape(
            "months_across",
            one([["Chỉ số 766 các tháng năm 2026"], *head, *columns]),
            months,
            PSI_ONLY,
        ),
        Shape(
            "year_and_month",
            one([["Chỉ số 766"], ["Năm", "Tháng", "Tỉnh", "Điểm", "Hạng"], *rows]),
            months,
            PSI_ONLY,
        ),
        Shape(
            "sheet_names",
            book(*sheets, file_name="Chỉ số 766 năm 2026.xlsx"),
            months,
            PSI_ONLY,
            tables=2,
        ),
        Shape("quarters", one([["Chỉ số 766"], *by_quarter, *columns]), quarters, PSI_ONLY),
        Shape(
            "month_beside_year_to_date",
            one([["Chỉ số 766"], *beside, *columns], merged=merged),
            both,
            PSI_ONLY,
        ),
        Shape(
            "measure_over_day",
            one([["CHỈ SỐ 766 LŨY KẾ"], *over, *crossed], merged=merged),
            figures(PSI_BEFORE, TOTAL) | figures(PSI, TOTAL),
            PSI_ONLY,
        ),
        Shape(
            "days_down",
            one([["Chỉ số 766 lũy kế từ đầu năm"], ["Đến ngày", *NAMES_IN_ORDER], *down]),
            same,
            PSI_ONLY,
        ),
        Shape(
            "cover",
            book(cover, annex, file_name="bc.xlsx"),
            as_of(PSI, "2026-09", "month"),
            PSI_ONLY,
            left_out=(("Bìa", "no_table"),),
        ),
    ]


NAMES_IN_ORDER = [NAMES[unit] for unit in UNITS]


def tables() -> list[Shape]:
    """Several tables, parts of tables, and tables of one province."""
    head = ["Hạng", "Tỉnh", "Điểm"]
    listed = [[row[2], row[0], row[1]] for row in (totals(NAMES[u], r) for u, r in RANKED)]
    ends = {unit for unit, _ in RANKED[:10] + RANKED[-5:]}
    parted = [
        *TITLE,
        ["10 tỉnh dẫn đầu"],
        head,
        *listed[:10],
        ["5 tỉnh thấp nhất"],
        head,
        *listed[-5:],
    ]
    home = next(row for row in listed if row[1] == "Đắk Lắk")
    dotted = [*TITLE, head, *listed[:3], ["…", "…", "…"], home]
    first = {unit for unit, _ in RANKED[:3]} | {"66"}
    beside = [[*row, None, *(listed[at][:2] if at < 10 else ())] for at, row in enumerate(listed)]
    pii = {u: r for u, r in shapes.published(PII).items() if ("total", "rank") in r}
    right = [
        [int(row["total", "rank"]), NAMES[unit], comma(row.get(("total", "score"))) or "-"]
        for unit, row in pii.items()
    ]
    twin = [[*row, None, *(right[at] if at < len(right) else ())] for at, row in enumerate(listed)]
    twin_title = ["CHỈ SỐ 766 (lũy kế đến 10/10/2026)", None, None, None, "CHỈ SỐ PII NĂM 2025"]
    parts = [
        sheet(
            [
                [name],
                ["STT", "Tỉnh", "Điểm"],
                *([at, NAMES[u], number(r[part, "score"])] for at, (u, r) in enumerate(RANKED, 1)),
            ],
            code,
        )
        for part, (name, code, _) in PARTS.items()
    ]
    paired: list[list[Cell]] = []
    for unit, row in RANKED:
        paired.append([NAMES[unit], "Tổng điểm", number(row["total", "score"])])
        paired.append([None, "Xếp hạng", number(row["total", "rank"])])
    spans = [(3 + 2 * at, 0, 4 + 2 * at, 0) for at in range(len(RANKED))]
    partial = {"complete": False}
    name = "766 lũy kế đến ngày 10-10-2026.xlsx"
    return [
        Shape("best_and_worst", one(parted), figures(PSI, TOTAL, ends), PSI_EXPECTED | partial),
        Shape("dots_between", one(dotted), figures(PSI, TOTAL, first), PSI_EXPECTED | partial),
        shape(
            "extract_beside",
            one([*TITLE, [*head, None, *head[:2]], *beside]),
            left_out=(("Sheet1", "second_table"),),
        ),
        Shape(
            "two_indices",
            one([twin_title, [*head, None, *head], *twin]),
            figures(PSI, TOTAL) | figures(PII, TOTAL, pii),
            PSI_ONLY,
            tables=2,
        ),
        Shape(
            "a_sheet_for_each_part",
            book(*parts, file_name=name),
            figures(PSI, SCORES[:-1]),
            PSI_ONLY,
            tables=6,
        ),
        shape(
            "measures_down",
            one([*TITLE, ["Tỉnh", "Chỉ tiêu", "Giá trị"], *paired], merged=spans),
            expected={"shape": "long"},
        ),
        Shape(
            "one_row",
            one([*TITLE, ["Tỉnh", "Tổng điểm", "Xếp hạng"], ["Đắk Lắk", "65,49", "7/34"]]),
            figures(PSI, TOTAL, ["66"]),
            PSI_EXPECTED | partial,
        ),
    ]


def beside_the_figures() -> list[Shape]:
    """What stands beside the figures and is none of them."""
    annex: list[list[Cell]] = [
        ["Phụ lục II"],
        ["KẾT QUẢ CHỈ SỐ 766 CỦA 34 TỈNH, THÀNH PHỐ"],
        ["(Kèm theo Báo cáo số 123/BC-UBND ngày 15/10/2026 của UBND tỉnh Đắk Lắk)"],
        ["TT", "Đơn vị", "Lũy kế đến ngày 10/10/2026", None, "So với ngày 05/10/2026"],
        [None, None, "Điểm", "Thứ hạng", "Điểm (+/-)", "Thứ hạng (+/-)"],
    ]
    merged = [(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 3, 5)]
    counts: list[list[Cell]] = [
        *TITLE,
        ["STT", "Tỉnh", "Số hồ sơ tiếp nhận", "Tổng điểm", "Xếp hạng"],
    ]
    noted = [*TITLE, PSI_HEAD, ["(Số liệu trích xuất lúc 8h00 ngày 11/10/2026)"], *psi_rows()]
    sentence = ["Tỉnh Đắk Lắk: 65,49 điểm, xếp thứ 7/34"]
    for at, (unit, row) in enumerate(RANKED, start=1):
        annex.append([at, *totals(f"Tỉnh {NAMES[unit]}", row), "+0,36", "↑2"])
        name, score, rank = totals(NAMES[unit], row)
        counts.append([at, name, f"{at}.{at + 100}.345", score, rank])
    old = shapes.published(DTI)
    before = "dti-2023-year-vn63"
    years = [[OLD_NAMES[u], *cells(before, u, SCORE), *cells(DTI, u, SCORE)] for u in sorted(old)]
    mean = ["Trung bình", Decimal("0.6"), Decimal("0.7")]
    return [
        shape("annex_of_a_report", one(annex, merged=merged)),
        shape("counts_beside", one(counts)),
        shape("note_below_the_headings", one(noted), PSI_KEYS),
        shape("sentence_above", one([*TITLE, sentence, [], PSI_HEAD, *psi_rows()]), PSI_KEYS),
        Shape(
            "years_as_numbers",
            one([["DTI cấp tỉnh"], ["Tỉnh", 2023, 2024], mean, *years]),
            figures(DTI, SCORE) | figures(before, SCORE),
            {"index_code": "dti", "scheme": "vn63"},
        ),
    ]


def of_two_times() -> list[Shape]:
    """Columns of an earlier time beside those of the present."""
    before = shapes.published(PSI_BEFORE)
    both = [
        [at, NAMES[unit], *cells(PSI_BEFORE, unit, TOTAL), *cells(PSI, unit, TOTAL)]
        for at, (unit, _) in enumerate(RANKED, start=1)
    ]
    pairs = [
        ("Kỳ trước", "Kỳ này"),
        ("Tuần trước", "Tuần này"),
        ("Cùng kỳ 2025", "Năm 2026"),
        ("Trước điều chỉnh", "Sau điều chỉnh"),
    ]
    made = [
        shape(f"two_times_{number}", one([*TITLE, *_pairs(*names), *both]))
        for number, names in enumerate(pairs)
    ]
    days = [[PSI_TITLE], ["Năm 2026"], *_pairs("05/10", "10/10"), *both]
    flat = [*TITLE, ["STT", "Tỉnh", "Điểm cũ", "Hạng cũ", "Điểm mới", "Hạng mới"], *both]
    dated = [*TITLE, *_pairs("Kỳ trước (05/10/2026)", "Kỳ này"), *both]
    ranks = [
        [row[0], row[1], row[3], row[5], int(before[unit]["total", "rank"]) - row[5]]
        for row, (unit, _) in zip(both, RANKED, strict=True)
    ]
    moved = [*TITLE, ["STT", "Tỉnh", "Hạng kỳ trước", "Hạng kỳ này", "Tăng/giảm"], *ranks]
    twice = figures(PSI, TOTAL) | figures(PSI_BEFORE, TOTAL)
    return [
        *made,
        shape("old_and_new", one(flat)),
        shape("ranks_and_their_change", one(moved), [("total", "rank")]),
        Shape("two_short_days", one(days), twice, PSI_ONLY | {"period": "2026-10-10"}),
        Shape("before_with_its_day", one(dated), twice, PSI_ONLY | {"period": "2026-10-10"}),
    ]


def _pairs(first: str, second: str) -> list[list[Cell]]:
    return [
        ["STT", "Tỉnh", first, None, second, None],
        [None, None, "Điểm", "Hạng", "Điểm", "Hạng"],
    ]


def two_in_one_cell() -> list[Shape]:
    """A score and its rank in one cell."""
    forms = {
        "brackets": "{score} ({rank})",
        "words": "{score} điểm, xếp thứ {rank}",
        "share": "{score} (hạng {rank}/34)",
        "dash": "{score} - {rank}",
        "lines": "{score}\n({rank})",
        "rank_first": "{rank} ({score})",
    }
    return [
        shape(
            f"in_one_cell_{name}",
            one(
                [
                    *TITLE,
                    ["STT", "Tỉnh", "Kết quả" if name == "lines" else "Điểm (hạng)"],
                    *(
                        [at, NAMES[unit], form.format(score=score, rank=row["total", "rank"])]
                        for at, (unit, row) in enumerate(RANKED, start=1)
                        if (score := comma(row["total", "score"]))
                    ),
                ]
            ),
        )
        for name, form in forms.items()
    ]


def told_ranks() -> list[Shape]:
    """Ranks in words and Roman numerals, scores of their maximum, short names."""
    words = ["Nhất", "Nhì", "Ba"]
    roman = dict(enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], start=1))
    head = [*TITLE, ["STT", "Tỉnh", "Điểm", "Hạng"]]
    rows = [[at, *totals(NAMES[unit], row)] for at, (unit, row) in enumerate(RANKED, start=1)]
    first = [[*row[:3], words[row[3] - 1] if row[3] <= 3 else row[3]] for row in rows]
    numerals = [[*row[:3], roman.get(row[3], row[3])] for row in rows]
    shares = [[*row[:2], f"{row[2]}/100".replace(".", ","), f"{row[3]}/34"] for row in rows]
    short = [[row[0], f"T. {row[1]}", *row[2:]] for row in rows]
    gap = [*head, *rows[:20], *[[] for _ in range(1600)], *rows[20:]]
    return [
        shape("ranks_in_words", one([*head, *first])),
        shape("ranks_in_roman_numerals", one([*head, *numerals])),
        shape("scores_of_a_hundred", one([*head, *shares])),
        shape("province_as_a_letter", one([*head, *short])),
        shape("far_below", one(gap), expected={"complete": False}),
    ]


def odd() -> list[Shape]:
    """All of them."""
    return [
        *(*names_and_columns(), *headings(), *periods(), *tables(), *beside_the_figures()),
        *(*of_two_times(), *two_in_one_cell(), *told_ranks()),
    ]
