"""The table of benchmarks: turns that are taken again, and what counts as reached."""

import ast
import asyncio
import time

import pytest

from benchmarks import __main__ as bench
from benchmarks import kept
from benchmarks import turns as taking
from benchmarks.parts import PARTS
from benchmarks.table import Row, table
from benchmarks.turns import Turns
from tests.cases import every
from tests.test_architecture import nodes, tree, under


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(taking, "busy_share", lambda: 0.0)


def taken(values: list[float], wanted: int) -> Turns:
    """Turns whose values come one after the other."""
    coming = iter(values)
    turns = Turns(wanted)
    for turn in turns:
        turn["ours"] = next(coming)
        turn["plain"] = 2.0
    return turns


def test_a_slow_moment_is_taken_again():
    turns = taken([1.0, 1.0, 9.0, 1.0, 1.0, 1.1], 5)
    assert turns.values("ours") == [1.0, 1.0, 1.0, 1.0, 1.1]
    row = turns.row("a rerun", "ours", "plain", ratio_at_most=0.5)
    assert (row.ours, row.other, row.ratio, row.turns, row.redone) == (1.0, 2.0, 0.5, 5, 1)


def test_a_machine_that_is_never_quiet_is_measured_all_the_same():
    turns = taken([1.0, 9.0, 1.0, 9.0, 1.0, 9.0, 1.0, 9.0, 1.0, 9.0], 5)
    assert len(turns.taken) == 5
    assert turns.redone <= 5


@every(
    "row, reached",
    [
        (Row("a", 1.0, other=2.0, ratio_at_most=0.5), True),
        (Row("a", 1.1, other=2.0, ratio_at_most=0.5), False),
        (Row("a", 1.0, at_most=1.0), True),
        (Row("a", 1.1, at_most=1.0), False),
        (Row("a", 0.014, other=0.004, above_at_most=0.012), True),
        (Row("a", 0.017, other=0.004, above_at_most=0.012), False),
        (Row("a", 1.0, other=2.0), None),
    ],
)
def test_what_is_reached(row, reached):
    assert row.reached is reached


def test_the_table_has_a_line_a_row_and_the_notes_below():
    rows = [Row("a rerun", 0.03, other=0.06, against="plain", ratio_at_most=0.4, note="why")]
    lines = table([("rerun", rows)]).splitlines()
    assert lines[2].startswith(
        "| rerun | a rerun | 30.0 ms | plain | 60.0 ms | **0.5** | ≤ 0.4 × |"
    )
    assert "**no**" in lines[2]
    assert lines[-1] == "- rerun, a rerun: why"


@every("part", PARTS)
def test_every_part_returns_rows(part):
    (function,) = (
        node
        for node in tree(f"benchmarks/{part}.py").body
        if isinstance(node, ast.FunctionDef) and node.name == "rows"
    )
    assert [argument.arg for argument in function.args.args] == ["quick"]


def test_parts_measured_at_different_hours_of_one_commit_make_one_table(tmp_path):
    row = Row("a rerun", 0.03, other=0.06, against="plain", ratio_at_most=0.4, turns=10, load=0.1)
    for part, of_commit in (("rerun", "abc"), ("growth", "abc"), ("memory", "older")):
        kept.keep(kept.measured_now(part, [row], 3.0, of_commit), tmp_path)
    there = kept.of("abc", PARTS, tmp_path)
    assert [part.part for part in there] == ["growth", "rerun"]
    assert there[0].rows == (row,)
    text = bench.report(there, [], quick=False)
    assert "commit abc, 6 minutes (growth 3, rerun 3)" in text
    assert "Reached: 0 of 2." in text


def test_only_what_is_missing_of_a_commit_is_measured_and_what_fails_is_not_kept(
    tmp_path, monkeypatch
):
    def measured(part: str, quick: bool) -> list[Row]:
        asked.append(part)
        if part == "memory":
            raise RuntimeError("no memory")
        return [Row(part, 1.0)]

    asked: list[str] = []
    monkeypatch.setattr(bench, "measured", measured)
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    monkeypatch.setattr(kept, "commit", lambda: "abc")
    monkeypatch.setattr(kept.keep, "__defaults__", (tmp_path / "parts",))
    monkeypatch.setattr(kept.of, "__defaults__", (tmp_path / "parts",))
    assert bench.main([part for part in PARTS if part != "plan"]) == 1
    assert "memory" in asked
    asked.clear()
    assert bench.main(["--missing"]) == 1
    assert asked == ["memory", "plan"]
    assert not list(tmp_path.glob("*.md"))
    monkeypatch.setattr(bench, "measured", lambda part, quick: [Row(part, 1.0)])
    assert bench.main(["--missing"]) == 0
    (result,) = tmp_path.glob("*.md")
    lines = result.read_text(encoding="utf-8").splitlines()
    assert [line for part in PARTS for line in lines if line.startswith(f"| {part} |")] == [
        line for line in lines if line.startswith("| ") and not line.startswith("| part |")
    ]


@every("name", [*under("benchmarks/"), *under("tests/browser/")])
def test_what_a_page_is_waited_for_is_a_function(name):
    """The policy of our pages lets no text be run as code: a text alone would wait for ever."""
    texts = [
        call.args[0].value
        for call in nodes(name)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "wait_for_function"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert [text for text in texts if "=>" not in text] == []


def test_a_visitor_goes_on_answering_while_a_turn_waits(monkeypatch):
    """Who does not answer within twenty seconds is put out by the server."""
    answered = []

    def wait(_: Turns) -> None:
        before = len(answered)
        while len(answered) < before + 3:
            time.sleep(0.001)

    monkeypatch.setattr(Turns, "_wait_for_quiet", wait)

    async def answers() -> None:
        while True:
            answered.append(1)
            await asyncio.sleep(0.001)

    async def measure() -> Turns:
        answering = asyncio.create_task(answers())
        turns = Turns(3)
        async for turn in turns:
            turn["ours"] = 1.0
        answering.cancel()
        return turns

    assert asyncio.run(measure()).values("ours") == [1.0, 1.0, 1.0]
