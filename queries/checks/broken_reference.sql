-- Rows of the tables around the figures that name something unknown: one row per row and missing key.
-- Severity: blocker
with known as (
    select 'source' as key_kind, source_id as key_value from current_sources as sources
    union all
    select 'index', index_code from current_indices as indices
    union all
    select 'method', index_code || ' ' || method_code from current_methods as methods
    union all
    select unnest(['indicator', 'parent']), index_code || ' ' || method_code || ' ' || indicator_code
    from current_indicators as indicators
    union all
    select 'unit', scheme || ' ' || unit_code from current_units as units
    union all
    select 'edition', edition_id from editions_of_every_list as editions
    union all
    select 'scheme', scheme from current_schemes as schemes
    union all
    select distinct 'action', action_code from current_drivers as drivers
),

-- One select per table: its file, the key of the row, and every key the row names.
named as (
    select 'indices' as file, index_code as row_key,
        unnest([{'key_kind': 'source', 'key_value': source_id}], recursive := true)
    from indices where load_id = $load_id

    union all

    select 'methods', method_code,
        unnest([
            {'key_kind': 'index', 'key_value': index_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from methods where load_id = $load_id

    union all

    select 'indicators', method_code || ' ' || indicator_code,
        unnest([
            {'key_kind': 'method', 'key_value': index_code || ' ' || method_code},
            {'key_kind': 'parent', 'key_value': index_code || ' ' || method_code || ' ' || parent_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from indicators where load_id = $load_id

    union all

    select 'subindicators', method_code || ' ' || indicator_code,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from subindicators where load_id = $load_id

    union all

    select 'subindicator_futures', method_code || ' ' || indicator_code,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {'key_kind': 'indicator', 'key_value': index_code || ' ' || method_code || ' ' || within},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from subindicator_futures where load_id = $load_id

    union all

    select 'subindicator_links', method_code || ' ' || indicator_code || ' ' || also_code,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || also_code
            },
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from subindicator_links where load_id = $load_id

    union all

    select 'bands', index_code || ' ' || label_vi,
        unnest([
            {'key_kind': 'index', 'key_value': index_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from bands where load_id = $load_id

    union all

    select 'targets', index_code || ' ' || unit_code,
        unnest([
            {'key_kind': 'index', 'key_value': index_code},
            {'key_kind': 'unit', 'key_value': scheme || ' ' || unit_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from targets where load_id = $load_id

    union all

    select 'schemes', scheme,
        unnest([
            {'key_kind': 'unit', 'key_value': 'vn34 ' || province_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from schemes where load_id = $load_id

    union all

    select 'subindicator_splits', method_code || ' ' || indicator_code,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from subindicator_splits where load_id = $load_id

    union all

    select 'level_rules', method_code || ' ' || indicator_code || ' ' || level,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from level_rules where load_id = $load_id

    union all

    select 'quality_flags', edition_id || ' ' || indicator_code,
        unnest([{'key_kind': 'edition', 'key_value': edition_id}], recursive := true)
    from quality_flags where load_id = $load_id

    union all

    -- Units inside a province, which an earlier load may have taught: it is not taken back before.
    select 'observations', edition_id || ' ' || unit_code,
        unnest([{'key_kind': 'unit', 'key_value': scheme || ' ' || unit_code}], recursive := true)
    from (
        select distinct edition_id, unit_code from observations where load_id = $load_id
    )
    join current_inside_editions using (edition_id)

    union all

    select 'units', scheme || ' ' || unit_code,
        unnest([
            {'key_kind': 'scheme', 'key_value': scheme},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from units where load_id = $load_id

    union all

    select 'unit_lineage', from_code || ' → ' || to_code,
        unnest([
            {'key_kind': 'unit', 'key_value': from_scheme || ' ' || from_code},
            {'key_kind': 'unit', 'key_value': to_scheme || ' ' || to_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from unit_lineage where load_id = $load_id

    union all

    select 'unit_aliases', alias,
        unnest([{'key_kind': 'unit', 'key_value': scheme || ' ' || unit_code}], recursive := true)
    from unit_aliases where load_id = $load_id

    union all

    select 'tiles', tile_code,
        unnest([{'key_kind': 'unit', 'key_value': scheme || ' ' || unit_code}], recursive := true)
    from tiles where load_id = $load_id

    union all

    select 'drivers', action_code || ' ' || indicator_code,
        unnest([
            {
                'key_kind': 'indicator',
                'key_value': index_code || ' ' || method_code || ' ' || indicator_code
            },
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from drivers where load_id = $load_id

    union all

    -- The index it names may still have to come.
    select 'drivers_by_name', action_code || ' ' || index_code,
        unnest([
            {'key_kind': 'action', 'key_value': action_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from drivers_by_name where load_id = $load_id

    union all

    select 'editions', edition_id,
        unnest([
            {'key_kind': 'method', 'key_value': index_code || ' ' || method_code},
            {'key_kind': 'scheme', 'key_value': scheme},
        ], recursive := true)
    from editions where load_id = $load_id

    union all

    -- A remark that was taken back (an empty text) is about nothing.
    select 'remarks', edition_id,
        unnest([{'key_kind': 'edition', 'key_value': edition_id}], recursive := true)
    from remarks where load_id = $load_id and text_vi <> ''

    union all

    select 'collector_sources', request_code,
        unnest([
            {'key_kind': 'index', 'key_value': index_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from collector_sources where load_id = $load_id

    union all

    select 'portal_departments', scheme || ' ' || unit_code,
        unnest([
            {'key_kind': 'unit', 'key_value': scheme || ' ' || unit_code},
            {'key_kind': 'source', 'key_value': source_id},
        ], recursive := true)
    from portal_departments where load_id = $load_id

    union all

    select 'alert_rules', rule_code,
        unnest([{'key_kind': 'index', 'key_value': index_code}], recursive := true)
    from alert_rules where load_id = $load_id

    union all

    select 'conflicts', conflicts.edition_id || ' ' || conflicts.unit_code,
        unnest([
            {'key_kind': 'edition', 'key_value': conflicts.edition_id},
            {'key_kind': 'unit', 'key_value': editions.scheme || ' ' || conflicts.unit_code},
            {
                'key_kind': 'indicator',
                'key_value': editions.index_code || ' ' || editions.method_code
                    || ' ' || conflicts.indicator_code
            },
            {'key_kind': 'source', 'key_value': conflicts.source_id},
        ], recursive := true)
    from conflicts
    left join current_editions as editions using (edition_id)
    where conflicts.load_id = $load_id
)

select
    case when $load_id = 0 then file || '.csv' else file end as place,
    row_key,
    key_kind,
    key_value,
from named
anti join known using (key_kind, key_value)
where key_value is not null
order by all
