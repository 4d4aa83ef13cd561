-- What the loads did to the home unit: one row per load and index.
select load_effects.*
from load_effects
order by load_id, index_code
