"""Loading from the command line, on a store of its own with the real figures."""

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from rankings import cli
from rankings.cli import load_files
from rankings.ingest.submission import Submission
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import Words
from tests import effort
from tests.cli.test_cli import TYPES, flat, keys_of
from tests.ingest import files
from tests.store_clones import clone

ROOT = Path(__file__).resolve().parents[2]
PSI = "psi-2026-10-10-year_to_date-vn34"
SOURCED = ("--document", "45/BC-VPCP")
HEADINGS = {
    "transparency": "Công khai, minh bạch",
    "timeliness": "Tiến độ giải quyết",
    "online_service": "Dịch vụ công trực tuyến",
    "online_payment": "Thanh toán trực tuyến",
    "digitisation": "Số hóa hồ sơ",
    "satisfaction": "Mức độ hài lòng",
    "total": "Tổng điểm",
}


def figures(edition_id: str = PSI) -> dict[str, dict[str, str]]:
    """Unit -> indicator -> score as printed, of an edition in data/."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with (ROOT / "data" / "published" / "observations.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["edition_id"] == edition_id and row["measure"] == "score":
                found[row["unit_code"]][row["indicator_code"]] = row["value"]
    return found


def names() -> dict[str, str]:
    with (ROOT / "data" / "reference" / "units.csv").open(encoding="utf-8") as file:
        return {
            row["unit_code"]: row["name_vi"]
            for row in csv.DictReader(file)
            if row["scheme"] == "vn34"
        }


def workbook(
    path: Path,
    day: str | None,
    changed: dict[tuple[str, str], str] | None = None,
    *,
    name: str = "Bảng 766",
) -> Path:
    """The table of 10/10/2026 as a workbook of a day (None: it names none), with some scores
    replaced. name: of its sheet."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(name)
    sheet.write(0, 0, "Kết quả đánh giá Bộ chỉ số phục vụ người dân, doanh nghiệp (766/QĐ-TTg)")
    if day is not None:
        sheet.write(1, 0, f"Lũy kế từ đầu năm đến ngày {day}")
    sheet.write_row(3, 0, ["STT", "Tỉnh, thành phố", *HEADINGS.values()])
    called = names()
    for number, (unit, scores) in enumerate(figures().items()):
        sheet.write(4 + number, 0, number + 1)
        sheet.write(4 + number, 1, called[unit])
        for column, indicator in enumerate(HEADINGS):
            value = (changed or {}).get((unit, indicator), scores[indicator])
            sheet.write(4 + number, 2 + column, float(value))
    book.close()
    return path


