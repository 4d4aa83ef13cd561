"""The tables of the page on data and sources, worded: lists of column label -> text or number."""

from datetime import date, datetime

from rankings import sentences
from rankings.blocks.selection import View
from rankings.facts import editions, overview
from rankings.facts.overview.model import Source
from rankings.loads.checks import Finding
from rankings.sentences import naming
from rankings.store import figure_keys, queries
from rankings.words.text import sentence_case

Records = list[dict[str, object]]
Keys = list[dict[str, str]]  # of each record: heading of a column -> key of its figure


def home_name(view: View) -> str:
    """The name of the home unit."""
    names = naming.unit_names(view.at, view.words, scheme=view.scheme)
    return names[view.home]


def finding(view: View) -> str:
    """How many editions there are, how many complete, how many with figures in dispute."""
    every = editions.all_editions(view.at)
    return sentences.data_finding(
        view.words,
        editions=len(every),
        complete=sum(item.complete for item in every),
        disputed=sum(item.disputed > 0 for item in every),
    )


def version_made(view: View) -> str | None:
    """When and why the version shown was made; None where it does not say (an older one)."""
    rows = queries.store_info(view.at).to_pylist()
    info = {row["key"]: row["value"] for row in rows}
    if "made_because" not in info:
        return None
    return view.words(
        "data.version_made",
        version=view.at.version,
        time=view.words.time(datetime.fromisoformat(info["built_at"])),
        reason=view.words(f"made.{info['made_because']}"),
    )


def edition_records(view: View) -> Records:
    """Every edition: index, period, type, scheme, method, coverage, publication."""
    w = view.words
    short = naming.index_names(view.at, w)
    return [
        {
            w("table.index"): short[item.index_code],
            w("table.period"): w.period_short(item),
            w("table.period_type"): w(f"period_type.{item.period_type}"),
            w("table.scheme"): w(f"scheme.{item.scheme}"),
            w("table.ranks"): item.ranks,
            w("table.scores"): item.scores,
            w("table.units"): item.units,
            w("table.complete"): w("data.complete" if item.complete else "data.incomplete"),
            w("table.note"): _edition_note(view, item),
            w("table.published"): w.date_range(item.published_from, item.published_to),
            w("table.method"): item.method_code,
        }
        for code in short
        for item in editions.of_index(view.at, code)
    ]


def edition_keys(view: View) -> Keys:
    """The keys of the figures of `edition_records`."""
    w = view.words
    return [
        {
            w(f"table.{counted}"): figure_keys.of("count", item.edition_id, "total", counted)
            for counted in ("ranks", "scores", "units")
        }
        for row in editions.index_rows(view.at)
        for item in editions.of_index(view.at, row["index_code"])
    ]


def source_records(view: View) -> Records:
    """Every source: original issuer first, then where it was read, kind, link, figures in use."""
    w = view.words
    return [
        {
            w("table.origin"): row["origin"],
            w("table.source_kind"): w(f"source_kind.{row['kind']}"),
            w("table.publisher"): row["publisher"],
            w("table.source_title"): row["title"],
            w("table.link"): row["url"],
            w("table.figures"): row["figures"],
            w("table.published"): w.date_range(row["published_from"], row["published_to"]),
            w("table.accessed"): w.date(row["accessed_on"]),
            w("table.source"): row["source_id"],
        }
        for row in queries.sources(view.at).to_pylist()
    ]


def source_keys(view: View) -> Keys:
    """The keys of the figures of `source_records`."""
    heading = view.words("table.figures")
    return [
        {heading: figure_keys.of("source", row["source_id"], "figures")}
        for row in queries.sources(view.at).to_pylist()
    ]


