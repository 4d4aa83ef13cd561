-- Counts from the province's own dossiers, the newest day first: one row per day, unit and sub-indicator.
-- Parameters: $scheme varchar
select
    editions.edition_id,
    editions.index_code,
    editions.method_code,
    editions.period,
    editions.period_type,
    editions.period_end,
    figures.unit_code,
    figures.indicator_code,
    max(figures.value) filter (where figures.measure = 'numerator') as numerator,
    max(figures.value) filter (where figures.measure = 'denominator') as denominator,
    min(figures.status) as status,
    min(figures.confidence) as confidence,
    min(figures.source_id) as source_id,
    min(figures.load_id) as load_id,
from estimated_observations as figures
join estimated_editions as editions using (edition_id)
where editions.scheme = $scheme
group by all
order by
    editions.period_end desc,
    editions.edition_id,
    figures.unit_code,
    figures.indicator_code
