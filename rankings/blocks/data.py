"""The tables of the page on data and sources, described: rows, and what each column says."""

from collections.abc import Callable
from datetime import date
from functools import partial
from operator import attrgetter, itemgetter

from rankings.blocks import edition as of_edition
from rankings.blocks.view import View
from rankings.facts import editions, overview
from rankings.facts.editions import EditionFacts
from rankings.loads import history
from rankings.loads.checks import Finding
from rankings.sentences import data as said
from rankings.sentences import naming, problems
from rankings.sentences import overview as overview_sentences
from rankings.store import figure_keys, queries
from rankings.words.tables import Column, Table
from rankings.words.text import sentence_case


def finding(view: View) -> str:
    """How many editions there are, how many complete, how many with figures in dispute."""
    every = editions.all_editions(view.at)
    return said.finding(
        view.words,
        editions=len(every),
        complete=sum(item.complete for item in every),
        disputed=sum(item.disputed > 0 for item in every),
    )


def version_made(view: View) -> str | None:
    """When and why the version shown was made, and which loads could not be brought back; None
    where it does not say (an older one)."""
    rows = queries.store_info(view.at).to_pylist()
    info = {row["key"]: row["value"] for row in rows}
    if "made_because" not in info:
        return None
    w, (moment, load_id) = view.words, history.made_by(view.at)
    reason = w(f"made.{info['made_because']}") if load_id is None else w("made.load", id=load_id)
    made = w("data.version_made", version=view.at.version, time=w.time(moment), reason=reason)
    if lost := info.get("not_restored"):
        made += " " + w("data.not_restored", loads=lost)
    return made


def edition_table(view: View) -> Table[EditionFacts]:
    """Every edition: index, period, type, scheme, method, coverage, publication."""
    w = view.words
    short = naming.index_names(view.at, w)
    methods = naming.method_names(view.at, w)

    def count(counted: str) -> Column[EditionFacts]:
        return Column(
            w(f"table.{counted}"),
            attrgetter(counted),
            key=lambda item: str(figure_keys.Count(item.edition_id, "total", counted)),
        )

    return Table(
        [item for code in short for item in editions.of_index(view.at, code)],
        [
            Column(w("table.index"), lambda item: short[item.index_code]),
            Column(w("table.period"), w.period_short),
            Column(w("table.period_type"), lambda item: w(f"period_type.{item.period_type}")),
            Column(w("table.scheme"), lambda item: w(f"scheme.{item.scheme}")),
            count("ranks"),
            count("scores"),
            count("units"),
            Column(
                w("table.complete"),
                lambda item: w("data.complete" if item.complete else "data.incomplete"),
            ),
            Column(w("table.note"), lambda item: _edition_note(view, item)),
            Column(
                w("table.published"),
                lambda item: w.date_range(item.published_from, item.published_to),
            ),
            Column(w("table.method"), lambda item: methods[item.index_code, item.method_code]),
        ],
    )


def source_table(view: View) -> Table[dict]:
    """Every source: original issuer first, then where it was read, kind, link, figures in use."""
    w = view.words

    def figures_key(row: dict) -> str:
        return str(figure_keys.Source(row["source_id"], "figures"))

    return Table(
        queries.sources(view.at).to_pylist(),
        [
            Column(w("table.origin"), lambda row: _origin(view, row)),
            Column(w("table.source_kind"), lambda row: w(f"source_kind.{row['kind']}")),
            Column(
                w("table.publisher"),
                lambda row: None if naming.is_unsourced(row["kind"]) else row["publisher"],
            ),
            Column(w("table.source_title"), itemgetter("title")),
            Column(w("table.link"), itemgetter("url")),
            Column(w("table.figures"), itemgetter("figures"), key=figures_key),
            Column(
                w("table.published"),
                lambda row: w.date_range(row["published_from"], row["published_to"]),
            ),
            Column(w("table.accessed"), lambda row: w.date(row["accessed_on"])),
            Column(w("table.source"), itemgetter("source_id")),
        ],
    )


def doubtful_table(view: View) -> Table[dict]:
    """Figures in dispute, and what other sources give instead."""
    w, origins = view.words, _source_lines(view)

    def figure(row: dict) -> str:
        return figure_keys.figure(
            row["edition_id"], row["unit_code"], row["indicator_code"], row["measure"]
        )

    def value(row: dict, *, used: bool) -> str | None:
        return row["value_printed"] if (row["role"] == "used") == used else None

    return Table(
        queries.doubtful_figures(view.at).to_pylist(),
        [
            Column(w("table.edition"), lambda row: _edition_label(view, row["edition_id"])),
            Column(w("table.unit"), w.name),
            Column(w("table.measure"), lambda row: w(f"measure.{row['measure']}")),
            Column(w("table.value"), partial(value, used=True), key=figure),
            # What another source says of it leads to the figure itself.
            Column(w("table.value_other"), partial(value, used=False), key=figure),
            Column(w("table.confidence"), lambda row: w(f"confidence.{row['confidence']}")),
            Column(w("table.source"), lambda row: origins.get(row["source_id"])),
        ],
    )


