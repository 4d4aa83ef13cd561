"""Where the cut line may be at a day: the editions that one can be told from, and what they tell.

Only complete editions of one method, period type and list of units are compared, and of their units
only those that all of them hold; none that describes a later day than the one asked about, or was
published after it. With too few of them, a day too far on, or a back-test that does not beat
"nothing changes" nothing is told, and why (rankings.facts.way_up.forecast).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario import rescored
from rankings.facts.scenario.rescored import Rescoring
from rankings.facts.way_up import forecast
from rankings.facts.way_up.field import History
from rankings.facts.way_up.forecast import MIN_EDITIONS, Fan, Forecast
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo

# Days between the last edition and the day asked for at which the fan is drawn, that day included.
STOPS = 6
# A forecast is made from the newest complete editions, at most so many: what the gains of years ago
# were says little of the next weeks, and each is tested against all before it.
NEWEST = 60


@dataclass(frozen=True)
class Known:
    """One edition of the history: the home unit's score and the cut line."""

    edition: EditionFacts
    home: Decimal
    line: Decimal | None


@dataclass(frozen=True)
class Outlook:
    """What can be told of a day. fans: of days on the way, the last is that day; empty: nothing.

    method_editions: all editions of the method and period type that were known then, complete or
    not. needed: complete editions that a forecast needs. last_day: to which these editions could be
    told at most; None where they are too few. rescored: what units gained by being scored anew, in
    points of the total, which the forecast leaves out.
    """

    day: date
    limit: int
    edition: EditionFacts
    told: Forecast
    known: tuple[Known, ...]
    fans: tuple[Fan, ...]
    method_editions: int
    last_day: date | None = None
    needed: int = MIN_EDITIONS
    rescored: tuple[tuple[str, Decimal], ...] = ()

    @property
    def available(self) -> bool:
        """True where there is a fan."""
        return self.told.fan is not None


@memo
def outlook(at: Snapshot, *, edition_id: str, unit_code: str, limit: int, day: date) -> Outlook:
    """The forecast of the cut line for a day, from one edition and those comparable and known then.

    Problem for a limit that leaves nobody outside: there is no line to cross.
    """
    edition = editions.by_id(at, edition_id)
    if not 1 <= limit < edition.units:
        raise Problem("error.limit_out_of_range", highest=edition.units - 1, value=limit)
    every = editions.known_by(at, edition)
    complete = sorted((item for item in every if item.complete), key=lambda item: item.period_end)
    complete = complete[-NEWEST:]
    scores = _scores(at, complete)
    anew = rescored.rescorings(at, edition_id=edition_id)
    told = Forecast("few_editions", len(complete), *_reach(complete, day))
    fans: tuple[Fan, ...] = ()
    if len(complete) >= MIN_EDITIONS:
        history = _history(complete, _restated(complete, scores, anew), unit_code)
        told = forecast.forecast(history, limit, day)
        fans = _fans(history, limit, told)
    known = tuple(
        Known(item, row[unit_code], _line(row, unit_code, limit))
        for item, row in zip(complete, scores, strict=True)
    )
    last_day = _last_day(complete) if len(complete) >= MIN_EDITIONS else None
    span = (complete[0].period_end, edition.period_end) if complete else (day, day)
    left_out = rescored.between(anew, *span)
    return Outlook(day, limit, edition, told, known, fans, len(every), last_day, rescored=left_out)


def _last_day(complete: list[EditionFacts]) -> date:
    """As far ahead as the editions span, but not over the turn of a year of a count within it."""
    first, newest = complete[0].period_end, complete[-1]
    last = newest.period_end + (newest.period_end - first)
    if newest.period_type == "year_to_date":
        last = min(last, date(newest.period_end.year, 12, 31))
    return last


def _reach(complete: list[EditionFacts], day: date) -> tuple[int, int]:
    """Days that the editions span, and days from the last of them to a day."""
    if not complete:
        return 0, 0
    first, last = complete[0].period_end, complete[-1].period_end
    return (last - first).days, (day - last).days


def _scores(at: Snapshot, complete: list[EditionFacts]) -> list[dict[str, Decimal]]:
    """Unit -> score, edition by edition."""
    ids = [item.edition_id for item in complete]
    scores: dict[str, dict[str, Decimal]] = {code: {} for code in ids}
    for row in queries.totals(at, edition_ids="\n".join(ids)).to_pylist():
        scores[row["edition_id"]][row["unit_code"]] = row["score"]
    return [scores[code] for code in ids]


def _restated(
    complete: list[EditionFacts], scores: list[dict[str, Decimal]], anew: Iterable[Rescoring]
) -> list[dict[str, Decimal]]:
    """The scores as if each table had been scored as the newest: a re-scoring is then no gain.

    What a unit gained by one is added to every table before it, which may leave the scale.
    """
    restated = [dict(row) for row in scores]
    for item in anew:
        for edition, row in zip(complete, restated, strict=True):
            if edition.period_end < item.day and item.unit_code in row:
                row[item.unit_code] += item.points
    return restated


def _history(
    complete: list[EditionFacts], scores: list[dict[str, Decimal]], unit_code: str
) -> History:
    units = sorted(set.intersection(*(set(row) for row in scores)))
    newest = complete[-1]
    return History(
        days=tuple(item.period_end for item in complete),
        scores=np.array([[float(row[code]) for code in units] for row in scores]),
        home=units.index(unit_code),
        cumulative=newest.period_type == "year_to_date",
        high=float(newest.scale_max),
        decimals=newest.decimals,
    )


def _fans(history: History, limit: int, told: Forecast) -> tuple[Fan, ...]:
    """The fan on some days up to the day asked for; each drawn from the same seed."""
    if told.fan is None:
        return ()
    last, days = history.days[-1], told.horizon_days
    stops = sorted({last + timedelta(days * n // STOPS) for n in range(1, STOPS)} - {last})
    early = (forecast.fan(history, limit, day) for day in stops if day < told.fan.day)
    return (*early, told.fan)


def _line(row: dict[str, Decimal], unit_code: str, limit: int) -> Decimal | None:
    """The k-th best of the others; None where there are fewer."""
    others = sorted((score for code, score in row.items() if code != unit_code), reverse=True)
    return others[limit - 1] if limit <= len(others) else None
