"""Fields of the upload page: a widget shows a value, its change is handed on; text stays text."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

import streamlit as st

from rankings.blocks.upload import state
from rankings.blocks.view import View
from rankings.facts.editions import PERIOD_TYPES
from rankings.ingest.meaning import periods
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import Words, sentence_case

FIRST_YEAR = 2010
# What stands for no hour in the list of hours.
NO_HOUR = "-"
TOO_LONG = "error.box_too_long"

Handed = Callable[..., object]


def told(view: View, problem: Problem) -> str:
    """A problem as its sentence; what it quotes of a file is shown as text."""
    values = {
        name: literal(value) if isinstance(value, str) else value
        for name, value in problem.values.items()
    }
    return problems.problem(view.words, Problem(problem.key, **values))


def choice(
    label: str,
    options: Mapping[str, str],
    value: str | None,
    name: str,
    handed: Handed,
    *,
    none: str | None = None,
    explained: str | None = None,
) -> None:
    """A select box over code -> label. none: what it says while nothing is chosen."""
    known = value in options
    key = _show(name, value if known else None)
    st.selectbox(
        label,
        list(options),
        # What is chosen can be changed, not cleared.
        index=0 if known else None,
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_hand_code,
        args=(key, handed, tuple(options)),
        placeholder=none or "",
        help=explained,
    )


def text(
    label: str,
    value: str | None,
    name: str,
    handed: Handed,
    *,
    explained: str | None = None,
    most: int = 300,
) -> None:
    """A line of text; an empty one is handed on as None.

    most: letters that are kept. The browser itself would refuse a longer paste without a word, so
    the line is cut here, and it is said where.
    """
    key = _show(name, value or "")
    args = (key, handed, label, most)
    st.text_input(label, key=key, on_change=_hand_text, args=args, help=explained)


def day(label: str, value: date | None, name: str, handed: Handed) -> None:
    """A day, or none."""
    key = _show(name, value)
    st.date_input(
        label,
        value=None,
        key=key,
        format="DD/MM/YYYY",
        min_value=date(FIRST_YEAR, 1, 1),
        on_change=_hand,
        args=(key, handed),
    )


def tick(label: str, value: bool, name: str, handed: Handed) -> None:
    """A box to tick."""
    key = _show(name, value)
    st.checkbox(label, key=key, on_change=_hand, args=(key, handed))


def period(
    view: View,
    value: str | None,
    period_type: str | None,
    name: str,
    handed: Handed,
    *,
    hours: bool = False,
) -> None:
    """Pickers for a period: its type, then year, quarter, month or day.

    handed: called with period and period type; the period is None until it is complete. hours: of
    a copy of the units inside a province, the hour at which it was taken as well.
    """
    w = view.words
    types = {code: w(f"period_type.{code}") for code in PERIOD_TYPES}
    choice(
        sentence_case(w("vocab.period_type")),
        types,
        period_type,
        f"{name}_type",
        lambda code: handed(_of_type(value, code, view.today), code),
        none=w("upload.choose"),
    )
    known = periods.read(value, period_type) if value else None
    if period_type == "year_to_date":
        hour = (value or "").partition("T")[2]
        day(
            w("upload.to_day"),
            known.end if known else None,
            f"{name}_day",
            lambda new: handed(_moment(new, hour) if new else None, period_type),
        )
        if hours and known:
            end = known.end
            choice(
                w("upload.hour"),
                {NO_HOUR: w("upload.no_hour")} | {f"{at:02d}": f"{at:02d}" for at in range(24)},
                hour or NO_HOUR,
                f"{name}_hour",
                lambda new: handed(_moment(end, "" if new == NO_HOUR else new), period_type),
            )
    elif period_type is not None:
        _year_and_part(w, view.today, value or "", period_type, name, handed)


def _moment(on: date, hour: str) -> str:
    """A day, with the hour where there is one: "2026-10-10T04"."""
    return f"{on.isoformat()}T{hour}" if hour else on.isoformat()


def _year_and_part(
    w: Words, today: date, value: str, period_type: str, name: str, handed: Handed
) -> None:
    """The year, and the quarter or month in it; a year alone waits for its part."""
    year, _, part = value.partition("-")
    year = year or state.current().draft.get(f"{name}_year", "")
    alone = period_type == "year"

    def with_year(new: str) -> None:
        state.change(draft={**state.current().draft, f"{name}_year": new})
        if alone or part:
            handed(new if alone else f"{new}-{part}", period_type)

    years = {str(number): str(number) for number in range(today.year, FIRST_YEAR - 1, -1)}
    none = w("upload.choose")
    choice(w("upload.year"), years, year, f"{name}_year", with_year, none=none)
    if alone:
        return
    if period_type == "quarter":
        parts = {f"Q{number}": w(f"quarter.{number}") for number in range(1, 5)}
    else:
        parts = {f"{number:02d}": str(number) for number in range(1, 13)}
    choice(
        w(f"upload.{period_type}"),
        parts,
        part,
        f"{name}_part",
        lambda new: handed(f"{year or today.year}-{new}", period_type),
        none=none,
    )


def _of_type(value: str | None, period_type: str, today: date) -> str | None:
    """What of a period still holds when its type becomes another one."""
    known = periods.read(value) if value else None
    end = known.end if known else None
    match period_type:
        case "year":
            return str(end.year if end else today.year)
        case "year_to_date" if end:
            return end.isoformat()
        case "month" if end:
            return f"{end:%Y-%m}"
        case "quarter" if end:
            return f"{end.year}-Q{(end.month + 2) // 3}"
    return None


def _show(name: str, value: object) -> str:
    """Give a widget its value before it is drawn; returns its key."""
    key = state.key(name)
    st.session_state[key] = value
    return key


def _hand(key: str, handed: Handed) -> None:
    handed(st.session_state[key])


def _hand_code(key: str, handed: Handed, codes: Collection[str]) -> None:
    # No code where the browser still writes the options in the other language.
    if (code := st.session_state[key]) in codes:
        handed(code)


def _hand_text(key: str, handed: Handed, label: str, most: int) -> None:
    typed = st.session_state[key].strip()
    handed(typed[:most].strip() or None)
    if len(typed) > most:
        state.change(problem=Problem(TOO_LONG, box=label, most=most, typed=len(typed)))
    elif (told_before := state.current().problem) and told_before.key == TOO_LONG:
        state.change(problem=None)
