"""The calendar on the real figures, worked out by hand, as of 22 November 2026."""

from datetime import date, datetime
from pathlib import Path

import pytest

from rankings.facts import cadence, editions, overview
from rankings.facts.cadence import AWAITED, GAP, LATE, RECEIVED, RECEIVED_LATE, Period, Series, Step
from rankings.sentences import history as history_sentences
from rankings.store.versions import Store
from rankings.words.text import words
from tests import oracles, small_store
from tests.small_store import edition, figure, method

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store(var: Path) -> Store:
    return Store(var)


def calendar(store: Store, today: date = TODAY) -> dict[tuple[str, str], Series]:
    found = cadence.calendar(store.snapshot(), today=today)
    return {(item.index_code, item.period_type): item for item in found}


def labelled(series: Series) -> dict[str, Period]:
    return {item.label: item for item in series.periods}


def test_there_is_a_series_for_every_index_and_period_type(store):
    wanted = {(row["index_code"], row["period_type"]) for row in oracles.read("editions")}
    found = calendar(store)
    assert set(found) == wanted
    own = {key for key, series in found.items() if series.own}
    assert own == {("psi", "year_to_date"), ("dti", "year"), ("pii", "year")}


def test_every_table_stands_in_one_period(store):
    for (index_code, period_type), series in calendar(store).items():
        for item in series.periods:
            for table in item.tables:
                assert item.start <= table.edition.period_end <= item.end
        found = [table.edition.edition_id for item in series.periods for table in item.tables]
        assert sorted(found) == sorted(
            row["edition_id"]
            for row in oracles.read("editions")
            if (row["index_code"], row["period_type"]) == (index_code, period_type)
        )


def test_the_weekly_index_is_late_by_six_tables(store):
    # The newest running total is of Saturday 10 October 2026 and was published that day.
    series = calendar(store)["psi", "year_to_date"]
    assert series.newest.edition.period == "2026-10-10"
    assert series.late_since == date(2026, 10, 18)
    late = [(item.start, item.due, item.days_late) for item in series.periods if item.state == LATE]
    assert late == [
        (date(2026, 11, 16), date(2026, 11, 21), 1),
        (date(2026, 11, 9), date(2026, 11, 14), 8),
        (date(2026, 11, 2), date(2026, 11, 7), 15),
        (date(2026, 10, 26), date(2026, 10, 31), 22),
        (date(2026, 10, 19), date(2026, 10, 24), 29),
        (date(2026, 10, 12), date(2026, 10, 17), 36),
    ]
    assert (series.periods[0].state, series.next_due) == (AWAITED, date(2026, 11, 28))


def test_weeks_without_a_table_before_the_newest_are_gaps(store):
    weeks = {item.start: item for item in calendar(store)["psi", "year_to_date"].periods}
    # 5 and 10 October; 29 September, 2 and 4 October; 23, 26 and 27 September; nothing in August.
    assert weeks[date(2026, 10, 5)].state == RECEIVED
    assert [table.edition.period for table in weeks[date(2026, 10, 5)].tables] == [
        "2026-10-05",
        "2026-10-10",
    ]
    assert len(weeks[date(2026, 9, 28)].tables) == len(weeks[date(2026, 9, 21)].tables) == 3
    assert (weeks[date(2026, 8, 31)].state, weeks[date(2026, 8, 31)].tables) == (GAP, ())


@pytest.mark.parametrize("today", [date(2026, 10, 17), date(2026, 10, 18), TODAY])
def test_the_calendar_is_late_when_the_card_says_so(store, today):
    cards = overview.cards(store.snapshot(), language="vi", today=today)
    own = {series.index_code: series for series in calendar(store, today).values() if series.own}
    assert {card.index_code: card.stale for card in cards} == {
        code: series.late_since is not None and series.late_since <= today
        for code, series in own.items()
    }


def test_on_the_day_it_is_due_a_table_is_not_late(store):
    series = calendar(store, date(2026, 10, 17))["psi", "year_to_date"]
    assert (series.late_since, series.next_due) == (None, date(2026, 10, 17))
    series = calendar(store, date(2026, 10, 18))["psi", "year_to_date"]
    assert (series.late_since, series.next_due) == (date(2026, 10, 18), date(2026, 10, 24))


def test_months_that_never_came(store):
    series = calendar(store)["psi", "month"]
    months = labelled(series)
    assert [label for label, item in months.items() if item.state == GAP] == [
        *("2026-07", "2026-06", "2026-05", "2026-04", "2026-01", "2025-12"),
        *("2025-10", "2025-06", "2025-05", "2025-04", "2025-02", "2025-01", "2024-12"),
        *("2024-09", "2024-08"),
    ]
    # August 2026 was published by 30 September, so September is due on 30 October.
    assert (months["2026-09"].state, months["2026-09"].due) == (LATE, date(2026, 10, 30))
    assert months["2026-10"].state == AWAITED
    # August 2025 by 31 August at the latest, September on 16 October.
    assert (months["2025-09"].state, months["2025-09"].days_late) == (RECEIVED_LATE, 16)


def test_a_quarter_is_not_due_before_it_ends(store):
    # The third one was published by 30 September: three months later the fourth is not over.
    quarters = labelled(calendar(store)["psi", "quarter"])
    assert quarters["2026-Q4"].due == date(2026, 12, 31)
    # The innovation index of a year comes within the year.
    assert labelled(calendar(store)["pii", "year"])["2026"].due == date(2026, 9, 30)
    for series in calendar(store).values():
        within = any(table.base < item.end for item in series.periods for table in item.tables)
        early = [p.label for p in series.periods if p.label and p.due and p.due < p.end]
        assert within or not early, series.index_code


