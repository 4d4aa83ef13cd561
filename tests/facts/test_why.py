"""Why units moved between real editions, for every unit; and what is not split, with its reason."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from rankings.facts import editions, why
from rankings.facts.editions import EditionFacts
from rankings.facts.why import events
from rankings.facts.why.parts import Part
from rankings.sentences import why as why_sentences
from rankings.store import queries
from rankings.store.versions import Store
from rankings.words.text import words
from tests import effort, small_store
from tests.small_store import edition, figure, indicator, method, target

SEPTEMBER, EARLY, LATE = (
    f"psi-2026-{day}-year_to_date-vn34" for day in ("09-17", "10-05", "10-10")
)
HOME, KHANH_HOA, CAO_BANG = "66", "56", "04"
COMPLETE = (
    (SEPTEMBER, EARLY, LATE),
    tuple(f"psi-2025-10-{day}-year_to_date-vn34" for day in (11, 15, 16)),
    ("dti-2022-year-vn63", "dti-2023-year-vn63"),
)


@pytest.fixture
def current(var):
    """The store built from data/, with its version."""
    store = Store(var)
    return store.snapshot()


def moved(current, first: str, second: str, unit: str = HOME, limit: int | None = 10):
    return why.movement(current, first_id=first, second_id=second, unit_code=unit, limit=limit)


def ranks_of(current, edition_id: str) -> dict[str, int]:
    rows = queries.edition_standings(current, edition_id=edition_id).to_pylist()
    return {row["unit_code"]: row["rank"] for row in rows}


def names(current, edition_id: str, language: str = "vi") -> dict[str, str]:
    scheme = edition_id.rsplit("-", 1)[-1]
    rows = queries.units(current, scheme=scheme).to_pylist()
    return {row["unit_code"]: words(language).name(row) for row in rows}


@pytest.mark.parametrize(
    ("first", "second"), [pair for group in COMPLETE for pair in permutations(group, 2)]
)
def test_the_parts_make_the_change_of_the_rank_shown_for_every_unit(current, first, second):
    before, after = ranks_of(current, first), ranks_of(current, second)
    assert len(before) in (34, 63)
    for unit, rank in before.items():
        split = moved(current, first, second, unit).split
        assert (split.rank_before, split.rank_after) == (rank, after[unit])
        assert abs(sum(p.rank for p in split.parts) - (after[unit] - rank)) < 1e-9
        assert abs(sum(p.gap for p in split.parts) - split.change_gap) < 1e-9
        named = len(split.passed_by) - len(split.passed) - len(split.level_with)
        broken = sum(p.rank for p in split.parts if p.factor == "publisher_tie_break")
        assert split.change_rank == named + broken


def test_the_gap_is_that_of_the_position(current):
    found = moved(current, SEPTEMBER, EARLY)
    assert found.split.gap_before == found.before.gap.low
    assert found.split.gap_after == found.after.gap.low


def test_from_september_to_october(current):
    found = moved(current, SEPTEMBER, EARLY)
    assert (found.split.rank_before, found.split.rank_after) == (9, 7)
    assert why_sentences.sentence(words("vi"), found, names(current, EARLY)) == (
        "Từ 17/9 đến 05/10/2026 (lũy kế từ đầu năm): từ thứ 9 lên thứ 7. "
        "Vượt Lạng Sơn, Tuyên Quang, Huế; bị Gia Lai vượt."
    )
    assert why_sentences.sentence(words("en"), found, names(current, EARLY, "en")) == (
        "From 17 Sep to 5 Oct 2026 (year to date): up from 9th to 7th. "
        "Passed Lang Son, Tuyen Quang and Hue; passed by Gia Lai."
    )
    said = why_sentences.shares(
        words("vi"), found, names(current, EARLY), {"timeliness": "Tiến độ giải quyết"}
    )
    assert said == (
        "Điểm của Đắk Lắk tăng 1,15 điểm, chủ yếu do Tiến độ giải quyết (tăng 0,71 điểm). Thứ hạng "
        "thay đổi phần lớn do điểm của Đắk Lắk, phần còn lại do điểm của các tỉnh, thành phố khác."
    )
    assert why_sentences.gap(words("vi"), found, names(current, EARLY)) == (
        "So với điểm ngưỡng vào nhóm 10: từ cao hơn 1,19 điểm thành cao hơn 1,17 điểm; "
        "điểm của Đắk Lắk tăng 1,15, điểm ngưỡng tăng 1,17."
    )


@pytest.mark.parametrize(
    ("points", "in_vi", "in_en"),
    [
        # The most is what no component tells.
        (
            "0.07",
            ", nhiều nhất ở phần chưa tách được theo nhóm chỉ số (tăng 0,07 điểm), tiếp đến do A"
            " (tăng 0,04 điểm). ",
            ", most of all in the part that cannot be split by component (rose by 0.07 points),"
            " then through A (rose by 0.04 points). ",
        ),
        (
            "0.02",
            ", chủ yếu do A (tăng 0,04 điểm); phần chưa tách được theo nhóm chỉ số tăng 0,02 điểm.",
            ", mainly through A (rose by 0.04 points); the part that cannot be split by component"
            " rose by 0.02 points. ",
        ),
    ],
)
def test_what_cannot_be_split_is_no_part_of_the_components_named(current, points, in_vi, in_en):
    found = moved(current, SEPTEMBER, EARLY)
    table = [part for part in found.split.parts if part.kind == "table"]
    parts = [
        Part("a", "own", HOME, -1.0, Decimal("-0.04"), points=Decimal("0.04")),
        Part("unsplit", "own", HOME, -1.0, -Decimal(points), points=Decimal(points)),
    ]
    made = replace(found, split=replace(found.split, parts=(*parts, *table)))
    for language, says in (("vi", in_vi), ("en", in_en)):
        known = names(current, EARLY, language)
        assert says in why_sentences.shares(words(language), made, known, {"a": "A"})


def test_a_real_change_most_of_which_no_component_tells(current):
    found = moved(current, *COMPLETE[2])
    shown = why_sentences.shares(
        words("en"), found, names(current, COMPLETE[2][1], "en"), {"gov_activity": "Government"}
    )
    assert "component (rose by 0.0700 points), then through Government (rose by 0.0409" in shown


def test_a_rank_that_stayed(current):
    found = moved(current, EARLY, LATE)
    assert (found.change_rank, found.split.passed, found.split.passed_by) == (0, (), ())
    own, others = found.split.total("own")[0], found.split.total("others")[0]
    assert own == pytest.approx(-others)
    assert own < 0
    assert "giữ nguyên thứ 7" in why_sentences.sentence(words("vi"), found, names(current, LATE))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("first", "second"), [(SEPTEMBER, EARLY), (EARLY, LATE), (SEPTEMBER, LATE)]
)
def test_no_sentence_tells_a_fraction_of_a_place(current, first, second, language):
    """Whole places may be told; parts of a change of rank are words."""
    w, known = words(language), names(current, second, language)
    told = set()
    for unit in ranks_of(current, second):
        found = moved(current, first, second, unit)
        sentences = (
            f"{why_sentences.sentence(w, found, known)} {why_sentences.shares(w, found, known, {})}"
        )
        assert not re.search(r"\d[.,]\d+ (bậc|place)", sentences), sentences
        told.add(sentences)
    assert len(told) > 1


@pytest.mark.parametrize(
    ("own", "others", "says"),
    [
        (-2.0, 0.0, "Thứ hạng thay đổi hoàn toàn do điểm của Đắk Lắk."),
        (0.0, 2.0, "Thứ hạng thay đổi hoàn toàn do điểm của các tỉnh, thành phố khác."),
        (-1.9, -0.1, "Thứ hạng thay đổi gần như hoàn toàn do điểm của Đắk Lắk."),
        (0.5, 0.5, "một nửa do điểm của Đắk Lắk, một nửa do điểm của các tỉnh, thành phố khác."),
        (-0.3, -1.7, "phần lớn do điểm của các tỉnh, thành phố khác, phần còn lại do"),
        (-1.5, 1.5, "đẩy thứ hạng xuống; hai phần bù trừ nhau."),
        (
            34.4,
            -26.4,
            "kéo thứ hạng xuống, điểm của các tỉnh, thành phố khác đẩy thứ hạng lên; phần",
        ),
        (0.0, 0.0, "không làm thay đổi thứ hạng."),
    ],
)
def test_whose_the_change_is_stands_in_words(current, own, others, says):
    found = moved(current, SEPTEMBER, EARLY)
    table = [part for part in found.split.parts if part.kind == "table"]
    parts = (Part("unsplit", "own", HOME, own, None), Part("rival", "others", "19", others, None))
    made = replace(found, split=replace(found.split, parts=(*parts, *table)))
    assert says in why_sentences.shares(words("vi"), made, names(current, EARLY), {})


def test_components_that_are_missing_are_not_guessed(current):
    found = moved(current, SEPTEMBER, LATE, KHANH_HOA).split
    own = [part for part in found.parts if part.kind == "own" and part.rank]
    assert [part.factor for part in own] == ["unsplit"]
    # Every other unit has its components, and they add up to the total.
    for unit in ranks_of(current, LATE).keys() - {KHANH_HOA}:
        parts = {p.factor: p.rank for p in moved(current, SEPTEMBER, LATE, unit).split.parts}
        assert parts["unsplit"] == 0


def test_a_tie_that_the_publisher_broke(current):
    first, _, third = COMPLETE[1]
    parts = {p.factor: p.rank for p in moved(current, first, third, CAO_BANG).split.parts}
    assert parts["publisher_tie_break"] == -1


@pytest.mark.parametrize(
    ("first", "second", "kind", "says"),
    [
        (COMPLETE[1][2], LATE, "method", "chuyển sang cổng mới"),
        ("dti-2023-year-vn63", "dti-2024-year-vn63", "method", "405/QĐ-BKHCN"),
        ("pii-2024-year-vn63", "pii-2025-year-vn34", "method", "mỗi năm"),
        ("psi-2025-03-month-vn63", "psi-2025-07-month-vn34", "scheme", "sáp nhập"),
        ("psi-2025-Q3-quarter-vn34", LATE, "period_type", "loại kỳ"),
    ],
)
def test_what_cannot_be_split_names_why(current, first, second, kind, says):
    pair = {
        "first": editions.by_id(current, first),
        "second": editions.by_id(current, second),
    }
    found = why.obstacle(current, **pair)
    assert found.kind == kind
    assert says in why_sentences.not_compared(words("vi"), found)
    assert why_sentences.not_compared(words("en"), found)
    with pytest.raises(ValueError, match="cannot be compared"):
        moved(current, first, second)


def test_totals_partly_unknown_give_bounds_and_no_parts(current):
    found = moved(current, SEPTEMBER, "psi-2026-09-18-year_to_date-vn34")
    assert (found.split, found.why_not, found.change_rank) == (None, "scores", None)
    said = why_sentences.sentence(words("vi"), found, names(current, EARLY))
    assert "điểm tăng 0,11" in said
    assert "kỳ trước thứ 9/34, kỳ sau chưa xác định" in said
    assert why_sentences.shares(words("vi"), found, {}, {}) is None
    assert why_sentences.gap(words("vi"), found, {}) is None


def test_nothing_of_the_unit_is_said(current):
    found = moved(current, SEPTEMBER, "psi-2026-09-23-year_to_date-vn34")
    assert found.why_not == "unit"
    assert "chưa công bố thứ hạng và điểm của Đắk Lắk" in why_sentences.sentence(
        words("vi"), found, names(current, EARLY)
    )


def test_the_newest_two_complete_editions_come_first(current):
    pair = why.default_pair(current, index_code="psi", period_type="year_to_date")
    assert [item.edition_id for item in pair] == [EARLY, LATE]


# Small tables


def two(tmp_path, before: list, after: list, **tables):
    """A store with two editions of one index; figures of e1 and of e2."""
    observations = [row for rows in (*before, *after) for row in rows]
    late = edition(
        "e2", period="2026", period_start=edition()["period_start"].replace(year=2026),
        period_end=edition()["period_end"].replace(year=2026),
    )  # fmt: skip
    return small_store.build(
        tmp_path / "var",
        **{"editions": [edition(), late], "observations": observations} | tables,
    )


def scored(edition_id: str, *scores: str, ranked: bool = False) -> list:
    """A row of figures for units 01, 02, … of an edition."""
    return [
        figure(f"{n:02}", score=s, rank=n if ranked else None, edition=edition_id)
        for n, s in enumerate(scores, 1)
    ]


def test_weights_of_a_mean(tmp_path):
    before = scored("e1", "10", "12", "9", "8", "7", "6")
    after = scored("e2", "14", "12", "9", "8", "7", "6")
    parts = [
        figure("01", score=score, edition=code, indicator=part)
        for code, part, score in (
            ("e1", "a", "8"),
            ("e1", "b", "12"),
            ("e2", "a", "16"),
            ("e2", "b", "12"),
        )
    ]
    current = two(tmp_path, before, [*after, *parts], methods=[method(aggregation="mean")])
    found = moved(current, "e1", "e2", "01", 3).split
    shown = {part.factor: (part.rank, part.gap) for part in found.parts if part.rank}
    assert shown == {"a": (-1.0, -4)}


def test_a_method_that_does_not_say_how_components_add_up(tmp_path):
    before = scored("e1", "10", "12", "9", "8", "7", "6")
    after = scored("e2", "14", "12", "9", "8", "7", "6")
    current = two(tmp_path, before, after, methods=[method(aggregation="unknown")])
    found = moved(current, "e1", "e2", "01", 3).split
    assert [part.factor for part in found.parts if part.rank] == ["unsplit"]


def test_a_unit_that_a_whole_table_does_not_have(tmp_path):
    codes = [f"{n:02}" for n in range(1, 21)]
    scores = [str(40 - n) for n in range(1, 21)]
    before = scored("e1", *scores[:-1], ranked=True)
    # In the second table unit 20 comes in above all others.
    after = [
        figure(code, score="50" if code == "20" else score, edition="e2", rank=rank)
        for code, score, rank in zip(codes, scores, [*range(2, 21), 1], strict=True)
    ]
    current = two(tmp_path, before, after, units=small_store.units(codes), targets=[target(3)])
    found = moved(current, "e1", "e2", "05", 3).split
    assert (found.rank_before, found.rank_after, found.entered) == (5, 6, ("20",))
    assert {p.factor: p.rank for p in found.parts if p.rank} == {"entry_exit": 1.0}


def test_the_top_of_a_table_is_not_the_whole(tmp_path):
    before = scored("e1", "10", "9", "8", ranked=True)
    after = scored("e2", "10", "9", "8", "7", "6", "5", ranked=True)
    found = moved(two(tmp_path, before, after), "e1", "e2", "02", 3)
    assert (found.split, found.why_not, found.change_rank) == (None, "scores", 0)


def test_figures_that_contradict_each_other_are_named(tmp_path):
    before = [figure("01", score="10", rank=3), figure("02", score="9", rank=1)]
    after = scored("e2", "10", "9", "8", "7", "6", "5")
    current = two(tmp_path, before, after)
    found = moved(current, "e1", "e2", "01", 3)
    assert (found.split, found.why_not) == (None, "contradiction")
    assert "Tỉnh 02" in why_sentences.sentence(words("vi"), found, names(current, "x-vn34"))


def test_a_break_without_a_reason_still_says_so(tmp_path):
    late = edition("e2", period="2026", method_code="x-2")
    current = small_store.build(
        tmp_path / "var",
        editions=[edition(), late],
        methods=[method(), method("x-2", editions_from="2026")],
        indicators=[indicator("total"), indicator("total", method="x-2")],
        observations=[row for e in ("e1", "e2") for rows in scored(e, "1", "2") for row in rows],
    )
    found = why.obstacle(
        current, first=editions.by_id(current, "e1"), second=editions.by_id(current, "e2")
    )
    said = why_sentences.not_compared(words("vi"), found)
    assert said.endswith("vì phương pháp đánh giá đã thay đổi.")


def searched_pair(found: tuple[EditionFacts, ...]) -> tuple[EditionFacts, EditionFacts] | None:
    """The newest pair by looking through all pairs."""
    pairs = [
        (first, second)
        for place, second in enumerate(found)
        for first in found[place + 1 :]
        if first.period_end < second.period_end
    ]
    comparable = [
        pair
        for pair in pairs
        if {(item.method_code, item.scheme) for item in pair}
        == {(pair[0].method_code, pair[0].scheme)}
    ]
    complete = [pair for pair in comparable if all(item.scores_complete for item in pair)]
    return next(iter(complete or comparable or pairs), None)


@settings(
    max_examples=effort.examples(200),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=strategies.data())
def test_the_newest_pair_is_that_of_a_search_through_all(current, data):
    """Also where some of the real editions are not there."""
    index_code = data.draw(strategies.sampled_from(["psi", "dti", "pii"]))
    period_type = data.draw(strategies.sampled_from(list(editions.PERIOD_TYPES)))
    every = why.of_period_type(current, index_code=index_code, period_type=period_type)
    there = tuple(item for item in every if data.draw(strategies.booleans()))
    with patch.object(why, "of_period_type", lambda *_, **__: there):
        newest = why.default_pair.__wrapped__(
            current, index_code=index_code, period_type=period_type
        )
    assert newest == searched_pair(there)


# Events


def since(current, first: str, unit: str = HOME):
    return events.since(current, first_id=first, unit_code=unit, limit=10)


def test_events_since_september(current):
    found = since(current, SEPTEMBER)
    assert found.second.edition_id == LATE
    told = {}
    for event in found.events:
        told.setdefault(event.event, []).append(event.other_unit_code or event.unit_code)
    assert told == {
        "overtaken_by": ["52"],
        "overtook": ["20", "08", "46"],
        "entered_group": ["52"],
        "left_group": ["12"],
        "near_line": ["19", "37"],
        "near_unit": ["22"],
        "lost_most": [HOME],
    }


def test_who_is_close_to_the_group_is_measured_against_the_place_that_it_must_take(current):
    # The tenth, Huế, has 64.09; the line of Đắk Lắk, which is inside, is the eleventh at 63.97.
    near = [
        (event.unit_code, str(event.before), str(event.after))
        for first in (EARLY, SEPTEMBER)
        for event in since(current, first).events
        if event.event == "near_line"
    ]
    assert near == [("19", "-1.05", "-0.12"), ("19", "-1.45", "-0.12"), ("37", "-2.42", "-0.16")]


def test_nothing_later_is_no_event(current):
    found = since(current, LATE)
    assert (found.second, found.events) == (None, ())


def test_events_are_not_told_across_a_break(current):
    found = since(current, COMPLETE[1][0])
    assert found.obstacle.kind == "method"
    assert found.events == ()


def test_the_reader_is_offered_what_can_be_compared(current):
    offered = events.choices(current, index_code="psi", unit_code=HOME, scheme="vn34")
    assert [item.edition_id for item in offered] == [
        EARLY,
        *(f"psi-2026-{day}-year_to_date-vn34" for day in ("10-04", "10-02", "09-29", "09-27")),
        "psi-2026-09-26-year_to_date-vn34",
        SEPTEMBER,
    ]
    assert events.choices(current, index_code="pii", unit_code=HOME, scheme="vn34") == ()


def test_no_sentence_and_no_figure_speaks_of_fractions_of_a_place():
    """Of our own its points, of others the way and who did most; whole places stay."""
    vi, en = words("vi"), words("en")
    own = Part("a", "own", "66", -0.34, Decimal("-0.71"), Decimal("0.71"))
    assert why_sentences.share_of_rank(vi, own, 2) == "tăng 0,71 điểm"
    others = Part("others", "others", None, 1.66, Decimal(0))
    assert why_sentences.share_of_rank(vi, others, 2, "Gia Lai") == (
        "thứ hạng giảm, nhiều nhất do Gia Lai"
    )
    assert why_sentences.share_of_rank(en, others, 2) == "rank down"
    assert why_sentences.towards(vi, -0.5) == "tăng"
    assert why_sentences.towards(vi, -2.0000000001) == "tăng 2 bậc"
    assert why_sentences.towards(vi, 1.0) == "giảm 1 bậc"
