-- What must be known of a table and could not be recognised: one row per table and field.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'field' as field,
from reading_findings
where load_id = $load_id and rule = 'not_recognised'
order by rowid
