"""The figures over time: labels that keep apart, lines that stop where they must."""

import itertools

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from rankings.charts import over_time_ranks, over_time_scores, specs, timeline
from rankings.charts.fit import text_width
from tests import effort
from tests.charts import conftest

NEARLY = 1e-6


def rows_of(table, *kinds):
    return [row for row in table.to_pylist() if row["kind"] in kinds]


# What a narrow figure shows


def test_a_narrow_figure_shows_home_and_those_next_to_it():
    roles = {7: "home", 4: "peer_1"}
    drawn = [
        {"track": str(rank), "role": roles.get(rank, "others"), "at": at, "rank": float(rank)}
        for rank in range(1, 12)
        for at in (0.0, 1.0)
    ]
    assert timeline.neighbours(drawn, "rank") == {"5", "6", "8", "9"}
    assert timeline.neighbours([row for row in drawn if row["role"] != "home"], "rank") == set()


@pytest.mark.parametrize(("width", "all_of_them"), [(360, False), (900, True)])
def test_the_others_are_drawn_where_there_is_room(width, all_of_them):
    table, options = conftest.FIGURES["bump"]("vi")
    spec = specs.of("bump", options) | {"data": {"values": table.to_pylist()}, "width": width}
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    points = [row for row in rows_of(table, "point") if row["at"] == 0]
    named = {row["name"] for row in points if f"{row['name']}, " in drawn}
    beside = {row["name"] for row in points if row["role"] != "others" or row["near"]}
    assert named == ({row["name"] for row in points} if all_of_them else beside)


# Labels


@given(
    st.lists(st.floats(-50, 700), max_size=34),
    st.floats(0.5, 20),
    st.floats(0, 10),
    st.floats(20, 600),
)
def test_labels_never_come_nearer_than_they_may(wanted, apart, low, room):
    found = timeline.spread(wanted, apart, low, low + room)
    assert len(found) == len(wanted)
    ordered = sorted(range(len(wanted)), key=lambda item: (wanted[item], item))
    places = [found[item] for item in ordered]
    assert all(b - a >= apart - NEARLY for a, b in itertools.pairwise(places))
    if apart * (len(wanted) - 1) <= room:
        assert all(low - NEARLY <= place <= low + room + NEARLY for place in places)


def test_labels_that_have_room_stay_where_they_belong():
    assert timeline.spread([3.0, 1.0, 9.0], 1.0, 0.0, 10.0) == [3.0, 1.0, 9.0]


def test_two_labels_at_one_place_share_it():
    assert timeline.spread([5.0, 5.0], 2.0, 0.0, 10.0) == [4.0, 6.0]
    assert timeline.spread([0.0, 0.0], 2.0, 0.0, 10.0) == [0.0, 2.0]
    assert timeline.spread([], 2.0, 0.0, 10.0) == []


@given(st.lists(st.sampled_from((1.0, 1.5, 2.0)), min_size=1, max_size=40))
def test_dates_never_overlap_at_any_width(steps):
    places = [sum(steps[:number]) for number in range(len(steps))]
    texts = [f"{number:02d}/10" for number in range(len(steps))]
    found = timeline.levels(places, texts)
    assert found[-1] == 0  # the newest is always written
    width = places[-1] - places[0] + 2 * timeline.MARGIN + places[0]
    for level, room in enumerate(timeline.ROOMS):
        shown = [(p, t) for p, t, given in zip(places, texts, found, strict=True) if given <= level]
        for (a, left), (b, right) in itertools.pairwise(shown):
            size = timeline.DATE_SIZE
            needed = (text_width(left, size) + text_width(right, size)) / 2
            assert (b - a) * room / width >= needed


figures = st.lists(
    st.tuples(st.integers(1, 34), st.sampled_from(("others", "home", "peer_1"))), max_size=34
)


@settings(max_examples=effort.examples(60))
@given(figures, st.sampled_from((34, 63)))
def test_names_in_the_bump_chart_never_overlap(ranks, units):
    points = [
        point(f"u{number}", "e1", rank, role=role, units=units)
        for number, (rank, role) in enumerate(ranks)
    ]
    table = bump_of(points, [column("e1")])
    labels = sorted(row["label_at"] for row in rows_of(table, "label"))
    assert len(labels) == len(ranks)
    least = over_time_ranks.LABELS_APART / over_time_ranks.row_height(units if ranks else 1)
    assert all(b - a >= least - NEARLY for a, b in itertools.pairwise(labels))


@settings(max_examples=effort.examples(60))
@given(st.lists(st.decimals("50", "70", places=2), max_size=4))
def test_names_of_scores_never_overlap(scores):
    points = [
        point(f"u{number}", "e1", None, role="peer_1", score=score)
        for number, score in enumerate(scores)
    ]
    table = scores_of(points, [column("e1")], cut={"e1": (60, None)})
    options = score_options(table, [column("e1")])
    low, high = options.domain
    labels = sorted(row["label_at"] for row in rows_of(table, "label"))
    least = over_time_scores.LABELS_APART / over_time_scores.DRAWING * (high - low)
    assert len(labels) == len(scores) + 1
    assert all(b - a >= least - NEARLY for a, b in itertools.pairwise(labels))


def test_names_of_equals_stand_in_the_order_of_the_alphabet_from_the_top():
    names = ["Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng"]
    points = [
        point(name, "e1", 7, role="peer_1", score=60) | {"name": name} for name in reversed(names)
    ]
    ranks, scores = bump_of(points, [column("e1")]), scores_of(points, [column("e1")])
    assert [row["name"] for row in by_place(ranks)] == names
    assert [row["name"] for row in reversed(by_place(scores))] == names


def by_place(table):
    return sorted(rows_of(table, "label"), key=lambda row: row["label_at"])


