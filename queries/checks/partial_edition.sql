-- Tables of which less than half of the total scores is known: one row per edition.
-- Severity: note
with touched as (
    select * from loaded_totals($load_id)
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
