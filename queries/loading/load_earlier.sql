-- The newest tables that a load brings, with each earlier one of their series: one row per pair.
-- Kept for the rules that hold a table against the one before.
-- Parameters: $load_id integer
create or replace temp table load_earlier as
select
    $load_id as load_id,
    earlier.edition_id,
    edition_before,
    ended,
    dense_rank() over (order by judged.period_end desc) as newness,
from earlier_of_load($load_id, 40) as earlier
join newest_of_load($load_id, 40) as judged using (edition_id)
