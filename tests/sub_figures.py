"""A load of sub-indicators that nobody has published: figures of tests, never of the app.

Of Đắk Lắk 4.1 has a numerator, 4.3 one of nothing, 3.5 none; of 4.1 other units have scores too.
"""

from decimal import Decimal

from rankings.ingest.submission import Submission, table

EDITION = "psi-2026-10-10-year_to_date-vn34"
HOME = {
    "3.5": {"score": "2.00"},
    "4.1": {"score": "4.02", "numerator": "8040", "denominator": "12000"},
    "4.2": {"score": "2.01", "numerator": "4824", "denominator": "12000"},
    "4.3": {"score": "0.00", "numerator": "0", "denominator": "12000"},
}
OTHERS = {"46": "3.10", "56": "5.30"}


def submission() -> Submission:
    """The figures as a load."""
    rows = [("66", code, *each) for code, given in HOME.items() for each in given.items()]
    rows += [(unit, "4.1", "score", value) for unit, value in OTHERS.items()]
    source = {
        "source_id": "made-up",
        "origin": "Số liệu thử",
        "publisher": "Số liệu thử",
        "kind": "official_document",
        "title": "Số liệu tự đặt để kiểm thử",
    }
    return Submission(
        "file",
        {
            "observations": table([_row(*row) for row in rows]),
            "sources": table([source]),
        },
        file_name="thu.xlsx",
    )


def _row(unit_code: str, indicator_code: str, measure: str, value: str) -> dict:
    return {
        "edition_id": EDITION,
        "unit_code": unit_code,
        "indicator_code": indicator_code,
        "measure": measure,
        "value": Decimal(value),
        "value_printed": value.replace(".", ","),
        "status": "published",
        "confidence": "high",
        "source_id": "made-up",
        "place": "Sheet1!C2",
    }
