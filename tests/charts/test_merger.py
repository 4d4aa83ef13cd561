"""The way of the predecessors into the merged unit: where lines go, and where they must not."""

from itertools import pairwise

from rankings.charts import merger_means
from tests.charts import conftest


def rows_of(kind: str) -> list[dict]:
    table, _ = conftest.merger("vi")
    return [row for row in table.to_pylist() if row["kind"] == kind]


def test_no_line_crosses_a_method_break_or_the_merger():
    gaps = [row["column"] for row in rows_of("gap")]
    assert len(gaps) == 2
    segments: dict[str, list[float]] = {}
    for row in rows_of("point"):
        segments.setdefault(row["segment"], []).append(row["column"])
    assert sorted(len(places) for places in segments.values()) == [1, 1, 1, 2, 2]
    for places in segments.values():
        assert not any(a < gap < b for a, b in pairwise(places) for gap in gaps)


def test_each_predecessor_leads_to_the_merged_unit_within_one_method():
    found: dict[str, list[float]] = {}
    for row in rows_of("join"):
        found.setdefault(row["series"], []).append(row["place"])
    (merged,) = (row["place"] for row in rows_of("point") if "after" in row["series"])
    assert set(found) == {"Đắk Lắk (before)", "Phú Yên (before)"}
    assert {places[-1] for places in found.values()} == {merged}


def test_nothing_leads_there_across_a_method_break():
    columns = [
        {"text": "2024", "method": "a", "side": "before", "gap": None},
        {"text": "2025", "method": "b", "side": "after", "gap": "x"},
    ]
    points = [
        {"series": s, "column": c, "place": 0.5, "text": "", "said": "", "derived": False}
        for s, c in (("one", 0), ("all", 1))
    ]
    kinds = merger_means.table(columns, points)["kind"].to_pylist()
    assert "join" not in kinds
    assert "gap" in kinds


def test_an_edition_without_a_figure_breaks_the_line():
    columns = [
        {"text": str(year), "method": "a", "side": "before", "gap": None} for year in range(3)
    ]
    points = [
        {"series": s, "column": c, "place": 0.5, "text": "", "said": "", "derived": False}
        for s, c in (("one", 0), ("other", 1), ("one", 2))
    ]
    found = merger_means.table(columns, points).to_pylist()
    segments = [row["segment"] for row in found if row["series"] == "one"]
    assert len(set(segments)) == 2


def test_a_recalculated_figure_is_hollow_and_only_it():
    hollow = [row["series"] for row in rows_of("point") if row["derived"]]
    assert hollow == ["Đắk Lắk (after)"]
