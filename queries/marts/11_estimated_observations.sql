-- What the province has counted from its own dossiers: one row per day, unit, indicator and measure.
-- The newest file of a day stands for that day; a view, since no table or ranking is made of it.
create or replace view estimated_observations as
select observations.* exclude (number)
from told_observations as observations
join published_loads using (load_id)
where observations.status = 'estimated'
qualify 1 = dense_rank() over (partition by edition_id order by published_loads.sequence desc);
