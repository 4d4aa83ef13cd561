"""The gate as a whole: no error gets through unseen, nothing stops a clean table.

A book goes the whole way, recognised, extracted, assembled and checked, on a store of the real
figures that has not seen the tables it brings. Errors are planted in several layouts of one table
(plantings.py) and must be told with their rule and cell, and nothing else may be told.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankings import queries, standing
from rankings.ingest import intake, loads
from rankings.ingest.assembly import Intake, TargetFields, assemble
from rankings.ingest.grid import Book
from rankings.ingest.loads import Acknowledgement
from rankings.ingest.proposal import Given
from rankings.ingest.recognition import recognise
from rankings.store import Store
from tests.ingest import files, odd_shapes, plantings, shapes
from tests.ingest.gate import Gate, Passed, before_arrival
from tests.ingest.plantings import JUMPS, LAYOUTS, NAME, RANK, SCORE, Draft, Laid, Planted
from tests.ingest.shapes import PSI, PSI_BEFORE, PSI_KEYS, Shape
from tests.ingest.sheets import book, sheet

# What the table of 10/10/2026 really does: these provinces moved more than they ever had.
REAL_JUMPS = {
    ("score_jump", "Cà Mau", "total"),
    ("score_jump", "?", "total"),
}
# Layouts of each kind: as in Excel, long, turned.
THREE = ["wide", "long", "turned"]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The gate on a store that does not know the tables of these tests."""
    return before_arrival(tmp_path_factory.mktemp("gate"))


def named(shape: Shape) -> str:
    return shape.name
