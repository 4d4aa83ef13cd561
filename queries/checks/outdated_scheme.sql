-- Tables by a list of provinces that was no longer in force in their period: one row per edition.
-- Severity: warning
with in_force as (
    select scheme, max(valid_to) as last_day
    from current_units
    group by scheme
    having count(*) = count(valid_to)
)

select
    arg_min(observations.place, observations.rowid) as place,
    observations.edition_id,
    editions.scheme,
    strftime(in_force.last_day, '%d/%m/%Y') as last_day,
from observations
join current_editions as editions using (edition_id)
join in_force using (scheme)
where
    observations.load_id = $load_id
    and observations.load_id > 0
    and editions.period_end > in_force.last_day
group by observations.edition_id, editions.scheme, in_force.last_day
order by observations.edition_id
