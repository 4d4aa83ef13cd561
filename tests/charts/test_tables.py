"""What goes into the figures: small cases worked out by hand."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pandas
import pyarrow as pa
import pytest

from rankings.charts import (
    components_gaps,
    components_head_to_head,
    components_stack,
    look,
    overview_spark,
    overview_strip,
    palette,
    rows,
    standing_ladder,
    standing_ladder_rows,
    standing_map,
)
from rankings.charts.fit import text_width, wrapped
from tests.charts import conftest


def test_a_former_district_goes_on_in_the_line_below_its_first_six_communes():
    drawn, options = conftest.units_areas_of("vi")
    tiles = drawn.to_pylist()
    assert [(tile["row"], tile["column"]) for tile in tiles] == [
        *((0, column) for column in range(6)),
        (1, 0),
        (2, 0),
    ]
    assert [tile["area"] for tile in tiles] == ["Huyện A", *[""] * 6, "Huyện B"]
    assert [tile["figure"] for tile in tiles[2:4]] == ["70,0", "–"]
    assert options.rows == 3


def unit(code: str, rank=None, score=None, **more):
    return {"unit_code": code, "name_vi": f"Tỉnh {code}", "rank": rank, "score": score, **more}


def ladder(units, **options):
    given = {"home": "A", "limit": 2, "decimals": 2, "language": "vi"} | options
    return standing_ladder_rows.table(units, **given).to_pylist()


def test_known_ranks_come_first_to_last():
    drawn = ladder([unit("B", 2, Decimal("8.10")), unit("A", 1, Decimal("9.5"))])
    assert [(row["row"], row["unit_code"], row["score_text"]) for row in drawn] == [
        (0, "A", "9,50"),
        (1, "B", "8,10"),
    ]


def test_a_narrow_interval_has_its_place():
    drawn = ladder(
        [
            unit("C", 4),
            unit("B", None, rank_low=2, rank_high=3),
            unit("D", None, rank_low=2, rank_high=3),
            unit("A", 1),
        ]
    )
    assert [row["unit_code"] for row in drawn] == ["A", "B", "D", "C"]
    assert [row["rank_text"] for row in drawn] == ["1", "2–3", "2–3", "4"]
    assert not any(row["apart"] for row in drawn)


def test_a_wide_interval_stands_apart_below_a_free_line():
    drawn = ladder([unit("B", None, rank_low=1, rank_high=3), unit("A", 2)])
    assert [(row["unit_code"], row["row"], row["apart"]) for row in drawn] == [
        ("A", 0, False),
        ("B", 2, True),
    ]


@pytest.mark.parametrize("rank", [2, 3])
def test_an_interval_that_ends_at_the_rank_of_another_stands_apart(rank):
    """B may share that rank, or stand on either side of it."""
    drawn = ladder([unit("B", None, rank_low=2, rank_high=3), unit("A", rank)])
    assert [(row["unit_code"], row["apart"]) for row in drawn] == [("A", False), ("B", True)]


def test_only_what_is_sure_is_inside():
    drawn = ladder(
        [unit("A", 4), unit("B", 1), unit("C", None, rank_low=2, rank_high=3), unit("D", 5)],
        limit=2,
    )
    assert [row["meaning"] for row in drawn] == ["inside", "others", "home", "others"]
    assert {row["zone_to"] for row in drawn} == {1}


def test_without_a_limit_nobody_is_inside():
    drawn = ladder([unit("A", 1), unit("B", 2)], limit=None)
    assert [row["meaning"] for row in drawn] == ["home", "others"]


def test_missing_stays_missing():
    [row] = ladder([unit("A")])
    assert (row["score"], row["score_low"], row["score_high"]) == (None, None, None)
    assert (row["score_text"], row["range_text"], row["rank_text"]) == ("–", "–", "–")
    assert (row["cut_low"], row["cut_text"]) == (None, None)


def test_an_unknown_score_keeps_its_bounds():
    [row] = ladder([unit("A", 1, score_low=Decimal("38.93"))])
    assert (row["mark"], row["range_text"]) == ("unknown", "≥ 38,93")


@pytest.mark.parametrize("made", [list, pa.Table.from_pylist, pandas.DataFrame])
def test_rows_come_in_any_shape(made):
    units = [unit("A", 1, 9.5), unit("B", None, None)]
    assert [row["rank_text"] for row in ladder(made(units))] == ["1", "–"]


def test_an_empty_edition_has_no_rows():
    table = standing_ladder_rows.table([], home="A", limit=1, decimals=2, language="vi")
    words = standing_ladder.Words(*[""] * 8)
    options = standing_ladder.Options.for_table(table, decimals=2, language="vi", words=words)
    assert (len(table), options.rows, options.domain) == (0, 0, None)


def test_names_follow_the_language_and_fall_back():
    row = {"name_vi": "Hà Nội", "name_en": "Hanoi"}
    assert rows.name(row, "en") == "Hanoi"
    assert rows.name({"name_vi": "Hà Nội", "name_en": None}, "en") == "Hà Nội"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, "–"),
        (Decimal("1"), None, "≥ 1,00"),
        (None, Decimal("2"), "≤ 2,00"),
        (Decimal("1"), Decimal("1"), "1,00"),
        (Decimal("38.93"), Decimal("44.92"), "38,93 – 44,92"),
    ],
)
def test_intervals_in_words(low, high, text):
    assert rows.range_text(low, high, 2, "vi") == text


def test_numbers_in_words():
    assert rows.number_text(Decimal("1234.5"), 2, "vi") == "1.234,50"
    assert rows.number_text(Decimal("1234.5"), 2, "en") == "1,234.50"
    assert rows.short_text(Decimal("22.000000"), "vi") == "22"
    assert rows.short_text(Decimal("0.5"), "vi") == "0,5"


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([55.23, 68.8, None], (54, 70)),
        ([0.4946, 0.8373], (0.45, 0.9)),
        ([5.0], (4.5, 5.5)),
        ([0.0], (-0.1, 0.1)),
        ([None], None),
    ],
)
def test_axes_end_on_round_figures(values, ends):
    assert look.round_ends(values) == ends


def test_ticks_are_round_and_within():
    assert look.ticks((54, 70)) == [54, 56, 58, 60, 62, 64, 66, 68, 70]
    assert look.ticks((0.45, 0.9)) == [0.5, 0.6, 0.7, 0.8, 0.9]


def test_archipelagos_take_the_figure_of_their_province():
    tile = {"row_number": 0, "column_number": 0, "unit_code": "48"}
    tiles = [
        {**tile, "tile_code": "48", "tile_type": "province", "label_vi": "Đà Nẵng"},
        {
            **tile,
            "tile_code": "20333",
            "tile_type": "archipelago",
            "label_vi": "QĐ. Hoàng Sa (TP. Đà Nẵng)",
        },
    ]
    province, archipelago = standing_map.table(
        tiles, [unit("48", 25, Decimal("61"))], home="66", decimals=2, language="vi"
    ).to_pylist()
    assert (province["figure"], province["label"]) == ("25", "Đà\nNẵng")
    assert (archipelago["rank"], archipelago["figure"]) == (25, "")
    assert archipelago["label"].split("\n")[:2] == ["QĐ.", "Hoàng Sa"]


def test_a_tile_without_a_unit_in_the_table_stays():
    tile = {
        **{"tile_code": "48", "unit_code": "48", "tile_type": "province", "label_vi": "Đà Nẵng"},
        **{"row_number": 0, "column_number": 0},
    }
    [row] = standing_map.table([tile], [], home="66", decimals=2, language="vi").to_pylist()
    assert (row["rank"], row["figure"], row["range_text"]) == (None, "–", "–")


def test_gaps_without_maxima_are_shares():
    [row] = components_gaps.table(
        [{"indicator_code": "x", "name_vi": "X", "score": Decimal("0.6807"), "rank": 3}],
        decimals=4,
        language="vi",
    ).to_pylist()
    assert (row["max_score"], row["figure"], row["place"]) == (1.0, "0,6807", "3/–")
    assert row["best"] is None


def test_gaps_in_points_without_maxima_have_no_track_and_end_at_the_highest_score():
    given = {"name_vi": "X", "score": Decimal("9.08"), "best": Decimal("12.13")}
    table = components_gaps.table(
        [given | {"indicator_code": "x", "value_kind": kind} for kind in ("points", "score")],
        decimals=2,
        language="vi",
    )
    assert table["max_score"].to_pylist() == [None, None]
    assert table["figure"].to_pylist() == ["9,08", "9,08"]
    words = conftest.words_of(components_gaps.Words)
    options = components_gaps.Options.for_table(table, language="vi", words=words)
    assert (options.rows, options.max_score) == (2, 12.13)


def test_gaps_say_the_maximum():
    [row] = components_gaps.table(
        [
            {
                **{"indicator_code": "x", "name_vi": "X", "score": Decimal("9.08")},
                **{"max_score": Decimal("22.000000"), "rank": 28, "ranked_units": 34},
            }
        ],
        decimals=2,
        language="vi",
    ).to_pylist()
    assert (row["figure"], row["place"]) == ("9,08/22", "28/34")


def test_a_stack_puts_pieces_end_to_end_and_leaves_out_what_is_missing():
    table = components_stack.table(
        [unit("A", 1, Decimal("30"))],
        [
            {"unit_code": "A", "indicator_code": "x", "score": Decimal("10.1")},
            {"unit_code": "A", "indicator_code": "z", "score": Decimal("20.2")},
        ],
        components=[("x", "X"), ("y", "Y"), ("z", "Z")],
        home="A",
        decimals=2,
        language="vi",
    )
    assert table["start"].to_pylist() == [0.0, None, 10.1]
    assert table["end"].to_pylist() == [10.1, None, pytest.approx(30.3)]


def test_head_to_head_compares_shares_of_the_maximum():
    table = components_head_to_head.table(
        [{"unit_code": "A", "indicator_code": "x", "score": Decimal("9.08")}],
        components=[("x", "X", Decimal("22"))],
        units=[("A", "Đắk Lắk"), ("B", "Huế")],
        decimals=2,
        language="vi",
    )
    home, other = table.to_pylist()
    assert home["share"] == pytest.approx(9.08 / 22)
    assert (home["value_text"], other["value_text"]) == ("9,08/22", "–")
    assert other["share"] is None


def test_head_to_head_without_a_maximum_compares_with_the_best_of_all():
    table = components_head_to_head.table(
        [{"unit_code": "A", "indicator_code": code, "score": Decimal("9")} for code in "xy"],
        components=[("x", "X", None), ("y", "Y", Decimal("20"))],
        units=[("A", "Đắk Lắk")],
        decimals=0,
        language="vi",
        best={"x": Decimal("12")},
    )
    assert table["share"].to_pylist() == [pytest.approx(0.75), pytest.approx(0.45)]
    assert table["value_text"].to_pylist() == ["9", "9/20"]


def strip(limit=10, **places) -> str:
    """The strip of 34 places as its reader's program gets it."""
    options = overview_strip.Options(units=34, limit=limit, limit_label="Nhóm 10")
    return overview_strip.html(options, label="Đắk Lắk: <7/34>", **places)


