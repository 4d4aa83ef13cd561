-- What the lake has beside the tables of the store; no row comes back.
-- One row that every change of the figures rewrites, so that of two made on one snapshot DuckLake
-- refuses the second, even where the lock was lost on the way.
create table head (number bigint not null);
insert into head values (0);
-- One row per load and table in which it has rows: what another server has to fetch.
create table brought (load_id integer not null, table_name varchar not null);
