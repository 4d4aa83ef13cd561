-- Numerators above their denominator inside a province: one row per edition, sub-indicator and unit.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- A mean, which has no denominator, is none of these.
with loaded as (
    select
        edition_id,
        unit_code,
        indicator_code,
        arg_min(place, (measure <> 'numerator', rowid)) as place,
        min(rowid) as number,
    from observations
    where load_id = $load_id and measure in ('numerator', 'denominator')
    group by all
)

select
    loaded.place,
    edition_id,
    unit_code,
    indicator_code,
    parts.value as numerator,
    wholes.value as denominator,
from loaded
join current_inside_observations as parts using (edition_id, unit_code, indicator_code)
join current_inside_observations as wholes using (edition_id, unit_code, indicator_code)
where parts.measure = 'numerator' and wholes.measure = 'denominator' and parts.value > wholes.value
order by loaded.number
