-- What is scored at which level inside a province, and how: one row per sub-indicator and level.
select * exclude (load_id)
from current_level_rules
order by index_code, method_code, indicator_code, level
