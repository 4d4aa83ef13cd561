-- Scales that a new index is given and no source prints: one row per table of a new index.
-- Severity: note
-- Needs: reading
select
    place,
    details ->> 'index' as index_name,
    details ->> 'scale' as scale,
    details ->> 'basis' as scale_basis,
from reading_findings
where load_id = $load_id and rule = 'new_scale'
order by rowid
