-- How many figures a load makes new, changes, takes away or leaves: one row per kind of change.
select change, cast(count(*) as integer) as figures
from differences
group by change
order by change
