-- What a person said against what the file says: one row per contradiction.
-- Severity: warning
-- Alike: reading
-- Needs: reading
select
    place,
    details ->> 'subject' as subject,
    details ->> 'given' as given,
    details ->> 'found' as found,
from reading_findings
where load_id = $load_id and rule = 'given_contradicts_file'
order by rowid
