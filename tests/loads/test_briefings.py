"""Which briefings were made, and which of them is the last one."""

from datetime import UTC, date, datetime
from decimal import Decimal

from rankings.facts.brief import Given, State
from rankings.loads import briefings
from rankings.loads.access import operator
from rankings.store.versions import Store

MORNING = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
GIVEN = {"psi": Given("psi-2026-10-10-year_to_date-vn34", 7, Decimal("65.49"))}


def keep(store: Store, at: datetime = MORNING, **state) -> bool:
    return briefings.keep(store, State(3, **state), GIVEN, by=operator("An"), form="text", at=at)


def test_the_last_briefing_is_that_of_an_earlier_day(tmp_path):
    store = Store(tmp_path)
    assert briefings.last(store, before=date(2026, 11, 27)) is None
    assert keep(store)
    assert briefings.last(store, before=date(2026, 11, 27)) is None
    last = briefings.last(store, before=date(2026, 11, 28))
    assert last is not None
    assert (last.at, last.given) == (MORNING, GIVEN)
    assert store.versions() == []  # no new version


def test_days_are_those_of_viet_nam(tmp_path):
    store = Store(tmp_path)
    keep(store, datetime(2026, 11, 26, 17, 30, tzinfo=UTC))  # the 27th there
    assert briefings.last(store, before=date(2026, 11, 27)) is None


def test_one_that_looks_back_and_one_that_cannot_be_read_do_not_count(tmp_path):
    store = Store(tmp_path)
    keep(store)
    keep(store, as_of=0)
    for number, text in enumerate(("", "{}", "[1]", '{"as_of": null, "at": 1}'), 10):
        (tmp_path / "briefings" / f"{number:06d}.json").write_text(text, encoding="utf-8")
    last = briefings.last(store, before=date(2026, 12, 1))
    assert last is not None
    assert last.at == MORNING


def test_a_folder_that_cannot_be_written_to_stops_no_briefing(tmp_path):
    (tmp_path / "briefings").write_text("a file", encoding="utf-8")
    assert not keep(Store(tmp_path))
