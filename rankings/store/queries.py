"""One function for each file in queries/: (store, version, parameters) -> Arrow table.

The first line of the SQL file says what a row is. Results are remembered per version of the store
and shared, so a table is never changed in place.
"""

import pyarrow as pa

from rankings.store.versions import Snapshot, memo, sql


@memo
def store_info(at: Snapshot) -> pa.Table:
    """key, value: what the store says of itself."""
    return at.fetch(sql("store_info"))


@memo
def indices(at: Snapshot) -> pa.Table:
    """index_code, names, issuer, legal basis; one row per index."""
    return at.fetch(sql("indices"))


@memo
def methods(at: Snapshot) -> pa.Table:
    """index_code, method_code, scale_max, decimals, tolerances …; one row per method."""
    return at.fetch(sql("methods"))


@memo
def targets(at: Snapshot) -> pa.Table:
    """index_code, scheme, unit_code, rank_limit, by_date, source; one row per target."""
    return at.fetch(sql("targets"))


@memo
def bands(at: Snapshot) -> pa.Table:
    """index_code, label_vi, label_en, score_from, score_below; one row per rating band."""
    return at.fetch(sql("bands"))


@memo
def editions(at: Snapshot) -> pa.Table:
    """Edition, method and coverage of the total; one row per edition, newest first."""
    return at.fetch(sql("editions"))


@memo
def units(at: Snapshot, *, scheme: str) -> pa.Table:
    """unit_code, names, kind, region; one row per unit of the scheme."""
    return at.fetch(sql("units"), {"scheme": scheme})


@memo
def unit_aliases(at: Snapshot) -> pa.Table:
    """scheme, alias, unit_code, alias_type; one row per scheme, spelling and unit."""
    return at.fetch(sql("unit_aliases"))


@memo
def tiles(at: Snapshot, *, scheme: str) -> pa.Table:
    """tile_code, unit_code, tile_type, row_number, column_number, labels; one row per tile."""
    return at.fetch(sql("tiles"), {"scheme": scheme})


@memo
def edition_standings(at: Snapshot, *, edition_id: str, indicator_code: str = "total") -> pa.Table:
    """unit_code, names, score, rank, rank_basis, status …; one row per unit of the scheme."""
    parameters = {"edition_id": edition_id, "indicator_code": indicator_code}
    return at.fetch(sql("edition_standings"), parameters)


@memo
def component_standings(at: Snapshot, *, edition_id: str) -> pa.Table:
    """indicator_code, unit_code, score, rank, max_score …; one row per component and unit."""
    return at.fetch(sql("component_standings"), {"edition_id": edition_id})


@memo
def indicator_ratios(at: Snapshot, *, edition_id: str, unit_code: str) -> pa.Table:
    """indicator_code, numerator, denominator; one row per indicator of which a unit has both."""
    parameters = {"edition_id": edition_id, "unit_code": unit_code}
    return at.fetch(sql("indicator_ratios"), parameters)


@memo
def component_scores(
    at: Snapshot,
    *,
    index_code: str,
    method_code: str,
    period_type: str,
    scheme: str,
) -> pa.Table:
    """edition_id, indicator_code, unit_code, score; one row per undisputed component score."""
    parameters = {
        "index_code": index_code,
        "method_code": method_code,
        "period_type": period_type,
        "scheme": scheme,
    }
    return at.fetch(sql("component_scores"), parameters)


@memo
def unit_history(at: Snapshot, *, index_code: str, unit_code: str, scheme: str) -> pa.Table:
    """edition, score, rank of one unit's total; one row per edition, newest first."""
    parameters = {"index_code": index_code, "unit_code": unit_code, "scheme": scheme}
    return at.fetch(sql("unit_history"), parameters)


@memo
def trajectory(at: Snapshot, *, index_code: str) -> pa.Table:
    """edition, unit_code, successor, score, rank, status; one row per edition and unit."""
    return at.fetch(sql("trajectory"), {"index_code": index_code})


@memo
def predecessor_standings(at: Snapshot, *, edition_id: str, unit_code: str) -> pa.Table:
    """unit_code, names, score, rank, units; one row per predecessor in the same period."""
    parameters = {"edition_id": edition_id, "unit_code": unit_code}
    return at.fetch(sql("predecessor_standings"), parameters)


@memo
def indicators(at: Snapshot, *, index_code: str) -> pa.Table:
    """indicator_code, names, maximum, definition, owner …; one row per node and method."""
    return at.fetch(sql("indicators"), {"index_code": index_code})


