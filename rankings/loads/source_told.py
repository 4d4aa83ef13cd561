"""What is known of a checked load once its source is told, before it is tried again.

Figures that are new to their editions, all of them, count without a source as they do with one:
the same ranks, gaps and leaps. Only their status is another, and that a source is missing is no
longer found. So whoever types the number of the document does not wait for the whole check,
nor for another one when it is published.
"""

from dataclasses import replace

import pyarrow as pa

from rankings.ingest.submission import Submission
from rankings.loads import Checked

NO_SOURCE = "no_source"


def known(checked: Checked, submission: Submission) -> Checked | None:
    """What a check of `submission` would say; None where that has to be tried.

    checked: of the same rows without a source. submission: with the source that is told now.
    """
    compared = checked.comparison
    if compared.changed or compared.gone or compared.same or compared.beside:
        return None
    statuses = submission.rows["observations"]["status"].unique().to_pylist()
    if not compared.new or len(statuses) != 1:
        return None
    place = compared.cells.column_names.index("status_after")
    written = pa.repeat(pa.scalar(statuses[0]), compared.cells.num_rows)
    cells = compared.cells.set_column(place, "status_after", written)
    return replace(
        checked,
        findings=tuple(item for item in checked.findings if item.rule != NO_SOURCE),
        comparison=replace(compared, cells=cells),
        of=submission,
    )
