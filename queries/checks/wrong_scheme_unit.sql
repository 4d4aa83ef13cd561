-- Figures of a unit that exists, but not in the scheme of the edition: one row per figure.
-- Severity: blocker
select
    observations.place,
    observations.unit_code,
    editions.scheme,
from observations
join editions using (edition_id)
anti join units on units.scheme = editions.scheme and units.unit_code = observations.unit_code
where
    observations.load_id = $load_id
    and observations.unit_code in (select units.unit_code from units)
order by observations.rowid
