"""Evidence of what a scenario makes: value, how it is made, what it rests on."""

from decimal import Decimal
from pathlib import Path

import pytest

from rankings import evidence
from rankings.facts.scenario import texts, trial
from rankings.facts.scenario.model import Base, Others, Scenario
from rankings.sentences import evidence as said
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words

PSI = "psi-2026-10-10-year_to_date-vn34"
PII = "pii-2025-year-vn34"
UP = Scenario((("digitisation", Decimal("1.5")),))


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


@pytest.fixture(scope="module")
def psi(at) -> Base:
    return trial.base(at, edition_id=PSI, unit_code="66", limit=10)


def test_what_a_scenario_leaves_as_it_is_keeps_its_published_key(psi):
    own = f"{PSI}:66:total"
    none = Scenario()
    assert texts.figure_key(psi, none, "score") == f"{own}:score"
    assert texts.figure_key(psi, none, "rank") == f"{own}:rank"
    assert texts.figure_key(psi, none, "gap") == f"gap:{PSI}:66:10"
    assert texts.figure_key(psi, UP, "score", "timeliness") == f"{PSI}:66:timeliness:score"
    # When the others move, the rank is another one though the score is not.
    others = Scenario((), Others("own", None, (("46", Decimal(2)),)))
    assert texts.figure_key(psi, others, "score") == f"{own}:score"
    assert texts.figure_key(psi, others, "rank").startswith("scenario:")


@pytest.mark.parametrize(
    ("measure", "component", "shown"),
    [
        ("score", "total", "66,99"),
        ("score", "digitisation", "10,58"),
        ("rank", "total", "4/34"),
        ("gap", "total", "cao hơn 3,02 điểm"),
    ],
)
def test_value_and_formula_of_a_figure(at, psi, measure, component, shown):
    key = texts.figure_key(psi, UP, measure, component)
    found = evidence.evidence(at, key)
    w = words("vi")
    assert said.figure_value(w, found) == shown
    text = said.formula(w, found)
    assert "Phương án: Số hóa hồ sơ: tăng 1,50 điểm." in text
    assert "Giả định các tỉnh, thành phố khác giữ nguyên điểm." in text
    assert "lũy kế từ đầu năm đến ngày 10/10/2026" in text
    assert (found.status, found.edition.edition_id) == ("derived", PSI)
    assert found.sources
    assert found.loads


def test_what_a_figure_rests_on(at, psi):
    def rests_on(measure: str, component: str = "total", tried: Scenario = UP) -> tuple[str, ...]:
        key = texts.figure_key(psi, tried, measure, component)
        found = evidence.evidence(at, key).rests_on
        # Each of them has evidence of its own.
        assert set(evidence.trail(at, found)) == set(found)
        return found

    own = f"{PSI}:66:digitisation:score"
    score = texts.figure_key(psi, UP, "score")
    assert rests_on("score", "digitisation") == (own,)
    assert rests_on("score") == (f"{PSI}:66:total:score", own)
    assert rests_on("gap") == (score, f"cut_line:{PSI}:66:10")
    rank = rests_on("rank")
    assert rank[0] == score
    assert len(rank) == len(set(rank)) == 34
    assert f"{PSI}:66:total:score" not in rank
    trend = Scenario(UP.gains, Others("trend", psi.trend.last))
    assert len(rests_on("rank", tried=trend)) == 1 + 33 + 33
    assert rests_on("gap", tried=trend)[1:] == rests_on("rank", tried=trend)[1:]


def test_the_others_that_were_entered_are_named_with_their_points(at, psi):
    tried = Scenario(UP.gains, Others("own", None, (("46", Decimal("-0.5")),)))
    found = evidence.evidence(at, texts.figure_key(psi, tried, "rank"))
    assert "Huế: giảm 0,50 điểm" in said.formula(words("vi"), found)


def test_an_interval_stays_one(at):
    base = trial.base(at, edition_id=PII, unit_code="66", limit=15)
    tried = Scenario((("total", Decimal(5)),))
    rank = evidence.evidence(at, texts.figure_key(base, tried, "rank"))
    assert (rank.value, rank.low, rank.high) == (None, 13, 17)
    gap = evidence.evidence(at, texts.figure_key(base, tried, "gap"))
    assert (gap.value, gap.low, gap.high) == (None, Decimal("-0.87"), Decimal("5.12"))


@pytest.mark.parametrize(
    "parts",
    [
        ("none", "66", 10, "digitisation:1", "-", "total", "score"),
        (PSI, "99", 10, "digitisation:1", "-", "total", "score"),
        (PSI, "66", 99, "digitisation:1", "-", "total", "score"),
        (PSI, "66", 10, "digitisation:99", "-", "total", "score"),
        (PSI, "66", 10, "pillar_1:1", "-", "total", "score"),
        (PSI, "66", 10, "digitisation:1", "own:99:1", "total", "score"),
        (PSI, "66", 10, "digitisation:1", "trend:2030-01-01", "total", "rank"),
        (PSI, "66", 0, "digitisation:1", "-", "total", "gap"),
        (PSI, "66", 10, "digitisation:1", "-", "digitisation", "rank"),
        (PSI, "66", 10, "digitisation:1", "-", "none", "score"),
        (PSI, "66", 10, "digitisation:1", "-", "total", "points"),
        ("psi-2025-Q3-quarter-vn34", "66", 10, "total:1", "-", "total", "score"),
    ],
)
def test_what_cannot_be_tried_is_no_figure(at, parts):
    with pytest.raises(Problem) as caught:
        evidence.evidence(at, str(figure_keys.Scenario(*parts)))
    assert caught.value.key == "error.evidence_key"


@pytest.mark.parametrize("component", ["total", "digitisation"])
def test_a_figure_of_an_older_edition_names_its_day_and_no_present(at, component):
    older = "psi-2026-10-05-year_to_date-vn34"
    start = trial.base(at, edition_id=older, unit_code="66", limit=10)
    found = evidence.evidence(at, texts.figure_key(start, UP, "score", component))
    for language, period, present in (
        ("vi", "lũy kế từ đầu năm đến ngày 05/10/2026", "hiện nay"),
        ("en", "5 Oct 2026", "present"),
    ):
        first = said.formula(words(language), found).split(". ")[0]
        assert period in first
        assert present not in said.formula(words(language), found)
