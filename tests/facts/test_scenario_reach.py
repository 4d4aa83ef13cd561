"""One action on several indices: by hand on a small table, and on the figures of the province."""

from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import editions
from rankings.facts.scenario import drivers, reach, trial
from rankings.facts.scenario.model import Scenario
from rankings.facts.standing.bounds import Interval
from rankings.sentences import scenario_drivers as said
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words

PSI = "psi-2026-10-10-year_to_date-vn34"
DTI, PII = "dti-2024-year-vn34", "pii-2025-year-vn34"


VI, EN = words("vi"), words("en")


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def effects(at, action_code: str, share: int) -> dict[str, reach.Effect]:
    found = reach.effects(
        at, action_code=action_code, share=share, edition_ids=reach.current_editions(at)
    )
    return {one.base.edition.index_code: one for one in found}


def test_the_current_edition_of_each_index(at):
    assert reach.current_editions(at) == (PSI, DTI, PII)


def test_a_quarter_of_what_digitisation_lacks(at):
    """22 - 9.08 = 12.92; a quarter is 3.23; 65.49 + 3.23 = 68.72; the line 63.97 is 4.75 below."""
    found = effects(at, "digitised_results", 25)["psi"]
    assert found.gains == (("digitisation", Decimal("3.23")),)
    assert found.outcome.score == Interval(Decimal("68.72"), Decimal("68.72"))
    assert found.outcome.gap == Interval(Decimal("-4.75"), Decimal("-4.75"))
    assert found.why is None


def test_two_components_of_one_index(at):
    """Transparency 11.85 of 18 and online service 8.97 of 12: a tenth of 6.15 and of 3.03."""
    found = effects(at, "dossier_synchronisation", 10)["psi"]
    # 0.615 and 0.303, of which a half is rounded up.
    assert dict(found.gains) == {
        "transparency": Decimal("0.62"),
        "online_service": Decimal("0.30"),
    }
    assert found.outcome.score.low == Decimal("66.41")


@pytest.mark.parametrize("share", [0, 7, 50, 100])
def test_what_comes_of_it_is_what_the_scenario_says(at, share):
    for action in drivers.actions(at):
        found = effects(at, action.action_code, share)["psi"]
        same = trial.simulate(
            at, edition_id=PSI, unit_code="66", limit=10, tried=Scenario(found.gains)
        )
        assert found.outcome == same
        for component, points in found.gains:
            lever = found.base.lever(component)
            assert 0 <= lever.score + points <= lever.max_score


def test_all_that_is_left_ends_at_the_maximum_and_nothing_at_the_score(at):
    whole = effects(at, "digitised_results", 100)["psi"]
    assert dict(whole.gains)["digitisation"] == Decimal("12.92")
    none = effects(at, "digitised_results", 0)["psi"]
    assert none.gains == ()
    assert (none.outcome.score.low, none.outcome.rank) == (Decimal("65.49"), 7)


def test_a_larger_share_never_lowers_score_or_rank(at):
    outcomes = [effects(at, "online_payment", share)["psi"].outcome for share in range(0, 101, 10)]
    scores = [one.score.low for one in outcomes]
    assert scores == sorted(scores)
    ranks = [one.rank for one in outcomes]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize(
    ("w", "issuer", "text"),
    [
        (VI, "Bộ Khoa học và Công nghệ", "tổng điểm mới: Bộ Khoa học và Công nghệ chưa công bố"),
        (VI, "–", "tổng điểm mới: cơ quan công bố chưa công bố"),
        (EN, "Ministry of Science", "calculated: the Ministry of Science has not published"),
        (EN, "–", "calculated: the issuer has not published"),
    ],
)
def test_who_has_not_published_the_weights(at, w, issuer, text):
    found = effects(at, "digitised_results", 50)["dti"]
    assert text in said.not_calculated(w, found, index="DTI", issuer=issuer)[1].text


def test_a_total_that_does_not_follow_from_components_is_not_calculated(at):
    found = effects(at, "digitised_results", 50)
    assert (found["dti"].why, found["dti"].outcome, found["dti"].gains) == ("no_weights", None, ())
    assert [one.component for one in found["dti"].moved] == ["gov_activity"]
    # What is needed of the total is known all the same: 0.7164 - 0.6410.
    assert found["dti"].base.position.gap == Interval(Decimal("0.0754"), Decimal("0.0754"))
    assert (found["pii"].why, found["pii"].outcome) == ("relative", None)
    assert found["pii"].base.position.gap == Interval(Decimal("4.13"), Decimal("10.12"))


def test_an_index_that_does_not_move_says_so(at):
    found = effects(at, "petitions_on_time", 50)
    assert (found["dti"].why, found["dti"].moved) == ("not_moved", ())
    assert {one.why for one in effects(at, "none such", 50).values()} == {"not_moved"}


def test_an_edition_without_a_score_of_home_is_said_to_have_none(at):
    (found,) = reach.effects(
        at,
        action_code="digitised_results",
        share=50,
        edition_ids=("psi-2025-Q3-quarter-vn34",),
    )
    assert (found.why, found.outcome) == ("no_score", None)
    assert editions.by_id(at, "psi-2025-Q3-quarter-vn34") == found.base.edition


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_is_between_nothing_and_all(at, share):
    with pytest.raises(ValueError, match="no share"):
        effects(at, "digitised_results", share)


def test_what_falls_with_an_action_loses_a_share_of_its_score(at):
    base = effects(at, "digitised_results", 1)["psi"].base
    (one,) = effects(at, "digitised_results", 1)["psi"].moved
    falling = drivers.Driven(**(vars(one) | {"direction": -1}))
    assert reach.gains(base, [falling], 50) == (("digitisation", Decimal("-4.54")),)
