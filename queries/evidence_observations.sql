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
    counting.load_id is not null as counts,
    published_loads.load_id is null as withdrawn,
    coalesce(loads.sequence, loads.load_id) as sequence,
from told_observations as observations
join loads using (load_id)
left join published_loads using (load_id)
left join observations_of_every_list as counting
    on counting.edition_id = observations.edition_id
    and counting.unit_code = observations.unit_code
    and counting.indicator_code = observations.indicator_code
    and counting.measure = observations.measure
    and counting.status = observations.status
    and counting.load_id = observations.load_id
where observations.edition_id = $edition_id and observations.indicator_code = $indicator_code
order by
    observations.unit_code,
    observations.measure,
    counts desc,
    sequence desc,
    observations.status
