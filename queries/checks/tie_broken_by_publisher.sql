-- Units with the same score to which the publisher gave different ranks: one row per edition and unit.
-- Severity: warning
with touched as (
    select * from loaded_totals($load_id)
),

own_cells as (
    select * from cells_of_totals($load_id)
)

select
    coalesce(own_cells.place, touched.place) as place,
    standings.edition_id,
    standings.unit_code,
    standings.score,
    standings.rank_published,
    standings.rank_computed,
from standings
join coverage using (edition_id, indicator_code)
join touched using (edition_id)
left join own_cells using (edition_id, unit_code)
where
    standings.indicator_code = 'total'
    and coverage.complete
    and standings.tied_with > 0
    and standings.ranks_disagree
order by standings.edition_id, standings.unit_code
