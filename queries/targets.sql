-- The targets with their source: one row per target.
select
    targets.* exclude (load_id),
    sources.origin,
    sources.publisher,
    sources.url,
from current_targets as targets
left join current_sources as sources using (source_id)
order by targets.index_code, targets.scheme, targets.unit_code, targets.by_date nulls first
