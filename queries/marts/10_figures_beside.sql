-- Figures without a source that stand beside a figure with one and say otherwise: one row per figure.
-- The newest of each, where it is newer than what it stands beside: an older one was replaced.
create or replace view figures_beside as
with unverified as (
    select observations.*, published_loads.sequence
    from told_observations as observations
    join published_loads using (load_id)
    where
        observations.confidence = 'unverified'
        -- Of a large file few editions have a figure with a source: chosen before anything is sorted.
        and observations.edition_id in (
            select edition_id from current_observations where confidence <> 'unverified'
        )
    qualify 1 = row_number() over (
        partition by edition_id, unit_code, indicator_code, measure order by sequence desc, number
    )
)

select
    unverified.* exclude (place, number, sequence),
    standing.value as value_standing,
from unverified
join current_observations as standing using (edition_id, unit_code, indicator_code, measure)
join published_loads as brought on brought.load_id = standing.load_id
where
    standing.confidence <> 'unverified'
    and brought.sequence < unverified.sequence
    and standing.value <> unverified.value;
