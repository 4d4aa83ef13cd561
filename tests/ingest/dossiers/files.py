"""Dossiers of a few units, made by chance, and the same sums in plain Python."""

import csv
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

import pandas as pd

from rankings.ingest import dossiers
from rankings.ingest.dossiers.agencies import Agencies

NOW = dt.datetime(2026, 10, 10, 12)
UNITS = [
    {"unit_code": "22015", "name_vi": "Tuy Hòa", "full_name_vi": "Phường Tuy Hòa"},
    {"unit_code": "24500", "name_vi": "Ea Súp", "full_name_vi": "Xã Ea Súp"},
    {"unit_code": "H15.05", "name_vi": "Sở Nội vụ", "full_name_vi": "Sở Nội vụ"},
]
# As a file writes them; the last one is in no list.
WRITTEN = {
    "UBND phường Tuy Hòa": "22015",
    "UBND xã Ea Súp": "24500",
    "H15.05": "H15.05",
    "UBND xã Cũ": None,
}
PERSONAL = {
    "ChuHoSo": "Nguyễn Thị Hồng Nhung",
    "SoCCCD": "066199012345",
    "DienThoai": "0905123456",
    "DiaChi": "Số nhà 12 đường Lê Duẩn, phường Buôn Ma Thuột",
    "Email": "hong.nhung@thu.vn",
}
OFFICIAL = "%Y%m%d%H%M%S"


def agencies() -> Agencies:
    return Agencies(UNITS, [], ("Đắk Lắk",))


def rows(number: int, seed: int = 1) -> list[dict[str, str]]:
    """Dossiers with every column that the rules need and some of a person."""
    chance = random.Random(seed)
    return [_row(chance, place) for place in range(number)]


def _row(chance: random.Random, place: int) -> dict[str, str]:
    received = dt.datetime(2025, 12, 20) + dt.timedelta(minutes=chance.randrange(295 * 24 * 60))
    due = received + dt.timedelta(days=chance.randrange(1, 20))
    finished = received + dt.timedelta(hours=chance.randrange(1, 500))
    ended = finished <= NOW and chance.random() < 0.9
    return PERSONAL | {
        "MaHoSo": f"H15.05-26{place % 12 + 1:02}-{place:06}",
        "MaTTHC": f"1.00{chance.randrange(6):04}",
        "MaCoQuan": chance.choice(list(WRITTEN)),
        "NgayTiepNhan": received.strftime(OFFICIAL),
        "NgayHenTra": due.strftime(OFFICIAL) if chance.random() < 0.95 else "",
        "NgayKetThucXuLy": finished.strftime(OFFICIAL) if ended else "",
        "DaDongBo": chance.choice("01"),
        "KenhThucHien": chance.choice(["1", "2", "3", ""]),
        "DuocThanhToanTrucTuyen": chance.choice("012"),
        "LePhi": chance.choice(["0", "5000", '[{"Gia": 0}, {"Gia": 20000}]', '[{"Gia": 0}]', ""]),
        "HoSoCoThanhPhanSoHoa": chance.choice("01"),
        "TaiLieuNop.DuocSoHoa": chance.choice("01"),
        "TaiLieuNop.DuocLayTuKhoDMQG": chance.choice("01"),
        "TaiKhoanDuocXacThucVoiVNeID": chance.choice("01"),
        "MaCSDL": chance.choice(["CSDL dân cư", "CSDL đất đai", ""]),
        "MaKetQua": chance.choice(["KQ.1", ""]),
        "DuongDanTepTinKetQua": chance.choice(["https://mau.vn/a.pdf", ""]),
        "TaiLieuNop.DuongDanTaiTepTin": chance.choice(["https://mau.vn/b.pdf", ""]),
        "YeuCauKetQuaVanBan": chance.choice("01"),
        "DoiTuongCongDan": chance.choice("01"),
        "CoPAKN": "1" if chance.random() < 0.1 else "0",
    }


