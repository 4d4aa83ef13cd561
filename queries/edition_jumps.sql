-- Components that moved far more than usual from the table before: one row per unit and component.
-- Parameters: $edition_id varchar
-- What is usual: queries/marts/05_jumps.sql, with the edition beside 60 before it, as at the gate.
with asked as (
    select index_code, method_code, scheme, period_type, period_end
    from current_editions
    where edition_id = $edition_id
),

recent as (
    select editions.edition_id
    from current_editions as editions
    join asked using (index_code, method_code, scheme, period_type)
    where editions.period_end <= asked.period_end
    order by editions.period_end desc
    limit 61
),

moved as (
    select *, abs(change) as distance
    from expected_changes((select list(edition_id) from recent), [$edition_id])
    where leapt and measure = 'score' and indicator_code <> 'total'
)

select
    edition_before,
    unit_code,
    indicator_code,
    value_before,
    value,
    change,
from moved
order by distance desc, unit_code, indicator_code
