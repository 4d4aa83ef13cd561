"""What goes wrong, and what the checks found, as sentences."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from rankings.loads.checks import Finding
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.words.text import Words

# Columns of a check's row that hold a code: one that data name, one that the catalogue names.
_NAMED_CODES = {"unit_code", *naming.EDITION_COLUMNS}
_INDICATORS = {"indicator_code", "other_indicator"}
_DETAIL_WORDS = {
    "key_kind": "key_kind",
    "measure": "measure",
    "reason": "unreadable",
    "field": "field",
    "scale_basis": "scale_basis",
    "subject": "field",
    "dossier_fault": "dossier_fault",
}

# Columns that hold a score: as published, and as it is counted here.
PUBLISHED_SCORES = {"score", "score_before", "total", "points", "value", "value_before", "largest"}
COUNTED_SCORES = {"expected_low", "expected_high", "parts_sum", "points_by_rule", "middle"}

# Columns that count what else there is of an offender, and the words for it.
_COUNTED_BESIDES = {"others": "finding.other_parts", "kept": "finding.kept_sourced"}

# Problems that name a unit and points: on a page by its name, with a comma in Vietnamese.
_OF_ANOTHER_UNIT = {"error.other_gain_out_of_range", "error.other_gain_beyond_scale"}


# --- Problems and findings --------------------------------------------------------------------


def problem(w: Words, trouble: Problem, names: Mapping[str, str] | None = None) -> str:
    """A problem as one sentence. names: as in `finding`."""
    values = {
        name: known(w, value) if isinstance(value, list | tuple) else value
        for name, value in trouble.values.items()
    }
    if trouble.key in _OF_ANOTHER_UNIT:
        code = values.pop("unit")
        points = {name: w.number(value).replace("−", "-") for name, value in values.items()}
        return w(trouble.key, unit=(names or {}).get(code, code), **points)
    if trouble.key == "error.file_kind" and "found" in values:
        # What it is, and how a table in it can be had.
        return w(f"error.file_kind.{values.pop('found')}", **values)
    if trouble.key == "error.dossier_personal":
        return w(trouble.key, **values | {"kind": w(f"personal.{values['kind']}")})
    if trouble.key != "error.blocked":
        return w(trouble.key, **values)
    first = values["finding"]
    blocked = {"what": finding(w, first, names), "place": values["place"], "rule": first.rule}
    if values["others"]:
        return w.plural("error.blocked_others", values["others"], **blocked)
    return w("error.blocked", **blocked)


def finding(w: Words, found: Finding, names: Mapping[str, str] | None = None) -> str:
    """What a check says of one offender, without a capital and a full stop.

    names: code of a unit or edition, `naming.indicator_key` of an indicator -> its name; a code
    without one stays a code. Where the check gives the decimals of its index, scores have that
    many: "8,00, after 6,00".
    """
    names = names or {}
    index_code = naming.index_of(found)
    given = found.details.get("decimals")
    decimals = None if given is None else int(given)
    details = found.details
    if found.rule == "unsure_field" and (signs := details.get("signs")):
        # What is known of files, which most commands never say anything of.
        from rankings.sentences import upload_periods

        return upload_periods.asked(w, details["value_guessed"], details["type_guessed"], signs)
    values = {
        column: _indicator(w, index_code, text, names)
        if column in _INDICATORS
        else _detail(w, column, text, names, decimals)
        for column, text in found.details.items()
    }
    if (printed := details.get("value_printed")) and (value := details.get("value")):
        values["value_printed"] = _cell(w, printed, Decimal(value), decimals)
    if variant := found.details.get("variant"):
        values["variant"] = w(f"structure_gap.{variant}", **values)
    text = w(f"rule.{found.rule}", **values)
    for column, key in _COUNTED_BESIDES.items():
        if count := int(found.details.get(column) or 0):
            text += w.plural(key, count)
    return text + _also(w, found, names, decimals)


def _also(w: Words, offender: Finding, names: Mapping[str, str], decimals: int | None) -> str:
    """What else a finding tells of in the same words, listed; nothing where it is alone.

    The column `also` of a check: a JSON list of rows, each with the columns of its own words.
    """
    rows = json.loads(offender.details.get("also") or "[]")
    if not rows:
        return ""
    index_code = naming.index_of(offender)
    listed = [
        w(
            f"also_row.{offender.rule}",
            **{
                column: _indicator(w, index_code, text, names)
                if column in _INDICATORS
                else _detail(w, column, text, names, decimals)
                for column, text in row.items()
            },
        )
        for row in rows
    ]
    return w(f"also.{offender.rule}", listed=w.join_and(listed))


def _indicator(w: Words, index_code: str | None, code: str | None, names: Mapping[str, str]) -> str:
    """An indicator by its name in the index that the finding is about, else by its code."""
    if code is None:
        return w.number(None)
    return names.get(naming.indicator_key(index_code, code), code) if index_code else code


def _detail(
    w: Words, column: str, text: str | None, names: Mapping[str, str], decimals: int | None
) -> str:
    if text is None:
        return w.number(None)
    if column in _DETAIL_WORDS:
        try:
            return w(f"{_DETAIL_WORDS[column]}.{text}")
        except KeyError:
            return text  # an unknown measure is what the check is complaining about
    if column in _NAMED_CODES:
        return names.get(text, text)
    # A figure stays as it was printed; a decimal of ours takes the language's form.
    if column != "value_printed" and re.fullmatch(r"-?\d+\.\d+", text):
        return w.number(Decimal(text), _digits(column, Decimal(text), decimals))
    return text


def _cell(w: Words, printed: str, value: Decimal, decimals: int | None) -> str:
    """A figure as the number that it is; as its cell has it, in quotes, where more of it differs
    than the mark between whole and part: “1.234,5 điểm”.
    """
    plain = re.fullmatch(r"-?\d+(?:[.,]\d+)?", printed)
    if plain is None or Decimal(printed.replace(",", ".")) != value:
        return w("finding.cell", text=printed)
    return w.number(value, _digits("value", value, decimals))


def _digits(column: str, value: Decimal, decimals: int | None) -> int | None:
    """How many decimals a figure of a check is told with; None: as many as it has.

    A published score that is finer than its index is told whole: that may be what is wrong.
    """
    if decimals is None or column in COUNTED_SCORES:
        return decimals
    if column not in PUBLISHED_SCORES:
        return None
    exponent = value.normalize().as_tuple().exponent
    return max(decimals, -exponent if isinstance(exponent, int) else 0)


def known(w: Words, values: Iterable[object]) -> str:
    """What exists, listed for an error message."""
    return w.join(str(value) for value in values)
