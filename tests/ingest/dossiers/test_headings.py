"""Which column is which field, which is of a person, and how both are told."""

import duckdb
import pytest

from rankings.ingest.dossiers import personal, remembered
from rankings.ingest.dossiers.agencies import Agencies
from rankings.ingest.dossiers.days import formats
from rankings.ingest.dossiers.fields import FIELDS
from rankings.ingest.dossiers.headings import match
from rankings.store.problems import Problem
from rankings.store.versions import sql
from tests.cases import every
from tests.ingest.dossiers.files import PERSONAL, UNITS, agencies

KINDS = ("name", "identity", "phone", "address", "mail")
PLAIN = ("Mã hồ sơ", "Cơ quan xử lý", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")


def test_headings_are_known_as_officials_write_them():
    columns = match([*PLAIN, "Họ và tên", "Số điện thoại", "Ghi chú"])
    assert list(columns.columns) == ["number", "agency", "received", "due", "finished"]
    assert columns.refused == (("Họ và tên", "name"), ("Số điện thoại", "phone"))
    assert columns.unread == 1


def test_official_names_go_before_others_and_lie_flat():
    columns = match(["HoSo.MaHoSo", "Cơ quan", "MaCoQuan", "HoSo.NgayTiepNhan"]).columns
    assert columns == {
        "number": "HoSo.MaHoSo",
        "agency": "MaCoQuan",
        "received": "HoSo.NgayTiepNhan",
    }


def test_no_field_is_called_as_personal_data_are():
    assert [h for field in FIELDS for h in field.headings if personal.of_heading(h)] == []


def test_what_is_only_like_a_field_is_asked_and_an_answer_goes_first():
    headings = ["Cơ quan", "Ngày tiếp nhận", "Ngày hẹn trả KQ"]
    with pytest.raises(Problem) as raised:
        match(headings, file="a.csv")
    assert raised.value.key == "error.dossier_unsure"
    assert raised.value.values["headings"] == ["Ngày hẹn trả KQ"]
    said = {"due": "Ngày hẹn trả KQ"}
    assert match(headings, given=said).columns["due"] == "Ngày hẹn trả KQ"
    assert "due" not in match(headings, remembered=said, given={"due": ""}).columns


@every(
    "said, key",
    [
        ({"ngay": "Cơ quan"}, "error.dossier_field"),
        ({"due": "Không có"}, "error.dossier_heading"),
        ({"number": "Số CCCD"}, "error.dossier_personal"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(said, key):
    with pytest.raises(Problem) as raised:
        match([*PLAIN, "Số CCCD"], given=said)
    assert raised.value.key == key


def test_an_answer_is_remembered_by_the_shape_without_other_headings(tmp_path):
    headings = ["Đơn vị", "Vào sổ", "Họ tên người nộp"]
    remembered.keep(tmp_path, headings, {"received": "Vào sổ"})
    assert remembered.columns(tmp_path, headings) == {"received": "Vào sổ"}
    assert remembered.columns(tmp_path, headings[:2]) == {}
    kept = remembered.path_of(tmp_path, headings).read_text(encoding="utf-8")
    assert "người nộp" not in kept
    remembered.path_of(tmp_path, headings).write_text('{"columns": [1]}', encoding="utf-8")
    assert remembered.columns(tmp_path, headings) == {}


@every("text, kind", zip(PERSONAL.values(), KINDS, strict=True))
def test_personal_data_are_known_by_what_stands_there(text, kind):
    assert personal.of_text(text) == kind
    assert personal.of_values(["H15.05-2601-000001", text]) == kind


@every(
    "text",
    [
        *("H15.05-261001-0001", "000.00.27.H15-261001-0001", "1.000894", "UBND xã Hồ Thị Kỷ"),
        *("Sở Nội vụ", "UBND phường Buôn Ma Thuột, tỉnh Đắk Lắk", "20261010083000", "22015"),
    ],
)
def test_what_is_no_personal_data_is_not_taken_for_it(text):
    assert personal.of_text(text) is None


@every(
    "text, code",
    [
        *(("UBND xã Ea Súp", "24500"), ("uy ban nhan dan", None), ("Xã ea sup", "24500")),
        *(("H15.05", "H15.05"), ("000.00.05.H15", "H15.05"), ("h15.05 - Sở Nội vụ", "H15.05")),
        *(("Sở Nội vụ - Tỉnh Đắk Lắk", "H15.05"), ("22015", "22015"), ("UBND xã Cũ", None)),
        *((None, None), ("", None)),
        *(("UBND Xã Ea Súp tỉnh Đắk Lắk", "24500"), ("Xã Ea Súp, Dak Lak", "24500")),
        *(("Xã Ea Súp (tỉnh Đắk Lắk)", "24500"), ("Xã Ea Súp - UBND tỉnh Đắk Lắk", "24500")),
        # A commune of another province is none of ours, whatever its name.
        *(("UBND xã Ea Súp - tỉnh Gia Lai", None), ("Xã Ea Súp, tỉnh Quảng Trị", None)),
        *(("Ea Súp - TP. Hồ Chí Minh", None), ("Xã Ea Súp - Thành phố Huế", None)),
    ],
)
def test_an_agency_is_found_by_code_and_name(text, code):
    assert agencies().unit(text) == code


def test_two_units_of_one_name_are_told_apart_by_nothing_but_their_code():
    twins = [unit | {"unit_code": code} for unit in UNITS[1:2] for code in ("24500", "24501")]
    assert Agencies(twins, []).unit("UBND xã Ea Súp") is None
    assert Agencies(twins, []).unit("24501") == "24501"


@every(
    "value, wanted",
    [
        *(("10/12/2026", "%d/%m/%Y"), ("2026-10-10T08:30:00+07:00", "%Y-%m-%dT%H:%M:%S+07:00")),
        *(("20261010083000", "%Y%m%d%H%M%S"), ("08:30 10/12/2026", "%H:%M %d/%m/%Y")),
    ],
)
def test_the_way_of_writing_days_is_told_by_the_column(value, wanted):
    assert formats([None, value, ""])[0] == wanted
    assert formats(["x"]) == []


@every(
    "text",
    [
        *("Nguyễn Thị Phương", "Trần Văn Phong", "Lê Thị Cúc", "Phạm Văn Tỉnh"),
        *("Nguyễn Văn Giang xã Ea Súp", "Phòng Lê Thị Út", "UBND xã Ea Súp Nguyễn Văn A"),
    ],
)
def test_a_name_is_no_office_though_words_of_offices_are_given_names(text):
    assert not personal.is_office(text)


@every(
    "text",
    [
        *("Phòng Kinh tế", "Phường Tân An", "UBND xã Cũ", "Chi cục Thuế", "xã Cư M'gar"),
        *("Ban Quản lý Khu công nghiệp", "Trung tâm Phục vụ hành chính công", "H15.05"),
    ],
)
def test_an_office_is_told_by_its_name(text):
    assert personal.is_office(text)
    assert personal.of_text(text) is None


@every(
    "kept, number",
    [
        (True, "H15.27-261010-0001"),
        (True, "H15.27.08-261010-0001"),
        (True, "000.00.05.H15-2610-00012"),
        *((False, text) for text in ("HS-066085001234", "CCCD066085001235", "066.085.001.236")),
        *((False, text) for text in ("0905.123.456", "NguyenVanAnh85", "NGUYEN.VAN.BINH")),
        *((False, text) for text in ("an.nguyen-gmail.com", "066085001234", "")),
    ],
)
def test_only_what_looks_like_the_number_of_a_dossier_is_kept(kept, number):
    assert asked("is_dossier_number", number) is kept


@every(
    "kept, code",
    [
        *((True, text) for text in ("1.001234", "2.000889", "1.001234.000.00.00.H15")),
        *((False, text) for text in ("Nguyen.Van.Cuong", "0905-123-459", "066.085.001.238")),
    ],
)
def test_only_what_looks_like_the_code_of_a_procedure_is_kept(kept, code):
    assert asked("is_procedure_code", code) is kept


@every(
    "marked, text",
    [
        *((True, text) for text in ("1", "1.0", "x", "có", "co\u0301", "Đã đồng bộ", "TRUE")),
        *((False, text) for text in ("0", "0.0", "", "Chưa đồng bộ", "không", "FALSE")),
    ],
)
def test_yes_and_no_are_read_as_they_are_written(marked, text):
    assert asked("is_marked", text) is marked


def asked(macro: str, text: str) -> bool:
    connection = duckdb.connect()
    connection.execute(sql("dossiers/marks"))
    return connection.execute(f"select {macro}($text)", {"text": text}).fetchone()[0]
