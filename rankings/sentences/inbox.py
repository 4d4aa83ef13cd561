"""What became of a file that was laid into the inbox, as a sentence."""

from rankings.loads.inbox import Item
from rankings.sentences import collect, problems
from rankings.words.text import Words, words


def said(w: Words, item: Item) -> str:
    """What became of it, and what is to be done."""
    if item.personal and item.state == "refused" and item.questions:
        return w("inbox.said.dossiers", questions=collect.questions(w, list(item.questions)))
    trouble = w.number(None) if item.problem is None else problems.problem(w, item.problem)
    return w(
        f"inbox.said.{item.state}",
        id=item.load_id,
        questions=collect.questions(w, list(item.questions)),
        problem=trouble,
    )


def note(item: Item) -> str:
    """The same for the note beside the file, in Vietnamese: who laid it there reads it."""
    return said(words("vi"), item)
