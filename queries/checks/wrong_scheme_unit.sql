-- Figures of a unit that exists, but not in the scheme of the edition: one row per figure.
-- Severity: blocker
select
    observations.place,
    observations.unit_code,
    editions.scheme,
from observations
join editions_of_every_list as editions using (edition_id)
anti join current_units as units on units.scheme = editions.scheme and units.unit_code = observations.unit_code
where
    observations.load_id = $load_id
    and observations.unit_code in (select units.unit_code from current_units as units)
order by observations.rowid
