-- Changes that were far larger than usual, in the newest editions of a method: one row per figure.
-- Parameters: $index_code varchar, $method_code varchar
-- Ranks and scores of the total, scores below it; a rank is given as a whole number of places.
-- What is usual: queries/marts/05_jumps.sql.
-- As of a file of a whole history: the newest 100 of a kind are judged, each beside 60 before it.
with recent as (
    select
        edition_id,
        dense_rank() over (partition by scheme, period_type order by period_end desc) as age,
    from current_editions
    where index_code = $index_code and method_code = $method_code
    qualify age <= 160
),

changes as (
    select *
    from expected_changes(
        (select list(edition_id) from recent),
        (select list(edition_id) from recent where age <= 100)
    )
)

select
    edition_id,
    edition_before,
    unit_code,
    indicator_code,
    measure,
    value_before,
    value,
    change,
    expected_low,
    expected_high,
from changes
where jumped
order by edition_id, measure, indicator_code, unit_code
