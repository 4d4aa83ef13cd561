"""The command line: its figures, its exit codes, and every key that docs/cli.md promises."""

import argparse
import functools
import importlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from rankings import cli
from rankings.loads import bootstrap
from rankings.store import data_folder, versions
from tests import oracles, small_store
from tests.cases import every
from tests.data_copy import DataCopy
from tests.small_store import figure

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = (
    "standing",
    "gap",
    "components",
    "evidence",
    "editions",
    "check",
    "build",
    "backup",
    "restore",
    "user",
    "audit",
    "move-store",
    "load",
    "dossiers",
    "due",
    "publish",
    "source",
    "withdraw",
    "loads",
    "collect",
    "inbox",
    "alerts",
    "correct",
    "remark",
    "trajectory",
    "why",
    "events",
    "merger",
    "simulate",
    "robustness",
    "plan",
    "forecast",
    "pace",
    "ledger",
    "units",
    "brief",
)
OBJECTS = (
    "brief",
    "dossiers",
    "due",
    "gap",
    "simulate",
    "plan",
    "forecast",
    "pace",
    "ledger",
    "why",
    "build",
    "backup",
    "restore",
    "move-store",
    "collect",
    "inbox",
    "alerts",
)
HOME = "66"
PSI = "psi-2026-10-10-year_to_date-vn34"
ENSURE = bootstrap.ensure
TYPES = {
    "text": lambda value: isinstance(value, str) and value != "",
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "whole number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "yes or no": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, str) and bool(date.fromisoformat(value)),
    "list": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


@pytest.fixture(autouse=True)
def _store(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command reads the store that is there: to look through all of it each time is slow."""
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
    for module in ("brief", "way_up"):
        monkeypatch.setattr(f"rankings.cli.{module}.today", lambda: date(2026, 11, 30))


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: exit code, stdout, stderr."""

    def run(line: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(line.split())
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


@pytest.fixture
def answer(ask):
    """The JSON value of a command that succeeds."""

    def run(line: str):
        code, out, err = ask(f"{line} --json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


# The page docs/cli.md


@functools.cache
def sections() -> dict[str, str]:
    """Command -> its section of the page."""
    parts = re.split(r"^## `([\w-]+)[^`]*`$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def keys_of(command: str, option: str = "") -> dict[str, list[str]]:
    """Key -> the types it may have, in the order of the page; a dot stands for an object.

    option: one with which the command answers with other keys, under a heading of its own.
    """
    text, *with_options = re.split(r"^### With `([^`]+)`$", sections()[command], flags=re.MULTILINE)
    if option:
        text = dict(zip(with_options[::2], with_options[1::2], strict=True))[option]
    rows = re.findall(r"^\| `([\w.]+)` \| ([^|]+) \|", text, flags=re.MULTILINE)
    return {key: re.split(r" or (?=null)", types.strip()) for key, types in rows}


def flat(row: dict, before: str = "") -> dict[str, object]:
    """Keys of an object, those of inner objects with a dot."""
    found = {}
    for key, value in row.items():
        inner = flat(value, f"{before}{key}.") if isinstance(value, dict) else None
        found |= inner if inner is not None else {f"{before}{key}": value}
    return found


def examples() -> list[tuple[str, str]]:
    """Every command of the page with the output it shows."""
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    calls = [call for block in blocks for call in block.split("$ python -m rankings ")[1:]]
    return [(line, output) for line, _, output in (call.partition("\n") for call in calls)]


def test_the_page_describes_every_command():
    assert tuple(sections()) == COMMANDS
    assert all(keys_of(command) for command in COMMANDS)


def test_each_command_is_found_in_the_module_that_is_said_to_have_it():
    for module, names in cli.COMMANDS.items():
        commands = argparse.ArgumentParser().add_subparsers()
        importlib.import_module(f"rankings.cli.{module}").add(commands)
        assert tuple(commands.choices) == names, module
    assert sorted(name for names in cli.COMMANDS.values() for name in names) == sorted(COMMANDS)


def test_a_command_that_reads_imports_neither_page_nor_gate_nor_solver(var):
    """Counted, not timed: what it does not import it need not wait for."""
    answer = (
        "import json, sys; from rankings.cli import main; main(['gap', 'psi', '--json']);"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", answer], cwd=ROOT, capture_output=True, text=True)
    assert json.loads(done.stdout)["rank"] == 7
    imported = set(json.loads(done.stderr))
    assert {name.split(".")[0] for name in imported}.isdisjoint(
        {"altair", "jinja2", "rapidfuzz", "scipy", "streamlit", "xlsxwriter"}
    )
    ours = {name for name in imported if name.startswith("rankings.")}
    assert {name.split(".")[1] for name in ours} == {"cli", "facts", "store", "words"}
    assert len(ours) < 40


def test_the_page_names_every_option_for_the_commands_that_have_it():
    rows = re.findall(r"^\| `(--?[\w-]+)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
    described = {
        option: set(COMMANDS) if commands.strip() == "all" else set(re.findall(r"[\w-]+", commands))
        for option, commands in rows
    }
    parser = cli._parser([])
    commands = next(a.choices for a in parser._actions if a.choices)
    given: dict[str, set[str]] = {}
    for command, its_parser in commands.items():
        for action in its_parser._actions:
            for option in {*action.option_strings} - {"-h", "--help"}:
                given.setdefault(option, set()).add(command)
    assert described == given


@pytest.mark.parametrize(
    "line",
    [
        "standing psi",
        "standing psi --period 2025-Q3",
        "standing pii",
        "standing pii --period 2024",
        "standing dti",
        "standing dti --period 2020",
        "gap psi",
        "gap psi --period 2025-Q3",
        "gap pii",
        "gap pii --period 2024 --unit 40",
        "gap dti --scheme vn63",
        "gap psi --limit 34",
        "components psi",
        "components psi --period 2026-09-17 --unit 56",
        "components dti",
        "components pii",
        "components dti --period 2021 --unit 48",
        "editions",
        "editions psi",
        "editions dti",
        "trajectory psi",
        "trajectory dti --unit 66 54 --period-type year",
        "trajectory pii --scheme vn63 --as-of 0",
        "merger dti",
        "merger dti --period 2021",
        "merger pii --period 2024 --period-type year",
        "merger psi",
        "simulate psi --gain digitisation=1.5 online_service=0.5",
        "simulate psi --gain digitisation=1.5 --trend-to 2026-10-15",
        "simulate psi --other-gain 46=1.5 --limit 5",
        "simulate pii --gain total=5",
        "simulate dti --gain total=0.0754",
        "simulate dti --scheme vn63 --unit 54",
        "robustness psi",
        "robustness psi --period 2026-09-17 --as-of 0",
        "plan psi",
        "plan psi --limit 6",
        "plan psi --limit 2",
        "plan psi --limit 1 --cap max",
        "plan psi --limit 3 --by 2026-12-01 --cost digitisation=2 --fix satisfaction",
        "plan psi --limit 3 --cap timeliness=1,5 digitisation=0.2",
        "plan psi --period 2025-10-16 --unit 40 --limit 34",
        "plan psi --period 2025-Q3",
        "plan psi --limit 7 --others trend",
        "plan psi --limit 1 --others trend --by 2026-10-12",
        "plan psi --limit 12 --others trend",
        "plan dti",
        "plan dti --scheme vn63 --unit 54 --lang en",
        "plan pii --as-of 0",
        "forecast psi --by 2026-12-31",
        "forecast pii --by 2026-12-31 --limit 5",
        "pace psi",
        "pace psi --since 2026-10-05 --limit 6 --by 2026-12-01",
        "pace dti",
        "why psi --from 2026-09-17 --to 2026-10-05",
        "why psi --from 2026-09-17 --to 2026-10-10 --unit 56",
        "why psi --from 2026-09-17 --to 2026-09-23",
        "why dti --from 2022 --to 2023",
        "events psi --since 2026-10-05",
        "events psi --since 2026-09-17 --unit 52",
        "units",
        "units --level commune --as-of 0",
        "brief",
        "brief --lang en --since 2026-10-01",
        "check",
        "build",
        "collect --last",
        "inbox --list",
        "alerts",
    ],
)
def test_keys_and_types_are_those_of_the_page(answer, line):
    result = answer(line)
    command = line.split()[0]
    assert isinstance(result, dict) == (command in OBJECTS)
    rows = result if isinstance(result, list) else [result]
    assert rows
    has_types(rows, keys_of(command))


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("components psi --depth 2", "--depth 2"),
        ("components psi --depth 2 --unit 14 --limit 5", "--depth 2"),
        ("components psi --depth 2 --period 2026-10-05", "--depth 2"),
        ("components psi --depth 2 --as-of 0", "--depth 2"),
        ("standing psi --indicator 5.2", "--indicator"),
        ("standing psi --indicator 2.2", "--indicator"),
        ("standing psi --indicator 1.4", "--indicator"),
        ("standing psi --indicator satisfaction --period 2026-09-17", "--indicator"),
        ("standing pii --indicator input", "--indicator"),
        ("standing dti --indicator gov_activity --scheme vn34", "--indicator"),
    ],
)
def test_keys_and_types_of_an_option_are_those_of_the_page(answer, line, option):
    rows = answer(line)
    assert rows
    has_types(rows, keys_of(line.split()[0], option))


def has_types(rows: list[dict], wanted: dict[str, list[str]]) -> None:
    """The keys and types of rows are those wanted, in that order."""
    for row in rows:
        found = flat(row)
        assert list(found) == list(wanted)
        for key, value in found.items():
            assert any(TYPES[kind](value) for kind in wanted[key]), (key, value, wanted[key])


def test_sub_indicators_and_what_a_point_costs(answer):
    rows = {row["indicator"]: row for row in answer("components psi --depth 2")}
    assert len(rows) == 23
    costs = {code: rows[code]["count_per_point"] for code in ("5.2", "4.1", "2.1", "3.1")}
    assert costs == {"5.2": 80.83, "4.1": 73927.5, "2.1": 22178.25, "3.1": None}
    assert {code for code, row in rows.items() if row["provisional"]} == {"1.4"}
    assert {code for code, row in rows.items() if row["proof"] == "unknown"} == {
        "3.1",
        "3.2",
        "3.3",
    }
    to_max = [row["to_max"] for row in rows.values() if row["to_max"] is not None]
    assert to_max == sorted(to_max, reverse=True)
    assert answer("components dti --depth 2") == []


def test_every_unit_in_one_sub_indicator(answer):
    rows = answer("standing psi --indicator 5.2")
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    home = next(row for row in rows if row["unit_code"] == HOME)
    assert (home["score"], home["rank"], home["numerator"], home["denominator"]) == (
        *(2.98, 12, 241, 485),
    )
    by_component = answer("standing psi --indicator satisfaction")
    assert next(row["score"] for row in by_component if row["unit_code"] == HOME) == 11.18
    assert answer("standing psi --indicator 5.2 --period 2026-10-05") == []


def test_an_indicator_or_depth_that_there_is_not(ask):
    code, _, told = ask("standing psi --indicator 5.9")
    assert (code, "5.9" in told, "5.4" in told, "satisfaction" in told) == (2, True, True, True)
    assert ask("components psi --depth 3")[0] == 2


def test_where_a_count_and_its_points_come_from(answer):
    count = answer("evidence psi --component 5.2 --measure numerator")
    assert (count["kind"], count["value"], count["status"]) == ("figure", 241, "published")
    assert count["sources"][0]["source_id"] == "s28320e3e"
    points = answer("evidence psi --component 5.2")
    assert (points["kind"], points["value"], points["status"]) == (
        "points_by_rule",
        2.98,
        "derived",
    )
    assert points["rests_on"] == [f"{PSI}:66:5.2:numerator", f"{PSI}:66:5.2:denominator"]
    rank = answer("evidence psi --component 5.2 --measure rank")
    assert (rank["kind"], rank["value"], len(rank["rests_on"])) == ("computed_rank", 12, 34)
    assert answer("evidence psi --component 1.4 --measure denominator")["status"] == "provisional"
    marked = {
        (code, measure): answer(f"evidence psi --component {code} --measure {measure}")
        for code in ("1.4", "5.2")
        for measure in ("score", "rank")
    }
    assert {place: row["provisional"] for place, row in marked.items()} == {
        ("1.4", "score"): True,
        ("1.4", "rank"): True,
        ("5.2", "score"): False,
        ("5.2", "rank"): False,
    }
    assert answer("evidence psi --component 2.2 --measure numerator")["value"] == 3.84


@pytest.mark.parametrize(("line", "output"), examples())
def test_examples_of_the_page_are_what_is_printed(ask, line, output):
    code, out, err = ask(line)
    assert (code, err) == (0, "")
    rest = out
    for piece in output.split("…\n"):
        assert piece in rest, piece
        rest = rest[rest.index(piece) + len(piece) :]
    if "…" not in output:
        assert out == output


# The way ahead


def test_a_plan_for_rank_six(answer):
    plan = answer("plan psi --period 2026-10-10 --limit 6 --fix transparency online_service")
    least, *others = plan["plans"]
    assert least["gains"] == [{"component": "satisfaction", "points": 0.42}]
    assert (least["rank"], least["cost"], least["passed"]) == (6, 0.42, ["22"])
    assert [plan["spirit"] for plan in others] == ["most_certain", *["least_effort"] * 3]
    assert all(plan["cost"] == 0.42 for plan in others)
    assert answer("gap psi --period 2026-10-10 --limit 6")["gap"]["low"] == 0.42
    caps = {cap["component"]: cap for cap in plan["caps"]}
    assert caps["satisfaction"]["cap"] == 0.64
    assert caps["transparency"]["most_gain"] == {
        "unit_code": "37",
        "points": 4.73,
        "from": "2026-09-17",
        "to": "2026-10-10",
    }


def test_what_is_out_of_reach_says_what_stands_in_the_way(answer):
    found = answer("plan psi --period 2026-10-10 --limit 2 --fix transparency online_service")
    assert (found["reachable"], found["plans"], found["best_reachable_rank"]) == (False, [], 3)
    assert found["binding"][0] == {"component": "satisfaction", "cap": 0.64, "reason": "observed"}
    assert answer("plan psi --period 2026-10-10 --limit 2 --cap max")["reachable"]


def test_a_unit_inside_has_a_plan_without_gains(answer):
    found = answer("plan psi --period 2026-10-10 --limit 10")
    (plan,) = found["plans"]
    assert (found["reachable"], plan["gains"], plan["rank"], plan["margin"]) == (True, [], 7, 1.52)


def test_a_plan_against_others_that_go_on_as_before_lands_where_simulate_does(answer):
    found = answer("plan psi --period 2026-10-10 --limit 7 --others trend")
    assert (found["others"], found["others_until"]) == ("trend", "2026-12-31")
    assert found["needed"] == {"low": 4.21, "high": 4.21}
    for plan in found["plans"]:
        gains = " ".join(f"{one['component']}={one['points']}" for one in plan["gains"])
        there = answer(f"simulate psi --period 2026-10-10 --trend-to 2026-12-31 --gain {gains}")
        assert there["rank"] == plan["rank"] == 7
    still = answer("plan psi --period 2026-10-10 --limit 7")
    assert (still["others"], still["others_until"], still["needed"]["high"]) == ("frozen", None, 0)


def test_at_a_line_where_ties_are_broken_plan_gap_and_simulate_ask_the_same(answer):
    place = "psi --period 2026-10-04 --limit 5"
    wanted = {"low": 0.37, "high": 0.37}
    assert answer(f"gap {place}")["needed"] == answer(f"plan {place}")["needed"] == wanted
    assert answer(f"simulate {place}")["needed"] == wanted
    level = answer(f"simulate {place} --gain digitisation=0.36")
    assert (level["rank"], level["rank_low"], level["rank_high"]) == (None, 5, 6)
    assert level["needed"] == {"low": 0.01, "high": 0.01}
    assert (level["passed"], level["may_pass"]) == (["80"], ["22"])
    past = answer(f"simulate {place} --gain digitisation=0.37")
    assert (past["rank"], past["needed"]) == (5, {"low": 0, "high": 0})


def test_a_pace_that_is_asked_for_beyond_the_year_says_where_it_ends(answer):
    pace = answer("pace psi --period 2026-10-10 --by 2027-03-01")
    cut = "Chỉ tính đến ngày 31/12/2026, không đến ngày 01/03/2027"
    assert (pace["by"], cut in pace["sentence"]) == ("2026-12-31", True)
    assert cut[:8] not in answer("pace psi --period 2026-10-10")["sentence"]


def test_the_pace_is_told_to_a_day_that_has_not_passed(answer):
    assert answer("pace dti")["by"] == answer("plan dti")["by"] == "2026-12-31"
    older = answer("pace dti --period 2023 --scheme vn63")
    assert (older["by"], "31/12/2026" in older["sentence"]) == ("2026-12-31", True)
    # A count from the start of a year says nothing of the next one.
    assert answer("pace psi --period 2025-10-16")["by"] == "2025-12-31"


def test_the_pace_says_who_would_pass_when(answer):
    pace = answer("pace psi --period 2026-10-10")
    assert (pace["since"], pace["span_days"], pace["per_month"]) == ("2026-09-17", 23, 2.0)
    assert (pace["inside"], pace["crosses_on"], pace["rank_then"]) == (True, None, 6)
    rivals = {row["unit_code"]: row for row in pace["rivals"]}
    assert rivals["37"] == {
        "unit_code": "37",
        "rank": 12,
        "score": 63.93,
        "ahead": -1.56,
        "per_month": 4.53,
        "rescored": 0.0,
        "passes_on": "2026-10-29",
        "passed_on": None,
    }
    assert (rivals["22"]["passes_on"], rivals["22"]["passed_on"]) == (None, "2026-10-18")


def test_where_no_plan_can_be_made_the_points_are_told(answer):
    dti, pii = answer("plan dti --period 2024"), answer("plan pii --period 2025")
    assert (dti["reachable"], dti["why_not"]) == (None, "weights")
    assert dti["needed"] == {"low": 0.0754, "high": 0.0754}
    assert (pii["why_not"], pii["needed"]) == ("relative", {"low": 4.13, "high": 10.12})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("plan psi --cost digitisation", "THÀNH_PHẦN=SỐ"),
        ("plan psi --cap digitisation=nan", "THÀNH_PHẦN=SỐ"),
        ("plan psi --fix nothing", "transparency"),
        ("plan psi --by tomorrow", "31/12/2026"),
        ("plan psi --by 2026-10-10", "2026-10-10"),
        ("plan psi --limit 35", "từ 1 đến 34"),
        ("plan dti --others trend", "hai kỳ đủ điểm theo cùng phương pháp"),
        ("plan psi --others own", "--others"),
        ("forecast psi --by 2026-12-31 --limit 34", "từ 1 đến 33"),
    ],
)
def test_a_plan_that_cannot_be_asked_for(ask, line, words):
    code, out, err = ask(line)
    assert (code, out) == (2, "")
    assert words in err


def test_nothing_is_forecast_for_the_end_of_the_year(answer):
    found = answer("forecast psi --period 2026-10-10 --by 2026-12-31")
    assert (found["available"], found["reason"]) == (False, "beyond_span")
    assert found["sentence"].startswith(
        "Chưa đưa ra dự báo: ngày 31/12/2026 cách kỳ mới nhất 82 ngày"
    )
    found = answer("forecast psi --period 2025-10-16 --by 2025-12-31")
    assert (found["available"], found["reason"]) == (False, "few_editions")
    assert found["sentence"].startswith("Chưa đưa ra dự báo: mới có 3 kỳ")


# How sure a rank is


@pytest.mark.parametrize(
    ("line", "unit", "certainty"),
    [
        ("standing psi --period 2026-10-10", HOME, "exact"),
        ("standing psi --period 2026-10-05", "22", "tied"),
        ("standing dti --period 2024 --scheme vn34", HOME, "derived"),
        ("standing pii --period 2025", HOME, "exact"),
        ("standing pii --period 2025", "04", "interval"),
        ("standing pii --period 2024", "40", "disputed"),
    ],
)
def test_every_rank_says_how_sure_it_is(answer, line, unit, certainty):
    (row,) = (row for row in answer(line) if row["unit_code"] == unit)
    assert row["certainty"] == certainty


def test_how_far_the_rank_of_home_goes(answer):
    rows = {row["unit_code"]: row for row in answer("robustness psi --period 2026-10-10")}
    assert len(rows) == 34
    ends = {"best": 5, "worst": 10, "p05": 6, "p50": 7, "p95": 7}
    assert rows[HOME] == {"unit_code": HOME, "rank": 7} | ends
    for row in rows.values():
        inside = [row[key] for key in ("best", "p05", "p50", "p95", "worst")]
        assert inside == sorted(inside)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("robustness dti --period 2024", "chưa có trọng số được công bố"),
        ("robustness pii --period 2025", "suy ra"),
        ("robustness psi --period 2025-Q3", "0/34"),
        ("robustness dti --period 2020", "10/63"),
        ("robustness psi --period 2031-Q3", "2026-10-10"),
    ],
)
def test_weights_that_are_not_known_are_not_moved(ask, line, words):
    code, out, err = ask(line)
    assert (code, out) == (2, "")
    assert words in err


# The figures of the issue


def test_gap_of_the_public_service_index(answer):
    assert answer("gap psi --period 2026-10-10") == {
        "index": "psi",
        "period": "2026-10-10",
        "period_type": "year_to_date",
        "scheme": "vn34",
        "method": "psi-2026",
        "unit_code": "66",
        "score": 65.49,
        "rank": 7,
        "limit": 10,
        "cut_line": {"low": 63.97, "high": 63.97, "unit_code": "19"},
        "gap": {"low": -1.52, "high": -1.52},
        "needed": {"low": 0, "high": 0},
        "status": "inside",
        "tied_ahead": [],
        "coverage": {"ranks": 34, "scores": 34, "units": 34},
    }


def test_gap_of_a_rank_without_a_score(answer):
    found = answer("gap psi --period 2025-Q3")
    assert (found["rank"], found["status"], found["score"]) == (8, "inside", None)
    assert (found["period_type"], found["method"]) == ("quarter", "psi-2022")
    assert found["gap"] == {"low": None, "high": 0}
    assert found["cut_line"] == {"low": None, "high": None, "unit_code": None}
    assert found["coverage"] == {"ranks": 1, "scores": 1, "units": 34}


def test_gap_of_innovation(answer):
    found = answer("gap pii")
    assert (found["period"], found["rank"], found["status"]) == ("2025", 24, "outside")
    assert found["gap"] == {"low": 4.13, "high": 10.12}
    assert found["cut_line"] == {"low": 38.93, "high": 44.92, "unit_code": "25"}
    assert found["coverage"] == {"ranks": 12, "scores": 10, "units": 34}


def test_gap_of_digital_transformation(answer):
    found = answer("gap dti --scheme vn34")
    assert (found["rank"], found["score"], found["limit"]) == (29, 0.641, 15)
    assert found["gap"] == {"low": 0.0754, "high": 0.0754}
    assert found["coverage"] == {"ranks": 13, "scores": 8, "units": 34}
    row = next(row for row in answer("standing dti --scheme vn34") if row["unit_code"] == HOME)
    assert (row["rank_basis"], row["status"]) == ("computed", "derived")


def test_digital_transformation_before_the_merger(answer):
    rows = {row["unit_code"]: row for row in answer("merger dti --period 2024")}
    home = rows[HOME]
    assert (home["mean_score"], home["mean_rank"], home["verdict"]) == (0.641, 29, "with_care")
    assert (home["published_score"], home["published_rank"]) == (None, None)
    assert [(one["unit_code"], one["score"]) for one in home["predecessors"]] == [
        ("66", 0.6807),
        ("54", 0.6013),
    ]
    published = [row for row in rows.values() if row["published_rank"] is not None]
    assert len(published) == 13
    assert all(row["published_rank"] == row["mean_rank"] for row in published)
    scores = [row for row in rows.values() if row["published_score"] is not None]
    assert len(scores) == 8
    assert all(abs(row["published_score"] - row["mean_score"]) <= 0.0001 for row in scores)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("merger psi --period 2026-10-10", "2024-11"),
        ("merger dti --period 2024 --period-type month", "2024 month"),
        ("merger abc", "abc"),
    ],
)
def test_a_period_from_after_the_merger_is_refused_in_a_sentence(ask, line, words):
    code, out, err = ask(line)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_gap_of_another_unit_and_limit(answer):
    found = answer("gap psi --period 2026-10-10 --unit 19 --limit 5")
    scores = {u: row["score"] for u, row in oracles.real_standings(PSI).items()}
    line = oracles.cut_line(scores, "19", 5)
    assert (found["unit_code"], found["limit"], found["rank"]) == ("19", 5, 11)
    assert found["cut_line"]["low"] == float(line)
    assert found["gap"]["low"] == float(line - scores["19"])


