-- Figures whose edition, indicator or source is not known: one row per figure and missing key.
-- Severity: blocker
-- A million figures name few things: each is looked for once.
with named as (
    select distinct edition_id, indicator_code, source_id
    from observations
    where load_id = $load_id
),

unknown as materialized (
    select edition_id, indicator_code, source_id, 'edition' as key_kind, edition_id as key_value
    from named
    anti join editions_of_every_list as editions using (edition_id)

    union all

    select edition_id, named.indicator_code, source_id, 'indicator', named.indicator_code
    from named
    join editions_of_every_list as editions using (edition_id)
    anti join current_indicators as indicators
        on indicators.index_code = editions.index_code
        and indicators.method_code = editions.method_code
        and indicators.indicator_code = named.indicator_code

    union all

    select edition_id, indicator_code, source_id, 'source', source_id
    from named
    anti join current_sources as sources using (source_id)
)

select observations.place, unknown.key_kind, unknown.key_value
from observations
join unknown using (edition_id, indicator_code, source_id)
where observations.load_id = $load_id
order by observations.rowid, key_kind
