"""The tooltip of a chart goes when a panel opens over it: left there, it takes the next click."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def hidden_by_a_panel() -> None:
    """Draw this in the panel, below what it says; it is not seen."""
    _component()(key="chart_tooltip")


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rankings_chart_tooltip", js=(HERE / "chart_tooltip.js").read_text(encoding="utf-8")
    )