@memo
def drivers(at: Snapshot) -> pa.Table:
    """action_code, index_code, method_code, indicator_code, component_code, basis, source_id …;
    one row per action and node that moves with it.
    """
    return at.fetch(sql("drivers"))


@memo
def sources(at: Snapshot) -> pa.Table:
    """source_id, origin, publisher, kind, url, dates, figures; one row per source."""
    return at.fetch(sql("sources"))


@memo
def doubtful_figures(at: Snapshot) -> pa.Table:
    """edition_id, unit_code, measure, value, confidence, role; one row per figure in doubt."""
    return at.fetch(sql("doubtful_figures"))


@memo
def findings(at: Snapshot) -> pa.Table:
    """load_id, rule, severity, place, details; one row per finding."""
    return at.fetch(sql("findings"))


@memo
def loads(at: Snapshot) -> pa.Table:
    """load_id, kind, state, who, when, file, reason, counts; one row per load, newest first."""
    return at.fetch(sql("loads"))


@memo
def load_effects(at: Snapshot) -> pa.Table:
    """load_id, index_code, editions, ranks, gaps, status before and after; one row per index."""
    return at.fetch(sql("load_effects"))


@memo
def load_editions(at: Snapshot) -> pa.Table:
    """load_id, edition_id, figures; one row per load and edition."""
    return at.fetch(sql("load_editions"))


@memo
def load_sources(at: Snapshot) -> pa.Table:
    """load_id, source, dates, document and its hash; one row per load and source."""
    return at.fetch(sql("load_sources"))


@memo
def acknowledgements(at: Snapshot) -> pa.Table:
    """load_id, rule, reason, sentence, given_by; one row per load and rule."""
    return at.fetch(sql("acknowledgements"))


@memo
def edition_figures(at: Snapshot, *, edition_id: str) -> pa.Table:
    """unit_code, indicator_code, measure, value, status, source_id …; one row per figure."""
    return at.fetch(sql("edition_figures"), {"edition_id": edition_id})


@memo
def remarks(at: Snapshot) -> pa.Table:
    """index_code, edition_id, text_vi, text_en, signed_by, dated; one row per edition."""
    return at.fetch(sql("remarks"))


@memo
def unit_lineage(at: Snapshot) -> pa.Table:
    """from_scheme, from_code, to_scheme, to_code, change, weight …; one row per predecessor."""
    return at.fetch(sql("unit_lineage"))


@memo
def merger_predecessors(
    at: Snapshot, *, edition_id: str, indicator_code: str, to_scheme: str
) -> pa.Table:
    """to_code, from_code, names, weight, score, rank …; one row per predecessor and successor."""
    parameters = {
        "edition_id": edition_id,
        "indicator_code": indicator_code,
        "to_scheme": to_scheme,
    }
    return at.fetch(sql("merger_predecessors"), parameters)


@memo
def merger_means(at: Snapshot, *, edition_id: str, indicator_code: str, to_scheme: str) -> pa.Table:
    """unit_code, namesake's figures, means and ranks; one row per unit after the merger."""
    parameters = {
        "edition_id": edition_id,
        "indicator_code": indicator_code,
        "to_scheme": to_scheme,
    }
    return at.fetch(sql("merger_means"), parameters)


@memo
def evidence_observations(at: Snapshot, *, edition_id: str, indicator_code: str) -> pa.Table:
    """unit_code, measure, value, source_id, load_id, counts …; one row per figure and load."""
    parameters = {"edition_id": edition_id, "indicator_code": indicator_code}
    return at.fetch(sql("evidence_observations"), parameters)


@memo
def evidence_conflicts(at: Snapshot, *, edition_id: str, indicator_code: str) -> pa.Table:
    """unit_code, measure, value, source_id …; one row per contradicting figure and source."""
    parameters = {"edition_id": edition_id, "indicator_code": indicator_code}
    return at.fetch(sql("evidence_conflicts"), parameters)


@memo
def evidence_sources(at: Snapshot) -> pa.Table:
    """load_id, source_id, origin, link, file and hash, document; one row per load and source."""
    return at.fetch(sql("evidence_sources"))


@memo
def evidence_definitions(at: Snapshot) -> pa.Table:
    """kind, index_code, codes, load_id, source_id; one row per indicator, method and target."""
    return at.fetch(sql("evidence_definitions"))


@memo
def jumps(at: Snapshot, *, index_code: str, method_code: str) -> pa.Table:
    """edition_id, edition_before, unit_code, indicator_code, measure, value_before, value, change,
    expected_low, expected_high; one row per current figure that moved far more than is usual."""
    parameters = {"index_code": index_code, "method_code": method_code}
    return at.fetch(sql("jumps"), parameters)
