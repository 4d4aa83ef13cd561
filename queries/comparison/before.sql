-- What counted before a load, kept aside: one row per figure of the editions it touches.
-- Parameters: $edition_ids varchar
create temp table figures_before as
select edition_id, unit_code, indicator_code, measure, value, value_printed, status
from observations_of_every_list
where edition_id in (select unnest(string_split($edition_ids, chr(10))))
