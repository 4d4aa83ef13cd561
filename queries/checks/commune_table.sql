-- Sheets of communes or departments of which it is not known in which province: one row per sheet.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'sheet' as sheet,
from reading_findings
where load_id = $load_id and rule = 'commune_table'
order by rowid
