"""Loads that a person makes without a table: a figure, targets, agencies, a remark.

Each function settles one change and returns the Submission that makes it; nothing is written.
What a change does is told by loads.check, and loads.withdraw takes it back like any other load.

A corrected figure has a source of its own (kind `correction`): the original is not where the new
value was read, and a load that named the original's source could not stand without the load that
brought it. Issuer, publisher and dates are those of the original. A load of targets carries the
sources of the targets that stay, for the same reason.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from rankings.facts import editions
from rankings.facts.editions import Edition
from rankings.ingest.meaning import numbers
from rankings.ingest.submission import Submission, table
from rankings.loads import access
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed

PLACE = "correction"
PERIOD_TYPES = editions.PERIOD_TYPES[::-1]
SENTENCES, REMARK_LENGTH = 2, 400
WHY_LENGTH, NAME_LENGTH, TEXT_LENGTH = 500, 120, 300
# What a column of figures can hold.
PLACES, LARGEST = 6, Decimal(10**8)

_SENTENCE_END = re.compile(r"(\S*[.!?…])[\"”’')\]]*\s+[\"“‘'(\[]*(?=([^\W\d_]))")
# Words that end in a point without ending a sentence.
_SHORTENED = {"tp", "tx", "tt", "q", "p", "h", "tr", "ths", "ts", "pgs", "gs", "mr", "mrs", "dr"}
# An agency's name is shown inside sentences, so it holds nothing that could be read as markup.
_NOT_IN_A_NAME = re.compile(r"[^\w\s,.;&()/'’–-]|_")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """One figure: where it stands, and its new value as text; None takes it back."""

    unit_code: str
    indicator_code: str
    measure: str
    value: str | None


@dataclass(frozen=True)
class TargetGiven:
    """A target of the home unit in an index. period_type: one of PERIOD_TYPES, None for any."""

    rank_limit: int
    set_by: str
    by_date: date | None = None
    period_type: str | None = None
    note: str | None = None


# --- One figure -----------------------------------------------------------------------------------


def correction(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    indicator_code: str,
    measure: str,
    value: str | None,
    why: str,
    basis: str | None = None,
) -> Submission:
    """The load that gives one figure another value, or takes it back (value None).

    value: as typed, with a decimal comma or point; the figure keeps its status and confidence.
    basis: document number or link that the new value rests on. Raises Problem when there is no
    such figure, when the value cannot be read or is the one that counts already, without a reason.
    Whether the value is possible is left to the checks.
    """
    cell = Cell(unit_code, indicator_code, measure, value)
    edition = editions.by_id(at, edition_id)
    found = figure(at, edition_id=edition_id, cell=cell)
    why = _reason(why)
    if value is None:
        rows = {"load_scopes": table([_scope(edition_id, cell, found)])}
    else:
        number = _value(at, edition, cell)
        if number == found["value"]:
            raise Problem("error.correction_same", value=value.strip())
        source = _corrected_source(at, found, why, basis)
        rows = {
            "observations": table([_figure(edition_id, cell, found, number, source["source_id"])]),
            "editions": table([_columns(edition)]),
            "sources": table([source]),
        } | _documents([source], why, basis)
    return Submission(
        kind="correction",
        rows=rows,
        why=why,
        recognised=_of_edition(edition)
        | {
            "unit_code": unit_code,
            "indicator": indicator_code,
            "measure": measure,
            "before": found["value_printed"],
            "after": None if value is None else value.strip(),
        },
    )


def figure(at: Snapshot, *, edition_id: str, cell: Cell) -> dict:
    """The row of queries/edition_figures.sql for a cell; Problem when there is none."""
    wanted = (cell.unit_code, cell.indicator_code, cell.measure)
    for row in queries.edition_figures(at, edition_id=edition_id).to_pylist():
        if (row["unit_code"], row["indicator_code"], row["measure"]) == wanted:
            return row
    raise Problem("error.correction_no_figure")


def _value(at: Snapshot, edition: Edition, cell: Cell) -> Decimal:
    """The number that a text prints, in the scale of the indicator. Raises Problem."""
    text = (cell.value or "").strip()
    if not text:
        raise Problem("error.correction_empty")
    found = numbers.number(text, scale_max=_scale(at, edition, cell))
    if found is None or found.percent or (found.of is not None and cell.measure != "rank"):
        raise Problem("error.correction_unreadable", value=text)
    if cell.measure == "rank" and found.value != int(found.value):
        raise Problem("error.correction_rank", value=text)
    if abs(found.value) >= LARGEST or found.value != round(found.value, PLACES):
        raise Problem("error.correction_unreadable", value=text)
    return found.value


def _scale(at: Snapshot, edition: Edition, cell: Cell) -> Decimal | None:
    """The largest value possible: it decides between 1.234 and 1234 where a text may be both."""
    if cell.measure == "rank":
        return Decimal(queries.units(at, scheme=edition.scheme).num_rows)
    nodes = editions.nodes(at, index_code=edition.index_code, method_code=edition.method_code)
    node = nodes[cell.indicator_code]
    return node["max_score"] or editions.by_id(at, edition.edition_id).scale_max


def _figure(edition_id: str, cell: Cell, found: dict, value: Decimal, source_id: str) -> dict:
    return {
        "edition_id": edition_id,
        "unit_code": cell.unit_code,
        "indicator_code": cell.indicator_code,
        "measure": cell.measure,
        "value": round(value, PLACES),
        "value_printed": cell.value.strip(),
        "status": found["status"],
        "confidence": found["confidence"],
        "source_id": source_id,
        "place": PLACE,
    }


def _scope(edition_id: str, cell: Cell, found: dict) -> dict:
    """What takes one figure back: it, and what stood behind it with a weaker status."""
    return {
        "edition_id": edition_id,
        "indicator_code": cell.indicator_code,
        "status": found["status"],
        "unit_code": cell.unit_code,
        "measure": cell.measure,
    }


def _corrected_source(at: Snapshot, found: dict, why: str, basis: str | None) -> dict[str, object]:
    original = _sources(at).get(found["source_id"]) or {}
    return {
        "source_id": _new_id("correction"),
        "origin": original.get("origin") or "–",
        "publisher": original.get("publisher") or "–",
        "kind": "correction",
        "title": why,
        "url": _link(basis) or original.get("url"),
        "published_from": original.get("published_from"),
        "published_to": original.get("published_to"),
    }


# --- Targets --------------------------------------------------------------------------------------


def targets(
    at: Snapshot,
    *,
    index_code: str,
    targets: Sequence[TargetGiven],
    why: str,
    basis: str | None = None,
) -> Submission:
    """The load that sets all targets of the home unit in an index.

    A target that stays as it was keeps its source. basis: link or number of the document that the
    new ones rest on. Raises Problem on none at all, a limit out of range, the same deadline twice,
    an index without an edition to measure it on, no change, or no reason.
    """
    scheme, unit_code = editions.home(at)
    _measurable(at, index_code, scheme)
    _valid_targets(at, scheme, targets)
    known = home_targets(at, index_code=index_code)
    why = _reason(why)
    if sorted(map(_key, targets)) == sorted(_key(given_of(row)) for row in known):
        raise Problem("error.nothing_changed")
    kept = {_key(given_of(row)): row for row in known}
    before = _sources(at)
    place = {"index_code": index_code, "scheme": scheme, "unit_code": unit_code}
    rows, stay, new = [], {}, {}
    for given in targets:
        row = kept.get(_key(given))
        if row is None:
            author = typed.line(given.set_by)
            source = new.setdefault(author, _target_source(author, why, basis))
        else:
            source = stay.setdefault(row["source_id"], before[row["source_id"]])
        columns = _target_columns(row or _target(given, known))
        rows.append(columns | place | {"source_id": source["source_id"]})
    return Submission(
        kind="targets",
        rows={
            "targets": table(rows),
            "sources": table([*stay.values(), *new.values()]),
        }
        | _documents(new.values(), why, basis),
        why=why,
        recognised={"index": index_code, "scheme": scheme, "targets": len(rows)},
    )


def home_targets(at: Snapshot, *, index_code: str) -> list[dict]:
    """The rows of queries/targets.sql for the home unit in an index."""
    home = editions.home(at)
    return [
        row
        for row in queries.targets(at).to_pylist()
        if row["index_code"] == index_code and (row["scheme"], row["unit_code"]) == home
    ]


def given_of(row: Mapping) -> TargetGiven:
    """A row of queries/targets.sql as it would be given."""
    return TargetGiven(
        row["rank_limit"], row["set_by_vi"], row["by_date"], row["period_type"], row["note_vi"]
    )


def _valid_targets(at: Snapshot, scheme: str, targets: Sequence[TargetGiven]) -> None:
    if not targets:
        raise Problem("error.targets_none")
    highest = queries.units(at, scheme=scheme).num_rows
    for given in targets:
        if not 1 <= given.rank_limit <= highest:
            raise Problem("error.limit_out_of_range", highest=highest, value=given.rank_limit)
        if given.period_type not in (None, *PERIOD_TYPES):
            raise Problem(
                "error.target_period_type", value=given.period_type, known=list(PERIOD_TYPES)
            )
        if not given.set_by.strip():
            raise Problem("error.target_set_by")
        _short(given.set_by, TEXT_LENGTH)
        _short(given.note or "", TEXT_LENGTH)
    deadlines = [(given.by_date, given.period_type) for given in targets]
    if len(set(deadlines)) < len(deadlines):
        raise Problem("error.targets_twice")


def _measurable(at: Snapshot, index_code: str, scheme: str) -> None:
    """A target in an index without an edition could not be shown."""
    found = editions.of_index(at, index_code)
    if not any(item.scheme == scheme for item in found):
        raise Problem("error.target_no_edition", index=index_code)


def _key(given: TargetGiven) -> tuple:
    return (
        given.rank_limit,
        given.by_date or date.min,
        given.period_type or "",
        typed.line(given.set_by),
        typed.line(given.note),
    )


def _target(given: TargetGiven, known: Sequence[Mapping]) -> dict:
    """The columns of a new target; a text that stood before keeps its translation."""
    english = {row[f"{name}_vi"]: row[f"{name}_en"] for row in known for name in ("set_by", "note")}
    set_by, note = typed.line(given.set_by), typed.line(given.note) or None
    return {
        "rank_limit": given.rank_limit,
        "by_date": given.by_date,
        "period_type": given.period_type,
        "set_by_vi": set_by,
        "set_by_en": english.get(set_by) or set_by,
        "note_vi": note,
        "note_en": english.get(note) if note else None,
    }


def _target_columns(row: Mapping) -> dict:
    names = ("rank_limit", "by_date", "period_type", "set_by_vi", "set_by_en", "note_vi", "note_en")
    return {name: row[name] for name in names}


def _target_source(author: str, why: str, basis: str | None) -> dict:
    return {
        "source_id": _new_id("target"),
        "origin": author,
        "publisher": author,
        "kind": "official_document",
        "title": why if _link(basis) else typed.line(basis) or why,
        "url": _link(basis),
    }


# --- Agencies -------------------------------------------------------------------------------------


def owners(
    at: Snapshot,
    *,
    index_code: str,
    method_code: str,
    owners: Mapping[str, tuple[str, str | None]],
    why: str,
) -> Submission:
    """The load that says which agency answers for components, indicator code -> (vi, en).

    An empty name takes the assignment back. Only what differs becomes part of the load. Raises
    Problem on a component that is not known, a name that is none, no change, or no reason.
    """
    why = _reason(why)
    nodes = editions.nodes(at, index_code=index_code, method_code=method_code)
    rows = []
    for code, given in owners.items():
        if code not in nodes:
            raise Problem("error.unknown_component", value=code, known=sorted(nodes))
        vi, en = (_agency(text) for text in given)
        if (vi, en) != (nodes[code]["owner_vi"] or None, nodes[code]["owner_en"] or None):
            rows.append(
                {
                    "index_code": index_code,
                    "method_code": method_code,
                    "indicator_code": code,
                    "owner_vi": vi,
                    "owner_en": en,
                }
            )
    if not rows:
        raise Problem("error.nothing_changed")
    return Submission(
        kind="owners",
        rows={"owners": table(rows)},
        why=why,
        recognised={
            "index": index_code,
            "method": method_code,
            "indicators": [row["indicator_code"] for row in rows],
        },
    )


def _agency(text: str | None) -> str | None:
    name = _short(typed.line(text), NAME_LENGTH)
    if found := _NOT_IN_A_NAME.search(name):
        raise Problem("error.agency_name", value=name, letter=found[0])
    if name and not any(letter.isalpha() for letter in name):
        raise Problem("error.agency_name", value=name, letter=name[0])
    return name or None


# --- Remarks --------------------------------------------------------------------------------------


def remark(
    at: Snapshot,
    *,
    edition_id: str,
    text_vi: str,
    signed_by: str,
    dated: date,
    text_en: str | None = None,
    why: str | None = None,
) -> Submission:
    """The load that puts a signed, dated remark on an edition; an empty text takes it back.

    One or two sentences of at most 400 characters, in Vietnamese and, if wanted, in English. Raises
    Problem when a text is longer, when nobody signs, when nothing changes.
    """
    edition = editions.by_id(at, edition_id)
    vi, en = _remark_text(text_vi), _remark_text(text_en)
    if en and not vi:
        raise Problem("error.remark_vietnamese")
    signed_by = access.person(signed_by)
    before = remark_of(at, edition_id=edition_id) or {}
    if not vi and not before:
        raise Problem("error.remark_none")
    given = {"text_vi": vi, "text_en": en or None, "signed_by": signed_by, "dated": dated}
    if all(before.get(name) == value for name, value in given.items()):
        raise Problem("error.nothing_changed")
    row = {"index_code": edition.index_code, "edition_id": edition_id} | given
    return Submission(
        kind="remark",
        rows={"remarks": table([row])},
        why=typed.line(why) or None,
        recognised=_of_edition(edition) | {"before": before.get("text_vi"), "after": vi or None},
    )


def remark_of(at: Snapshot, *, edition_id: str) -> dict | None:
    """The row of queries/remarks.sql for an edition; None when nobody has remarked on it."""
    for row in queries.remarks(at).to_pylist():
        if row["edition_id"] == edition_id:
            return row
    return None


def sentence_count(text: str) -> int:
    """How many sentences a text has; "TP. Hồ Chí Minh" and "1.52" do not end one."""
    ends = [
        match
        for match in _SENTENCE_END.finditer(text)
        if match[2].isupper() and match[1].strip("(“\"'.").lower() not in _SHORTENED
    ]
    return len(ends) + 1 if text else 0


def _remark_text(text: str | None) -> str:
    plain = typed.line(text)
    if len(plain) > REMARK_LENGTH:
        raise Problem("error.remark_long", length=len(plain), highest=REMARK_LENGTH)
    if sentence_count(plain) > SENTENCES:
        raise Problem("error.remark_sentences", count=sentence_count(plain), highest=SENTENCES)
    return plain


# --- What all of them need ------------------------------------------------------------------------


def day(text: str | None) -> date | None:
    """A day as it is typed, "31/12/2026"; None when nothing is. Raises Problem on anything else."""
    plain = typed.line(text)
    if not plain:
        return None
    found = typed.day(text)
    if found is None:
        raise Problem("error.not_a_day", value=plain)
    return found


def _reason(why: str) -> str:
    plain = typed.line(why)
    if not any(letter.isalnum() for letter in plain):
        raise Problem("error.edit_why")
    return _short(plain, WHY_LENGTH)


def _short(text: str, highest: int) -> str:
    if len(text) > highest:
        raise Problem("error.edit_long", length=len(text), highest=highest)
    return text


def _link(basis: str | None) -> str | None:
    plain = typed.line(basis)
    return plain if _LINK.fullmatch(plain) else None


def _documents(sources: Iterable[Mapping], why: str, basis: str | None) -> dict[str, pa.Table]:
    """The document behind new sources, as a table by its name; nothing without a new source."""
    number = None if _link(basis) else typed.line(basis) or None
    rows = [
        {"source_id": source["source_id"], "document_number": number, "abstract": why}
        for source in sources
    ]
    return {"source_documents": table(rows)} if rows else {}


def _new_id(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:12]}"


def _sources(at: Snapshot) -> dict[str, dict]:
    return {
        row["source_id"]: {name: value for name, value in row.items() if name != "figures"}
        for row in queries.sources(at).to_pylist()
    }


def _columns(edition: Edition) -> dict:
    """The row of `editions`, copied so that the load stands by itself."""
    return {name: getattr(edition, name) for name in Edition.__dataclass_fields__}


def _of_edition(edition: Edition) -> dict:
    return {
        "index": edition.index_code,
        "period": edition.period,
        "period_type": edition.period_type,
        "scheme": edition.scheme,
        "edition_id": edition.edition_id,
    }


def components(at: Snapshot, *, index_code: str, method_code: str) -> Iterator[dict]:
    """The rows of queries/indicators.sql for which an agency can answer."""
    nodes = editions.nodes(at, index_code=index_code, method_code=method_code)
    for row in nodes.values():
        if row["level"] in ("component", "pillar"):
            yield row