def test_who_is_published_behind_a_tie_on_the_line_is_outside_everywhere(answer):
    asked = "psi --period 2025-10-11 --unit 04 --limit 25"
    found = answer(f"gap {asked}")
    assert (found["status"], found["rank"], found["score"]) == ("outside", 26, 84.7)
    assert found["gap"] == {"low": 0, "high": 0}
    assert found["needed"] == {"low": 0.01, "high": 0.01}
    assert found["tied_ahead"] == ["46"]
    planned = answer(f"plan {asked}")
    assert planned["needed"] == found["needed"]
    assert [sum(g["points"] for g in one["gains"]) for one in planned["plans"]] == [0.01] * len(
        planned["plans"]
    )
    assert {(one["rank"], one["margin"], *one["passed"]) for one in planned["plans"]} == {
        (25, 0.01, "46")
    }
    assert "bằng điểm với Huế nhưng được công bố xếp sau" in planned["sentence"]
    assert "cần thêm 0,01 điểm" in planned["sentence"]
    assert not [text for text in planned["assumptions"] if text.startswith("Bằng điểm ngưỡng là")]
    # Without a gain it stays where the publisher has put it.
    fixed = " ".join(f"--fix {room['component']}" for room in planned["caps"])
    still = answer(f"plan {asked} {fixed}")
    assert (still["reachable"], still["best_reachable_rank"]) == (False, 26)
    ahead = answer("plan psi --period 2025-10-11 --unit 46 --limit 25")
    assert "đã trong nhóm 25, bằng đúng điểm ngưỡng" in ahead["sentence"]
    assert "gần nhất là Cao Bằng (bằng điểm)" in ahead["sentence"]


