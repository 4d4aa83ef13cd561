-- An earlier file of the same day that this one replaces and that says otherwise: one row per such load.
-- Severity: warning
-- Alike: dossiers
-- Needs: reading
select
    place,
    details ->> 'of_load' as earlier_load,
    details ->> 'differing' as differing,
    details ->> 'before' as rows_before,
    details ->> 'after' as rows_after,
from reading_findings
where load_id = $load_id and rule = 'dossiers_disagree'
order by rowid
