-- How the counts of units make those of their province: one row per sub-indicator of which it is known.
select * exclude (load_id)
from current_subindicator_splits
order by index_code, method_code, indicator_code
