-- Published ranks that the scores of a complete table contradict: one row per edition and unit.
-- A rank is right when it lies among the places that units with the same score share.
-- Severity: blocker
with places as (
    select
        edition_id,
        unit_code,
        score,
        rank_published,
        rank_computed as first_place,
        rank_computed + tied_with as last_place,
    from standings
    where
        indicator_code = 'total'
        and scores_complete
        and rank_published is not null
        and not disputed
        and score_status <> 'derived'
),

touched as (
    select edition_id, min(place) as place
    from observations
    where load_id = $load_id
    group by all
)

select
    touched.place,
    places.edition_id,
    places.unit_code,
    places.rank_published,
    places.first_place as rank_computed,
    places.score,
from places
join touched using (edition_id)
where places.rank_published not between places.first_place and places.last_place
order by places.edition_id, places.unit_code
