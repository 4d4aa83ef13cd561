"""Which current figures moved far more than is usual, whatever load they came with."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rankings import loads
from rankings.ingest.submission import Submission, table
from rankings.loads import Acknowledgement
from rankings.store import queries
from rankings.store.versions import Snapshot, Store
from tests import small_store

# Changes of 0.1 to 0.7: of the next one, -0.78 to 1.58 is expected (tests/ingest/test_jumps.py).
SCORES = ["10", "10.1", "10.3", "10.6", "11", "11.5", "12.1", "12.8", "13.2"]
LAST = f"e{len(SCORES) - 1}"


def jumps(at: Snapshot, index_code: str = "x", method_code: str = "x-1") -> list:
    found = queries.jumps(at, index_code=index_code, method_code=method_code)
    return found.to_pylist()


def weekly(number: int) -> dict:
    """One table of a count from the start of the year."""
    day = date(2025, 1, 31) + timedelta(days=7 * number)
    about = {"period": day.isoformat(), "period_type": "year_to_date", "period_end": day}
    return small_store.edition(f"e{number}", period_start=date(2025, 1, 1), **about)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = small_store.build(
        tmp_path / "var",
        editions=[weekly(number) for number in range(len(SCORES))],
        observations=[
            row
            for number, score in enumerate(SCORES)
            for row in small_store.figure("01", score=score, edition=f"e{number}")
        ],
    ).store
    return made


def slip(store: Store) -> int:
    """Publish 31.2 where 13.2 was meant; the number of the load."""
    (row,) = small_store.figure("01", score="31.2", edition=LAST)
    del row["load_id"]
    source = {"source_id": "s", "origin": "Bộ", "publisher": "Bộ", "kind": "official_document"}
    rows = {"observations": table([row | {"source_id": "s"}]), "sources": table([source])}
    given = Submission("file", rows, file_name="bang.xlsx", sha256="ab" * 32)
    rules = loads.check(store, given).to_acknowledge
    assert "score_jump" in rules
    said = [Acknowledgement(rule, "other", "Đã xem") for rule in rules]
    number = loads.stage(store, given, by="An")
    return loads.publish(store, number, by="An", acknowledgements=said).load_id


@pytest.mark.long
def test_a_jump_stays_one_after_it_was_acknowledged(store):
    assert jumps(store.snapshot()) == []
    slip(store)
    assert jumps(store.snapshot()) == [
        {
            "edition_id": LAST,
            "edition_before": "e7",
            "unit_code": "01",
            "indicator_code": "total",
            "measure": "score",
            "value_before": Decimal("12.8"),
            "value": Decimal("31.2"),
            "change": Decimal("18.4"),
            "expected_low": Decimal("12.02"),
            "expected_high": Decimal("14.38"),
        }
    ]


def test_of_another_method_nothing_is_told(store):
    slip(store)
    assert jumps(store.snapshot(), method_code="x-2") == []
    assert jumps(store.snapshot(), index_code="y") == []


def test_a_withdrawn_jump_is_none_and_an_earlier_state_still_has_it(store):
    number = slip(store)
    taken = loads.withdraw(store, number, why="Nhầm", by="Bình")
    assert jumps(store.at(taken.version)) == []
    assert [row["edition_id"] for row in jumps(loads.as_of(store.at(taken.version), number))] == [
        LAST
    ]
    assert jumps(loads.as_of(store.at(taken.version), 0)) == []


def test_in_the_folder_they_are_those_that_the_rules_would_find(var: Path):
    """The three rules find 14, 39 and 86 where all tables of the folder are one load."""
    store = Store(var)
    version = store.version()
    methods = queries.methods(store.at(version)).to_pylist()
    found = Counter(
        (row["measure"], row["indicator_code"] == "total")
        for method in methods
        for row in jumps(store.at(version), method["index_code"], method["method_code"])
    )
    assert found == {("rank", True): 14, ("score", True): 39, ("score", False): 86}
