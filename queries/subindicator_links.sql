-- What moves together under a method: one row per pair of sub-indicators, that where it is done first.
-- Parameters: $index_code varchar, $method_code varchar
select links.* exclude (load_id)
from current_subindicator_links as links
where links.index_code = $index_code and links.method_code = $method_code
order by links.indicator_code, links.also_code
