-- Cells that hold a formula whose result the file does not carry: one row per cell.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'column' as column_name,
from reading_findings
where load_id = $load_id and rule = 'formula_without_value'
order by rowid
