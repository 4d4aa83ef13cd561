-- Scores that lie far from all others of their column, as if on another scale: one row per score.
-- Thirty times the median or a thirtieth of it: shares beside percentages, a comma that was lost.
-- Severity: warning
-- Alike: scale
with columns_of as (
    select
        edition_id,
        indicator_code,
        median(value) as middle,
    from observations
    where load_id = $load_id and load_id > 0 and measure = 'score'
    group by all
    having count(*) >= 5 and median(value) > 0
)

select
    observations.place,
    observations.edition_id,
    observations.unit_code,
    observations.indicator_code,
    observations.value_printed,
    observations.value,
    cast(columns_of.middle as decimal(14, 4)) as middle,
    methods.decimals,
from observations
join columns_of using (edition_id, indicator_code)
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
where
    observations.load_id = $load_id
    and observations.measure = 'score'
    and observations.value > 0
    and (
        observations.value > 30 * columns_of.middle
        or observations.value * 30 < columns_of.middle
    )
order by observations.rowid
