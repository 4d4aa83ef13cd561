"""What headings say: roles, indicators, measures, maxima, periods, and the index itself."""

import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rankings.ingest.meaning.headings import (
    NEAR_CONFIDENCE,
    bare_name,
    components_of,
    heading,
    indices_of,
    measure_of,
)
from tests.cases import every

SURE = 0.9


@every(
    ("role", "texts"),
    [
        ("ordinal", "STT|TT|Số TT|No.|Stt|Số thứ tự|#"),
        (
            "unit",
            "Tỉnh/Thành phố|Tỉnh, thành phố|TỈNH, THÀNH PHỐ|Đơn vị|Địa phương|Tên tỉnh|Tên đơn vị"
            "|Province|departmentName|Tỉnh/TP|Tên địa phương|Tỉnh / Tỉnh|Tỉnh,\nthành phố",
        ),
        ("unit_code", "Mã|Mã tỉnh|departmentCode|code|Mã đơn vị|Mã định danh|province_code"),
        ("indicator", "Chỉ tiêu|Tiêu chí|indicator|Chỉ số thành phần|Nhóm chỉ số|indicator_code"),
        ("measure", "measure|Loại số liệu"),
        ("period", "Kỳ|Kỳ số liệu|Tháng|Năm|period|Thời gian"),
        (
            "ignored",
            "Ghi chú|Xếp loại|Điểm tối đa|Tăng/giảm|Tăng, giảm so với tháng trước|Chênh lệch"
            "|Hạng năm trước|Kỳ trước / Điểm|So với cùng kỳ / Hạng|Vùng|Thay đổi",
        ),
    ],
)
def test_roles(known, role, texts):
    for text in texts.split("|"):
        found = heading(text, known)
        assert (found.role, found.confidence >= SURE) == (role, True), text


@every(
    ("measure", "texts"),
    [
        (
            "score",
            "Tổng điểm|Điểm|Tổng|Điểm số|totalScore|score|total_score|TỔNG ĐIỂM (100 điểm)|Kết quả"
            "|Tổng điểm đạt được|score_total|Giá trị chỉ số"
            "|Điểm / Tổng|Tổng điểm / Điểm|Điểm đánh giá|Tổng cộng|Tổng hợp / Điểm",
        ),
        (
            "rank",
            "Hạng|Xếp hạng|Thứ hạng|rank|Vị trí xếp hạng|Tổng điểm / Hạng|Hạng / Tổng|Hạng (34)"
            "|Thứ hạng/34|Xếp hạng toàn quốc|Xếp hạng trong 34 tỉnh, thành phố|rank_total",
        ),
    ],
)
def test_the_total(known, measure, texts):
    for text in texts.split("|"):
        found = heading(text, known)
        assert (found.role, found.indicator_code) == ("figure", "total"), text
        assert (found.measure, found.confidence >= SURE) == (measure, True), text


@every(
    ("text", "index_code", "measure"),
    [
        ("DTI", "dti", "score"),
        ("Giá trị DTI", "dti", "score"),
        ("Chỉ số DTI", "dti", "score"),
        ("Hạng DTI", "dti", "rank"),
        ("Xếp hạng chuyển đổi số", "dti", "rank"),
        ("PII", "pii", "score"),
        ("Điểm PII", "pii", "score"),
        ("PII / Thứ hạng", "pii", "rank"),
        ("Chỉ số 766", "psi", "score"),
        ("PCI", "pci", "score"),
        ("Xếp hạng PAR INDEX", "par", "rank"),
    ],
)
def test_an_index_by_name_is_its_total(known, text, index_code, measure):
    found = heading(text, known)
    assert (found.index_code, found.indicator_code, found.measure) == (index_code, "total", measure)
    assert found.confidence >= SURE