@every("limit", [25, 26, 20])
def test_where_ties_are_broken_a_plan_aims_above_the_line(answer, limit):
    """Lạng Sơn, 29th with 82.68: level with Huế and Cao Bằng, 84.70, it may be put behind both."""
    asked = f"psi --period 2025-10-11 --unit 20 --limit {limit}"
    found = answer(f"gap {asked}")
    step = round(found["cut_line"]["low"] - found["score"] + 0.01, 2)
    assert found["needed"] == {"low": step, "high": step}
    planned = answer(f"plan {asked}")
    assert planned["needed"] == found["needed"]
    for plan in planned["plans"]:
        assert round(sum(gain["points"] for gain in plan["gains"]), 2) == step
        assert (plan["margin"], plan["rank"] <= limit) == (0.01, True)
    assert any(text.startswith("Phải cao hơn điểm ngưỡng") for text in planned["assumptions"])
    # A table without a broken tie: level is enough.
    assert answer("gap psi --period 2026-10-10 --limit 6")["needed"]["low"] == 0.42


def test_standing_has_every_unit_best_first(answer):
    rows = answer("standing psi --period 2026-10-10")
    wanted = oracles.real_standings(PSI)
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    assert {row["unit_code"]: row["score"] for row in rows} == {
        unit: float(row["score"]) for unit, row in wanted.items()
    }
    assert rows[6]["unit_name"] == "Đắk Lắk"


