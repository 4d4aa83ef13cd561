"""By when, and what the other units have by then."""

from datetime import date
from decimal import Decimal

from rankings.facts import editions, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario import others as scenario_others
from rankings.facts.scenario.model import FROZEN, TREND, Base, Others
from rankings.facts.standing.bounds import Standing
from rankings.facts.way_up.model import Deadline
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot


def deadline(
    at: Snapshot, *, edition: EditionFacts, by: date | None = None, today: date | None = None
) -> Deadline:
    """By when: the day given, else the target's, else the end of the year of the table.

    today: what is not given does not lie before it, but at the end of its year.
    Problem for a day given that is not after the day of the table, or after the last one.
    """
    start, usual = edition.period_end, _usual(at, edition, today)
    if by is None:
        return usual
    if by <= start:
        raise Problem("error.plan_date", value=by, day=start)
    if by > (last := last_day(at, edition=edition, today=today)):
        raise Problem("error.plan_far", value=by, day=last)
    return Deadline(by, "given", (by - start).days)


def last_day(at: Snapshot, *, edition: EditionFacts, today: date | None = None) -> date:
    """The last day that may be asked for: five years after the table, or the usual one if later."""
    return max(_usual(at, edition, today).day, edition.period_end + scenario_others.FARTHEST)


def _usual(at: Snapshot, edition: EditionFacts, today: date | None = None) -> Deadline:
    """The deadline where no day is given: never one that has passed by today."""
    start = edition.period_end
    scheme, home = editions.home(at)
    for target in editions.targets(at):
        own = (target.scheme, target.unit_code, target.index_code)
        if own != (scheme, home, edition.index_code) or not target.by_date:
            continue
        if target.by_date > start and (today is None or target.by_date >= today):
            return Deadline(target.by_date, "target", (target.by_date - start).days)
    year = start.year if today is None else max(start.year, today.year)
    end = date(year, 12, 31)
    end = end if end > start else date(start.year + 1, 12, 31)
    return Deadline(end, "year_end", (end - start).days)


def others_until(start: Base, others: str, until: Deadline) -> Others:
    """What the others do: keep their pace to the day by which, or as far as it may be continued."""
    if others == FROZEN:
        return Others()
    last = until.day if start.trend is None else min(until.day, start.trend.last)
    return Others(TREND, last)


def field_of(at: Snapshot, start: Base, others: Others) -> list[Standing]:
    """Every unit as the table has it, or with the total that it has then and no rank of its own.

    A total that moves stays on the scale and is rounded as the scenario rounds it.
    """
    edition = start.edition
    rows = queries.edition_standings(at, edition_id=edition.edition_id).to_pylist()
    moves = scenario_others.moves(start, others)
    if others.kind == FROZEN:
        return standing.standings_of(rows)
    moved = []
    for row in rows:
        score = row["score"]
        if row["unit_code"] in moves and score is not None:
            score = score + moves[row["unit_code"]]
            score = min(max(score, Decimal(0)), edition.scale_max)
        if score is not None:
            score = rounded(score, edition.decimals)
        moved.append(Standing(row["unit_code"], score, None, None, row["disputed"]))
    return moved
