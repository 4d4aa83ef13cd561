-- Units with the same score to which the publisher gave different ranks: one row per edition and unit.
-- Severity: warning
-- Alike: order
-- Needs: ranks
with broken as materialized (
    select standings.*
    from standings
    join coverage using (edition_id, indicator_code)
    where
        standings.edition_id in (
            select edition_id
            from observations
            where load_id = $load_id and indicator_code = 'total'
        )
        and standings.indicator_code = 'total'
        and coverage.complete
        and standings.tied_with > 0
        and standings.ranks_disagree
),

touched as (
    select * from loaded_totals($load_id, (select list(edition_id) from broken))
),

own_cells as (
    select * from cells_of_totals($load_id, (select list(edition_id) from broken))
)

select
    coalesce(own_cells.place, touched.place) as place,
    broken.edition_id,
    broken.unit_code,
    broken.score,
    broken.rank_published,
    broken.rank_computed,
    methods.decimals,
from broken
join touched using (edition_id)
join current_methods as methods using (index_code, method_code)
left join own_cells using (edition_id, unit_code)
order by broken.edition_id, broken.unit_code
