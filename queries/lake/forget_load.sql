-- One load is left out of a table from the next snapshot on: one row per row of it. of_table stands for the name.
-- Parameters: $load_id integer
delete from of_table where load_id = $load_id
