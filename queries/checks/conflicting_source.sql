-- Figures that another source gives differently: one row per figure in conflict.
-- Severity: note
select
    'conflicts.csv' as place,
    conflicts.edition_id,
    conflicts.unit_code,
    conflicts.indicator_code,
    conflicts.measure,
    conflicts.value_printed,
from conflicts
-- Both sides of a conflict are listed; the one that is used contradicts nothing.
anti join observations
    on observations.load_id = conflicts.load_id
    and observations.edition_id = conflicts.edition_id
    and observations.unit_code = conflicts.unit_code
    and observations.indicator_code = conflicts.indicator_code
    and observations.measure = conflicts.measure
    and observations.source_id = conflicts.source_id
where conflicts.load_id = $load_id
order by conflicts.edition_id, conflicts.unit_code, conflicts.measure, conflicts.value_printed