# Lines


def point(track, edition_id, rank, *, before=None, role="others", units=34, **more):
    return {
        "edition_id": edition_id,
        "track": track,
        "unit_code": track,
        "name": f"Tỉnh {track}",
        "role": role,
        "rank": rank,
        "units": units,
        "score": None,
        "before": before,
        "passed": False,
        "segment": "s",
        "mark": "known",
        "note": None,
        "evidence_key": f"{edition_id}:{track}",
    } | more


def column(edition_id, *, gap="", hole=False, target=False):
    return {
        "edition_id": edition_id,
        "label": edition_id,
        "year": "2026",
        "period": edition_id,
        "gap": gap,
        "hole": hole,
        "target": target,
    }


def bump_of(points, columns, limit=None):
    return over_time_ranks.table(points, columns, limit=limit, decimals=2, language="vi")


def scores_of(points, columns, cut=None):
    return over_time_scores.table(
        points, columns, cut=cut or {}, cut_name="cut", decimals=2, language="vi"
    )


def score_options(table, columns):
    words = conftest.words_of(over_time_scores.Words)
    return over_time_scores.Options.for_table(table, columns, language="vi", words=words)


def test_editions_stand_evenly_with_room_for_gaps_and_holes():
    columns = [column("a"), column("b"), column("c", hole=True), column("d", gap="x")]
    places = timeline.layout(columns)
    assert places == {"a": 0, "b": 1, "c": 2 + timeline.HOLE, "d": 4 + timeline.HOLE}


def test_a_point_is_joined_with_the_one_before_it_only():
    points = [point("A", "a", 3), point("A", "b", 1, before="a"), point("A", "c", 2)]
    table = bump_of(points, [column("a"), column("b"), column("c", gap="merger")])
    ends = [(row["from_at"], row["from_rank"], row["at"]) for row in rows_of(table, "point")]
    assert ends == [(None, None, 0.0), (0.0, 3.0, 1.0), (None, None, 3.0)]
    [gap] = rows_of(table, "gap")
    assert (gap["from_at"], gap["at"], gap["text"]) == (1.5, 2.5, "merger")


def test_no_line_crosses_a_gap_in_real_figures():
    table, _ = conftest.bump("vi")
    [gap] = rows_of(table, "gap")
    joined = [row for row in rows_of(table, "point") if row["from_at"] is not None]
    assert len(joined) == 3 * 34
    for row in joined:
        assert row["at"] <= gap["from_at"] or row["from_at"] >= gap["at"]


def test_scores_across_a_gap_are_refused():
    with pytest.raises(ValueError, match="two methods"):
        scores_of([], [column("a"), column("b", gap="method")])


def test_more_lines_than_can_be_told_apart_are_refused():
    points = [point(str(number), "a", number + 1) for number in range(81)]
    with pytest.raises(ValueError, match="81 lines"):
        bump_of(points, [column("a")])
    with pytest.raises(ValueError, match="two points"):
        bump_of([point("A", "a", 1), point("A", "a", 2)], [column("a")])


def test_a_missing_rank_is_no_point():
    table = bump_of([point("A", "a", None), point("B", "a", 1)], [column("a")])
    assert [row["track"] for row in rows_of(table, "point")] == ["B"]


def test_the_target_is_drawn_where_it_holds():
    columns = [column("a"), column("b", gap="m", target=True), column("c", target=True)]
    zones = rows_of(bump_of([point("A", "a", 1)], columns, limit=10), "zone")
    assert [(row["from_at"], row["at"], row["rank"]) for row in zones] == [
        (2 - timeline.MARGIN, 3 + timeline.MARGIN, 10.0)
    ]


def test_names_inside_the_figure_are_those_in_colour_that_end():
    columns = [column("a"), column("b", gap="merger")]
    points = [
        point("H", "a", 5, role="home"),
        point("H", "b", 4, role="home"),
        point("P", "a", 9, role="predecessor"),
        point("O", "a", 2),
    ]
    table = bump_of(points, columns)
    inner = {row["track"]: row["level"] for row in rows_of(table, "inner")}
    assert inner == {"H": 1, "P": 0}
    assert [row["text"] for row in rows_of(table, "label")] == ["4  Tỉnh H"]


def test_a_disputed_figure_is_hollow_and_marks_have_their_shapes():
    points = [
        point(str(number), "a", number + 1, mark=mark)
        for number, mark in enumerate(("known", "derived", "other", "disputed"))
    ]
    table = bump_of(points, [column("a")])
    words = conftest.words_of(over_time_ranks.Words)
    options = over_time_ranks.Options.for_table(table, [column("a")], language="vi", words=words)
    svg = drawn("bump", table, options)
    assert svg.count('stroke-width="1.75"') >= 1
    assert [row["mark"] for row in rows_of(table, "point")] == [
        "known",
        "derived",
        "other",
        "disputed",
    ]


def drawn(name, table, options, width=900):
    spec = specs.of(name, options) | {
        "data": {"values": table.to_pylist()},
        "width": width,
        "background": "#ffffff",
    }
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def test_on_a_phone_only_those_in_colour_are_named():
    wide, narrow = (drawn("bump", *conftest.bump("vi"), width=width) for width in (900, 320))
    for svg in (wide, narrow):
        assert "Đắk Lắk<" in svg
        assert "Huế<" in svg
        assert ">word gap<" in svg
        assert ">10/10<" in svg
    assert "Đồng Tháp<" in wide
    assert "Đồng Tháp<" not in narrow


def test_the_cut_line_has_its_word():
    table, options = conftest.score_lines("vi")
    svg = drawn("score_lines", table, options)
    assert "63,97  word cut<" in svg or "63,97 word cut<" in svg
    assert len(rows_of(table, "cut")) == 3