@every(
    ("text", "index_code", "indicator_code", "measure", "maximum"),
    [
        ("CKMB", "psi", "transparency", "score", None),
        ("scores / TDGQ", "psi", "timeliness", "score", None),
        ("scores.TDGQ", "psi", "timeliness", "score", None),
        ("CKMB_rank", "psi", "transparency", "rank", None),
        ("CLGQ", "psi", "online_service", "score", None),
        ("TTTT", "psi", "online_payment", "score", None),
        ("MDSH", "psi", "digitisation", "score", None),
        ("MDHL (18)", "psi", "satisfaction", "score", 18),
        ("405.1", "dti", "awareness", "score", None),
        ("Công khai, minh bạch (18 điểm)", "psi", "transparency", "score", 18),
        ("Công khai, minh bạch (tối đa 18 điểm)", "psi", "transparency", "score", 18),
        ("I. Công khai, minh bạch /18", "psi", "transparency", "score", 18),
        ("Công khai,\nminh  bạch / Hạng", "psi", "transparency", "rank", None),
        ("Điểm thành phần / Công khai, minh bạch / 18 điểm", "psi", "transparency", "score", 18),
        ("Tiến độ, kết quả giải quyết", "psi", "timeliness", "score", None),
        ("Tiến độ giải quyết hồ sơ (20đ)", "psi", "timeliness", "score", 20),
        ("Cung cấp DVC trực tuyến", "psi", "online_service", "score", None),
        ("Dịch vụ công trực tuyến (12 điểm)", "psi", "online_service", "score", 12),
        ("Thanh toán trực tuyến", "psi", "online_payment", "score", None),
        ("Số hoá hồ sơ", "psi", "digitisation", "score", None),
        ("Nhóm IV. Số hóa hồ sơ", "psi", "digitisation", "score", None),
        ("Mức độ số hóa hồ sơ / Thứ hạng", "psi", "digitisation", "rank", None),
        ("Mức độ hài lòng", "psi", "satisfaction", "score", None),
        ("Nhận thức số", "dti", "awareness", "score", None),
        ("Điểm nhận thức số", "dti", "awareness", "score", None),
        ("Thể chế số", "dti", "institutions", "score", None),
        ("Thể chế", "pii", "pillar_1", "score", None),
        ("Trụ cột 1. Thể chế", "pii", "pillar_1", "score", None),
        ("Kinh tế số", "dti", "digital_economy", "score", None),
        ("Hoạt động kinh tế số", "dti", "economy_activity", "score", None),
        ("An toàn thông tin mạng", "dti", "cybersecurity", "score", None),
        ("Đầu vào ĐMST", "pii", "input", "score", None),
        ("Đầu ra đổi mới sáng tạo / Hạng", "pii", "output", "rank", None),
        ("Vốn con người và NC&PT", "pii", "pillar_2", "score", None),
        ("Tính năng động của chính quyền địa phương", "pii", "1.2.2", "score", None),
        ("Điểm trung bình thi tốt nghiệp THPT", "pii", "2.1.1", "score", None),
        ("Digital awareness", "dti", "awareness", "score", None),
    ],
)
def test_components(known, text, index_code, indicator_code, measure, maximum):
    found = heading(text, known)
    assert (found.index_code, found.indicator_code) == (index_code, indicator_code)
    assert (found.role, found.measure, found.max_score) == ("figure", measure, maximum)
    assert found.confidence >= SURE


def test_the_size_of_the_field_and_a_year_are_no_maximum(known):
    for text in (
        "Hạng (34)",
        "Thứ hạng/34",
        "Điểm số (2025)",
        "Tổng điểm (1)",
        "Quý III/2025 / Điểm",
    ):
        assert heading(text, known).max_score is None, text
    assert heading("Số hóa hồ sơ (22) / Hạng", known).max_score == 22


