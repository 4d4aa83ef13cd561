-- The units of one scheme: one row per unit.
-- Parameters: $scheme varchar
select * exclude (load_id)
from units
where scheme = $scheme
order by unit_code
