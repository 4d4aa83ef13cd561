"""What a figure is called, how it is computed and where it comes from, in the reader's language.

Names of files, documents and people are typed by people: `literal` makes text of them.
"""

from datetime import timedelta
from decimal import Decimal

from rankings.evidence import RIVALS, Earlier, Evidence, File, LoadTrail, Other, SourceTrail
from rankings.facts.editions import EditionFacts
from rankings.facts.inside import InsideEdition
from rankings.facts.why import parts as parts_of
from rankings.sentences import naming, scenario, units, way_up_counts_evidence
from rankings.sentences.history import moment, what, who
from rankings.sentences.why import points, side, towards
from rankings.words.markdown import literal
from rankings.words.text import Words

# Places of figures that stand in no file (rankings/loads/edits/basket.py).
_BY_HAND = ("correction", "recalculated")

Lines = list[tuple[str, str]]  # label and Markdown
OF_A_TABLE = ("figure", "computed_rank", "points_by_rule", "unknown_score", "unknown_rank")
NAMED_BY_WHAT = (
    "count",
    "maximum",
    "method",
    "source",
    "load",
    "merged",
    "reweighted",
    "stability",
    "room",
    "scenario",
    "count_part",
    "by_day",
    "ledger",
    "unit_place",
)


def figure_name(w: Words, found: Evidence) -> str:
    """What a figure is, "Đắk Lắk: điểm Số hóa hồ sơ"; no Markdown."""
    unit = w.field({"unit_vi": found.unit_vi, "unit_en": found.unit_en}, "unit")
    values = {
        "unit": unit,
        "indicator": indicator_name(w, found),
        "k": found.limit if found.kind != "target" else _whole(found.value),
        "method": found.method and naming.method_name(w, found.method),
        "id": found.loads[0].load.load_id if found.loads else None,
        **_by_a_day(w, found),
    }
    if found.kind in OF_A_TABLE:
        total = "_total" if is_total(found) and found.measure in ("score", "rank") else ""
        return w(f"evidence.name.{found.measure}{total}", **values)
    if found.kind in ("change", "difference", "mean", "sum", "estimated"):
        return w(f"evidence.name.{found.kind}", figure=_subject(w, found, unit))
    if found.kind == "part":
        return w(f"evidence.name.part_{found.measure}", factor=_factor(w, found), **values)
    counted = f"_{found.counted}" if found.kind in NAMED_BY_WHAT else ""
    return w(f"evidence.name.{found.kind}{counted}", **values)


def _by_a_day(w: Words, so_far: Evidence) -> dict[str, object]:
    """By when, how many are done well and in which sub-indicator: of a figure by a day."""
    counting = so_far.counting
    if counting is None:
        return {}
    row = counting.row
    return {
        "by": w.date(row.start + timedelta(row.days)),
        "x": w.number(counting.done),
        "first": (row if counting.pair is None else counting.pair.first).code,
    }


def _factor(w: Words, found: Evidence) -> str:
    """What moved: a component, another unit's score, or what no score explains."""
    if found.counted == parts_of.RIVAL:
        other = {"unit_vi": found.other_vi, "unit_en": found.other_en}
        return w("why.rival", name=w.field(other, "unit"))
    if found.counted == RIVALS:
        return w("why.others")
    if found.indicator is not None:
        return indicator_name(w, found)
    return w(f"why.{found.counted}")


def _subject(w: Words, found: Evidence, unit: str | None) -> str:
    indicator = indicator_name(w, found)
    parts = [unit, w(f"measure.{found.measure}") if found.measure else None, indicator]
    return ", ".join(filter(None, parts)) or w.number(None)


def indicator_name(w: Words, found: Evidence) -> str:
    """The name of the indicator; of the total "Tổng điểm"."""
    if found.indicator is None or is_total(found):
        return w("level.total")
    return w.name(found.indicator) or found.indicator["indicator_code"]


