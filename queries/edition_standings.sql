-- The ranking of one edition by one indicator: one row per unit of the scheme.
-- Parameters: $edition_id varchar, $indicator_code varchar
select
    standings.* exclude (index_code, scheme, method_code, rank_given),
    units.name_vi,
    units.name_en,
    units.full_name_vi,
    units.region_code,
    units.region_vi,
    units.region_en,
    exists (
        from current_conflicts as conflicts
        where
            conflicts.edition_id = standings.edition_id
            and conflicts.unit_code = standings.unit_code
            and conflicts.indicator_code = standings.indicator_code
    ) as in_conflict,
from standings
join current_units as units on units.scheme = standings.scheme and units.unit_code = standings.unit_code
where standings.edition_id = $edition_id and standings.indicator_code = $indicator_code
order by standings.rank nulls last, standings.score desc nulls last, units.unit_code
