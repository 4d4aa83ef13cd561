-- Tables in which every figure equals that of the table before: one row per edition.
-- Severity: warning
-- Alike: another_table
with scored as (
    select
        editions.edition_id,
        editions.index_code,
        editions.period_type,
        editions.scheme,
        editions.period_end,
        list((figures.unit_code, figures.score) order by figures.unit_code)
            filter (where figures.score is not null) as scores,
    from current_editions as editions
    join figures using (edition_id)
    where figures.indicator_code = 'total'
    group by all
),

compared as (
    select
        scored.*,
        lag(edition_id) over earlier as edition_before,
        lag(scores) over earlier as scores_before,
    from scored
    where len(scores) > 1
    window earlier as (partition by index_code, period_type, scheme order by period_end)
),

identical as materialized (
    select edition_id, edition_before from compared where scores = scores_before
),

touched as (
    select * from loaded_totals($load_id, (select list(edition_id) from identical))
)

select
    touched.place,
    identical.edition_id,
    identical.edition_before,
from identical
join touched using (edition_id)
order by identical.edition_id
