-- What is amiss in the dossiers of a file, by kind: one row per kind.
-- Severity: warning
-- Alike: dossiers
-- Needs: reading
select
    place,
    details ->> 'dossiers' as dossiers,
    details ->> 'fault' as dossier_fault,
from reading_findings
where load_id = $load_id and rule = 'dossier_rows'
order by rowid
