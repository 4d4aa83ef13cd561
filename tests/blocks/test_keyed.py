"""Widgets that something else changes too: another one takes the place of the one before."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page_runs import sound


def page() -> None:
    """A field that shows what the session is told; `of`: what it is of."""
    import streamlit as st

    from rankings.blocks import keyed

    key, began = keyed.key_of("field", *st.session_state["told"])
    st.number_input("Số", value=began, key=key)


def shown(app: AppTest, value: int, of: object) -> str:
    """The key of the field after a run in which it is to show a value of something."""
    app.session_state["told"] = value, of
    (field,) = sound(app.run()).number_input
    assert field.value == value
    return field.key


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page)


def test_a_field_stays_while_nothing_else_changes_it(app):
    key = shown(app, 5, ("psi", "vi"))
    assert shown(app, 5, ("psi", "vi")) == key
    app.number_input[0].set_value(7)
    assert shown(app, 7, ("psi", "vi")) == key


@pytest.mark.parametrize("told", [(6, ("psi", "vi")), (5, ("psi", "en")), (5, ("dti", "vi"))])
def test_another_value_edition_or_language_is_another_field(app, told):
    """The browser may still speak of the one before."""
    assert shown(app, 5, ("psi", "vi")) != shown(app, *told)
