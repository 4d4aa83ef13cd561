"""The same figures as a Streamlit app is written on a first afternoon: what ours is compared with.

Figures are cached, charts are Altair's, tables are frames; nothing else is done for speed.
"""

import altair as alt
import streamlit as st

from benchmarks.same_figures import CARDS, HOME, components, editions, home_rank, ranking

ranking_of = st.cache_data(ranking)
rank_of = st.cache_data(home_rank)
editions_of = st.cache_data(editions)
components_of = st.cache_data(components)


def overview() -> None:
    """Three ranks with their strips and what is below them."""
    st.header("Đắk Lắk đạt 1/3 mục tiêu")
    for column, (name, limit, edition_id) in zip(st.columns(3), CARDS.values(), strict=True):
        with column, st.container(border=True):
            rank = rank_of(edition_id)
            st.metric(name, f"{rank}/34")
            st.markdown("**:green[● Đạt]**" if rank <= limit else "**:orange[▲ Chưa đạt]**")
            places = ranking_of(edition_id)[["rank", "name", "unit_code"]]
            strip = alt.Chart(places).mark_tick().encode(x="rank:Q", tooltip="name")
            home = alt.Chart(places[places.unit_code == HOME]).mark_point(size=200, filled=True)
            line = alt.Chart().mark_rule(color="red").encode(x=alt.datum(limit + 0.5))
            st.altair_chart(strip + home.encode(x="rank:Q") + line)
            st.caption(f"{edition_id}: thứ {rank}/34, ngưỡng top {limit}")


def standing() -> None:
    """The ranking of an edition that is chosen, as bars and as a table."""
    st.header("Xếp hạng")
    index = st.segmented_control("Chỉ số", list(CARDS), default="psi", required=True)
    edition_id = st.selectbox("Kỳ công bố", editions_of(index))
    table = ranking_of(edition_id)
    bars = alt.Chart(table).mark_bar()
    st.altair_chart(
        bars.encode(
            x="score:Q",
            y=alt.Y("name:N", sort=None),
            color=alt.condition(alt.datum.unit_code == HOME, alt.value("blue"), alt.value("gray")),
            tooltip=["name", "score", "rank"],
        ).properties(height=680)
    )
    st.dataframe(table[["rank", "name", "score"]], hide_index=True)


def where_points_are_lost() -> None:
    """The components of home in the order chosen, as marks and as a table; all units stacked."""
    st.header("Đắk Lắk mất điểm ở đâu?")
    edition_id = st.selectbox("Kỳ công bố", editions_of("psi"))
    orders = {"Cách đơn vị cao nhất": "best", "Cách điểm tối đa": "max_score"}
    order = st.segmented_control("Sắp xếp theo", list(orders), default=next(iter(orders)))
    table = components_of(edition_id)
    table = table.assign(lost=table[orders[order]] - table.home).sort_values("lost")[::-1]
    marks = alt.Chart(table).encode(y=alt.Y("name:N", sort=None), tooltip=list(table.columns))
    layers = [
        marks.mark_bar(color="lightgray").encode(x="max_score:Q"),
        *(marks.mark_tick(thickness=3).encode(x=f"{mark}:Q") for mark in ("leaders", "median")),
        *(marks.mark_point(filled=True).encode(x=f"{mark}:Q") for mark in ("best", "home")),
        marks.mark_text(dx=30).encode(x="max_score:Q", text=alt.Text("home:Q", format=".2f")),
    ]
    st.altair_chart(alt.layer(*layers))
    st.dataframe(table, hide_index=True)
    units = ranking_of(edition_id)
    bars = alt.Chart(units).mark_bar().encode(x="score:Q", y=alt.Y("name:N", sort=None))
    st.altair_chart(bars.properties(height=680))


pages = [
    st.Page(overview, title="Tổng quan", url_path="overview", default=True),
    st.Page(standing, title="Xếp hạng", url_path="standing"),
    st.Page(where_points_are_lost, title="Điểm thành phần", url_path="components"),
]
st.navigation(pages, position="top").run()
