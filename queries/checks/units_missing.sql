-- Tables that give most units but not all: one row per edition and indicator.
-- Severity: warning
with touched as (
    select edition_id, indicator_code, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by all
)

select
    touched.place,
    coverage.edition_id,
    coverage.indicator_code,
    coverage.scores,
    coverage.units,
from coverage
join touched using (edition_id, indicator_code)
where coverage.scores * 2 >= coverage.units and coverage.scores < coverage.units
order by coverage.edition_id, coverage.indicator_code
