"""The fields of the portal's replies and of tables made of them: which figure each one is.

A field is a path of names, the outermost first: ("metrics", "DOSSIER_SYNC", "numerator"). What is
listed here are names of fields; which key is which sub-indicator are rows (subindicators.csv).
"""

import re
from collections.abc import Mapping, Sequence

from rankings.words.typed import folded

# Headings in letters and digits only, without marks.
UNIT_CODE = {"unitcode", "departmentcode", "madonvi", "macoquan", "madinhdanh"}
UNIT_NAME = {"unitname", "departmentname", "tendonvi", "tencoquan", "ten"}
LEVEL = {"level", "departmentlevel", "childgroup", "loaicoquan", "capdonvi"}
METRIC = {"metrickey", "metriccode", "machitieu"}
PERIOD = {"edition", "period", "kysolieu"}
FLAG = {"dataqualitystatus", "flag"}
MEASURES = {"numerator": "numerator", "denominator": "denominator", "score": "score"}
# Counts that stand by themselves in a group: field -> (sub-indicator, measure).
COUNTS = {
    "totalontime": ("2.1", "numerator"),
    "totalreceived": ("2.1", "denominator"),
    "avgprocessingdays": ("2.2", "numerator"),
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


def _group(path: Sequence[str], metrics: Mapping[str, str]) -> str | None:
    for part in path:
        head = part.partition("_")[0]
        if _is_group(part, metrics) or _is_group(head, metrics):
            return metrics[OTHER_NAMES.get(head, head)]
    return None


def _is_group(part: str, metrics: Mapping[str, str]) -> bool:
    name = OTHER_NAMES.get(part, part)
    return name in metrics and len(name) == 4 and name.isalpha()