def test_a_strip_marks_a_known_rank_in_the_middle_of_its_place():
    drawn = strip(rank_low=7, rank_high=7)
    # 6.5 of 34 places lie left of it; the zone ends after ten; the numbers are the ends and it.
    assert "left:calc(19.118% - 7.56px)" in drawn
    assert f"border-radius:50%;background:{palette.HOME}" in drawn
    assert "left:0;width:29.412%" in drawn
    assert re.findall(r">(\d+)</span>", drawn) == ["1", "10", "34"]
    assert drawn.count("Đắk Lắk: &lt;7/34&gt;") == 2
    assert "<7" not in drawn


def test_a_strip_marks_a_band_where_the_rank_lies_between_two():
    drawn = strip(rank_low=16, rank_high=19)
    # From the left edge of the 16th place (15/34) over four places (4/34).
    assert "left:44.118%;width:11.765%" in drawn
    assert "border-radius:50%" not in drawn


@pytest.mark.parametrize("places", [(None, None), (None, 4), (3, None)])
def test_a_strip_without_a_whole_interval_has_no_mark(places):
    drawn = strip(rank_low=places[0], rank_high=places[1])
    assert palette.HOME not in drawn
    assert palette.INSIDE in drawn


def spark(limit: int | None, ranks: dict[int, int]) -> str:
    """The SVG of a line of ranks, by day of October 2026."""
    days = [(date(2026, 10, day), rank) for day, rank in ranks.items()]
    drawn = overview_spark.html(overview_spark.Options(limit, "Đắk Lắk: <7>"), days)
    assert 'alt="Đắk Lắk: &lt;7&gt;"' in drawn
    return unquote(re.search(r"svg\+xml,([^\"]*)", drawn)[1])


