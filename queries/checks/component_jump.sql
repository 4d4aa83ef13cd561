-- Scores below the total that moved far more than they usually do: one row per edition and unit.
-- Severity: warning
-- Alike: movement
-- What is usual, and what is judged of a load: queries/marts/05_jumps.sql. Told is the component that
-- moved most; others: how many more of the same unit did. In a table with more than three such units
-- those of one component are one row, told of the unit that moved most; also: the other units.
with of_units as (
    select *, count(*) over (partition by edition_id, unit_code) - 1 as others
    from load_jumps
    where load_id = $load_id and jumped and indicator_code <> 'total'
    qualify
        row_number() over (
            partition by edition_id, unit_code order by abs(change) desc, indicator_code
        ) = 1
),

grouped as (
    select
        *,
        case when count(*) over (partition by edition_id) > 3 then indicator_code else unit_code end
            as told_by,
    from of_units
)

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
    others,
    to_json(list({
        'unit_code': unit_code,
        'score_before': cast(value_before as varchar),
        'score': cast(value as varchar)
    }) over (most_first rows between 1 following and unbounded following)) as also,
from grouped
window
    most_first as (partition by edition_id, told_by order by abs(change) desc, unit_code)
qualify row_number() over most_first = 1
order by edition_id, unit_code
