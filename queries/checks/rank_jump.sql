-- Published ranks that moved far more than they usually do: one row per edition and unit.
-- Only of units that have no score in both tables: else the score tells it.
-- Severity: warning
-- Alike: movement
-- What is usual, and what is judged of a load: queries/marts/05_jumps.sql.
select
    place,
    edition_id,
    edition_before,
    unit_code,
    cast(value_before as integer) as rank_before,
    cast(value as integer) as rank,
    cast(change as integer) as change,
    cast(expected_low as integer) as expected_low,
    cast(expected_high as integer) as expected_high,
from load_jumps
where load_id = $load_id and jumped and measure = 'rank'
order by edition_id, unit_code
