-- Tables of the units of another province than home: one row per edition.
-- Severity: warning
-- Needs: inside
-- Home is the province that targets are set for; its own figures stay as they are.
select
    -- The sheet: it is said of all of it.
    split_part(arg_min(observations.place, observations.rowid), '!', 1) as place,
    observations.edition_id,
    schemes.portal_code,
    units.name_vi as province,
from observations
join current_inside_editions as editions using (edition_id)
join current_schemes as schemes on schemes.scheme = editions.scheme
join (select distinct scheme from current_targets) as targets on true
join current_units as units
    on units.scheme = targets.scheme and units.unit_code = schemes.province_code
where
    observations.load_id = $load_id
    and schemes.province_code not in (select unit_code from current_targets)
group by all
order by observations.edition_id
