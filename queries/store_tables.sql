-- The tables of the store, views left out: one row per table.
select table_name
from duckdb_tables()
where not internal
order by table_name
