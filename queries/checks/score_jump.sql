-- Total scores that moved far more than they usually do: one row per edition and unit.
-- Only where no part of the total leapt the same way: else the part tells it.
-- Severity: warning
-- Alike: movement
-- What is usual, and what is judged of a load: queries/marts/05_jumps.sql.
select
    place,
    edition_id,
    edition_before,
    unit_code,
    value_before as score_before,
    value as score,
    change,
    expected_low,
    expected_high,
    decimals,
from load_jumps
where load_id = $load_id and jumped and measure = 'score' and indicator_code = 'total'
order by edition_id, unit_code
