"""Every entrance for what a person types reads the same: the same value, or nothing."""

import io
import json
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as strategy

from rankings import cli
from rankings.blocks.upload import corrections, state
from rankings.blocks.upload.ways import typed as grid
from rankings.cli import command
from rankings.facts.scenario import texts
from rankings.facts.scenario.model import TREND, Others
from rankings.facts.way_up import settings as plan_settings
from rankings.facts.way_up.model import Setting
from rankings.ingest import intake
from rankings.ingest.proposal import Area, NewIndicator, TableReading
from rankings.loads import access
from rankings.loads.edits import basket, grounds, owners
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words import typed
from tests import effort, page_runs, small_store

READ = {
    "1,5": "1.5",
    "1.5": "1.5",
    " 1,5 ": "1.5",
    "+1,5": "1.5",
    "1,50": "1.5",
    "１，５": "1.5",
    "-1,5": "-1.5",
    "\u22121,5": "-1.5",
    "\u2013 1,5": "-1.5",
    "7": "7",
    "007": "7",
    "1 234,5": "1234.5",
    "1\u00a0234,5": "1234.5",
    "1\u202f234,5": "1234.5",
    "1\u2009234.5": "1234.5",
    "1.234,5": "1234.5",
    "1,234.5": "1234.5",
    # One mark is the decimal mark, as in the links that the app writes.
    "1.234": "1.234",
    "1,234": "1.234",
    "0,125": "0.125",
}
NOT_READ = (
    *("1_5", "1e2", "1E2", "١٢", "١,٥", "१२", "nan", "NaN", "inf", "-inf", "Infinity", "snan"),
    *("0x1F", "1,5,5", "1,5_0", "1 2", ".5", "5.", "1..5", "--5", "+-5", "½", "một", "=1+1"),
)
DAYS = {
    "31/12/2026": date(2026, 12, 31),
    "31-12-2026": date(2026, 12, 31),
    "31.12.2026": date(2026, 12, 31),
    " 31/12/2026 ": date(2026, 12, 31),
    "1/2/2027": date(2027, 2, 1),
    "01/02/2027": date(2027, 2, 1),
    "2026-12-31": date(2026, 12, 31),
    "2027-2-1": date(2027, 2, 1),
}
NO_DAYS = (
    *("31/02/2026", "12/31/2026", "hôm nay", "2026", "1/1/26", "20261231", "2026-W53-4"),
    *("٣١/12/2026", "2026-12-3١", "2026-13-01", "31/12/2026 00:00", "0/1/2027"),
)

# What an entrance takes for a typed number; None where it takes it for none. Each has bounds of its
# own, told beside it: a number beyond them is read, and refused.
Entrance = Callable[[str], Decimal | None]


def in_the_link_of_a_plan(text: str) -> Decimal | None:
    found = plan_settings.read(f"a~cap:{text}", ("a",))
    return found.of("a").cap


def in_the_table_of_a_plan(text: str) -> Decimal | None:
    found = plan_settings.changed(Setting("a"), "cap", text)
    return found and found.cap


def in_the_link_of_a_scenario(text: str) -> Decimal | None:
    return dict(texts.read_plan(f"b:2,a:{text},c:3")).get("a")


def in_the_link_of_other_units(text: str) -> Decimal | None:
    return dict(texts.read_others(f"own:46:{text}").gains).get("46")


def in_a_correction(store: Store, text: str) -> Decimal | None:
    cell = basket.Cell("02", "total", "score", text)
    try:
        made = basket.change(store.at(1), edition_id="e1", cells=[cell], why="Gõ nhầm")
    except Problem as problem:
        if problem.key not in ("error.correction_unreadable", "error.correction_empty"):
            raise
        return None
    return made.rows["observations"]["value"][0].as_py()


COLUMNS = [("total", "score", "Điểm")]
PLACE = {"index_code": "x", "period": "2025", "period_type": "year", "scheme": small_store.SCHEME}


def in_the_grid(store: Store, text: str) -> Decimal | None:
    book = grid.book(store, "typed", "typed", "Tỉnh", COLUMNS, [("Tỉnh 02", [text])])
    (table,) = intake.extract(
        store.at(1), book, [grid.reading(store.at(1), book, COLUMNS, **PLACE)]
    )
    found = table.extraction.figures["value"].to_pylist()
    return found[0] if found else None


