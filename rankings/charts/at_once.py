"""Choices that a figure follows in the browser at once, before the server has answered.

The rows carry what every option of the choice makes of them, so that nothing has to be fetched. A
script of the page (`blocks/delivery/at_once.js`) writes into a hidden field which options the
reader has left and which one was pressed, '0>2'; the figure reads it. The server is asked as for
every choice, and what it answers holds: its rows say which option they stand in, and where that is
none of those left, the press is answered. While the field is empty the figure shows what the server
knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

NAMES = ("order", "sub_order")  # the choices for which the page has a field


def field_id(name: str) -> str:
    """The id of the hidden field of a choice."""
    return f"at-once-{name}"


@dataclass(frozen=True)
class Orders:
    """The orders that the rows of a figure can be put in, each as the codes of the rows, and the
    number of the one that they are given in."""

    every: tuple[tuple[str, ...], ...]
    option: int = 0

    @classmethod
    def of(cls, codes_in: Mapping[str, Iterable[str]], chosen: str) -> "Orders":
        """codes_in: each order that can be chosen, as the control has them -> the codes in it."""
        return cls(tuple(tuple(codes) for codes in codes_in.values()), list(codes_in).index(chosen))


def lines(codes: Sequence[str], orders: Orders | None) -> list[dict[str, Any]]:
    """The cells of `columns("row", …)` for rows with these codes, as given; without orders they
    stay there."""
    orders = orders or Orders((tuple(codes),))
    return [
        row("row", orders.option, [order.index(code) for order in orders.every]) for code in codes
    ]


def columns(field: str, options: int) -> list[pa.Field]:
    """The columns of a field that follows a choice: which option the row stands in, and the field
    in each option."""
    return [
        pa.field("option", pa.int32()),
        *(pa.field(f"{field}_{option}", pa.int32()) for option in range(options)),
    ]


def row(field: str, option: int, values: Sequence[int | None]) -> dict[str, Any]:
    """The cells of `columns`. values: the field in each option; the field itself is that of the
    option that the server knows."""
    return {
        "option": option,
        field: values[option],
        **{f"{field}_{place}": value for place, value in enumerate(values)},
    }


def parameter(name: str) -> alt.Parameter:
    """What the field of a choice says, as a parameter of the figure."""
    return alt.param(
        name=_pressed(name), value="", bind=alt.BindDirect(element=f"#{field_id(name)}")
    )


def follow(chart: alt.Chart, name: str, field: str) -> alt.Chart:
    """The chart with the field as it is in the option pressed."""
    left, pressed = (f"split({_pressed(name)}, '>')[{part}]" for part in (0, 1))
    unanswered = f"indexof(split({left}, ','), toString(datum.option)) >= 0"
    return chart.transform_calculate(
        **{field: f"{unanswered} ? datum['{field}_' + {pressed}] : datum.{field}"}
    )


def _pressed(name: str) -> str:
    return f"{name}_pressed"
