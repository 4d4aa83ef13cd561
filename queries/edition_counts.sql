-- How much the total of each edition of an index tells: one row per edition that has a figure.
-- Parameters: $index_code varchar
-- ranked: units with a rank that is not disputed; ranks, scores: units that have one.
select
    edition_id,
    cast(count(rank) filter (where not disputed) as integer) as ranked,
    cast(count(rank) as integer) as ranks,
    cast(count(score) as integer) as scores,
from standings
where index_code = $index_code and indicator_code = 'total'
group by edition_id
order by edition_id
