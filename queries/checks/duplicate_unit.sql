-- The same figure given more than once in a load: one row per figure beyond the first.
-- Severity: blocker
with repeated as (
    select edition_id
    from observations
    where load_id = $load_id
    group by edition_id, hash(unit_code, indicator_code, measure, status)
    having count(*) > 1
)

select
    place,
    unit_code,
    edition_id,
    indicator_code,
    measure,
from observations
where load_id = $load_id and edition_id in (from repeated)
qualify row_number() over (
    partition by edition_id, unit_code, indicator_code, measure, status order by rowid
) > 1
order by rowid
