"""The load history on screen: the list, one load in detail, and taking it back."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any

import streamlit as st

from rankings import loads
from rankings.blocks import data, person, table
from rankings.blocks.address import link
from rankings.blocks.controls import select
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.history import source
from rankings.blocks.upload import permission
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionName
from rankings.ingest import originals
from rankings.ingest.submission import Submission
from rankings.loads import Checked, access, history
from rankings.loads.edits import grounds
from rankings.loads.history import Load, LoadSource
from rankings.sentences import history as history_sentences
from rankings.sentences import naming, problems
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import sentence_case

_OPEN = "history_withdraw"  # the load whose withdrawal is being considered
_TRIED = "history_tried"  # (load, version, what its withdrawal would do)
_SAID = "history_said"  # what came of the last try, said once: a Problem or (load, withdrawal)
_WHY, _BY = "history_why", "history_by"


class Named:
    """How indices and editions are called in the language of a view."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def home(self) -> str:
        """The name of the home unit."""
        return self._view.home_name

    @cached_property
    def _short(self) -> dict[str, str]:
        view = self._view
        return naming.index_names(view.at, view.words)

    def index(self, index_code: str) -> str:
        """The short name of an index; its code when it does not count any more."""
        return self._short.get(index_code, index_code)

    def decimals(self, index_code: str) -> int:
        """How many decimals its scores have."""
        return editions.decimals(self._view.at, index_code)

    def edition(self, edition_id: str) -> EditionName:
        """The period of an edition."""
        return editions.name_of(edition_id)

    def label(self, edition_id: str) -> str:
        """An edition by its index and period."""
        item = editions.name_of(edition_id)
        return f"{self.index(item.index_code)}, {self._view.words.period_short(item)}"


def finding(view: View) -> str:
    """What the last load was, who published it, and what it changed for home."""
    newest = history.last(history.published(view.at))
    found = history.effects(view.at, newest.load_id) if newest else ()
    return history_sentences.last_load(view.words, newest, found, Named(view))


def draw_list(view: View) -> None:
    """Every load, newest first, with downloads."""
    w, described = view.words, load_table(view)
    table.draw(view, described, key="loads", empty=w("history.finding_none"))
    table.downloads(
        view,
        lambda: described.sheet(w("page.history"), about(view)),
        file_name=w("history.file_list"),
    )


def load_table(view: View) -> Table[Load]:
    """The loads, newest first."""
    w, names = view.words, Named(view)

    def counted(name: str, decimals: int | None = None) -> Column[Load]:
        """A figure of a load; of one that waits there is no evidence yet."""
        return Column(
            w(f"history.{name}"),
            attrgetter(name),
            key=lambda load: (
                None if load.state == "staged" else str(figure_keys.Load(load.load_id, name))
            ),
            decimals=decimals,
        )

    def why(load: Load) -> str | None:
        return load.why or (load.withdrawal.why if load.withdrawal else None)

    return Table(
        _every(view),
        [
            Column(w("history.number"), attrgetter("load_id")),
            Column(w("history.when"), lambda load: history_sentences.moment(w, load.at)),
            Column(w("history.state"), lambda load: history_sentences.load_state(w, load.state)),
            Column(w("history.what"), lambda load: w(f"load_kind.{load.kind}")),
            Column(w("history.file"), attrgetter("file_name")),
            Column(
                w("history.editions"),
                lambda load: "; ".join(map(names.label, load.edition_ids)) or None,
            ),
            Column(w("history.by"), lambda load: history_sentences.who(w, load.by, load.identity)),
            # Written with the mark of thousands.
            counted("figures", decimals=0),
            counted("warnings"),
            Column(w("history.withdraws"), attrgetter("withdraws")),
            Column(w("history.why"), why),
        ],
    )


def about(view: View) -> tuple[tuple[str, str], ...]:
    """What an exported table of loads must say of itself: as of which state it is."""
    version = history_sentences.version_shown(view.words, view.live.version, view.as_of)
    return ((view.words("download.about_version"), version),)


