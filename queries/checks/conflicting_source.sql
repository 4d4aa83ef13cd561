-- Figures that another source gives differently: one row per figure in conflict.
-- Severity: note
select
    'conflicts.csv' as place,
    edition_id,
    unit_code,
    indicator_code,
    measure,
    value_printed,
from conflicts
where load_id = $load_id
order by edition_id, unit_code, measure, value_printed
