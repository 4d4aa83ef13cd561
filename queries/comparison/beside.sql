-- How many figures of a load stand beside others that have a source and go on counting: one row.
-- Parameters: $load_id integer
select cast(count(*) as integer) as figures
from figures_beside
where load_id = $load_id
