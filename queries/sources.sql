-- The sources and how many current figures rest on each: one row per source.
with uses as (
    select source_id, cast(count(*) as integer) as figures
    from (
        select source_id from current_observations
        union all
        select source_id from current_inside_observations
    )
    group by source_id
)

select
    sources.* exclude (load_id),
    coalesce(uses.figures, 0) as figures,
from current_sources as sources
left join uses using (source_id)
order by figures desc, sources.publisher, sources.source_id
