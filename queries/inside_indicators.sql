-- A table of units inside a province, by indicator: one row per indicator of which it has a figure.
-- Parameters: $edition_id varchar
-- own_…: the row of the province in the same copy. units_…: sums over its departments and communes that
-- give both counts; units_counted: how many do. estimated: some figure is.
with figures as (
    select
        given.indicator_code,
        given.unit_code,
        units.kind in ('province', 'centrally_run_city') as own,
        max(given.value) filter (where given.measure = 'numerator') as numerator,
        max(given.value) filter (where given.measure = 'denominator') as denominator,
        max(given.value) filter (where given.measure = 'score') as score,
        bool_or(given.status = 'estimated') as estimated,
    from current_inside_observations as given
    join current_inside_editions as editions using (edition_id)
    join current_units as units
        on units.scheme = editions.scheme and units.unit_code = given.unit_code
    where given.edition_id = $edition_id
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
    bool_or(estimated) as estimated,
from figures
group by indicator_code
order by indicator_code
