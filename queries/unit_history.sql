-- One unit in every edition of an index: one row per edition in which it has a total, newest first.
-- Parameters: $index_code varchar, $unit_code varchar, $scheme varchar
select
    editions.edition_id,
    editions.index_code,
    editions.period,
    editions.period_type,
    editions.period_start,
    editions.period_end,
    editions.scheme,
    editions.method_code,
    editions.published_from,
    editions.published_to,
    standings.score,
    standings.rank,
    standings.rank_basis,
    standings.status,
    coverage.units,
from standings
join current_editions as editions using (edition_id)
join coverage using (edition_id, indicator_code)
where
    editions.index_code = $index_code
    and editions.scheme = $scheme
    and standings.unit_code = $unit_code
    and standings.indicator_code = 'total'
    and not standings.disputed
    and (standings.score is not null or standings.rank is not null)
order by editions.period_end desc, editions.edition_id
