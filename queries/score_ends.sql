-- The lowest and the highest total in tables of one kind, at least half known: one row per kind.
-- Parameters: $index_code varchar, $method_code varchar, $scheme varchar, $period_type varchar
select
    min(standings.score) as low,
    max(standings.score) as high,
from standings
join current_editions as editions using (edition_id)
join coverage using (edition_id, indicator_code)
where
    standings.indicator_code = 'total'
    and editions.index_code = $index_code
    and editions.method_code = $method_code
    and editions.scheme = $scheme
    and editions.period_type = $period_type
    and 2 * greatest(coverage.known_scores, coverage.known_ranks) >= coverage.units
group by editions.period_type
order by editions.period_type
