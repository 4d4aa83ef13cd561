-- The figures of an edition that count now, with where each was read: one row per figure.
-- Parameters: $edition_id varchar
-- stated_status: of a figure without a source the status that it has with one.
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
    case
        when confidence = 'unverified' and status = 'provisional' then stated_status
        else status
    end as stated_status,
from current_observations
left join unsourced_editions using (load_id, edition_id)
where edition_id = $edition_id
order by unit_code, indicator_code, measure