@pytest.mark.parametrize("index_code", ["psi", "dti", "pii"])
def test_standing_of_every_edition_agrees_with_the_oracle(answer, index_code):
    for item in oracles.read("editions"):
        if item["index_code"] != index_code:
            continue
        choice = (
            f"--period {item['period']} --period-type {item['period_type']} "
            f"--scheme {item['scheme']}"
        )
        wanted = oracles.real_standings(item["edition_id"])
        rows = answer(f"standing {index_code} {choice}")
        assert len(rows) == len(wanted)
        for row in rows:
            own = wanted[row["unit_code"]]
            score = None if own["score"] is None else float(own["score"])
            assert (row["score"], row["rank"], row["rank_basis"], row["status"]) == (
                score,
                own["rank"],
                own["rank_basis"],
                own["status"],
            )
            if score is not None and not own["disputed"]:
                assert row["score_low"] == row["score_high"] == score


def test_components_by_the_distance_to_the_best(answer):
    rows = answer("components psi --period 2026-10-10")
    assert len(rows) == 6
    assert [row["to_best"] for row in rows] == sorted((r["to_best"] for r in rows), reverse=True)
    weakest = max(rows, key=lambda row: row["rank"])
    assert (weakest["component"], weakest["score"], weakest["max_score"]) == (
        "digitisation",
        9.08,
        22,
    )
    assert (weakest["rank"], weakest["ranked_units"]) == (28, 34)


