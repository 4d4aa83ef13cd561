"""How sure the ranks of an edition are: by hand in a small store, and on real figures."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from rankings.facts import robustness, standing
from rankings.sentences import robustness as said
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import small_store
from tests.small_store import figure, indicator

PSI = "psi-2026-10-10-year_to_date-vn34"
PARTIAL = "psi-2026-09-17-year_to_date-vn34"
HOME = "66"
VI, EN = words("vi"), words("en")


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def small(folder: Path, scores: dict[str, tuple[str, str]], **tables: list) -> Snapshot:
    """A store of the units named, each with its scores in the components a and b (of 20 each)."""
    figures = [
        row
        for unit, (a, b) in scores.items()
        for indicator_code, score in (("total", str(Decimal(a) + Decimal(b))), ("a", a), ("b", b))
        for row in figure(unit, indicator=indicator_code, score=score)
    ]
    units = small_store.units(scores)
    return small_store.build(folder / "var", **({"observations": figures, "units": units} | tables))


# --- What the ranks are computed from ------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition_id", "reason", "compared", "units"),
    [
        (PSI, None, 34, 34),
        (PARTIAL, None, 33, 34),
        ("psi-2025-10-16-year_to_date-vn34", None, 34, 34),
        ("psi-2025-Q3-quarter-vn34", "too_few", 0, 34),
        ("dti-2024-year-vn34", "no_weights", 0, 34),
        ("dti-2022-year-vn63", "too_few", 5, 63),
        ("pii-2025-year-vn34", "derived", 0, 34),
    ],
)
def test_only_published_weights_are_moved(at, edition_id, reason, compared, units):
    found = robustness.basis(at, edition_id=edition_id)
    assert (found.reason, found.compared, len(found.units)) == (reason, compared, units)
    assert (found.field is None) == (reason is not None)


@pytest.mark.parametrize(("compared", "reason"), [(10, None), (9, None), (8, "too_few")])
def test_nine_of_ten_units_are_enough(tmp_path, compared, reason):
    codes = [f"{number:02d}" for number in range(1, 11)]
    whole = dict.fromkeys(codes[:compared], ("10", "10"))
    at = small(tmp_path, whole, units=small_store.units(codes))
    found = robustness.basis(at, edition_id="e1")
    assert (found.compared, len(found.units), found.reason) == (compared, 10, reason)


def test_the_weights_are_the_maxima_of_the_decree(at):
    found = robustness.basis(at, edition_id=PSI)
    assert {part.component: round(part.whole, 9) for part in found.parts} == {
        "transparency": 0.18,
        "timeliness": 0.2,
        "online_service": 0.12,
        "online_payment": 0.1,
        "digitisation": 0.22,
        "satisfaction": 0.18,
    }


def test_a_unit_without_a_component_is_left_out_and_named(at):
    found = robustness.basis(at, edition_id=PARTIAL)
    assert found.left_out == ("56",)
    names = {row.unit_code: row.name_vi for row in standing.ranking(at, edition_id=PARTIAL).rows}
    assert said.not_compared(VI, found, names) == (
        "Không tính Khánh Hòa vì chưa có đủ điểm thành phần; "
        "thứ hạng ở đây là trong 33/34 tỉnh, thành phố."
    )
    assert "56" not in {row.unit_code for row in robustness.ranges(at, edition_id=PARTIAL)}
    with pytest.raises(Problem, match="robustness_unit"):
        robustness.without_each(at, edition_id=PARTIAL, unit_code="56")


# --- Ranges --------------------------------------------------------------------------------------


def test_ranges_by_hand(tmp_path):
    """01 leads in a and 02 in b: 10·w + 8 against 8·w + 9.5. The sums are 18 and 17.5; from a
    weight of b of 4/7 of the whole on 02 leads, and 5/8 is allowed. 03 is last whatever they are.
    """
    scores = {"01": ("10", "8"), "02": ("8", "9.5"), "03": ("2", "2")}
    at = small(tmp_path, scores)
    rows = {row.unit_code: row for row in robustness.ranges(at, edition_id="e1")}
    assert [(row.rank, row.best, row.worst) for row in rows.values()] == [
        (1, 1, 2),
        (2, 1, 2),
        (3, 3, 3),
    ]
    assert (rows["03"].p05, rows["03"].p95) == (3, 3)


def test_the_ends_hold_for_every_corner_and_are_reached_by_real_weights(at):
    """No random weights of another seed lead out of the interval; some lead near each end."""
    field = robustness.basis(at, edition_id=PSI).field
    rows = {row.unit_code: row for row in robustness.ranges(at, edition_id=PSI)}
    random = np.random.default_rng(5)
    low, high = field.whole * 0.75, field.whole * 1.25
    drawn = random.uniform(low, high, (4000, len(low)))
    corners = np.where(random.random((4000, len(low))) < 0.5, low, high)
    for weights in (*_balanced(drawn, low, high), *_balanced(corners, low, high)):
        scores = field.shares @ weights
        for unit, score in zip(field.unit_codes, scores, strict=True):
            rank = 1 + int((scores > score + 1e-6).sum())
            assert rows[unit].best <= rank <= rows[unit].worst


def _balanced(drawn: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The rows that sum to 1 once their first weight takes what is left."""
    drawn = drawn.copy()
    drawn[:, 0] = 1 - drawn[:, 1:].sum(axis=1)
    return drawn[(drawn[:, 0] >= low[0]) & (drawn[:, 0] <= high[0])]


