-- Maxima of sub-indicators that cannot be parts of the maximum of their group: one row per group.
-- Severity: warning
-- Alike: points
-- Needs: nodes
-- Of totals that are sums of points. What is known of the parts may not exceed the group; where all
-- parts that carry points are known they must make it.
with parts as (
    select
        nodes.index_code,
        nodes.method_code,
        nodes.parent_code,
        sum(nodes.max_score) as parts_sum,
        bool_and(nodes.max_score is not null) as all_known,
    from current_indicators as nodes
    join current_methods as methods using (index_code, method_code)
    left join current_subindicators as rules using (index_code, method_code, indicator_code)
    where
        nodes.level = 'indicator'
        and nodes.value_kind = 'points'
        and methods.aggregation = 'sum'
        and rules.proof is distinct from 'no_points'
    group by nodes.index_code, nodes.method_code, nodes.parent_code
),

loaded as (
    select distinct
        index_code,
        method_code,
        unnest([parent_code, indicator_code]) as parent_code,
    from indicators
    where load_id = $load_id
)

select
    case when $load_id = 0 then 'indicators.csv' else 'indicators' end as place,
    index_code,
    method_code,
    parent_code as indicator_code,
    cast(parts_sum as decimal(14, 2)) as parts_sum,
    cast(groups.max_score as decimal(14, 2)) as max_score,
from parts
join loaded using (index_code, method_code, parent_code)
join current_indicators as groups
    on groups.index_code = parts.index_code
    and groups.method_code = parts.method_code
    and groups.indicator_code = parts.parent_code
where
    groups.value_kind = 'points'
    and (parts_sum > groups.max_score or (all_known and parts_sum <> groups.max_score))
order by method_code, parent_code
