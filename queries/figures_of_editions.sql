-- The figures that count now in some editions: one row per edition, unit, indicator and measure.
-- Parameters: $edition_ids varchar
select edition_id, unit_code, indicator_code, measure, value, value_printed, status
from current_observations
where edition_id in (select unnest(string_split($edition_ids, ',')))
order by edition_id, unit_code, indicator_code, measure
