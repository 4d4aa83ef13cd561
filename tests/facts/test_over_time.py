"""Ranks over time: real figures, and small stores worked out by hand."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from rankings.facts import editions, over_time
from rankings.facts.over_time import timelines
from rankings.sentences import over_time as said
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import oracles, small_store
from tests.small_store import edition, figure

HOME, OLD_HOME, PHU_YEN = "66", "66", "54"
PSI = "psi-2026-{}-year_to_date-vn34"


@pytest.fixture(scope="module")
def at(var) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def line(at, index_code, unit_code, scheme, **chosen):
    points = over_time.chosen(
        at, index_code=index_code, unit_codes=[unit_code], scheme=scheme, **chosen
    )
    return [point for point in points if point.rank is not None or point.score is not None]


# Real figures


@pytest.mark.parametrize("index_code", ["psi", "dti", "pii"])
def test_every_figure_of_every_edition_is_a_point(at, index_code):
    """Each unit of each edition once, with the score and rank that the plain Python finds."""
    points = over_time.points(at, index_code=index_code)
    by_edition: dict = {}
    for point in points:
        by_edition.setdefault(point.edition_id, {})[point.unit_code] = point
    listed = {row["edition_id"] for row in oracles.read("editions")}
    assert set(by_edition) == {name for name in listed if name.startswith(index_code)}
    for edition_id, found in by_edition.items():
        wanted = oracles.real_standings(edition_id)
        assert set(found) == set(wanted)
        for code, row in wanted.items():
            assert (found[code].rank, found[code].disputed) == (row["rank"], row["disputed"])
            assert found[code].score == row["score"]
    assert len(points) == sum(len(found) for found in by_edition.values())


def test_the_count_of_2026_is_one_segment_from_september_on(at):
    points = line(at, "psi", HOME, "vn34", period_type="year_to_date")
    now = [point for point in points if point.period >= "2026"]
    assert [(point.period, point.rank) for point in now] == [
        ("2026-09-17", 9),
        ("2026-09-18", None),
        ("2026-09-26", 9),
        ("2026-09-27", 9),
        ("2026-09-29", 8),
        ("2026-10-02", 7),
        ("2026-10-04", 7),
        ("2026-10-05", 7),
        ("2026-10-10", 7),
    ]
    assert len({point.segment for point in now}) == 1
    # Of the ranks alone, the line passes over two editions in which home has none.
    assert now[2].rank_place.before == PSI.format("09-17")
    assert [name[9:14] for name in now[2].rank_place.over] == ["09-18", "09-23"]
    assert now[2].score_place.before == PSI.format("09-18")


def test_no_segment_crosses_a_method_a_scheme_a_period_type_or_a_year(at):
    for index_code in ("psi", "dti", "pii"):
        spans: dict[str, set] = {}
        for point in over_time.points(at, index_code=index_code):
            for place in (point.rank_place, point.score_place):
                if place is not None:
                    year = point.period[:4] if point.period_type == "year_to_date" else None
                    spans.setdefault((point.unit_code, place.segment), set()).add(
                        (point.method_code, point.scheme, point.period_type, year)
                    )
        assert spans
        assert {len(found) for found in spans.values()} == {1}


def test_the_new_portal_begins_another_segment(at):
    points = line(at, "psi", HOME, "vn34", period_type="year_to_date")
    old = {point.segment for point in points if point.method_code == "psi-2022"}
    new = {point.segment for point in points if point.method_code == "psi-2026"}
    assert old
    assert new
    assert not old & new


def test_the_methods_of_dti_and_the_merger(at):
    found = {
        scheme: {point.period: point.segment for point in line(at, "dti", HOME, scheme)}
        for scheme in ("vn63", "vn34")
    }
    assert set(found["vn63"]) == {"2022", "2023", "2024"}
    assert found["vn63"]["2022"] == found["vn63"]["2023"] != found["vn63"]["2024"]
    assert set(found["vn34"]) == {"2024"}
    assert found["vn34"]["2024"] not in found["vn63"].values()
    phu_yen = line(at, "dti", PHU_YEN, "vn63")
    methods = {"2020": "dti-1726", "2021": "dti-922", "2022": "dti-922", "2023": "dti-922"}
    for point in phu_yen:
        assert point.method_code == methods.get(point.period, "dti-405")
    assert len({point.segment for point in phu_yen}) == 3
    assert [(p.status, p.rank) for p in line(at, "dti", HOME, "vn34")] == [("derived", 29)]


def test_disputed_figures_are_points_without_a_segment(at):
    disputed = [p for p in over_time.points(at, index_code="pii") if p.disputed]
    assert len(disputed) == 6
    for point in disputed:
        assert (point.segment, point.rank_place, point.score_place) == (None, None, None)
        assert point.rank is not None or point.score is not None


def test_what_home_was_merged_from(at):
    found = over_time.predecessors(at, index_code="dti", unit_code=HOME, scheme="vn34")
    assert found == (("vn63", OLD_HOME), ("vn63", PHU_YEN))


def test_who_moved_in_the_autumn_of_2026(at):
    moves = over_time.moves(
        at, from_edition=PSI.format("09-17"), to_edition=PSI.format("10-05"), first=HOME
    )
    assert len(moves) == 34
    own = moves[0]
    assert (own.unit_code, own.rank_from, own.rank_to, own.climbed) == (HOME, 9, 7, 2)
    assert own.gained == Decimal("1.15")
    climbed = [move.climbed for move in moves[1:]]
    assert climbed == sorted(climbed, reverse=True)
    before, after = (oracles.real_standings(PSI.format(end)) for end in ("09-17", "10-05"))
    for move in moves:
        code = move.unit_code
        assert move.climbed == before[code]["rank"] - after[code]["rank"]
        assert move.gained == after[code]["score"] - before[code]["score"]
    passed = {m.name_vi for m in moves if m.rank_from < 9 and m.rank_to > 7}
    assert passed == {"Lạng Sơn", "Tuyên Quang", "Huế"}


def test_who_went_as_far_as_the_last_one_named_is_named_too(at):
    home, days = "66", ("2026-09-17", "2026-10-05", "2026-10-10")
    for first, second in combinations(days, 2):
        pair = [f"psi-{day}-year_to_date-vn34" for day in (first, second)]
        moves = over_time.moves(at, from_edition=pair[0], to_edition=pair[1], first=home)
        before, after = (editions.by_id(at, one) for one in pair)
        told = said.moves_finding(
            words("vi"), home="X", home_code=home, first=before, second=after, moves=moves
        )
        for sign, begins in ((1, "Tăng nhiều nhất: "), (-1, "Giảm nhiều nhất: ")):
            listed = told.partition(begins)[2].partition(".")[0]
            far = sorted((sign * move.climbed for move in moves), reverse=True)
            expected = {m.name_vi for m in moves if sign * m.climbed >= max(1, far[2])}
            named = {part.partition(" (")[0] for part in listed.split("), ")}
            assert named == expected, (first, second, sign)


def test_of_many_that_went_equally_far_the_rest_is_counted(at):
    pair = [f"psi-2026-{day}-year_to_date-vn34" for day in ("10-05", "10-10")]
    move = over_time.moves(at, from_edition=pair[0], to_edition=pair[1], first="66")[0]
    fell = [replace(move, unit_code=str(n), climbed=-1) for n in range(11)]
    before, after = (editions.by_id(at, one) for one in pair)
    told = said.moves_finding(
        words("vi"), home="X", home_code="0", first=before, second=after, moves=fell
    )
    assert told.endswith("và 3 tỉnh, thành phố khác cùng mức.")
    assert told.count("(giảm 1 bậc)") == 8


def test_across_a_method_break_there_are_ranks_only(at):
    moves = over_time.moves(
        at,
        from_edition="psi-2025-10-16-year_to_date-vn34",
        to_edition=PSI.format("10-10"),
        first=HOME,
    )
    assert (moves[0].rank_from, moves[0].rank_to, moves[0].climbed) == (14, 7, 7)
    assert {move.gained for move in moves} == {None}
    found = over_time.climbers(
        at,
        from_edition="psi-2025-10-16-year_to_date-vn34",
        to_edition=PSI.format("10-10"),
        unit_code=HOME,
    )
    assert not found.components
    assert {climber.gains for climber in found.climbers} <= {()}


def test_editions_of_two_series_are_not_compared(at):
    with pytest.raises(Problem, match=r"error\.not_one_series"):
        over_time.moves(
            at,
            from_edition="psi-2025-Q3-quarter-vn34",
            to_edition=PSI.format("10-10"),
            first=HOME,
        )


def test_climbers_are_those_who_stood_within_three_places_of_home_now(at):
    before, after = PSI.format("09-17"), PSI.format("10-10")
    found = over_time.climbers(at, from_edition=before, to_edition=after, unit_code="75")
    earlier, later = (oracles.real_standings(code) for code in (before, after))
    rank = later["75"]["rank"]
    stood = {
        code
        for code, row in earlier.items()
        if code != "75" and max(1, rank - 3) <= row["rank"] <= rank + 3
    }
    assert (found.rank, found.distance, found.stood) == (rank, 3, len(stood))
    assert {climber.move.unit_code for climber in found.climbers} == {
        code for code in stood if later[code]["rank"] < earlier[code]["rank"]
    }
    # Nobody who stood between 4th and 10th in September has climbed since.
    home = over_time.climbers(at, from_edition=before, to_edition=after, unit_code=HOME)
    assert (home.best, home.worst, home.stood, home.climbers) == (4, 10, 6, ())


def test_climbers_say_where_they_gained_most(at):
    before, after = PSI.format("09-17"), PSI.format("10-10")
    codes = [row["unit_code"] for row in oracles.read("units") if row["scheme"] == "vn34"]
    named = 0
    for code in codes:
        found = over_time.climbers(at, from_edition=before, to_edition=after, unit_code=code)
        for climber in found.climbers:
            gained = {}
            for part in ("transparency", "timeliness", "online_service", "online_payment"):
                gained |= _gained(part, before, after, climber.move.unit_code)
            for part in ("digitisation", "satisfaction"):
                gained |= _gained(part, before, after, climber.move.unit_code)
            best = sorted((value for value in gained.values() if value > 0), reverse=True)[:2]
            assert [gain.gained for gain in climber.gains] == best
            named += len(best)
    assert named > 10


def _gained(part: str, before: str, after: str, code: str) -> dict[str, Decimal]:
    scores = [oracles.real_standings(name, part)[code]["score"] for name in (before, after)]
    return {} if None in scores else {part: scores[1] - scores[0]}


# Small stores


def test_a_table_without_the_unit_leaves_a_gap(tmp_path):
    days = [date(2026, 1, number) for number in (5, 6, 7)]
    editions_ = [
        edition(
            f"e{number}",
            period=str(end),
            period_type="year_to_date",
            period_start=date(2026, 1, 1),
            period_end=end,
        )
        for number, end in enumerate(days)
    ]
    given = [
        row
        for number in range(3)
        for rank, code in enumerate(small_store.UNITS, start=1)
        if (number, code) != (1, "02")
        for row in figure(code, rank=rank, edition=f"e{number}")
    ]
    at = small_store.build(tmp_path / "s", editions=editions_, observations=given)
    points = over_time.points(at, index_code="x")
    by_unit = {code: [p for p in points if p.unit_code == code] for code in ("01", "02")}
    assert [p.rank for p in by_unit["02"]] == [2, None, 2]
    assert by_unit["02"][1].segment is None
    assert by_unit["02"][0].segment != by_unit["02"][2].segment
    assert len({p.segment for p in by_unit["01"]}) == 1


def test_a_component_that_stood_still_is_no_gain(tmp_path):
    """Unit 03 climbs from the third rank to the first by one component; the other one stays."""
    scores = {
        "e0": {"01": ("10", "10"), "02": ("9", "9"), "03": ("8", "8")},
        "e1": {"01": ("10", "10"), "02": ("9", "9"), "03": ("15", "8")},
    }
    given = [
        row
        for name, of_units in scores.items()
        for code, (a, b) in of_units.items()
        for row in (
            *figure(code, score=str(int(a) + int(b)), edition=name),
            *figure(code, score=a, edition=name, indicator="a"),
            *figure(code, score=b, edition=name, indicator="b"),
        )
    ]
    ends = {"e0": date(2024, 12, 31), "e1": date(2025, 12, 31)}
    at = small_store.build(
        tmp_path / "s",
        units=small_store.units(("01", "02", "03")),
        editions=[
            edition(name, period=str(end.year), period_start=date(end.year, 1, 1), period_end=end)
            for name, end in ends.items()
        ],
        observations=given,
    )
    found = over_time.climbers(at, from_edition="e0", to_edition="e1", unit_code="01")
    assert [climber.move.unit_code for climber in found.climbers] == ["03"]
    gains = [(gain.component, gain.gained) for gain in found.climbers[0].gains]
    assert gains == [("a", Decimal(7))]


def test_a_line_has_no_more_than_its_scheme_allows(at):
    for index_code, period_type in (("dti", "year"), ("pii", "year"), ("psi", "year_to_date")):
        found = timelines.ranks(
            at,
            index_code=index_code,
            period_type=period_type,
            home=HOME,
            scheme="vn34",
            peers=("46", "20"),
            most=60,
        )
        for column in found.columns:
            tracks = [
                mark.track
                for mark in found.marks
                if mark.point.edition_id == column.edition.edition_id
            ]
            assert len(tracks) == len(set(tracks)) <= column.edition.units
        assert {m.point.unit_code for m in found.marks if m.role == "home"} == {HOME}
        assert {m.point.unit_code for m in found.marks if m.role == "predecessor"} <= {PHU_YEN}


def test_every_unit_of_a_table_is_drawn(at):
    """63 units before the merger, 34 after it; one of the old list alone takes no column."""
    shown = {"home": HOME, "scheme": "vn34", "peers": (), "most": 60}
    dti = timelines.ranks(at, index_code="dti", period_type="year", **shown)
    drawn = Counter((m.point.scheme, m.point.period) for m in dti.marks)
    assert (drawn["vn63", "2023"], drawn["vn63", "2024"], drawn["vn34", "2024"]) == (63, 63, 34)
    assert dti.left_out == 0
    alone = [
        point
        for point in over_time.points(at, index_code="psi")
        if point.edition_id == "psi-2024-01-22-year_to_date-vn63" and point.rank is not None
    ]
    assert [point.namesake for point in alone] == [False]
    psi = timelines.ranks(at, index_code="psi", period_type="year_to_date", **shown)
    assert {column.edition.scheme for column in psi.columns} == {"vn34"}


def test_gaps_stand_where_figures_cannot_be_compared(at):
    shown = {"home": HOME, "scheme": "vn34", "peers": (), "most": 60}
    dti = timelines.ranks(at, index_code="dti", period_type="year", **shown)
    assert [(c.edition.period, c.edition.scheme, c.gap) for c in dti.columns] == [
        ("2020", "vn63", ()),
        ("2021", "vn63", ("method",)),
        ("2022", "vn63", ()),
        ("2023", "vn63", ()),
        ("2024", "vn63", ("method",)),
        ("2024", "vn34", ("scheme",)),
    ]
    psi = timelines.ranks(at, index_code="psi", period_type="year_to_date", **shown)
    assert [c.edition.period for c in psi.columns if c.gap] == ["2026-09-17"]
    assert next(c.gap for c in psi.columns if c.gap) == ("method", "year")
    months = timelines.ranks(at, index_code="psi", period_type="month", **shown)
    assert [c.edition.period for c in months.columns if c.hole] == ["2024-10", "2025-03"]
    assert [item.period for item in months.empty] == [
        *("2025-09", "2025-11", "2026-02", "2026-03", "2026-08")
    ]


def test_scores_are_drawn_within_one_method_and_scheme(at):
    spans = {
        (index_code, kind): timelines.score_spans(
            at, index_code=index_code, period_type=kind, home=HOME, scheme="vn34"
        )
        for index_code, kind in (("psi", "year_to_date"), ("dti", "year"), ("pii", "year"))
    }
    assert spans["psi", "year_to_date"] == (
        ("psi-2026", "vn34", "year_to_date", "2026"),
        ("psi-2022", "vn34", "year_to_date", "2025"),
    )
    assert spans["dti", "year"] == (("dti-922", "vn63", "year"),)
    assert spans["pii", "year"] == ()
    cut = timelines.cut_lines(
        at, edition_ids=(PSI.format("10-10"), PSI.format("09-18")), unit_code=HOME, limit=10
    )
    assert cut == ((PSI.format("10-10"), Decimal("63.97")),)