def doubtful_records(view: View) -> Records:
    """Figures in dispute, and what other sources give instead."""
    w = view.words
    origins = _source_lines(view)
    return [
        {
            w("table.edition"): _edition_label(view, row["edition_id"]),
            w("table.unit"): w.name(row),
            w("table.measure"): w(f"measure.{row['measure']}"),
            w("table.value"): row["value_printed"] if row["role"] == "used" else None,
            w("table.value_other"): row["value_printed"] if row["role"] != "used" else None,
            w("table.confidence"): w(f"confidence.{row['confidence']}"),
            w("table.source"): origins.get(row["source_id"]),
        }
        for row in queries.doubtful_figures(view.at).to_pylist()
    ]


def doubtful_keys(view: View) -> Keys:
    """The keys of the figures of `doubtful_records`; of another source's value the figure's own."""
    w = view.words
    return [
        {
            w(heading): figure_keys.figure(
                row["edition_id"], row["unit_code"], row["indicator_code"], row["measure"]
            )
            for heading in ("table.value", "table.value_other")
        }
        for row in queries.doubtful_figures(view.at).to_pylist()
    ]


def definition_keys(view: View, index_code: str) -> Keys:
    """The keys of the figures of `definition_records`."""
    heading = view.words("table.max_score")
    return [
        {
            heading: figure_keys.of(
                "maximum",
                index_code,
                row["method_code"],
                row["indicator_code"],
                "max_points" if row["value_kind"] == "share" else "max_score",
            )
        }
        for row in queries.indicators(view.at, index_code=index_code).to_pylist()
    ]


def method_keys(view: View) -> Keys:
    """The keys of the figures of `method_records`."""
    w = view.words
    headings = {"table.max_score": "scale_max", "table.decimals": "decimals"}
    return [
        {
            w(heading): figure_keys.of("method", row["index_code"], row["method_code"], rule)
            for heading, rule in (headings | {"table.cadence": "cadence_days"}).items()
        }
        for row in _in_display_order(view, queries.methods(view.at).to_pylist())
    ]


def target_keys(view: View) -> Keys:
    """The keys of the figures of `target_records`."""
    heading = view.words("table.target")
    return [
        {heading: figure_keys.of("target", row["index_code"], row["scheme"], row["unit_code"])}
        for row in _in_display_order(view, queries.targets(view.at).to_pylist())
    ]


def definition_records(view: View, index_code: str) -> Records:
    """The tree of an index under each of its methods: names, codes, maxima, definitions."""
    w = view.words
    return [
        {
            w("table.method"): row["method_code"],
            w("table.issuer_code"): row["issuer_code"],
            w("table.indicator"): w.name(row) or row["name_en"],
            w("table.level"): w(f"level.{row['level']}"),
            w("table.max_score"): _maximum(view, row),
            w("table.basis"): w(f"basis.{row['max_basis']}"),
            w("table.definition"): w.field(row, "definition") or row["definition_en"],
            w("table.owner"): w.field(row, "owner") or w("word.not_assigned"),
            w("table.link"): row["url"],
        }
        for row in queries.indicators(view.at, index_code=index_code).to_pylist()
    ]


def method_records(view: View) -> Records:
    """The versions of each index's rules, and why scores are not compared across them."""
    w = view.words
    return [
        {
            w("table.index"): _short(view, row["index_code"]),
            w("table.method"): row["method_code"],
            w("table.period"): _in_force(view, row["editions_from"], row["editions_to"]),
            w("table.legal_basis"): row["legal_basis"],
            w("table.max_score"): w.number(row["scale_max"]),
            w("table.decimals"): row["decimals"],
            w("table.aggregation"): w(f"aggregation.{row['aggregation']}"),
            w("table.cadence"): sentences.cadence(w, row["cadence_days"]),
            w("table.note"): w.field(row, "break_reason"),
        }
        for row in _in_display_order(view, queries.methods(view.at).to_pylist())
    ]


