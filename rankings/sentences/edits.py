"""What the forms for changes by hand say: a figure, a target, what stood before and what will."""

from collections.abc import Mapping, Sequence
from datetime import date

from rankings.loads.edits.basket import Line
from rankings.loads.edits.corrected_file import Differences
from rankings.loads.edits.recompute import Kept
from rankings.loads.edits.targets import TargetGiven
from rankings.words.text import Words, sentence_case

# One line of a preview: what it is, before, after.
Change = tuple[str, str, str]
# So many units are named in a sentence, the others counted.
UNITS_NAMED = 5


def cell(w: Words, name: str, measure: str) -> str:
    """A figure by its name: "Số hóa hồ sơ", "Số hóa hồ sơ, thứ hạng"."""
    if measure == "score":
        return name
    return w("edits.cell", name=name, measure=w(f"measure.{measure}"))


def valued(w: Words, what: str, value: str) -> str:
    """Something with its value: "Số hóa hồ sơ: 9,08"."""
    return w("edits.valued", what=what, value=value)


def target(w: Words, given: TargetGiven | None, agencies: Mapping[str, str] | None = None) -> str:
    """A target in one line: "nhóm 10 dẫn đầu, thời hạn 31/12/2026, năm (UBND tỉnh)". agencies:
    names in the language, by what was entered (`naming.agency_names`)."""
    if given is None:
        return w("edits.none")
    deadline = w("edits.no_deadline")
    if given.by_date:
        deadline = w("edits.deadline", date=w.date(given.by_date))
    set_by = (agencies or {}).get(given.set_by, given.set_by)
    values = {"k": given.rank_limit, "date": deadline, "set_by": set_by}
    if given.period_type is None:
        return w("edits.target", **values)
    return w("edits.target_of_type", type=w(f"period_type.{given.period_type}"), **values)


def target_changes(
    w: Words, before: Sequence[TargetGiven], after: Sequence[TargetGiven]
) -> list[Change]:
    """The targets that go and come; one that takes another's place stands beside it."""
    gone = [given for given in before if given not in after]
    new = [given for given in after if given not in before]
    lines = max(len(gone), len(new))
    pairs = zip(gone + [None] * (lines - len(gone)), new + [None] * (lines - len(new)), strict=True)
    return [(w("table.target"), target(w, was), target(w, becomes)) for was, becomes in pairs]


def owner_changes(
    w: Words,
    names: Mapping[str, str],
    before: Mapping[str, tuple[str, str]],
    after: Mapping[str, tuple[str, str]],
) -> list[Change]:
    """The components whose agency becomes another one; names and agencies by indicator code."""
    return [
        (names[code], _agencies(w, before[code]), _agencies(w, after[code]))
        for code in after
        if after[code] != before[code]
    ]


def remark_change(w: Words, before: str | None, after: str) -> list[Change]:
    """The remark before and after."""
    return [(w("edits.remark"), before or w("edits.none"), after or w("edits.none"))]


def rescored_change(w: Words, marks: Sequence[Sequence[str]]) -> list[Change]:
    """The figures marked as re-scored, before and after; nothing where they stay the same."""
    before, after = marks
    if sorted(before) == sorted(after):
        return []
    was, becomes = (w.join(names) or w("edits.none") for names in marks)
    return [(w("edits.rescored"), was, becomes)]


def signed(w: Words, name: str, dated: date) -> str:
    """Who signed a remark, and when."""
    return w("edits.signed", name=name, date=w.date(dated))


def kept(w: Words, item: Kept, units: Mapping[str, str], indicators: Mapping[str, str]) -> str:
    """Why something stays as it is though it was to be worked out anew; names by code."""
    said_units = [units.get(code, code) for code in item.units]
    if len(said_units) > UNITS_NAMED:
        others = len(said_units) - UNITS_NAMED
        said_units = [*said_units[:UNITS_NAMED], w.plural("edits.other_units", others)]
    named = w.join(indicators.get(code, code) for code in item.indicators)
    reason = item.reason
    if reason == "not_proved" and item.units:
        reason = "not_proved_units"
    return w(f"edits.kept_{reason}", units=w.join(said_units), indicators=named)


def how(w: Words, line: Line) -> str:
    """Where the new value of a figure comes from: typed, from a cell of a file, worked out."""
    if line.how == "file":
        return w("edits.how_file", place=line.place or w.number(None))
    return w(f"edits.how_{line.how}")


def compared(w: Words, file: str, differences: Differences) -> str:
    """How a corrected file compares with the stored edition."""
    return w(
        "edits.file_compared",
        file=file,
        different=w.number(len(differences.cells)),
        same=w.number(differences.same),
        lacking=w.number(differences.lacking),
    )


def finding(text: str) -> str:
    """A finding as a sentence of its own."""
    return f"{sentence_case(text)}."


def _agencies(w: Words, names: tuple[str, str]) -> str:
    return " / ".join(filter(None, names)) or w("word.not_assigned")
