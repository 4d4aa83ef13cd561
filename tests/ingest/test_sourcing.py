"""What is a source of figures, and what figures without one are."""

import pytest

from rankings.ingest.sourcing import UNSAID, SourceFields, counted, kind_of

SHA = "0" * 64


@pytest.mark.parametrize(
    "fields",
    [
        {"document_number": "123/BC-VPCP"},
        {"url": "https://dichvucong.gov.vn/bang"},
        {"attached_name": "goc.pdf", "attached_sha256": SHA},
    ],
)
def test_a_number_a_link_or_the_original_is_a_source(fields):
    source = SourceFields(kind="uploaded_file", **fields)
    assert source.given
    assert source.confidence == "high"
    assert counted("published", source) == "published"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"issuer": "Cổng Dịch vụ công quốc gia", "abstract": "Bảng tháng 10"},
        {"document_number": " – "},
        {"url": "theo trang của bộ"},
        {"url": "https://"},
        {"url": "http://."},
        {"url": "https://cổng dịch vụ công"},
        {"url": "https://[bảng]"},
        {"kind": "official_document"},
    ],
)
def test_a_name_or_a_kind_alone_is_none(fields):
    source = SourceFields(**{"kind": "uploaded_file", **fields})
    assert not source.given
    assert source.confidence == "unverified"


def test_without_a_source_nothing_is_official_and_what_is_weaker_stays():
    statuses = ("published", "provisional", "self_reported", "derived")
    assert [counted(status, UNSAID) for status in statuses] == [
        "provisional",
        "provisional",
        "self_reported",
        "derived",
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "confidence"),
    [
        ({"document_number": "1/QĐ"}, "official_document", "high"),
        ({"url": "https://dichvucong.gov.vn/x"}, "government_site", "high"),
        ({"url": "https://notgov.vn/x"}, "unofficial_copy", "medium"),
        ({"url": "https://github.com/x"}, "unofficial_copy", "medium"),
        ({"kind": "press", "url": "https://bao.gov.vn/x"}, "press", "medium"),
    ],
)
def test_the_kind_follows_where_nobody_has_chosen_one(fields, kind, confidence):
    source = SourceFields(**{"kind": "uploaded_file", **fields})
    assert (kind_of(source, "file"), source.confidence) == (kind, confidence)


def test_figures_without_a_source_are_named_by_how_they_came_in():
    kinds = [kind_of(UNSAID, kind) for kind in ("file", "pasted", "typed", "correction")]
    assert kinds == [
        "unsourced_file",
        "unsourced_pasted",
        "unsourced_typed",
        "unsourced_correction",
    ]
