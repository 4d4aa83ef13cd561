-- The units that one unit was merged from, in the same period: one row per predecessor.
-- Parameters: $edition_id varchar, $unit_code varchar
select
    units.unit_code,
    units.name_vi,
    units.name_en,
    standings.score,
    standings.rank,
    standings.rank_basis,
    standings.status,
    coverage.units,
from current_editions as editions
join current_unit_lineage as unit_lineage
    on unit_lineage.to_scheme = editions.scheme and unit_lineage.to_code = $unit_code
join current_editions as before_merger
    on before_merger.index_code = editions.index_code
    and before_merger.period = editions.period
    and before_merger.period_type = editions.period_type
    and before_merger.scheme = unit_lineage.from_scheme
join current_units as units
    on units.scheme = unit_lineage.from_scheme and units.unit_code = unit_lineage.from_code
join standings
    on standings.edition_id = before_merger.edition_id
    and standings.unit_code = units.unit_code
    and standings.indicator_code = 'total'
join coverage
    on coverage.edition_id = before_merger.edition_id and coverage.indicator_code = 'total'
where editions.edition_id = $edition_id and not standings.disputed
order by standings.rank nulls last, units.unit_code
