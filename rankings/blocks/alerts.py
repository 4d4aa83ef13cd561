"""What the rules give cause to tell now, on the page of data."""

from datetime import UTC, datetime

from rankings.blocks import table
from rankings.blocks.view import View
from rankings.loads import alerts
from rankings.loads.alerts import Alert
from rankings.sentences import alerts as said
from rankings.words.tables import Column, Table


def draw(view: View) -> None:
    """The alerts of the newest figures, or that there is none."""
    w = view.words
    now = datetime.now(UTC)
    # To whom they are sent is not read here: a page must not fail for want of a file of addresses.
    there = alerts.current(view.at, now=now, environment={})
    table.draw(
        view, described(view, there), key="alerts", empty=w("alerts.none"), wide=w("alerts.message")
    )


def described(view: View, there: list[Alert]) -> Table[Alert]:
    """Alerts as a table: what kind, what it says, since when."""
    w = view.words
    return Table(
        there,
        [
            Column(w("alerts.kind"), lambda item: w(f"alerts.kind_of.{item.event.kind}")),
            Column(w("alerts.message"), lambda item: said.said(view.at, w, item.event)),
            Column(w("alerts.since"), lambda item: w.time(item.since)),
        ],
    )
