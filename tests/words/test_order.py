"""One alphabet: pick lists, figures and the database put Vietnamese names in the same order."""

import csv
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from rankings.charts import standing_ladder_rows
from rankings.words.order import sort_key
from rankings.words.text import words

DATA = Path(__file__).resolve().parent.parent.parent / "data"
SCHEMES = {"vn34": 34, "vn63": 63, "daklak102": 102}
LANGUAGES = ("vi", "en")


def units(scheme: str) -> list[dict[str, str]]:
    with (DATA / "reference" / "units.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["scheme"] == scheme]
    assert len(found) == SCHEMES[scheme]
    return found


def in_the_database(names: list[str]) -> list[str]:
    asked = "select name from (select unnest(?) as name) order by name collate vi"
    return [name for (name,) in duckdb.connect().execute(asked, [names]).fetchall()]


def in_the_ladder(rows: list[dict], language: str) -> list[str]:
    options = {"home": "66", "limit": 10, "decimals": 2, "language": language}
    return standing_ladder_rows.table(rows, **options)["name"].to_pylist()


def in_a_pick_list(rows: list[dict], language: str) -> list[str]:
    w = words(language)
    return sorted((w.name(row) for row in rows), key=w.sort_key)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("rank", [None, 7], ids=["no rank is known", "all in one place"])
def test_the_ladder_has_the_order_of_pick_lists_and_of_the_database(scheme, rank):
    rows = [row | {"rank": rank} for row in units(scheme)]
    listed = in_a_pick_list(rows, "vi")
    assert listed == in_the_database([row["name_vi"] for row in rows])
    assert in_the_ladder(rows, "vi") == listed
    assert in_the_ladder(rows, "en") == in_a_pick_list(rows, "en")


def test_names_sort_as_in_a_vietnamese_dictionary():
    ordered = [
        "An Giang",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Dương Kinh",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
        "Đồng Nai",
        "Hà Giang",
        "Hà Nội",
        "Hải Phòng",
        "Huế",
        "Lai Châu",
        "Lạng Sơn",
        "Lào Cai",
        "Lâm Đồng",
        "Quảng Ngãi",
        "Quảng Ninh",
    ]
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "man"]
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    for texts in (ordered, tones, alphabet):
        assert all(sort_key(first) < sort_key(second) for first, second in pairwise(texts))
    assert sort_key("ĐẮK LẮK") == sort_key("Đắk Lắk") == words("vi").sort_key("Đắk Lắk")
