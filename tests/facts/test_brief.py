"""Which facts a briefing has, and what a move is counted from."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import brief, standing
from rankings.facts.brief import Given, LastBriefing, State
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

TODAY = date(2026, 11, 30)
PSI, BEFORE = "psi-2026-10-10-year_to_date-vn34", "psi-2026-10-05-year_to_date-vn34"


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def facts(at: Snapshot, **given) -> brief.Brief:
    return brief.brief(at, language="vi", today=TODAY, state=State(at.version), **given)


def last(**given) -> LastBriefing:
    told = {"psi": Given(PSI, 7, Decimal("65.49"))} | given
    return LastBriefing(datetime(2026, 11, 20, 2, tzinfo=UTC), told)


def test_positions_are_those_of_the_standing(at):
    for place in facts(at).places:
        card = place.card
        row = standing.ranking(at, edition_id=card.edition.edition_id).row("66")
        assert (card.position.rank, card.position.score) == (row.rank, row.score)
        assert place.goal.rank_limit == card.position.limit
        assert place.source_id is not None


def test_without_a_briefing_before_a_move_is_from_the_table_before(at):
    psi, dti, _ = facts(at).moves
    assert (psi.basis, psi.card.previous.edition.edition_id) == (brief.SINCE_EDITION, BEFORE)
    assert psi.happened is not None
    assert psi.happened.events
    assert (dti.happened, dti.card.no_previous) == (None, "scheme")


def test_since_a_day_it_is_from_the_newest_table_of_that_day(at):
    psi, dti, _ = facts(at, since=date(2026, 10, 1)).moves
    assert psi.card.previous.edition.period == "2026-09-29"
    assert (psi.card.previous.rank, psi.basis) == (8, brief.SINCE_DAY)
    assert dti.nothing_new
    assert all(move.nothing_new for move in facts(at, since=TODAY).moves)


def test_since_the_last_briefing_nothing_new_something_new_or_otherwise(at):
    same = facts(at, last=last()).moves[0]
    assert (same.basis, same.nothing_new, same.given) == (brief.SINCE_BRIEFING, True, None)
    earlier = facts(at, last=last(psi=Given(BEFORE, 7, Decimal("65.13")))).moves[0]
    assert (earlier.basis, earlier.nothing_new) == (brief.SINCE_BRIEFING, False)
    assert earlier.card.previous.edition.edition_id == BEFORE
    corrected = facts(at, last=last(psi=Given(PSI, 8, Decimal("64.00")))).moves[0]
    assert corrected.given == Given(PSI, 8, Decimal("64.00"))
    # An edition that is gone: withdrawn since.
    gone = facts(at, last=last(psi=Given("psi-2026-10-09-year_to_date-vn34", 6, None))).moves[0]
    assert gone.basis == brief.SINCE_EDITION


def test_a_day_that_was_asked_for_goes_before_the_last_briefing(at):
    assert facts(at, last=last(), since=date(2026, 10, 1)).moves[0].basis == brief.SINCE_DAY


def test_what_costs_most_comes_first(at):
    psi = facts(at).lost[0]
    to_win = [sub.to_win for sub in psi.subs]
    assert to_win == sorted(to_win, reverse=True)
    assert len(psi.subs) == brief.MOST_LOST
    assert [part.to_best for part in psi.parts] == sorted(
        (part.to_best for part in psi.parts), reverse=True
    )


def test_it_remembers_what_it_tells(at):
    given = brief.given(facts(at))
    assert given["psi"] == Given(PSI, 7, Decimal("65.49"))
    assert set(given) == {"psi", "dti", "pii"}


def test_a_version_that_is_no_longer_kept_is_told(at):
    with pytest.raises(Problem, match=r"error\.version_gone"):
        facts(replace(at, version=999))
