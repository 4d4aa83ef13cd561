"""Replies of the national portal on the units inside a province, as one table each.

A reply holds the province ("overview", "parent") beside a list of its units, each with fields of
its own, objects of groups, and lists of metrics that are named by their code. The table has a row
for each, the province first, and a column for each field: "metrics.DOSSIER_SYNC.numerator". What
stands around the list (when the copy was taken, of which period it is) is kept above it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rankings.ingest.inside import fields
from rankings.ingest.inside.names import code_of

# What the province beside its units is called.
PROVINCE = ("overview", "parent")
CODE, NAME = "departmentCode", "departmentName"
# Where a reply says of which province it is, when the province's own object does not.
PROVINCE_CODE, PROVINCE_NAME = "provinceCode", "province"
DEEPEST = 6
# Procedures with a service online: in part, and in full.
SUMMED = ("partialCount", "fullCount")


@dataclass(frozen=True)
class Reply:
    """One list of units of a reply.

    where: its path in the file; above: the single values around it, by path; rows: column -> value,
    the province first where the reply has it.
    """

    where: tuple[str, ...]
    above: tuple[tuple[str, Any], ...]
    rows: tuple[dict[str, Any], ...]


def replies(value: object) -> list[Reply]:
    """The lists of units inside a province that a JSON value holds; empty for any other value."""
    return list(_replies(value, (), []))


def _replies(
    value: object, where: tuple[str, ...], around: list[tuple[str, Any]]
) -> Iterator[Reply]:
    if not isinstance(value, Mapping) or len(where) > DEEPEST:
        return
    here = [*around, *_singles(value, where)]
    for name, inner in value.items():
        if _is_of_units(inner):
            units = [item for item in inner if isinstance(item, Mapping)]
            # The province may be one of its own list.
            itself = any("." not in (_code(item) or ".") for item in units)
            province = None if itself else _province(value, units, here)
            rows = [_flat(item) for item in ([province] if province else []) + units]
            yield Reply((*where, name), tuple(here), tuple(rows))
        elif isinstance(inner, Mapping) and name not in PROVINCE:
            yield from _replies(inner, (*where, name), here)


def _singles(value: Mapping, where: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The single values of an object and of its metadata, by path."""
    for name, inner in value.items():
        if isinstance(inner, Mapping) and name == "metadata":
            yield from _singles(inner, (*where, name))
        elif not isinstance(inner, Mapping | list) and inner is not None:
            yield ".".join((*where, name)), inner


def _is_of_units(value: object) -> bool:
    """Whether a value is a list of units inside a province: most have a code below a province's,
    all that have one are of the same province. A unit may come without a code."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    codes = [code for item in value if isinstance(item, Mapping) and (code := _code(item))]
    below = sum("." in code for code in codes)
    return 2 * below >= len(value) and len({code.partition(".")[0] for code in codes}) == 1


def _code(item: Mapping) -> str | None:
    return next(
        (
            code_of(str(inner))
            for name, inner in item.items()
            if fields.plain(name) in fields.UNIT_CODE
        ),
        None,
    )


def _province(
    value: Mapping, units: Sequence[Mapping], around: Sequence[tuple[str, Any]]
) -> dict[str, Any] | None:
    """The province's own object with its code and name, where one stands beside the units."""
    own = next((value[name] for name in PROVINCE if isinstance(value.get(name), Mapping)), None)
    if own is None:
        return None
    singles = {path.rpartition(".")[2]: inner for path, inner in around}
    code = next(code for item in units if (code := _code(item))).partition(".")[0]
    name = own.get(NAME) or singles.get(PROVINCE_NAME) or code
    return {**own, CODE: own.get(CODE) or singles.get(PROVINCE_CODE) or code, NAME: name}


def _flat(item: Mapping, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """The single values of a unit by path; of a list of metrics those of each, by its code."""
    flat: dict[str, Any] = {}
    for name, inner in item.items():
        if isinstance(inner, Mapping):
            flat |= _flat(inner, (*path, name))
        elif isinstance(inner, list):
            for metric in inner:
                if isinstance(metric, Mapping) and isinstance(metric.get("code"), str):
                    flat |= _flat(metric, (*path, name, metric["code"]))
        else:
            flat[".".join((*path, name))] = inner
    return flat | _summed(flat)


def _summed(flat: Mapping[str, Any]) -> dict[str, Any]:
    """What the portal counts in two fields, as one column that names both."""
    summed = {}
    for path, value in flat.items():
        before, _, name = path.rpartition(".")
        first, second = SUMMED
        other = flat.get(f"{before}.{second}" if before else second)
        if name == first and value is not None and other is not None:
            summed[f"{path} + {second}"] = _sum(value, other)
    return summed


def _sum(first: Any, second: Any) -> str | int | None:
    """The sum of two whole numbers of a file; None where one of them is none."""
    texts = str(first), str(second)
    return sum(map(int, texts)) if all(text.isdigit() for text in texts) else None