def test_components_of_an_edition_without_any_is_an_empty_list(answer):
    assert answer("components psi --period 2025-Q3") == []


def test_component_ranks_are_out_of_the_units_that_have_it(answer):
    rows = answer("components psi --period 2026-09-17")
    assert {row["ranked_units"] for row in rows} == {33}


def test_editions_of_all_and_of_one(answer):
    every = answer("editions")
    assert len(every) == len(oracles.read("editions"))
    one = answer("editions psi")
    assert one == [row for row in every if row["index"] == "psi"]
    newest = one[0]
    assert (newest["period"], newest["complete"], newest["published_to"]) == (
        "2026-10-10",
        True,
        "2026-10-10",
    )
    derived = next(row for row in every if (row["index"], row["scheme"]) == ("dti", "vn34"))
    assert (derived["ranks"], derived["scores"], derived["complete"]) == (13, 8, False)


def test_coverage_of_editions_agrees_with_the_oracle(answer):
    for row in answer("editions"):
        edition_id = f"{row['index']}-{row['period']}-{row['period_type']}-{row['scheme']}"
        figures = oracles.real_current().get((edition_id, "total"), {})
        wanted = oracles.coverage(figures, oracles.real_units(row["scheme"]))
        names = ("units", "scores", "ranks", "complete")
        assert {name: row[name] for name in names} == {name: wanted[name] for name in names}


