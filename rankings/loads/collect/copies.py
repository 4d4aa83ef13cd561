"""The replies of the single components put together as one copy of all units, in the form in which
copies of the portal are kept and read (docs/collector.md)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rankings.loads.collect.soundness import by_code, head_of, units_of
from rankings.store.clock import VIETNAM_TIME

# What says who a unit is; it stands once in a copy, not in each component.
WHO = ("departmentId", "departmentName", "departmentCode", "childGroup", "level", "departmentLevel")


def put_together(
    totals: Mapping[str, Any],
    groups: Mapping[str, Mapping[str, Any]],
    *,
    portal_code: str,
    taken: datetime,
) -> bytes:
    """One copy as JSON. Nothing is worked out and nothing left away: numbers stay as they came.

    totals: `data` of the reply of totals; groups: key of a component -> `data` of its reply, with
    the same units; taken: when they were asked for, UTC.
    """
    parts = {key: by_code(units_of(data)) for key, data in groups.items()}
    units = [
        dict(row) | {"componentIndicators": {key: _own(parts[key][code]) for key in groups}}
        for code, row in by_code(units_of(totals)).items()
    ]
    head = dict(head_of(totals))
    own = {key: _own(head_of(data)) for key, data in groups.items() if head_of(data)}
    named = next((head_of(data) for data in groups.values() if head_of(data)), {})
    name = head.get("departmentName") or named.get("departmentName")
    here = taken.astimezone(VIETNAM_TIME)
    copy = {
        "metadata": {
            "province": name,
            "provinceCode": portal_code,
            "timeType": "year",
            "year": here.year,
            "period": None,
            "extractedAt": taken.astimezone(UTC).isoformat(timespec="seconds"),
        },
        "overview": head | {"departmentCode": portal_code} | {"componentIndicators": own},
        "totalUnitsCount": len(units),
        "unitsDetail": units,
    }
    return json.dumps(copy, ensure_ascii=False, indent=2, default=_number).encode()


def _own(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WHO}


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == value.to_integral_value() else float(value)