def as_the_maximum_of_a_part(text: str) -> Decimal | None:
    part, area = NewIndicator("a", "Phần A"), Area(0, 0, 0, 0)
    reading = TableReading("s", area, (), "units_in_rows", "wide", (), new_indicators=(part,))
    st.session_state.clear()
    state.change(readings=(reading,))
    # The field hands on nothing for an empty text.
    corrections.set_part(0, 0, max_score=text.strip() or None)
    kept = state.current().readings[0].new_indicators[0].max_score
    return None if kept is None else Decimal(kept)


def in_a_command(text: str) -> Decimal | None:
    """What psi's digitisation, at 9.08 of 22, is said to gain."""
    line = ["simulate", "psi", "--period", "2026-10-10", f"--gain=digitisation={text}", "--json"]
    written, told = io.StringIO(), io.StringIO()
    with redirect_stdout(written), redirect_stderr(told):
        code = cli.main(line)
    assert code in (0, 2)
    if code:
        return None
    return sum(Decimal(str(gain["points"])) for gain in json.loads(written.getvalue())["gains"])


# With the numbers that each allows.
SCORE = {
    in_the_link_of_a_plan: lambda value: 0 <= value < 10_000 and value == round(value, 4),
    in_the_table_of_a_plan: lambda value: 0 <= value < 10_000 and value == round(value, 4),
    in_the_link_of_a_scenario: lambda value: 0 < abs(value) < 10_000,
    in_the_link_of_other_units: lambda value: 0 < abs(value) < 10_000,
    in_a_correction: lambda value: abs(value) < 10**8 and value == round(value, 6),
    in_the_grid: lambda value: abs(value) < 10**8 and value == round(value, 6),
    as_the_maximum_of_a_part: lambda value: 0 <= value < 10**7 and value == round(value, 6),
    in_a_command: lambda value: -908 <= value * 100 <= 1292 and value == round(value, 2),
}
ON_A_STORE = (in_a_correction, in_the_grid)
# Before digits that have two readings, as "40.001" has.
SIGNS = " +-\u2212\u2013\u00a0\u202f"
SCALE = 40  # of the index of small_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    given = small_store.figure("02", score="39.99")
    folder = tmp_path_factory.mktemp("typed") / "var"
    return small_store.build(folder, observations=given).store


@pytest.fixture(params=SCORE, ids=lambda entrance: entrance.__name__)
def entrance(request: pytest.FixtureRequest, store: Store, var: Path) -> tuple[Entrance, Callable]:
    reads = request.param
    return (partial(reads, store) if reads in ON_A_STORE else reads), SCORE[reads]


def test_every_entrance_reads_the_spellings_that_people_use(entrance):
    reads, allowed = entrance
    for text, value in READ.items():
        wanted = Decimal(value) if allowed(Decimal(value)) else None
        assert reads(text) == wanted, text
        assert typed.number(text) == Decimal(value), text


def test_no_entrance_reads_what_is_no_number(entrance):
    reads, _ = entrance
    for text in NOT_READ:
        assert reads(text) is None, text
        assert typed.number(text) is None, text


# Digits with the marks, spaces and signs that stand in numbers, and with what must not.
NUMBERS = strategy.one_of(
    strategy.text("0123456789", min_size=1, max_size=9),
    strategy.text("0012345.,", min_size=1, max_size=10),
    strategy.text("0159.,+-\u2212\u2013 \u00a0\u202f_e\u0661\uff15nafi", max_size=8),
    strategy.from_regex(r"[-+]?\d{1,3}([ .,]\d{3}){0,2}([.,]\d{1,5})?", fullmatch=True),
)


