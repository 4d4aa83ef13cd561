-- Scores below the total that moved far more than they usually do: one row per edition and unit.
-- Severity: warning
-- Alike: movement
-- What is usual, and what is judged of a load: queries/marts/05_jumps.sql. Told is the component that
-- moved most; others: how many more of the same unit did.
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
    count(*) over of_unit - 1 as others,
from load_jumps
where load_id = $load_id and jumped and indicator_code <> 'total'
window of_unit as (partition by edition_id, unit_code)
qualify
    row_number() over (
        partition by edition_id, unit_code order by abs(change) desc, indicator_code
    ) = 1
order by edition_id, unit_code
