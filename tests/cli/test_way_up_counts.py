"""plan --counts and simulate --count: keys and types of the page, figures, what cannot be asked."""

import json
from datetime import date

import pytest

from rankings import cli
from rankings.cli import way_up
from rankings.loads import bootstrap
from tests.cases import every
from tests.cli.test_cli import TYPES, flat, keys_of

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _store(var, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
    monkeypatch.setattr(way_up, "today", lambda: TODAY)


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]):
    def run(line: str):
        capsys.readouterr()
        code = cli.main([*line.split(), "--json"])
        written = capsys.readouterr()
        assert (code, written.err) == (0, "")
        return json.loads(written.out)

    return run


@every(
    "line",
    [
        "plan psi --period 2026-10-10 --limit 6 --counts",
        "plan psi --period 2026-10-10 --limit 1 --counts",
        "plan psi --period 2026-10-10 --counts",
        "plan psi --period 2026-10-05 --limit 6 --counts",
        "plan psi --period 2025-Q3 --counts",
        "plan dti --counts",
        "plan pii --counts",
    ],
)
def test_keys_and_types_are_those_of_the_page(answer, line):
    wanted = keys_of("plan", "--counts")
    result = flat(answer(line))
    assert list(result) == list(wanted)
    for key, value in result.items():
        assert any(TYPES[kind](value) for kind in wanted[key]), (key, value)


def test_a_plan_in_counts(answer):
    result = answer("plan psi --period 2026-10-10 --limit 6 --counts --cap max --by 31/12/2026")
    assert (result["reachable"], result["needed"]["low"], result["days"]) == (True, 0.42, 82)
    for plan in result["plans"]:
        assert len(plan["things"]) <= 3
        counted = [one for one in plan["along"] if one["basis"] == "source"]
        points = sum(one["points"] for one in (*plan["things"], *counted))
        assert round(points, 2) == plan["points"] >= 0.42
        assert plan["rank"] <= 6
    rows = {row["indicator"]: row for row in result["indicators"]}
    assert (rows["5.2"]["to_come"], rows["5.2"]["best_gain"], rows["5.2"]["done_alone"]) == (
        *(141, 0.68, 114),
    )
    assert rows["5.2"]["last_day"] == "2026-11-10"
    assert "82 ngày" in result["assumptions"][0]


def test_what_comes_in_can_be_set(answer):
    line = "plan psi --period 2026-10-10 --limit 6 --counts --to-come 5.2=200"
    (row,) = (one for one in answer(line)["indicators"] if one["indicator"] == "5.2")
    assert (row["to_come"], row["to_come_basis"], row["best"]) == (200, "given", 3.86)


def test_what_rests_on_a_temporary_denominator_is_marked(answer):
    rows = answer("plan psi --period 2026-10-10 --limit 6 --counts")["indicators"]
    assert [row["indicator"] for row in rows if row["provisional"]] == ["1.4"]
    tried = answer("simulate psi --period 2026-10-10 --count 1.4=0 5.2=115")["counts"]
    assert {row["indicator"]: row["provisional"] for row in tried} == {"1.4": True, "5.2": False}


def test_a_goal_in_counts_is_scored(answer):
    line = "simulate psi --period 2026-10-10 --count 5.2=115 --by 31/12/2026"
    result = answer(line)
    assert (result["score"], result["rank"], result["by"]) == (65.92, 6, "2026-12-31")
    assert result["gains"][0]["points"] == result["counts"][0]["gain"] == 0.43
    both = answer(f"{line} --gain satisfaction=0.10")
    assert (both["score"], both["gains"][0]["points"]) == (66.02, 0.53)
    fewer = answer("simulate psi --period 2026-10-10 --count 5.2=0 --by 31/12/2026")
    assert fewer["counts"][0]["gain"] == -0.67
    assert answer("simulate psi --period 2026-10-10 --gain satisfaction=1")["counts"] == []


