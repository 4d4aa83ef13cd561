"""Periods of single sheets on the command line: `--sheet A --period P --sheet B --period Q`."""

import argparse

import pytest

from rankings.cli import upload_sheets
from rankings.store.problems import Problem


def asked(line: str) -> upload_sheets.Asked:
    parser = argparse.ArgumentParser()
    upload_sheets.add_options(parser)
    return upload_sheets.asked(parser.parse_args(line.split()))


@pytest.mark.parametrize(
    ("line", "period", "of_sheets"),
    [
        ("--period 2025-10", "2025-10", ()),
        ("--sheet A --period 2025-10", "2025-10", ()),
        ("--period 2025-10 --sheet A --sheet B", "2025-10", ()),
        ("--sheet A --sheet B --period 2025-10", "2025-10", ()),
        (
            "--sheet A --period 2025-10 --sheet B --period 2025-11",
            None,
            (("A", "2025-10", None), ("B", "2025-11", None)),
        ),
        (
            "--sheet A --period 2025-10 --sheet B",
            None,
            (("A", "2025-10", None), ("B", None, None)),
        ),
        (
            "--sheet A --period-type year_to_date --sheet B --period-type month",
            None,
            (("A", None, "year_to_date"), ("B", None, "month")),
        ),
        (
            "--period 2025 --sheet A --sheet B --period 2025-10 --sheet C",
            "2025",
            (("A", "2025-10", None), ("B", "2025-10", None), ("C", "2025", None)),
        ),
    ],
)
def test_a_period_belongs_to_the_sheets_before_it(line, period, of_sheets):
    found = asked(line)
    assert (found.period, found.of_sheets) == (period, of_sheets)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("--sheet A --period 2025-10 --period 2025-11", "error.period_twice"),
        ("--period 2025-10 --period 2025-11", "error.period_twice"),
        ("--sheet A --period 2025-10 --sheet A --period 2025-11", "error.sheet_period_twice"),
        ("--sheet A --period 2025-10 --sheet B --period 2025-13", "error.not_a_period"),
        ("--sheet A --period 2025-10 --period-type year --sheet B", "error.not_a_period"),
    ],
)
def test_what_may_be_of_either_sheet_is_refused(line, key):
    with pytest.raises(Problem) as problem:
        asked(line)
    assert problem.value.key == key
