-- A table of units inside a province, by indicator: one row per indicator of which it has a figure.
-- Parameters: $edition_id varchar
-- own_…: the row of the province in the same copy. units_…: sums over its departments and communes that
-- give both counts; units_counted: how many do.
with counted as (
    from current_inside_observations
    where edition_id = $edition_id

    union all

    -- What the province has counted of its own dossiers, where no table tells of the day.
    from estimated_observations
    where
        edition_id = $edition_id
        and edition_id not in (select edition_id from current_inside_editions)
),

figures as (
    select
        given.indicator_code,
        given.unit_code,
        units.kind in ('province', 'centrally_run_city') as own,
        max(given.value) filter (where given.measure = 'numerator') as numerator,
        max(given.value) filter (where given.measure = 'denominator') as denominator,
        max(given.value) filter (where given.measure = 'score') as score,
    from counted as given
    join editions_of_every_list as editions using (edition_id)
    join current_units as units
        on units.scheme = editions.scheme and units.unit_code = given.unit_code
    group by given.indicator_code, given.unit_code, units.kind
)

select
    indicator_code,
    any_value(numerator) filter (where own) as own_numerator,
    any_value(denominator) filter (where own) as own_denominator,
    any_value(score) filter (where own) as own_score,
    sum(numerator) filter (where not own and denominator is not null) as units_numerator,
    sum(denominator) filter (where not own and numerator is not null) as units_denominator,
    cast(count(*) filter (
        where not own and numerator is not null and denominator is not null
    ) as integer) as units_counted,
from figures
group by indicator_code
order by indicator_code
