-- Keys that stand twice in a table around the figures: one row per key.
-- Severity: blocker
with keys as (
    select 'indices' as file, index_code as row_key from indices where load_id = $load_id
    union all
    select 'methods', index_code || ' ' || method_code from methods where load_id = $load_id
    union all
    select 'indicators', index_code || ' ' || method_code || ' ' || indicator_code
    from indicators where load_id = $load_id
    union all
    select 'subindicators', index_code || ' ' || method_code || ' ' || indicator_code
    from subindicators where load_id = $load_id
    union all
    select 'subindicator_futures', index_code || ' ' || method_code || ' ' || indicator_code
    from subindicator_futures where load_id = $load_id
    union all
    select 'bands', index_code || ' ' || label_vi from bands where load_id = $load_id
    union all
    select 'targets', index_code || ' ' || scheme || ' ' || unit_code
        || coalesce(' ' || by_date, '') || coalesce(' ' || period_type, '')
    from targets where load_id = $load_id
    union all
    select 'schemes', scheme from schemes where load_id = $load_id
    union all
    select 'subindicator_splits', index_code || ' ' || method_code || ' ' || indicator_code
    from subindicator_splits where load_id = $load_id
    union all
    select 'level_rules', index_code || ' ' || method_code || ' ' || indicator_code || ' ' || level
    from level_rules where load_id = $load_id
    union all
    select 'units', scheme || ' ' || unit_code from units where load_id = $load_id
    union all
    select 'unit_lineage', from_scheme || ' ' || from_code || ' → ' || to_scheme || ' ' || to_code
    from unit_lineage where load_id = $load_id
    union all
    select 'unit_aliases', scheme || ' ' || alias from unit_aliases where load_id = $load_id
    union all
    select 'tiles', scheme || ' ' || tile_code from tiles where load_id = $load_id
    union all
    select 'subindicator_links',
        index_code || ' ' || method_code || ' ' || indicator_code || ' ' || also_code
    from subindicator_links where load_id = $load_id
    union all
    select 'drivers',
        action_code || ' ' || index_code || ' ' || method_code || ' ' || indicator_code
    from drivers where load_id = $load_id
    union all
    select 'collector_sources', request_code from collector_sources where load_id = $load_id
    union all
    select 'portal_departments', scheme || ' ' || unit_code
    from portal_departments where load_id = $load_id
    union all
    select 'alert_rules', rule_code from alert_rules where load_id = $load_id
    union all
    select 'drivers_by_name', action_code || ' ' || index_code
    from drivers_by_name where load_id = $load_id
    union all
    select 'sources', source_id from sources where load_id = $load_id
    union all
    select 'editions', edition_id from editions where load_id = $load_id
    union all
    select 'conflicts',
        edition_id || ' ' || unit_code || ' ' || indicator_code || ' ' || measure || ' ' || source_id
    from conflicts where load_id = $load_id
)

select
    case when $load_id = 0 then file || '.csv' else file end as place,
    row_key,
    cast(count(*) as integer) as times,
from keys
group by all
having count(*) > 1
order by all
