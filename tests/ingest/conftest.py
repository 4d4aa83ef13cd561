"""Copies of data/: whole, and one small enough to build a store from it in half a second."""

import shutil
from pathlib import Path

import pytest

from rankings.store import data_folder
from tests.data_copy import DataCopy

EDITION = "psi-2026-10-10-year_to_date-vn34"


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
