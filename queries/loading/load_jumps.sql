-- The jumps that a load brings, kept for the rules that tell them: one row per figure.
-- Parameters: $load_id integer
create or replace temp table load_jumps as
select $load_id as load_id, *
from new_jumps($load_id);
