-- Figures of a unit that no scheme knows: one row per figure.
-- Severity: blocker
select
    observations.place,
    observations.unit_code,
    editions.scheme,
from observations
join editions_of_every_list as editions using (edition_id)
where
    observations.load_id = $load_id
    and observations.unit_code not in (select units.unit_code from current_units as units)
order by observations.rowid
