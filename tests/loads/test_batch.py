"""Several loads at once: in which order, which are the same, which claim one edition."""

from datetime import date

import pyarrow as pa

from rankings.ingest.submission import Submission
from rankings.loads import batch


def load(
    *editions: tuple[str, date], indicator: str = "total", unit: str = "66", value: str = "80"
) -> Submission:
    """A load with one score of each edition, given by its id and its last day."""
    if not editions:
        return Submission("file", rows={"sources": pa.table({"source_id": ["a"]})})
    names, ends = zip(*editions, strict=True)
    same = {"unit_code": unit, "indicator_code": indicator, "measure": "score", "value": value}
    columns = {name: [text] * len(names) for name, text in same.items()}
    return Submission(
        "file",
        rows={
            "editions": pa.table({"edition_id": list(names), "period_end": list(ends)}),
            "observations": pa.table({"edition_id": list(names), **columns}),
        },
    )


OCTOBER = ("psi-2026-10-month-vn34", date(2026, 10, 31))
NOVEMBER = ("psi-2026-11-month-vn34", date(2026, 11, 30))
YEAR = ("dti-2026-year-vn34", date(2026, 12, 31))


def test_the_last_day_of_a_load_decides_and_then_the_order_given():
    loads = [load(YEAR), load(), load(NOVEMBER), load(OCTOBER, NOVEMBER), load(OCTOBER)]
    assert batch.in_order(loads) == (4, 2, 3, 0, 1)


def test_a_file_that_was_handed_in_before_names_the_first():
    assert batch.repeated(["a", "b", "a", "c", "a"]) == {2: 0, 4: 0}


def test_an_edition_that_two_loads_bring_is_claimed_by_both():
    loads = {0: load(OCTOBER, NOVEMBER), 2: load(), 5: load(NOVEMBER), 7: load(YEAR)}
    assert batch.claims(loads) == {NOVEMBER[0]: (0, 5)}


INSIDE = ("psi-2026-10-10T04-year_to_date-h21", date(2026, 10, 10))


def test_replies_of_groups_and_of_levels_make_one_edition_and_do_not_stand_against_each_other():
    loads = {
        0: load(INSIDE, indicator="timeliness", unit="H21.100"),
        1: load(INSIDE, indicator="satisfaction", unit="H21.100"),
        2: load(INSIDE, indicator="timeliness", unit="H21.24"),
    }
    assert batch.claims(loads, {"h21"}) == {}
    assert batch.claims(loads | {3: load(INSIDE, indicator="timeliness", unit="H21.24")}) == {
        INSIDE[0]: (2, 3)
    }


def test_what_two_replies_say_alike_of_the_province_is_one_figure_and_otherwise_is_asked():
    alike = {0: load(INSIDE, unit="H21"), 1: load(INSIDE, unit="H21")}
    assert batch.claims(alike, {"h21"}) == {}
    differing = alike | {1: load(INSIDE, unit="H21", value="81")}
    assert batch.claims(differing, {"h21"}) == {INSIDE[0]: (0, 1)}
