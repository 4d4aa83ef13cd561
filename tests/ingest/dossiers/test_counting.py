"""Dossiers of a file, counted by unit: held against the rules worked out dossier by dossier."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from rankings.ingest.dossiers.fields import COUNTED_FROM
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from tests.cases import every
from tests.ingest.dossiers.files import (
    NOW,
    OFFICIAL,
    PERSONAL,
    by_hand,
    counted,
    figures,
    rows,
    write,
)


@every("name, delimiter", [("a.csv", ";"), ("b.csv", "\t"), ("c.parquet", ","), ("d.xlsx", ",")])
def test_every_unit_has_what_the_rules_give_it(name, delimiter, tmp_path):
    given = rows(700)
    path = write(tmp_path / name, given, delimiter)
    result = counted(path, tmp_path / f"{name}-work", moment=NOW)
    assert figures(result) == by_hand(given, NOW)
    assert result.rows == len(given)
    assert {code for _, code in figures(result)} == set(COUNTED_FROM)


def test_moments_with_a_zone_are_those_of_vietnam(tmp_path):
    """As databases write them into Parquet, in UTC: a deadline on a day begins at 17:00 there."""
    frame = pd.DataFrame(rows(200))
    days = ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy")
    for name in days:
        frame[name] = pd.to_datetime(frame[name], format=OFFICIAL, errors="coerce")
    frame["NgayHenTra"] = frame["NgayHenTra"].dt.normalize()
    frame.to_parquet(tmp_path / "here.parquet")
    for name in days:
        frame[name] = frame[name].dt.tz_localize(VIETNAM_TIME).dt.tz_convert("UTC")
    frame.to_parquet(tmp_path / "utc.parquet")
    here, utc = (
        counted(tmp_path / f"{name}.parquet", tmp_path / name, moment=NOW)
        for name in ("here", "utc")
    )
    assert figures(utc) == figures(here)


def test_a_file_of_windows_and_of_wide_letters_is_read(tmp_path):
    given = rows(60)
    path = write(tmp_path / "a.csv", given)
    for encoding, name in (("utf-8-sig", "b.csv"), ("utf-16", "c.csv")):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        (tmp_path / name).write_bytes(text.encode(encoding))
        result = counted(tmp_path / name, tmp_path / f"{name}-work", moment=NOW)
        assert figures(result) == by_hand(given, NOW)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1258", "replace"))
    with pytest.raises(Problem) as raised:
        counted(path, tmp_path / "work", moment=NOW)
    assert raised.value.key == "error.dossier_encoding"


def test_what_is_in_no_unit_of_the_list_counts_in_the_whole_and_is_told(tmp_path):
    given = rows(300)
    result = counted(write(tmp_path / "a.csv", given), tmp_path / "work", moment=NOW)
    nowhere = sum(row["MaCoQuan"] == "UBND xã Cũ" for row in given)
    assert result.unknown == (("UBND xã Cũ", nowhere),)
    whole = figures(result)[None, "4.3"][1]
    units = sum(of for (unit, code), (_, of) in figures(result).items() if unit and code == "4.3")
    assert whole > units


def test_a_sub_indicator_without_its_columns_is_not_there(tmp_path):
    given = [{name: row[name] for name in row if name != "CoPAKN"} for row in rows(40)]
    result = counted(write(tmp_path / "a.csv", given), tmp_path / "work", moment=NOW)
    assert "5.4" not in {code for _, code in figures(result)}
    assert result.missing == {"5.4": ("complained",)}


def test_counts_by_day_and_procedure_add_up_to_the_figures(tmp_path):
    result = counted(write(tmp_path / "a.csv", rows(500)), tmp_path / "work", moment=NOW)
    counts = duckdb.read_parquet(str(result.counts))
    for by in ("day", "procedure"):
        sums = counts.filter(f"counted_by = '{by}'").sum("on_time").fetchone()[0]
        assert sums == figures(result)[None, "2.1"][0]


def test_the_file_was_made_when_its_newest_dossier_moved(tmp_path):
    given = rows(50)
    given[0] |= {"NgayTiepNhan": "20260930120000", "NgayKetThucXuLy": "20261009153000"}
    given[1] |= {"NgayTiepNhan": "20991231000000"}
    kept = [given[0], given[1]]
    result = counted(write(tmp_path / "a.csv", kept), tmp_path / "work")
    assert result.moment == dt.datetime(2026, 10, 9, 15, 30)
    assert dict(result.faults)["received_later"] == 1


FAULTS = {
    "day_impossible": {"NgayKetThucXuLy": "19000101000000"},
    "day_unread": {"NgayHenTra": "sớm"},
    "not_received": {"NgayTiepNhan": ""},
    "received_later": {"NgayTiepNhan": "20261111000000"},
    "ended_before_received": {"NgayKetThucXuLy": "20260101000000"},
    "due_before_received": {"NgayHenTra": "20260101000000"},
    "without_due": {"NgayHenTra": ""},
}


@every("kind", FAULTS)
def test_what_is_amiss_is_counted(kind, tmp_path):
    sound = {"NgayTiepNhan": "20260601080000", "NgayHenTra": "20260610080000"}
    sound |= {"NgayKetThucXuLy": "20260605080000"}
    given = [row | sound for row in rows(3)]
    given[1] |= FAULTS[kind]
    path = write(tmp_path / f"{kind}.csv", given)
    result = counted(path, tmp_path / kind, moment=NOW)
    assert dict(result.faults)[kind] == 1
    assert result.rows == 3


def test_a_dossier_that_is_given_twice_counts_once_as_it_stands_last(tmp_path):
    given = [row | {"NgayTiepNhan": "20260601080000"} for row in rows(3)]
    given[0] |= {"NgayHenTra": "20260610080000", "NgayKetThucXuLy": ""}
    ended = given[0] | {"NgayKetThucXuLy": "20260605080000"}
    result = counted(
        write(tmp_path / "a.csv", [*given, given[1], ended]), tmp_path / "work", moment=NOW
    )
    assert figures(result)[None, "4.3"][1] == 3
    assert dict(result.faults)["repeated"] == 1
    assert dict(result.faults)["repeated_differently"] == 1
    still_open = duckdb.read_parquet(str(result.open)).fetchall()
    assert ended["MaHoSo"] not in {row[0] for row in still_open}


def test_numbers_that_are_alike_are_two_dossiers(tmp_path):
    # DuckDB's own hash() is the same for these two; of five million numbers of one pattern it took
    # 1,476 for repeated.
    given = [
        row | {"MaHoSo": number, "NgayTiepNhan": "20260601080000"}
        for row, number in zip(rows(2), ["H15-260121-00000854", "H15-260621-00007854"], strict=True)
    ]
    result = counted(write(tmp_path / "a.csv", given), tmp_path / "work", moment=NOW)
    assert figures(result)[None, "4.3"][1] == 2
    assert not {"repeated", "repeated_differently"} & dict(result.faults).keys()


def test_a_day_without_an_hour_lasts_to_its_end(tmp_path):
    given = [
        row | {"NgayTiepNhan": "01/06/2026", "NgayHenTra": "05/06/2026", "NgayKetThucXuLy": end}
        for row, end in zip(rows(2), ["05/06/2026 16:30:00", "06/06/2026 08:00:00"], strict=True)
    ]
    result = counted(write(tmp_path / "a.csv", given), tmp_path / "work", moment=NOW)
    assert figures(result)[None, "2.1"] == (1, 2)


def test_papers_that_were_asked_for_stop_the_clock_once(tmp_path):
    sound = {"NgayTiepNhan": "20260601080000", "NgayHenTra": "20260610080000"}
    asked = {"NgayYeuCauBoSung": "20260605080000", "NgayBoSung": "", "SoLanYeuCauBoSung": "1"}
    given = [row | sound | asked | {"NgayKetThucXuLy": ""} for row in rows(3)]
    # Two days of waiting are not the office's: it ended on the 11th, two days after the clock.
    given[1] |= {"NgayBoSung": "20260607080000", "NgayKetThucXuLy": "20260611080000"}
    given[2] |= {"SoLanYeuCauBoSung": "2", "NgayKetThucXuLy": "20260606080000"}
    result = counted(write(tmp_path / "a.csv", given), tmp_path / "work", moment=NOW)
    assert figures(result)[None, "2.1"] == (2, 3)


def test_a_broken_line_is_counted_and_the_others_are_read(tmp_path):
    path = write(tmp_path / "a.csv", rows(30))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[20] += ",zuviel,zuviel"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = counted(path, tmp_path / "work", moment=NOW)
    assert (result.broken, result.rows) == (1, 30)


REFUSED = {
    "error.dossier_column_missing": lambda row: {**row, "MaCoQuan": None},
    "error.dossier_no_days": lambda row: {**row, "NgayTiepNhan": "hôm qua"},
    "error.dossier_personal": lambda row: {**row, "MaHoSo": PERSONAL["SoCCCD"]},
}


@every("key", REFUSED)
def test_a_file_that_cannot_be_counted_says_why(key, tmp_path):
    changed = [REFUSED[key](row) for row in rows(20)]
    given = [{k: v for k, v in row.items() if v is not None} for row in changed]
    with pytest.raises(Problem) as raised:
        counted(write(tmp_path / f"{key}.csv", given), tmp_path / key, moment=NOW)
    assert raised.value.key == key


def test_a_file_without_headings_is_refused_with_the_place_only(tmp_path):
    path = write(tmp_path / "a.csv", rows(20))
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Problem) as raised:
        counted(path, tmp_path / "work", moment=NOW)
    assert raised.value.key in ("error.dossier_headings", "error.dossier_column_missing")
    assert not any(text in str(raised.value) for text in PERSONAL.values())
