-- Numerators above their denominator: one row per edition, sub-indicator and unit.
-- Severity: blocker
-- Needs: counts
-- What counts now is compared, so that a load of numerators alone is held against the denominators
-- that are there.
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
join current_observations as parts using (edition_id, unit_code, indicator_code)
join current_observations as wholes using (edition_id, unit_code, indicator_code)
where
    parts.measure = 'numerator'
    and wholes.measure = 'denominator'
    and parts.value > wholes.value
    -- A count without a source stands beside one with a source, and contradicts nothing.
    and (parts.confidence = 'unverified') = (wholes.confidence = 'unverified')
order by loaded.number
