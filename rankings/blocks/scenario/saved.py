"""Named scenarios, kept in the address of the page: side by side, taken out, brought in."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import streamlit as st

from rankings.blocks import address, edition, table
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.view import EditionView, IndexView, View
from rankings.facts.scenario import gains, texts, trial
from rankings.facts.scenario.model import TOTAL, Base, Lever, Part, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.scenario.texts import MOST_SAVED
from rankings.ingest import scenario_file
from rankings.sentences import problems
from rankings.sentences import scenario as said
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import LANGUAGES, words

NOTE = "scenario_saved_note"


def draw(view: EditionView, base: Base) -> None:
    """The field to save what is tried, the table of what was saved, and the files."""
    w = view.words
    st.subheader(w("scenario.saved"))
    form = st.form("scenario_save", border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            w("scenario.name"), key="scenario_name", max_chars=texts.NAME_LENGTH, width=320
        )
        st.form_submit_button(w("scenario.save"), on_click=_save, args=(view, base))
    if note := st.session_state.pop(NOTE, None):
        st.warning(note)
    saved = shown(view, base)
    if saved:
        _side_by_side(view, base, saved)
    st.caption(w("scenario.saved_note", n=MOST_SAVED))
    with st.expander(w("scenario.bring_in")):
        st.file_uploader(
            w("scenario.bring_in"),
            type=["xlsx", "csv"],
            key="scenario_file",
            label_visibility="collapsed",
            on_change=_bring_in,
            args=(view,),
        )


def shown(view: IndexView, base: Base) -> tuple[Scenario, ...]:
    """The saved scenarios of the index, as far as the edition allows them."""
    return tuple(
        trial.fitted(base, one) for index_code, one in _saved() if index_code == view.index_code
    )


def _saved() -> tuple[tuple[str, Scenario], ...]:
    return texts.read_several(address.choice("saved", None, ""))


def _keep(saved: list[tuple[str, Scenario]]) -> None:
    address.choose("saved", texts.several_code(saved), "")


def _save(view: IndexView, base: Base) -> None:
    """Add what is tried now under the name typed; one of the same name is replaced."""
    w, tried = view.words, scenario_lever.current(base)
    name = texts.clean_name(st.session_state["scenario_name"])
    if not name:
        st.session_state[NOTE] = w("scenario.name_missing")
        return
    if _reserved(name):
        st.session_state[NOTE] = _refused(view, name)
        return
    if _add(view.index_code, Scenario(tried.gains, tried.others, name)):
        st.session_state["scenario_name"] = ""
    else:
        st.session_state[NOTE] = w("scenario.full", n=MOST_SAVED)


def _reserved(name: str) -> bool:
    """True for what the column of the present is called, in any language: a link has none."""
    taken = {words(language)("scenario.now").casefold() for language in LANGUAGES}
    return name.casefold() in taken


def _refused(view: View, name: str) -> str:
    return view.words("scenario.name_reserved", name=literal(name))


def _add(index_code: str, new: Scenario) -> bool:
    """False where there is no room for one more."""
    kept = [item for item in _saved() if (item[0], item[1].name) != (index_code, new.name)]
    if len(kept) >= MOST_SAVED:
        return False
    _keep([*kept, (index_code, new)])
    return True


def _remove(index_code: str, name: str) -> None:
    _keep([item for item in _saved() if (item[0], item[1].name) != (index_code, name)])


def _open(one: Scenario) -> None:
    address.choose("plan", texts.plan_code(one.gains), "")
    address.choose("others", texts.others_code(one.others), "")


def _bring_in(view: EditionView) -> None:
    """Add the scenarios of the index that a file holds, as many as there is room for."""
    w, file = view.words, st.session_state["scenario_file"]
    if file is None:
        return
    try:
        found = scenario_file.scenarios(file.getvalue(), file.name)
    except Problem as problem:
        st.session_state[NOTE] = problems.problem(w, problem)
        return
    own = [item for item in found if item[0] == view.index_code]
    free = [item for item in own if not _reserved(item[1].name)]
    notes = [_refused(view, one.name) for _, one in own if _reserved(one.name)]
    if sum(_add(*item) for item in free) < len(free):
        notes.append(w("scenario.full", n=MOST_SAVED))
    if not own:
        index = edition.card_of(view).index_short
        notes.append(w("scenario.none_in_file", index=index))
    if notes:
        st.session_state[NOTE] = " ".join(notes)


# --- Side by side --------------------------------------------------------------------------------


class Tried(NamedTuple):
    """A scenario and what comes of it."""

    scenario: Scenario
    outcome: Outcome


class Line(NamedTuple):
    """A line of the table on screen: what it says of each scenario, and the key of the figure."""

    label: str
    text: Callable[[Tried], str]
    key: Callable[[Tried], str | None] = lambda _: None


def _side_by_side(view: EditionView, base: Base, saved: tuple[Scenario, ...]) -> None:
    w = view.words
    now = Scenario(name=w("scenario.now"))
    tried = [Tried(each, scenario_lever.outcome(view, base, each)) for each in (now, *saved)]
    empty = w("scenario.saved_note", n=MOST_SAVED)
    table.draw(view, _line_table(view, base, tried), key="scenarios", empty=empty)
    for one in saved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{literal(one.name)}**", width="content")
            st.button(
                view.words("scenario.open"),
                key=f"scenario_open_{one.name}",
                on_click=_open,
                args=(one,),
            )
            st.button(
                view.words("scenario.remove"),
                key=f"scenario_remove_{one.name}",
                on_click=_remove,
                args=(view.index_code, one.name),
            )
    title = f"{w('page.scenario')}: {edition.heading(view)}"
    table.downloads(
        view,
        lambda: _saved_table(view, base, tried[1:]).sheet(title, edition.about(view)),
        file_name=w("scenario.file"),
    )


def _line_table(view: EditionView, base: Base, columns: list[Tried]) -> Table[Line]:
    """A line for each figure, a column for each scenario."""
    w, units = view.words, edition.names(view)

    def score(lever: Lever) -> Callable[[Tried], str]:
        return lambda tried: _score(view, base, lever.score, _gain(base, tried, lever))

    def total(tried: Tried) -> str:
        change = tried.outcome.score.low - base.position.score
        return _score(view, base, base.position.score, change or None)

    def gap(tried: Tried) -> str:
        return said.distance_short(w, base, tried.outcome.gap, tried.outcome.rank)

    def column(tried: Tried) -> Column[Line]:
        return Column(
            tried.scenario.name, lambda line: line.text(tried), key=lambda line: line.key(tried)
        )

    lines = [
        Line(w.name(lever), score(lever), _key(base, "score", lever.component))
        for lever in _shown_levers(base, columns)
    ]
    if base.total_only is None:
        lines.append(Line(w("scenario.total"), total, _key(base, "score")))
    lines.append(
        Line(w("table.rank"), lambda tried: said.rank(w, base, tried.outcome), _key(base, "rank"))
    )
    if base.limit is not None:
        lines.append(Line(w("scenario.row_gap", k=base.limit), gap, _key(base, "gap")))
    lines += [
        Line(w("scenario.row_passed"), lambda tried: said.listed(w, tried.outcome.passed, units)),
        Line(
            w("scenario.row_passed_by"),
            lambda tried: said.listed(w, tried.outcome.passed_by, units),
        ),
        Line(w("scenario.row_others"), lambda tried: said.held_short(w, tried.scenario, units)),
    ]
    return Table(lines, [Column(w("scenario.row"), attrgetter("label")), *map(column, columns)])


def _key(base: Base, measure: str, component: str = TOTAL) -> Callable[[Tried], str]:
    """Makes the key of a figure: a published one, or what a scenario makes of it."""
    return lambda tried: texts.figure_key(base, tried.scenario, measure, component)


def _shown_levers(base: Base, columns: Iterable[Tried]) -> tuple[Lever, ...]:
    """The components, and of their sub-indicators those that one of the scenarios moves."""
    moved = {code for tried in columns for code, _ in tried.scenario.gains}
    return tuple(
        lever for lever in base.in_order if not isinstance(lever, Part) or lever.component in moved
    )


def _gain(base: Base, tried: Tried, lever: Lever) -> Decimal:
    return gains.gain_of(base, tried.scenario.gains, lever.component)


def _score(view: View, base: Base, score: Decimal, gain: Decimal | None) -> str:
    w, decimals = view.words, base.edition.decimals
    if not gain:
        return w.number(score, decimals)
    return w(
        "scenario.score_changed",
        score=w.number(score + gain, decimals),
        change=w.change(gain, decimals),
    )


def _saved_table(view: EditionView, base: Base, saved: list[Tried]) -> Table[Tried]:
    """The scenarios as rows, with the text by which they can be brought in again."""
    w, units, decimals = view.words, edition.names(view), base.edition.decimals

    def figure(heading: str, name: str, measure: str, decimals: int | None) -> Column[Tried]:
        return Column(
            heading,
            lambda tried: attrgetter(name)(tried.outcome),
            key=_key(base, measure),
            decimals=decimals,
        )

    def lever_column(lever: Lever) -> Column[Tried]:
        return Column(
            w.name(lever),
            lambda tried: lever.score + _gain(base, tried, lever),
            key=_key(base, "score", lever.component),
            decimals=decimals,
        )

    def named(codes: Sequence[str]) -> str | None:
        return w.join(units[code] for code in codes) if codes else None

    columns = [
        Column(w("scenario.name"), lambda tried: tried.scenario.name),
        *map(lever_column, _shown_levers(base, saved)),
        figure(w("table.score"), "score.low", "score", decimals),
        figure(w("scenario.row_rank_low"), "rank_low", "rank", None),
        figure(w("scenario.row_rank_high"), "rank_high", "rank", None),
    ]
    if base.limit is not None:
        columns += [
            figure(w("scenario.row_gap_low"), "gap.low", "gap", decimals),
            figure(w("scenario.row_gap_high"), "gap.high", "gap", decimals),
        ]
    columns += [
        Column(w("scenario.row_passed"), lambda tried: named(tried.outcome.passed)),
        Column(w("scenario.row_passed_by"), lambda tried: named(tried.outcome.passed_by)),
        Column(w("scenario.row_others"), lambda tried: said.held(w, base, tried.scenario, units)),
        Column(
            w("scenario.row_code"), lambda tried: texts.saved_code(view.index_code, tried.scenario)
        ),
    ]
    return Table(saved, columns)
