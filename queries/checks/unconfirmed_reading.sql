-- Tables of a document whose reading nobody has confirmed: one row per table.
-- Severity: warning
-- Alike: reading
-- Needs: reading
select
    place,
    details ->> 'sheet' as sheet,
from reading_findings
where load_id = $load_id and rule = 'unconfirmed_reading'
order by rowid
