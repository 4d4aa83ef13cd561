"""The ladder of three weeks in one page, with what the page has heard of it written below.

`?around=1`: it is given the week shown and one on either side, as a page with many weeks does.
`?seconds=1`: it answers as late as that, as a busy server does.
"""

import time

import streamlit as st

from rankings.blocks.standing.ladder_component import (
    LadderLabels,
    ladder,
    ladder_data,
    ladder_edition,
)
from tests.charts import conftest as figures

WEEKS = ("2026-09-17", "2026-10-05", "2026-10-10")
LABELS = LadderLabels(
    figure="Bảng xếp hạng",
    previous="Kỳ trước",
    next="Kỳ sau",
    period="Kỳ số liệu",
    rank="Thứ hạng",
    score="Điểm",
    note="Ghi chú",
    zone="Nhóm 10 dẫn đầu",
    unknown="Chưa công bố điểm",
    disputed="Các nguồn chưa thống nhất",
    apart="Chưa rõ thứ hạng",
)

time.sleep(float(st.query_params.get("seconds", 0)))
state = st.session_state
state.setdefault("edition", WEEKS[-1])
state.setdefault("picked", ["20"])
state.runs = state.get("runs", 0) + 1


def heard_edition() -> None:
    """Takes over the edition that the reader has stepped to."""
    state.edition = state.ladder["edition"]


def heard_picked() -> None:
    """Takes over the units that the reader has picked."""
    state.picked = state.ladder["picked"]


def pick_here() -> None:
    """The page chooses, not the reader of the ladder."""
    state.picked = ["79"]


editions = [
    ladder_edition(
        figures.ladder("vi", f"psi-{week}-year_to_date-vn34")[0],
        edition_id=week,
        label=f"Đến ngày {week}",
        finding=f"Đắk Lắk đến ngày {week}",
        cut_line="Điểm ngưỡng vào nhóm 10",
    )
    for week in WEEKS
]
around = int(st.query_params.get("around", len(WEEKS)))
place = WEEKS.index(state.edition)
first, last = max(0, place - around), place + around
data = ladder_data(
    editions[first : last + 1],
    edition=state.edition,
    picked=state.picked,
    labels=LABELS,
    language="vi",
    before=WEEKS[first - 1] if first else None,
    after=WEEKS[last + 1] if last + 1 < len(WEEKS) else None,
)
ladder(data=data, key="ladder", on_edition_change=heard_edition, on_picked_change=heard_picked)
st.text(f"edition={state.edition} picked={','.join(state.picked)}")
st.text(f"runs={state.runs}")
st.button("Chọn ở ngoài", on_click=pick_here)
st.button("Chạy lại")