@pytest.fixture(scope="module")
def _built(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loads") / "var"
    clone(var, folder)
    return folder


@pytest.fixture
def own(_built: Path, tmp_path: Path, serve: Callable[[Path], Store]) -> Store:
    """A store of the real figures that a test may change."""
    return serve(clone(_built, tmp_path / "var"))


@pytest.fixture
def ask(own, capsys):
    """Run a command with --json: exit code, its value (None without one), stderr."""

    def run(*arguments: str) -> tuple[int, object, str]:
        capsys.readouterr()
        code = cli.main([*arguments, "--json"])
        written = capsys.readouterr()
        return code, json.loads(written.out) if written.out else None, written.err

    return run


def check_keys(command: str, answer: dict) -> None:
    """Every key of the page is there, in its order, with a type that the page names."""
    wanted = keys_of(command)
    found = {key: value for key, value in flat(answer).items() if not key.startswith("tables.")}
    assert list(found) == list(wanted)
    for key, types in wanted.items():
        assert any(TYPES[name](found[key]) for name in types), (key, found[key])


def test_a_clean_file_is_kept_and_changes_nothing(ask, own, tmp_path):
    before = own.version()
    code, answer, error = ask("load", str(workbook(tmp_path / "bang.xlsx", "17/10/2026")), *SOURCED)
    assert (code, error) == (0, "")
    check_keys("load", answer)
    assert (answer["state"], answer["load_id"]) == ("staged", 1)
    found = answer["recognised"]
    assert (found["index"], found["period"], found["period_type"], found["scheme"]) == (
        "psi",
        "2026-10-17",
        "year_to_date",
        "vn34",
    )
    assert (found["sheet"], found["units"]) == ("Bảng 766", 34)
    assert [column["indicator"] for column in found["columns"]] == list(HEADINGS)
    assert own.version() == before
    _, listed, _ = ask("loads")
    assert [(row["load_id"], row["state"]) for row in listed] == [(1, "staged"), (0, "published")]
    check_keys("loads", listed[0])


def test_published_seen_withdrawn_and_back(ask, own, tmp_path):
    _, before, _ = ask("gap", "psi")
    # Bắc Ninh's total is untouched; ours loses 3 points in digitisation and in the total.
    score, total = figures()["66"]["digitisation"], figures()["66"]["total"]
    changed = {
        ("66", "digitisation"): f"{float(score) - 3:.2f}",
        ("66", "total"): f"{float(total) - 3:.2f}",
    }
    file = workbook(tmp_path / "bang.xlsx", "17/10/2026", changed)
    code, answer, _ = ask("load", str(file), "--publish", "--acknowledge", "Đã đối chiếu.")
    assert (code, answer["state"]) == (0, "published")
    effect = answer["effect"][0]
    assert (effect["index"], effect["rank_before"], effect["status_before"]) == ("psi", 7, "inside")
    assert (effect["gap_before"], effect["status_after"]) == (
        {"low": -1.52, "high": -1.52},
        "outside",
    )
    # 62.49 against the tenth of the others, Thái Nguyên with 63.97.
    assert effect["gap_after"] == {"low": 1.48, "high": 1.48}
    _, after, _ = ask("gap", "psi")
    assert (after["period"], after["score"]) == ("2026-10-17", 62.49)
    assert after["gap"] == effect["gap_after"]
    _, then, _ = ask("gap", "psi", "--as-of", "0")
    assert then == before
    code, taken, _ = ask("withdraw", "1", "--why", "Nhầm kỳ", "--by", "Bình")
    check_keys("withdraw", taken)
    assert code == 0
    assert taken["effect"][0]["gap_after"] == {"low": -1.52, "high": -1.52}
    _, again, _ = ask("gap", "psi")
    assert again == before
    _, listed, _ = ask("loads")
    assert [(row["load_id"], row["state"], row["kind"]) for row in listed] == [
        (2, "published", "withdrawal"),
        (1, "withdrawn", "file"),
        (0, "published", "data_folder"),
    ]


def test_several_files_are_loaded_by_their_periods_and_a_bad_one_keeps_none(ask, own, tmp_path):
    """Weeks out of order, one twice under another name, one cut off, two for one edition."""
    home = figures()["66"]
    later = workbook(tmp_path / "b.xlsx", "24/10/2026", {("66", "total"): home["total"]})
    slip = {("66", "total"): "20.00"}
    handed = {
        "published": workbook(tmp_path / "a.xlsx", "17/10/2026"),
        "refused": tmp_path / "cut.xlsx",
        "repeated": tmp_path / "b again.xlsx",
        "asked": workbook(tmp_path / "c.xlsx", "31/10/2026"),
        "blocked": workbook(tmp_path / "wrong.xlsx", "07/11/2026", slip),
    }
    handed["refused"].write_bytes(later.read_bytes()[:3000])
    handed["repeated"].write_bytes(later.read_bytes())
    twin = workbook(tmp_path / "c2.xlsx", "31/10/2026", {("66", "satisfaction"): "17.00"})
    given = [str(path) for path in (later, *handed.values(), twin)]
    code, answer, error = ask("load", *given, "--publish", "--acknowledge", "Đã đối chiếu.")
    assert (code, error, list(answer)) == (2, "", ["files"])
    told = dict(zip(given, answer["files"], strict=True))
    assert [row["file"] for row in answer["files"]] == given
    assert {state: told[str(path)]["state"] for state, path in handed.items()} == {
        state: state for state in handed
    }
    # The week of 17 October was given after that of the 24th, and counts before it.
    assert (told[given[1]]["load_id"], told[given[0]]["load_id"]) == (1, 2)
    assert told[given[0]]["figures"] == {"new": 238, "changed": 0, "gone": 0, "same": 0}
    assert "cut.xlsx" in told[given[2]]["error"]
    assert "b.xlsx" in told[given[3]]["error"]
    assert told[given[4]]["asked"] == told[given[6]]["asked"] == ["same_edition"]
    assert "c.xlsx" in told[given[6]]["error"]
    assert "Bảng 766!" in told[given[5]]["error"]
    wanted = keys_of("load", "FILE FILE …")
    for row in answer["files"]:
        parts = {**row, "recognised": row["recognised"] and [row["recognised"]]}
        assert list(flat(parts)) == list(wanted)
    _, listed, _ = ask("loads")
    assert [(row["load_id"], row["state"]) for row in listed if row["load_id"]] == [
        (2, "published"),
        (1, "published"),
    ]
    # Each is withdrawn by itself.
    assert ask("withdraw", "1", "--why", "Nhầm", "--by", "Bình")[0] == 0
    assert [row["load_id"] for row in ask("loads")[1] if row["state"] == "withdrawn"] == [1]


def test_what_is_no_table_is_told_with_its_place_and_keeps_nothing_else(ask, own, tmp_path):
    """Each kind of bad file beside a good one: a sentence with its name; the good one is kept."""
    good = workbook(tmp_path / "bang.xlsx", "17/10/2026")
    refused = {
        files.write_protected_xlsx(tmp_path / "khoa.xlsx", {"S": [["a"]]}): "mật khẩu",
        files.write_xlsx(tmp_path / "rong.xlsx", {"Rộng": [list(range(5_000))]}): "ô BXY1",
        files.write_pictures(tmp_path / "anh.xlsx", "Ảnh chụp", {}): "Ảnh chụp",
        tmp_path / "do.xlsx.crdownload": "chưa tải về xong",
        tmp_path / "cut.xlsx": "bị cắt giữa chừng",
    }
    (tmp_path / "do.xlsx.crdownload").write_bytes(good.read_bytes()[:3000])
    (tmp_path / "cut.xlsx").write_bytes(good.read_bytes()[:3000])
    offices = [[f"Phòng số {number}", 60 + number] for number in range(12)]
    nameless = files.write_xlsx(tmp_path / "phong.xlsx", {"Kết quả": [["Tên", "Điểm"], *offices]})
    macros = tmp_path / "macro.xlsm"
    files.write_xlsx(macros, {"M": [["Tên", "Điểm"], *offices]}, macro=True)
    handed = [*refused, nameless, macros, good]
    code, answer, _ = ask("load", *map(str, handed))
    told = dict(zip(handed, answer["files"], strict=True))
    assert code == 2
    for path, words in refused.items():
        assert told[path]["state"] == "refused"
        assert path.name in told[path]["error"]
        assert words in told[path]["error"]
    assert told[nameless]["state"] == "blocked"
    assert any("A2" in text and "Phòng số 0" in text for text in told[nameless]["remarks"])
    assert any("macro" in text for text in told[macros]["remarks"])
    assert told[good]["state"] == "staged"


@pytest.mark.long
def test_a_file_of_a_known_name_with_another_content_is_told(ask, own, tmp_path):
    first = workbook(tmp_path / "bang.xlsx", "17/10/2026")
    assert ask("load", str(first), "--publish", "--acknowledge", "Đã đối chiếu.")[0] == 0
    (tmp_path / "2").mkdir()
    second = workbook(tmp_path / "2" / "bang.xlsx", "24/10/2026")
    _, answer, _ = ask("load", str(second))
    notes = {row["rule"]: row for row in answer["findings"] if row["severity"] == "note"}
    assert "bang.xlsx" in notes["same_name_again"]["message"]
    assert "lần cập nhật số 1" in notes["same_name_again"]["message"]


def test_warnings_stop_a_publication_without_a_sentence(ask, own, tmp_path):
    file = str(workbook(tmp_path / "bang.xlsx", "17/10/2026"))
    code, answer, _ = ask("load", file, "--publish")
    assert (code, answer["state"], answer["load_id"]) == (3, "blocked", None)
    assert [row["rule"] for row in answer["findings"] if row["severity"] == "warning"] == [
        "identical_edition",
        "no_source",
    ]
    assert ask("loads")[1][0]["load_id"] == 0
    code, answer, _ = ask("load", file)
    assert (code, answer["state"]) == (0, "staged")
    code, answer, _ = ask("publish", str(answer["load_id"]))
    assert (code, answer["state"]) == (3, "blocked")
    code, answer, _ = ask("publish", "1", "--acknowledge", "Đúng như bản gốc")
    check_keys("publish", answer)
    assert (code, answer["state"], own.version()) == (0, "published", 2)


def test_the_source_of_an_earlier_load_is_told_and_what_is_found_anew_is_acknowledged(
    ask, own, tmp_path, monkeypatch
):
    changed = {("66", "digitisation"): "9.13", ("66", "total"): "65.54"}
    file = str(workbook(tmp_path / "bang.xlsx", "10/10/2026", changed))
    assert ask("load", file, "--publish", "--acknowledge", "Đã đối chiếu.")[0] == 0
    assert [row["unsourced"] for row in ask("loads")[1]] == [True, False]
    stopped = ask("source", "1", *SOURCED)[1]
    check_keys("source", stopped)
    assert (stopped["load_id"], stopped["state"]) == (None, "blocked")
    messages = [row["message"] for row in stopped["findings"] if row["rule"] == "points_off_rule"]
    assert any("9,13" in message for message in messages)
    # Where a second person publishes it waits for one.
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    code, answer, _ = ask("source", "1", *SOURCED, "--by", "An")
    assert (code, answer["state"], answer["of_load"]) == (0, "staged", 1)
    number = str(answer["load_id"])
    code, answer, _ = ask("publish", number, "--acknowledge", "Đúng.", "--by", "Bình")
    assert (code, answer["state"]) == (0, "published")
    rows = queries.edition_figures(own.snapshot(), edition_id=PSI).to_pylist()
    (total,) = (
        row
        for row in rows
        if (row["unit_code"], row["indicator_code"], row["measure"]) == ("66", "total", "score")
    )
    assert (float(total["value"]), total["confidence"]) == (65.54, "high")
    rows = ask("loads")[1]
    check_keys("loads", rows[0])
    assert [(row["source"], row["unsourced"]) for row in rows] == [
        (SOURCED[1], False),
        (None, False),
        (None, False),
    ]


def test_blockers_stop_a_load_and_name_the_cell(ask, own, tmp_path):
    changed = {("66", "digitisation"): "29.08"}
    code, answer, _ = ask("load", str(workbook(tmp_path / "bang.xlsx", "17/10/2026", changed)))
    assert (code, answer["state"], answer["load_id"]) == (3, "blocked", None)
    found = {row["rule"]: row for row in answer["findings"] if row["severity"] == "blocker"}
    assert set(found) == {"above_maximum", "adding_up"}
    row = 5 + list(figures()).index("66")
    assert found["above_maximum"]["where"] == f"Bảng 766!G{row}"
    assert (
        "29,08" in found["above_maximum"]["message"] or "29.08" in found["above_maximum"]["message"]
    )


@pytest.mark.long
def test_what_is_given_wins_and_the_contradiction_is_a_warning(ask, tmp_path):
    file = str(workbook(tmp_path / "bang.xlsx", "17/10/2026"))
    code, answer, _ = ask("load", file, "--period", "2026-10-18")
    assert (code, answer["recognised"]["period"]) == (0, "2026-10-18")
    rules = {row["rule"]: row for row in answer["findings"]}
    assert "2026-10-17" in rules["given_contradicts_file"]["message"]


# --- An index that the store has never seen -------------------------------------------------------

COMMUNES = [
    "Phường Tuy Hòa",
    "Phường Buôn Hồ",
    "Xã Ea Kao",
    "Xã Hòa Phú",
    "Xã Ea Drăng",
    "Xã Ô Loan",
]
NEW_PARTS = {"CC1": "transparency", "Bộ máy": "online_service", "Điểm thưởng": "satisfaction"}
STRUCTURE = (
    "Mã,Tên tiêu chí,Tên tiếng Anh,Điểm tối đa\n"
    "CC1,Cải cách thể chế,Institutions,20\n"
    "CC2,Bộ máy,,25\n"
    "CC3,Chính quyền số,Digital government,15\n"
)


def of_new_index(
    path: Path,
    structure: list[list] | None = None,
    *,
    maxima: list[float] | None = None,
    hidden: str | None = None,
    communes: bool = False,
) -> Path:
    """Three real columns and their sum as a table of an index that nobody has loaded.

    hidden: the heading of a column that is hidden; communes: with a sheet of communes.
    """
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Kết quả")
    sheet.write(0, 0, "Chỉ số cải cách hành chính (PAR INDEX) năm 2025")
    sheet.write_row(2, 0, ["STT", "Tỉnh, thành phố", *NEW_PARTS, "Tổng điểm"])
    if maxima:
        sheet.write_row(3, 1, ["Điểm tối đa", *maxima, sum(maxima)])
    if hidden:
        at = 2 + list(NEW_PARTS).index(hidden)
        sheet.set_column(at, at, None, None, {"hidden": True})
    called = names()
    for number, (unit, scores) in enumerate(figures().items()):
        parts = [float(scores[part]) for part in NEW_PARTS.values()]
        row = (4 if maxima else 3) + number
        sheet.write_row(row, 0, [number + 1, called[unit], *parts, round(sum(parts), 2)])
    if structure:
        page = book.add_worksheet("Cấu trúc")
        for number, row in enumerate(structure):
            page.write_row(number, 0, row)
    if communes:
        page = book.add_worksheet("Cấp xã")
        page.write_row(0, 0, ["STT", "Xã, phường", "Điểm"])
        for number, name in enumerate(COMMUNES, start=1):
            page.write_row(number, 0, [number, name, 50 + number])
    book.close()
    return path


def tree_of(store: Store, index_code: str) -> dict[str, tuple]:
    rows = queries.indicators(store.snapshot(), index_code=index_code).to_pylist()
    names = ("name_vi", "name_en", "max_score")
    return {row["indicator_code"]: tuple(row[name] for name in names) for row in rows}


def test_a_new_index_with_its_name_structure_and_target(ask, own, tmp_path):
    (tmp_path / "cau-truc.csv").write_text(STRUCTURE, encoding="utf-8")
    code, answer, error = ask(
        *("load", str(of_new_index(tmp_path / "par.xlsx")), "--index", "par"),
        *("--index-name", "Cải cách hành chính", "--structure", str(tmp_path / "cau-truc.csv")),
        *("--index-name-en", "Public administration reform"),
        *("--target", "15", "--target-by", "2030-12-31", "--target-set-by", "Nghị quyết 05-NQ/TU"),
        *("--publish", "--acknowledge", "Đã đối chiếu.", "--by", "An"),
    )
    assert (code, error) == (0, "")
    check_keys("load", answer)
    assert answer["state"] == "published"
    told = [(part["name"], part["column"], part["named"]) for part in answer["structure"]]
    assert told == [
        ("Cải cách thể chế", "C", True),
        ("Bộ máy", "D", True),
        ("Chính quyền số", None, True),
        ("Điểm thưởng", "E", False),
    ]
    tree = tree_of(own, "par")
    assert tree["CC1"] == ("Cải cách thể chế", "Institutions", 20)
    assert tree["CC2"] == ("Bộ máy", "Bộ máy", 25)
    assert tree["CC3"] == ("Chính quyền số", "Digital government", 15)
    (index,) = [
        row for row in queries.indices(own.snapshot()).to_pylist() if row["index_code"] == "par"
    ]
    assert index["name_vi"] == "Cải cách hành chính"
    assert index["name_en"] == "Public administration reform"
    (target,) = [
        row for row in queries.targets(own.snapshot()).to_pylist() if row["index_code"] == "par"
    ]
    assert (target["rank_limit"], str(target["by_date"])) == (15, "2030-12-31")
    assert target["set_by_vi"] == "Nghị quyết 05-NQ/TU"
    _, gap, _ = ask("gap", "par")
    assert (gap["period"], gap["limit"], gap["coverage"]["scores"]) == ("2025", 15, 34)
    _, parts, _ = ask("components", "par")
    assert {part["component"] for part in parts} >= {"CC1", "CC2"}


@pytest.mark.long
def test_without_a_name_in_english_the_vietnamese_one_is_used(ask, own, tmp_path):
    file = str(of_new_index(tmp_path / "par.xlsx"))
    publishing = ("--publish", "--acknowledge", "Đã đối chiếu.")
    code, *_ = ask("load", file, "--index-name", "Cải cách", "--target", "15", *publishing)
    assert code == 0
    found = {row["index_code"]: row for row in queries.indices(own.snapshot()).to_pylist()}
    assert found["par"]["name_en"] == "Cải cách"
    targets = {row["index_code"]: row for row in queries.targets(own.snapshot()).to_pylist()}
    assert (targets["par"]["by_date"], targets["par"]["set_by_vi"]) == (None, "–")


@pytest.mark.long
def test_a_table_and_its_structure_that_disagree_are_a_warning_with_both_cells(ask, tmp_path):
    """Maxima in the table against those of the file, and parts that only one of them has."""
    (tmp_path / "cau-truc.csv").write_text(STRUCTURE, encoding="utf-8")
    file = str(of_new_index(tmp_path / "par.xlsx", maxima=[20, 24.5, 15]))
    code, answer, _ = ask("load", file, "--structure", str(tmp_path / "cau-truc.csv"))
    assert code == 0
    found = [row for row in answer["findings"] if row["rule"] == "structure_disagrees"]
    assert [(row["severity"], row["where"]) for row in found] == [
        ("warning", "Kết quả!D4"),
        ("warning", "Kết quả!A3:F4"),
        ("warning", "Kết quả!E3"),
    ]
    maximum, column, part = (row["message"] for row in found)
    for word in ("“Bộ máy”", "24,5", "25", "cau-truc.csv, cau-truc!D3"):
        assert word in maximum
    assert "“Chính quyền số”" in column
    assert "cau-truc.csv, cau-truc!B4" in column
    assert "“Điểm thưởng”" in part
    assert "cau-truc!B2:B4" in part
    # Where nothing disagrees nothing is said.
    agreed = STRUCTURE.replace("25", "24.5").replace("CC3,Chính quyền số", "CC3,Điểm thưởng")
    (tmp_path / "khop.csv").write_text(agreed, encoding="utf-8")
    _, answer, _ = ask("load", file, "--structure", str(tmp_path / "khop.csv"))
    assert "structure_disagrees" not in {row["rule"] for row in answer["findings"]}


@pytest.mark.long
def test_what_is_not_read_is_told_with_the_reason(ask, tmp_path):
    rows = [["Mã", "Tên", "Điểm tối đa"], ["CC1", "Cải cách thể chế", 20], ["CC2", "Bộ máy", 25]]
    file = str(of_new_index(tmp_path / "par.xlsx", rows, hidden="Bộ máy", communes=True))
    code, answer, _ = ask("load", file)
    check_keys("load", answer)
    told = [(left["sheet"], left["reason"]) for left in answer["left_out"]]
    assert (code, told) == (0, [("Cấu trúc", "structure"), ("Cấp xã", "communes")])
    assert "cấp xã" in answer["left_out"][1]["why"]
    (remark,) = answer["remarks"]
    assert "Kết quả" in remark
    assert "D" in remark
    _, answer, _ = ask("load", file, "--sheet", "Kết quả", "--lang", "en")
    assert [left["reason"] for left in answer["left_out"]] == ["not_chosen", "not_chosen"]


@pytest.mark.long
def test_a_sheet_of_structure_beside_the_figures_is_enough(ask, own, tmp_path):
    rows = [["Mã", "Tên", "Điểm tối đa"], ["CC1", "Cải cách thể chế", 20], ["CC2", "Bộ máy", 25]]
    file = of_new_index(tmp_path / "par.xlsx", rows)
    code, answer, _ = ask("load", str(file), "--publish", "--acknowledge", "Đúng bản gốc")
    assert (code, answer["state"], answer["recognised"]["index"]) == (0, "published", "par")
    tree = tree_of(own, "par")
    assert (tree["CC1"], tree["CC2"]) == (
        ("Cải cách thể chế", "Cải cách thể chế", 20),
        ("Bộ máy", "Bộ máy", 25),
    )
    assert set(tree) == {"total", "CC1", "CC2", "diem_thuong"}
    # The same again, when the index is known: its parts are found by the codes they have now.
    code, answer, _ = ask("load", str(file))
    found = {column["indicator"] for column in answer["recognised"]["columns"]}
    assert (answer["structure"], found) == ([], set(tree))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--target", "35"], "34"),
        (["--structure", "README.md"], "README.md"),
        (["--structure", "no-such-file.csv"], "no-such-file.csv"),
        (["--target", "15", "--target-by", "31/02/2030"], "31/02/2030"),
        (["--target-set-by", "Nghị quyết 05-NQ/TU"], "--target"),
        (["--index", "psi", "--index-name-en", "PSI"], "psi"),
        (["--index", "psi", "--index-name", "PSI"], "psi"),
    ],
)
def test_what_is_said_of_a_new_index_and_cannot_be(ask, tmp_path, arguments, word):
    file = of_new_index(tmp_path / "par.xlsx")
    code, answer, error = ask("load", str(file), *arguments)
    assert (code, answer) == (2, None)
    assert word in error
    assert len(error.splitlines()) == 1


