"""Where home went, in sentences."""

from rankings.blocks import address, edition
from rankings.blocks.over_time.chosen import Chosen
from rankings.blocks.over_time.shown import Shown, ranked
from rankings.facts import editions, overview
from rankings.facts.over_time import timelines
from rankings.facts.over_time.timelines import Mark
from rankings.sentences import over_time as said
from rankings.sentences import overview as overview_sentences


def finding(shown: Shown, chosen: Chosen | None = None) -> str:
    """Where home went since the rules and the list of units are what they are now; between the two
    editions chosen where the reader has chosen the earlier one."""
    view, known = shown.view, _home_ranks(shown)
    newest = [mark for mark in known if mark.point.span == known[-1].point.span]
    if chosen and address.choice("from", None, ""):
        newest = _between(newest, chosen) or newest
    text = said.trajectory_finding(
        view.words,
        index=view.index_name,
        period_type=shown.period_type,
        home=view.home_name,
        units=newest[-1].point.units if newest else 0,
        ranks=[(mark.point, mark.point.rank) for mark in newest],
    )
    if newest and newest[-1].mark == "derived":
        return f"{text} {edition.derived_note(view)}"
    return text


def _between(marks: list[Mark], chosen: Chosen) -> list[Mark]:
    """Those from the earlier edition to the later one; none where one of the two is not there."""
    editions_there = [mark.point.edition_id for mark in marks]
    ends = [item.edition_id for item in (chosen.first, chosen.view.edition) if item]
    if len(ends) < 2 or not set(ends) <= set(editions_there):
        return []
    first, last = map(editions_there.index, ends)
    return marks[first : last + 1]


def badge(shown: Shown) -> str:
    """How sure the newest of home's ranks is; empty where it has none."""
    known = _home_ranks(shown)
    if not known:
        return ""
    point = known[-1].point
    newest = editions.by_id(shown.view.at, point.edition_id)
    return edition.badge(shown.view.of_edition(newest), point.unit_code)


def year_ago(shown: Shown) -> str | None:
    """Against the same time last year, by rank; None where there is nothing to compare with."""
    view, known = shown.view, _home_ranks(shown)
    if not known or known[-1].point.scheme != view.scheme:
        return None
    card = overview.edition_card(
        view.at,
        edition_id=known[-1].point.edition_id,
        unit_code=view.home,
        language=view.language,
        today=view.today,
    )
    return overview_sentences.year_ago(view.words, card)


def _home_ranks(shown: Shown) -> list[Mark]:
    """Home's undisputed ranks, oldest first."""
    every = ranked(shown.view, shown.period_type, shown.peers, timelines.MOST_COLUMNS["all"])
    return [mark for mark in every.marks if mark.role == "home" and not mark.point.disputed]
