-- Tables that give most units but not all: one row per edition and indicator.
-- A load of a few figures (a correction, a press report) is no table, and is not asked for the rest.
-- Severity: warning
-- Alike: coverage
with lacking as materialized (
    select edition_id, indicator_code, scores, units
    from coverage
    where scores * 2 >= units and scores < units
),

touched as (
    select
        edition_id,
        indicator_code,
        arg_min(place, rowid) as place,
        count(distinct unit_code) as units,
    from observations
    where load_id = $load_id and edition_id in (select edition_id from lacking)
    group by all
)

select
    touched.place,
    lacking.edition_id,
    lacking.indicator_code,
    lacking.scores,
    lacking.units,
from lacking
join touched using (edition_id, indicator_code)
where touched.units * 2 >= lacking.units
order by lacking.edition_id, lacking.indicator_code
