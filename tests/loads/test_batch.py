"""Several loads at once: in which order, which are the same, which claim one edition."""

from datetime import date

import pyarrow as pa

from rankings.ingest.submission import Submission
from rankings.loads import batch


def load(*editions: tuple[str, date], indicator: str = "total") -> Submission:
    """A load with one score of each edition, given by its id and its last day."""
    if not editions:
        return Submission("file", rows={"sources": pa.table({"source_id": ["a"]})})
    names, ends = zip(*editions, strict=True)
    return Submission(
        "file",
        rows={
            "editions": pa.table({"edition_id": list(names), "period_end": list(ends)}),
            "observations": pa.table(
                {
                    "edition_id": list(names),
                    "indicator_code": [indicator] * len(names),
                    "measure": ["score"] * len(names),
                }
            ),
        },
    )


OCTOBER, NOVEMBER = ("psi-2026-10", date(2026, 10, 31)), ("psi-2026-11", date(2026, 11, 30))
YEAR = ("dti-2026", date(2026, 12, 31))


def test_the_last_day_of_a_load_decides_and_then_the_order_given():
    loads = [load(YEAR), load(), load(NOVEMBER), load(OCTOBER, NOVEMBER), load(OCTOBER)]
    assert batch.in_order(loads) == (4, 2, 3, 0, 1)


def test_a_file_that_was_handed_in_before_names_the_first():
    assert batch.repeated(["a", "b", "a", "c", "a"]) == {2: 0, 4: 0}


def test_an_edition_that_two_loads_bring_is_claimed_by_both():
    loads = {0: load(OCTOBER, NOVEMBER), 2: load(), 5: load(NOVEMBER), 7: load(YEAR)}
    assert batch.claims(loads) == {"psi-2026-11": (0, 5)}


def test_replies_of_two_groups_make_one_edition_and_do_not_stand_against_each_other():
    loads = {
        0: load(OCTOBER, indicator="timeliness"),
        1: load(OCTOBER, indicator="satisfaction"),
        2: load(OCTOBER, indicator="timeliness"),
    }
    assert batch.claims({0: loads[0], 1: loads[1]}) == {}
    assert batch.claims(loads) == {"psi-2026-10": (0, 2)}
