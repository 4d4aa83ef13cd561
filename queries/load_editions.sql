-- The editions that loads touched: one row per load and edition.
with touched as (
    select load_id, edition_id, 1 as figure
    from observations

    union all

    select load_id, edition_id, 0
    from load_scopes

    union all

    select load_id, edition_id, 0
    from later_sources
)

select
    load_id,
    edition_id,
    cast(sum(figure) as integer) as figures,
from touched
group by load_id, edition_id
order by load_id, edition_id
