"""A briefing from the store to a file: the one way for the command and for the page."""

from datetime import UTC, date, datetime

from rankings.facts import brief as facts_of
from rankings.facts.brief import Brief, State
from rankings.forms.settings import Settings, settings
from rankings.loads import briefings, history
from rankings.loads.access import Actor
from rankings.sentences import brief as sentences
from rankings.sentences import brief_message
from rankings.sentences.brief_frame import frame
from rankings.store.versions import Snapshot
from rankings.words.document import Document
from rankings.words.text import words

# Form -> its kinds, the default first; none: it has one kind only.
FORMS: dict[str, tuple[str, ...]] = {
    "text": (),
    "xlsx": (),
    "docx": ("report", "annex"),
    "pdf": ("page", "report"),
    "png": ("tall", "wide"),
    "pptx": (),
}


def draw_up(
    live: Snapshot,
    at: Snapshot,
    *,
    language: str,
    as_of: int | None,
    today: date,
    since: date | None = None,
) -> tuple[Document, Brief]:
    """The document of a briefing, and its facts.

    live: the version of the store; at: the same, or as it was after the load `as_of`. Raises
    Problem for a setting that cannot be, and for what `rankings.facts.brief.brief` raises it.
    """
    made, _ = history.made_by(at)
    # One that looks back tells what was known then, not what was told since.
    last = None if as_of is not None else briefings.last(live.store, before=today)
    facts = facts_of.brief(
        at,
        language=language,
        today=today,
        state=State(live.version, as_of, made),
        since=since,
        last=last,
    )
    return sentences.tell(at, words(language), facts, address=settings().address), facts


def content(
    document: Document, form: str, kind: str | None = None, *, of_office: Settings | None = None
) -> bytes:
    """The document in a form: the bytes of the file, of the form text in UTF-8.

    What makes a form is imported only where that form is asked for.
    """
    w, of_office = words(document.language), of_office or settings()
    if form == "xlsx":
        from rankings.forms import workbook

        return workbook.xlsx_of(document)
    if form == "docx":
        from rankings.forms import word

        texts = frame(w, document, agency=of_office.agency, place=of_office.place)
        return word.docx_of(document, word.Frame(**texts), kind or word.KINDS[0])
    if form == "pptx":
        from rankings.forms import slides

        return slides.pptx_of(document, sentences.slides(document))
    if form in ("pdf", "png"):
        from rankings.forms import sheet

        make = sheet.pdf_of if form == "pdf" else sheet.png_of
        return make(document, kind or FORMS[form][0], logo=of_office.logo)
    return brief_message.message(w, document).encode()


def record(live: Snapshot, facts: Brief, form: str, *, by: Actor) -> bool:
    """Note that a briefing was made; False where the folder may not be written to. Raises Problem
    where one that `by` makes does not count."""
    given = facts_of.given(facts)
    now = datetime.now(UTC)
    return briefings.keep(live.store, facts.state, given, by=by, form=form, at=now)
