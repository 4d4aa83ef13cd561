-- Figures marked as disputed, shown and used for nothing: one row per edition and unit.
-- Severity: note
select
    arg_min(place, rowid) as place,
    edition_id,
    unit_code,
from observations
where load_id = $load_id and confidence = 'disputed'
group by edition_id, unit_code
order by edition_id, unit_code