def details(view: View) -> None:
    """One load, to be chosen: file, sources, findings, acknowledgements, effect, withdrawal."""
    w = view.words
    every = {str(item.load_id): item for item in _every(view)}
    labels = {code: history_sentences.load_label(w, item) for code, item in every.items()}
    st.subheader(w("history.details"))
    newest = next(code for code, item in every.items() if item.state != "staged")
    load = every[select("load", w("history.load"), labels, newest)]
    st.markdown("\n".join(f"- **{name}:** {text}" for name, text in _facts(view, load)))
    source.draw(view, load)
    _actions(view, load)
    _effect(view, load)
    _acknowledged(view, load)
    _findings(view, load)
    if load.layout is not None:
        with st.expander(w("history.layout")):
            text = json.dumps(load.layout, ensure_ascii=False, indent=2)
            st.code(text, language="json", height=320)
    _withdrawing(view, load)


def _every(view: View) -> tuple[Load, ...]:
    """The loads of the state shown; those that wait only where the newest state is shown."""
    waiting = () if view.as_of is not None or view.pinned else history.staged(view.live.store)
    return waiting + history.published(view.at)


# --- What is known of a load ----------------------------------------------------------------------


def _facts(view: View, load: Load) -> list[tuple[str, str]]:
    """Label and Markdown of each line."""
    w, text = view.words, literal

    def done(at: datetime | None, by: str | None) -> str:
        """When, and by whom where a person did it."""
        moment = history_sentences.moment(w, at)
        return f"{moment}, {history_sentences.who(w, by, load.identity)}" if by else moment

    lines = [
        (w("history.state"), history_sentences.load_state(w, load.state)),
        (w("history.what"), text(history_sentences.what(w, load.kind, load.file_name))),
    ]
    if load.withdraws is not None:
        lines.append((w("history.withdraws"), text(str(load.withdraws))))
    number = (load.recognised or {}).get("of_load")
    if number is not None:
        lines.append((w("history.tells_source"), w("vocab.load_number", id=number)))
    if load.uploaded_at is not None and load.kind != "withdrawal":
        lines.append((w("history.uploaded"), text(done(load.uploaded_at, load.uploaded_by))))
    if load.state != "staged":
        lines.append((w("history.published_at"), text(done(load.at, load.by))))
    if load.why:
        lines.append((w("history.why"), text(load.why)))
    if taken := load.withdrawal:
        said = w(
            "history.withdrawn_by_text",
            by=taken.by or w.number(None),
            time=history_sentences.moment(w, taken.at),
            id=taken.load_id,
            why=taken.why or w.number(None),
        )
        lines.append((w("history.withdrawn_by"), text(said)))
    if load.edition_ids:
        labels = map(Named(view).label, load.edition_ids)
        lines.append((w("history.editions"), text("; ".join(labels))))
    if load.sha256:
        lines.append((w("history.sha256"), f"`{load.sha256}`"))
    for item in _sources(view, load):
        lines += _source(view, item)
    return lines + [(w("history.recognised"), text(line)) for line in _recognised(view, load)]


def _sources(view: View, load: Load) -> tuple[LoadSource, ...]:
    return () if load.state == "staged" else history.sources(view.at, load.load_id)


def _source(view: View, item: LoadSource) -> list[tuple[str, str]]:
    """The lines of a source: issuer, title, dates, address; document number and abstract."""
    w = view.words
    dates = w.date_range(item.published_from, item.published_to)
    known = item.published_from is not None or item.published_to is not None
    parts = [
        naming.origin(w, item.kind, item.origin),
        item.publisher if item.publisher != item.origin else None,
        item.title,
        dates if known else None,
        item.url,
        w("history.accessed", date=w.date(item.accessed_on)) if item.accessed_on else None,
    ]
    lines = [(w("history.source"), "; ".join(filter(None, parts)))]
    if item.document_number:
        lines.append(
            (w("history.document"), w("history.document_text", number=item.document_number))
        )
    lines += [
        (w(key), value)
        for key, value in (
            ("history.abstract", item.abstract),
            ("history.attached", item.document_name),
        )
        if value
    ]
    return [(name, literal(value)) for name, value in lines]


def _recognised(view: View, load: Load) -> list[str]:
    """A line for each table that was read."""
    if not load.recognised:
        return []
    if "of_load" in load.recognised:
        return []
    tables = load.recognised.get("tables") or [load.recognised]
    return [_table(view, item) for item in tables if isinstance(item, Mapping)]


