"""Queries: a function for each file of queries/, of the same name; its keywords are its parameters.

The first line of the SQL file says what a row is. A result is remembered for its snapshot and
shared between sessions, so a table is never changed in place.
"""

# mypy: disable-error-code="empty-body"
# A query is declared, not written: name, parameters and docstring are all there is to say.

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec

import pyarrow as pa

from rankings.store.versions import Snapshot, memo, sql

P = ParamSpec("P")


def query(function: Callable[P, pa.Table]) -> Callable[P, pa.Table]:
    """A function that asks the SQL file of its name, with its keywords as the bound parameters."""
    signature = inspect.signature(function)

    @memo
    @functools.wraps(function)
    def ask(*arguments: P.args, **named: P.kwargs) -> pa.Table:
        asked = signature.bind(*arguments, **named)
        asked.apply_defaults()
        at, *_ = asked.args
        return at.fetch(sql(function.__name__), asked.kwargs)

    return ask


@query
def store_info(at: Snapshot) -> pa.Table:
    """key, value: what the store says of itself."""


@query
def indices(at: Snapshot) -> pa.Table:
    """index_code, names, issuer, legal basis; one row per index."""


@query
def methods(at: Snapshot) -> pa.Table:
    """index_code, method_code, scale_max, decimals, tolerances …; one row per method."""


@query
def targets(at: Snapshot) -> pa.Table:
    """index_code, scheme, unit_code, rank_limit, by_date, source; one row per target."""


@query
def bands(at: Snapshot) -> pa.Table:
    """index_code, label_vi, label_en, score_from, score_below; one row per rating band."""


@query
def collector_sources(at: Snapshot, *, index_code: str) -> pa.Table:
    """request_code, asked, address, body, pauses and limits; one row per request of the collector,
    in the order in which it asks."""


@query
def portal_departments(at: Snapshot, *, scheme: str) -> pa.Table:
    """unit_code, portal_code, department_id; one row per province that a portal is asked for."""


@query
def alert_rules(at: Snapshot) -> pa.Table:
    """rule_code, kind, threshold …; one row per rule of alerts that is in use."""


@query
def editions(at: Snapshot) -> pa.Table:
    """Edition, method and coverage of the total; one row per edition, newest first."""


@query
def units(at: Snapshot, *, scheme: str) -> pa.Table:
    """unit_code, names, kind, region; one row per unit of the scheme."""


@query
def unit_aliases(at: Snapshot) -> pa.Table:
    """scheme, alias, unit_code, alias_type; one row per scheme, spelling and unit."""


@query
def tiles(at: Snapshot, *, scheme: str) -> pa.Table:
    """tile_code, unit_code, tile_type, row_number, column_number, labels; one row per tile."""


@query
def edition_standings(at: Snapshot, *, edition_id: str, indicator_code: str = "total") -> pa.Table:
    """unit_code, names, score, rank, rank_basis, status …; one row per unit of the scheme."""


@query
def score_ends(
    at: Snapshot, *, index_code: str, method_code: str, scheme: str, period_type: str
) -> pa.Table:
    """low, high of the totals in tables at least half known; one row per kind of table."""


@query
def component_standings(at: Snapshot, *, edition_id: str) -> pa.Table:
    """indicator_code, unit_code, score, rank, max_score …; one row per component and unit."""


@query
def indicator_ratios(at: Snapshot, *, edition_id: str, unit_code: str) -> pa.Table:
    """indicator_code, numerator, denominator; one row per indicator of which a unit has both."""


@query
def subindicators(at: Snapshot, *, index_code: str, method_code: str) -> pa.Table:
    """indicator_code, counted, full_at_percent, max_score …; one row per sub-indicator."""


@query
def subindicator_futures(at: Snapshot, *, index_code: str, method_code: str) -> pa.Table:
    """indicator_code, comes_in, made_good, within, basis …; one row per sub-indicator."""


@query
def subindicator_links(at: Snapshot, *, index_code: str, method_code: str) -> pa.Table:
    """indicator_code, also_code, basis …; one row per pair of sub-indicators that move together."""


@query
def subindicator_standings(at: Snapshot, *, edition_id: str) -> pa.Table:
    """indicator_code, unit_code, numerator, points, rank …; one row per sub-indicator and unit."""


@query
def component_scores(
    at: Snapshot, *, index_code: str, method_code: str, period_type: str, scheme: str
) -> pa.Table:
    """edition_id, indicator_code, unit_code, score; one row per undisputed component score."""


@query
def unit_history(at: Snapshot, *, index_code: str, unit_code: str, scheme: str) -> pa.Table:
    """edition, score, rank of one unit's total; one row per edition, newest first."""


@query
def trajectory(at: Snapshot, *, index_code: str, edition_ids: str = "") -> pa.Table:
    """edition, unit_code, successor, score, rank, status; one row per edition and unit.

    edition_ids: apart by line breaks; empty: every edition of the index.
    """


@query
def edition_counts(at: Snapshot, *, index_code: str) -> pa.Table:
    """edition_id, ranked, ranks, scores: how many units have one; one row per edition."""


@query
def totals(at: Snapshot, *, edition_ids: str) -> pa.Table:
    """edition_id, unit_code, score, rank, disputed; one row per edition and unit."""


@query
def predecessor_standings(at: Snapshot, *, edition_id: str, unit_code: str) -> pa.Table:
    """unit_code, names, score, rank, units; one row per predecessor in the same period."""


@query
def indicators(at: Snapshot, *, index_code: str) -> pa.Table:
    """indicator_code, names, maximum, definition, owner …; one row per node and method."""


