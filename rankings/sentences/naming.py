"""Codes with their names, in the language of a reader."""

from collections.abc import Iterable, Mapping
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import EditionFacts, Unsourced
from rankings.ingest.sourcing import UNSOURCED_KINDS
from rankings.loads.checks import Finding
from rankings.store import queries
from rankings.store.rows import first
from rankings.store.versions import Snapshot, memo
from rankings.words.text import MISSING, Words, in_sentence, sentence_case

# Columns of a check's row that hold the key of an edition.
EDITION_COLUMNS = ("edition_id", "edition_before", "newest_edition", "other_edition")


def unit_names(at: Snapshot, w: Words, *, scheme: str) -> dict[str, str]:
    """Code of a unit of the scheme -> its name."""
    rows = queries.units(at, scheme=scheme).to_pylist()
    return {row["unit_code"]: w.name(row) for row in rows}


def node_names(at: Snapshot, w: Words, edition: EditionFacts) -> dict[str, str]:
    """Code of an indicator, under the method of an edition -> its name."""
    return {code: w.name(row) for code, row in editions.nodes_of(at, edition).items()}


@memo
def edition_labels(at: Snapshot, w: Words, index_code: str) -> dict[str, str]:
    """Id of an edition -> how it is called in a list, newest first; to be read, not changed."""
    return {item.edition_id: edition_label(w, item) for item in editions.of_index(at, index_code)}


def edition_label(w: Words, edition: EditionFacts) -> str:
    """An edition in a list: its period with the type, the scheme, and how much of it is known."""
    known = w("data.coverage_short", ranks=edition.ranks, scores=edition.scores, n=edition.units)
    return f"{sentence_case(w.period(edition))} · {known}"


def is_unsourced(kind: str) -> bool:
    """True for the kind of a row of `sources` that stands for figures without a source."""
    return kind in UNSOURCED_KINDS.values()


def origin(w: Words, kind: str, text: str) -> str:
    """The origin of a source: its issuer; of figures without a source who brought them in, and that
    nobody has said where they are from. text: the column `origin` of its row."""
    return w(f"origin.{kind}", by=text) if is_unsourced(kind) else text


def unsourced(w: Words, item: Unsourced | None) -> str | None:
    """That figures of an edition have no source, as a sentence; None where every figure has one."""
    if item is None:
        return None
    if item.figures == item.of:
        return w("unsourced.all")
    return w.plural("unsourced.some", item.figures, of=w.number(item.of))


def now(w: Words, *, later: bool) -> str:
    """How the moment of an edition is called: now, or that of an edition after which one came."""
    return w("word.in_edition" if later else "word.now")


@memo
def agency_names(at: Snapshot, w: Words) -> Mapping[str, str]:
    """The agencies whose name in the language the store knows, by the name that sources give them:
    issuers of indices, and who set the targets, alone or with the province behind its name
    ("Ban Chỉ đạo tỉnh Đắk Lắk")."""
    names: dict[str, str] = {}
    for row in editions.index_rows(at):
        names[row["issuer_vi"]] = w.field(row, "issuer") or row["issuer_vi"]
    for row in queries.targets(at).to_pylist():
        agency = w.field(row, "set_by")
        if agency is None:
            continue
        names[row["set_by_vi"]] = agency
        for unit in queries.units(at, scheme=row["scheme"]).to_pylist():
            if unit["unit_code"] == row["unit_code"]:
                whose = w("word.agency_of", agency=agency, unit=w.name(unit))
                names[f"{row['set_by_vi']} {unit['name_vi']}"] = whose
    return {name: in_words for name, in_words in names.items() if known(name) and known(in_words)}


def index_names(at: Snapshot, w: Words) -> dict[str, str]:
    """Code of an index -> its short name, in display order."""
    rows = editions.index_rows(at)
    return {row["index_code"]: w.field(row, "short") for row in rows}


def index_name(at: Snapshot, w: Words, index_code: str) -> str:
    """The short name of one index; Problem lists the indices there are."""
    return w.field(editions.index_row(at, index_code), "short")


def method_name(w: Words, row: Mapping[str, Any]) -> str:
    """A method in words, by its row of methods.sql: the document that sets it, and its years."""
    ends = [(row[end] or "")[:4] for end in ("editions_from", "editions_to")]
    first, last = (end or None for end in ends)
    if first is not None and last is None:
        years = w("method.since", year=first)
    elif first == last:
        years = w("method.of_year", year=first)
    else:
        years = w("method.of_years", first=first, last=last)
    basis = known(row["legal_basis"])
    return w("method.name", basis=basis.split(" (")[0], years=years) if basis else years


def method_names(at: Snapshot, w: Words) -> dict[tuple[str, str], str]:
    """Code of an index and of a method of it -> the method in words."""
    return {
        (row["index_code"], row["method_code"]): method_name(w, row)
        for row in queries.methods(at).to_pylist()
    }


