-- The rating bands: one row per band.
select * exclude (load_id)
from current_bands as bands
order by index_code, score_from desc