def test_figures_have_the_decimals_of_the_method(answer):
    lines = {"psi": 2, "dti": 4, "pii": 2}
    for index_code, decimals in lines.items():
        for command in ("standing", "gap", "components"):
            result = answer(f"{command} {index_code}")
            rows = result if isinstance(result, list) else [result]
            figures = [v for row in rows for v in flat(row).values() if isinstance(v, float)]
            assert figures
            assert all(round(value, decimals) == value for value in figures)


def test_half_is_rounded_up(tmp_path, monkeypatch, answer):
    folder = tmp_path / "var"
    small_store.build(folder, observations=figure("01", score="10.125") + figure("02", score="9"))
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    rows = answer("standing x")
    assert (rows[0]["score"], rows[0]["score_low"]) == (10.13, 10.13)


@pytest.mark.parametrize(("by", "days"), [("2026-10-01", None), ("2026-10-10", None)])
def test_a_forecast_of_a_day_that_is_past_has_no_horizon(answer, by, days):
    assert answer(f"forecast psi --period 2026-10-10 --by {by}")["horizon_days"] is days
    assert answer("forecast psi --period 2026-10-10 --by 2026-10-11")["horizon_days"] == 1


@pytest.mark.parametrize(
    ("line", "reachable"),
    [
        ("plan pii --period 2025 --limit 24", True),
        ("plan dti --limit 34", True),
        ("plan dti --limit 15", None),
    ],
)
def test_a_unit_inside_an_index_without_plans_needs_nothing_and_has_no_plan(
    answer, line, reachable
):
    found = answer(line)
    assert (found["reachable"], found["plans"]) == (reachable, [])
    assert found["best_reachable_rank"] is None
    assert found["why_not"] is not None
    assert (found["needed"] == {"low": 0, "high": 0}) == (reachable is True)


# Lines without --json


def test_lines_say_what_json_says(ask, answer):
    code, out, _ = ask("gap psi --period 2025-Q3")
    assert code == 0
    assert "rank=8" in out
    assert "score=–" in out
    _, out, _ = ask("standing psi --period 2026-10-10")
    lines = out.splitlines()
    assert len(lines) == 34
    assert lines[6].startswith("unit_code=66  unit_name=Đắk Lắk  score=65.49  rank=7")


@pytest.mark.parametrize("command", ["standing psi", "gap psi", "components psi", "editions psi"])
def test_json_is_one_value_and_nothing_else(ask, command):
    _, out, err = ask(f"{command} --json")
    value, end = json.JSONDecoder().raw_decode(out)
    assert out[end:].strip() == err == ""
    assert value


