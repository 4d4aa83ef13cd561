-- Figures whose edition, indicator or source is not known: one row per figure and missing key.
-- Severity: blocker
with loaded as (
    select *, rowid as row_id from observations where load_id = $load_id
),

missing as (
    select row_id, place, 'edition' as key_kind, edition_id as key_value
    from loaded
    anti join current_editions as editions using (edition_id)

    union all

    select loaded.row_id, loaded.place, 'indicator', loaded.indicator_code
    from loaded
    join current_editions as editions using (edition_id)
    anti join current_indicators as indicators
        on indicators.index_code = editions.index_code
        and indicators.method_code = editions.method_code
        and indicators.indicator_code = loaded.indicator_code

    union all

    select row_id, place, 'source', source_id
    from loaded
    anti join current_sources as sources using (source_id)
)

select place, key_kind, key_value
from missing
order by row_id, key_kind
