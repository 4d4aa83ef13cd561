-- Published ranks that the scores of a complete table contradict: one row per edition and unit.
-- Severity: blocker
-- Needs: ranks
-- A rank is right when it lies among the places that units with the same score share. A disputed
-- figure has no place of its own and may stand above any other. Where only some figures have a source,
-- the others stand beside them and contradict nothing.
with judged as (
    select distinct edition_id
    from observations
    where load_id = $load_id and indicator_code = 'total'
),

-- What a correction works out beside the ranks that it leaves must agree with them. What was derived
-- before stands against no published rank: it may lie a step beside what the issuer has.
recalculated as (
    select edition_id, count(*) as scores
    from observations
    where
        load_id = $load_id
        and load_id > 0
        and indicator_code = 'total'
        and measure = 'score'
        and status = 'derived'
    group by edition_id
),

scored as (
    select
        figures.edition_id,
        figures.unit_code,
        figures.score,
        case when figures.rank_status <> 'derived' then figures.rank_given end as rank_published,
        -- The score in steps of the last published decimal.
        case when not figures.disputed then
            round(
                cast(figures.score as decimal(38, 6))
                    * cast(10 ** least(methods.decimals, 6) as integer),
                0
            )
        end as steps,
        coverage.disputed,
        bool_or('unverified' in (score_confidence, rank_confidence)) over whole
            and bool_or(
                score_confidence <> 'unverified' or rank_confidence <> 'unverified'
            ) over whole as partly_sourced,
    from figures
    join current_methods as methods using (index_code, method_code)
    join coverage using (edition_id, indicator_code)
    left join recalculated using (edition_id)
    where
        figures.edition_id in (from judged)
        and figures.indicator_code = 'total'
        and coverage.scores + coalesce(recalculated.scores, 0) >= coverage.units
    window whole as (partition by figures.edition_id)
),

places as (
    select
        scored.*,
        rank() over (partition by edition_id order by steps desc nulls last) as first_place,
        count(*) over (partition by edition_id, steps) - 1 as tied_with,
    from scored
),

wrong as materialized (
    select *
    from places
    where
        steps is not null
        and not coalesce(partly_sourced, false)
        and rank_published not between first_place and first_place + tied_with + disputed
),

touched as (
    select * from loaded_totals($load_id, (select list(edition_id) from wrong))
),

own_cells as (
    select * from cells_of_totals($load_id, (select list(edition_id) from wrong))
)

select
    coalesce(own_cells.place, touched.place) as place,
    wrong.edition_id,
    wrong.unit_code,
    wrong.rank_published,
    cast(wrong.first_place as integer) as rank_computed,
    wrong.score,
    methods.decimals,
from wrong
join touched using (edition_id)
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
left join own_cells using (edition_id, unit_code)
order by wrong.edition_id, wrong.unit_code
