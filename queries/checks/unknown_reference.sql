-- Figures whose edition, indicator or source is not known: one row per figure and missing key.
-- Severity: blocker
select observations.place, 'edition' as key_kind, observations.edition_id as key_value
from observations
anti join editions using (edition_id)
where observations.load_id = $load_id

union all

select observations.place, 'indicator', observations.indicator_code
from observations
join editions using (edition_id)
anti join indicators
    on indicators.index_code = editions.index_code
    and indicators.method_code = editions.method_code
    and indicators.indicator_code = observations.indicator_code
where observations.load_id = $load_id

union all

select observations.place, 'source', observations.source_id
from observations
anti join sources using (source_id)
where observations.load_id = $load_id

order by all
