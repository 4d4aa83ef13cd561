"""What stands round a report by the decree on official papers: heading, place and day, signature.

What only the office knows, number and signature, is left open.
"""

from rankings.words.document import Document
from rankings.words.text import Words


def frame(w: Words, document: Document, *, agency: str | None, place: str | None) -> dict[str, str]:
    """The texts by the places of the templates (`rankings.forms.word.Frame`).

    agency: who signs; None: left open. place: where; None: the home unit.
    """
    parts = w.day_parts(document.dated)
    signs = agency or w("paper.agency_open")
    return {
        "parent": w("paper.parent", home=document.home.upper()),
        "agency": signs.upper(),
        "number": w("paper.number"),
        "nation": w("paper.nation"),
        "motto": w("paper.motto"),
        "place_and_day": w("brief.place_and_day", place=place or document.home, **parts),
        "kind": w("paper.kind"),
        "title": w("paper.title", home=document.home, date=document.day),
        "recipients": w("paper.recipients"),
        "recipient_list": w("paper.recipient_list"),
        "signer": w("paper.signer"),
        "signature": w("paper.signature"),
        "annex": w("paper.annex"),
        "attached": w(
            "paper.attached", day_and_agency=w("paper.day_and_agency", agency=signs, **parts)
        ),
        "table": w("paper.table", number="{number}", title="{title}"),
        "picture": w("paper.picture", number="{number}", title="{title}"),
    }
