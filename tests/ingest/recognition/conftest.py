"""What recognition knows in these tests: everything that data/ says."""

from pathlib import Path

import pytest

from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.store.versions import Store


@pytest.fixture(scope="session")
def known(var: Path) -> Knowledge:
    """The knowledge of a store built from data/."""
    store = Store(var)
    return knowledge(store.snapshot())
