-- The indices: one row per index.
select * exclude (load_id)
from current_indices as indices
order by sort_order
