"""Changes by hand: a form each, what it would do, a reason, a name, and the button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from rankings import loads, sentences
from rankings.blocks.controls import segments
from rankings.blocks.upload import fields, permission
from rankings.blocks.view import View, index_choice
from rankings.facts import editions, overview
from rankings.facts.editions import EditionFacts
from rankings.ingest.submission import Submission
from rankings.loads import REASONS, Acknowledgement, Checked, Stopped, access
from rankings.loads.edits import figure, grounds, owners, remark, targets
from rankings.loads.edits.targets import TargetGiven
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.sentences import upload as said_of_effects
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case
from rankings.words.typed import line

_ROUND, _SEEN, _SAID, _NAME = "edits_round", "edits_seen", "edits_said", "edits_name"
NEW = "new"
FINDINGS_SHOWN = 10


@dataclass(frozen=True)
class Form:
    """What a form holds now.

    inputs: everything typed and chosen; make: the submission of it for a reason and a basis, may
    raise Problem; changes: the lines of its preview; needs_why: whether a reason is asked for;
    basis: whether a document or link may be named.
    """

    inputs: tuple
    make: Callable[[str, str], Submission]
    changes: Callable[[Submission], list[said.Change]]
    needs_why: bool = True
    basis: bool = False


@dataclass(frozen=True)
class Seen:
    """A preview: of which inputs, on which version, and what the load would do."""

    of: tuple
    submission: Submission
    checked: Checked
    changes: list[said.Change]


def draw(view: View) -> None:
    """The four forms, one at a time; nothing from another machine or while figures are pinned."""
    w = view.words
    if view.pinned or view.as_of is not None:
        st.info(w("edits.pinned"))
        return
    if reason := permission.refused(view):
        st.info(reason)
        return
    if message := st.session_state.pop(_SAID, None):
        st.success(message)
    options = {part: w(f"edits.part_{part}") for part in FORMS}
    part = segments("edit", w("edits.parts"), options, "correction", show_label=False)
    st.caption(w(f"edits.about_{part}"))
    form = FORMS[part](view)
    if form is not None:
        _judge(view, part, form)


# --- One figure -----------------------------------------------------------------------------------


def _correction(view: View) -> Form | None:
    w = view.words
    edition = _edition(view)
    if edition is None:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = _choice(w("table.unit"), _units(view, edition), f"unit_{edition.scheme}", 300)
        cells = _cells(view, edition, unit)
        if not cells:
            st.info(w("edits.no_figures"))
            return None
        at = f"cell_{edition.edition_id}_{unit}"
        chosen = _choice(
            w("edits.figure"), {key: text for key, (text, _) in cells.items()}, at, 440
        )
    row = cells[chosen][1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gone = st.checkbox(w("edits.take_back"), key=_key("gone"), help=w("edits.take_back_help"))
        value = _text(w("edits.new_value"), "value", 200, disabled=gone)
    cell = figure.Cell(unit, row["indicator_code"], row["measure"], None if gone else value)

    def make(why: str, basis: str) -> Submission:
        return figure.change(
            view.at,
            edition_id=edition.edition_id,
            **vars(cell),
            why=why,
            basis=basis,
        )

    name = said.cell(w, _name(view, edition, row), row["measure"])
    what = said.valued(w, _units(view, edition)[unit], name)

    def changes(submission: Submission) -> list[said.Change]:
        after = w("edits.removed")
        if not gone:
            # The number that was read, not what was typed: 1.234 may be meant as either.
            read = submission.rows["observations"].to_pylist()[0]
            after = _written(view, edition, read)
        return [(what, _written(view, edition, row), after)]

    return Form((edition.edition_id, cell), make, changes, basis=True)


def _cells(view: View, edition: EditionFacts, unit: str) -> dict[str, tuple[str, dict]]:
    """The figures of a unit in an edition: code -> label and row, in the order of the index."""
    rows = queries.edition_figures(view.at, edition_id=edition.edition_id).to_pylist()
    order = list(_nodes(view, edition))
    own = [row for row in rows if row["unit_code"] == unit and row["indicator_code"] in order]
    own.sort(key=lambda row: (order.index(row["indicator_code"]), row["measure"] != "score"))
    found = {}
    for row in own:
        name = said.cell(view.words, _name(view, edition, row), row["measure"])
        label = said.valued(view.words, name, _written(view, edition, row))
        found[f"{row['indicator_code']} {row['measure']}"] = label, row
    return found


def _written(view: View, edition: EditionFacts, row: Mapping) -> str:
    """A figure in the reader's language, with the decimals of its index."""
    decimals = 0 if row["measure"] == "rank" else edition.decimals
    # A value with more decimals than its index prints is shown with all of them.
    own = -row["value"].normalize().as_tuple().exponent
    return view.words.number(row["value"], max(decimals, own))


