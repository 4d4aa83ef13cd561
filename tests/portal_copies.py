"""Newer copies of the home province's own figures, as the portal gives them; made up by tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from rankings.ingest.submission import Submission, table

PORTAL = "H15"
SOURCE = {"source_id": "s-1", "origin": "Cổng", "publisher": "Cổng", "kind": "official_document"}
PROVINCE = {
    "scheme": "daklak102",
    "unit_code": PORTAL,
    "name_vi": "Đắk Lắk",
    "full_name_vi": "UBND tỉnh Đắk Lắk",
    "name_en": "Dak Lak",
    "kind": "province",
    "source_id": "s-1",
}


def copy_of(
    day: date, given: Mapping[str, Mapping[str, str]], unit_code: str = PORTAL
) -> Submission:
    """A table of four o'clock with one unit: indicator -> measure -> value."""
    edition = f"psi-{day}T04-year_to_date-daklak102"
    figures = [
        {
            "edition_id": edition,
            "unit_code": unit_code,
            "indicator_code": code,
            "measure": measure,
            "value": Decimal(value).quantize(Decimal("0.000001")),
            "value_printed": value,
            "status": "published",
            "confidence": "high",
            "source_id": "s-1",
            "place": f"{code}.json",
        }
        for code, measures in given.items()
        for measure, value in measures.items()
    ]
    facts = {
        "edition_id": edition,
        "index_code": "psi",
        "period": f"{day}T04",
        "period_type": "year_to_date",
        "period_start": date(day.year, 1, 1),
        "period_end": day,
        "scheme": "daklak102",
        "method_code": "psi-2026",
        "published_from": day,
        "published_to": day,
    }
    rows = {"units": [PROVINCE], "sources": [SOURCE], "editions": [facts], "observations": figures}
    return Submission("file", {name: table(of) for name, of in rows.items()}, file_name="a.json")
