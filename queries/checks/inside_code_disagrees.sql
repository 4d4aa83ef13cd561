-- Codes of the portal beside the name of another unit than before: one row per code and name.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- Figures go by the name; known: the unit that bore the code.
select
    place,
    details ->> 'code' as code,
    details ->> 'name' as name,
    details ->> 'known' as known,
from reading_findings
where load_id = $load_id and rule = 'inside_code_disagrees'
order by rowid