@settings(max_examples=effort.examples(150))
@given(NUMBERS)
def test_all_entrances_read_the_same(store, var, text):
    """What one entrance reads, every other reads as the same number."""
    # In a link to a scenario a comma divides gains too: one at the end of a gain is not part of it.
    text = text.rstrip(",")
    number = typed.number(text)
    for reads, allowed in SCORE.items():
        found = reads(store, text) if reads in ON_A_STORE else reads(text)
        wanted = number if number is not None and allowed(number) else None
        if reads is in_the_grid and number is not None and number != round(number, 6):
            continue  # a cell keeps six decimals, as a file does
        if wanted is not None and reads in ON_A_STORE and abs(wanted) > SCALE:
            # A figure to be published: "40.001" of 40 points fits the scale in neither reading.
            wanted = None if len(typed.readings(text.strip(SIGNS))) > 1 else wanted
        assert found == wanted, reads.__name__


def test_the_settings_of_a_command_are_read_the_same(ask):
    line = ["plan", "psi", "--period", "2026-10-10", "--limit", "3", "--json"]
    for text in (text for text, value in READ.items() if value == "1.5"):
        caps = json.loads(ask([*line, "--cap", f"timeliness={text}"])[1])["caps"]
        assert [cap["cap"] for cap in caps if cap["component"] == "timeliness"] == [1.5], text
    for option in ("cap", "cost"):
        for text in NOT_READ:
            code, out, err = ask([*line, f"--{option}=timeliness={text}"])
            assert (code, out) == (2, "")
            assert f"“timeliness={text}” không đúng dạng THÀNH_PHẦN=SỐ" in err


# --- Whole numbers --------------------------------------------------------------------------------


WHOLE = {"7": 7, " 7 ": 7, "+7": 7, "7,0": 7, "７": 7, "007": 7}
NOT_WHOLE = (*NOT_READ, "7,5", "1.234")


def days_of_a_plan(text: str) -> int | None:
    found = plan_settings.changed(Setting("a"), "lead", text)
    return found and found.lead_days


def test_a_table_reads_whole_numbers():
    assert {text: days_of_a_plan(text) for text in WHOLE} == WHOLE
    assert {days_of_a_plan(text) for text in NOT_WHOLE} == {None}


def test_a_command_reads_whole_numbers(ask):
    line = ["gap", "psi", "--period", "2026-10-10", "--json"]
    for text, value in WHOLE.items():
        assert json.loads(ask([*line, f"--limit={text}"])[1])["limit"] == value
    for text in NOT_WHOLE:
        for option in ("limit", "as-of"):
            code, out, err = ask([*line, f"--{option}={text}"])
            assert (code, out) == (2, "")
            assert f"--{option}" in err
            assert repr(text) in err
    for command_line in (["publish", "1_0"], ["withdraw", "١", "--why=x"]):
        assert ask(command_line)[0] == 2
    assert "1_0" in ask(["load", "none.csv", "--target=1_0"])[2]


def test_an_address_reads_whole_numbers(var):
    app, page = page_runs.opened(), "pages/overview_page.py"
    newest = Store(var).version()
    for text in ("0", " 0 "):
        page_runs.shown(app, page, as_of=text)
    for text in ("٠", "0_0", "0e1", "x", "0" * 5000, "9" * 15):
        (told,) = page_runs.faults(page_runs.run(app, page, as_of=text))
        assert text in told
    pinned = page_runs.texts(page_runs.shown(app, page, v=f" {newest} "))
    for text in ("١", "1_0", "1e0", "-1", "0", "9" * 5000):
        assert "v" not in page_runs.shown(app, page, v=text).query_params
        assert page_runs.texts(app) != pinned


def test_the_cells_of_a_table_are_named_in_digits_of_ours(store):
    book = grid.book(
        store, "typed", "typed", "Tỉnh", COLUMNS, [(f"Tỉnh 0{n}", ["1"]) for n in "123"]
    )
    reading = grid.reading(store.at(1), book, COLUMNS, **PLACE)
    assert (reading.area, reading.header_rows) == (Area(1, 0, 3, 1), (0,))
    state.change(book=book, readings=(reading,))
    corrections.set_area(0, "A٢:B٣")
    assert state.current().readings[0].area == reading.area
    corrections.set_area(0, "A2:B3")
    assert state.current().readings[0].area == Area(1, 0, 2, 1)
    corrections.set_header(0, "٢")
    assert state.current().readings[0].header_rows == ()
    corrections.set_header(0, "1, 2")
    assert state.current().readings[0].header_rows == (0, 1)