# What goes wrong


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("gap par", ["par", "psi", "dti", "pii"]),
        ("standing par", ["par", "psi"]),
        ("components par", ["par", "psi"]),
        ("editions par", ["par", "psi"]),
        ("gap psi --period 2099", ["2099", "2026-10-10", "2025-Q3"]),
        ("standing dti --period 2099", ["2099", "2024", "2020"]),
        ("components pii --period 2025-Q3", ["2025-Q3", "2025", "2023"]),
        ("gap psi --period-type week", ["week", "quarter", "year_to_date"]),
        ("gap psi --scheme vn35", ["vn35", "vn34", "vn63"]),
        ("gap psi --unit 99", ["99", "66 Đắk Lắk", "01 Hà Nội"]),
        ("components psi --unit 99", ["99", "66 Đắk Lắk"]),
        ("gap dti --scheme vn63 --unit 97", ["97", "54 Phú Yên"]),
        ("gap psi --limit 0", ["0", "34"]),
        ("gap psi --limit -3", ["-3", "34"]),
        ("gap psi --limit 999", ["999", "34"]),
        ("components dti --scheme vn63 --limit 64", ["64", "63"]),
        ("gap psi --limit x", ["--limit", "'x'"]),
        ("gap psi --limit", ["--limit"]),
        ("gap psi --bogus", ["--bogus"]),
        ("simulate psi --gain abc=1", ["abc", "digitisation", "transparency"]),
        ("simulate psi --gain 4.1=0.5", ["--count 4.1", "digitisation"]),
        ("simulate psi --gain digitisation=12.93", ["digitisation", "9.08", "22.01", "22"]),
        ("simulate psi --gain digitisation=-9.09", ["digitisation", "-0.01"]),
        ("simulate psi --gain digitisation", ["digitisation", "digitisation=1.5"]),
        ("simulate psi --gain digitisation=x", ["digitisation=x"]),
        ("simulate psi --gain digitisation=nan", ["digitisation=nan"]),
        ("simulate psi --gain digitisation=1e400", ["digitisation=1e400"]),
        ("simulate psi --gain digitisation=0.001", ["digitisation=0.001", "2"]),
        ("simulate psi --gain digitisation=1 digitisation=2", ["digitisation"]),
        ("simulate pii --gain pillar_1=3", ["pillar_1", "total"]),
        ("simulate dti --gain awareness=0.1", ["awareness", "total"]),
        ("simulate pii --trend-to 2026-01-01", ["pii", "2025"]),
        ("simulate psi --trend-to 2027-01-01", ["2026-10-11", "2026-12-31", "2027-01-01"]),
        ("pace psi --since 2026-10-10", ["2026-10-10"]),
        ("pace dti --limit 99", ["34", "99"]),
        ("simulate psi --trend-to soon", ["soon", "31/12/2026"]),
        ("simulate psi --other-gain 99=1", ["99", "vn34"]),
        ("simulate psi --other-gain 46=9999", ["46", "100", "64"]),
        ("simulate pii --other-gain 11=101", ["11", "100", "101"]),
        ("simulate psi --period 2025-Q3 --gain total=1", ["2025-Q3", "--period"]),
        ("simulate psi --unit 99", ["99", "66 Đắk Lắk"]),
        ("plan psi --cap digitisation=1 --cap digitisation=2", ["digitisation"]),
        ("plan psi --cost timeliness=1 timeliness=1", ["timeliness"]),
        ("plan psi --by 9999-12-31", ["9999-12-31", "2031-10-14"]),
        ("plan psi --cost foo=1", ["foo", "digitisation"]),
        ("plan dti --limit 15 --cost foo=1", ["foo", "awareness"]),
        ("plan pii --fix foo --cap bar=1", ["bar", "pillar_1"]),
        ("gap", ["INDEX"]),
        ("", ["COMMAND"]),
        ("par", ["'par'", "standing"]),
    ],
)
def test_a_problem_is_one_sentence_that_says_what_there_is(ask, line, said, language):
    # A command line that is cut short has no place for the language.
    spoken = f"{line} --lang {language}" if line else line
    code, out, err = ask(spoken)
    assert (code, out) == (2, "")
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "usage:" not in err
    for text in said:
        assert text in err


def test_the_language_of_a_problem(ask):
    assert ask("gap par")[2].startswith("Không có chỉ số")
    assert ask("gap par --lang en")[2].startswith("There is no index")
    assert ask("gap --lang=en --bogus")[2].startswith("The command line")
    assert ask("gap psi --lang de")[2].startswith("Dòng lệnh")


def test_the_language_does_not_change_the_figures(ask):
    assert ask("standing psi --json --lang en")[1] == ask("standing psi --json")[1]


def test_help_is_no_problem(ask, capsys):
    with pytest.raises(SystemExit) as left:
        ask("gap --help")
    assert left.value.code == 0
    assert "--limit" in capsys.readouterr().out


def test_an_index_without_a_target_needs_a_limit(tmp_path, monkeypatch, ask):
    small_store.build(
        tmp_path / "var",
        observations=figure("01", rank=2) + figure("02", rank=1),
        targets=[small_store.target(3, index_code="another")],
    )
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "var"))
    code, _, err = ask("gap x")
    assert code == 2
    assert "--limit" in err
    code, out, _ = ask("gap x --limit 1 --json")
    assert code == 0
    assert json.loads(out)["status"] == "outside"


# check


@pytest.fixture
def planted(tmp_path: Path) -> DataCopy:
    """A copy of data/ with one score that no unit can have."""
    copy = DataCopy(Path(shutil.copytree(data_folder.DATA, tmp_path / "data")))
    wanted = {
        "edition_id": PSI,
        "unit_code": HOME,
        "indicator_code": "digitisation",
        "measure": "score",
    }
    copy.change("observations", wanted, value="29.08", value_printed="29.08")
    return copy


