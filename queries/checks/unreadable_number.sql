-- Values that could not be read, or are missing where one is needed: one row per value.
-- A code that no query knows is such a value: its figure would silently count for nothing.
-- Severity: blocker
with coded as (
    select rowid as row_id, place, 'measure' as column_name, measure as value_printed,
        measure in ('score', 'rank', 'numerator', 'denominator') as known
    from observations where load_id = $load_id

    union all

    select rowid, place, 'status', status,
        status in ('published', 'provisional', 'self_reported', 'derived', 'estimated')
    from observations where load_id = $load_id

    union all

    select rowid, place, 'confidence', confidence,
        confidence in ('high', 'medium', 'disputed', 'unverified')
    from observations where load_id = $load_id

    union all

    select rowid, 'methods.csv', 'aggregation', aggregation,
        aggregation in ('sum', 'weighted_mean', 'mean', 'unknown')
    from methods where load_id = $load_id

    union all

    -- A figure is kept with six decimals.
    select rowid, 'methods.csv', 'decimals', cast(decimals as varchar), decimals between 0 and 6
    from methods where load_id = $load_id
),

found as (
    select rowid as row_id, place, column_name, value_printed, reason
    from unreadable_values
    where load_id = $load_id

    union all

    select row_id, place, column_name, value_printed, 'unreadable'
    from coded
    where not known
)

select
    place,
    column_name,
    coalesce(value_printed, '') as value_printed,
    reason,
from found
order by row_id, column_name
