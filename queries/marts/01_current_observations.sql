-- Figures that count now: one row per edition, unit, indicator and measure.
-- A complete load replaces the figures of its editions and indicators that are older and of no
-- stronger status; a published figure goes before a provisional one, that before a self-reported
-- and a derived one; then the newest load wins.
create or replace view current_observations as
with strengths as (
    select *
    from (values ('published', 1), ('provisional', 2), ('self_reported', 3), ('derived', 4))
        as strength_of(status, strength)
),

standing_observations as (
    select
        observations.*,
        published_loads.sequence,
        coalesce(strengths.strength, 5) as strength,
    from observations
    join published_loads using (load_id)
    left join strengths using (status)
),

replacements as (
    select
        load_scopes.edition_id,
        load_scopes.indicator_code,
        load_scopes.unit_code,
        load_scopes.measure,
        published_loads.sequence,
        coalesce(strengths.strength, 5) as strength,
    from load_scopes
    join published_loads using (load_id)
    left join strengths using (status)
)

select standing_observations.* exclude (sequence, strength)
from standing_observations
where not exists (
    select 1
    from replacements
    where
        replacements.edition_id = standing_observations.edition_id
        and replacements.indicator_code = standing_observations.indicator_code
        and coalesce(replacements.unit_code, standing_observations.unit_code)
            = standing_observations.unit_code
        and coalesce(replacements.measure, standing_observations.measure)
            = standing_observations.measure
        and replacements.sequence > standing_observations.sequence
        and replacements.strength <= standing_observations.strength
)
qualify 1 = row_number() over (
    partition by edition_id, unit_code, indicator_code, measure
    order by strength, sequence desc
);
