"""Step 3: what the checks found, rule by rule with the cells; what step 5 asks of warnings."""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

import streamlit as st

from rankings.blocks import table
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.table import XLSX
from rankings.blocks.upload import acknowledging, state
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.ingest.grid import NUMBER, Book
from rankings.loads import Acknowledgement, Checked
from rankings.loads.checks import SEVERITIES, Finding
from rankings.sentences import naming, problems, report
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import Words, sentence_case

ICONS = {
    "blocker": ":red[:material/block:]",
    "warning": ":orange[:material/warning:]",
    "note": ":gray[:material/info:]",
}
ROWS_SHOWN = 500
SENTENCES_IN_FULL = 6
ROWS_IN_FULL = 8
SENTENCES_OF_A_FILE = 10
TABLE_HEIGHT = 300


def missing(upload: Upload, checked: Checked) -> tuple[str, ...]:
    """The rules whose warnings nobody has acknowledged yet."""
    return acknowledging.missing(checked.to_acknowledge, upload.acknowledged)


def acknowledgements(upload: Upload, checked: Checked) -> list[Acknowledgement]:
    """What a person has said of the warnings that there are."""
    return [upload.acknowledged[rule] for rule in checked.to_acknowledge]


def draw(view: View, upload: Upload, checked: Checked, book: Book | None) -> None:
    """The findings by severity and rule. book: the file, for the copy with the cells marked."""
    w = view.words
    if not checked.findings:
        st.markdown(w("check.nothing"))
        return
    names = _names(view, upload, checked)
    for severity in SEVERITIES:
        found = [item for item in checked.findings if item.severity == severity]
        if not found:
            continue
        head = w("check.severity", severity=w(f"finding.{severity}"), count=w.number(len(found)))
        st.markdown(f"{ICONS[severity]} **{head}**")
        for rule in dict.fromkeys(item.rule for item in found):
            of_rule = [item for item in found if item.rule == rule]
            with st.container(border=True):
                _rule(view, rule, of_rule, names, book)
    if book is not None:
        schemes = [editions.name_of(edition_id).scheme for edition_id in checked.edition_ids]
        of_load = names.get(next(iter(schemes), view.scheme), names[view.scheme])
        st.download_button(
            w("check.report"),
            or_sentence(w, lambda: report.marked_workbook(book, checked.findings, w, of_load)),
            file_name=f"{w('check.report_file')}-{_stem(book.file_name)}.xlsx",
            mime=XLSX,
            key=state.key("report"),
            on_click="ignore",
            icon=":material/download:",
        )


def draw_warnings(view: View, upload: Upload, checked: Checked) -> None:
    """The warnings of one of several files, each as a sentence with its place."""
    warnings = [item for item in checked.findings if item.severity == "warning"]
    if not warnings:
        return
    names = _names(view, upload, checked)
    st.markdown(f"{ICONS['warning']} **{literal(upload.book.file_name)}**")
    lines = [_line(view, item, names, upload.book) for item in warnings[:SENTENCES_OF_A_FILE]]
    if more := len(warnings) - len(lines):
        lines.append(f"- {view.words.plural('batch.more_warnings', more)}")
    st.markdown("\n".join(lines))


def _names(view: View, upload: Upload, checked: Checked) -> dict[str, dict[str, str]]:
    """Scheme -> code -> name, with the editions and indicators that only the load brings."""
    w = view.words
    found = naming.of_load(view.at.store.at(upload.base), w, state.rows_of(checked))
    own = own_names(view, upload, checked)
    return {scheme: own | names for scheme, names in found.items()}


