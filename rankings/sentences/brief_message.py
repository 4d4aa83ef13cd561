"""A briefing as a message for Zalo: whole sentences within a limit."""

from collections.abc import Sequence

from rankings.sentences.brief_parts import MOVED, POSITION, WAY
from rankings.words.document import Document
from rankings.words.text import Words

# A message of Zalo that is longer is cut off behind a link, and nobody opens it.
MESSAGE_CHARACTERS = 900


def message(w: Words, document: Document) -> str:
    """The text for Zalo, at most MESSAGE_CHARACTERS long.

    What does not fit is left out by whole sentences: first the sources; then by turns, from the end
    of each, the positions (the finding has them in short), what has to be known of the figures,
    what moved, what to do; then the link, the version of the figures, the finding, the title.
    """
    return within(_lines(w, document), MESSAGE_CHARACTERS)


def _lines(w: Words, document: Document) -> list[tuple[int, str]]:
    """The lines as they are read, each with its turn to be left out: the highest goes first."""
    position, moves, ways = (document.part(code).sentences for code in (POSITION, MOVED, WAY))
    origins = w("brief.message_sources", sources="; ".join(o.line for o in document.sources[:2]))
    return [
        (0, w("brief.message_title", title=document.title, day=document.day)),
        (1, document.finding),
        *((_turn(place, 4), f"• {line}") for place, line in enumerate(position)),
        *((_turn(place, 2), f"• {line}") for place, line in enumerate(moves)),
        *((_turn(place, 1), f"→ {line}") for place, line in enumerate(ways)),
        *(
            (_turn(place, 3), w("brief.message_note", note=note))
            for place, note in enumerate(document.notes)
        ),
        *([(_turn(99, 5), origins)] if origins else []),
        (2, f"{document.state}."),
        *([(3, document.link)] if document.link else []),
    ]


def _turn(place: int, kind: int) -> int:
    """When a line is left out: of those at one place of their lists the later kind goes first."""
    return 10 * (place + 1) + kind


def within(lines: Sequence[tuple[int, str]], characters: int) -> str:
    """Lines joined to a text of at most so many characters: while it is longer, the line whose turn
    is highest is left out."""
    kept = list(lines)
    while kept and len("\n".join(text for _, text in kept)) > characters:
        kept.remove(max(kept, key=lambda line: line[0]))
    return "\n".join(text for _, text in kept)
