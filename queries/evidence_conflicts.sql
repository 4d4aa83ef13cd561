-- What several sources say of one indicator where they contradict each other: one row per figure and source.
-- Parameters: $edition_id varchar, $indicator_code varchar
select
    unit_code,
    measure,
    value,
    value_printed,
    status,
    confidence,
    source_id,
    load_id,
from current_conflicts
where edition_id = $edition_id and indicator_code = $indicator_code

union all by name

select
    unit_code,
    measure,
    value,
    value_printed,
    status,
    confidence,
    source_id,
    load_id,
from figures_beside
where edition_id = $edition_id and indicator_code = $indicator_code

order by unit_code, measure, source_id
