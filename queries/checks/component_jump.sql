-- Scores below the total that moved far more than they usually do: one row per score.
-- Severity: warning
-- What is usual, and what is judged of a load: queries/marts/05_jumps.sql.
select
    place,
    edition_id,
    edition_before,
    unit_code,
    indicator_code,
    value_before as score_before,
    value as score,
    change,
    expected_low,
    expected_high,
    decimals,
from load_jumps
where load_id = $load_id and indicator_code <> 'total'
order by edition_id, indicator_code, unit_code
