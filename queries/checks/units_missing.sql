-- Tables that give most units but not all: one row per edition and number of units given.
-- A load of a few figures (a correction, a press report) is no table, and is not asked for the rest.
-- Severity: warning
-- Alike: coverage
-- A unit that is missing is missing in several indicators; also: those that give as many units.
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
        min(rowid) as number,
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
    to_json(list({'indicator_code': lacking.indicator_code}) over (
        alike rows between 1 following and unbounded following
    )) as also,
from lacking
join touched using (edition_id, indicator_code)
where touched.units * 2 >= lacking.units
window
    alike as (
        partition by lacking.edition_id, lacking.scores
        order by lacking.indicator_code <> 'total', touched.number, lacking.indicator_code
    )
qualify row_number() over alike = 1
order by lacking.edition_id, lacking.scores