# --- What cannot be read --------------------------------------------------------------------------


@pytest.mark.long
def test_an_option_that_the_file_cannot_fulfil_blocks_it(ask, tmp_path):
    file = str(workbook(tmp_path / "bang.xlsx", "17/10/2026"))
    code, answer, _ = ask("load", file, "--period-type", "month")
    assert (code, answer["state"]) == (3, "blocked")
    assert "not_recognised" in {row["rule"] for row in answer["findings"]}


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are(ask, tmp_path):
    file = str(workbook(tmp_path / "bang.xlsx", "17/10/2026"))
    code, answer, error = ask("load", file, "--sheet", "Bảng 676")
    assert (code, answer) == (2, None)
    assert "“Bảng 676”" in error
    assert "bang.xlsx" in error
    assert ": Bảng 766." in error


@pytest.mark.parametrize(
    ("content", "words"),
    effort.first(
        1,
        [
            (
                b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
                b"Content-Type: multipart/related;\r\n",
                (".mht", ".xlsx"),
            ),
            (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', ("2003", ".xlsx")),
            (b'<?xml version="1.0"?><rows><row/></rows>', ("XML", ".xlsx")),
            (b"{\\rtf1 A}", ("RTF", ".docx")),
            (b"Rar!\x1a\x07\x00", ("nén", "giải nén")),
            (b"SQLite format 3\x00", ("cơ sở dữ liệu", ".xlsx")),
        ],
    ),
)
def test_a_kind_that_is_not_read_is_named_with_what_to_do(ask, tmp_path, content, words):
    file = tmp_path / "bang.xls"
    file.write_bytes(content)
    code, answer, error = ask("load", str(file))
    assert (code, answer) == (2, None)
    for word in ("bang.xls", *words):
        assert word in error


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["README.md", "--period", "2026-10-10", "--period-type", "month"], "2026-10-10 month"),
        (["README.md", "--index", "../x"], "../x"),
        (["no-such-file.xlsx"], "no-such-file.xlsx"),
        (["README.md", "--period", "tháng 13"], "tháng 13"),
        (["README.md", "--scheme", "vn35"], "vn35"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(ask, arguments, word):
    code, answer, error = ask("load", *arguments)
    assert (code, answer) == (2, None)
    assert word in error
    assert "Traceback" not in error


def test_a_file_that_is_no_table(ask, tmp_path):
    picture = tmp_path / "bang.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    code, answer, error = ask("load", str(picture))
    assert (code, answer) == (2, None)
    assert "bang.xlsx" in error


def test_a_load_that_is_not_there(ask):
    for command in (
        ["publish", "9"],
        ["withdraw", "9", "--why", "x"],
        ["gap", "psi", "--as-of", "9"],
    ):
        code, _, error = ask(*command)
        assert code == 2
        assert "9" in error


@pytest.mark.long
def test_the_second_person(ask, tmp_path, monkeypatch):
    monkeypatch.setenv("RANKINGS_SECOND_PERSON", "on")
    file = str(workbook(tmp_path / "bang.xlsx", "17/10/2026"))
    code, _, error = ask("load", file, "--publish", "--acknowledge", "Đúng", "--by", "An")
    assert code == 2
    assert "An" in error
    assert ask("load", file, "--by", "An")[1]["state"] == "staged"
    number = str(ask("loads")[1][0]["load_id"])
    assert ask("publish", number, "--acknowledge", "Đúng", "--by", "An")[0] == 2
    code, answer, _ = ask("publish", number, "--acknowledge", "Đúng", "--by", "Bình")
    assert (code, answer["state"]) == (0, "published")


def test_as_a_program(own, tmp_path):
    """The real process: what a scheduled task would call."""
    file = workbook(tmp_path / "bang.xlsx", "17/10/2026")
    done = subprocess.run(
        [sys.executable, "-m", "rankings", "load", file, "--json", "--by", "An"],
        cwd=ROOT,
        env=os.environ | {"RANKINGS_VAR": str(own.folder), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["state"] == "staged"


def test_a_file_of_an_indicator_with_what_it_is_the_quotient_of(ask, own, tmp_path):
    """Made-up figures: points, numerator and denominator of 4.1, from the file to the scenario."""
    book = xlsxwriter.Workbook(tmp_path / "4.1.xlsx")
    sheet = book.add_worksheet("4.1")
    sheet.write(0, 0, "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026")
    name = "Tỷ lệ hồ sơ cấp kết quả điện tử"
    headings = [f"{name} (điểm)", f"{name} - tử số", f"{name} - mẫu số"]
    sheet.write_row(2, 0, ["Tỉnh, thành phố", *headings])
    for number, (code, called) in enumerate(names().items()):
        above = 5822 if code == "66" else 5000 + 131 * number
        below = 12546 if code == "66" else 12000 + 91 * number
        row = [called, round(6 * above / below, 2), above, below]
        sheet.write_row(3 + number, 0, row)
    book.close()
    told = ["--index", "psi", "--period", "2026-10-10", "--period-type", "year_to_date", *SOURCED]
    file = str(tmp_path / "4.1.xlsx")
    # Other counts than those of data/, and not those that the printed components are made of.
    code, answer, _ = ask("load", file, *told, "--by", "thử", "--publish")
    rules = {found["rule"] for found in answer["findings"]}
    assert (code, answer["state"], rules) == (3, "blocked", {"restated_value", "points_off_rule"})
    anyhow = ["--acknowledge", "Số liệu tự đặt để kiểm thử"]
    code, answer, said = ask("load", file, *told, "--by", "thử", "--publish", *anyhow)
    assert (code, said, answer["state"]) == (0, "", "published")
    read = answer["recognised"]["tables"][0]["columns"]
    assert [(column["indicator"], column["measure"]) for column in read] == [
        ("4.1", "score"),
        ("4.1", "numerator"),
        ("4.1", "denominator"),
    ]
    code, answer, said = ask("simulate", "psi", "--gain", "4.1=0.5")
    assert (code, said) == (0, "")
    assert (answer["score"], answer["rank"], answer["gains"][0]["score"]) == (65.99, 6, 3.28)
    # A component is still set beside components.
    _, answer, _ = ask("components", "psi")
    assert {row["component"] for row in answer} == set(HEADINGS) - {"total"}


# --- corrections ----------------------------------------------------------------------------------

CORRECT = ("correct", "psi", "--period", "2026-10-10", "--why", "Cổng tính lại", "--by", "An")
BOTH = ("--recompute", "totals", "ranks")


def test_a_component_is_corrected_with_its_total_and_ranks_and_taken_back(ask, own):
    _, before, _ = ask("gap", "psi")
    cell = (*CORRECT, "--set", "66:digitisation=10,4")
    # Without a source it would stand beside what was published.
    assert ask(*cell)[1]["beside"] == 1
    one = (*cell, "--document", "12/BC-VPCP")
    code, answer, _ = ask(*one, "--publish")
    assert (code, answer["state"]) == (3, "blocked")
    assert "adding_up" in {item["rule"] for item in answer["findings"]}

    code, answer, error = ask(*one, *BOTH, "--publish", "--acknowledge", "Đã đối chiếu")
    assert (code, error) == (0, "")
    check_keys("correct", answer)
    assert (answer["state"], answer["beside"]) == ("published", 0)
    changed = {
        (row["unit_code"], row["indicator"], row["measure"]): (row["before"], row["after"])
        for row in answer["figures"]
    }
    assert changed["66", "digitisation", "score"] == (9.08, 10.4)
    assert changed["66", "total", "score"] == (65.49, 66.81)
    assert {(row["indicator"], row["how"]) for row in answer["figures"]} == {
        ("digitisation", "typed"),
        ("digitisation", "recomputed"),
        ("total", "recomputed"),
    }
    effect = answer["effect"][0]
    _, after, _ = ask("gap", "psi")
    assert (effect["rank_before"], effect["rank_after"]) == (before["rank"], after["rank"])
    assert after["rank"] < before["rank"] == 7
    # Whoever stood between is one place further down.
    passed = [row for row in answer["figures"] if row["unit_code"] != "66"]
    assert len(passed) == before["rank"] - after["rank"]
    assert all(row["after"] == row["before"] + 1 for row in passed)
    assert ask("withdraw", str(answer["load_id"]), "--why", "Nhầm")[0] == 0
    assert ask("gap", "psi")[1] == before


def test_what_a_corrected_file_says_otherwise_is_taken_figure_by_figure(ask, tmp_path):
    new = {("66", "digitisation"): "9.43", ("66", "total"): "65.84", ("01", "total"): "70"}
    file = workbook(tmp_path / "sua.xlsx", "10/10/2026", new)
    left = ("--leave-out", "01:total")
    code, answer, error = ask(*CORRECT, "--file", str(file), *left, "--document", "12/BC-VPCP")
    assert (code, error) == (0, "")
    check_keys("correct", answer)
    assert [(row["indicator"], row["after"], row["how"]) for row in answer["figures"]] == [
        ("total", 65.84, "file"),
        ("digitisation", 9.43, "file"),
    ]
    assert answer["figures"][0]["place"].startswith("Bảng 766!")
    (compared,) = answer["compared"]
    assert (compared["different"], compared["same"]) == (3, 34 * len(HEADINGS) - 3)
    # Of another day: refused where no period says that it is of this one.
    other = workbook(tmp_path / "khac.xlsx", "05/10/2026", new)
    code, _, error = ask("correct", "psi", "--why", "Sửa", "--file", str(other))
    assert (code, "psi-2026-10-05-year_to_date-vn34" in error) == (2, True)
    # Where one does, that the file says otherwise is a warning as of any file.
    _, answer, _ = ask(*CORRECT, "--file", str(other), *left, "--document", "12/BC-VPCP")
    assert "given_contradicts_file" in {item["rule"] for item in answer["findings"]}


def test_a_corrected_file_with_two_values_for_a_figure_names_both_cells(ask, tmp_path):
    file = tmp_path / "hai lan.csv"
    rows = [f"{name},{figures()[code]['total']}" for code, name in names().items()]
    file.write_text("\n".join(["Tỉnh,Tổng điểm", *rows, "Đắk Lắk,66.1"]), encoding="utf-8")
    code, _, error = ask(*CORRECT, "--file", str(file))
    assert (code, "66:total" in error) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "66:digitisation=cao"), "66:digitisation: không đọc được giá trị “cao”"),
        (("--set", "66:total:rank=6,5"), "66:total:rank: thứ hạng “6,5” không phải số nguyên"),
        (("--set", "66=9"), "“66=9”"),
        (("--set", "99:total=9"), "99"),
        (("--set", "66:nothing=9"), "nothing"),
        (("--set", "66:total=60", "66:total=61"), "66:total: có hai giá trị"),
        (("--set", "66:total=65,49"), "65,49"),
        (("--set", "66:total=66", "--source-url", "trang của Cổng"), "trang của Cổng"),
        (("--set", "66:total=66", "--attach", "khong-co.pdf"), "khong-co.pdf"),
        ((), "giống"),
    ],
)
def test_a_correction_that_is_none_is_refused_and_leaves_nothing_behind(ask, arguments, said):
    code, answer, error = ask(*CORRECT, *arguments)
    assert (code, answer) == (2, None)
    assert said in error


