-- What can still be changed of sub-indicators: one row per sub-indicator of a method.
-- Parameters: $index_code varchar, $method_code varchar
select
    futures.* exclude (load_id, index_code, method_code),
from current_subindicator_futures as futures
join current_indicators as indicators using (index_code, method_code, indicator_code)
where futures.index_code = $index_code and futures.method_code = $method_code
order by indicators.sort_order
