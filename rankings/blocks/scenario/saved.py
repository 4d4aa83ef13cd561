"""Named scenarios, kept in the address of the page: side by side, taken out, brought in."""

from collections.abc import Iterable
from decimal import Decimal

import streamlit as st

from rankings import sentences
from rankings.blocks import edition, selection, table
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.selection import View
from rankings.facts import scenario
from rankings.facts.scenario import MOST_SAVED, Base, Lever, Part, Scenario
from rankings.ingest import scenario_file
from rankings.sentences import scenario as said
from rankings.store.problems import Problem
from rankings.words import exports
from rankings.words.text import LANGUAGES, words

NOTE = "scenario_saved_note"


def draw(view: View, base: Base, tried: Scenario) -> None:
    """The field to save what is tried, the table of what was saved, and the files."""
    w = view.words
    st.subheader(w("scenario.saved"))
    form = st.form("scenario_save", border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            w("scenario.name"), key="scenario_name", max_chars=scenario.NAME_LENGTH, width=320
        )
        st.form_submit_button(w("scenario.save"), on_click=_save, args=(view, tried))
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


def shown(view: View, base: Base) -> tuple[Scenario, ...]:
    """The saved scenarios of the index, as far as the edition allows them."""
    return tuple(
        scenario.fitted(base, one) for index_code, one in _saved() if index_code == view.index_code
    )


def _saved() -> tuple[tuple[str, Scenario], ...]:
    return scenario.read_several(selection.choice("saved", None, ""))


def _keep(saved: list[tuple[str, Scenario]]) -> None:
    selection.choose("saved", scenario.several_code(saved), "")


def _save(view: View, tried: Scenario) -> None:
    """Add what is tried under the name typed; one of the same name is replaced."""
    w = view.words
    name = scenario.clean_name(st.session_state["scenario_name"])
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
    return view.words("scenario.name_reserved", name=sentences.literal(name))


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
    selection.choose("plan", scenario.plan_code(one.gains), "")
    selection.choose("others", scenario.others_code(one.others), "")


def _bring_in(view: View) -> None:
    """Add the scenarios of the index that a file holds, as many as there is room for."""
    w, file = view.words, st.session_state["scenario_file"]
    if file is None:
        return
    try:
        found = scenario_file.scenarios(file.getvalue(), file.name)
    except Problem as problem:
        st.session_state[NOTE] = sentences.problem(w, problem)
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


def _side_by_side(view: View, base: Base, saved: tuple[Scenario, ...]) -> None:
    columns = [Scenario(name=view.words("scenario.now")), *saved]
    table.draw(
        view,
        _records(view, base, columns),
        key="scenarios",
        empty=view.words("scenario.saved_note", n=MOST_SAVED),
        keys=_keys(base, columns),
    )
    for one in saved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{sentences.literal(one.name)}**", width="content")
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
    table.downloads(view, lambda: sheet(view, base, saved), file_name=view.words("scenario.file"))


def _records(view: View, base: Base, columns: list[Scenario]) -> list[dict[str, str]]:
    """A line for each figure, a column for each scenario."""
    w, units = view.words, edition.names(view)
    lines: dict[str, list[str]] = {}
    levers = _shown_levers(base, columns)
    for one in columns:
        found = scenario_lever.outcome(view, base, one)
        cells = {
            w.name(lever): _score(view, base, lever.score, _gain(base, one, lever))
            for lever in levers
        }
        if base.total_only is None:
            total = found.score.low - base.position.score
            cells[w("scenario.total")] = _score(view, base, base.position.score, total or None)
        cells[w("table.rank")] = said.rank(w, base, found)
        if base.limit is not None:
            cells[w("scenario.row_gap", k=base.limit)] = said.distance_short(w, base, found.gap)
        cells[w("scenario.row_passed")] = said.listed(w, found.passed, units)
        cells[w("scenario.row_passed_by")] = said.listed(w, found.passed_by, units)
        cells[w("scenario.row_others")] = said.held_short(w, one, units)
        for label, cell in cells.items():
            lines.setdefault(label, []).append(cell)
    heads = _heads(columns)
    return [
        {w("scenario.row"): label} | dict(zip(heads, cells, strict=True))
        for label, cells in lines.items()
    ]