@pytest.mark.parametrize("edition_id", [PSI, "psi-2025-10-11-year_to_date-vn34"])
def test_the_rank_from_the_components_is_that_of_the_standing(at, edition_id):
    rows = robustness.ranges(at, edition_id=edition_id)
    names = {row.name_vi: (row.rank, row.given) for row in robustness.differing(rows)}
    broken = {"Cao Bằng": (25, 26)} if "2025" in edition_id else {}
    assert names == broken
    for row in rows:
        assert row.best <= row.p05 <= row.p50 <= row.p95 <= row.worst
        assert row.best <= row.rank <= row.worst


def test_home_stays_inside_its_target_whatever_the_weights(at):
    found = robustness.basis(at, edition_id=PSI)
    (row,) = (row for row in robustness.ranges(at, edition_id=PSI) if row.unit_code == HOME)
    values = {"index": "Chỉ số 766", "home": "Đắk Lắk", "term": "nhóm chỉ số", "tolerance": 0.25}
    assert said.finding(VI, found, row, limit=10, **values) == (
        "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: Đắk Lắk xếp thứ 7/34; với trọng số của "
        "từng nhóm chỉ số tăng hoặc giảm không quá 25%, thứ hạng nằm từ thứ 5 đến thứ 10; trong "
        "90% số lần thử, từ thứ 6 đến thứ 7. Với mọi trọng số trong khoảng đó, Đắk Lắk vẫn trong "
        "nhóm 10 dẫn đầu."
    )
    for limit, words_ in ((4, "Không có trọng số nào"), (8, "trong hoặc ngoài")):
        assert words_ in said.finding(VI, found, row, limit=limit, **values)
    # A unit that is not compared could stand above home.
    partial = replace(found, left_out=("56",))
    assert "trong hoặc ngoài nhóm 10" in said.finding(VI, partial, row, limit=10, **values)
    assert said.finding(VI, found, None, limit=10, **values).startswith(
        "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: Đắk Lắk chưa có đủ điểm"
    )


# --- Leave one out, influence, stability ---------------------------------------------------------


def test_leaving_a_component_out_is_ranking_by_the_others(at):
    field = robustness.basis(at, edition_id=PSI).field
    found = robustness.without_each(at, edition_id=PSI, unit_code=HOME)
    for one in found:
        kept = [n for n, code in enumerate(field.components) if code != one.part.component]
        points = (field.shares * field.weights)[:, kept].sum(axis=1).round(6)
        own = points[field.unit_codes.index(HOME)]
        assert one.rank == 1 + sum(points > own)
    assert {one.part.component: one.rank for one in found} == {
        "transparency": 12,
        "timeliness": 7,
        "online_service": 8,
        "online_payment": 8,
        "digitisation": 5,
        "satisfaction": 9,
    }
    row = next(row for row in robustness.ranges(at, edition_id=PSI) if row.unit_code == HOME)
    assert said.without(VI, row, found, units=34, home="Đắk Lắk", term="nhóm chỉ số") == (
        "Bỏ Công khai, minh bạch, Đắk Lắk xếp thứ 12 (giảm 5 bậc); "
        "bỏ Số hóa hồ sơ, xếp thứ 5 (tăng 2 bậc)."
    )


