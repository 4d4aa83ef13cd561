-- Figures that count now: one row per edition, unit, indicator and measure.
-- A complete load replaces its editions for its indicators; a published figure goes before a
-- provisional one, that before a self-reported and a derived one; then the newest load wins.
create or replace view current_observations as
with published_loads as (
    select load_id
    from loads
    where state = 'published'
),

replaced as (
    select
        load_scopes.edition_id,
        load_scopes.indicator_code,
        load_scopes.status,
        max(load_scopes.load_id) as load_id,
    from load_scopes
    join published_loads using (load_id)
    group by all
),

standing_observations as (
    select observations.*
    from observations
    join published_loads using (load_id)
    left join replaced
        on replaced.edition_id = observations.edition_id
        and replaced.indicator_code = observations.indicator_code
        and replaced.status = observations.status
    where observations.load_id >= coalesce(replaced.load_id, 0)
)

select *
from standing_observations
qualify 1 = row_number() over (
    partition by edition_id, unit_code, indicator_code, measure
    order by
        case status
            when 'published' then 1
            when 'provisional' then 2
            when 'self_reported' then 3
            else 4
        end,
        load_id desc
);