def target_records(view: View) -> Records:
    """The targets with who set them and where that is said."""
    w = view.words
    return [
        {
            w("table.index"): _short(view, row["index_code"]),
            w("table.target"): w("data.target", k=row["rank_limit"]),
            w("table.by_date"): w.date(row["by_date"])
            if row["by_date"]
            else w("data.target_undated"),
            w("table.set_by"): w.field(row, "set_by"),
            w("table.note"): w.field(row, "note"),
            w("table.link"): row["url"],
        }
        for row in _in_display_order(view, queries.targets(view.at).to_pylist())
    ]


def missing_records(view: View) -> Records:
    """What the issuer has not said, apart from what we have not loaded."""
    w = view.words
    cards = overview.cards(view.at, language=view.language, today=view.today)
    found = []
    for card in cards:
        period = w.period_short(card.edition)
        item = editions.by_id(view.at, card.edition.edition_id)
        if not item.complete:
            text = sentences.coverage(w, item.ranks, item.scores, item.units)
            found.append(_missing(view, card.index_short, period, "vocab.not_published", text))
        due = sentences.due(w, card)
        if due:
            found.append(_missing(view, card.index_short, period, "vocab.not_loaded", due))
    return found


def finding_records(view: View) -> Records:
    """What the checks found in the figures shown, gravest first."""
    w = view.words
    names = naming.names_by_scheme(view.at, w)
    return [
        {
            w("table.severity"): w(f"finding.{found.severity}"),
            w("table.message"): sentence_case(
                # A code names different units before and after the merger.
                sentences.finding(w, found, names.get(naming.scheme_of(found, view.scheme)))
            ),
            w("table.place"): found.place,
            w("table.rule"): found.rule,
        }
        for found in _findings(view)
    ]


def _findings(view: View) -> list[Finding]:
    """The findings recorded in the version shown."""
    rows = queries.findings(view.at).to_pylist()
    return [Finding.from_row(row) for row in rows]


def _missing(view: View, index: str, period: str, kind: str, text: str) -> dict[str, object]:
    w = view.words
    return {
        w("table.index"): index,
        w("table.period"): period,
        w("table.status"): w(kind),
        w("table.note"): text,
    }


def _edition_note(view: View, item: editions.EditionFacts) -> str | None:
    w = view.words
    notes = []
    if item.known_scores > item.scores or item.known_ranks > item.ranks:
        notes.append(w("chip.derived"))
    if item.disputed:
        notes.append(w("chip.conflict"))
    return ", ".join(notes) or None


def _edition_label(view: View, edition_id: str) -> str:
    item = editions.by_id(view.at, edition_id)
    return f"{_short(view, item.index_code)}, {view.words.period_short(item)}"


def _in_display_order(view: View, rows: list[dict]) -> list[dict]:
    """Rows with an index_code, in the order in which the indices stand everywhere.

    A target outlives an index whose loads were all taken back; it is shown when the index is back.
    """
    order = [row["index_code"] for row in editions.index_rows(view.at)]
    known = [row for row in rows if row["index_code"] in order]
    return sorted(known, key=lambda row: order.index(row["index_code"]))


def _in_force(view: View, first: str | None, last: str | None) -> str:
    """From which to which edition a method holds: years ("2021"), or days ("2022-08-01")."""
    w = view.words
    ends = [w.date(date.fromisoformat(end)) if end and "-" in end else end for end in (first, last)]
    if ends[0] == ends[1]:
        return ends[0] or w("date.unknown")
    if ends[1] is None:
        return w("date.from", start=ends[0])
    return w("date.range", start=ends[0], end=ends[1])


def _short(view: View, index_code: str) -> str:
    return naming.index_name(view.at, view.words, index_code)


def _source_lines(view: View) -> dict[str, str]:
    names = Source.__dataclass_fields__
    return {
        row["source_id"]: sentences.source_line(
            view.words, Source(**{name: row[name] for name in names})
        )
        for row in queries.sources(view.at).to_pylist()
    }


def _maximum(view: View, row: dict) -> str:
    points = row["max_points"] if row["value_kind"] == "share" else row["max_score"]
    if points is None:
        return view.words("vocab.not_published")
    return view.words.number(points)
