"""Cards of units as one PDF: a page each, whole, in the language asked for, nothing run as code."""

import io
from decimal import Decimal

import pdfplumber
import pytest

from rankings.forms import cards
from rankings.forms.cards import CardSheet
from rankings.words.exports import Sheet

GROUPS = Sheet(
    title="Điểm các nhóm",
    notes=(),
    columns=("Nhóm chỉ số", "Điểm"),
    decimals=(None, 2),
    rows=(("Tiến độ giải quyết", Decimal("17.18")), ("Số hóa hồ sơ", None)),
)
PARTS = Sheet(
    title="Các chỉ tiêu",
    notes=(),
    columns=("Chỉ tiêu", "Số đạt", "Tổng số", "Tỷ lệ (%)", "Còn thiếu", "Điểm của tỉnh"),
    decimals=(None, 0, 0, 2, 0, 4),
    rows=tuple(
        (f"Chỉ tiêu số {number}: tỷ lệ hồ sơ giải quyết đúng hạn", 89135, 129503, *rest)
        for number in range(1, 24)
        for rest in [(Decimal("68.83"), Decimal(35012), Decimal("1.6935"))]
    ),
)


def card(name: str, **others) -> CardSheet:
    given = {
        "above": "Chỉ số 766, lũy kế đến ngày 10/10/2026",
        "title": name,
        "mark": None,
        "sentences": (f"{name} xếp thứ 14 trong 14 sở, ngành.",),
        "tables": (GROUPS, PARTS),
        "foot": "Nguồn: Cổng Dịch vụ công quốc gia. Phiên bản số liệu 3.",
    }
    return CardSheet(**given | others)


def pages(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as document:
        return [" ".join((page.extract_text() or "").split()) for page in document.pages]


def test_each_unit_has_one_page_with_all_that_its_card_says():
    names = [f"UBND xã Số {number}" for number in range(1, 6)]
    made = cards.pdf_of([card(name) for name in names], title="Thẻ đơn vị", language="vi")
    texts = pages(made)
    assert len(texts) == len(names)
    for name, text in zip(names, texts, strict=True):
        assert name in text
        assert "Chỉ tiêu số 23" in text
        # As the language writes it: a missing figure is missing.
        assert "89.135" in text
        assert "68,83" in text
        assert "Số hóa hồ sơ –" in text
        assert text.endswith("Phiên bản số liệu 3.")


def test_what_is_made_up_says_so_on_its_page():
    made = cards.pdf_of([card("A", mark="Số liệu minh họa")], title="T", language="vi")
    assert "Số liệu minh họa" in pages(made)[0]


def test_no_text_is_read_as_code():
    name = '#panic("x") $1 + 1$ *đậm* @nguon <nhan> \\ "'
    made = cards.pdf_of([card(name)], title=name, language="en")
    (text,) = pages(made)
    assert '#panic("x")' in text
    assert "*đậm*" in text
    assert "129,503" in text


def test_no_card_is_no_document():
    with pytest.raises(ValueError, match="no card"):
        cards.pdf_of([], title="T", language="vi")
