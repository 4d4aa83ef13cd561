"""Replies of the national portal on the units inside a province, made for tests.

The figures of Phú Thọ, quarter III/2026, are those printed for the province; its units, and all
figures of H99, are made up.
"""

import json
from collections.abc import Mapping
from typing import Any

PROVINCE = {"departmentName": "UBND tỉnh Phú Thọ", "departmentCode": "H44", "level": "PROVINCE"}
COMMUNE = {"departmentName": "UBND xã Mẫu", "departmentCode": "H44.101", "level": "COMMUNE"}
DEPARTMENT = {
    "departmentName": "Sở Nội vụ - Tỉnh Phú Thọ",
    "departmentCode": "H44.27",
    "departmentLevel": "PROVINCE",
}
NUMBERS = {
    "ORIGINAL_RESULT_AVAILABLE": (334358, 464494, "4.32", 6),
    "SO_HOA_GIAY_TO_GIAI_QUYET": (83994, 464494, "0.72", 4),
    "REUSED_DIGITIZED_DATA": (64382, 464494, "0.35", 2),
    "CITIZEN_DATA_CONNECTED_DOSSIER": (192191, 464494, "0.83", 2),
    "CITIZEN_DATA_CONNECTED_FORMALITY": (342, 1300, "0.53", 2),
    "ELECTRONIC_CERTIFIED_COPY": (None, None, "2", 2),
}


def metric(code: str, numerator: Any, denominator: Any, score: Any, most: int, **more: Any) -> dict:
    """One metric of a group."""
    share = round(100 * numerator / denominator, 2) if numerator and denominator else None
    return {
        "code": code,
        "name": f"Chỉ tiêu {code}",
        "numerator": numerator,
        "denominator": denominator,
        "ratio": share,
        "score": None if score is None else float(score),
        "maxScore": most,
        **more,
    }


def digitisation() -> dict:
    """The reply of the group of digitisation: metrics in a list; nothing of a unit without
    dossiers is null."""
    own = [metric(code, *numbers) for code, numbers in NUMBERS.items()]
    empty = [metric(code, 0, 0, None, numbers[3]) for code, numbers in NUMBERS.items()]
    return {
        "data": {
            "overview": {**PROVINCE, "score": 8.75, "maxScore": 22, "metrics": own},
            "evaluation": [
                {**DEPARTMENT, "score": None, "maxScore": 22, "metrics": empty},
                {
                    **COMMUNE,
                    "score": 4.5,
                    "maxScore": 22,
                    "metrics": [metric("ORIGINAL_RESULT_AVAILABLE", 75, 100, "4.5", 6)],
                },
            ],
        }
    }


def progress() -> dict:
    """The reply of the group of progress: fields of the group, units as children."""
    return {
        "data": {
            "parent": {
                **PROVINCE,
                "totalReceived": 464494,
                "totalOnTime": 403016,
                "totalOverdue": 61478,
                "avgProcessingDays": 3.2,
                "score": 17.35,
            },
            "children": [
                {**DEPARTMENT, "totalReceived": 0, "totalOnTime": 0, "totalOverdue": 0, "score": 0},
                {**COMMUNE, "totalReceived": 100, "totalOnTime": 90, "score": 18.0},
            ],
        }
    }


def payment() -> dict:
    """The reply of the group of payment."""
    return {
        "data": {
            "overview": {**PROVINCE, "score": 8.0},
            "evaluation": [
                {
                    **COMMUNE,
                    "totalDossierOnlinePaymentSuccess": 50,
                    "totalDossierFinancialObligation": 60,
                    "totalDossierOnlineFormalityPaymentSuccess": 10,
                    "totalFeeFormality": 20,
                    "score": 8.0,
                }
            ],
        }
    }


def transparency() -> dict:
    """The reply of the group of transparency, with a mark of the portal on a figure."""
    marked = {
        "dataQualityStatus": "TEMP_NATIONAL_REPORT_DENOMINATOR",
        "dataQualityMessage": "Tạm dùng số hồ sơ tiếp nhận",
    }
    own = metric("DOSSIER_SYNC", 100, 100, 6, 6, **marked)
    return {
        "data": {
            "overview": {**PROVINCE, "metrics": [own]},
            "evaluation": [{**COMMUNE, "metrics": [own]}],
        }
    }


def collected(units: str = "communesDetail", **metadata: Any) -> dict:
    """A copy with all groups of each unit, as a collector keeps it."""
    about = {
        "province": "UBND tỉnh Phú Thọ",
        "provinceCode": "H44",
        "rootDepartmentId": "00000000-0000-0000-0000-000000000000",
        "runDateStr": "10102026",
        "timeType": "year",
        "year": 2026,
        "period": None,
        "periodLabel": "Năm 2026",
        "extractedAt": "2026-10-09T21:00:31Z",
    }
    unit = {
        "departmentId": "00000000-0000-0000-0000-000000000001",
        "departmentName": "UBND xã Mẫu",
        "departmentCode": "H44.101",
        "childGroup": "COMMUNE",
        "totalScore": 71.50,
        "ratio": 71.50,
        "scoreDelta": None,
        "groupScores": {"CKMB": 10.0, "TDGQ": 18.0, "ONLINE": 6.5, "TTTT": 8.0, "MDSH": 11.0},
        "componentIndicators": {
            "TDGQ_TienDoGiaiQuyet": {
                "totalReceived": 100,
                "totalOnTime": 90,
                "avgProcessingDays": 2.5,
                "ratio": 90,
                "score": 18.0,
                "maxScore": 20,
            },
            "MDHL_MucDoHaiLong": {
                "score": 18.0,
                "maxScore": 18,
                "totalPetitions": 0,
                "averageScore": None,
                "metrics": [metric("PETITION_PROCESSING_ON_TIME", 0, 0, 6, 6)],
            },
        },
        "rank": 2,
        "groupRank": 1,
    }
    return {"metadata": about | metadata, "count": 1, units: [unit]}


def content(reply: Mapping[str, Any]) -> bytes:
    """A reply as a file."""
    return json.dumps(reply, ensure_ascii=False, indent=2).encode()
