"""What a table of units inside a province brings besides figures: its list, units, codes, marks."""

import json

from rankings.ingest.extraction import Extraction, Strip
from rankings.ingest.grid import Sheet
from rankings.ingest.inside import fields
from rankings.ingest.inside.names import code_of
from rankings.ingest.inside.within import Lists
from rankings.ingest.meaning.knowledge import Knowledge, Within
from rankings.ingest.new_rules import edition_id
from rankings.ingest.proposal import TableReading

Rows = dict[str, list[dict]]


def of_table(
    sheet: Sheet,
    reading: TableReading,
    extraction: Extraction,
    known: Knowledge,
    known_lists: Lists,
    source_id: str,
) -> Rows:
    """The rows by table that a table inside a province makes besides those of figures; of units
    and codes only what the store does not have. known: what is known inside the province."""
    within = known.within
    if within is None:
        return {}
    rows: Rows = {}
    if all(item.scheme != within.scheme for item in known_lists.lists):
        rows["schemes"] = [_scheme(within, source_id)]
    rows["units"] = [
        {**_unit(unit), "parent_code": within.province_code, "source_id": source_id}
        for unit in within.units
    ]
    rows["unit_aliases"] = [
        {
            "alias": code,
            "scheme": within.scheme,
            "unit_code": unit_code,
            "alias_type": "portal_code",
            "confidence": "attested",
        }
        for code, unit_code in within.aliases
    ]
    rows["reading_findings"] = [
        {
            "rule": "inside_code_disagrees",
            "place": reading.sheet,
            "details": json.dumps({"code": code, "name": name, "known": bore}, ensure_ascii=False),
        }
        for code, name, bore in within.disagreeing
    ]
    rows["quality_flags"] = list(_flags(sheet, reading, extraction, known))
    return {name: added for name, added in rows.items() if added}


def _scheme(within: Within, source_id: str) -> dict:
    return {
        "scheme": within.scheme,
        "province_code": within.province_code,
        "portal_code": within.portal_code,
        "name_vi": f"Các xã, phường và sở, ban, ngành của tỉnh {within.province}",
        "name_en": f"Communes, wards and departments of {within.province}",
        "demonstration": False,
        "source_id": source_id,
    }


def _unit(unit: object) -> dict:
    names = ("scheme", "unit_code", "name_vi", "full_name_vi", "name_en", "kind")
    return {name: getattr(unit, name) for name in names}


def _flags(
    sheet: Sheet, reading: TableReading, extraction: Extraction, known: Knowledge
) -> list[dict]:
    """What the portal says of single figures, in columns of its own fields beside them."""
    if not reading.header_rows or reading.orientation != "units_in_rows":
        return []
    header = reading.header_rows[-1]
    units = {unit.unit_code: unit.unit_code for unit in known.units}
    units |= {alias.alias: alias.unit_code for alias in known.aliases}
    at = next((line.position for line in reading.lines if line.role == "unit_code"), None)
    if at is None:
        return []
    codes = [units.get(code_of(text) or "") for text in Strip(sheet, reading).texts(at).to_pylist()]
    flags = []
    for line in reading.lines:
        path = fields.path_of(sheet.text(header, line.position) or "")
        if not path or fields.plain(path[-1]) not in fields.FLAG:
            continue
        indicator = next((known.metrics[part] for part in path if part in known.metrics), None)
        if indicator is None:
            continue
        texts = Strip(sheet, reading).texts(line.position).to_pylist()
        for unit_code, text in zip(codes, texts, strict=True):
            if unit_code and text:
                flags += [
                    {
                        "edition_id": edition_id(reading, *period),
                        "unit_code": unit_code,
                        "indicator_code": indicator,
                        "flag": text,
                    }
                    for period in extraction.periods
                    if None not in period
                ]
    return flags