def test_what_never_came_is_counted_under_the_present_rules(store):
    series = calendar(store)["psi", "year_to_date"]
    first, gaps = series.same_rules
    assert (first.edition.period, gaps) == ("2026-09-17", 0)
    assert series.count(GAP) > 100
    # The weeks of a year before, under other rules, are no fault of this series.
    said = history_sentences.series_finding(
        words("vi"),
        name="X",
        newest="10/10/2026",
        late_since=None,
        late=0,
        next_due=date(2026, 10, 17),
        first="17/09/2026",
        gaps=1,
    )
    assert "Từ 17/09/2026 đến nay có 1 kỳ chưa có số liệu" in said


def test_quarters_and_years_of_the_weekly_index(store):
    quarters = labelled(calendar(store)["psi", "quarter"])
    assert {label: item.state for label, item in quarters.items()} == {
        "2026-Q4": AWAITED,
        "2026-Q3": RECEIVED,
        "2026-Q2": GAP,
        "2026-Q1": GAP,
        "2025-Q4": GAP,
        "2025-Q3": RECEIVED,
    }
    years = labelled(calendar(store)["psi", "year"])
    assert (years["2025"].state, years["2025"].due) == (LATE, date(2026, 1, 31))
    # Nobody knows when the table of 2022 was published, so that of 2023 is not called late.
    assert (years["2023"].state, years["2023"].due) == (RECEIVED, None)


def test_the_yearly_indices(store):
    dti, pii = calendar(store)["dti", "year"], calendar(store)["pii", "year"]
    assert (dti.late_since, pii.late_since) == (date(2026, 10, 22), date(2026, 10, 1))
    years = labelled(dti)
    # Published on 17 July 2023 and 7 February 2025: 571 days, 206 more than a year.
    assert (years["2023"].state, years["2023"].days_late) == (RECEIVED_LATE, 206)
    # One table of 63 and one of 34 units.
    assert len(years["2024"].tables) == 2
    assert labelled(pii)["2026"].days_late == 53


def test_what_came_with_the_folder_of_data_says_so(store):
    tables = [t for s in calendar(store).values() for item in s.periods for t in item.tables]
    assert {table.load_id for table in tables} == {0}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 2, 3, 16, 59), date(2026, 2, 3)),
        # Loads are dated in UTC; in Việt Nam the day begins seven hours earlier.
        (datetime(2026, 2, 3, 17, 0), date(2026, 2, 4)),
    ],
)
def test_a_table_came_on_the_day_of_viet_nam(tmp_path, moment, day):
    at = small_store.build(
        tmp_path / "var",
        loads=[small_store.load(0), small_store.load(1) | {"loaded_at": moment}],
        observations=figure("01", score="9", load=1),
    )
    (series,) = cadence.calendar(at, today=date(2026, 6, 1))
    assert (series.newest.load_id, series.newest.loaded) == (1, day)


def test_an_index_of_another_cadence(tmp_path):
    every = [
        edition(
            f"e{number}",
            period=f"2026-{number:02d}",
            period_type="month",
            period_start=date(2026, number, 1),
            period_end=date(2026, number, 28),
            published_from=date(2026, number, 28),
            published_to=date(2026, number, 28),
        )
        for number in (1, 2, 4)
    ]
    at = small_store.build(
        tmp_path / "var",
        editions=every,
        methods=[method(cadence_days=30)],
        observations=[
            row for item in every for row in figure("01", score="9", edition=item["edition_id"])
        ],
    )
    (series,) = cadence.calendar(at, today=date(2026, 6, 1))
    assert [(item.label, item.state) for item in series.periods] == [
        ("2026-06", AWAITED),
        ("2026-05", LATE),
        ("2026-04", RECEIVED),
        ("2026-03", GAP),
        ("2026-02", RECEIVED_LATE),
        ("2026-01", RECEIVED),
    ]
    # 30 days after 28 April; a day more than 30 after 28 January; 59 of 60 after 28 February.
    assert series.periods[1].due == date(2026, 5, 28)
    assert series.periods[4].days_late == 1
    assert len(editions.all_editions(at)) == 3


@pytest.mark.parametrize(
    ("step", "day", "start", "end"),
    [
        (Step(0, 7), date(2026, 10, 10), date(2026, 10, 5), date(2026, 10, 11)),
        (Step(0, 7), date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 11)),
        (Step(1, 0), date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (Step(3, 0), date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (Step(12, 0), date(2025, 6, 1), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_period_a_day_lies_in(step, day, start, end):
    number = step.number(day)
    assert (step.start(number), step.end(number)) == (start, end)


@pytest.mark.parametrize(
    ("step", "day", "count", "wanted"),
    [
        (Step(1, 0), date(2026, 1, 31), 1, date(2026, 2, 28)),
        (Step(1, 0), date(2026, 11, 30), 1, date(2026, 12, 30)),
        (Step(1, 0), date(2026, 12, 31), 2, date(2027, 2, 28)),
        (Step(12, 0), date(2024, 2, 29), 1, date(2025, 2, 28)),
        (Step(0, 365), date(2025, 10, 21), 1, date(2026, 10, 21)),
    ],
)
def test_so_many_steps_after_a_day(step, day, count, wanted):
    assert step.after(day, count) == wanted
