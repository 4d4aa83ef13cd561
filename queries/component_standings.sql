-- The components of one edition, every unit: one row per component and unit of the scheme.
-- Parameters: $edition_id varchar
select
    standings.edition_id,
    standings.indicator_code,
    standings.unit_code,
    standings.score,
    standings.score_printed,
    standings.score_source_id,
    standings.rank,
    standings.rank_basis,
    standings.scored_units,
    standings.status,
    standings.confidence,
    standings.disputed,
    indicators.level,
    indicators.sort_order,
    indicators.issuer_code,
    indicators.name_vi as component_vi,
    indicators.name_en as component_en,
    indicators.value_kind,
    indicators.max_score,
    indicators.max_points,
    indicators.adds_up,
    indicators.owner_vi,
    indicators.owner_en,
    units.name_vi,
    units.name_en,
from standings
join current_units as units on units.scheme = standings.scheme and units.unit_code = standings.unit_code
join current_indicators as indicators
    on indicators.index_code = standings.index_code
    and indicators.method_code = standings.method_code
    and indicators.indicator_code = standings.indicator_code
where standings.edition_id = $edition_id and standings.indicator_code <> 'total'
order by indicators.sort_order, standings.rank nulls last, standings.unit_code
