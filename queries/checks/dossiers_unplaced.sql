-- Agencies of a dossier file that are no unit of the list: one row per agency that can be told.
-- Severity: warning
-- Alike: dossiers
-- Needs: reading
select
    place,
    details ->> 'agency' as agency,
    details ->> 'dossiers' as dossiers,
from reading_findings
where load_id = $load_id and rule = 'dossiers_unplaced'
order by rowid
