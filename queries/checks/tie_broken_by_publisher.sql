-- Units with the same score to which the publisher gave different ranks: one row per edition and unit.
-- Severity: warning
with touched as (
    select edition_id, min(place) as place
    from observations
    where load_id = $load_id
    group by all
)

select
    touched.place,
    standings.edition_id,
    standings.unit_code,
    standings.score,
    standings.rank_published,
    standings.rank_computed,
from standings
join touched using (edition_id)
where
    standings.indicator_code = 'total'
    and standings.tied_with > 0
    and standings.ranks_disagree
order by standings.edition_id, standings.unit_code
