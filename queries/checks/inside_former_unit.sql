-- Figures of a unit that had been merged before the period ended: one row per edition and unit.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- successors: the units that took its place, where they are known.
with loaded as (
    select edition_id, unit_code, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by all
),

successors as (
    select
        lineage.from_scheme as scheme,
        lineage.from_code as unit_code,
        string_agg(units.full_name_vi, ', ' order by units.unit_code) as successors,
    from current_unit_lineage as lineage
    join current_units as units
        on units.scheme = lineage.to_scheme and units.unit_code = lineage.to_code
    group by all
)

select
    loaded.place,
    loaded.edition_id,
    loaded.unit_code,
    strftime(units.valid_to, '%d/%m/%Y') as last_day,
    successors.successors,
from loaded
join current_inside_editions as editions using (edition_id)
join current_units as units
    on units.scheme = editions.scheme and units.unit_code = loaded.unit_code
left join successors
    on successors.scheme = units.scheme and successors.unit_code = units.unit_code
where units.valid_to < editions.period_end
order by loaded.edition_id, loaded.unit_code
