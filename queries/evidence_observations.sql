-- Every figure that loads ever brought for one indicator: one row per figure and load, what counts first.
-- Parameters: $edition_id varchar, $indicator_code varchar
select
    observations.unit_code,
    observations.measure,
    observations.value,
    observations.value_printed,
    observations.status,
    observations.confidence,
    observations.source_id,
    observations.place,
    observations.load_id,
    current_observations.load_id is not null as counts,
    published_loads.load_id is null as withdrawn,
    coalesce(loads.sequence, loads.load_id) as sequence,
from told_observations as observations
join loads using (load_id)
left join published_loads using (load_id)
left join current_observations
    on current_observations.edition_id = observations.edition_id
    and current_observations.unit_code = observations.unit_code
    and current_observations.indicator_code = observations.indicator_code
    and current_observations.measure = observations.measure
    and current_observations.status = observations.status
    and current_observations.load_id = observations.load_id
where observations.edition_id = $edition_id and observations.indicator_code = $indicator_code
order by
    observations.unit_code,
    observations.measure,
    counts desc,
    sequence desc,
    observations.status
