-- Tables that give most units but not all: one row per edition and indicator.
-- A load of a few figures (a correction, a press report) is no table, and is not asked for the rest.
-- Severity: warning
with touched as (
    select
        edition_id,
        indicator_code,
        arg_min(place, rowid) as place,
        count(distinct unit_code) as units,
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
where
    coverage.scores * 2 >= coverage.units
    and coverage.scores < coverage.units
    and touched.units * 2 >= coverage.units
order by coverage.edition_id, coverage.indicator_code
