"""Loads of real figures for the tests of the history: a table under a wrong date, and a right one.

The figures of 17 September 2026 (Đắk Lắk 9th) handed in as those of 10 October (7th) are what an
analyst's slip looks like.
"""

from dataclasses import replace
from datetime import date

from rankings import loads
from rankings.ingest import originals
from rankings.ingest.submission import Submission, table
from rankings.loads import Published
from rankings.loads.access import operator
from rankings.store.versions import Store
from tests import acknowledged, oracles

RIGHT = "psi-2026-10-10-year_to_date-vn34"
EARLIER = "psi-2026-09-17-year_to_date-vn34"
CONTENT = "Bảng xếp hạng".encode()


def figures(edition_id: str, under: str) -> list[dict]:
    """What data/ holds of an edition, total and components, as rows of another one."""
    return [
        {
            "edition_id": under,
            "unit_code": row["unit_code"],
            "indicator_code": row["indicator_code"],
            "measure": row["measure"],
            "value": row["value"],
            "value_printed": row["value_printed"],
            "status": "published",
            "confidence": "high",
            "source_id": "upload-1",
            "place": f"Sheet1!C{number}",
        }
        for number, row in enumerate(oracles.observations(), start=2)
        if row["edition_id"] == edition_id
    ]


def submission(store: Store, edition_id: str, file_name: str = "bang.xlsx") -> Submission:
    """A file with the figures of an edition under the date of 10 October 2026."""
    source = {
        "source_id": "upload-1",
        "origin": "Cổng Dịch vụ công quốc gia",
        "publisher": "Cổng Dịch vụ công quốc gia",
        "kind": "official_document",
        "title": "Kết quả đánh giá",
        "published_from": date(2026, 10, 10),
        "published_to": date(2026, 10, 10),
    }
    document = {"source_id": "upload-1", "document_number": "766/QĐ-TTg", "abstract": "Bộ chỉ số"}
    rows = figures(edition_id, RIGHT)
    scopes = [
        {"edition_id": RIGHT, "indicator_code": code, "status": "published"}
        for code in sorted({row["indicator_code"] for row in figures(RIGHT, RIGHT)})
    ]
    return Submission(
        "file",
        {
            "observations": table(rows),
            "load_scopes": table(scopes),
            "sources": table([source]),
            "source_documents": table([document]),
        },
        file_name=file_name,
        sha256=originals.keep(store, CONTENT),
        recognised={
            "index": "psi",
            "period": "2026-10-10",
            "period_type": "year_to_date",
            "scheme": "vn34",
            "sheet": "Sheet1",
            "units": 34,
            "columns": [{"column": "C", "heading": "Tổng điểm", "measure": "score"}],
        },
        layout={"tables": [{"sheet": "Sheet1", "orientation": "units_in_rows"}]},
    )


def without_source(store: Store) -> Submission:
    """The slip once more, handed in by somebody who does not say where it is from."""
    given = submission(store, EARLIER, "khong-nguon.xlsx")
    weak = {"status": "provisional", "confidence": "unverified", "source_id": "upload-2"}
    source = {"source_id": "upload-2", "origin": "–", "publisher": "–", "kind": "unsourced_file"}
    rows = {
        "observations": [row | weak for row in given.rows["observations"].to_pylist()],
        "sources": [source],
        "unsourced_editions": [{"edition_id": RIGHT, "stated_status": "published"}],
    }
    return replace(given, rows={name: table(made) for name, made in rows.items()})


def publish(store: Store, given: Submission, by: str = "Nguyễn Văn A") -> Published:
    """Hand a load in and publish it, with every warning acknowledged."""
    number = loads.stage(store, given, by=operator(by))
    said = acknowledged.everything("checked_original", "Đã đối chiếu bản gốc.")
    return loads.publish(store, number, by=operator(by), acknowledgements=said)
