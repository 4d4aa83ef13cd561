-- A table as it stood in a snapshot: one row per row. of_table stands for its name.
-- Parameters: $version bigint
select *
from figures.main.of_table at (version => $version)
