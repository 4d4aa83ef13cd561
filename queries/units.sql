-- The units of one scheme: one row per unit.
-- Parameters: $scheme varchar
select * exclude (load_id)
from current_units as units
where scheme = $scheme
order by unit_code
