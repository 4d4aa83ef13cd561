-- What several sources say of one indicator where they contradict each other: one row per figure and source.
-- Parameters: $edition_id varchar, $indicator_code varchar
with contradicting as (
    from current_conflicts
    union all by name
    from figures_beside
)

select
    unit_code,
    measure,
    value,
    value_printed,
    status,
    confidence,
    source_id,
    load_id,
from contradicting
where edition_id = $edition_id and indicator_code = $indicator_code
order by unit_code, measure, source_id