def test_every_name_and_code_of_the_catalogue_is_found_under_its_index(known):
    for node in known.indicators:
        if node.indicator_code == "total":
            continue
        for text in (node.name_vi, node.name_en, node.issuer_code):
            if not text or len(text) < 2:
                continue
            found = heading(text, known, index_code=node.index_code, method_code=node.method_code)
            same = {
                other.indicator_code
                for other in known.tree(node.index_code, node.method_code)
                if text in (other.name_vi, other.name_en)
            } | {node.indicator_code}
            assert found.indicator_code in same, text


def test_the_maximum_tells_the_group_from_its_part(known):
    group = heading("Dịch vụ công trực tuyến (22 điểm)", known)
    assert group.indicator_code == "online_service_and_payment"
    assert group.max_score == Decimal(22)
    assert group.confidence < SURE
    # A maximum that fits nothing makes the name doubtful.
    assert heading("Số hóa hồ sơ (20 điểm)", known).confidence < 0.6


@every(
    ("text", "index_code", "indicator_code"),
    [
        ("Công khai, minh bạhc", "psi", "transparency"),
        ("Nhóm 1: Công khai, minh bạch trong việc thực hiện TTHC", "psi", "transparency"),
        ("Thể chế", "dti", "institutions"),
        ("Mức độ hài lòng của dân", "psi", "satisfaction"),
        ("Hạ tầng số hóa", "dti", "infrastructure"),
    ],
)
def test_near_names_are_proposals(known, text, index_code, indicator_code):
    found = heading(text, known, index_code=index_code)
    assert found.indicator_code == indicator_code
    assert 0 < found.confidence <= NEAR_CONFIDENCE


@every(
    "text",
    [
        "Bla bla",
        "Tham nhũng",
        "Chi phí không chính thức",
        "Ngân hàng",
        "x",
        "",
        "Thủ tục hành chính",
    ],
)
def test_unknown_names_are_nothing(known, text):
    found = heading(text, known)
    assert (found.indicator_code, found.confidence, found.period) == (None, 0.0, None)


def test_a_score_below_an_unknown_name_is_no_total(known):
    for text in ("Tham nhũng / Điểm", "Nội dung 1: Tham gia của người dân / Hạng"):
        found = heading(text, known)
        assert (found.role, found.indicator_code) == ("figure", None)
        assert found.confidence < 0.5


@every(
    ("text", "period", "indicator_code", "measure"),
    [
        ("Tháng 10/2026", "2026-10", None, None),
        ("2024", "2024", None, None),
        ("Quý III/2025 / Điểm", "2025-Q3", "total", "score"),
        ("Kết quả tháng 10/2026 / Tổng điểm", "2026-10", "total", "score"),
        ("Xếp hạng DTI 2024", "2024", "total", "rank"),
        ("Hạng năm 2024", "2024", "total", "rank"),
        ("Điểm 10/10/2026", "2026-10-10", "total", "score"),
        ("2024 / Nhận thức số", "2024", "awareness", "score"),
    ],
)
def test_a_column_of_a_period(known, text, period, indicator_code, measure):
    found = heading(text, known)
    assert (found.period.period, found.role) == (period, "figure")
    assert (found.indicator_code, found.measure) == (indicator_code, measure)
    assert found.max_score is None


def test_the_year_of_a_period_column_may_come_from_elsewhere(known):
    assert heading("T10", known).period is None
    assert heading("T10", known, of_year=2026).period.period == "2026-10"
    assert heading("Tháng 9 / Hạng", known, of_year=2026).period.period == "2026-09"
    # A code of an indicator is no day.
    assert heading("4.4", known, index_code="psi", of_year=2026).indicator_code == "4.4"


def test_names_of_long_tables_and_public_words():
    assert measure_of("Thứ hạng") == measure_of("rank") == "rank"
    assert measure_of("Điểm số") == "score"
    assert measure_of("Tử số") == measure_of("Số hồ sơ (tử số)") == "numerator"
    assert measure_of("Mẫu số") == measure_of("denominator") == "denominator"
    assert measure_of("Từ số liệu của Cổng") is None
    assert measure_of("Ngân hàng") is None
    assert bare_name("I. Điểm Công khai, minh bạch (18 điểm)") == "cong khai, minh bach"


