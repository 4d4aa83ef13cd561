-- What moves with an action: one row per action, method and node.
-- With each node the component that it is a part of; itself, where it is one or the total.
with recursive above as (
    select
        index_code,
        method_code,
        indicator_code,
        indicator_code as node_code,
        level,
        parent_code,
        0 as steps,
    from current_indicators

    union all

    select
        above.index_code,
        above.method_code,
        above.indicator_code,
        parents.indicator_code,
        parents.level,
        parents.parent_code,
        above.steps + 1,
    from above
    join current_indicators as parents
        on parents.index_code = above.index_code
        and parents.method_code = above.method_code
        and parents.indicator_code = above.parent_code
),

-- The nearest node on the way up that the issuer publishes as a component. The total is one where
-- nothing closer is known to move.
components as (
    select index_code, method_code, indicator_code, node_code as component_code
    from above
    where level in ('component', 'pillar') or (level = 'total' and steps = 0)
    qualify 1 = row_number() over (
        partition by index_code, method_code, indicator_code order by steps
    )
)

select
    moved.*,
    nodes.name_vi,
    nodes.name_en,
    components.component_code,
    parts.name_vi as component_vi,
    parts.name_en as component_en,
    parts.max_score as component_max,
    indices.short_vi,
    indices.short_en,
from moved_by_actions as moved
join current_indices as indices using (index_code)
join current_indicators as nodes using (index_code, method_code, indicator_code)
left join components using (index_code, method_code, indicator_code)
left join current_indicators as parts
    on parts.index_code = components.index_code
    and parts.method_code = components.method_code
    and parts.indicator_code = components.component_code
order by
    moved.action_code,
    indices.sort_order,
    moved.method_code desc,
    nodes.sort_order,
    moved.indicator_code
