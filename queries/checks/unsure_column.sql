-- Columns of figures that are left out, or read by a mere guess: one row per column and table.
-- Severity: warning
-- Alike: reading
-- Needs: reading
select
    place,
    details ->> 'column' as column_name,
from reading_findings
where load_id = $load_id and rule = 'unsure_column'
order by rowid
