-- Cells with text that is struck through, which is not read: one row per cell.
-- Severity: warning
-- Needs: reading
select
    place,
    details ->> 'text' as text_struck,
from reading_findings
where load_id = $load_id and rule = 'struck_text'
order by rowid