def _table(view: View, item: Mapping[str, Any]) -> str:
    w = view.words
    parts = []
    if item.get("index") and item.get("period") and item.get("period_type"):
        name = EditionName(item["index"], item["period"], item["period_type"], "")
        edition = f"{Named(view).index(item['index'])}, {w.period_short(name)}"
        parts.append(
            w(
                "history.recognised_text",
                edition=edition,
                scheme=_scheme(view, item.get("scheme")),
                units=w.number(item.get("units")),
            )
        )
    if item.get("sheet"):
        parts.append(w("history.recognised_sheet", sheet=item["sheet"]))
    columns = [_column(column) for column in item.get("columns") or []]
    if columns:
        parts.append(w("history.recognised_columns", columns=", ".join(columns)))
    return "; ".join(parts)


def _scheme(view: View, scheme: str | None) -> str:
    if not scheme:
        return view.words.number(None)
    return naming.list_of_units(view.at, view.words, scheme)


def _column(column: object) -> str:
    if not isinstance(column, Mapping):
        return str(column)
    return f"{column.get('column')} ({column.get('heading') or column.get('measure') or '–'})"


def _actions(view: View, load: Load) -> None:
    """The way to the figures as of the load, and the files it came with."""
    w = view.words
    with st.container(horizontal=True, vertical_alignment="center"):
        if load.state != "staged":
            st.page_link(
                view.pages["overview"],
                label=w("history.as_of"),
                icon=":material/history:",
                query_params=link(as_of=str(load.load_id)),
            )
        if load.sha256:
            _download(view, load, load.sha256, load.file_name, "history.download")
        for number, item in enumerate(_sources(view, load)):
            if item.document_sha256 and item.document_sha256 != load.sha256:
                key = "history.download_document"
                _download(view, load, item.document_sha256, item.document_name, key, number)


def _download(
    view: View, load: Load, sha256: str, file_name: str | None, key: str, number: int = 0
) -> None:
    """A button for a file kept by its hash. What it was called is shown, and used for nothing: the
    copy is named for the load, with the old ending if that is a plain one."""
    w = view.words
    if load.kind == "data_folder":
        return  # a folder that comes with the application: it was never handed in
    path = originals.path_of(view.live.store, sha256)
    if not path.exists():
        st.caption(w("history.download_missing"))
        return
    _, dot, ending = (file_name or "").rpartition(".")
    plain = dot and ending.isascii() and ending.isalnum() and len(ending) <= 7
    name = f"{w('history.file_original')}-{load.load_id}"
    st.download_button(
        w(key),
        or_sentence(w, path.read_bytes),
        file_name=f"{name}.{ending.lower()}" if plain else name,
        mime="application/octet-stream",
        key=f"{key}_{load.load_id}_{number}",
        on_click="ignore",
        icon=":material/download:",
    )


def _effect(view: View, load: Load) -> None:
    w = view.words
    st.markdown(f"**{w('history.effect')}**")
    if load.state == "staged":
        st.caption(w("history.staged_note"))
        return
    found = history.effects(view.at, load.load_id)
    if not found:
        st.caption(w("history.effect_none"))
        return
    _draw_effects(view, found)


def _draw_effects(view: View, found: tuple) -> None:
    w, names = view.words, Named(view)
    lines = [
        history_sentences.effect(w, item, names) for item in found if history_sentences.moved(item)
    ]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    if same := history_sentences.unmoved(w, found, names):
        st.markdown(same)


def _acknowledged(view: View, load: Load) -> None:
    w = view.words
    if load.state == "staged" or load.kind == "data_folder":
        return
    given = history.acknowledgements(view.at, load.load_id)
    st.markdown(f"**{w('history.acknowledgements')}**")
    if not given:
        st.caption(w("history.acknowledgements_none"))
        return
    columns = [
        Column(w("table.rule"), lambda row: w(f"rule_name.{row[0].rule}")),
        Column(w("history.reason_chosen"), lambda row: w(f"ack_reason.{row[0].reason}")),
        Column(w("history.sentence"), lambda row: row[0].sentence),
        Column(w("history.given_by"), itemgetter(1)),
    ]
    table.draw(view, Table(given, columns), key=f"acknowledged_{load.load_id}")


def _findings(view: View, load: Load) -> None:
    """What the checks found in the load, gravest first."""
    w = view.words
    if load.state == "staged":
        return
    described = data.finding_table(view, load.load_id)
    st.markdown(f"**{w('history.findings')}**")
    if not described.rows:
        st.caption(w("empty.no_findings"))
        return
    counted = Counter(item.severity for item in described.rows)
    counts = [
        w("report.count", severity=w(f"finding.{severity}"), count=count)
        for severity, count in counted.items()
    ]
    with st.expander(w.join(counts)):
        table.draw(view, described, key=f"findings_{load.load_id}")


