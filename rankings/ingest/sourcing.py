"""What counts as the source of figures, and what figures without one count as.

A document number, a link or the original attached is a source: a reader can look it up. The name of
an issuer alone is none. Figures without a source are never official: see `counted`.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from rankings.store.problems import Problem

# The confidence of figures that nothing vouches for.
UNVERIFIED = "unverified"
# Kinds of sources that repeat what an issuer has said.
REPEATED = ("press", "unofficial_copy")
# The origin of such figures until it is known who hands them in.
NOBODY = "–"
# What a person may choose.
GIVEN_KINDS = ("official_document", "government_site", *REPEATED)
# What was handed in without a source, by the kind of the load; their origin is who handed it in.
UNSOURCED_KINDS = {
    "file": "unsourced_file",
    "pasted": "unsourced_pasted",
    "typed": "unsourced_typed",
    "single": "unsourced_typed",
    "correction": "unsourced_correction",
}


@dataclass(frozen=True)
class SourceFields:
    """What the analyst says of where the table comes from.

    kind: uploaded_file (nothing was said) | official_document | government_site | press |
    unofficial_copy. attached_*: the document itself, kept by its hash.
    """

    kind: str = "official_document"
    document_number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    abstract: str | None = None
    url: str | None = None
    attached_name: str | None = None
    attached_sha256: str | None = None

    @property
    def given(self) -> bool:
        """True when a reader can look it up: a document number, a link or the original."""
        number = any(letter.isalnum() for letter in self.document_number or "")
        return number or _is_link(self.url) or bool(self.attached_sha256)

    @property
    def settled_kind(self) -> str:
        """The kind of a source that is given, where nobody has chosen one: a page of the state by
        its address, any other page as a copy, else a document."""
        if self.kind != "uploaded_file":
            return self.kind
        if not _is_link(self.url) or self.document_number or self.attached_sha256:
            return "official_document"
        host = urlsplit(self.url or "").hostname or ""
        return "government_site" if f".{host}".endswith(".gov.vn") else "unofficial_copy"

    @property
    def confidence(self) -> str:
        """The confidence of figures of this source: high | medium | unverified."""
        if not self.given:
            return UNVERIFIED
        return "medium" if self.settled_kind in REPEATED else "high"


# Where figures are from before anybody has said.
UNSAID = SourceFields(kind="uploaded_file")


def counted(status: str, source: SourceFields) -> str:
    """The status that figures count with. Without a source what is said to be published is
    provisional; what is weaker stays as it is."""
    return "provisional" if status == "published" and not source.given else status


def kind_of(source: SourceFields, load_kind: str) -> str:
    """The kind of the row of `sources`; of figures without a source how they came in.

    load_kind: file | pasted | typed | single | correction.
    """
    return source.settled_kind if source.given else UNSOURCED_KINDS[load_kind]


def row(
    source: SourceFields,
    source_id: str,
    *,
    kind: str,
    issuer: str | None,
    own_name: str | None,
    **kept: object,
) -> dict[str, object]:
    """The row of `sources`: who issued the figures, and whose page or paper they were read from.

    kind: of `kind_of`; issuer: of the index, if it is known; own_name: what the source is called
    when nobody names it; kept: further columns.
    """
    origin = source.issuer or issuer or NOBODY
    if kind in (*REPEATED, "government_site"):
        # The name that was given is the paper's or the page's; the index has its issuer.
        origin = issuer or origin
    publisher = source.issuer or origin
    if not source.given:
        # Nothing shows that they are the issuer's: whoever hands them in answers for them.
        origin = publisher = NOBODY
    return {
        "source_id": source_id,
        "origin": origin,
        "publisher": publisher,
        "kind": kind,
        "title": source.abstract or source.document_number or own_name,
        "url": source.url,
        "published_from": source.issued_on,
        "published_to": source.issued_on,
        **kept,
    }


def document_row(source: SourceFields, source_id: str) -> dict[str, object]:
    """The row of `source_documents`: number, abstract and the document itself."""
    return {
        "source_id": source_id,
        "document_number": source.document_number,
        "abstract": source.abstract,
        "file_name": source.attached_name,
        "sha256": source.attached_sha256,
    }


def web_address(text: str | None) -> str | None:
    """An address that a reader may follow. Raises Problem when it is none of the web."""
    if text and not _is_link(text):
        raise Problem("error.not_a_link", value=text)
    return text


def _is_link(url: str | None) -> bool:
    """True for an address of the web that leads somewhere: "https://" alone names no page."""
    text = (url or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:  # such as an open bracket
        return False
    host = parts.hostname or ""
    return (
        parts.scheme in ("http", "https")
        and any(letter.isalnum() for letter in host)
        and not any(letter.isspace() for letter in text)
    )
