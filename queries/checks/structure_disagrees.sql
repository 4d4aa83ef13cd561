-- What a table of a new index says otherwise than its sheet of structure: one row per part.
-- Severity: warning
-- Alike: reading
-- Needs: reading
select
    place,
    details ->> 'variant' as variant,
    details ->> 'part' as part,
    details ->> 'printed' as printed,
    details ->> 'said' as said,
    details ->> 'other' as other,
from reading_findings
where load_id = $load_id and rule = 'structure_disagrees'
order by rowid
