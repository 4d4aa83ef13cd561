"""One briefing for all tests of forms: made once, read many times."""

from datetime import date
from pathlib import Path

import pytest

from rankings.forms import briefing
from rankings.store.versions import Store
from rankings.words.document import Document

TODAY = date(2026, 11, 30)
ADDRESS = "https://rankings.example"


@pytest.fixture(scope="session")
def documents(var: Path) -> dict[str, Document]:
    """Language -> the briefing of the store of data/, with an address for its code."""
    at = Store(var).snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANKINGS_ADDRESS", ADDRESS)
        return {
            language: briefing.draw_up(at, at, language=language, as_of=None, today=TODAY)[0]
            for language in ("vi", "en")
        }


@pytest.fixture(scope="session")
def document(documents: dict[str, Document]) -> Document:
    """The briefing in Vietnamese."""
    return documents["vi"]
