-- The versions of each index's rules: one row per method.
select * exclude (load_id)
from current_methods as methods
order by index_code, editions_from
