"""Where the figures of a plan in counts come from: formula, source row, rule and its proof."""

from decimal import Decimal
from pathlib import Path

import pytest

from rankings import evidence
from rankings.sentences import evidence as sentences
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests.cases import every

PSI = "psi-2026-10-10-year_to_date-vn34"
PETITIONS = f"by_day:{PSI}:66:5.2:2026-12-31:-"
W = words("vi")


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def test_the_example_of_the_leaders_says_how_it_is_made(at):
    """241 of 485 in 283 days; 141 come in, all on time: 382 of 626, 3.66 points, 0.68 more."""
    found = evidence.evidence(at, f"{PETITIONS}:141:gain")
    assert (found.value, found.status) == (Decimal("0.68"), "derived")
    assert sentences.figure_value(W, found) == "tăng 0,68"
    text = sentences.formula(W, found)
    assert "= (241 + 141) / (485 + 141) = 61,02%." in text
    assert "khi đó là 3,66 điểm, kỳ này là 2,98 điểm" in text
    assert "485 × 82 / 283 = 141" in text
    assert "Quy tắc tính theo hạn từng bước xử lý" in text
    assert W("counts.proof_proved") in text
    counts = [f"{PSI}:66:5.2:numerator", f"{PSI}:66:5.2:denominator"]
    assert list(found.rests_on) == [*counts, "maximum:psi:psi-2026:5.2:max_score"]
    # The source of the counts first, then the document of the rule.
    given_by = [item.source_id for item in found.sources]
    assert given_by[0] == evidence.evidence(at, counts[0]).sources[0].source_id
    assert "sfc87314d" in given_by


@every(
    "key, value",
    [
        (f"{PETITIONS}:0:to_come", "141"),
        (f"{PETITIONS}:115:share", "56.9"),
        (f"{PETITIONS}:115:gain", "0.43"),
        (f"{PETITIONS}:0:gain", "-0.67"),
        (f"by_day:{PSI}:66:5.2:2026-12-31:5.2%3A200:200:gain", "0.88"),
        (f"by_day:{PSI}:66:4.5a:2026-12-31:-:966:gain", "1.44"),
        (f"along:{PSI}:66:5.4:2026-12-31:-:122795:2.1", "0.10"),
        (f"along:{PSI}:66:5.3:2026-12-31:-:115:5.2", "0.33"),
    ],
)
def test_values(at, key, value):
    found = evidence.evidence(at, key)
    assert found.value == Decimal(value)
    for language in ("vi", "en"):
        assert sentences.formula(words(language), found)
        assert sentences.figure_name(words(language), found)


def test_what_comes_along_names_the_link_and_an_assumption(at):
    sure = sentences.formula(
        W, evidence.evidence(at, f"along:{PSI}:66:5.4:2026-12-31:-:122795:2.1")
    )
    assert "cứ 393.087 đạt ở 2.1 thì 392.869 đạt ở 5.4" in sure
    assert "(392.869 + 122.726) / (443.565 + 128.524) = 90,13%" in sure
    assert "Hồ sơ quá hạn bị trừ khi tính 5.4" in sure
    assert "giả định" not in sure
    assumed = evidence.evidence(at, f"along:{PSI}:66:5.3:2026-12-31:-:115:5.2")
    assert "dựa trên giả định nên không cộng vào" in sentences.formula(W, assumed)


@every(
    "key",
    [
        f"{PETITIONS}:142:gain",
        f"by_day:{PSI}:66:9.9:2026-12-31:-:1:gain",
        f"by_day:{PSI}:66:5.2:2026-13-31:-:1:gain",
        f"by_day:{PSI}:66:5.2:2027-12-31:-:1:gain",
        f"by_day:{PSI}:66:5.2:2026-12-31:5.2%3Amany:1:gain",
        f"by_day:{PSI}:66:5.2:2026-12-31:4.5a%3A3:1:gain",
        f"along:{PSI}:66:5.2:2026-12-31:-:1:2.1",
        f"along:{PSI}:66:5.4:2026-12-31:-:999999:2.1",
        "by_day:dti-2024-year-vn34:66:gov_activity:2026-12-31:-:1:gain",
    ],
)
def test_what_cannot_be_counted_is_no_figure(at, key):
    with pytest.raises(Problem):
        evidence.evidence(at, key)
