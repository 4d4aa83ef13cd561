"""Copies of data/: whole, and one small enough to build a store from it in half a second."""

import shutil
import zlib
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from rankings.loads import checks
from rankings.loads.checks import Rule
from rankings.store import data_folder
from tests import effort
from tests.data_copy import DataCopy

# Of the rules that a load leaves out, one in so many is asked all the same.
SOME = 8
EDITION = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(autouse=True)
def no_rule_left_out_in_vain(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Whatever a test here loads: a rule that is left out, its need not met, would find nothing.

    In a short run each test asks some of these rules, always the same ones.
    """
    rules_due = checks.rules_due
    step = 1 if effort.THOROUGH else SOME
    begin = zlib.crc32(request.node.nodeid.encode()) % step

    def asking_the_others(
        connection: duckdb.DuckDBPyConnection, load_id: int, asked: Sequence[Rule]
    ) -> list[Rule]:
        due = rules_due(connection, load_id, asked)
        left_out = [rule for rule in asked if rule not in due]
        for rule in left_out[begin::step]:
            rows = connection.execute(rule.sql, {"load_id": load_id}).fetchall()
            assert not rows, f"{rule.name} needs no {rule.needs} to find {rows[0]}"
        return due

    monkeypatch.setattr(checks, "rules_due", asking_the_others)


@pytest.fixture
def data_copy(tmp_path: Path) -> DataCopy:
    """A copy of data/ for one test."""
    return DataCopy(shutil.copytree(data_folder.DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def _one_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one_edition") / "data"
    data = DataCopy(shutil.copytree(data_folder.DATA, folder))
    for table in ("observations", "editions"):
        data.write(table, [row for row in data.rows(table) if row["edition_id"] == EDITION])
    data.write("units", [row for row in data.rows("units") if row["scheme"] != "daklak102"])
    for table in ("unit_aliases", "conflicts"):
        data.write(table, [])
    return folder


@pytest.fixture
def small_data(_one_edition: Path, tmp_path: Path) -> DataCopy:
    """A copy of data/ with the figures of one edition (EDITION), for one test."""
    return DataCopy(shutil.copytree(_one_edition, tmp_path / "data"))
