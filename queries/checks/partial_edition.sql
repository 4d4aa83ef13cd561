-- Tables of which less than half of the total scores is known: one row per edition.
-- Severity: note
select
    (
        select min(observations.place)
        from observations
        where observations.edition_id = coverage.edition_id and observations.load_id = $load_id
    ) as place,
    coverage.edition_id,
    coverage.ranks,
    coverage.scores,
    coverage.units,
from coverage
where
    coverage.indicator_code = 'total'
    and coverage.scores * 2 < coverage.units
    and coverage.edition_id in (
        select observations.edition_id from observations where observations.load_id = $load_id
    )
order by coverage.edition_id
