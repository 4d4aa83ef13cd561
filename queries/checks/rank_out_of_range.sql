-- Ranks below 1, above the number of units, or not whole: one row per rank.
-- Severity: blocker
-- Needs: ranks
with field_size as (
    select scheme, count(*) as units from current_units as units group by scheme
)

select
    observations.place,
    observations.edition_id,
    observations.unit_code,
    observations.value_printed,
    observations.value,
    cast(field_size.units as integer) as units,
from observations
join current_editions as editions using (edition_id)
join field_size using (scheme)
where
    observations.load_id = $load_id
    and observations.measure = 'rank'
    and (
        observations.value < 1
        or observations.value > field_size.units
        or observations.value <> round(observations.value, 0)
    )
order by observations.rowid