def test_the_most_important_weight_comes_first(at):
    found = robustness.influences(at, edition_id=PSI, unit_code=HOME)
    assert found[0].part.component == "digitisation"
    totals = [one.total for one in found]
    assert totals == sorted(totals, reverse=True)
    for one in found:
        assert one.total_low <= one.total <= one.total_high
        assert one.first <= one.total
    assert said.influence(VI, found, home="Đắk Lắk").startswith(
        "Nhiều nhất là trọng số của Số hóa hồ sơ: riêng nó giải thích 26% mức dao động"
    )
    # What sampling puts outside 0 to 1 is not shown.
    assert said.share_between(VI, -0.02, -0.06, 0.004) == "0% (từ 0% đến 0%)"
    assert said.share_between(EN, 0.91, 0.79, 1.06) == "91% (79% to 100%)"


def test_a_rank_that_never_changes_depends_on_no_weight(at):
    found = robustness.influences(at, edition_id=PSI, unit_code="42")
    assert {one.total for one in found} == {None}
    assert "không đổi" in said.influence(VI, found, home="Hà Tĩnh")


def test_stability_counts_the_pairs_that_keep_their_order(at):
    found = robustness.stability(at, edition_id=PSI)
    assert [(one.before.period, one.after.period) for one in found] == [
        ("2026-09-17", "2026-09-26"),
        ("2026-09-26", "2026-09-27"),
        ("2026-09-27", "2026-09-29"),
        ("2026-09-29", "2026-10-02"),
        ("2026-10-02", "2026-10-04"),
        ("2026-10-04", "2026-10-05"),
        ("2026-10-05", "2026-10-10"),
    ]
    for one in found:
        before, after = (
            {row.unit_code: row.rank for row in standing.ranking(at, edition_id=e).rows}
            for e in (one.before.edition_id, one.after.edition_id)
        )
        same = falling = 0
        for a, b in combinations(before, 2):
            signs = np.sign(before[a] - before[b]), np.sign(after[a] - after[b])
            same += signs[0] == signs[1]
            falling += signs[0] * signs[1] < 0
        assert (one.units, one.same_order, one.pairs) == (34, same, 561)
        # Without ties tau is the share that kept its order less the share that turned round.
        assert one.tau == pytest.approx((same - falling) / 561, abs=0.01)
    assert said.stability(VI, found).startswith("Từ 05/10/2026 đến 10/10/2026, ")


def test_editions_that_nothing_follows_are_not_compared(at):
    assert robustness.stability(at, edition_id="pii-2025-year-vn34") == ()
    assert "Chưa có hai kỳ" in said.stability(VI, ())


# --- Why not -------------------------------------------------------------------------------------


def test_parts_that_do_not_add_up_or_have_no_maximum_are_not_weighed(tmp_path):
    nodes = [indicator("total"), indicator("a"), indicator("b", max_score=None)]
    at = small(tmp_path, {"01": ("1", "2"), "02": ("2", "1")}, indicators=nodes)
    assert robustness.basis(at, edition_id="e1").reason == "no_weights"


def test_inferred_weights_are_not_moved(tmp_path):
    nodes = [indicator("total"), indicator("a"), indicator("b", max_basis="derived")]
    at = small(tmp_path, {"01": ("1", "2"), "02": ("2", "1")}, indicators=nodes)
    assert robustness.basis(at, edition_id="e1").reason == "derived"


def test_a_disputed_component_leaves_its_unit_out(tmp_path):
    scores = {f"{n:02}": ("10", str(n)) for n in range(1, 13)}
    figures = [
        row
        for unit, (a, b) in scores.items()
        for code, score in (("a", a), ("b", b))
        for row in figure(
            unit,
            indicator=code,
            score=score,
            confidence="disputed" if (unit, code) == ("07", "b") else "high",
        )
    ]
    total = figure("01", score="11")
    at = small(tmp_path, scores, observations=[*figures, *total])
    found = robustness.basis(at, edition_id="e1")
    assert (found.reason, found.left_out) == (None, ("07",))


@pytest.mark.parametrize("edition_id", ["dti-2024-year-vn34", "pii-2025-year-vn34"])
def test_why_not_is_a_sentence_in_both_languages(at, edition_id):
    found = robustness.basis(at, edition_id=edition_id)
    for w in (VI, EN):
        text = said.reason(w, found, index="DTI")
        assert text.startswith("DTI, ")
        assert text.endswith(".")
    with pytest.raises(Problem, match=f"robustness_{found.reason}"):
        robustness.ranges(at, edition_id=edition_id)
