"""The forecast in simulated worlds: what its bands cover, and how often it is told for nothing.

None of these worlds is ever shown. The bands are judged in all of them, told or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from rankings.facts.way_up.field import History, lines
from rankings.facts.way_up.forecast import fan, forecast

UNITS, LIMIT, APART = 34, 10, 2
START = date(2026, 2, 1)
KINDS = [(drifts, *size) for drifts in (False, True) for size in ((9, 10), (17, 25))]


@dataclass(frozen=True)
class World:
    """What is known, the day to tell, and what came of home and of the line."""

    history: History
    day: date
    home: float
    line: float


def worlds(count: int, *, drifts: bool, tables: int, ahead: int) -> Iterator[World]:
    """Random walks of 34 units with a shared shock; sizes of own shocks differ by units."""
    random = np.random.default_rng(17 * tables + drifts)
    for _ in range(count):
        total = (tables - 1) * APART + ahead
        sizes = 0.1 * np.exp(random.normal(0, 0.5, UNITS))
        drift = random.normal(0.03, 0.03, UNITS) if drifts else np.zeros(UNITS)
        steps = drift + 0.05 * random.standard_normal((total, 1))
        steps = steps + sizes * random.standard_normal((total, UNITS))
        start = np.sort(random.uniform(50, 70, UNITS))
        scores = np.round(start + np.vstack([np.zeros(UNITS), np.cumsum(steps, axis=0)]), 2)
        days = tuple(START + timedelta(APART * number) for number in range(tables))
        home = int(random.integers(UNITS - 14, UNITS - 6))
        known = History(days, scores[: total - ahead + 1 : APART], home, cumulative=False)
        line = float(lines(scores[-1], home, LIMIT))
        yield World(known, days[-1] + timedelta(ahead), float(scores[-1, home]), line)


def covered(found: list[World]) -> tuple[float, float]:
    """The share of worlds whose home, and whose line, lay in the 90 % band."""
    hits = []
    for world in found:
        told = fan(world.history, LIMIT, world.day, draws=1_000)
        hits.append(
            [
                told.home[0] <= world.home <= told.home[-1],
                told.line[0] <= world.line <= told.line[-1],
            ]
        )
    home, line = np.mean(hits, axis=0)
    return float(home), float(line)


@pytest.mark.parametrize(("drifts", "tables", "ahead"), KINDS)
def test_the_bands_cover_what_they_say(drifts, tables, ahead):
    """Of 250 worlds 85 to 95 % lie within the 90 % bands."""
    home, line = covered(list(worlds(250, drifts=drifts, tables=tables, ahead=ahead)))
    assert 0.85 <= home <= 0.95
    assert 0.85 <= line <= 0.95


def told_in(found: list[World]) -> list[World]:
    return [one for one in found if forecast(one.history, LIMIT, one.day, draws=200).fan]


def test_a_few_worlds_without_drift_are_hardly_ever_told():
    """Of 12 worlds, each told by a chance of one in twenty."""
    assert len(told_in(list(worlds(12, drifts=False, tables=9, ahead=10)))) <= 3


@pytest.mark.long
@pytest.mark.parametrize(("drifts", "tables", "ahead"), KINDS)
def test_what_is_told_is_told_for_a_reason(drifts, tables, ahead):
    """200 worlds: without drift at most one of ten is told; with drift what is told is covered."""
    found = list(worlds(200, drifts=drifts, tables=tables, ahead=ahead))
    told = told_in(found)
    if not drifts:
        assert len(told) <= 20
    else:
        assert len(told) > 20
        home, line = covered(told)
        assert home >= 0.8
        assert line >= 0.8
