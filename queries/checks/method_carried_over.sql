-- Tables after the last known method of their index, read by its rules: one row per table.
-- Severity: warning
-- Needs: reading
select
    place,
    details ->> 'period' as period,
    details ->> 'method' as method,
from reading_findings
where load_id = $load_id and rule = 'method_carried_over'
order by rowid
