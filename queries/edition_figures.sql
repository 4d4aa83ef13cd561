-- The figures of an edition that count now, with where each was read: one row per figure.
-- Parameters: $edition_id varchar
select
    unit_code,
    indicator_code,
    measure,
    value,
    value_printed,
    status,
    confidence,
    source_id,
    place,
from current_observations
where edition_id = $edition_id
order by unit_code, indicator_code, measure
