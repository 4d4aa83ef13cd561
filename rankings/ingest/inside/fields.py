"""The fields of the portal's replies and of tables made of them: which figure each one is.

A field is a path of names, the outermost first: ("metrics", "DOSSIER_SYNC", "numerator"). What is
listed here are names of fields; which key is which sub-indicator are rows (subindicators.csv).
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rankings.words.typed import folded

# Headings in letters and digits only, without marks.
UNIT_CODE = {"unitcode", "departmentcode", "madonvi", "macoquan", "madinhdanh"}
UNIT_NAME = {"unitname", "departmentname", "tendonvi", "tencoquan", "ten"}
LEVEL = {"level", "departmentlevel", "childgroup", "loaicoquan", "capdonvi"}
METRIC = {"metrickey", "metriccode", "machitieu", "indicatorcode"}
PERIOD = {"edition", "period", "kysolieu", "ky"}
FLAG = {"dataqualitystatus", "flag"}
MEASURES = {
    **{name: name for name in ("numerator", "denominator", "score")},
    **{"tuso": "numerator", "mauso": "denominator", "diem": "score"},
}
# Counts that stand by themselves in a group: field -> (sub-indicator, measure).
COUNTS = {
    "totalontime": ("2.1", "numerator"),
    "totalreceived": ("2.1", "denominator"),
    "avgprocessingdays": ("2.2", "numerator"),
    "partialcountfullcount": ("3.1", "numerator"),
    "authoritycount": ("3.1", "denominator"),
    "onlinedossiercount": ("3.2", "numerator"),
    "onlineservicetotal": ("3.2", "denominator"),
    "channelonlinesum": ("3.3", "numerator"),
    "channeltotalsum": ("3.3", "denominator"),
    "totalfeedossierformality": ("3.5", "numerator"),
    "totaldossieronlineformalitypaymentsuccess": ("3.5b", "numerator"),
    "totalfeedossierformalitydistinct": ("3.5b", "denominator"),
    "totaldossieronlinepaymentsuccess": ("3.6", "numerator"),
    "totaldossierfinancialobligation": ("3.6", "denominator"),
}
# Of the procedures with a fee: those of 3.5 where its numerator stands beside it, else of 3.5b.
FEE_PROCEDURES = "totalfeeformality"
# What the portal calls a group in units and not in the province.
OTHER_NAMES = {"ONLINE": "CLGQ"}
TOTAL = {"totalscore", "tongscore", "tongdiem"}
# Beside a count of what was in time, one of what was before it: the first is then not all of it.
IN_TIME_ONLY = {"dung han", "so ho so dung han", "ho so dung han"}
BEFORE_TIME = {"truoc han", "so ho so truoc han", "ho so truoc han", "giai quyet truoc han"}
SUMS = {"tong", "tong so", "tong cong"}
_SETTLED = re.compile(r"\bda (?:giai quyet|xu ly|hoan thanh|tra ket qua)\b")
_HANDLED = re.compile(r"\b(?:giai quyet|xu ly|tiep nhan|ho so|tthc)\b")
_COUNTED = re.compile(
    r"^(?:tong so|tong|tong cong|so|so luong|so ho so|qua han|truoc han|trong han)\b"
)
_SHARE = re.compile(r"(?:ty|ti) (?:le|trong)\b|%|phan tram|dat \(%\)")


def plain(text: str | None) -> str:
    """A heading in small letters and digits only: "Department_Code" -> "departmentcode"."""
    return "".join(re.findall(r"[a-z0-9]+", folded(text or "")))


def path_of(heading: str) -> tuple[str, ...]:
    """The names of a heading: "metrics / DOSSIER_SYNC / numerator", "groupScores.CKMB"."""
    return tuple(part.strip() for part in re.split(r" / |\.", heading) if part.strip())


def figure(
    path: Sequence[str], metrics: Mapping[str, str], beside: frozenset[str] = frozenset()
) -> tuple[str, str] | None:
    """The indicator and the measure that a field gives; None where it is no figure.

    beside: the last names of all fields of the table, in small letters.
    """
    last = plain(path[-1]) if path else ""
    keys = [metrics[part] for part in path if part in metrics and not part.startswith("group:")]
    group = _group(path, metrics)
    if keys and group not in keys[:1]:
        measure = MEASURES.get(last)
        return (keys[0], measure) if measure else None
    if last in COUNTS:
        return COUNTS[last]
    if last == FEE_PROCEDURES:
        return ("3.5" if "totalfeedossierformality" in beside else "3.5b"), "denominator"
    if last in TOTAL:
        return "total", "score"
    if group and (last == "score" or _is_group(path[-1], metrics)):
        return group, "score"
    return None


@lru_cache(maxsize=1)
def _worded() -> dict[str, tuple[str, str]]:
    """What people head counts with, without marks -> the sub-indicator and the measure."""
    path = Path(__file__).with_name("field_names.json")
    wordings = json.loads(path.read_text(encoding="utf-8"))
    return {
        worded(text): (code, measure)
        for code, measures in wordings.items()
        for measure, texts in measures.items()
        for text in texts
    }


def worded(text: str) -> str:
    """A heading in small letters without marks and signs: "Số hồ sơ (đúng hạn)"."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(text)))


def count_headed(heading: str, all_headings: frozenset[str]) -> tuple[str, str] | None:
    """The sub-indicator and measure of a column of counts, as people head it; None for others.

    all_headings: of the table, without marks. Where dossiers before their time stand in a column
    of their own, those "đúng hạn" are only a part of what was in time, and not read as all of it.
    """
    levels = [worded(level) for level in heading.split(" / ")]
    last, whole = levels[-1], " ".join(levels)
    if last in IN_TIME_ONLY and all_headings & BEFORE_TIME:
        return None
    # Of the dossiers that are settled already: those still open within their time are missing.
    if any(_SETTLED.search(level) for level in levels):
        return None
    if len(levels) > 1 and last in SUMS:
        above = _worded().get(levels[-2]) or _worded().get(f"tong {levels[-2]}")
        whole_of = all_headings & IN_TIME_ONLY and _HANDLED.search(levels[-2])
        return above or (("2.1", "denominator") if whole_of else None)
    return _worded().get(whole) or _worded().get(last)


def is_no_score(heading: str) -> bool:
    """Whether a column beside counts holds shares, which say again what the counts say, or counts
    that are those of no sub-indicator."""
    last = heading.rsplit(" / ", 1)[-1]
    return bool(_SHARE.search(folded(last)) or _COUNTED.search(worded(last)))


def _group(path: Sequence[str], metrics: Mapping[str, str]) -> str | None:
    for part in path:
        head = part.partition("_")[0]
        if _is_group(part, metrics) or _is_group(head, metrics):
            return metrics[OTHER_NAMES.get(head, head)]
    return None


def _is_group(part: str, metrics: Mapping[str, str]) -> bool:
    name = OTHER_NAMES.get(part, part)
    return name in metrics and len(name) == 4 and name.isalpha()