# --- remarks --------------------------------------------------------------------------------------

REMARK = ("remark", "psi", "--period", "2026-10-05", "--signed-by", "Nguyễn Văn A", "--by", "An")


def test_a_remark_marks_figures_as_scored_anew_and_pace_and_forecast_leave_them_out(ask):
    _, before, _ = ask("pace", "psi")
    text = "Cổng chấm lại điểm công khai, minh bạch của Ninh Bình."
    code, answer, error = ask(
        *REMARK, "--text", text, "--dated", "30/11/2026", "--rescored", "37:transparency"
    )
    assert (code, error) == (0, "")
    check_keys("remark", answer)
    assert answer | {"load_id": 1} == {
        "load_id": 1,
        "state": "published",
        "edition_id": "psi-2026-10-05-year_to_date-vn34",
        "text": text,
        "signed_by": "Nguyễn Văn A",
        "dated": "2026-11-30",
        "rescored": [{"unit_code": "37", "component": "transparency"}],
    }
    _, pace, _ = ask("pace", "psi")
    assert pace["rescored"] == [{"unit_code": "37", "points": 4.73}]
    assert "chấm lại: Ninh Bình (tăng 4,73)" in pace["sentence"]
    assert "chấm lại" not in before["sentence"]
    rivals = [{row["unit_code"]: row for row in each["rivals"]} for each in (before, pace)]
    assert rivals[0]["37"]["passes_on"] == "2026-10-29"
    assert rivals[1]["37"]["passes_on"] is None
    _, told, _ = ask("forecast", "psi", "--by", "2026-10-25")
    assert told["rescored"] == [{"unit_code": "37", "points": 4.73}]
    # Taken back with the remark.
    code, answer, _ = ask(*REMARK, "--text", "")
    assert (code, answer["text"], answer["rescored"]) == (0, None, [])
    check_keys("remark", answer)
    assert ask("pace", "psi")[1] == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--text", "Chấm lại.", "--rescored", "37"), "37"),
        *(
            (
                ("--text", "Chấm lại.", "--rescored", f"{unit}:{component}"),
                f'không có điểm của tỉnh, thành phố mang mã "{unit}" ở nhóm chỉ số "{component}" để'
                " đánh dấu là được chấm lại: viết lại mã tỉnh, thành phố và một trong các mã nhóm"
                " chỉ số sau: digitisation, ",
            )
            for unit, component in (("37", "nothing"), ("99", "transparency"), ("66", "5.2"))
        ),
        (("--text", "Chấm lại.", "--dated", "mai"), "mai"),
        (("--text", "Một. Hai. Ba."), "3"),
        ((), "--text"),
    ],
)
def test_a_remark_that_is_none_is_refused_and_leaves_nothing_behind(ask, own, arguments, said):
    before = own.version()
    code, answer, error = ask(*REMARK, *arguments)
    assert (code, answer) == (2, None)
    assert said in error
    assert own.version() == before
    assert [row["load_id"] for row in ask("loads")[1]] == [0]


