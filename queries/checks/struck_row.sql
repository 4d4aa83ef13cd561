-- Rows of a table that are struck through as a whole and not read: one row per row.
-- Severity: warning
-- Needs: reading
select
    place,
    details ->> 'text' as text_struck,
from reading_findings
where load_id = $load_id and rule = 'struck_row'
order by rowid
