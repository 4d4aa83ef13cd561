-- What the collector asks a portal for, in the order in which it asks: one row per request.
-- Parameters: $index_code varchar
select
    sources.* exclude (load_id),
from collector_sources as sources
join published_loads using (load_id)
where sources.index_code = $index_code
order by sources.asked, sources.component is not null, sources.request_code
