-- Counts from the start of the year that are below those of an earlier day: one row per count.
-- Severity: warning
-- Alike: points
-- Needs: counts
-- A count goes on from table to table of one series; the load may bring the earlier table or the
-- later one. A mean (of days) is no count.
with loaded as (
    select edition_id, unit_code, indicator_code, measure, place, rowid as number
    from observations
    where load_id = $load_id and measure in ('numerator', 'denominator')
),

counts as (
    select
        edition_id,
        unit_code,
        indicator_code,
        measure,
        value,
        lag(value) over earlier as value_before,
        lag(edition_id) over earlier as edition_before,
    from current_observations
    join current_editions as editions using (edition_id)
    join series using (edition_id)
    left join current_subindicators as rules using (index_code, method_code, indicator_code)
    where
        measure in ('numerator', 'denominator')
        and editions.period_type = 'year_to_date'
        and confidence <> 'disputed'
        and rules.counted is distinct from 'days'
        and series.name in (
            select series.name from series where edition_id in (select edition_id from loaded)
        )
    window earlier as (
        partition by series.name, unit_code, indicator_code, measure
        order by series.period_end, edition_id
    )
)

select
    coalesce(later.place, before.place) as place,
    counts.edition_id,
    counts.edition_before,
    counts.unit_code,
    counts.indicator_code,
    counts.measure,
    counts.value_before as count_before,
    counts.value as count,
from counts
left join loaded as later using (edition_id, unit_code, indicator_code, measure)
left join loaded as before
    on before.edition_id = counts.edition_before
    and before.unit_code = counts.unit_code
    and before.indicator_code = counts.indicator_code
    and before.measure = counts.measure
where counts.value < counts.value_before and (later.number is not null or before.number is not null)
order by counts.edition_id, counts.indicator_code, counts.measure, counts.unit_code