def is_total(found: Evidence) -> bool:
    """True for a figure of the total, and for one of no indicator."""
    return found.indicator is None or found.indicator["indicator_code"] == "total"


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def figure_value(w: Words, found: Evidence) -> str:
    """The value, or what bounds it: "65,49", "7/34", "từ 38,93 đến 44,92", "–".

    A figure with a side says it in words, never by a sign: "cao hơn 1,52 điểm".
    """
    ranked = found.kind in (*OF_A_TABLE, "scenario")
    if found.value is not None and found.measure == "rank" and ranked and found.edition:
        return w.fraction(int(found.value), found.edition.units)
    gained = found.kind == "along" or (found.kind == "by_day" and found.counted == "gain")
    if found.value is not None and (gained or found.kind in ("change", "part")):
        return _moved(w, found)
    if found.value is not None:
        return _sided(w, found, found.value)
    low, high = found.low, found.high
    if low is None and high is None:
        return w.number(None)
    signed = any(end is not None and end < 0 for end in (low, high))
    a, b = (
        _sided(w, found, end) if signed else w.number(end, found.decimals) for end in (low, high)
    )
    if low is None:
        return w("evidence.at_most", b=b)
    return w("evidence.at_least", a=a) if high is None else w("evidence.between", a=a, b=b)


def _sided(w: Words, found: Evidence, value: Decimal | None) -> str:
    """A value; of a distance the side on which it lies."""
    if value is None:
        return w.number(None)
    if found.kind == "gap" or found.counted == "gap":
        return side(w, value, found.edition.decimals)
    if found.kind == "difference" and value:
        key = "evidence.higher" if value > 0 else "evidence.lower"
        return w(key, x=w.number(abs(value), found.decimals))
    if found.kind in ("to_target_mean", "ledger") and value < 0:
        # What is missing to the mean, or to a wanted share, is more than made up for.
        return w("evidence.higher", x=w.number(-value, found.decimals))
    return w.number(value, found.decimals)


def _moved(w: Words, found: Evidence) -> str:
    """A change: of a rank in whole places, of a distance to the line for the better or worse."""
    if found.measure == "rank":
        # Fractions of a place stand in the table of the parts alone.
        return towards(w, float(found.value))
    if found.kind == "part" or found.limit is not None:
        return points(w, found.value, found.edition.decimals)
    return w.change(found.value, found.decimals)


def formula(w: Words, found: Evidence) -> str | None:
    """How a figure follows from others; None for one that was published as it is."""
    if found.kind in ("figure", "maximum", "method", "target"):
        return None
    if found.kind == "scenario":
        return scenario.how(w, found.tried, found.counted)
    if found.counting is not None:
        return way_up_counts_evidence.how(w, found)
    if found.kind == "part":
        unit = w.field({"unit_vi": found.unit_vi, "unit_en": found.unit_en}, "unit")
        counted = (parts_of.ENTRY_EXIT, parts_of.TIE_BREAK)
        own = found.measure == "rank" and found.counted in counted
        key = found.counted if own else found.measure
        return w(f"evidence.formula.part_{key}", unit=unit)
    by_what = ("merged", "reweighted", "stability", "room", "count_part", "ledger", "unit_place")
    if found.kind in by_what:
        return w(f"evidence.formula.{found.kind}_{found.counted}")
    bounded = found.kind.startswith("unknown") and (found.low, found.high) != (None, None)
    unit = w.field({"unit_vi": found.unit_vi, "unit_en": found.unit_en}, "unit")
    key = f"evidence.formula.{found.kind}{'_bounds' if bounded else ''}"
    return w(key, unit=unit, k=found.limit)


def broken(w: Words, file: File) -> str:
    """That a file is not what was recorded, or is gone."""
    return w(f"evidence.{file.state}", file=literal(file.name or file.sha256))


def meaning_lines(w: Words, found: Evidence) -> Lines:
    """Definition, maximum, edition, method, status, confidence."""
    indicator = found.indicator or {}
    definition = w.field(indicator, "definition") or indicator.get("definition_en")
    maximum = None if found.measure == "rank" else indicator.get("max_score")
    # What is computed here is not official because the figures are of which it is made.
    of_parts = "_of_parts" if found.rests_on and found.status != "derived" else ""
    lines = [
        ("evidence.definition", definition and literal(definition)),
        ("evidence.max", None if maximum is None else w.number(maximum)),
        ("evidence.edition", found.table and _edition(w, found.table)),
        ("evidence.wanted", found.wanted and literal(units.wanted(w, found.wanted))),
        ("evidence.method", found.method and literal(naming.method_name(w, found.method))),
        ("evidence.printed", found.printed and literal(found.printed)),
        (f"evidence.status{of_parts}", status(w, found)),
        (
            f"evidence.confidence{of_parts}",
            found.confidence and w(f"confidence.{found.confidence}"),
        ),
    ]
    return [(w(key), text) for key, text in lines if text]


