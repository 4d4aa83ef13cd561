-- The figures that count, of provinces and of the units inside them: one row per figure.
-- For what holds of any figure, such as what a load changes.
create or replace view observations_of_every_list as
from current_observations
union all
from current_inside_observations;
