"""Sub-indicators in words: counts, shares, the cost of a point, links, and what is in doubt."""

import pytest

from rankings.facts import components_together, subindicators
from rankings.sentences import components_counts as said
from rankings.store.versions import Store
from rankings.words.text import words

VI, EN = words("vi"), words("en")
EDITION = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def subs(var):
    of_home = subindicators.of_unit(
        Store(var).snapshot(), edition_id=EDITION, unit_code="66", limit=10
    )
    return {sub.rule.indicator_code: sub for sub in of_home}


def test_a_value_is_told_as_count_and_share(subs):
    electronic, days, copies = subs["4.1"], subs["2.2"], subs["4.6"]
    assert said.counts(VI, electronic.rule, electronic.own) == "284.995/443.565 hồ sơ, 64,25%"
    assert said.counts(EN, electronic.rule, electronic.own) == "284,995/443,565 dossiers, 64.25%"
    assert said.counts(VI, days.rule, days.own) == "3,84 ngày"
    assert said.counts(VI, copies.rule, copies.own) is None


def test_what_a_point_costs_is_a_count_of_its_own_kind(subs):
    costs = {code: said.cost(VI, sub) for code, sub in subs.items()}
    assert costs["4.1"] == "1 điểm tương đương 73.928 hồ sơ"
    assert costs["5.2"] == "1 điểm tương đương 81 phản ánh, kiến nghị"
    assert costs["3.1"] is costs["4.6"] is None
    assert said.cost(EN, subs["5.2"]) == "1 point takes 81 petitions"
    assert said.amount(EN, subs["5.2"].rule, 1) == "1 petition"


def test_what_moves_together_is_told_with_both_costs_and_its_basis(subs, var):
    known = components_together.links(Store(var).snapshot(), edition_id=EDITION)
    joint = components_together.together(tuple(subs.values()), known, "2.1")
    rules = {code: sub.rule for code, sub in subs.items()}
    told = said.together(VI, subs["2.1"], joint, rules)
    assert "(Căn cứ: định nghĩa chỉ tiêu.) Chỉ 6.340 hồ sơ đầu tiên được tính thêm" in told
    assert told.endswith(
        "1 điểm tương đương 20.065 hồ sơ; tính riêng chỉ tiêu 2.1 là 22.178 hồ sơ. Ở đây tính một "
        "đổi một; các phương án nâng hạng chỉ cộng phần cùng tăng đã có căn cứ, theo tỷ lệ từ đầu "
        "năm đến nay."
    )


def test_the_one_with_most_to_win_is_told_or_that_there_is_none(subs):
    edition = subindicators_edition()
    values = {"index": "Chỉ số 766", "edition": edition, "home": "Đắk Lắk", "decimals": 2}
    assert said.finding(VI, sub=subs["1.1"], **values) == (
        "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: điểm chưa đạt nhiều nhất là ở chỉ tiêu "
        "1.1 Tỷ lệ TTHC công bố đúng hạn, còn 6,00 điểm (0/82 thủ tục hành chính, 0,00%; "
        "1 điểm tương đương 14 thủ tục hành chính)."
    )
    assert "đạt điểm tối đa ở mọi chỉ tiêu" in said.finding(VI, sub=None, **values)


def subindicators_edition():
    """A period and its type, as a sentence reads them."""

    class Edition:
        period, period_type = "2026-10-10", "year_to_date"

    return Edition()


def test_a_provisional_figure_and_an_unproved_rule_are_marked(subs):
    assert said.marked(VI, subs["1.4"]).endswith(" (tạm tính)")
    assert said.marked(VI, subs["2.1"]) == said.name(VI, subs["2.1"].rule)
    lines = said.doubts(VI, subs.values())
    [provisional] = [line for line in lines if line.startswith("Tổng số tạm tính: 1.4 ")]
    assert "điểm có thể giảm" in provisional
    assert any(
        line.startswith("Chưa rõ cách tính điểm: 3.1 ") and "; 3.3 " in line for line in lines
    )
    assert not any("2.1 " in line or "5.1 " in line for line in lines)
    assert {said.proof(VI, subs[code].rule) for code in ("2.1", "3.6", "3.1", "2.2")} == {
        "đã kiểm chứng",
        "phù hợp số liệu, chưa kiểm chứng",
        "chưa rõ cách tính điểm",
        "không tính điểm",
    }