def test_a_period_that_the_signs_contradict_is_kept_and_not_published_until_it_is_said(
    ask, own, tmp_path
):
    file = str(workbook(tmp_path / "bao_cao_T11_2026.xlsx", None, name="Điểm năm"))
    code, answer, _ = ask("load", file)
    assert (code, answer["state"]) == (0, "staged")
    (message,) = (item["message"] for item in answer["findings"] if item["rule"] == "unsure_field")
    assert "tên trang tính ghi “Điểm năm”" in message
    assert "tên tệp ghi “bao_cao_T11_2026”: tháng 11/2026" in message
    kept = str(answer["load_id"])
    said = ("--acknowledge", "Đã đối chiếu.")
    before = own.version()
    for arguments in (("load", file, "--publish", *said), ("publish", kept, *said)):
        code, answer, _ = ask(*arguments)
        assert (code, answer["state"]) == (3, "blocked")
    assert own.version() == before
    code, answer, _ = ask("load", file, "--publish", "--period-type", "month", *said)
    assert (code, answer["state"], answer["recognised"]["period"]) == (0, "published", "2026-11")


def test_two_sheets_of_one_edition_are_one_question_and_a_file_without_a_period_another(
    ask, tmp_path
):
    path = tmp_path / "hai-bang.xlsx"
    made = xlsxwriter.Workbook(path)
    for name, less in (("Bản 1", 0), ("Bản 2", 1)):
        write_table(made.add_worksheet(name), "Lũy kế từ đầu năm đến ngày 17/10/2026", less)
    made.close()
    code, answer, _ = ask("load", str(path))
    assert (code, answer["state"]) == (3, "blocked")
    blockers = [item for item in answer["findings"] if item["severity"] == "blocker"]
    assert [item["rule"] for item in blockers] == ["tables_disagree"]
    assert "Bản 1!A3:C36; Bản 2!A3:C36" in blockers[0]["message"]
    code, answer, _ = ask("load", str(path), "--sheet", "Bản 2")
    assert (code, answer["state"], answer["recognised"]["figures"]) == (0, "staged", 34)
    open_period = xlsxwriter.Workbook(path)
    write_table(open_period.add_worksheet("766"), "Từ 01/10/2026 đến 09/10/2026", 0)
    open_period.close()
    code, answer, _ = ask("load", str(path))
    blockers = [item["rule"] for item in answer["findings"] if item["severity"] == "blocker"]
    assert (code, blockers) == (3, ["not_recognised"])


