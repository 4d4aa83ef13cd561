-- How many figures without a source count in an edition: one row per edition that has any.
select
    edition_id,
    cast(count(*) filter (where confidence = 'unverified') as integer) as unsourced,
    cast(count(*) as integer) as figures,
from current_observations
where edition_id in (select edition_id from unsourced_editions)
group by edition_id
having unsourced > 0
order by edition_id
