"""What is asked, by the controls and the address, and what the answer is before any change."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from rankings.blocks import address, edition
from rankings.blocks import scenario as scenario_blocks
from rankings.blocks.controls import select
from rankings.blocks.scenario import others
from rankings.blocks.view import (
    EditionView,
    View,
    choices,
    edition_choice,
    say_chosen,
    say_no_edition,
)
from rankings.facts.scenario.model import FROZEN, TREND, Base
from rankings.facts.way_up import answer, settings
from rankings.facts.way_up import others as way_up_others
from rankings.facts.way_up.model import Room, WayUp
from rankings.facts.way_up.settings import Settings
from rankings.words import typed

WITHOUT = 10  # the rank limit shown first where there is no target
DAY = "by"
SETTINGS = "settings"
ASKED = "plan_asked"


@dataclass(frozen=True)
class Asked:
    """What the reader asks. view: with index and edition; limit: of the rank wanted; base: the
    edition before anything is tried; others: what they do meanwhile; given: what the analyst has
    set."""

    view: EditionView
    limit: int
    by: date | None
    base: Base
    others: str
    given: Settings

    @property
    def home(self) -> str:
        """The home unit in the edition's scheme."""
        return edition.home_code(self.view)


def choose(view: View) -> Asked:
    """The title and the controls: index, edition, rank limit, day, the others; the page ends at an
    index without an edition."""
    w = view.words
    title = st.container()
    summary = st.container()
    with choices("question"):
        shown = edition_choice(view)
        if isinstance(shown, EditionView):
            scenario_blocks.leave_what_is_of_another_index(shown)
            limit = _limit(shown)
            base = scenario_blocks.start(shown, limit)
            by = _day(shown, base)
            until = way_up_others.deadline(
                view.at, edition=shown.edition, by=by, today=view.today
            ).day
            kind = others.kind(shown, base, until)
    say_chosen(summary, shown)
    if not isinstance(shown, EditionView):
        title.header(w("page.plan", k="k"))
        say_no_edition(shown)
    asked = Asked(shown, limit, by, base, kind, given_of(shown))
    title.header(w("page.plan_inside" if answered(asked).inside else "page.plan", k=limit))
    _say_when_passed(shown, by)
    return asked


def answered(asked: Asked) -> WayUp:
    """The answer in points to what is asked."""
    view = asked.view
    return answer.way_up(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=asked.home,
        limit=asked.limit,
        by=asked.by,
        settings=asked.given.settings,
        lift_caps=asked.given.lift,
        others=TREND if asked.others == TREND else FROZEN,
        today=view.today,
    )


def _limit(view: EditionView) -> int:
    """The control for the rank limit; the target's unless another is chosen."""
    w = view.words
    highest = view.edition.units - 1
    labels = {str(k): w("control.plan_limit_other", k=k) for k in range(1, highest + 1)}
    if edition.has_target(view) and str(view.limit) in labels:
        labels[str(view.limit)] = w("control.plan_limit_target", k=view.limit)
    with st.container(width=190):
        return int(select("limit", w("control.plan_limit"), labels, usual_limit(view)))


def usual_limit(view: EditionView) -> str:
    """The rank limit of the target; without one, or beyond the units, another that there is."""
    highest = view.edition.units - 1
    return str(view.limit if view.limit and view.limit <= highest else min(WITHOUT, highest))


def _day(view: EditionView, base: Base) -> date | None:
    """The control for the day; None where it is left at the target's or the end of the year."""
    usual = way_up_others.deadline(view.at, edition=view.edition, today=view.today)
    first, last = _days(view)
    chosen = typed.day(address.choice(DAY, None, ""))
    if chosen is None or not first <= chosen <= last:
        address.refuse(DAY)
        chosen = usual.day
    key = f"control_{DAY}"
    st.session_state[key] = chosen

    def changed() -> None:
        day = st.session_state[key] or usual.day
        address.choose(DAY, day.isoformat(), usual.day.isoformat())
        others.go_on_until(base, day)

    with st.container(width=150):
        st.date_input(
            view.words("control.plan_by"),
            key=key,
            min_value=first,
            max_value=last,
            format="DD/MM/YYYY",
            on_change=changed,
        )
    return None if chosen == usual.day else chosen


def _say_when_passed(view: EditionView, by: date | None) -> None:
    """That the day shown is over: the one of a table of an earlier year often is."""
    until = way_up_others.deadline(view.at, edition=view.edition, by=by, today=view.today)
    if until.day < view.today:
        st.caption(view.words("plan.day_passed"))


def _days(view: EditionView) -> tuple[date, date]:
    """The first and the last day that may be chosen."""
    last = way_up_others.last_day(view.at, edition=view.edition, today=view.today)
    return view.edition.period_end + timedelta(days=1), last


def given_of(view: EditionView) -> Settings:
    """What the address says is set, as far as it fits the components of the edition."""
    text = address.choice(SETTINGS, None, "")
    before = st.session_state.get(ASKED)
    if text and before is not None and before[0] != view.index_code and before[1] == text:
        # What was set of one index says nothing of another that was chosen since.
        address.choose(SETTINGS, "", "")
        text = ""
    st.session_state[ASKED] = view.index_code, text
    parts = [room.component for room in usual_rooms(view)]
    return settings.read(text, parts)


def usual_rooms(view: EditionView) -> tuple[Room, ...]:
    """What each component may gain by default: the rooms before anything is changed."""
    by = typed.day(address.choice(DAY, None, ""))
    first, last = _days(view)
    return answer.usual_rooms(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        by=by if by is not None and first <= by <= last else None,
        today=view.today,
    )
