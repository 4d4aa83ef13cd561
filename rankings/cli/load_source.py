"""The options that say what figures rest on."""

import argparse
from pathlib import Path

from rankings.cli.command import day
from rankings.ingest.sourcing import GIVEN_KINDS, UNSAID, SourceFields, web_address
from rankings.loads import handed_in
from rankings.store.versions import Store
from rankings.words import typed


def source_options(command: argparse.ArgumentParser) -> None:
    """What figures rest on; `source_of` reads them."""
    command.add_argument("--document", metavar="NUMBER", help="number and sign of the document")
    command.add_argument("--source-url", metavar="URL", help="where the figures are published")
    command.add_argument("--attach", metavar="FILE", help="the original, kept beside the load")
    command.add_argument("--source-kind", choices=GIVEN_KINDS, help="default: by what is given")
    command.add_argument("--issuer", metavar="TEXT", help="who issued the figures")
    command.add_argument("--issued-on", metavar="DATE", help="the day of the document")
    command.add_argument("--abstract", metavar="TEXT", help="what the document is about")


def source_of(options: argparse.Namespace, store: Store) -> SourceFields:
    """What the options say of where the figures are from. Raises Problem for a link or a day that
    is none, and for an original that cannot be read."""
    attached: tuple[str | None, str | None] = (None, None)
    if options.attach is not None:
        attached = handed_in.attach_path(store, Path(options.attach))
    return SourceFields(
        kind=options.source_kind or UNSAID.kind,
        document_number=typed.line(options.document) or None,
        issued_on=None if options.issued_on is None else day(options.issued_on),
        issuer=typed.line(options.issuer) or None,
        abstract=typed.line(options.abstract) or None,
        url=web_address(typed.line(options.source_url) or None),
        attached_name=attached[0],
        attached_sha256=attached[1],
    )
