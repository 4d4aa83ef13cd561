-- Tables that hold figures computed by us, not published: one row per edition.
-- Severity: note
select
    arg_min(place, rowid) as place,
    edition_id,
    cast(count(distinct unit_code) as integer) as units,
from observations
where load_id = $load_id and status = 'derived'
group by edition_id
order by edition_id