def test_a_line_of_ranks_has_the_best_at_the_top_and_the_target_as_a_line():
    """The 10th place of 7 to 17 lies three tenths down, in a height of 46 below a margin of 5."""
    drawn = spark(10, {1: 7, 5: 17, 11: 12})
    assert 'x1="0" y1="18.8" x2="76" y2="18.8"' in drawn
    assert ">10</text>" in drawn
    # 66 px from the first day to the last: the fifth is four tenths on.
    assert 'points="5,5 31.4,51 71,28"' in drawn
    assert '<circle cx="71" cy="28"' in drawn


def test_a_target_beyond_all_ranks_is_in_the_picture():
    drawn = spark(15, {1: 29, 2: 29})
    assert 'y1="5"' in drawn
    assert 'points="5,51 71,51"' in drawn


def test_one_rank_is_a_dot_and_without_a_target_there_is_no_line():
    alone = spark(None, {1: 7})
    assert "<line" not in alone
    assert "<polyline" not in alone
    assert '<circle cx="71" cy="28"' in alone
    assert overview_spark.html(overview_spark.Options(10, ""), []) == ""


def test_home_is_brighter_on_a_dark_ground():
    dark = spark(10, {1: 7, 2: 8}).partition("prefers-color-scheme:dark")[2]
    assert palette.HOME_ON_DARK in dark
    assert f"light-dark({palette.HOME},{palette.HOME_ON_DARK})" in strip(rank_low=7, rank_high=7)


def test_a_strip_without_a_target_has_no_zone():
    drawn = strip(limit=None, rank_low=7, rank_high=7)
    assert palette.INSIDE not in drawn
    assert palette.CUT_LINE not in drawn
    assert re.findall(r">(\d+)</span>", drawn) == ["1", "34"]


def test_lines_are_broken_to_the_width():
    text = "Còn thiếu từ 4,13 đến 10,12 điểm; chưa xác định chính xác"
    lines = wrapped(text, 200, 16)
    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(text_width(line, 16) <= 200 for line in lines)


def test_a_sub_indicator_without_counts_has_its_points_alone():
    table, options = conftest.component_counts("vi")
    counted, alone = table.to_pylist()
    assert (counted["figure"], counted["place"]) == ("0,09/4", "2/34")
    assert counted["broken"].replace("\n", " ") == counted["name"]
    assert counted["label_lines"] == 2
    assert (alone["figure"], alone["place"], alone["counts"], alone["cost"]) == ("2,00", "", "", "")
    assert (alone["best"], alone["best_text"], options.max_score) == (None, "–", 4.0)
