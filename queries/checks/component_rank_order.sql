-- Ranks of a component that its own scores contradict: one row per edition, component and unit.
-- A unit is told when the one that is ranked just before it has a lower score.
-- Severity: warning
-- Alike: order
-- Needs: ranks
with ranks as materialized (
    select edition_id, indicator_code, unit_code, load_id, place, value
    from observations
    where load_id = $load_id and load_id > 0 and measure = 'rank' and indicator_code <> 'total'
),

both_known as (
    select
        ranks.edition_id,
        ranks.indicator_code,
        ranks.unit_code,
        ranks.place,
        ranks.value as rank,
        scores.value as score,
        lag(scores.value) over earlier as score_before,
        lag(ranks.unit_code) over earlier as unit_before,
        lag(ranks.value) over earlier as rank_before,
    from ranks
    join observations as scores
        on scores.load_id = ranks.load_id
        and scores.edition_id = ranks.edition_id
        and scores.indicator_code = ranks.indicator_code
        and scores.unit_code = ranks.unit_code
        and scores.measure = 'score'
    where scores.edition_id in (select edition_id from ranks)
    window earlier as (
        partition by ranks.edition_id, ranks.indicator_code
        order by ranks.value, scores.value desc, ranks.unit_code
    )
)

select
    place,
    edition_id,
    indicator_code,
    unit_code,
    cast(rank as integer) as rank,
    score,
    score_before,
    methods.decimals,
from both_known
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
where score > score_before and rank > rank_before
order by edition_id, indicator_code, rank, unit_code
