"""What is asked of the units: in which sub-indicator, and held against which share."""

from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from rankings.blocks import address
from rankings.blocks.controls import select
from rankings.blocks.view import TableView, row
from rankings.facts import units
from rankings.facts.inside import Split
from rankings.facts.subindicators import Rule
from rankings.facts.units import Ledger, Wanted, wanted
from rankings.sentences import components_counts as counts_said
from rankings.sentences import units as said
from rankings.store.problems import Problem
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words import typed

SUB, WANTED = "sub", "wanted"  # their names in the address
WIDTH = 440
ALL = "100%"
EXAMPLE = Decimal("95.5")  # of a share that can be typed


@dataclass(frozen=True)
class Asked:
    """A sub-indicator of a table, and the share that its units are held against."""

    view: TableView
    rule: Rule
    wanted: Wanted

    @property
    def code(self) -> str:
        """The sub-indicator as the issuer numbers it."""
        return self.rule.indicator_code

    @property
    def ledger(self) -> Ledger:
        """What the province and its units lack of that share."""
        return units.ledger(
            self.view.at,
            edition_id=self.view.table.edition_id,
            indicator_code=self.code,
            wanted=self.wanted.share,
        )

    @property
    def split(self) -> Split | None:
        """Whether the units make their province in it."""
        return units.split_of(self.view.at, self.view.table.edition_id, self.code)


def choose(view: TableView, *, share: bool = True) -> Asked | None:
    """Draw the controls for the sub-indicator and, unless told otherwise, for the share, which is
    that of the best province then; None where nothing is counted."""
    w = view.words
    labels = _sub_labels(view)
    if not labels:
        st.info(w("units.no_counts"))
        return None
    with row():
        with st.container(width=WIDTH):
            code = select(SUB, w("units.control_sub"), labels, next(iter(labels)))
        rule = units.rule_of(view.at, view.table.edition_id, code)
        if share:
            return Asked(view, rule, _wanted(view, code))
    labels = _wanted_labels(view, code)
    return Asked(view, rule, units.wanted_of(view.at, view.table, code, next(iter(labels))))


@memo
def _sub_labels(view: TableView) -> dict[str, str]:
    """Sub-indicator -> its name and what its gap costs, the dearest first; read only."""
    w = view.words
    labels = {}
    for sub in units.sub_indicators(view.at, edition_id=view.table.edition_id):
        name = counts_said.name(w, sub.rule)
        points = None if sub.ledger is None else sub.ledger.points
        if sub.split is not None and sub.ledger is not None and not sub.ledger.adds_up:
            name = w("units.sub_not_split", name=name)
        elif points is not None:
            cost = w.number(decimal_of(points, said.POINT_DECIMALS), said.POINT_DECIMALS)
            name = w("units.sub_points", name=name, points=cost)
        labels[sub.rule.indicator_code] = name
    return labels


def _wanted(view: TableView, code: str) -> Wanted:
    """The controls for the share: of the best province, on the line, all, of a province, or one
    that is typed."""
    w = view.words
    labels = dict(_wanted_labels(view, code))
    asked = address.choice(WANTED, None, next(iter(labels)))
    if asked not in labels:
        _offer(view, code, asked, labels)
    with st.container(width=WIDTH):
        chosen = select(WANTED, w("units.control_wanted"), labels, next(iter(labels)))
    key = f"control_{WANTED}_typed"
    st.session_state[key] = ""

    def changed() -> None:
        text = typed.line(st.session_state[key])
        if text:
            address.choose(WANTED, _as_link(text), next(iter(labels)))

    with st.container(width=180):
        st.text_input(
            w("units.control_typed"), key=key, on_change=changed, placeholder=w.percent(EXAMPLE)
        )
    return units.wanted_of(view.at, view.table, code, chosen)


def _offer(view: TableView, code: str, text: str, labels: dict[str, str]) -> None:
    """Take a share that the address names among the choices, where it is one."""
    try:
        given = units.wanted_of(view.at, view.table, code, text)
    except Problem:
        return
    labels[text] = said.wanted(view.words, given)


def _as_link(text: str) -> str:
    """A share that was typed as it stands in an address; as it is where it is none."""
    try:
        return wanted.share_text(wanted.typed_share(text))
    except Problem:
        return text


@memo
def _wanted_labels(view: TableView, code: str) -> dict[str, str]:
    """What can be chosen -> how it is called; read only."""
    peers = wanted.peers(view.at, view.table, code)
    others = [f"{wanted.PEER_MARK}{peer.unit_code}" for peer in peers]
    labels, named = {}, set()
    for asked in (units.BEST, wanted.CUT_LINE, ALL, *others):
        try:
            given = units.wanted_of(view.at, view.table, code, asked)
        except Problem:
            continue
        # Who is the best, or on the line, is not offered again.
        if given.unit_code is None or given.unit_code not in named:
            labels[asked] = said.wanted(view.words, given)
            named.add(given.unit_code)
    return labels
