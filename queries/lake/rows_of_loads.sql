-- What some loads brought to a table, as it stood in a snapshot: one row per row, in the order in
-- which they came. of_table stands for the name of the table.
-- Parameters: $version bigint, $load_ids integer[]
select *
from figures.main.of_table at (version => $version)
where load_id in (select unnest($load_ids))
order by rowid