def _shown_levers(base: Base, columns: Iterable[Scenario]) -> tuple[Lever, ...]:
    """The components, and of their sub-indicators those that one of the scenarios moves."""
    moved = {code for one in columns for code, _ in one.gains}
    return tuple(
        lever for lever in base.in_order if not isinstance(lever, Part) or lever.component in moved
    )


def _gain(base: Base, one: Scenario, lever: Lever) -> Decimal:
    return scenario.gain_of(base, one.gains, lever.component)


def _heads(columns: list[Scenario]) -> list[str]:
    """The names over the columns; a scenario may bear the name of the first one."""
    return [columns[0].name, *(f"{one.name} " for one in columns[1:])]


def _keys(base: Base, columns: list[Scenario]) -> list[dict[str, str]]:
    """The keys of the figures, line by line: published ones, and what each scenario makes."""
    asked = [("score", lever.component) for lever in _shown_levers(base, columns)]
    if base.total_only is None:
        asked.append(("score", scenario.TOTAL))
    asked.append(("rank", scenario.TOTAL))
    if base.limit is not None:
        asked.append(("gap", scenario.TOTAL))
    heads = _heads(columns)
    found = [
        {
            head: scenario.figure_key(base, one, *each)
            for head, one in zip(heads, columns, strict=True)
        }
        for each in asked
    ]
    return [*found, {}, {}, {}]


def _score(view: View, base: Base, score: Decimal, gain: Decimal | None) -> str:
    w, decimals = view.words, base.edition.decimals
    if not gain:
        return w.number(score, decimals)
    return w(
        "scenario.score_changed",
        score=w.number(score + gain, decimals),
        change=w.change(gain, decimals),
    )


def sheet(view: View, base: Base, saved: tuple[Scenario, ...]) -> exports.Sheet:
    """The scenarios as rows, with the text by which they can be brought in again."""
    w, units, decimals = view.words, edition.names(view), base.edition.decimals
    columns: dict[str, int | None] = {w("scenario.name"): None}
    levers = _shown_levers(base, saved)
    columns |= {w.name(lever): decimals for lever in levers}
    columns |= {
        w("table.score"): decimals,
        w("scenario.row_rank_low"): 0,
        w("scenario.row_rank_high"): 0,
    }
    if base.limit is not None:
        columns |= {w("scenario.row_gap_low"): decimals, w("scenario.row_gap_high"): decimals}
    columns |= dict.fromkeys(
        (
            w("scenario.row_passed"),
            w("scenario.row_passed_by"),
            w("scenario.row_others"),
            w("scenario.row_code"),
        )
    )
    return exports.Sheet(
        title=f"{w('page.scenario')}: {edition.heading(view)}",
        notes=edition.about(view),
        columns=tuple(columns),
        decimals=tuple(columns.values()),
        rows=tuple(_row(view, base, levers, one, units) for one in saved),
        keys=tuple(_row_keys(base, levers, one, len(columns)) for one in saved),
    )


def _row_keys(
    base: Base, levers: tuple[Lever, ...], one: Scenario, columns: int
) -> tuple[str | None, ...]:
    """The keys of the figures of a row; of what it says in words there are none."""

    def key(*asked: str) -> str:
        return scenario.figure_key(base, one, *asked)

    scores = (key("score", lever.component) for lever in levers)
    gap = () if base.limit is None else (key("gap"),) * 2
    found = (None, *scores, key("score"), key("rank"), key("rank"), *gap)
    return found + (None,) * (columns - len(found))


def _row(
    view: View, base: Base, levers: tuple[Lever, ...], one: Scenario, units: dict[str, str]
) -> tuple[object, ...]:
    w, found = view.words, scenario_lever.outcome(view, base, one)
    gap = () if base.limit is None else (found.gap.low, found.gap.high)
    return (
        one.name,
        *(lever.score + _gain(base, one, lever) for lever in levers),
        found.score.low,
        found.rank_low,
        found.rank_high,
        *gap,
        w.join(units[code] for code in found.passed) if found.passed else None,
        w.join(units[code] for code in found.passed_by) if found.passed_by else None,
        said.held(w, base, one, units),
        scenario.saved_code(view.index_code, one),
    )
