"""A lake for the tests of the shared store: a small store in it, copied for each test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rankings.store.versions import Store
from tests import shared_lake, small_store
from tests.ingest.test_loads import SCORES, table_of
from tests.shared_lake import Database


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of one server, with one edition and no load but load 0; to be read."""
    info = [{"key": "schema_version", "value": "0"}]
    folder = tmp_path_factory.mktemp("small") / "var"
    return small_store.build(folder, observations=table_of(SCORES), store_info=info).store


@pytest.fixture(scope="session")
def _moved_once(postgres: Any, small: Store, tmp_path_factory: pytest.TempPathFactory) -> Database:
    moved = shared_lake.database(postgres, tmp_path_factory.mktemp("lake"))
    shared_lake.in_a_lake(small, moved)
    return moved


@pytest.fixture
def lake(postgres: Any, _moved_once: Database, tmp_path: Path) -> Iterator[Database]:
    """A lake that holds what `small` holds, for one test."""
    made = shared_lake.database(postgres, tmp_path, like=_moved_once)
    yield made
    # PostgreSQL serves a hundred at once.
    made.end_connections()