def write(path: Path, given: list[dict[str, str]], delimiter: str = ",") -> Path:
    """The dossiers as a file, of the kind that its name says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(given[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(given)
    elif path.suffix == ".parquet":
        pd.DataFrame(given).to_parquet(path)
    else:
        pd.DataFrame(given).to_excel(path, index=False)
    return path


def counted(path: Path, folder: Path, **options: object) -> dossiers.Counted:
    """What a file comes to, with the units and the time of these tests."""
    folder.mkdir(exist_ok=True)
    return dossiers.count(path, folder, agencies(), now=NOW, **options)


def figures(counted: dossiers.Counted) -> dict[tuple[str | None, str], tuple[int, int]]:
    """(unit, sub-indicator) -> numerator, denominator."""
    return {
        (row["unit_code"], row["indicator_code"]): (row["numerator"], row["denominator"])
        for row in counted.figures.to_pylist()
    }


def by_hand(given: list[dict[str, str]], moment: dt.datetime) -> dict:
    """The same by the rules document, dossier by dossier."""
    sums: dict = defaultdict(lambda: [0, 0])
    procedures: dict = defaultdict(lambda: [set(), set()])
    for row in given:
        received = dt.datetime.strptime(row["NgayTiepNhan"], OFFICIAL)
        if not dt.datetime(moment.year, 1, 1) <= received <= moment:
            continue
        for unit in {None, WRITTEN[row["MaCoQuan"]]}:
            for code, (met, counts) in _parts(row, moment).items():
                of = procedures if code in ("3.5b", "4.5a") else sums
                if of is sums:
                    sums[unit, code][0] += bool(counts and met)
                    sums[unit, code][1] += bool(counts)
                elif counts:
                    procedures[unit, code][1].add(row["MaTTHC"])
                    if met:
                        procedures[unit, code][0].add(row["MaTTHC"])
    by_procedure = {key: (len(met), len(counts)) for key, (met, counts) in procedures.items()}
    return {key: tuple(pair) for key, pair in sums.items()} | by_procedure


def _parts(row: dict[str, str], moment: dt.datetime) -> dict[str, tuple[bool, bool]]:
    """Sub-indicator -> whether the dossier meets it, whether it counts there at all."""
    ended = row["NgayKetThucXuLy"]
    end = dt.datetime.strptime(ended, OFFICIAL) if ended else moment
    due = row["NgayHenTra"]
    on_time = bool(due) and end <= dt.datetime.strptime(due, OFFICIAL)
    charged = any(amount in row["LePhi"] for amount in ("5000", "20000"))
    paid = charged and row["DuocThanhToanTrucTuyen"] != "0"
    written = row["YeuCauKetQuaVanBan"] == "1"
    file = bool(row["DuongDanTepTinKetQua"])
    known = row["TaiKhoanDuocXacThucVoiVNeID"] == "1" or row["MaCSDL"] == "CSDL dân cư"
    digitised = "1" in (row["HoSoCoThanhPhanSoHoa"], row["TaiLieuNop.DuocSoHoa"])
    online = row["KenhThucHien"] == "2" and (not written or (row["MaKetQua"] and file))
    citizens = row["DoiTuongCongDan"] == "1"
    return {
        "1.4": (row["DaDongBo"] == "1", True),
        "2.1": (on_time, bool(due)),
        "3.3": (bool(online), True),
        "3.5b": (paid, charged),
        "3.6": (paid, charged),
        "4.1": (file, written),
        "4.2": (file and bool(row["TaiLieuNop.DuongDanTaiTepTin"]), True),
        "4.3": (digitised, True),
        "4.4": (row["TaiLieuNop.DuocLayTuKhoDMQG"] == "1", True),
        "4.5a": (known, citizens),
        "4.5b": (known, True),
        "5.4": (on_time and row["CoPAKN"] == "0", bool(due)),
    }