def own_names(view: View, upload: Upload, checked: Checked) -> dict[str, str]:
    """Names of the editions and indicators of the load, new ones too: see naming.code_names."""
    w = view.words
    shorts = naming.index_names(view.at.store.at(upload.base), w)
    own: dict[str, str] = {}
    for reading in upload.readings:
        if reading.new_index and reading.index_code:
            shorts[reading.index_code] = reading.new_index_name or reading.index_code
            for node in reading.new_indicators:
                own[naming.indicator_key(reading.index_code, node.code)] = node.name
    for edition_id in {*checked.edition_ids, *naming.editions_in(checked.findings)}:
        named = editions.name_of(edition_id)
        short = shorts.get(named.index_code, named.index_code)
        own[edition_id] = f"{short}, {w.period(named)}"
    return own


def _rule(
    view: View,
    rule: str,
    found: Sequence[Finding],
    names: Mapping[str, Mapping[str, str]],
    book: Book | None,
) -> None:
    w = view.words
    st.markdown(f"**{rule_name(w, rule)}** ({w.number(len(found))})")
    if len(found) <= SENTENCES_IN_FULL:
        # A few are read as sentences: in a table, long ones are cut off.
        st.markdown("\n".join(_line(view, item, names, book) for item in found))
    else:
        _table(view, rule, found[:ROWS_SHOWN], names, book)


def rule_name(w: Words, rule: str) -> str:
    """What the findings of a rule are called."""
    return w(f"rule_name.{rule}")


def _line(
    view: View, item: Finding, names: Mapping[str, Mapping[str, str]], book: Book | None
) -> str:
    """One finding as an item of a list: the sentence, where it stands and what stands there."""
    w = view.words
    sentence = _message(view, item, names)
    message = literal(sentence)
    if item.place is None:
        return f"- {message}."
    place = literal(item.place)
    value = _value(w, book, report.spot(item.place))
    if value is None or value in sentence or value.replace(".", ",") in sentence:
        return f"- {w('check.line', message=message, place=place)}"
    return f"- {w('check.line_value', message=message, place=place, value=literal(value))}"


def _message(view: View, item: Finding, names: Mapping[str, Mapping[str, str]]) -> str:
    of_scheme = names.get(naming.scheme_of(item, view.scheme))
    return sentence_case(problems.finding(view.words, item, of_scheme))


def _table(
    view: View,
    rule: str,
    found: Sequence[Finding],
    names: Mapping[str, Mapping[str, str]],
    book: Book | None,
) -> None:
    w = view.words

    def place(item: Finding) -> list[str | None]:
        """The sheet and the cell; of what is found in no cell only the place."""
        return item.place.rsplit("!", 1) if report.spot(item.place) else [item.place, None]

    columns = [
        Column(w("report.column_sheet"), lambda item: place(item)[0]),
        Column(w("report.column_cell"), lambda item: place(item)[1]),
        Column(w("table.message"), lambda item: _message(view, item, names)),
    ]
    if book is not None:
        value = Column(
            w("report.column_value"), lambda item: _value(w, book, report.spot(item.place))
        )
        columns.insert(2, value)
    table.draw(
        view,
        Table(found, columns),
        key=state.key(f"findings_{rule}"),
        height=TABLE_HEIGHT if len(found) > ROWS_IN_FULL else None,
        wide=w("table.message"),
    )


def _value(w: Words, book: Book | None, spot: report.Spot | None) -> str | None:
    """What stands in the cell; a number that the file does not write itself in the reader's way."""
    if book is None or spot is None or (spot.top, spot.left) != (spot.bottom, spot.right):
        return None
    try:
        sheet = book.sheet(spot.sheet)
    except KeyError:
        return None
    if spot.top >= sheet.height or spot.left >= sheet.width:
        return None
    text = sheet.text(spot.top, spot.left)
    if text is not None and sheet.kinds[spot.left][spot.top].as_py() == NUMBER:
        with contextlib.suppress(InvalidOperation):
            return w.number(Decimal(text))
    return text


def acknowledge(view: View, checked: Checked) -> None:
    """For each kind of warning a reason and a sentence."""
    counts = Counter(item.rule for item in checked.findings if item.severity == "warning")
    names = {rule: rule_name(view.words, rule) for rule in counts}
    acknowledging.draw(view, counts, names)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]
