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


def counted_of(day: date, given: Mapping[str, Mapping[str, str]]) -> Submission:
    """What a file of dossiers made of the day: estimates."""
    return copy_of(day, given, period=f"{day}", kind="dossiers", status="estimated")


def copy_of(
    day: date,
    given: Mapping[str, Mapping[str, str]],
    unit_code: str = PORTAL,
    *,
    period: str | None = None,
    kind: str = "file",
    status: str = "published",
) -> Submission:
    """A table of four o'clock with one unit: indicator -> measure -> value."""
    period = period or f"{day}T04"
    edition = f"psi-{period}-year_to_date-daklak102"
    figures = [
        {
            "edition_id": edition,
            "unit_code": unit_code,
            "indicator_code": code,
            "measure": measure,
            "value": Decimal(value).quantize(Decimal("0.000001")),
            "value_printed": value,
            "status": status,
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
        "period": period,
        "period_type": "year_to_date",
        "period_start": date(day.year, 1, 1),
        "period_end": day,
        "scheme": "daklak102",
        "method_code": "psi-2026",
        "published_from": day,
        "published_to": day,
    }
    rows = {"units": [PROVINCE], "sources": [SOURCE], "editions": [facts], "observations": figures}
    return Submission(kind, {name: table(of) for name, of in rows.items()}, file_name="a.json")
