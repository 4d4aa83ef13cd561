-- Units with the same score to which the publisher gave different ranks: one row per edition and unit.
-- Severity: warning
with touched as (
    select edition_id, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by all
),

loaded_ranks as (
    select edition_id, unit_code, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id and indicator_code = 'total' and measure = 'rank'
    group by all
)

select
    coalesce(loaded_ranks.place, touched.place) as place,
    standings.edition_id,
    standings.unit_code,
    standings.score,
    standings.rank_published,
    standings.rank_computed,
from standings
join coverage using (edition_id, indicator_code)
join touched using (edition_id)
left join loaded_ranks using (edition_id, unit_code)
where
    standings.indicator_code = 'total'
    and coverage.complete
    and standings.tied_with > 0
    and standings.ranks_disagree
order by standings.edition_id, standings.unit_code