def known(text: str | None) -> str | None:
    """What is told of an index or a method, its issuer or legal basis; None where the store has a
    dash for it: whoever made the index did not say."""
    return None if text in (None, "", MISSING) else text


def issuer(w: Words, name: str | None) -> str:
    """An issuer within a sentence, in English without an article: its name in the language, or what
    issuers are called where it is not known."""
    return known(name) or w("vocab.issuer")


def indicator_key(index_code: str, indicator_code: str) -> str:
    """How an indicator is looked up among names: two indices may have a 2.1 each."""
    return f"{index_code}/{indicator_code}"


def code_names(at: Snapshot, w: Words, *, scheme: str) -> dict[str, str]:
    """Code of an edition or a unit of the scheme, `indicator_key` of an indicator -> its name in
    the language.
    """
    names = {}
    shorts = index_names(at, w)
    for index_code in shorts:
        nodes = queries.indicators(at, index_code=index_code)
        for row in nodes.to_pylist():
            key = indicator_key(index_code, row["indicator_code"])
            names[key] = in_sentence(w.name(row) or row["name_en"] or "–")
    for item in editions.all_editions(at):
        names[item.edition_id] = f"{shorts[item.index_code]}, {w.period(item)}"
    return names | unit_names(at, w, scheme=scheme)


def names_by_scheme(
    at: Snapshot, w: Words, inside: Iterable[str] = ()
) -> dict[str, dict[str, str]]:
    """Scheme -> code_names: seven unit codes changed their meaning with the merger.

    inside: lists of units inside a province that are wanted as well.
    """
    home, _ = editions.home(at)
    schemes = {home, *(item.scheme for item in editions.all_editions(at))}
    names = {scheme: code_names(at, w, scheme=scheme) for scheme in sorted(schemes)}
    for scheme in set(inside) - names.keys():
        names[scheme] = names[home] | unit_names(at, w, scheme=scheme)
    return names


def of_load(at: Snapshot, w: Words, rows: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """`names_by_scheme` with the units that only a load brings, and its list where that is new.

    rows: of the load, by table; empty for one so large that they are not kept.
    """
    own = rows["editions"]["scheme"].unique().to_pylist() if "editions" in rows else ()
    names = names_by_scheme(at, w, own)
    home, _ = editions.home(at)
    for table in (rows.get("schemes"), rows.get("units")):
        for row in table.to_pylist() if table is not None else ():
            of_scheme = names.setdefault(row["scheme"], dict(names[home]))
            if "unit_code" in row:
                of_scheme[row["unit_code"]] = w.name(row) or row["name_vi"]
    return names


def list_of_units(at: Snapshot, w: Words, scheme: str) -> str:
    """What a list of units is called: those of provinces in words of the catalogue, those inside a
    province by their row, one that the store does not have yet by the portal's code."""
    row = first(queries.schemes(at), scheme=scheme)
    if row is None:
        return w("naming.new_list", code=scheme.upper())
    return w(f"scheme.{scheme}") if row["province_code"] is None else w.name(row) or scheme


def of_editions(at: Snapshot, w: Words, edition_ids: Iterable[str]) -> dict[str, str]:
    """Key of an edition -> its name, also of one that only a load brings."""
    shorts = index_names(at, w)
    found = {}
    for edition_id in edition_ids:
        item = editions.name_of(edition_id)
        name = shorts.get(item.index_code, item.index_code.upper())
        found[edition_id] = f"{name}, {w.period(item)}{_inside(at, w, item.scheme)}"
    return found


def _inside(at: Snapshot, w: Words, scheme: str) -> str:
    """Of which province an edition of units inside one is, behind its name; empty for others.

    A list that only a load brings is named by its code.
    """
    if any(item.scheme == scheme for item in editions.all_editions(at)):
        return ""
    row = first(queries.schemes(at), scheme=scheme)
    if row is None:
        return w("naming.inside", units=scheme.upper())
    if row["province_code"] is None:
        return ""
    return w("naming.inside", units=in_sentence(w.name(row) or scheme))


def editions_in(findings: Iterable[Finding]) -> set[str]:
    """Keys of the editions that findings name: of several files one that the file before brings."""
    named = {item.details.get(column) for item in findings for column in EDITION_COLUMNS}
    return {edition_id for edition_id in named if edition_id}


def of_indicators(w: Words, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """`indicator_key` -> name of indicators that only a load brings, by rows of `indicators`."""
    return {
        indicator_key(row["index_code"], row["indicator_code"]): w.name(row) or row["name_en"]
        for row in rows
    }


def scheme_of(found: Finding, default: str) -> str:
    """The scheme of the edition that a finding is about; `default` where it names none."""
    edition_id = found.details.get("edition_id")
    return editions.name_of(edition_id).scheme if edition_id else default


def index_of(finding: Finding) -> str | None:
    """The index that a finding is about; None where it names neither it nor an edition."""
    # An edition's id begins with the code of its index.
    edition_id = finding.details.get("edition_id") or ""
    return finding.details.get("index_code") or edition_id.partition("-")[0] or None