def status(w: Words, figure: Evidence) -> str | None:
    """What kind of figure it is; of one made of others also that one of them will be replaced."""
    if figure.status is None:
        return None
    kind = w(f"status.{figure.status}")
    if figure.provisional and figure.status != "provisional":
        kind += w("evidence.of_provisional")
    return kind


def _edition(w: Words, edition: EditionFacts | InsideEdition) -> str:
    if isinstance(edition, InsideEdition):
        return literal(f"{w.period(edition)}; {w.field(edition, 'scheme_name')}")
    return f"{w.period(edition)}; {w(f'scheme.{edition.scheme}')}"


def place(w: Words, text: str) -> str:
    """Where a figure stands in its file; of one that was typed or worked out, that it was."""
    return w(f"evidence.place_{text}") if text in _BY_HAND else text


def source_lines(w: Words, item: SourceTrail) -> Lines:
    """Where it was read: issuer, place, document, dates, file."""
    dated = item.published_from is not None or item.published_to is not None
    lines = [
        ("evidence.source", literal(source_name(w, item))),
        (
            "evidence.publisher",
            None if naming.is_unsourced(item.kind) else literal(item.publisher),
        ),
        ("evidence.source_title", item.title and literal(item.title)),
        ("evidence.document", item.document_number and literal(item.document_number)),
        (
            "evidence.published",
            w.date_range(item.published_from, item.published_to) if dated else None,
        ),
        ("evidence.accessed", item.accessed_on and w.date(item.accessed_on)),
    ]
    return [(w(key), text) for key, text in lines if text] + file_lines(w, item.file)


def source_name(w: Words, item: SourceTrail) -> str:
    """Issuer and kind of a source, in one line."""
    if naming.is_unsourced(item.kind):
        return naming.origin(w, item.kind, item.origin)
    return f"{item.origin} ({w(f'source_kind.{item.kind}')})"


def file_lines(w: Words, file: File | None) -> Lines:
    """Name of a file, whether it is what was recorded, and its hash."""
    if file is None:
        return []
    name = f"“{file.name}”, " if file.name else ""
    said = literal(name) + w(f"evidence.file_state.{file.state}")
    return [(w("evidence.file"), said), (w("evidence.hash"), f"`{file.sha256}`")]


def load_lines(w: Words, item: LoadTrail) -> Lines:
    """The load: number and kind, when, by whom, its file."""
    load = item.load
    if load.kind == "data_folder":
        name = w("evidence.load_with_data")
        lines = [(w("evidence.load"), f"{w('vocab.load_number', id=load.load_id)} ({name})")]
        state = [(w("evidence.file"), w(f"evidence.file_state.{item.file.state}"))]
        return lines + (state if item.file and item.file.state != "kept" else [])
    said = f"{w('vocab.load_number', id=load.load_id)} ({what(w, load.kind, load.file_name)})"
    return [
        (w("evidence.load"), literal(said)),
        (w("evidence.when"), moment(w, load.at)),
        (w("evidence.by"), literal(who(w, load.by, load.identity))),
        *file_lines(w, item.file),
    ]


def conflict(w: Words, item: Other, decimals: int | None) -> str:
    """What another source says of the figure, as Markdown."""
    return literal(conflict_text(w, item, decimals))


def conflict_text(w: Words, item: Other, decimals: int | None) -> str:
    """What another source says of the figure, as text."""
    source = w("source.unknown")
    if item.source:
        source = naming.origin(w, item.source.kind, item.source.origin)
    if item.source and item.source.publisher != item.source.origin:
        source = f"{source} ({item.source.publisher})"
    return w("evidence.conflict", value=w.number(item.value, decimals), source=source)


def earlier(w: Words, item: Earlier, decimals: int | None) -> str:
    """What another load said of the figure."""
    return w(
        "evidence.earlier_line",
        value=w.number(item.value, decimals),
        status=w(f"status.{item.status}"),
        id=item.load.load.load_id,
        time=moment(w, item.load.load.at),
        state=w(f"evidence.state.{item.state}"),
    )
