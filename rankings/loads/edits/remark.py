"""A signed, dated remark on an edition, and the figures that it marks as re-scored."""

import re
from collections.abc import Collection
from datetime import date

import pyarrow as pa

from rankings.facts import editions
from rankings.ingest.submission import Submission, table
from rankings.loads import access
from rankings.loads.edits import grounds
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first
from rankings.store.versions import Snapshot
from rankings.words import typed

SENTENCES, LENGTH = 2, 400
_SENTENCE_END = re.compile(r"(\S*[.!?…])[\"”’')\]]*\s+[\"“‘'(\[]*(?=([^\W\d_]))")
# Words that end in a point without ending a sentence.
_SHORTENED = {"tp", "tx", "tt", "q", "p", "h", "tr", "ths", "ts", "pgs", "gs", "mr", "mrs", "dr"}


def change(
    at: Snapshot,
    *,
    edition_id: str,
    text_vi: str,
    signed_by: str,
    dated: date,
    text_en: str | None = None,
    why: str | None = None,
    rescored: Collection[tuple[str, str]] = (),
) -> Submission:
    """The load that puts a signed, dated remark on an edition; an empty text takes it back.

    One or two sentences of at most 400 characters, in Vietnamese and, if wanted, in English.
    rescored: unit and component of figures that the issuer counted in another way than in the
    edition before; all of them, as the marks of an earlier remark go with it. Raises Problem when a
    text is longer, when nobody signs, when nothing changes, for a figure that the edition does not
    have, for marks without a text.
    """
    edition = editions.by_id(at, edition_id)
    vi, en = _text(text_vi), _text(text_en)
    if en and not vi:
        raise Problem("error.remark_vietnamese")
    signed_by = access.person(signed_by)
    before = of_edition(at, edition_id=edition_id) or {}
    if not vi and not before:
        raise Problem("error.remark_none")
    given = {"text_vi": vi, "text_en": en or None, "signed_by": signed_by, "dated": dated}
    marks = sorted(set(rescored))
    if marks and not vi:
        raise Problem("error.rescored_without_remark")
    scores = set(figures(at, edition_id=edition_id)) if marks else set()
    for unit, component in marks:
        if (unit, component) not in scores:
            known = sorted({code for _, code in scores})
            raise Problem("error.rescored_none", unit=unit, component=component, known=known)
    same = all(before.get(name) == value for name, value in given.items())
    if same and marks == marked(at, edition_id=edition_id):
        raise Problem("error.nothing_changed")
    row = {"index_code": edition.index_code, "edition_id": edition_id} | given
    return Submission(
        kind="remark",
        rows={"remarks": table([row])} | _marks(edition_id, marks),
        why=typed.line(why) or None,
        recognised=grounds.of_edition(edition)
        | {"before": before.get("text_vi"), "after": vi or None},
    )


def of_edition(at: Snapshot, *, edition_id: str) -> dict | None:
    """The row of queries/remarks.sql for an edition; None when nobody has remarked on it."""
    return first(queries.remarks(at), edition_id=edition_id)


def figures(at: Snapshot, *, edition_id: str) -> list[tuple[str, str]]:
    """Unit and component of each component score that an edition has."""
    rows = queries.edition_figures(at, edition_id=edition_id).to_pylist()
    return sorted(
        (row["unit_code"], row["indicator_code"])
        for row in rows
        if row["measure"] == "score" and row["indicator_code"] != "total"
    )


def marked(at: Snapshot, *, edition_id: str) -> list[tuple[str, str]]:
    """Unit and component of the figures that the remark on an edition marks as re-scored."""
    index_code = editions.by_id(at, edition_id).index_code
    rows = queries.rescored_figures(at, index_code=index_code).to_pylist()
    return sorted(
        (row["unit_code"], row["indicator_code"]) for row in rows if row["edition_id"] == edition_id
    )


def _marks(edition_id: str, marks: Collection[tuple[str, str]]) -> dict[str, pa.Table]:
    """The rows that mark figures; no table where there is none."""
    rows = [
        {"edition_id": edition_id, "unit_code": unit, "indicator_code": component}
        for unit, component in marks
    ]
    return {"rescored_figures": table(rows)} if rows else {}


def sentence_count(text: str) -> int:
    """How many sentences a text has; "TP. Hồ Chí Minh" and "1.52" do not end one."""
    ends = [
        match
        for match in _SENTENCE_END.finditer(text)
        if match[2].isupper() and match[1].strip("(“\"'.").lower() not in _SHORTENED
    ]
    return len(ends) + 1 if text else 0


def _text(text: str | None) -> str:
    plain = typed.line(text)
    if len(plain) > LENGTH:
        raise Problem("error.remark_long", length=len(plain), highest=LENGTH)
    if sentence_count(plain) > SENTENCES:
        raise Problem("error.remark_sentences", count=sentence_count(plain), highest=SENTENCES)
    return plain
