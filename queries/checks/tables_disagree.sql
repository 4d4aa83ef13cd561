-- Tables of one file that claim the same edition with different figures: one row per edition.
-- Severity: blocker
-- Needs: reading
select
    place,
    details ->> 'edition_id' as edition_id,
    details ->> 'tables' as tables,
    details ->> 'differing' as differing,
    details ->> 'value' as figure,
    details ->> 'other_value' as other_figure,
from reading_findings
where load_id = $load_id and rule = 'tables_disagree'
order by rowid