# --- Taking a load back ---------------------------------------------------------------------------


def _withdrawing(view: View, load: Load) -> None:
    """The way to take a load back, where and when that may be done."""
    w, outcome = view.words, st.session_state.pop(_SAID, None)
    if isinstance(outcome, tuple):
        st.success(w("withdraw.done", id=outcome[0], number=outcome[1]), icon=":material/undo:")
    if not load.withdrawable:
        return
    if why_not := _why_not(view):
        st.caption(why_not)
        return
    if st.session_state.get(_OPEN) != load.load_id:
        st.button(
            w("withdraw.open"), icon=":material/undo:", on_click=_consider, args=(load.load_id,)
        )
        return
    with st.container(border=True):
        st.markdown(f"**{w('withdraw.title', id=load.load_id)}**")
        checked = _tried(view, load)
        if checked.blockers:
            why_used = loads.in_use(checked, load_id=load.load_id)
            st.error(literal(problems.problem(w, why_used)))
            st.button(w("withdraw.cancel"), on_click=_consider, args=(None,))
            return
        _draw_would(view, checked)
        _form(view, load, outcome if isinstance(outcome, Problem) else None)


def _why_not(view: View) -> str | None:
    """Why nothing can be taken back here and now; None when it can."""
    if reason := permission.refused(view, "withdraw.not_here", rights=(access.PUBLISH,)):
        return reason
    earlier = view.as_of is not None or view.pinned
    return view.words("withdraw.earlier") if earlier else None


def _draw_would(view: View, checked: Checked) -> None:
    w, cells = view.words, checked.comparison
    st.markdown(
        history_sentences.would_withdraw(w, changed=cells.changed, gone=cells.gone, new=cells.new)
    )
    _draw_effects(view, checked.effects)


def _form(view: View, load: Load, problem: Problem | None) -> None:
    """Reason and name. problem: why the last try came to nothing."""
    w = view.words
    # What all readers see is taken back by the button alone, not by Enter in a box.
    with st.form("history_form", border=False, enter_to_submit=False):
        st.text_area(w("withdraw.why"), key=_WHY)
        if _BY not in st.session_state:
            st.session_state[_BY] = person.known()
        with person.box(view, "withdrawal"):
            if person.is_typed():
                st.text_input(w("withdraw.by"), key=_BY)
            else:
                person.say(view)
        if problem is not None:
            st.error(literal(problems.problem(w, problem)))
        with st.container(horizontal=True):
            st.form_submit_button(
                w("withdraw.confirm"),
                icon=":material/undo:",
                on_click=_withdraw,
                args=(view, load.load_id),
            )
            st.form_submit_button(w("withdraw.cancel"), on_click=_consider, args=(None,))


def _tried(view: View, load: Load) -> Checked:
    """What taking the load back would do; tried once for each version."""
    made_of = load.load_id, view.at.version
    kept = st.session_state.get(_TRIED)
    if kept is None or kept[0] != made_of:
        asked = Submission("withdrawal", withdraws=load.load_id, why="–")
        kept = made_of, loads.check(view.at.store, asked, base=view.at.version)
        st.session_state[_TRIED] = kept
    return kept[1]


def _consider(load_id: int | None) -> None:
    st.session_state[_OPEN] = load_id


def _withdraw(view: View, load_id: int) -> None:
    """Called when the form is sent, before the page is drawn anew."""
    if _why_not(view) is not None:
        return
    try:
        done = loads.withdraw(
            view.at.store,
            load_id,
            why=grounds.short(st.session_state[_WHY].strip(), grounds.WHY_LENGTH),
            by=person.acting(view.at.store, st.session_state.get(_BY)),
            seen=view.at.version,
        )
    except Problem as problem:
        st.session_state[_SAID] = problem
        return
    person.typed(st.session_state.get(_BY, ""))
    st.session_state[_SAID] = load_id, done.load_id
    for name in (_OPEN, _TRIED):
        st.session_state.pop(name, None)


def heading(view: View) -> str:
    """The heading of the list."""
    return sentence_case(view.words("history.loads"))
