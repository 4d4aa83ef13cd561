-- What the store says of itself: one row per key.
select
    key,
    value,
from store_info
order by key
