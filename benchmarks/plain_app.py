"""The same figures as a Streamlit app is written on a first afternoon: what ours is compared with.

Figures are cached, charts are Altair's, tables are frames; nothing else is done for speed.
"""

import altair as alt
import streamlit as st

from benchmarks.same_figures import CARDS, HOME, editions, home_rank, ranking

ranking_of = st.cache_data(ranking)
rank_of = st.cache_data(home_rank)
editions_of = st.cache_data(editions)


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


pages = [
    st.Page(overview, title="Tổng quan", url_path="overview", default=True),
    st.Page(standing, title="Xếp hạng", url_path="standing"),
]
st.navigation(pages, position="top").run()
