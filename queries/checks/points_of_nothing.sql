-- Points printed of a share of nothing: one row per edition, sub-indicator and unit.
-- Severity: warning
-- Alike: points
-- Needs: counts
-- The denominator is 0. Points are right where the rule of the sub-indicator says what nothing gives
-- (6 where there was no petition) and they are that; where no rule says so, 0 is let pass.
with loaded as (
    select
        edition_id,
        unit_code,
        indicator_code,
        arg_min(place, (measure <> 'score', measure <> 'denominator', rowid)) as place,
        min(rowid) as number,
    from observations
    where load_id = $load_id and measure in ('score', 'denominator')
    group by all
)

select
    loaded.place,
    edition_id,
    unit_code,
    indicator_code,
    scores.value as points,
    case rules.empty_denominator when 'full' then indicators.max_score else 0 end as points_by_rule,
    methods.decimals,
from loaded
join current_observations as scores using (edition_id, unit_code, indicator_code)
join current_observations as wholes using (edition_id, unit_code, indicator_code)
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
left join current_subindicators as rules using (index_code, method_code, indicator_code)
left join current_indicators as indicators using (index_code, method_code, indicator_code)
where
    scores.measure = 'score'
    and scores.status <> 'derived'
    and wholes.measure = 'denominator'
    and wholes.value = 0
    and scores.value <> coalesce(points_by_rule, 0)
order by loaded.number
