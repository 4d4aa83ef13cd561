"""Where the cut line goes: withheld on real figures, told on generated series of a small store."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from rankings import cli
from rankings.charts import way_up_fan
from rankings.facts.way_up import outlook
from rankings.sentences import way_up as said
from rankings.store import versions
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import page_runs, small_store
from tests.small_store import edition, figure

PSI = "psi-2026-10-10-year_to_date-vn34"
PSI_2025 = "psi-2025-10-16-year_to_date-vn34"
START = date(2026, 2, 1)
VI, EN = words("vi"), words("en")


@pytest.fixture
def current(var):
    """The store built from data/, with its version."""
    versions = Store(var)
    return versions.snapshot()


def rising(folder, editions: int = 14, *, drift: float = 0.4, gap: bool = False):
    """Twelve units over weekly editions that rise together; home (07) in the middle.

    gap: the edition before the last one lacks a score. Made up: never shown by the app.
    """
    random = np.random.default_rng(1)
    first = np.linspace(55, 66, 12)
    common = random.normal(0, 0.1, (editions - 1, 1)) if drift else np.zeros((editions - 1, 1))
    own = random.normal(0, 0.15 if drift else 0, (editions - 1, 12))
    scores = np.vstack([first, first + np.cumsum(drift + common + own, axis=0)])
    units = [f"{number:02d}" for number in range(1, 13)]
    days = [START + timedelta(7 * number) for number in range(editions)]
    rows, figures = [], []
    for number, day in enumerate(days):
        name = f"x-{day}-month-vn34"
        rows.append(
            edition(
                name,
                period=f"{day:%Y-%m}",
                period_type="month",
                period_start=day,
                period_end=day,
                published_from=day,
                published_to=day,
            )
        )
        for unit, score in zip(units, scores[number], strict=True):
            if not (gap and number == editions - 2 and unit == "03"):
                figures += figure(unit, score=f"{score:.2f}", edition=name)
    built = small_store.build(
        folder,
        units=small_store.units(units),
        methods=[small_store.method(scale_max=100)],
        editions=rows,
        observations=figures,
        targets=[small_store.target(5, "07")],
    )
    return built, rows[-1]["edition_id"], days


@pytest.fixture(scope="module")
def risen(tmp_path_factory):
    """Those units over fourteen weeks, for all tests that look at them."""
    return rising(tmp_path_factory.mktemp("rising") / "var")


def ask(built, edition_id: str, day: date, *, unit: str = "07", limit: int = 5):
    return outlook.outlook(built, edition_id=edition_id, unit_code=unit, limit=limit, day=day)


# --- On real figures ----------------------------------------------------------------------------


def test_on_todays_figures_nothing_is_forecast_and_what_is_missing_is_said(current):
    found = ask(current, PSI_2025, date(2025, 12, 31), unit="66", limit=10)
    assert (found.available, found.told.reason, found.fans) == (False, "few_editions", ())
    assert (found.told.editions, found.needed, found.told.span_days) == (3, 8, 5)
    assert said.outlook(VI, found) == [
        "Chưa đưa ra dự báo: mới có 3 kỳ so sánh được, cần ít nhất 8.",
        "Các kỳ có đủ điểm, cùng phương pháp đánh giá và loại kỳ: 11/10/2025, 15/10/2025, "
        "16/10/2025.",
        "Còn thiếu: 5 kỳ công bố đủ điểm của mọi tỉnh, thành phố (trong kho có 7 kỳ cùng loại, kể "
        "cả kỳ chưa đủ điểm).",
    ]


def test_todays_figures_span_less_than_the_end_of_the_year_lies_ahead(current):
    found = ask(current, PSI, date(2026, 12, 31), unit="66", limit=10)
    assert (found.available, found.told.reason, found.fans) == (False, "beyond_span", ())
    assert (found.told.editions, found.told.span_days, found.told.horizon_days) == (8, 23, 82)
    assert said.outlook(VI, found) == [
        "Chưa đưa ra dự báo: ngày 31/12/2026 cách kỳ mới nhất 82 ngày, xa hơn khoảng thời gian đã "
        "có số liệu (23 ngày).",
        "Từ kỳ mới nhất (ngày 10/10/2026) chỉ dự báo được đến ngày 02/11/2026.",
    ]


def test_an_edition_knows_nothing_of_those_that_came_later(current):
    """Of 2025 later editions than the one asked about are in the store, complete or not."""
    for period, complete, known in (("10-11", 1, 4), ("10-15", 2, 6), ("10-16", 3, 7)):
        edition_id = f"psi-2025-{period}-year_to_date-vn34"
        found = ask(current, edition_id, date(2025, 12, 31), unit="66", limit=10)
        assert (found.told.editions, found.method_editions) == (complete, known)
        assert found.known[-1].edition.edition_id == edition_id


@pytest.mark.parametrize(
    ("editions", "needed", "there", "missing"),
    [
        (1, 8, "there is 1 comparable edition, at", "Missing: 7 editions with"),
        (7, 8, "there are 7 comparable editions, at", "Missing: 1 edition with"),
    ],
)
def test_one_edition_is_told_in_the_singular(current, editions, needed, there, missing):
    found = ask(current, PSI_2025, date(2025, 12, 31), unit="66", limit=10)
    told = replace(found.told, editions=editions)
    first, _, last = said.outlook(EN, replace(found, told=told, needed=needed))
    assert there in first
    assert missing in last


@pytest.mark.parametrize("edition_id", ["dti-2024-year-vn34", "pii-2025-year-vn34"])
def test_an_index_without_complete_editions(current, edition_id):
    found = ask(current, edition_id, date(2026, 12, 31), unit="66", limit=15)
    assert (found.told.reason, found.told.editions, found.known) == ("few_editions", 0, ())
    assert said.outlook(VI, found)[0] == (
        "Chưa đưa ra dự báo: chưa có kỳ nào so sánh được, cần ít nhất 8."
    )


def test_only_the_newest_count_of_2026_has_the_editions_of_a_forecast(current):
    """It is the eighth complete one of its kind, and those before it know nothing of it."""
    from rankings.facts import editions

    for item in editions.all_editions(current):
        home = editions.home_code(current, item.scheme)
        day = item.period_end + timedelta(30)
        found = ask(current, item.edition_id, day, unit=home, limit=10)
        assert (found.told.reason != "few_editions") == (item.edition_id == PSI)


def test_a_limit_that_leaves_nobody_outside(current):
    with pytest.raises(Problem) as problem:
        ask(current, PSI, date(2026, 12, 31), unit="66", limit=34)
    assert problem.value.key == "error.limit_out_of_range"


# --- On generated series ------------------------------------------------------------------------


def test_a_rising_series_is_forecast(risen):
    built, edition_id, days = risen
    day = days[-1] + timedelta(28)
    found = ask(built, edition_id, day)
    assert found.available
    assert (found.told.editions, found.told.span_days, found.told.horizon_days) == (14, 91, 28)
    assert found.fans[-1] == found.told.fan
    assert [fan.day for fan in found.fans] == sorted({fan.day for fan in found.fans})
    widths = [fan.line[-1] - fan.line[0] for fan in found.fans]
    assert widths[0] < widths[-1]
    line = found.known[-1].line
    assert found.told.fan.line[2] == pytest.approx(float(line) + 1.6, abs=0.6)
    assert found == ask(built, edition_id, day)


def test_an_older_edition_is_told_as_it_was_when_it_came_out(tmp_path):
    """Asked about the tenth of 14 editions, it is what a store of ten would have told."""
    built, _, days = rising(tmp_path / "whole", 14)
    day = days[9] + timedelta(21)
    as_then = ask(built, f"x-{days[9]}-month-vn34", day)
    assert as_then.told.editions == 10
    assert as_then.known[-1].edition.period_end == days[9]
    assert day < days[-1]
    assert as_then.told.reason != "not_ahead"
    assert as_then.told.horizon_days == 21


def test_an_incomplete_edition_is_left_out(tmp_path):
    built, edition_id, days = rising(tmp_path / "var", gap=True)
    found = ask(built, edition_id, days[-1] + timedelta(28))
    assert (found.told.editions, found.method_editions) == (13, 14)


@pytest.mark.parametrize(
    ("editions", "drift", "ahead", "reason"),
    [
        (7, 0.4, 14, "few_editions"),
        (9, 0.4, 57, "beyond_span"),
        (9, 0.4, 50, "untested"),
        (9, 0.4, 0, "not_ahead"),
        (9, 0.0, 14, "not_better"),
    ],
)
def test_why_nothing_is_forecast(tmp_path, editions, drift, ahead, reason):
    built, edition_id, days = rising(tmp_path / "var", editions, drift=drift)
    found = ask(built, edition_id, days[-1] + timedelta(ahead))
    assert (found.told.reason, found.available, found.fans) == (reason, False, ())
    for w in (VI, EN):
        told = said.outlook(w, found)
        start = "Chưa đưa ra dự báo: " if w is VI else "No forecast is made: "
        assert told[0].startswith(start)
        assert not any(mark in " ".join(told) for mark in ("None", "nan", "{"))
    assert (found.told.back_test is not None) == (reason == "not_better")


@pytest.mark.parametrize(
    ("share", "written", "in_english"),
    [
        (0.9955, "trên 99%", "more than 99%"),
        (1.0, "trên 99%", "more than 99%"),
        (0.99, "99%", "99%"),
        (0.504, "50%", "50%"),
        (0.01, "1%", "1%"),
        (0.0045, "dưới 1%", "less than 1%"),
        (0.0, "dưới 1%", "less than 1%"),
    ],
)
def test_a_chance_is_never_called_certain(risen, share, written, in_english):
    built, edition_id, days = risen
    found = ask(built, edition_id, days[-1] + timedelta(28))
    needed = {"per_month_50": 0.4 if share < 0.5 else 0.0, "per_month_80": 0.0}
    fan = replace(found.told.fan, inside=share, **needed)
    told = replace(found, told=replace(found.told, fan=fan))
    for w, text in ((VI, written), (EN, in_english)):
        sentence = said.outlook(w, told)[1]
        assert f": {text}." in sentence
        # What would be needed for a chance that is there anyway is not said.
        assert ("50% cần" in sentence or "of 50% it takes" in sentence) == (share < 0.5)
        assert "80%" not in sentence


def test_an_old_newest_table_is_said_to_be_old(tmp_path):
    built, edition_id, days = rising(tmp_path / "var", 9)
    found = ask(built, edition_id, days[-1] + timedelta(57))
    assert found.last_day == days[-1] + timedelta(56)
    for today, last in (
        (found.last_day, "Từ kỳ mới nhất (ngày 29/03/2026) chỉ dự báo được đến ngày 24/05/2026."),
        (
            found.last_day + timedelta(1),
            "Kỳ mới nhất (ngày 29/03/2026) đã cũ: chỉ dự báo được đến ngày 24/05/2026, nay đã "
            "qua. Cần có kỳ mới hơn.",
        ),
    ):
        assert said.outlook(VI, found, today)[1] == last


def test_the_back_test_stands_beside_the_forecast(risen):
    built, edition_id, days = risen
    found = ask(built, edition_id, days[-1] + timedelta(28))
    line, inside, tested = said.outlook(VI, found)
    assert line.startswith("Dự báo điểm ngưỡng vào nhóm 5 ngày ")
    assert "50%" in inside
    assert "80%" in inside
    assert tested.startswith("Thử lại trên 8 kỳ đã qua, mỗi lần trước khoảng 27 ngày")
    assert "Brier" in tested


def test_the_figure_of_a_forecast(risen):
    built, edition_id, days = risen
    found = ask(built, edition_id, days[-1] + timedelta(28))
    past = [
        {"day": k.edition.period_end, "label": str(n), "home": k.home, "line": k.line}
        for n, k in enumerate(found.known)
    ]
    ahead = [
        {"day": fan.day, "label": str(fan.day), "line": fan.line, "home": fan.home}
        for fan in found.fans
    ]
    rows = way_up_fan.table(past, ahead, decimals=2, language="vi").to_pylist()
    bands = [row for row in rows if row["kind"] == "band"]
    assert (bands[0]["at"], bands[0]["low"], bands[0]["high"]) == (
        91.0,
        float(found.known[-1].line),
        float(found.known[-1].line),
    )
    assert bands[-1]["at"] == 119.0
    for row in bands:
        ends = [row[name] for name in ("low", "near", "value", "far", "high")]
        assert ends == sorted(ends)
    with pytest.raises(ValueError, match="days ahead"):
        way_up_fan.table(past, [], decimals=2, language="vi")


def test_the_command_line_tells_a_forecast(risen, serve, capsys):
    built, _, days = risen
    serve(built.store.folder)
    assert versions.default_folder() == built.store.folder
    by = days[-1] + timedelta(28)
    assert cli.main(["forecast", "x", "--by", str(by), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["available"], told["reason"], told["editions"]) == (True, None, 14)
    assert told["line"]["p05"] < told["line"]["p50"] < told["line"]["p95"]
    assert 0 <= told["inside"] <= 1
    assert told["back_test"]["crps"] < told["back_test"]["crps_unchanged"]


def test_the_page_draws_a_forecast_with_its_back_test(risen, serve):
    built, _, days = risen
    serve(built.store.folder)
    show = page_runs.of_page("pages/way_up_page.py")
    show()
    app = show(by=str(days[-1] + timedelta(28)))
    texts = [block.value for block in app.markdown]
    titles = [block.value for block in (*app.subheader, *app.markdown, *app.header)]
    assert any("Điểm ngưỡng vào nhóm 5: đã qua và dự báo" in title for title in titles)
    assert any(text.startswith("Dự báo điểm ngưỡng vào nhóm 5 ngày 31/05/2026") for text in texts)
    assert any("Thử lại trên 8 kỳ đã qua" in block.value for block in app.caption)
