"""What an analyst sets of a plan, in the address and out of it again."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankings.facts.way_up import settings
from rankings.facts.way_up.model import Setting
from rankings.facts.way_up.settings import OWNER_LENGTH, Settings

PARTS = ("a", "b", "online_service")
WHOLE = Settings(
    (
        Setting("a", cost=Decimal(2), cap=Decimal("1.5"), lead_days=30),
        Setting("b", fixed=True),
        Setting("online_service", owner="Sở Văn hóa, Thể thao và Du lịch: phòng 1"),
    ),
    lift=True,
)
CODE = (
    "a~cost:2~cap:1.5~lead:30;b~fixed;"
    "online_service~owner:Sở Văn hóa, Thể thao và Du lịch: phòng 1;max"
)


def test_what_is_set_is_written_short_and_read_again():
    assert settings.code(WHOLE) == CODE
    assert settings.read(CODE, PARTS) == WHOLE
    assert settings.read("", PARTS) == Settings()
    assert settings.code(Settings()) == ""


def test_what_sets_nothing_is_not_written():
    nothing = Settings((Setting("a"), Setting("b", cost=Decimal("1.0")), Setting("c", owner=" ")))
    assert settings.code(nothing) == ""


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "a~", "~fixed", "a~cost", "a~cost:", "a~cost:0", "a~cost:-1", "a~cost:x"),
        *("a~cost:nan", "a~cost:Infinity", "a~cost:1e9", "a~cap:-0.1", "a~cap:10000"),
        *("a~cap:0.00001", "a~lead:1.5", "a~lead:-1", "a~lead:99999", "a~fixed:1", "a~owner:"),
        *("a~owner: ", "a~what:1", "a~cap:1~cap:2", "a~cap:1~x", "x~fixed", "MAX", "fixed"),
    ],
)
def test_a_piece_that_cannot_be_used_is_left_out_and_told(piece):
    found = settings.read(f"b~cap:2;{piece};max", PARTS)
    assert found == Settings((Setting("b", cap=Decimal(2)),), lift=True, left_out=(piece,))


def test_of_two_pieces_for_one_component_the_first_counts():
    found = settings.read("a~cap:1;a~cap:2", PARTS)
    assert found == Settings((Setting("a", cap=Decimal(1)),), left_out=("a~cap:2",))


def test_an_agency_is_one_line_without_what_divides():
    assert settings.clean_owner(" Sở  A;\nB~C\u200b ") == "Sở A B C"
    assert len(settings.clean_owner("x" * 999)) == OWNER_LENGTH


def test_one_component_is_set_anew_in_its_place():
    changed = WHOLE.with_one(Setting("a", cap=Decimal(3)))
    assert [one.component for one in changed.settings] == ["a", "b", "online_service"]
    assert changed.of("a") == Setting("a", cap=Decimal(3))
    assert WHOLE.of("c") == Setting("c")
    assert WHOLE.with_one(Setting("c", fixed=True)).settings[-1] == Setting("c", fixed=True)


@given(st.text(alphabet="ab~;:maxcostcapleadownerfixed0123456789.-eé\n ", max_size=60))
def test_whatever_is_read_is_written_so_that_it_is_read_again(text):
    found = settings.read(text, PARTS)
    again = settings.read(settings.code(found), PARTS)
    assert again.lift == found.lift
    assert again.left_out == ()
    assert settings.code(again) == settings.code(found)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("cost", " 1,5 ", "cost", Decimal("1.5")),
        ("cap", "0", "cap", Decimal(0)),
        ("cap", "2.25", "cap", Decimal("2.25")),
        ("cost", "1.000,5", "cost", Decimal("1000.5")),
        ("lead", "3660", "lead_days", 3660),
        ("owner", " Sở  Nội vụ ", "owner", "Sở Nội vụ"),
    ],
)
def test_a_text_as_it_is_typed(name, text, field, value):
    own = Setting("a", cost=Decimal(2), fixed=True)
    assert settings.changed(own, name, text) == replace(own, **{field: value})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("cost", text) for text in ("0", "-1", "x", "1,00001", "10000", "10.000,5", "nan", "")),
        *(("cap", text) for text in ("-0,1", "một", "1e9")),
        *(("lead", text) for text in ("1,5", "-1", "3661")),
        ("owner", " ~ "),
        ("colour", "1"),
    ],
)
def test_a_text_that_is_no_setting(name, text):
    assert settings.changed(Setting("a"), name, text) is None
