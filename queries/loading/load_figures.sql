-- Figures of the newest tables that a load brings, for rules that compare tables: one row per figure.
-- Of a file of a whole history those of the newest forty days; newness counts them from the last.
-- Kept as a table of its own: read from all rows, the rules would be planned as if every one of them
-- could be meant.
-- Parameters: $load_id integer
create or replace temp table load_figures as
with judged as (
    select
        edition_id,
        dense_rank() over (order by period_end desc) as newness,
    from newest_of_load($load_id, 40)
)

select
    $load_id as load_id,
    edition_id,
    indicator_code,
    measure,
    unit_code,
    value,
    place,
    observations.rowid as number,
    newness,
from observations
join judged using (edition_id)
where observations.load_id = $load_id and measure in ('score', 'rank')
