-- Values that could not be read, or are missing where one is needed: one row per value.
-- Severity: blocker
select
    place,
    column_name,
    coalesce(value_printed, '') as value_printed,
    reason,
from unreadable_values
where load_id = $load_id
order by place, column_name
