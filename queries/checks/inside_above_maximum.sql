-- Scores of units below zero or above what they can be: one row per score.
-- Severity: blocker
-- Needs: inside
select
    observations.place,
    observations.edition_id,
    observations.unit_code,
    observations.indicator_code,
    observations.value_printed,
    observations.value,
    coalesce(indicators.max_score, methods.scale_max) as max_score,
    methods.decimals,
from observations
join current_inside_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
join current_indicators as indicators
    on indicators.index_code = editions.index_code
    and indicators.method_code = editions.method_code
    and indicators.indicator_code = observations.indicator_code
where
    observations.load_id = $load_id
    and observations.measure = 'score'
    and (
        observations.value < 0
        or observations.value > coalesce(indicators.max_score, methods.scale_max)
    )
order by observations.rowid
