"""What a card says, word for word, for the three real cases and for the cases in between."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from rankings.facts.editions import Edition, Unsourced
from rankings.facts.overview.model import Card, Earlier, Predecessor, Source, TargetSet
from rankings.facts.standing.bounds import Interval
from rankings.facts.standing.position import Position
from rankings.loads.checks import Finding
from rankings.sentences import components as components_sentences
from rankings.sentences import data as data_sentences
from rankings.sentences import frame as frame_sentences
from rankings.sentences import overview, overview_message, overview_tile, problems
from rankings.sentences import standing as standing_sentences
from rankings.store.problems import Problem
from rankings.words.text import words

VI, EN = words("vi"), words("en")
NOTHING = Interval(None, None)


def D(text: str) -> Decimal:
    return Decimal(text)


def exactly(text: str) -> Interval:
    return Interval(D(text), D(text))


def edition(index: str, period: str, period_type: str = "year", **changes: object) -> Edition:
    end = period if period_type == "year_to_date" else "2025-12-31"
    facts = {
        "edition_id": f"{index}-{period}-{period_type}-vn34",
        "index_code": index,
        "period": period,
        "period_type": period_type,
        "period_start": date.fromisoformat(end).replace(month=1, day=1),
        "period_end": date.fromisoformat(end),
        "scheme": "vn34",
        "method_code": f"{index}-now",
        "published_from": date.fromisoformat(end),
        "published_to": date.fromisoformat(end),
    }
    return Edition(**(facts | changes))


PORTAL = Source(
    source_id="s571c0101",
    origin="Cổng Dịch vụ công quốc gia",
    publisher="github.com",
    kind="unofficial_copy",
    url=None,
    published_from=date(2026, 10, 10),
    published_to=date(2026, 10, 10),
)
PRESS = replace(
    PORTAL, origin="Bộ Khoa học và Công nghệ", publisher="nhansu.vn", kind="press", source_id="p"
)
RECALCULATED = replace(
    PORTAL, origin="Tính lại, không phải số công bố", publisher="–", kind="derived", source_id="d"
)

PSI = Card(
    index_code="psi",
    index_name="Bộ chỉ số phục vụ người dân, doanh nghiệp (Quyết định số 766/QĐ-TTg)",
    index_short="Chỉ số 766",
    decimals=2,
    home_name="Đắk Lắk",
    edition=edition("psi", "2026-10-10", "year_to_date"),
    position=Position(
        unit_code="66",
        limit=10,
        units=34,
        score=D("65.49"),
        score_range=exactly("65.49"),
        rank=7,
        rank_low=7,
        rank_high=7,
        cut_line=exactly("63.97"),
        cut_line_unit="19",
        gap=exactly("-1.52"),
        status="inside",
        to_pass=4,
        nearest_behind="20",
        nearest_behind_by=D("0.44"),
        places_short=None,
    ),
    status="published",
    confidence="high",
    single_source=False,
    cut_line_unit_name="Thái Nguyên",
    nearest_behind_name="Lạng Sơn",
    previous=Earlier(edition("psi", "2026-10-05", "year_to_date"), 7, D("65.13"), 34, True, True),
    no_previous=None,
    year_ago=Earlier(edition("psi", "2025-10-16", "year_to_date"), 14, D("86.98"), 34, False, True),
    band_label="Trung bình",
    predecessors=(),
    age_days=42,
    cadence_days=7,
    source=PORTAL,
)

DTI = replace(
    PSI,
    index_code="dti",
    index_name="Chỉ số chuyển đổi số cấp tỉnh (DTI)",
    index_short="DTI",
    decimals=4,
    edition=edition(
        "dti",
        "2024",
        published_from=date(2025, 10, 1),
        published_to=date(2025, 10, 31),
    ),
    position=Position(
        unit_code="66",
        limit=15,
        units=34,
        score=D("0.6410"),
        score_range=exactly("0.6410"),
        rank=29,
        rank_low=29,
        rank_high=29,
        cut_line=exactly("0.7164"),
        cut_line_unit="75",
        gap=exactly("0.0754"),
        status="outside",
        to_pass=None,
        nearest_behind=None,
        nearest_behind_by=None,
        places_short=14,
    ),
    status="derived",
    confidence="medium",
    cut_line_unit_name="Đồng Nai",
    nearest_behind_name=None,
    previous=None,
    no_previous="method",
    year_ago=None,
    band_label=None,
    predecessors=(
        Predecessor("Đắk Lắk", 39, D("0.6807"), 63),
        Predecessor("Phú Yên", 56, D("0.6013"), 63),
    ),
    age_days=386,
    cadence_days=365,
    source=RECALCULATED,
)

PII = replace(
    DTI,
    index_code="pii",
    index_short="PII",
    decimals=2,
    edition=edition("pii", "2025"),
    position=Position(
        unit_code="66",
        limit=15,
        units=34,
        score=D("34.80"),
        score_range=exactly("34.80"),
        rank=24,
        rank_low=24,
        rank_high=24,
        cut_line=Interval(D("38.93"), D("44.92")),
        cut_line_unit="25",
        gap=Interval(D("4.13"), D("10.12")),
        status="outside",
        to_pass=None,
        nearest_behind=None,
        nearest_behind_by=None,
        places_short=9,
    ),
    status="published",
    single_source=True,
    cut_line_unit_name="Phú Thọ",
    no_previous="scheme",
    predecessors=(),
    age_days=1,
    source=PRESS,
)

# PSI, third quarter of 2025: a single published rank, and a gap that says no more than the rank.
RANK_ONLY = replace(
    PSI,
    edition=edition("psi", "2025-Q3", "quarter"),
    position=replace(
        PSI.position,
        score=None,
        score_range=NOTHING,
        rank=8,
        rank_low=8,
        rank_high=8,
        cut_line=NOTHING,
        cut_line_unit=None,
        gap=Interval(None, D("0")),
        to_pass=3,
        nearest_behind=None,
        nearest_behind_by=None,
    ),
    cut_line_unit_name=None,
    nearest_behind_name=None,
)

UNKNOWN = replace(
    RANK_ONLY,
    position=replace(
        RANK_ONLY.position,
        rank=None,
        rank_low=None,
        rank_high=None,
        gap=NOTHING,
        status="unknown",
        to_pass=None,
    ),
)

CONTRADICTION = replace(
    UNKNOWN,
    position=replace(UNKNOWN.position, contradiction=("40", "68")),
)

CARDS = {
    "psi": PSI,
    "dti": DTI,
    "pii": PII,
    "rank only": RANK_ONLY,
    "unknown": UNKNOWN,
    "contradiction": CONTRADICTION,
}


def at(card: Card, **changes: object) -> Card:
    """The card with another position."""
    return replace(card, position=replace(card.position, **changes))


# --- Status ---


@pytest.mark.parametrize(
    ("card", "in_vi", "in_en"),
    [
        (
            PSI,
            "● Xếp thứ 7/34, **đạt** mục tiêu nhóm 10 dẫn đầu.",
            "● Ranks 7th of 34: **inside** the target, the top 10.",
        ),
        (
            PII,
            "▲ Xếp thứ 24/34, **chưa đạt** mục tiêu nhóm 15 dẫn đầu (còn 9 bậc).",
            "▲ Ranks 24th of 34: **not yet inside** the target, the top 15 (9 places short).",
        ),
        (
            at(PII, rank=16, places_short=1),
            "▲ Xếp thứ 16/34, **chưa đạt** mục tiêu nhóm 15 dẫn đầu (còn 1 bậc).",
            "▲ Ranks 16th of 34: **not yet inside** the target, the top 15 (1 place short).",
        ),
        (
            UNKNOWN,
            "○ Chưa đủ số liệu để kết luận.",
            "○ Not enough is published to say.",
        ),
        (
            at(UNKNOWN, rank_low=8, rank_high=12),
            "○ Chưa đủ số liệu để kết luận: thứ hạng từ thứ 8 đến thứ 12/34.",
            "○ Not enough is published to say: the rank is 8th to 12th of 34.",
        ),
        (
            at(UNKNOWN, rank_low=1, rank_high=34),
            "○ Chưa đủ số liệu để kết luận.",
            "○ Not enough is published to say.",
        ),
        (
            at(PSI, rank=None, rank_low=5, rank_high=8, to_pass=None),
            "● Xếp từ thứ 5 đến thứ 8/34, **đạt** mục tiêu nhóm 10 dẫn đầu.",
            "● Ranks 5th to 8th of 34: **inside** the target, the top 10.",
        ),
        (
            at(PII, rank=None, rank_low=None, rank_high=None, places_short=None),
            "▲ Thứ hạng chưa công bố, nhưng số liệu đã có cho thấy **chưa đạt** mục tiêu "
            "nhóm 15 dẫn đầu.",
            "▲ The rank is not published, but the figures show it **not yet inside** the target, "
            "the top 15.",
        ),
    ],
)
def test_status(card, in_vi, in_en):
    assert overview.status(VI, card) == in_vi
    assert overview.status(EN, card) == in_en


def test_verdict_in_words():
    assert overview.verdict_word(VI, PSI) == "Đạt mục tiêu"
    assert overview.verdict_word(VI, PII) == "Chưa đạt mục tiêu"
    assert overview.verdict_word(VI, UNKNOWN) == "Chưa đủ số liệu để kết luận"
    assert overview.verdict_word(EN, PII) == "Not yet inside the target"


# --- Distance ---

TO_PASS_VI = (
    " Chỉ khi có từ 4 tỉnh, thành phố trở lên vượt qua mới ra khỏi nhóm 10; "
    "gần nhất là Lạng Sơn (kém 0,44 điểm)."
)
TO_PASS_EN = (
    " Leaves the top 10 only if 4 provinces or cities pass it; "
    "the nearest is Lạng Sơn (0.44 points behind)."
)


@pytest.mark.parametrize(
    ("card", "in_vi", "in_en"),
    [
        (
            PSI,
            "Cao hơn điểm ngưỡng 1,52 điểm." + TO_PASS_VI,
            "1.52 points above the cut line." + TO_PASS_EN,
        ),
        (
            DTI,
            "Còn thiếu 0,0754 điểm so với điểm ngưỡng (Đồng Nai: 0,7164).",
            "0.0754 points short of the cut line (Đồng Nai: 0.7164).",
        ),
        (
            PII,
            "Còn thiếu từ 4,13 đến 10,12 điểm; chưa xác định chính xác vì điểm của tỉnh xếp thứ 15 "
            "(Phú Thọ) chưa công bố.",
            "Short of the cut line by 4.13 to 10.12 points; not known exactly because the score of "
            "the province ranked 15th (Phú Thọ) is not published.",
        ),
        (
            RANK_ONLY,
            "Xếp thứ 8/34; điểm chưa công bố nên chưa tính được khoảng cách đến ngưỡng.",
            "Ranks 8th of 34; the score is not published, so the distance to the cut line cannot "
            "be told.",
        ),
        (
            UNKNOWN,
            "Chưa công bố thứ hạng và điểm của Đắk Lắk kỳ này.",
            "Neither rank nor score of Đắk Lắk is published for this period.",
        ),
        (
            replace(UNKNOWN, confidence="disputed"),
            "Số liệu của Đắk Lắk kỳ này chưa thống nhất giữa các nguồn nên không dùng để kết luận.",
            "The sources differ on the figures of Đắk Lắk for this period, so they decide nothing.",
        ),
        (
            at(PSI, to_pass=1, nearest_behind_by=D("0.00")),
            "Cao hơn điểm ngưỡng 1,52 điểm. Chỉ khi có từ 1 tỉnh, thành phố trở lên vượt qua mới "
            "ra khỏi nhóm 10; "
            "gần nhất là Lạng Sơn (bằng điểm).",
            "1.52 points above the cut line. Leaves the top 10 only if 1 province or city passes "
            "it; the nearest is Lạng Sơn (same score).",
        ),
        (
            replace(at(PSI, nearest_behind_by=None), nearest_behind_name=None),
            "Cao hơn điểm ngưỡng 1,52 điểm. Chỉ khi có từ 4 tỉnh, thành phố trở lên vượt qua mới "
            "ra khỏi nhóm 10.",
            "1.52 points above the cut line. Leaves the top 10 only if 4 provinces or cities pass "
            "it.",
        ),
        (
            at(PSI, gap=exactly("0.00"), cut_line=exactly("65.49")),
            "Bằng đúng điểm ngưỡng (65,49)." + TO_PASS_VI,
            "Level with the cut line (65.49)." + TO_PASS_EN,
        ),
        (
            at(PSI, gap=Interval(D("-5.20"), D("-1.00")), cut_line=NOTHING),
            "Cao hơn điểm ngưỡng từ 1,00 đến 5,20 điểm; chưa xác định chính xác vì điểm của tỉnh, "
            "thành phố ở ngưỡng (Thái Nguyên) chưa công bố." + TO_PASS_VI,
            "Above the cut line by 1.00 to 5.20 points; not known exactly because the score of the "
            "province or city on the cut line (Thái Nguyên) is not published." + TO_PASS_EN,
        ),
        (
            at(PSI, gap=Interval(D("-5.20"), D("0")), cut_line=NOTHING, to_pass=None),
            "Cao hơn điểm ngưỡng nhiều nhất 5,20 điểm; chưa xác định chính xác vì điểm của tỉnh, "
            "thành phố ở ngưỡng (Thái Nguyên) chưa công bố.",
            None,
        ),
        (
            at(PSI, gap=Interval(None, D("-1.00")), cut_line=NOTHING, to_pass=None),
            "Cao hơn điểm ngưỡng ít nhất 1,00 điểm; chưa xác định chính xác vì điểm của tỉnh, "
            "thành phố ở ngưỡng (Thái Nguyên) chưa công bố.",
            None,
        ),
        (
            replace(at(PII, gap=Interval(D("4.13"), None)), cut_line_unit_name=None),
            "Còn thiếu ít nhất 4,13 điểm; chưa xác định chính xác vì điểm của tỉnh, thành phố xếp "
            "thứ 15 chưa công bố.",
            "Short of the cut line by at least 4.13 points; not known exactly because the score of "
            "the province or city ranked 15th is not published.",
        ),
        (
            at(PII, gap=Interval(D("0"), D("10.12")), score=None, score_range=NOTHING),
            "Còn thiếu nhiều nhất 10,12 điểm; chưa xác định chính xác vì điểm của Đắk Lắk chưa "
            "công bố.",
            "Short of the cut line by at most 10.12 points; not known exactly because the score of "
            "Đắk Lắk is not published.",
        ),
        (
            at(UNKNOWN, gap=Interval(D("-2.5"), D("4")), score=D("60")),
            "Có thể cao hơn điểm ngưỡng đến 2,50 điểm, cũng có thể còn thiếu đến 4,00 điểm; chưa "
            "xác định được vì điểm ngưỡng chưa công bố.",
            "Anywhere from 2.50 points above the cut line to 4.00 points short of it; not known "
            "because the score on the cut line is not published.",
        ),
        (
            at(UNKNOWN, gap=Interval(None, D("4")), score=D("60")),
            "Có thể còn thiếu đến 4,00 điểm, cũng có thể đã cao hơn điểm ngưỡng; chưa xác định "
            "được vì điểm ngưỡng chưa công bố.",
            None,
        ),
        (
            at(UNKNOWN, gap=Interval(D("-2.5"), None), score=D("60")),
            "Có thể cao hơn điểm ngưỡng đến 2,50 điểm, cũng có thể còn thiếu điểm; chưa xác định "
            "được vì điểm ngưỡng chưa công bố.",
            None,
        ),
        (
            at(UNKNOWN, score=D("64.09")),
            "Đạt 64,09 điểm; chưa tính được khoảng cách đến ngưỡng vì chưa đủ số liệu của các "
            "tỉnh, thành phố khác.",
            None,
        ),
        (
            at(RANK_ONLY, score=D("64.09")),
            "Đạt 64,09 điểm, xếp thứ 8/34; điểm ngưỡng chưa công bố nên chưa tính được khoảng "
            "cách.",
            None,
        ),
    ],
)
def test_distance(card, in_vi, in_en):
    assert overview.distance(VI, card) == in_vi
    assert in_en is None or overview.distance(EN, card) == in_en
    assert overview.distance(EN, card).endswith(".")


def test_a_tie_on_the_line_that_the_publisher_broke_is_named():
    behind = replace(
        at(DTI, gap=exactly("0"), rank=16, rank_low=16, rank_high=16, tied_ahead=("75",)),
        tied_ahead=("Đồng Nai",),
    )
    assert overview.distance(VI, behind) == (
        "Bằng điểm với Đồng Nai (0,7164) nhưng được công bố xếp sau; còn thiếu 0,0001 điểm."
    )
    assert overview.distance(EN, behind) == (
        "Has the same score as Đồng Nai (0.7164) but is published behind; 0.0001 points short."
    )
    short = "bằng điểm ngưỡng nhưng được công bố xếp sau, còn thiếu 0,0001 điểm"
    assert short in standing_sentences.finding(VI, behind)


def test_a_contradicting_pair_is_named():
    names = {"40": "Nghệ An", "68": "Lâm Đồng"}
    assert overview.distance(VI, CONTRADICTION, names) == (
        "Chưa tính được khoảng cách đến ngưỡng vì số liệu đã công bố của Nghệ An và Lâm Đồng "
        "mâu thuẫn nhau."
    )
    assert overview.distance(EN, CONTRADICTION, names) == (
        "The distance to the cut line cannot be told because the published figures of Nghệ An and "
        "Lâm Đồng contradict each other."
    )
    assert "40 và 68" in overview.distance(VI, CONTRADICTION)


def test_what_the_cut_line_is():
    assert overview.cut_line_help(VI, PSI) == (
        "Điểm cao thứ 10 trong số các tỉnh, thành phố còn lại (không tính Đắk Lắk)"
    )
    assert overview.cut_line_help(EN, PSI) == (
        "The 10th highest score among the other provinces and cities (Đắk Lắk left out)"
    )


# --- Change ---


def earlier(card: Card, **changes: object) -> Card:
    return replace(card, previous=replace(card.previous, **changes))


@pytest.mark.parametrize(
    ("card", "in_vi", "in_en"),
    [
        (
            PSI,
            "So với 05/10/2026: thứ hạng giữ nguyên; điểm tăng 0,36.",
            "Since 5 Oct 2026: rank unchanged; score up 0.36.",
        ),
        (
            earlier(PSI, rank=9, score=D("65.54")),
            "So với 05/10/2026: thứ hạng tăng 2 bậc; điểm giảm 0,05.",
            "Since 5 Oct 2026: rank up 2 places; score down 0.05.",
        ),
        (
            earlier(PSI, rank=6, score=None),
            "So với 05/10/2026: thứ hạng giảm 1 bậc.",
            "Since 5 Oct 2026: rank down 1 place.",
        ),
        (
            earlier(PSI, rank=None),
            "So với 05/10/2026: chưa công bố thứ hạng để so sánh; điểm tăng 0,36.",
            "Since 5 Oct 2026: no published rank to compare; score up 0.36.",
        ),
        (
            earlier(PSI, rank=None, score=None),
            "So với 05/10/2026: chưa đủ số liệu để so sánh.",
            "Since 5 Oct 2026: not enough is published to compare.",
        ),
        (
            earlier(PSI, rank=39, units=63, same_scheme=False),
            "So với 05/10/2026: thứ hạng 39/63 → 7/34.",
            "Since 5 Oct 2026: rank 39/63 → 7/34.",
        ),
        (
            DTI,
            "Không so sánh điểm với kỳ trước: thay đổi phương pháp đánh giá.",
            "Scores are not compared with an earlier edition: the method has changed.",
        ),
        (
            PII,
            "Không so sánh điểm với kỳ trước: thay đổi số tỉnh, thành phố sau sáp nhập.",
            "Scores are not compared with an earlier edition: the number of provinces and cities "
            "changed with the merger.",
        ),
        (
            replace(PII, no_previous="none"),
            "Không so sánh điểm với kỳ trước: chưa có kỳ trước.",
            "Scores are not compared with an earlier edition: there is no earlier edition.",
        ),
    ],
)
def test_change(card, in_vi, in_en):
    assert overview.change(VI, card) == in_vi
    assert overview.change(EN, card) == in_en


def test_year_ago_shows_ranks_across_a_method_break():
    assert overview.year_ago(VI, PSI) == (
        "So với cùng kỳ (16/10/2025): thứ hạng 14/34 → 7/34; "
        "không so sánh điểm vì năm 2026 áp dụng phương pháp mới."
    )
    assert overview.year_ago(EN, PSI) == (
        "Against a year earlier (16 Oct 2025): rank 14/34 → 7/34; "
        "scores are not compared because a new method applies in 2026."
    )


def test_year_ago_under_the_same_rules_and_without_figures():
    same = replace(PSI, year_ago=replace(PSI.year_ago, same_method=True, score=D("65.00")))
    assert overview.year_ago(VI, same).endswith("14/34 → 7/34; điểm tăng 0,49.")
    merged = replace(PSI, year_ago=replace(PSI.year_ago, same_method=True, same_scheme=False))
    assert "sau sáp nhập" in overview.year_ago(VI, merged)
    assert overview.year_ago(VI, DTI) is None
    assert overview.year_ago(VI, replace(PSI, year_ago=replace(PSI.year_ago, rank=None))) is None


# --- Period, age, source, notes ---


@pytest.mark.parametrize(
    ("card", "in_vi", "in_en"),
    [
        (
            replace(PSI, age_days=6),
            "Lũy kế từ đầu năm đến ngày 10/10/2026 · công bố 10/10/2026 · số liệu của 6 ngày trước",
            "Year to date, 10 Oct 2026 · published 10 Oct 2026 · figures of 6 days ago",
        ),
        (
            # 42 days in a weekly index: the sentence about stale figures says the age.
            PSI,
            "Lũy kế từ đầu năm đến ngày 10/10/2026 · công bố 10/10/2026",
            "Year to date, 10 Oct 2026 · published 10 Oct 2026",
        ),
        (
            DTI,
            "Năm 2024 · công bố tháng 10/2025",
            "Year 2024 · published October 2025",
        ),
        (
            PII,
            "Năm 2025 · công bố 31/12/2025 · số liệu của 1 ngày trước",
            "Year 2025 · published 31 Dec 2025 · figures of 1 day ago",
        ),
        (
            replace(
                PSI,
                edition=replace(
                    PSI.edition,
                    published_from=date(2025, 10, 1),
                    published_to=date(2025, 12, 15),
                ),
                age_days=0,
            ),
            "Lũy kế từ đầu năm đến ngày 10/10/2026 · công bố từ 01/10/2025 đến 15/12/2025 · "
            "số liệu của hôm nay",
            "Year to date, 10 Oct 2026 · published 1 Oct 2025 to 15 Dec 2025 · figures of today",
        ),
    ],
)
def test_period(card, in_vi, in_en):
    assert overview.period(VI, card) == in_vi
    assert overview.period(EN, card) == in_en


def test_stale_by_the_index_own_cadence():
    assert overview.stale(VI, PSI) == (
        "Số liệu đã 42 ngày, chậm so với chu kỳ tuần; đề nghị cập nhật trước khi sử dụng."
    )
    assert overview.stale(EN, PSI) == (
        "The figures are 42 days old, behind their weekly cycle; please update them before use."
    )
    assert "chu kỳ năm;" in overview.stale(VI, DTI)
    assert overview.stale(VI, replace(PSI, age_days=7)) is None


@pytest.mark.parametrize(
    ("days", "in_vi", "in_en"),
    [
        (1, "ngày", "daily"),
        (7, "tuần", "weekly"),
        (30, "tháng", "monthly"),
        (91, "quý", "quarterly"),
        (365, "năm", "yearly"),
        (10, "10 ngày", "10-day"),
    ],
)
def test_cadence(days, in_vi, in_en):
    assert (overview.cadence(VI, days), overview.cadence(EN, days)) == (in_vi, in_en)


@pytest.mark.parametrize(
    ("source", "in_vi"),
    [
        (
            PORTAL,
            "Gốc: Cổng Dịch vụ công quốc gia; lấy qua bản lưu công khai, chưa đối chiếu với Cổng",
        ),
        (
            replace(PORTAL, origin="Bộ Khoa học và Công nghệ"),
            "Gốc: Bộ Khoa học và Công nghệ; lấy qua bản lưu công khai, chưa đối chiếu với Bộ",
        ),
        (PRESS, "Gốc: Bộ Khoa học và Công nghệ; theo báo chí (nhansu.vn)"),
        (replace(PRESS, publisher=PRESS.origin), "Nguồn: Bộ Khoa học và Công nghệ"),
        (
            replace(PRESS, kind="government_site", publisher="dti.gov.vn"),
            "Gốc: Bộ Khoa học và Công nghệ; theo trang dti.gov.vn",
        ),
        (
            replace(PRESS, kind="official_document"),
            "Nguồn: Bộ Khoa học và Công nghệ (văn bản chính thức)",
        ),
        (
            replace(PRESS, kind="structure_note"),
            "Nguồn: Bộ Khoa học và Công nghệ; theo nhansu.vn",
        ),
        (RECALCULATED, "Hệ thống tính lại từ số liệu đã công bố"),
        (None, "Chưa rõ nguồn"),
    ],
)
def test_source(source, in_vi):
    assert overview.source(VI, replace(PSI, source=source)) == in_vi


def test_source_names_the_issuer_in_the_language():
    assert overview.source(EN, PSI, "National Public Service Portal") == (
        "Origin: National Public Service Portal; taken from a public archive, "
        "not checked against the portal"
    )


def test_derived_names_the_rule_and_the_ranks_before_the_merger():
    assert overview.derived(VI, DTI, "Bộ Khoa học và Công nghệ") == (
        "Thứ hạng và điểm do hệ thống tính lại theo cách tính của Bộ Khoa học và Công nghệ "
        "(bình quân Đắk Lắk, Phú Yên); Bộ chưa công bố riêng. "
        "Trước sáp nhập: Đắk Lắk thứ 39/63, Phú Yên thứ 56/63."
    )
    assert overview.derived(EN, DTI, "Ministry of Science and Technology") == (
        "Rank and score are recalculated by this system by the rule of the Ministry of Science "
        "and Technology (the mean of Đắk Lắk and Phú Yên); the ministry has not published its own. "
        "Before the merger: Đắk Lắk 39th of 63, Phú Yên 56th of 63."
    )
    assert overview.derived(VI, DTI).startswith(
        "Thứ hạng và điểm do hệ thống tính lại theo cách tính của cơ quan công bố (bình quân "
        "Đắk Lắk, Phú Yên); chưa có số công bố riêng. Trước sáp nhập: Đắk Lắk thứ 39/63"
    )
    for language in (VI, EN):
        assert overview.derived(language, DTI, "–") == overview.derived(language, DTI)
    assert overview.derived(VI, PSI) is None
    assert overview.derived(VI, replace(DTI, predecessors=())) == (
        "Thứ hạng và điểm do hệ thống tính lại, không phải số công bố."
    )


def test_before_merger_without_a_published_rank():
    card = replace(DTI, predecessors=(Predecessor("Phú Yên", None, None, 63),))
    assert overview.before_merger(VI, card) == "Trước sáp nhập: Phú Yên chưa công bố."
    assert overview.before_merger(VI, PSI) is None


def test_coverage():
    assert overview.coverage(VI, 12, 10, 34) == (
        "Mức độ đầy đủ: có hạng 12/34, có điểm 10/34 tỉnh, thành phố."
    )
    assert overview.coverage(VI, 34, 34, 34) == (
        "Mức độ đầy đủ: đủ thứ hạng và điểm của 34/34 tỉnh, thành phố."
    )
    assert overview.coverage(EN, 12, 10, 34) == (
        "Coverage: ranks of 12/34, scores of 10/34 provinces and cities."
    )
    line = overview.source(VI, PII)
    assert overview.caption(VI, line, overview.coverage(VI, 12, 10, 34)) == (
        "Gốc: Bộ Khoa học và Công nghệ; theo báo chí (nhansu.vn). "
        "Mức độ đầy đủ: có hạng 12/34, có điểm 10/34 tỉnh, thành phố."
    )


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (PSI, []),
        (replace(PSI, tied=True), ["đồng hạng"]),
        (DTI, ["tính lại"]),
        (PII, ["một nguồn"]),
        (RANK_ONLY, []),
        (UNKNOWN, []),
        (replace(PSI, status="provisional"), ["sơ bộ"]),
        (replace(PSI, status="self_reported"), ["tự đánh giá"]),
        (replace(PSI, confidence="disputed"), ["chưa thống nhất"]),
        (CONTRADICTION, ["chưa thống nhất"]),
    ],
)
def test_chips(card, expected):
    assert overview.chips(VI, card) == expected


def test_band():
    assert overview.band(VI, PSI) == "Mức xếp loại: Trung bình"
    assert overview.band(VI, DTI) is None


def test_text_alternative_of_the_strip():
    assert overview.strip_alt(VI, PSI) == (
        "Dải thứ hạng từ 1 đến 34: Đắk Lắk thứ 7/34; mục tiêu: nhóm 10 dẫn đầu."
    )
    assert "chưa công bố" in overview.strip_alt(VI, UNKNOWN)


# --- The message of the overview ---


def unknown(card: Card) -> Card:
    return at(card, status="unknown")


def moved(card: Card, before: int, now: int, **more: object) -> Card:
    """The card after its rank went from one to the other; both of 34."""
    earlier = replace(PSI.previous, rank=before)
    inside = now <= card.position.limit
    changed = at(card, rank=now, status="inside" if inside else "outside", **more)
    return replace(changed, previous=earlier, no_previous=None)


KEPT = (
    "Chỉ số 766 giữ vị trí thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu, cao hơn điểm ngưỡng 1,52 điểm."
)


@pytest.mark.parametrize(
    ("cards", "missing", "in_vi", "in_en"),
    [
        (
            (PSI, DTI, PII),
            (),
            f"{KEPT} DTI (tính lại) thứ 29, PII (một nguồn) thứ 24: chưa đạt mục tiêu.",
            "Chỉ số 766 keeps its place, 7th of 34, within its target (top 10) "
            "and 1.52 points above the cut line. "
            "DTI (recalculated) 29th and PII (one source) 24th: target not met.",
        ),
        (
            # What changed comes first, though it is the last of the cards.
            (PSI, moved(PII, 30, 24)),
            (),
            "PII (một nguồn) tăng 6 bậc, lên vị trí thứ 24/34, chưa đạt mục tiêu nhóm 15 dẫn đầu, "
            "thiếu từ 4,13 đến 10,12 điểm. Chỉ số 766 thứ 7: đạt mục tiêu.",
            None,
        ),
        (
            (moved(PSI, 7, 17, gap=exactly("0.58")),),
            (),
            "Chỉ số 766 giảm 10 bậc, xuống vị trí thứ 17/34, ra khỏi nhóm 10 dẫn đầu, "
            "thiếu 0,58 điểm.",
            "Chỉ số 766 falls 10 places, to 17th of 34, out of the top 10 and 0.58 points short of "
            "the cut line.",
        ),
        (
            (moved(PSI, 11, 10),),
            (),
            "Chỉ số 766 tăng 1 bậc, lên vị trí thứ 10/34, vào nhóm 10 dẫn đầu, đạt mục tiêu, "
            "cao hơn điểm ngưỡng 1,52 điểm.",
            None,
        ),
        # Nothing earlier to compare with, or not as many units then.
        ((replace(PSI, previous=None),), (), "Chỉ số 766 thứ 7: đạt mục tiêu.", None),
        (
            (replace(PSI, previous=replace(PSI.previous, units=63)),),
            (),
            "Chỉ số 766 thứ 7: đạt mục tiêu.",
            None,
        ),
        # A tie, a figure without source, provisional: heard with the rank.
        (
            (replace(PSI, tied=True, status="provisional", unsourced=Unsourced(8, 8)),),
            (),
            KEPT.replace("Chỉ số 766", "Chỉ số 766 (đồng hạng, sơ bộ, chưa ghi nguồn)"),
            None,
        ),
        # An interval instead of a rank.
        (
            (at(DTI, rank=None, rank_low=16, rank_high=20), unknown(at(PII, rank=None))),
            ("PCI",),
            "DTI (tính lại) từ thứ 16 đến thứ 20/34: chưa đạt mục tiêu. "
            "PII (một nguồn) thứ 24/34: chưa đủ số liệu để kết luận. "
            "PCI: chưa có bảng số liệu để đối chiếu với mục tiêu.",
            None,
        ),
        (
            (),
            ("PII",),
            "Chưa có kỳ công bố nào để đối chiếu với mục tiêu.",
            "There is no edition yet to judge any target by.",
        ),
    ],
)
def test_the_message_says_what_changed_first(cards, missing, in_vi, in_en):
    assert overview_message.message(VI, cards, missing) == in_vi
    assert in_en is None or overview_message.message(EN, cards, missing) == in_en


# --- A tile ---


def test_a_tile_says_the_movement_with_a_mark_and_in_words():
    assert overview_tile.movement(VI, PSI) == "= giữ nguyên so với 05/10/2026"
    assert overview_tile.movement(VI, moved(PSI, 9, 7)) == "▲ tăng 2 bậc so với 05/10/2026"
    assert overview_tile.movement(EN, moved(PSI, 7, 17)) == "▼ down 10 places since 5 Oct 2026"
    assert overview_tile.movement(VI, replace(PSI, previous=None, no_previous="scheme")) == (
        "Không so sánh với trước sáp nhập"
    )


def test_a_target_says_who_has_set_it_where_that_is_read_and_by_when():
    read = replace(PRESS, publisher="nhandan.vn", published_from=None, published_to=None)
    own = TargetSet("Ban Chỉ đạo tỉnh", None, read)
    assert overview_tile.target(VI, replace(PSI, target=own)) == (
        "Mục tiêu: nhóm 10 dẫn đầu · Ban Chỉ đạo tỉnh, theo nhandan.vn · chưa nêu thời hạn"
    )
    dated = TargetSet("Tỉnh ủy", date(2026, 12, 31), replace(read, kind="unsourced_file"))
    assert overview_tile.target(VI, replace(PSI, target=dated)) == (
        "Mục tiêu: nhóm 10 dẫn đầu · Tỉnh ủy, chưa ghi nguồn · thời hạn 31/12/2026"
    )


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (PSI, "Dư 1,52 điểm so với điểm ngưỡng"),
        (DTI, "Còn thiếu 0,0754 điểm so với điểm ngưỡng"),
        (PII, "Còn thiếu từ 4,13 đến 10,12 điểm so với điểm ngưỡng"),
        (at(PSI, gap=exactly("0")), "Bằng đúng điểm ngưỡng"),
        (RANK_ONLY, "Chưa tính được khoảng cách đến điểm ngưỡng"),
        (CONTRADICTION, "Số liệu mâu thuẫn, chưa tính khoảng cách"),
        (at(PII, gap=Interval(D("-1"), D("2"))), "Chưa rõ dư hay thiếu so với điểm ngưỡng"),
    ],
)
def test_a_tile_has_one_figure(card, expected):
    assert overview_tile.figure(VI, card) == expected


def test_an_interval_stands_in_place_of_a_rank():
    card = at(DTI, rank=None, rank_low=16, rank_high=20)
    assert overview_tile.rank(VI, card) == "16–20/34"
    assert overview_tile.rank(VI, PSI) == "7/34"


def test_every_chip_has_its_help():
    cards = [
        replace(PSI, tied=True, status="provisional"),
        replace(PSI, status="self_reported"),
        at(DTI, rank=None, rank_low=16, rank_high=20),
        replace(at(PSI, rank=None, rank_low=6, rank_high=8), single_source=True),
        CONTRADICTION,
    ]
    for w in (VI, EN):
        for card in cards:
            for chip, help_text in overview_tile.chips(w, overview.chips(w, card)):
                assert help_text.lower().startswith(chip.lower().split()[0])


def test_the_age_of_the_figures_is_told_only_where_they_are_old():
    assert overview_tile.figures_to(VI, [DTI, PSI]) == (
        "Số liệu đến ngày 10/10/2026, đã 42 ngày",
        True,
    )
    fresh = replace(PSI, age_days=3)
    assert overview_tile.figures_to(VI, [fresh]) == ("Số liệu đến ngày 10/10/2026", False)
    assert overview_tile.figures_to(VI, []) is None


# --- Pages ---


@pytest.mark.parametrize(
    ("card", "in_vi", "in_en"),
    [
        (
            PSI,
            "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: Đắk Lắk xếp thứ 7/34, đạt mục tiêu "
            "nhóm 10 dẫn đầu; cao hơn điểm ngưỡng 1,52 điểm.",
            "Chỉ số 766, year to date, 10 Oct 2026: Đắk Lắk ranks 7th of 34, inside the target, "
            "the top 10; 1.52 points above the cut line.",
        ),
        (
            PII,
            "PII, năm 2025: Đắk Lắk xếp thứ 24/34, chưa đạt mục tiêu nhóm 15 dẫn đầu; "
            "thiếu từ 4,13 đến 10,12 điểm.",
            "PII, year 2025: Đắk Lắk ranks 24th of 34, not yet inside the target, the top 15; "
            "4.13 to 10.12 points short of the cut line.",
        ),
        (
            RANK_ONLY,
            "Chỉ số 766, quý III/2025: Đắk Lắk xếp thứ 8/34, đạt mục tiêu nhóm 10 dẫn đầu.",
            "Chỉ số 766, third quarter of 2025: Đắk Lắk ranks 8th of 34, inside the target, "
            "the top 10.",
        ),
        (
            UNKNOWN,
            "Chỉ số 766, quý III/2025: Đắk Lắk chưa được công bố thứ hạng và điểm.",
            "Chỉ số 766, third quarter of 2025: Đắk Lắk has neither a published rank nor a "
            "published score.",
        ),
        (
            at(UNKNOWN, rank_low=8, rank_high=12),
            "Chỉ số 766, quý III/2025: Đắk Lắk chưa đủ số liệu để kết luận về mục tiêu "
            "nhóm 10 dẫn đầu.",
            None,
        ),
        (
            at(PSI, rank=None, rank_low=None, rank_high=None),
            "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: Đắk Lắk đạt mục tiêu "
            "nhóm 10 dẫn đầu; cao hơn điểm ngưỡng 1,52 điểm.",
            None,
        ),
    ],
)
def test_standing_finding(card, in_vi, in_en):
    assert standing_sentences.finding(VI, card) == in_vi
    assert in_en is None or standing_sentences.finding(EN, card) == in_en


def test_standing_without_a_target():
    facts = {
        "index": "DTI",
        "edition": edition("dti", "2024"),
        "home": "Đắk Lắk",
        "rank": 39,
        "units": 63,
        "score": D("0.6807"),
        "decimals": 4,
    }
    assert standing_sentences.without_target(VI, **facts) == (
        "DTI, năm 2024: Đắk Lắk xếp thứ 39/63, đạt 0,6807 điểm; "
        "kỳ này không có mục tiêu để đối chiếu."
    )
    assert "chưa được công bố" in standing_sentences.without_target(
        VI, **(facts | {"rank": None, "score": None})
    )


def test_tied():
    assert standing_sentences.tied(VI, rank=5, names=["Quảng Ninh"]) == "đồng hạng 5 với Quảng Ninh"


def test_text_alternative_of_the_ladder():
    text = standing_sentences.ladder_alt(VI, card=PSI, finding=standing_sentences.finding(VI, PSI))
    assert text.startswith("Biểu đồ xếp hạng 34 tỉnh, thành phố theo Chỉ số 766, lũy kế")


DIGITISATION = components_sentences.ComponentGap(
    "Số hóa hồ sơ", D("8.12"), D("9.08"), D("22"), 28, 34, "Tây Ninh"
)
COMPONENTS = {"index": "Chỉ số 766", "edition": PSI.edition, "home": "Đắk Lắk", "limit": 10}


def test_components_finding():
    to_mean = replace(DIGITISATION, distance=D("4.32"))
    found = components_sentences.finding(
        VI, **COMPONENTS, decimals=2, to_best=DIGITISATION, to_mean=to_mean
    )
    assert found == (
        "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026: chênh lệch lớn nhất so với tỉnh cao "
        "nhất là ở Số hóa hồ sơ, thấp hơn Tây Ninh 8,12 điểm (đạt 9,08/22 điểm, thứ 28/34). So với "
        "bình quân nhóm 10 dẫn đầu, chênh lệch lớn nhất cũng ở Số hóa hồ sơ, thấp hơn 4,32 điểm."
    )
    found = components_sentences.finding(
        EN, **COMPONENTS, decimals=2, to_best=DIGITISATION, to_mean=to_mean
    )
    assert found.endswith(
        "the largest distance to the best is in Số hóa hồ sơ, 8.12 points below Tây Ninh "
        "(9.08 of 22 points, 28th of 34). Against the mean of the top 10, the largest distance is "
        "also in Số hóa hồ sơ, 4.32 points lower."
    )


def test_components_finding_of_shares_and_of_the_best():
    share = replace(
        DIGITISATION, max_score=None, distance=D("0.2"), score=D("0.45"), best_name=None, rank=None
    )
    other = replace(share, name="Nhân lực số")
    found = components_sentences.finding(VI, **COMPONENTS, decimals=4, to_best=share, to_mean=other)
    assert "là ở Số hóa hồ sơ, thấp hơn 0,2000 (đạt 0,4500)." in found
    assert found.endswith("chênh lệch lớn nhất là ở Nhân lực số, thấp hơn 0,2000.")
    found = components_sentences.finding(VI, **COMPONENTS, decimals=2, to_best=None, to_mean=None)
    assert "Đắk Lắk cao nhất ở tất cả các thành phần có số liệu." in found
    assert found.endswith("Đắk Lắk không thấp hơn ở thành phần nào.")


def test_why_there_are_no_points():
    text = components_sentences.no_points(VI, issuer="Bộ Khoa học và Công nghệ", year=2024)
    assert text.startswith("Bộ Khoa học và Công nghệ chưa công bố điểm tối đa")
    assert "năm 2024" in text


def test_an_issuer_that_is_not_known_is_called_what_it_is():
    text = components_sentences.no_points(VI, issuer="–", year=2024)
    assert text.startswith("Cơ quan công bố chưa công bố điểm tối đa")
    text = components_sentences.no_points(EN, issuer="–", year=2024)
    assert text.startswith("The issuer has not published the maxima")


def test_data_finding():
    assert data_sentences.finding(VI, editions=40, complete=9, disputed=1) == (
        "Hiện có 40 kỳ công bố, trong đó 9 kỳ đầy đủ; "
        "1 kỳ có số liệu chưa thống nhất giữa các nguồn."
    )
    assert data_sentences.finding(EN, editions=1, complete=1, disputed=0) == (
        "There is 1 edition, of which 1 complete."
    )


def test_due():
    assert data_sentences.due(VI, PSI) == (
        "Chỉ số 766: chưa cập nhật kỳ nào sau lũy kế từ đầu năm đến ngày 10/10/2026; "
        "theo chu kỳ tuần thì đã đến kỳ mới."
    )
    assert data_sentences.due(VI, replace(PSI, age_days=1)) is None


def test_header_and_banner():
    assert (
        frame_sentences.header(VI, home="tỉnh Đắk Lắk", figures_to=date(2026, 10, 10), version=3)
        == "Tỉnh Đắk Lắk · số liệu đến ngày 10/10/2026 · phiên bản số liệu 3"
    )
    loaded_at = datetime(2026, 11, 21, 8, 4)
    assert frame_sentences.pinned(VI, number=12, loaded_at=loaded_at) == (
        "Đang xem số liệu đã ghim: phiên bản số liệu 12, 15:04 ngày 21/11/2026."
    )
    assert frame_sentences.pinned(VI, number=12, newest=13) == (
        "Đang xem số liệu đã ghim: phiên bản số liệu 12. Đã có số liệu mới hơn."
    )


# --- Problems and findings ---


def test_problem_lists_what_exists():
    problem = Problem("error.unknown_index", value="par", known=["psi", "dti", "pii"])
    assert problems.problem(VI, problem) == "Không có chỉ số “par”; hiện có: psi, dti, pii."
    assert problems.problem(EN, problem) == "There is no index “par”; known: psi, dti and pii."


def test_a_blocker_names_file_row_and_rule():
    found = Finding(
        "above_maximum",
        "blocker",
        "observations.csv:12",
        {
            "edition_id": "psi-2026-10-10-year_to_date-vn34",
            "unit_code": "66",
            "indicator_code": "digitisation",
            "value_printed": "25,10",
            "max_score": "22.000000",
        },
    )
    problem = Problem("error.blocked", finding=found, place=found.place, others=0)
    names = {"66": "Đắk Lắk", "psi/digitisation": "Số hóa hồ sơ"}
    assert problems.problem(VI, problem, names) == (
        "Chưa thể dùng số liệu vì điểm 25,10 của Đắk Lắk ở Số hóa hồ sơ nằm ngoài khoảng từ 0 đến "
        "22 (observations.csv:12, quy tắc above_maximum)."
    )
    problem = Problem("error.blocked", finding=found, place=found.place, others=2)
    assert problems.problem(EN, problem).endswith("rule above_maximum); 2 more errors.")


@pytest.mark.parametrize(
    ("printed", "value", "vi", "en"),
    [
        ("26.69", "26.690000", "26,69", "26.69"),
        ("26,69", "26.690000", "26,69", "26.69"),
        ("26.7", "26.700000", "26,70", "26.70"),
        ("26.6912", "26.691200", "26,6912", "26.6912"),
        ("-1", "-1.000000", "−1,00", "−1.00"),
        ("1.234", "1234.000000", "“1.234”", "“1.234”"),
        ("26,69 điểm", "26.690000", "“26,69 điểm”", "“26,69 điểm”"),
    ],
)
def test_a_cell_is_told_as_its_number_and_quoted_where_more_than_the_mark_differs(
    printed, value, vi, en
):
    details = {"unit_code": "66", "indicator_code": "digitisation", "decimals": "2"}
    details |= {"value_printed": printed, "value": value, "max_score": "22.000000"}
    finding = Finding("above_maximum", "blocker", None, details)
    assert f"điểm {vi} của 66" in problems.finding(VI, finding)
    assert f" {en} " in problems.finding(EN, finding)


def test_finding_keeps_codes_and_rewrites_decimals():
    details = {"edition_id": "psi-1", "ranks": "12", "scores": "10", "units": "34"}
    found = Finding("partial_edition", "note", None, details)
    assert problems.finding(VI, found, {"34": "Thái Bình"}) == (
        "psi-1 mới có hạng 12/34, có điểm 10/34 tỉnh, thành phố"
    )
    details = {"unit_code": "66", "edition_id": "e", "measure": "rank", "value_printed": None}
    found = Finding("conflicting_source", "note", None, details)
    assert problems.finding(VI, found) == "66, e: nguồn khác ghi thứ hạng –"
    found = Finding("conflicting_source", "note", None, details | {"measure": "sum"})
    assert "sum" in problems.finding(VI, found)


# --- All of it ---


@pytest.mark.parametrize("w", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_sentences_begin_and_end_well_and_show_no_signed_number(w, card):
    whole = [
        overview.status(w, card),
        overview.distance(w, card),
        overview.change(w, card),
        overview.year_ago(w, card),
        overview.stale(w, card),
        overview.derived(w, card),
        standing_sentences.finding(w, card),
        overview_message.message(w, [card]),
        overview.strip_alt(w, card),
    ]
    for text in filter(None, whole):
        assert text.endswith("."), text
        assert re.match(r"[●▲○] |\*\*|[A-ZÀ-ỸĐ0-9]", text), text
    labels = [overview.period(w, card), overview.source(w, card), *overview.chips(w, card)]
    for text in filter(None, [*whole, *labels]):
        assert not re.search(r"(?<![\w-])[+−-]\d", text), text
        assert "None" not in text
        assert "{" not in text