# --- Lines of text --------------------------------------------------------------------------------


NAMES = {
    "  Sở   Nội vụ ": "Sở Nội vụ",
    "Sở\tNội\n vụ": "Sở Nội vụ",
    "Sở\u00a0Nội\u202fvụ": "Sở Nội vụ",
    unicodedata.normalize("NFD", "Sở Nội vụ"): "Sở Nội vụ",
}
UNSEEN = {"Sở\u200b Nội vụ": "Sở Nội vụ", "Sở Nội\x1b vụ": "Sở Nội vụ"}


def agency(store: Store, text: str) -> str | None:
    place = {"index_code": "x", "method_code": "x-1", "why": "Phân công lại"}
    made = owners.change(store.at(1), **place, owners={"a": (text, None)})
    return made.rows["owners"]["owner_vi"][0].as_py()


def reason(store: Store, text: str) -> str | None:
    cell = basket.Cell("02", "total", "score", "30")
    return basket.change(store.at(1), edition_id="e1", cells=[cell], why=text).why


def test_every_entrance_makes_the_same_line_of_a_name(store):
    for text, line in (NAMES | UNSEEN).items():
        assert plan_settings.clean_owner(text) == line
        assert plan_settings.read(f"a~owner:{text}", ("a",)).of("a").owner == line
        assert texts.clean_name(text) == line
        assert agency(store, text) == line
        assert reason(store, text) == line
    for text, line in NAMES.items():
        assert access.person(text) == line
    for text in UNSEEN:
        # Who signs is not told another name than was typed.
        with pytest.raises(Problem):
            access.person(text)


# --- Days -----------------------------------------------------------------------------------------


def in_a_form(text: str) -> date | None:
    try:
        return grounds.day(text)
    except Problem as problem:
        if problem.key != "error.not_a_day":
            raise
        return None


def in_an_option(text: str) -> date | None:
    try:
        return command.day(text)
    except Problem as problem:
        if problem.key != "error.not_a_day":
            raise
        return None


def in_the_link_of_a_trend(text: str) -> date | None:
    found = texts.read_others(f"trend:{text}")
    assert found in (Others(), Others(TREND, found.day))
    return found.day


DAY_ENTRANCES = (in_a_form, in_an_option, in_the_link_of_a_trend)


@pytest.mark.parametrize("reads", DAY_ENTRANCES, ids=lambda reads: reads.__name__)
def test_every_entrance_reads_the_days_that_people_write(reads):
    assert {text: reads(text) for text in DAYS} == DAYS
    assert {text: reads(text) for text in NO_DAYS} == dict.fromkeys(NO_DAYS)


WRITTEN = strategy.one_of(
    strategy.text("0123-/. \u0661\uff12", max_size=11),
    strategy.from_regex(r"[0-3]?\d[-/.][01]?\d[-/.]20[0-3]\d", fullmatch=True),
    strategy.from_regex(r"20[0-3]\d[-/.][01]?\d[-/.][0-3]?\d", fullmatch=True),
).filter(str.strip)


@given(WRITTEN)
def test_all_entrances_read_the_same_day(text):
    assert {reads(text) for reads in DAY_ENTRANCES} == {typed.day(text)}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "line",
    [
        "forecast psi --by {day}",
        "plan psi --limit 3 --by {day}",
        "simulate psi --trend-to {day}",
    ],
)
def test_a_command_says_of_a_bad_day_how_a_day_is_written(ask, line, language):
    code, out, err = ask([*line.format(day="31/02/2026").split(), "--lang", language])
    assert (code, out) == (2, "")
    assert "“31/02/2026”" in err
    assert "31/12/2026" in err
    assert ("hãy ghi" if language == "vi" else "write it") in err


def test_a_command_takes_a_day_in_either_form(ask):
    line = ["plan", "psi", "--period", "2026-10-10", "--limit", "3", "--json", "--by"]
    first, second = (ask([*line, text]) for text in ("01/12/2026", "2026-12-01"))
    assert first == second
    assert json.loads(first[1])["by"] == "2026-12-01"


@pytest.fixture
def ask(var: Path, capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: exit code, stdout, stderr."""

    def run(arguments: list[str]) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return run
