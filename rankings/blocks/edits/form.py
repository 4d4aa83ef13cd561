"""What a form of changes holds, and what its preview has shown."""

from collections.abc import Callable
from dataclasses import dataclass

from rankings.ingest.submission import Submission
from rankings.loads import Checked
from rankings.sentences import edits as said


@dataclass(frozen=True)
class Form:
    """What a form holds now.

    inputs: everything typed and chosen; make: the submission of it for a reason and a basis, may
    raise Problem; changes: the lines of its preview; needs_why: whether a reason is asked for;
    basis: whether a document or link may be named; of_table: whether figures are corrected, in a
    grid whose last cell may come in after a press.
    """

    inputs: tuple
    make: Callable[[str, str], Submission]
    changes: Callable[[Submission], list[said.Change]]
    needs_why: bool = True
    basis: bool = False
    of_table: bool = False


@dataclass(frozen=True)
class Seen:
    """A preview: of which inputs, on which version, and what the load would do."""

    of: tuple
    submission: Submission
    checked: Checked
    changes: list[said.Change]
