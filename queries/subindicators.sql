-- The rules of sub-indicators: one row per sub-indicator under a method, in the order of the tree.
-- Parameters: $index_code varchar, $method_code varchar
select
    rules.* exclude (load_id),
    indicators.parent_code,
    indicators.sort_order,
    indicators.name_vi,
    indicators.name_en,
    indicators.max_score,
    indicators.max_basis,
    indicators.owner_vi,
    indicators.owner_en,
    parents.name_vi as component_vi,
    parents.name_en as component_en,
from current_subindicators as rules
join current_indicators as indicators using (index_code, method_code, indicator_code)
left join current_indicators as parents
    on parents.index_code = indicators.index_code
    and parents.method_code = indicators.method_code
    and parents.indicator_code = indicators.parent_code
where rules.index_code = $index_code and rules.method_code = $method_code
order by indicators.sort_order
