-- The definitions of an index: one row per node of the tree under each method, root first.
-- Parameters: $index_code varchar
select
    indicators.* exclude (load_id),
    sources.url,
    sources.publisher,
from current_indicators as indicators
left join current_sources as sources using (source_id)
where indicators.index_code = $index_code
order by indicators.method_code desc, indicators.sort_order, indicators.indicator_code