def test_what_comes_along_is_counted_where_it_is_proved(answer):
    result = answer("simulate psi --period 2026-10-10 --count 2.1=122795 --by 31/12/2026")
    assert (result["score"], result["rank"], result["rank_if_assumed"]) == (65.91, 6, None)
    assert {one["component"]: one["points"] for one in result["gains"]} == {
        "timeliness": 0.32,
        "satisfaction": 0.10,
    }
    (come,) = result["along"]
    assert (come["indicator"], come["with"], come["points"], come["basis"]) == (
        *("5.4", "2.1", 0.10, "source"),
    )
    both = answer("simulate psi --period 2026-10-10 --count 2.1=122795 5.4=113835")
    assert (both["along"], both["score"]) == ([], 65.81)


def test_what_is_assumed_to_come_along_is_told_beside(answer):
    result = answer("simulate psi --period 2026-10-10 --count 5.2=141 --by 31/12/2026")
    # The example of the leaders: 3.66 points, +0.68, 5th place.
    assert (result["score"], result["rank"]) == (66.17, 5)
    (come,) = result["along"]
    assert (come["indicator"], come["done"], come["basis"]) == ("5.3", 108, "assumption")
    assert result["score_if_assumed"] == round(66.17 + come["points"], 2)
    assert result["rank_if_assumed"] < 5


@every("index", ["dti", "pii"])
def test_why_nothing_is_counted_is_one_reason(answer, index):
    result = answer(f"plan {index} --counts")
    assert result["why_not"] == "period_type"
    assert "không lũy kế từ đầu năm" in result["sentence"]


def test_what_comes_in_is_heard_where_something_is_done_well(answer):
    line = "simulate psi --period 2026-10-10 --count 2.1=122795 --by 31/12/2026"
    of_2_1, of_5_4 = answer(f"{line} --to-come 2.1=130000"), answer(f"{line} --to-come 5.4=200000")
    assert of_2_1["counts"][0]["to_come"] == 130_000
    assert of_5_4["along"] != answer(line)["along"]


def test_what_lies_within_another_is_scored_as_far_as_that_one_goes(answer):
    by_itself = answer("simulate psi --period 2026-10-10 --count 5.3=70 --by 31/12/2026")
    assert [row["done"] for row in by_itself["counts"]] == [70]
    both = answer("simulate psi --period 2026-10-10 --count 5.3=121 5.2=121 --by 31/12/2026")
    assert both["score"] > by_itself["score"]


def test_the_default_deadline_has_not_passed(answer):
    assert answer("plan psi --period 2026-10-10 --counts")["by"] == "2026-12-31"
    older = answer("plan psi --period 2025-10-16 --counts")
    assert (older["by"], older["why_not"]) == ("2026-12-31", "year")


@every(
    "line, said",
    [
        ("simulate psi --count 5.2=142 --by 31/12/2026", "chỉ còn làm tốt được từ 0 đến 141"),
        ("simulate psi --count 5.2=-3 --by 31/12/2026", "từ 0 đến 141, không phải -3"),
        ("simulate psi --count 5.2=1.5", "5.2=115"),
        ("simulate psi --count 5.3=141 5.2=0", "làm tốt 0 ở 5.2 thì 5.3 làm tốt được nhiều nhất 0"),
        ("simulate psi --count 5.4=128524 2.1=0", "làm tốt 0 ở 2.1"),
        ("simulate psi --count 5.3=71 --by 31/12/2026", "5.3 làm tốt được nhiều nhất 70"),
        ("simulate psi --count 9.9=1", "hiện có: 1.1"),
        ("simulate psi --count 5.2=1 5.2=2", "5.2"),
        ("simulate psi --count 3.6=1", "hiện có: 1.1"),
        ("simulate psi --count 5.2=1 --by 31/12/2027", "năm khác"),
        ("simulate psi --by 31/12/2026 --gain satisfaction=1", "--count"),
        ("simulate dti --count 5.2=1", "lũy kế"),
        ("plan psi --to-come 5.2=1", "--counts"),
        ("plan psi --counts --limit 6 --cost transparency=100", "--cost không dùng cùng --counts"),
        ("simulate psi --count 5.2=115 --to-come 2.1=5", "dùng được cho: 5.2, 5.3"),
        ("plan psi --counts --to-come 4.5a=1", "4.5a"),
        ("plan psi --counts --to-come 5.2=-4", "0"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(capsys, line, said):
    assert cli.main(line.split()) == 2
    assert said in capsys.readouterr().err
