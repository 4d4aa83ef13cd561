-- Rows of the reference tables that name something unknown: one row per row and missing key.
-- Severity: blocker
with named as (
    select 'editions' as file, edition_id as row_key, 'method' as key_kind, method_code as key_value,
        exists (
            from methods
            where methods.index_code = editions.index_code
                and methods.method_code = editions.method_code
        ) as found
    from editions where load_id = $load_id

    union all

    select 'targets', index_code, 'unit', unit_code,
        exists (
            from units where units.scheme = targets.scheme and units.unit_code = targets.unit_code
        )
    from targets where load_id = $load_id

    union all

    select 'targets', index_code, 'index', index_code,
        exists (from indices where indices.index_code = targets.index_code)
    from targets where load_id = $load_id

    union all

    select 'targets', index_code, 'source', source_id,
        exists (from sources where sources.source_id = targets.source_id)
    from targets where load_id = $load_id

    union all

    select 'indicators', method_code || ' ' || indicator_code, 'parent', parent_code,
        exists (
            from indicators as parents
            where parents.method_code = indicators.method_code
                and parents.indicator_code = indicators.parent_code
        )
    from indicators where load_id = $load_id and parent_code is not null

    union all

    select 'indicators', method_code || ' ' || indicator_code, 'source', source_id,
        exists (from sources where sources.source_id = indicators.source_id)
    from indicators where load_id = $load_id

    union all

    select 'unit_lineage', from_code || ' → ' || to_code, 'unit', to_code,
        exists (
            from units where units.scheme = to_scheme and units.unit_code = to_code
        )
    from unit_lineage where load_id = $load_id

    union all

    select 'tiles', tile_code, 'unit', unit_code,
        exists (
            from units where units.scheme = tiles.scheme and units.unit_code = tiles.unit_code
        )
    from tiles where load_id = $load_id
)

select
    file || '.csv' as place,
    row_key,
    key_kind,
    key_value,
from named
where not found
order by all
