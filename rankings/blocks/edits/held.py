"""The corrections of one edition that a person has gathered so far, kept in the session.

They outlive the page, the language and another choice of units, until they are published or
emptied.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from rankings.blocks.edits import fields
from rankings.loads.edits.basket import Cell, File, Key
from rankings.loads.edits.corrected_file import Differences
from rankings.store.problems import Problem


@dataclass(frozen=True)
class Held:
    """What was gathered for an edition.

    cells: what was typed or taken from a file; recompute: what is worked out anew; left_out:
    figures that stay all the same. file, compared, refused: the corrected file, what it says
    otherwise, or why it says nothing. round: counts the times that the grid is to be drawn anew.
    """

    cells: Mapping[Key, Cell] = field(default_factory=dict)
    recompute: frozenset[str] = frozenset()
    left_out: frozenset[Key] = frozenset()
    file: File | None = None
    compared: Differences | None = None
    refused: Problem | None = None
    round: int = 0


def of(edition_id: str) -> Held:
    """What is held for an edition; nothing at first."""
    held: Held = st.session_state.get(_key(edition_id), Held())
    return held


def change(edition_id: str, **changes: Any) -> Held:
    """Hold something else."""
    st.session_state[_key(edition_id)] = replace(of(edition_id), **changes)
    return of(edition_id)


def recompute(edition_id: str, what: str) -> None:
    """Have totals or ranks worked out anew from now on."""
    change(edition_id, recompute=of(edition_id).recompute | {what})


def leave_out(edition_id: str, keys: Collection[Key]) -> None:
    """Leave these figures as they are, and no others."""
    change(edition_id, left_out=frozenset(keys))


def empty(edition_id: str) -> None:
    """Forget what is held; the grid shows the stored figures again."""
    st.session_state[_key(edition_id)] = Held(round=of(edition_id).round + 1)


def _key(edition_id: str) -> str:
    return fields.key(f"basket_{edition_id}")
