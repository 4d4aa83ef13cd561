-- Changes that were far larger than usual, in all editions of a method: one row per figure.
-- Parameters: $index_code varchar, $method_code varchar
-- Ranks and scores of the total, scores below it; a rank is given as a whole number of places.
-- What is usual: queries/marts/05_jumps.sql.
with own_editions as (
    select list(edition_id) as edition_ids
    from current_editions
    where index_code = $index_code and method_code = $method_code
),

changes as (
    select *
    from expected_changes(
        (select edition_ids from own_editions), (select edition_ids from own_editions)
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