@query
def drivers(at: Snapshot) -> pa.Table:
    """action_code, index_code, method_code, indicator_code, component_code, basis, source_id …;
    one row per action and node that moves with it."""


@query
def sources(at: Snapshot) -> pa.Table:
    """source_id, origin, publisher, kind, url, dates, figures; one row per source."""


@query
def doubtful_figures(at: Snapshot) -> pa.Table:
    """edition_id, unit_code, measure, value, confidence, role; one row per figure in doubt."""


@query
def findings(at: Snapshot) -> pa.Table:
    """load_id, rule, severity, place, details; one row per finding."""


@query
def loads(at: Snapshot) -> pa.Table:
    """load_id, kind, state, who, when, file, reason, counts; one row per load, newest first."""


@query
def unsourced_loads(at: Snapshot) -> pa.Table:
    """load_id, edition_id, stated_status, told, counts; one row per load and edition."""


@query
def unsourced_figures(at: Snapshot) -> pa.Table:
    """edition_id, unsourced, figures; one row per edition with a figure that has no source."""


@query
def load_effects(at: Snapshot) -> pa.Table:
    """load_id, index_code, editions, ranks, gaps, status before and after; one row per index."""


@query
def load_editions(at: Snapshot) -> pa.Table:
    """load_id, edition_id, figures; one row per load and edition."""


@query
def load_sources(at: Snapshot) -> pa.Table:
    """load_id, source, dates, document and its hash; one row per load and source."""


@query
def acknowledgements(at: Snapshot) -> pa.Table:
    """load_id, rule, reason, sentence, given_by; one row per load and rule."""


@query
def edition_figures(at: Snapshot, *, edition_id: str) -> pa.Table:
    """unit_code, indicator_code, measure, value, status, source_id …; one row per figure."""


@query
def remarks(at: Snapshot) -> pa.Table:
    """index_code, edition_id, text_vi, text_en, signed_by, dated; one row per edition."""


@query
def rescored_figures(at: Snapshot, *, index_code: str) -> pa.Table:
    """edition_id, unit_code, indicator_code; one row per figure that a remark marks."""


@query
def unit_lineage(at: Snapshot) -> pa.Table:
    """from_scheme, from_code, to_scheme, to_code, change, weight …; one row per predecessor."""


@query
def merger_predecessors(
    at: Snapshot, *, edition_id: str, indicator_code: str, to_scheme: str
) -> pa.Table:
    """to_code, from_code, names, weight, score, rank …; one row per predecessor and successor."""


@query
def merger_means(
    at: Snapshot, *, edition_id: str, indicator_codes: str, to_scheme: str
) -> pa.Table:
    """unit_code, namesake's figures, means and ranks; one row per indicator and unit after it."""


@query
def evidence_observations(at: Snapshot, *, edition_id: str, indicator_code: str) -> pa.Table:
    """unit_code, measure, value, source_id, load_id, counts …; one row per figure and load."""


@query
def evidence_conflicts(at: Snapshot, *, edition_id: str, indicator_code: str) -> pa.Table:
    """unit_code, measure, value, source_id …; one row per contradicting figure and source."""


@query
def evidence_sources(at: Snapshot) -> pa.Table:
    """load_id, source_id, origin, link, file and hash, document; one row per load and source."""


@query
def evidence_definitions(at: Snapshot) -> pa.Table:
    """kind, index_code, codes, load_id, source_id; one row per indicator, method and target."""


@query
def repeated_editions(at: Snapshot, *, edition_ids: str) -> pa.Table:
    """edition_id, edition_before; one row per edition that repeats the table before it."""


@query
def edition_jumps(at: Snapshot, *, edition_id: str) -> pa.Table:
    """edition_before, unit_code, indicator_code, value_before, value, change; one row per score of
    a component that moved far more than is usual, the largest change first."""


@query
def schemes(at: Snapshot) -> pa.Table:
    """scheme, province_code (null: a list of provinces), portal_code, names, demonstration, units;
    one row per list of units."""


@query
def inside_editions(at: Snapshot) -> pa.Table:
    """edition_id, period, scheme, departments, communes, loaded_at …; one row per table of units
    inside a province, newest first."""


@query
def inside_units(at: Snapshot, *, scheme: str) -> pa.Table:
    """unit_code, portal_code, names, kind, level …; one row per unit inside a province."""


@query
def inside_counts(at: Snapshot, *, edition_id: str, indicator_code: str) -> pa.Table:
    """unit_code, names, level, numerator, denominator, score, flag …; one row per unit of the
    edition, the province's own row among them; what is not given is null."""


@query
def inside_indicators(at: Snapshot, *, edition_id: str) -> pa.Table:
    """indicator_code, own_numerator, own_score, units_numerator, units_counted …; one row per
    indicator of a table of units inside a province; what is not given is null."""


@query
def estimated_days(at: Snapshot, *, scheme: str) -> pa.Table:
    """edition_id, index_code, period, period_end, load_id …; one row per day that the province has
    counted from its own dossiers, newest first."""


@query
def estimates(at: Snapshot, *, scheme: str) -> pa.Table:
    """edition_id, period, unit_code, indicator_code, numerator, denominator …; one row per day,
    unit and sub-indicator that the province has counted from its own dossiers."""


@query
def subindicator_splits(at: Snapshot) -> pa.Table:
    """indicator_code, splits, tolerance (a share), notes, source_id; one row per sub-indicator."""


@query
def level_rules(at: Snapshot) -> pa.Table:
    """indicator_code, level, empty_denominator …; one row per sub-indicator and level."""
