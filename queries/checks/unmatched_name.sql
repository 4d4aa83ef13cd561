-- Names that are of no province, or may be of several, until a person says which: one row per name.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'name' as name,
    details ->> 'nearest' as nearest,
from reading_findings
where load_id = $load_id and rule = 'unmatched_name'
order by rowid