def test_check_of_the_published_figures_finds_no_blocker(answer):
    findings = answer("check")
    assert {row["severity"] for row in findings} == {"warning", "note"}
    order = ["blocker", "warning", "note"]
    places = [order.index(row["severity"]) for row in findings]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_check_of_a_blocker_prints_it_and_exits_with_3(planted, monkeypatch, ask, language):
    monkeypatch.setattr(
        bootstrap, "findings_of", functools.partial(bootstrap.findings_of, planted.folder)
    )
    code, out, err = ask(f"check --json --lang {language}")
    assert (code, err) == (3, "")
    first = json.loads(out)[0]
    place = planted.places("observations", value="29.08")[0]
    assert (first["severity"], first["where"]) == ("blocker", place)
    assert {row["rule"] for row in json.loads(out) if row["severity"] == "blocker"} == {
        "above_maximum",
        "adding_up",
    }
    assert all(row["message"] for row in json.loads(out))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_store_that_cannot_be_built_is_said_with_file_row_and_rule(
    planted, tmp_path, monkeypatch, ask, language
):
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "empty"))
    monkeypatch.setattr(bootstrap, "ensure", functools.partial(ENSURE, data=planted.folder))
    code, out, err = ask(f"gap psi --lang {language}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert planted.places("observations", value="29.08")[0] in err
    assert "above_maximum" in err


def test_check_stores_nothing(tmp_path, monkeypatch, ask):
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "none"))
    assert ask("check")[0] == 0
    assert not (tmp_path / "none").exists()


# As a program of its own


def run(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "rankings", *line.split()],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
    )


def test_the_program_answers_from_the_folder_that_rankings_var_names(own_var):
    done = run("build --json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["folder"] == str(own_var)
    done = run("gap psi --period 2026-10-10 --json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["gap"] == {"low": -1.52, "high": -1.52}


def test_the_program_ends_with_2_and_one_sentence():
    done = run("gap psi --unit 99 --lang en")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").count("\n") == 1


def test_without_the_variable_the_store_is_in_var(monkeypatch):
    monkeypatch.delenv("RANKINGS_VAR")
    assert versions.default_folder() == ROOT / "var"


def test_a_reader_that_stops_early_is_no_error():
    """`python -m rankings standing psi | head -1`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rankings", "editions"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


AS_A_PROGRAM = """
import os, runpy, sys
from rankings.store import current
current.is_current = lambda store: True
{before}
sys.argv = ["rankings", *{line!r}.split()]
runpy.run_module("rankings", run_name="__main__", alter_sys=True)
"""
A_TALKING_LIBRARY = """
def talk(store):
    os.write(1, b"past Python ")
    print("through Python")
    return True
current.is_current = talk
"""


def run_after(before: str, line: str, *, shell: str = "{}") -> subprocess.CompletedProcess[str]:
    """The command line as a program of its own, something being done to the package before.

    shell: a command in which {} stands for the program.
    """
    program = shlex.join([sys.executable, "-c", AS_A_PROGRAM.format(before=before, line=line)])
    return subprocess.run(
        shell.format(program),
        shell=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_what_a_library_prints_is_not_in_the_answer(var):
    done = run_after(A_TALKING_LIBRARY, "gap psi --period 2026-10-10 --json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["unit_code"] == HOME
    assert done.stderr == "past Python through Python\n"


def test_what_the_solver_prints_is_not_in_the_answer(tmp_path, monkeypatch):
    """A field, found by trying, with which the solver's C code writes a line of its own."""
    drawn = np.random.default_rng(0).integers(0, 1001, (16, 8))
    codes, parts = [f"{n + 10}" for n in range(16)], list("abcdefgh")
    shares = {
        code: {part: Decimal(int(n)) / 50 for part, n in zip(parts, row, strict=True)}
        for code, row in zip(codes, drawn, strict=True)
    }
    small_store.build(
        tmp_path / "var",
        units=small_store.units(codes),
        methods=[small_store.method(scale_max=Decimal(160))],
        indicators=[
            small_store.indicator("total", max_score=Decimal(160)),
            *(small_store.indicator(part, sort_order=n) for n, part in enumerate(parts, 1)),
        ],
        observations=[
            row
            for code, scores in shares.items()
            for part, score in {"total": sum(scores.values()), **scores}.items()
            for row in figure(code, indicator=part, score=str(score))
        ],
    )
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "var"))
    done = run_after("", "robustness x --json")
    assert done.returncode == 0
    assert [row["unit_code"] for row in json.loads(done.stdout)]
    # Otherwise it says nothing of this solver, and another field must be found.
    assert "Highs" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="closed by a shell that Windows does not have")
def test_a_closed_output_stays_closed(var):
    """Its number must not fall to a file that is opened next, such as the store."""
    done = run_after(A_TALKING_LIBRARY, "gap psi --period 2026-10-10 --json", shell="{} >&-")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "past Python through Python\n"


def test_output_that_cannot_hold_the_letters_is_no_error():
    """A Windows pipe: letters become question marks in lines, escapes in JSON."""
    lines = run("standing psi", PYTHONIOENCODING="cp1252")
    assert (lines.returncode, lines.stderr) == (0, b"")
    assert b"unit_name=??k L?k" in lines.stdout
    assert b"score=65.49" in lines.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii", "utf-8", "utf-16"])
def test_json_holds_every_letter_whatever_the_output(monkeypatch, encoding):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    assert cli.main(["standing", "psi", "--period", "2026-10-10", "--json"]) == 0
    rows = json.loads(raw.getvalue().decode(encoding))
    assert rows[6]["unit_name"] == "Đắk Lắk"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_problem_is_said_whatever_the_output(monkeypatch, encoding):
    raw = io.BytesIO()
    error = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr(sys, "stderr", error)
    assert cli.main(["gap", "psi", "--unit", "99"]) == 2
    error.flush()
    assert b"66 ??k L?k" in raw.getvalue()