def definition_table(view: View, index_code: str) -> Table[dict]:
    """The tree of an index under each of its methods: names, codes, maxima, definitions."""
    w = view.words
    methods = naming.method_names(view.at, w)

    def maximum_key(row: dict) -> str:
        measure = "max_points" if row["value_kind"] == "share" else "max_score"
        place = index_code, row["method_code"], row["indicator_code"]
        return str(figure_keys.Maximum(*place, measure))

    return Table(
        queries.indicators(view.at, index_code=index_code).to_pylist(),
        [
            Column(w("table.method"), lambda row: methods[index_code, row["method_code"]]),
            Column(w("table.issuer_code"), itemgetter("issuer_code")),
            Column(w("table.indicator"), lambda row: w.name(row) or row["name_en"]),
            Column(w("table.level"), lambda row: w(f"level.{row['level']}")),
            Column(w("table.max_score"), lambda row: _maximum(view, row), key=maximum_key),
            Column(w("table.basis"), lambda row: w(f"basis.{row['max_basis']}")),
            Column(
                w("table.definition"),
                lambda row: w.field(row, "definition") or row["definition_en"],
            ),
            Column(w("table.owner"), lambda row: w.field(row, "owner") or w("word.not_assigned")),
            Column(w("table.link"), itemgetter("url")),
        ],
    )


def method_table(view: View) -> Table[dict]:
    """The versions of each index's rules, and why scores are not compared across them."""
    w = view.words

    def rule(name: str) -> Callable[[dict], str]:
        return lambda row: str(figure_keys.Method(row["index_code"], row["method_code"], name))

    def in_force(row: dict) -> str:
        return _in_force(view, row["editions_from"], row["editions_to"])

    return Table(
        _in_display_order(view, queries.methods(view.at).to_pylist()),
        [
            Column(w("table.index"), lambda row: _short(view, row["index_code"])),
            Column(w("table.method"), partial(naming.method_name, w)),
            Column(w("table.period"), in_force),
            Column(w("table.legal_basis"), itemgetter("legal_basis")),
            Column(
                w("table.max_score"), lambda row: w.number(row["scale_max"]), key=rule("scale_max")
            ),
            Column(w("table.decimals"), itemgetter("decimals"), key=rule("decimals")),
            Column(w("table.aggregation"), lambda row: w(f"aggregation.{row['aggregation']}")),
            Column(
                w("table.cadence"),
                lambda row: overview_sentences.cadence(w, row["cadence_days"]),
                key=rule("cadence_days"),
            ),
            Column(w("table.note"), lambda row: w.field(row, "break_reason")),
        ],
    )


def missing_table(view: View) -> Table[tuple[str, ...]]:
    """What the issuer has not said, apart from what we have not loaded."""
    w = view.words
    rows = []
    cards = overview.cards(view.at, language=view.language, today=view.today)
    for card in cards:
        place = card.index_short, w.period_short(card.edition)
        item = editions.by_id(view.at, card.edition.edition_id)
        if not item.complete:
            coverage = overview_sentences.coverage(w, item.ranks, item.scores, item.units)
            rows.append((*place, w("vocab.not_published"), coverage))
        if due := said.due(w, card):
            rows.append((*place, w("vocab.not_loaded"), due))
    headings = w("table.index"), w("table.period"), w("table.status"), w("table.note")
    return Table(rows, [Column(name, itemgetter(at)) for at, name in enumerate(headings)])


def finding_table(view: View, load_id: int | None = None) -> Table[Finding]:
    """What the checks found in the figures shown, or in one load, gravest first."""
    w = view.words
    listed = [
        Finding.from_row(row)
        for row in queries.findings(view.at).to_pylist()
        if load_id in (None, row["load_id"])
    ]
    schemes = {naming.scheme_of(item, view.scheme) for item in listed}
    names = naming.names_by_scheme(view.at, w, schemes)

    def message(item: Finding) -> str:
        # A code names different units before and after the merger.
        of_scheme = names.get(naming.scheme_of(item, view.scheme))
        return sentence_case(problems.finding(w, item, of_scheme))

    return Table(
        listed,
        [
            Column(w("table.severity"), lambda item: w(f"finding.{item.severity}")),
            Column(w("table.message"), message),
            Column(w("table.place"), attrgetter("place")),
            Column(w("table.rule"), attrgetter("rule")),
        ],
    )


def _edition_note(view: View, item: EditionFacts) -> str | None:
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


def _origin(view: View, row: dict) -> str:
    """Who a source is of, by the name in the reader's language where it is known."""
    names = naming.agency_names(view.at, view.words)
    return names.get(row["origin"]) or naming.origin(view.words, row["kind"], row["origin"])


def _source_lines(view: View) -> dict[str, str]:
    known = overview.sources(view.at)
    return {code: of_edition.source_line(view, known[code]) for code in known}


def _maximum(view: View, row: dict) -> str:
    points = row["max_points"] if row["value_kind"] == "share" else row["max_score"]
    if points is None:
        return view.words("vocab.not_published")
    return view.words.number(points)
