-- Tables of which less than half of the total scores is known: one row per edition.
-- Severity: note
with partial as materialized (
    select *
    from coverage
    where indicator_code = 'total' and scores * 2 < units
),

touched as (
    select * from loaded_totals($load_id, (select list(edition_id) from partial))
)

select
    touched.place,
    partial.edition_id,
    partial.ranks,
    partial.scores,
    partial.units,
from partial
join touched using (edition_id)
order by partial.edition_id
