-- Tables of which less than half of the total scores is known: one row per edition.
-- Severity: note
with touched as (
    select edition_id, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by all
    having bool_or(indicator_code = 'total')
)

select
    touched.place,
    coverage.edition_id,
    coverage.ranks,
    coverage.scores,
    coverage.units,
from coverage
join touched using (edition_id)
where coverage.indicator_code = 'total' and coverage.scores * 2 < coverage.units
order by coverage.edition_id
