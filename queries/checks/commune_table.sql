-- Sheets of communes and wards where figures of provinces are taken: one row per sheet.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'sheet' as sheet,
from reading_findings
where load_id = $load_id and rule = 'commune_table'
order by rowid
