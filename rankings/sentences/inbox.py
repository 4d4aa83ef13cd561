"""What became of a file that was laid into the inbox, as a sentence."""

from rankings.loads.inbox import Item, Waiting
from rankings.sentences import collect, problems
from rankings.words.text import Words, words

# What a note may name; one of another version may name something else.
QUESTIONS = (
    *("reading", "confirmation", "table", "names", "contradiction", "new_index"),
    *("blockers", "periods", "warnings", "not_allowed", "withdrawn"),
)


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


def asked(w: Words, item: Waiting) -> str:
    """What has to be settled of a file that waits."""
    known = [name for name in item.questions if name in QUESTIONS]
    return collect.questions(w, known) if known else w.number(None)


def note(item: Item) -> str:
    """The same for the note beside the file, in Vietnamese: who laid it there reads it."""
    return said(words("vi"), item)