# --- Targets --------------------------------------------------------------------------------------


def _targets(view: View) -> Form | None:
    w = view.words
    index_code = index_choice(view)
    rows = targets.of_home(view.at, index_code=index_code)
    known = [targets.given_of(row) for row in rows]
    options = {str(at): said.target(w, given) for at, given in enumerate(known)}
    mark = f"{index_code}_{view.at.version}"
    chosen = _choice(
        w("table.target"), options | {NEW: w("edits.target_new")}, f"target_{mark}", 560
    )
    before = None if chosen == NEW else known[int(chosen)]
    mark = f"{mark}_{chosen}"
    typed, removed = _target_fields(view, before, mark)

    def given() -> list[TargetGiven]:
        others = [item for item in known if item is not before]
        day = grounds.day(typed["by_date"])
        return others if removed else [*others, TargetGiven(**typed | {"by_date": day})]

    def make(why: str, basis: str) -> Submission:
        return targets.change(view.at, index_code=index_code, targets=given(), why=why, basis=basis)

    inputs = index_code, chosen, removed, tuple(typed.items())
    return Form(inputs, make, lambda _: said.target_changes(w, known, given()), basis=True)


def _target_fields(
    view: View, before: TargetGiven | None, mark: str
) -> tuple[dict[str, object], bool]:
    """The fields of one target, and whether it is to go."""
    w = view.words
    was = before or TargetGiven(10, "")
    types = {"": w("edits.any_type")}
    types |= {code: sentence_case(w(f"period_type.{code}")) for code in targets.PERIOD_TYPES}
    highest = queries.units(view.at, scheme=view.scheme).num_rows
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit = st.number_input(
            w("edits.limit"), 1, highest, was.rank_limit, key=_key(f"limit_{mark}"), width=160
        )
        day = _typed_day(was.by_date) if was.by_date else ""
        by_date = _text(w("edits.by_date"), f"by_date_{mark}", 200, day)
        kind = _choice(
            w("edits.period_type"), types, f"type_{mark}", 220, first=was.period_type or ""
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        set_by = _text(w("edits.set_by"), f"set_by_{mark}", 400, was.set_by)
        note = _text(w("edits.note"), f"note_{mark}", 400, was.note or "")
    removed = before is not None and st.checkbox(w("edits.remove"), key=_key(f"remove_{mark}"))
    typed = {
        "rank_limit": int(limit),
        "set_by": set_by,
        "by_date": by_date,
        "period_type": kind or None,
        "note": note or None,
    }
    return typed, removed


# --- Agencies -------------------------------------------------------------------------------------


def _owners(view: View) -> Form | None:
    w = view.words
    index_code = index_choice(view)
    method = _method(view, index_code)
    if method is None:
        return None
    nodes = {
        row["indicator_code"]: row
        for row in owners.components(view.at, index_code=index_code, method_code=method)
    }
    if not nodes:
        st.info(w("edits.no_components"))
        return None
    names = {code: w.name(row) or row["name_en"] for code, row in nodes.items()}
    before = {code: (row["owner_vi"] or "", row["owner_en"] or "") for code, row in nodes.items()}
    given, none = {}, w("word.not_assigned")
    for code in nodes:
        mark = f"{method}_{code}_{view.at.version}"
        with st.container(horizontal=True, vertical_alignment="bottom"):
            vi = _text(names[code], f"owner_vi_{mark}", 400, before[code][0], none)
            en = _text(w("edits.owner_en"), f"owner_en_{mark}", 300, before[code][1])
        given[code] = (vi, en)
    after = {code: tuple(map(line, pair)) for code, pair in given.items()}

    def make(why: str, _: str) -> Submission:
        return owners.change(
            view.at,
            index_code=index_code,
            method_code=method,
            owners=given,
            why=why,
        )

    inputs = index_code, method, tuple(given.items())
    return Form(inputs, make, lambda _: said.owner_changes(w, names, before, after))


def _method(view: View, index_code: str) -> str | None:
    """The version of the rules, the one of the newest edition first."""
    found = editions.of_index(view.at, index_code)
    codes = dict.fromkeys(item.method_code for item in found)
    if not codes:
        st.info(view.words("empty.no_definitions"))
        return None
    return _choice(
        view.words("table.method"), {code: code for code in codes}, f"method_{index_code}", 300
    )


# --- Remarks --------------------------------------------------------------------------------------


def _remark(view: View) -> Form | None:
    w = view.words
    edition = _edition(view)
    if edition is None:
        return None
    before = remark.of_edition(view.at, edition_id=edition.edition_id) or {}
    mark = f"{edition.edition_id}_{view.at.version}"
    if before:
        # As text: what a person has typed is never read as Markdown.
        st.text(said.signed(w, before["signed_by"], before["dated"]))
    most = remark.LENGTH
    vi = st.text_area(
        w("edits.remark_vi"), before.get("text_vi") or "", key=_key(f"vi_{mark}"), max_chars=most
    )
    en = st.text_area(
        w("edits.remark_en"), before.get("text_en") or "", key=_key(f"en_{mark}"), max_chars=most
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        signed_by = _text(w("edits.signed_by"), f"signed_{mark}", 300)
        dated = _text(w("edits.dated"), f"dated_{mark}", 200, _typed_day(view.today))

    def make(why: str, _: str) -> Submission:
        return remark.change(
            view.at,
            edition_id=edition.edition_id,
            text_vi=vi,
            text_en=en,
            signed_by=signed_by,
            dated=_day_given(dated),
            why=why,
        )

    inputs = edition.edition_id, vi, en, signed_by, dated
    changes = said.remark_change(w, before.get("text_vi"), line(vi))
    return Form(inputs, make, lambda _: changes, needs_why=False)


def _day_given(text: str) -> date:
    found = grounds.day(text)
    if found is None:
        raise Problem("error.not_a_day", value=text)
    return found


FORMS: Mapping[str, Callable[[View], Form | None]] = {
    "correction": _correction,
    "targets": _targets,
    "owners": _owners,
    "remark": _remark,
}


# --- What it would do, and doing it ---------------------------------------------------------------


def _judge(view: View, part: str, form: Form) -> None:
    """Reason, name, the preview and, once the preview has been seen, the button that publishes."""
    w = view.words
    reason, why, basis = "other", "", ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if part == "correction":
            reasons = {code: sentence_case(w(f"ack_reason.{code}")) for code in REASONS}
            reason = _choice(w("edits.reason"), reasons, "reason", 260)
        if form.needs_why:
            why = _text(w("edits.why"), f"why_{part}", 440)
        if form.basis:
            basis = _text(w("edits.basis"), f"basis_{part}", 360)
    of = (part, view.at.version, form.inputs, why, basis)
    if st.button(w("edits.preview"), key=_key("preview"), icon=":material/visibility:"):
        _look(view, form, of, why, basis)
    seen = st.session_state.get(_SEEN)
    if seen is None or seen.of != of:
        return
    _preview(view, seen)
    if seen.checked.blockers:
        st.error(w("edits.blocked"))
        return
    _publish(view, seen, reason, why)


def _look(view: View, form: Form, of: tuple, why: str, basis: str) -> None:
    """Try the change on a copy and keep what came of it."""
    st.session_state.pop(_SEEN, None)
    try:
        with st.spinner(view.words("edits.checking")):
            submission = form.make(why, basis)
            checked = loads.check(view.at.store, submission, base=view.at.version)
            st.session_state[_SEEN] = Seen(of, submission, checked, form.changes(submission))
    except Problem as problem:
        st.error(fields.told(view, problem))


def _preview(view: View, seen: Seen) -> None:
    """Before and after, line by line; then what the checks found."""
    w = view.words
    lines = list(seen.changes)
    units = queries.units(view.at, scheme=view.scheme).num_rows
    for effect in seen.checked.effects:
        if effect.changed:
            decimals = editions.decimals(view.at, effect.index_code)
            rows = said_of_effects.effect_rows(w, effect, units, decimals)
            short = naming.index_name(view.at, w, effect.index_code)
            lines += [
                (said.valued(w, short, what), *sides)
                for what, *sides in rows
                if len(set(sides)) > 1
            ]
    columns = [w("edits.what"), w("edits.before"), w("edits.after")]
    st.table(pd.DataFrame(_as_text(lines), columns=columns).set_index(columns[0]))
    if not any(effect.changed for effect in seen.checked.effects):
        st.caption(w("edits.no_effect"))
    _findings(view, seen.checked)


def _as_text(lines: list[said.Change]) -> list[list[str]]:
    """Cells of st.table are Markdown; what people have typed is to be shown letter by letter."""
    return [[literal(cell) for cell in line] for line in lines]


def _findings(view: View, checked: Checked) -> None:
    w = view.words
    names = naming.names_by_scheme(view.at, w)
    for severity in ("blocker", "warning", "note"):
        found = [item for item in checked.findings if item.severity == severity]
        if not found:
            continue
        st.markdown(f"**{w(f'finding.{severity}')}**")
        for item in found[:FINDINGS_SHOWN]:
            known = names.get(naming.scheme_of(item, view.scheme))
            st.text(said.finding(sentences.finding(w, item, known)))
        if len(found) > FINDINGS_SHOWN:
            st.caption(w.plural("edits.more_findings", len(found) - FINDINGS_SHOWN))


def _publish(view: View, seen: Seen, reason: str, why: str) -> None:
    w = view.words
    second = access.settings().second_person
    accepted = True
    if seen.checked.to_acknowledge and not second:
        accepted = st.checkbox(w("edits.acknowledge"), key=_key("acknowledge"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            w("edits.name"),
            st.session_state.get(_NAME, ""),
            key=_key("name"),
            max_chars=access.NAME_LENGTH,
            width=300,
        )
        st.caption(w("edits.self_declared"), width="content")
    pressed = st.button(
        w("edits.stage" if second else "edits.publish"),
        key=_key("publish"),
        disabled=not accepted,
        icon=":material/outbox:" if second else ":material/publish:",
    )
    if not pressed:
        return
    sentence = why or w("edits.by_hand")
    given = [Acknowledgement(rule, reason, sentence) for rule in seen.checked.to_acknowledge]
    try:
        with st.spinner(w("edits.working")):
            message = _act(view, seen, name, second, given)
    except Problem as problem:
        st.error(fields.told(view, problem))
        return
    except Stopped:
        # Somebody published meanwhile, and the checks now say otherwise than what was seen.
        st.session_state.pop(_SEEN, None)
        st.error(w("edits.found_more"))
        return
    st.session_state.pop(_SEEN, None)
    st.session_state[_NAME] = name
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_SAID] = message
    st.rerun()


def _act(view: View, seen: Seen, name: str, second: bool, given: list[Acknowledgement]) -> str:
    """Hand the load in and, where one person is enough, publish it; what came of it in words."""
    w = view.words
    by = access.person(name)
    if second:
        return w("edits.staged", id=loads.stage(view.at.store, seen.submission, by=by))
    done = loads.publish_at_once(
        view.at.store, seen.submission, by=by, acknowledgements=given, seen=seen.checked.base
    )
    return w("edits.published", id=done.load_id, by=literal(by))


# --- Fields ---------------------------------------------------------------------------------------


def _edition(view: View) -> EditionFacts | None:
    """The index and the edition, the one on the card first."""
    w = view.words
    index_code = index_choice(view)
    found = editions.of_index(view.at, index_code)
    if not found:
        st.info(w("error.no_editions"))
        return None
    at_home = editions.choose(view.at, index_code).scheme == view.scheme
    on_card = at_home and overview.card_edition(
        view.at, index_code=index_code, scheme=view.scheme, unit_code=view.home
    )
    labels = {item.edition_id: naming.edition_label(w, item) for item in found}
    chosen = _choice(
        w("control.edition"), labels, f"edition_{index_code}", 440, first=on_card or None
    )
    return editions.by_id(view.at, chosen)


def _units(view: View, edition: EditionFacts) -> dict[str, str]:
    """The units of the edition's scheme by name, home first."""
    w = view.words
    names = naming.unit_names(view.at, w, scheme=edition.scheme)
    home = editions.home_code(view.at, edition.scheme)
    ordered = sorted(names, key=lambda code: (code != home, w.sort_key(names[code])))
    return {code: names[code] for code in ordered}


def _nodes(view: View, edition: EditionFacts) -> dict[str, dict]:
    return editions.nodes(
        view.at,
        index_code=edition.index_code,
        method_code=edition.method_code,
    )


def _name(view: View, edition: EditionFacts, row: Mapping) -> str:
    node = _nodes(view, edition)[row["indicator_code"]]
    return view.words.name(node) or node["name_en"] or row["indicator_code"]


def _typed_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _choice(
    label: str, options: Mapping[str, str], name: str, width: int, *, first: str | None = None
) -> str:
    """A select box over code -> label; returns the code."""
    codes = list(options)
    with st.container(width=width):
        return st.selectbox(
            label,
            codes,
            index=codes.index(first) if first in codes else 0,
            format_func=lambda code: options.get(code, code),
            key=_key(name),
        )


def _text(
    label: str,
    name: str,
    width: int,
    value: str = "",
    none: str = "",
    *,
    disabled: bool = False,
) -> str:
    """A line to type in. none: what an empty one says."""
    return st.text_input(
        label,
        value,
        key=_key(name),
        width=width,
        placeholder=none,
        disabled=disabled,
        max_chars=grounds.WHY_LENGTH,
    )


def _key(name: str) -> str:
    """The key of a widget; after a publication all begin anew."""
    return f"edit_{name}_{st.session_state.get(_ROUND, 0)}"
