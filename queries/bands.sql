-- The rating bands: one row per band.
select * exclude (load_id)
from bands
order by index_code, score_from desc