@every(
    ("text", "index_code", "is_known"),
    [
        ("Kết quả theo Quyết định 766", "psi", True),
        ("766/QĐ-TTg", "psi", True),
        ("BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP", "psi", True),
        ("766_2026-10-10.xlsx", "psi", True),
        ("Xếp hạng DTI 2024", "dti", True),
        ("Chỉ số chuyển đổi số cấp tỉnh năm 2024", "dti", True),
        ("Quyết định số 405/QĐ-BKHCN", "dti", True),
        ("Chỉ số đổi mới sáng tạo cấp địa phương", "pii", True),
        ("pii_2025.csv", "pii", True),
        ("PAPI 2024", "papi", False),
        ("Chỉ số năng lực cạnh tranh cấp tỉnh", "pci", False),
        ("PAR INDEX 2024", "par", False),
        ("Chỉ số cải cách hành chính năm 2024", "par", False),
        ("SIPAS 2024", "sipas", False),
    ],
)
def test_what_a_title_is_about(known, text, index_code, is_known):
    best = indices_of([text], known)[0]
    assert (best.index_code, best.known, best.texts) == (index_code, is_known, (text,))
    assert best.confidence >= 0.7


def test_several_texts_add_up_and_silence_says_nothing(known):
    both = indices_of(["Quyết định 766", "Bộ chỉ số phục vụ người dân", None, "DTI"], known)
    assert [one.index_code for one in both] == ["psi", "dti"]
    assert both[0].confidence > 0.95
    silent = ["Bảng 1", "Đắk Lắk", "", None, "86,98", "766 thủ tục", "766/BC-UBND", "766,5"]
    assert indices_of(silent, known) == []


def test_components_tell_the_index(known):
    for index_code, method_code in (("psi", "psi-2026"), ("dti", "dti-405"), ("pii", "pii-2025")):
        names = [
            node.name_vi
            for node in known.tree(index_code, method_code)
            if node.parent_code == "total" and node.name_vi
        ]
        best = components_of(names, known)[0]
        assert best[0] == index_code
        assert best[1] > 0.7
        assert set(best[2]) <= set(names)
    assert components_of(["Tham nhũng", "Tổng điểm"], known) == []


# --- properties ----------------------------------------------------------------------------

SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", " \n "])
CASES = st.sampled_from([str, str.upper, str.lower, str.title])
MEASURES = st.sampled_from([("", "score"), (" / Điểm", "score"), (" / Xếp hạng", "rank")])


@given(st.data(), SPACES, CASES, st.sampled_from(["NFC", "NFD"]), MEASURES)
def test_noise_does_not_change_what_a_component_is(known, data, space, case, form, measure):
    nodes = [node for node in known.tree("psi", "psi-2026") if node.level == "component"]
    node = data.draw(st.sampled_from(nodes))
    numbering = data.draw(st.sampled_from(["", "1. ", "II. ", "Nhóm 3. "]))
    maximum = data.draw(st.sampled_from(["", " ({:f} điểm)", " (tối đa {:f})", "\n({:f}đ)"]))
    name = numbering + node.name_vi + maximum.format(node.max_score)
    text = case(name.replace(" ", space)) + measure[0]
    found = heading(unicodedata.normalize(form, text), known)
    assert (found.indicator_code, found.measure) == (node.indicator_code, measure[1]), text
    assert found.max_score == (node.max_score if maximum else None)
    assert found.confidence >= SURE


@given(st.text(max_size=60))
def test_any_text_is_a_heading_of_some_kind(known, text):
    found = heading(text, known)
    assert 0 <= found.confidence < 1
    if found.indicator_code not in (None, "total"):
        codes = {node.indicator_code for node in known.indicators}
        assert found.indicator_code in codes
