-- The lists of units, those of provinces and those inside one province: one row per scheme.
with counted as (
    select scheme, cast(count(*) as integer) as units
    from current_units
    group by scheme
)

select
    schemes.* exclude (load_id),
    coalesce(counted.units, 0) as units,
from current_schemes as schemes
left join counted using (scheme)
order by province_code nulls first, scheme
