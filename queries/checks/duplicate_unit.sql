-- The same figure given more than once in a load: one row per figure beyond the first.
-- Severity: blocker
select
    place,
    unit_code,
    edition_id,
    indicator_code,
    measure,
from observations
where load_id = $load_id
qualify row_number() over (
    partition by edition_id, unit_code, indicator_code, measure, status order by rowid
) > 1
order by rowid
