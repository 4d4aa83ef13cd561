-- The indices: one row per index.
select * exclude (load_id)
from indices
order by sort_order
