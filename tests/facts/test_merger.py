"""The merger lens: by hand in a small store, by plain Python and by what was published since."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rankings.facts import merger
from rankings.sentences import merger as said
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import oracles, small_store
from tests.small_store import edition, figure

DTI_63, DTI_34 = "dti-2024-year-vn63", "dti-2024-year-vn34"
BEFORE = "e0"
# Into 01 go 01 and 07; into 02 go 02, 08 and 09; 03 stays, but its code was 13.
MADE_OF = {"01": ("01", "07"), "02": ("02", "08", "09"), "03": ("13",)}
NAMES = {"13": "Province 03"}


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def lineage(weights: dict[str, int] | None = None) -> list[dict]:
    """The rows of `unit_lineage` of MADE_OF, with the weights given."""
    return [
        {
            "from_scheme": "vn63",
            "from_code": before,
            "to_scheme": "vn34",
            "to_code": after,
            "change": "merged" if len(made_of) > 1 else "unchanged",
            "effective_date": date(2025, 7, 1),
            "weight": None if before not in (weights or {}) else Decimal(weights[before]),
            "source_id": "published-0",
        }
        for after, made_of in MADE_OF.items()
        for before in made_of
    ]


def small(
    folder: Path,
    scores: dict[str, str],
    *,
    weights: dict[str, int] | None = None,
    after: dict | None = None,
    more: list[dict] | None = None,
) -> Snapshot:
    """A store of three units made of six, with these scores before; `more`: other figures.

    An edition after the merger without a figure would be none: 03 has one where `more` has none.
    """
    more = more or []
    if not any(row["edition_id"] == "e1" for row in more):
        more = [*more, *figure("03", score="15")]
    codes = [code for made_of in MADE_OF.values() for code in made_of]
    before = [
        unit | {"name_en": NAMES.get(unit["unit_code"], unit["name_en"])}
        for unit in small_store.units(codes, scheme="vn63")
    ]
    figures = [row for code, score in scores.items() for row in of(code, score=score)]
    return small_store.build(
        folder / "var",
        units=[*small_store.units(MADE_OF), *before],
        unit_lineage=lineage(weights),
        methods=[small_store.method(), small_store.method("x-2")],
        editions=[
            edition(BEFORE, scheme="vn63"),
            edition("e1", **({"period": "2025"} | (after or {}))),
        ],
        observations=[*figures, *more],
    )


def of(unit_code: str, **given: object) -> list[dict]:
    return figure(unit_code, edition=BEFORE, **given)


def lens(at: Snapshot) -> dict[str, merger.Row]:
    return {row.unit_code: row for row in merger.lens(at, before_id=BEFORE).rows}


ALL = {"01": "20", "07": "10", "02": "18", "08": "9", "09": "6", "13": "15"}


# By hand


def test_three_units_made_of_six(tmp_path):
    found = lens(small(tmp_path, ALL, more=of("01", rank=1)))
    means = {code: (row.mean_score, row.mean_rank) for code, row in found.items()}
    # 15, 11 and 15: the two share the first rank, the third keeps the third.
    assert means == {"01": (15, 1), "02": (11, 3), "03": (15, 1)}
    assert {code: row.merged for code, row in found.items()} == {
        "01": True,
        "02": True,
        "03": False,
    }
    assert {code: row.verdict for code, row in found.items()} == {
        "01": "with_care",
        "02": "with_care",
        "03": "comparable",
    }
    assert [one.unit_code for one in found["01"].predecessors] == ["01", "07"]


def test_the_namesake_is_found_by_name_and_not_by_code(tmp_path):
    row = lens(small(tmp_path, ALL, more=of("13", rank=4)))["03"]
    assert (row.namesake_code, row.namesake_score, row.namesake_rank) == ("13", 15, 4)
    # 20, 18 and 15: by the namesakes alone it would be the last one.
    assert row.namesake_place == 3


def test_a_missing_predecessor_leaves_the_mean_unknown_and_nothing_is_ranked(tmp_path):
    known = {code: score for code, score in ALL.items() if code != "08"}
    found = lens(small(tmp_path, known))
    assert (found["02"].mean_score, found["02"].known) == (None, 2)
    assert found["02"].verdict == "not_comparable"
    assert {code: row.mean_rank for code, row in found.items()} == {
        "01": None,
        "02": None,
        "03": None,
    }
    # The unknown one can stand above both that are known, which share their place.
    assert {code: (row.rank_low, row.rank_high) for code, row in found.items()} == {
        "01": (1, 2),
        "02": (None, None),
        "03": (1, 2),
    }


def test_a_disputed_score_is_shown_and_counts_in_no_mean(tmp_path):
    known = {code: score for code, score in ALL.items() if code != "07"}
    at = small(tmp_path, known, more=of("07", score="10", confidence="disputed"))
    row = lens(at)["01"]
    disputed = row.predecessors[1]
    assert (disputed.score, disputed.disputed, disputed.known) == (10, True, False)
    assert (row.mean_score, row.verdict) == (None, "not_comparable")


def test_the_mean_is_not_rounded_to_the_decimals_of_the_method(tmp_path):
    found = lens(small(tmp_path, ALL | {"02": "10", "08": "10", "09": "10.01", "13": "10.003"}))
    assert found["02"].mean_score == Decimal("10.003333333")
    # Both would be 10.00 as printed; the unrounded mean tells them apart.
    assert (found["02"].mean_rank, found["03"].mean_rank) == (2, 3)


def test_equal_means_of_two_and_of_three_tie(tmp_path):
    found = lens(
        small(tmp_path, ALL | {"01": "0.1", "07": "0.1"} | dict.fromkeys(MADE_OF["02"], "0.1"))
    )
    assert found["01"].mean_score == found["02"].mean_score == Decimal("0.1")
    assert (found["01"].mean_rank, found["02"].mean_rank) == (2, 2)


def test_weights_make_a_mean_where_every_predecessor_has_one(tmp_path):
    some = {"01": 3, "07": 1}
    found = lens(small(tmp_path / "some", ALL, weights=some))
    assert (found["01"].weighted, found["01"].weighted_mean) == (True, Decimal("17.5"))
    assert (found["02"].weighted, found["02"].weighted_mean) == (False, None)
    assert {row.weighted_rank for row in found.values()} == {None}
    every = some | {"02": 4, "08": 1, "09": 1, "13": 2}
    found = lens(small(tmp_path / "all", ALL, weights=every))
    assert found["02"].weighted_mean == Decimal("14.5")
    assert {code: row.weighted_rank for code, row in found.items()} == {"01": 1, "02": 3, "03": 2}


def test_without_any_weight_there_is_no_weighted_mean(tmp_path):
    found = merger.lens(small(tmp_path, ALL), before_id=BEFORE)
    assert not found.weighted
    reading = said.readings(words("vi"), found, found.row("01"))[2]
    assert (reading.rank, reading.derived) == ("–", False)
    assert "Chưa có trọng số" in reading.text


def test_weights_of_nought_make_no_mean(tmp_path):
    found = lens(small(tmp_path, ALL, weights={"01": 0, "07": 0}))
    assert (found["01"].weighted, found["01"].weighted_mean) == (False, None)


def test_another_method_is_not_comparable_not_even_for_a_unit_that_stayed(tmp_path):
    at = small(tmp_path, ALL, after={"method_code": "x-2"}, more=figure("03", score="15"))
    found = merger.lens(at, before_id=BEFORE)
    assert (found.reason, found.row("03").after_score) == ("method", 15)
    assert {row.verdict for row in found.rows} == {"not_comparable"}
    assert merger.checks(at, before_id=BEFORE, after_id="e1") == ()


@pytest.mark.parametrize(
    ("same_method", "merged", "all_known", "expected"),
    [
        (True, False, True, "comparable"),
        (True, False, False, "comparable"),
        (True, True, True, "with_care"),
        (True, True, False, "not_comparable"),
        (False, False, True, "not_comparable"),
        (False, True, True, "not_comparable"),
    ],
)
def test_the_rule_of_the_verdict(same_method, merged, all_known, expected):
    found = merger.verdict(same_method=same_method, merged=merged, all_known=all_known)
    assert found == expected


def test_only_what_the_issuer_gave_for_the_same_period_is_published(tmp_path):
    given = [*figure("01", score="14", rank=2), *figure("02", score="11", status="derived")]
    found = lens(small(tmp_path / "same", ALL, more=given))
    assert (found["01"].published_score, found["01"].published_rank) == (14, 2)
    assert (found["02"].published_score, found["02"].published_rank) == (None, None)
    assert (found["02"].after_score, found["02"].after_status) == (11, "derived")
    found = lens(small(tmp_path / "later", ALL, after={"period": "2026"}, more=given))
    assert (found["01"].published_score, found["01"].after_score) == (None, 14)


def test_a_wrong_figure_is_found_by_the_check(tmp_path):
    given = [
        *figure("01", score="15.01", rank=1),  # one step off: agrees
        *figure("02", score="11.02", rank=2),  # two steps off, and it is the third
        *figure("03", score="15", indicator="a"),
    ]
    at = small(tmp_path, ALL, more=given)
    found = merger.checks(at, before_id=BEFORE, after_id="e1")
    results = {(one.indicator_code, one.unit_code, one.measure): one.result for one in found}
    assert results == {
        ("total", "01", "score"): "agrees",
        ("total", "01", "rank"): "agrees",
        ("total", "02", "score"): "differs",
        ("total", "02", "rank"): "differs",
        ("a", "03", "score"): "not_checked",
    }


def test_a_figure_on_which_sources_differ_is_not_checked(tmp_path):
    given = [
        *figure("01", score="14", rank=2, confidence="disputed"),  # neither is what the mean gives
        *figure("02", score="11", rank=3),
    ]
    found = merger.checks(small(tmp_path, ALL, more=given), before_id=BEFORE, after_id="e1")
    assert {(one.unit_code, one.measure, one.result) for one in found} == {
        ("02", "score", "agrees"),
        ("02", "rank", "agrees"),
    }


# Real figures


def plain_means(edition_id: str, indicator: str = "total") -> dict[str, Fraction | None]:
    """Unit -> mean of its predecessors as a fraction; None where one is not known."""
    scores = {
        row["unit_code"]: Fraction(row["value"])
        for row in oracles.observations()
        if (row["edition_id"], row["indicator_code"]) == (edition_id, indicator)
        and row["measure"] == "score"
        and row["confidence"] != "disputed"
    }
    disputed = {
        row["unit_code"]
        for row in oracles.observations()
        if (row["edition_id"], row["indicator_code"]) == (edition_id, indicator)
        and row["confidence"] == "disputed"
    }
    made_of = defaultdict(list)
    for row in oracles.read("unit_lineage"):
        known = row["from_code"] not in disputed
        made_of[row["to_code"]].append(scores.get(row["from_code"]) if known else None)
    return {
        unit: None if None in values else sum(values) / len(values)
        for unit, values in made_of.items()
    }


@pytest.mark.parametrize(
    "edition_id",
    [row["edition_id"] for row in oracles.read("editions") if row["scheme"] == "vn63"],
)
def test_means_and_ranks_of_every_edition_are_those_of_plain_python(at, edition_id):
    wanted = plain_means(edition_id)
    found = merger.lens(at, before_id=edition_id)
    assert len(found.rows) == 34
    complete = None not in wanted.values()
    for row in found.rows:
        mean = wanted[row.unit_code]
        if mean is None:
            assert row.mean_score is None
            continue
        assert abs(Fraction(row.mean_score) - mean) < Fraction(1, 10**9)
        above = sum(other is not None and other > mean for other in wanted.values())
        assert row.rank_low == 1 + above
        assert row.mean_rank == (1 + above if complete else None)
        assert row.rank_high == row.rank_low + sum(other is None for other in wanted.values())


def test_the_rule_reproduces_what_the_ministry_published_for_34(at):
    found = merger.checks(at, before_id=DTI_63, after_id=DTI_34)
    results = Counter(
        ("total" if one.indicator_code == "total" else "part", one.measure, one.result)
        for one in found
    )
    assert results == {
        ("total", "score", "agrees"): 8,
        ("total", "rank", "agrees"): 13,
        ("part", "rank", "agrees"): 6,
        ("part", "rank", "not_checked"): 5,
        ("part", "score", "not_checked"): 4,
    }
    held = {one.indicator_code for one in found if one.result == "agrees"} - {"total"}
    assert held == {"gov_activity", "economy_activity", "society_activity", "infrastructure"}
    # The one total that the rule does not give to the last decimal.
    off = [one for one in found if one.measure == "score" and one.mean not in (None, one.published)]
    assert [(one.unit_code, one.published, one.mean) for one in off] == [
        ("79", Decimal("0.7770"), Decimal("0.776933333"))
    ]


def test_derived_ranks_of_34_are_those_of_the_mean(at):
    ranks = {
        row["unit_code"]: int(row["value"])
        for row in oracles.observations()
        if (row["edition_id"], row["indicator_code"]) == (DTI_34, "total")
        and (row["measure"], row["status"]) == ("rank", "derived")
    }
    found = merger.lens(at, before_id=DTI_63)
    assert {row.unit_code: row.mean_rank for row in found.rows} == ranks


def test_home_in_the_newest_digital_transformation_index(at):
    found = merger.lens(at, before_id=DTI_63)
    home = found.row("66")
    assert [(one.name_vi, one.rank) for one in home.predecessors] == [
        ("Đắk Lắk", 39),
        ("Phú Yên", 56),
    ]
    assert (home.mean_score, home.mean_rank) == (Decimal("0.641"), 29)
    assert (home.namesake_score, home.namesake_place) == (Decimal("0.6807"), 22)
    assert (home.published_score, home.published_rank, home.after_status) == (None, None, "derived")
    assert home.verdict == "with_care"
    assert Counter(row.verdict for row in found.rows) == {"with_care": 23, "comparable": 11}


@pytest.mark.parametrize(
    ("index", "before", "after", "reason"),
    [
        ("dti", DTI_63, DTI_34, None),
        ("pii", "pii-2024-year-vn63", "pii-2025-year-vn34", "method"),
        ("psi", "psi-2024-05-month-vn63", "psi-2025-07-month-vn34", None),
    ],
)
def test_the_editions_that_are_set_side_by_side(at, index, before, after, reason):
    assert merger.choose(at, index).edition_id == before
    found = merger.lens(at, before_id=before)
    assert (found.after.edition_id, found.reason) == (after, reason)


def test_a_year_of_which_nothing_followed_is_compared_with_nothing(at):
    found = merger.lens(at, before_id="psi-2024-year-vn63")
    assert (found.after, found.reason) == (None, "no_edition")
    assert {row.verdict for row in found.rows} == {"not_comparable"}
    assert merger.lens(at, before_id="dti-2023-year-vn63").reason == "method"


@pytest.mark.parametrize(
    ("index", "period", "key"),
    [
        ("psi", "2026-10-10", "error.merger_unknown_period"),
        ("dti", "1999", "error.merger_unknown_period"),
        ("abc", None, "error.unknown_index"),
    ],
)
def test_what_there_is_not_is_said(at, index, period, key):
    with pytest.raises(Problem) as caught:
        merger.choose(at, index, period=period)
    assert caught.value.key == key


def test_an_index_without_an_edition_before_the_merger_says_so(tmp_path):
    at = small_store.build(tmp_path / "var", observations=figure("01", score="5"))
    with pytest.raises(Problem) as caught:
        merger.choose(at, "x")
    assert caught.value.key == "error.merger_no_edition"


def test_the_way_of_home_has_no_point_that_was_not_published(at):
    points = merger.paths(at, index_code="dti", period_type="year")
    assert [(p.unit_code, p.edition.period, p.rank) for p in points] == [
        ("54", "2020", 62),
        ("54", "2021", 50),
        ("54", "2022", 59),
        ("66", "2022", 47),
        ("54", "2023", 59),
        ("66", "2023", 39),
        ("54", "2024", 56),
        ("66", "2024", 39),
        ("66", "2024", 29),
    ]
    assert [point.status for point in points].count("derived") == 1


# The sentences


def test_the_finding_of_home(at):
    found = merger.lens(at, before_id=DTI_63)
    assert said.finding(words("vi"), found, found.row("66"), index="DTI") == (
        "DTI, năm 2024: trước sáp nhập, Đắk Lắk xếp thứ 39/63, Phú Yên xếp thứ 56/63; tính bình "
        "quân giản đơn, Đắk Lắk sau sáp nhập xếp **thứ 29/34** với 0,6410 điểm (số liệu tính lại, "
        "không phải số công bố). **So sánh được nhưng phải thận trọng** với bảng 34 tỉnh, thành "
        "phố cùng kỳ: cùng phương pháp đánh giá, có đủ số liệu của các tỉnh trước sáp nhập, song "
        "tỉnh đã sáp nhập."
    )


def test_the_check_in_one_sentence(at):
    found = merger.lens(at, before_id=DTI_63)
    made = merger.checks(at, before_id=DTI_63, after_id=DTI_34)
    text = said.check(words("vi"), found, made, term="trụ cột")
    assert "khớp 8/8 điểm tổng, 13/13 hạng tổng, 6/6 hạng trụ cột." in text
    assert "Không kiểm tra được 9 số liệu: chưa có số tương ứng của 63 tỉnh, thành phố" in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "edition_id",
    [row["edition_id"] for row in oracles.read("editions") if row["scheme"] == "vn63"],
)
def test_every_edition_can_be_told(at, edition_id, language):
    w = words(language)
    found = merger.lens(at, before_id=edition_id)
    for row in found.rows:
        told = [
            said.finding(w, found, row, index="X"),
            said.compared(w, found),
            said.verdict(w, row),
            said.predecessors(w, found, row),
            *(reading.text for reading in said.readings(w, found, row)),
        ]
        assert all(told)
        assert not any("None" in text or "{" in text for text in told)
