-- Tables that hold figures computed by us, not published: one row per edition.
-- Below the components something is computed as a rule (points follow from counts), and not told.
-- Severity: note
select
    arg_min(place, observations.rowid) as place,
    edition_id,
    cast(count(distinct unit_code) as integer) as units,
from observations
join current_editions as editions using (edition_id)
left join current_indicators as indicators using (index_code, method_code, indicator_code)
where
    observations.load_id = $load_id
    and status = 'derived'
    and indicators.level is distinct from 'indicator'
group by edition_id
order by edition_id