def write_table(sheet: xlsxwriter.worksheet.Worksheet, title: str, less: float) -> None:
    """The totals of 10/10/2026, each less by so much, under a title."""
    called = names()
    sheet.write(0, 0, f"Chỉ số 766. {title}")
    sheet.write_row(1, 0, ["STT", "Tỉnh, thành phố", "Tổng điểm"])
    for number, (unit, scores) in enumerate(figures().items()):
        sheet.write_row(
            2 + number, 0, [number + 1, called[unit], round(float(scores["total"]) - less, 2)]
        )


def test_a_disk_that_fills_up_while_files_are_kept_is_told_by_name(monkeypatch):
    """What was kept has its number, what was not says why."""
    full = Problem("error.disk", folder="var", reason="No space left on device")
    outcomes = iter([1, full, 2])

    def stage(*_: object, **__: object) -> int:
        outcome = next(outcomes)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    monkeypatch.setattr(load_files.loads, "stage", stage)
    files = [load_files._File(name, Submission("file")) for name in "abc"]
    for file in files:
        load_files._keep(file, Snapshot(Store(Path("var")), 1), "An", Words("en"))
    assert [(file.state, file.load_id) for file in files] == [
        ("staged", 1),
        ("blocked", None),
        ("staged", 2),
    ]
    assert "No space left on device" in (files[1].error or "")


def test_a_disk_that_fills_up_during_the_check_is_told_by_name(monkeypatch):
    """Nothing was kept yet: the file at work says why, the others name it."""

    def check(*_: object, tell: Callable[[int], None], **__: object) -> list:
        tell(0)
        tell(1)
        raise Problem("error.disk", folder="var", reason="No space left on device")

    monkeypatch.setattr(load_files.batch, "check_in_turn", check)
    files = [load_files._File(f"to/{name}.csv", Submission("file")) for name in "abc"]
    assert load_files._checked(files, Snapshot(Store(Path("var")), 1), Words("en")) == []
    assert {file.state for file in files} == {"blocked"}
    first, second, third = (file.error or "" for file in files)
    assert "No space left on device" in second
    assert "b.csv" in first
    assert first == third
