-- Counts of units that do not make those of their province in the same copy: one row per count.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- Of a copy that has communes, departments and the province itself, and of the sub-indicators whose
-- counts add up: exactly, or within the share of the province's count that its row allows.
with leveled as (
    select
        figures.edition_id,
        figures.unit_code,
        figures.indicator_code,
        figures.measure,
        figures.value,
        editions.index_code,
        editions.method_code,
        case when units.kind in ('province', 'centrally_run_city') then 'province'
            when units.kind = 'department' then 'department'
            else 'commune'
        end as level,
    from current_inside_observations as figures
    join current_inside_editions as editions using (edition_id)
    join current_units as units
        on units.scheme = editions.scheme and units.unit_code = figures.unit_code
    where
        figures.measure in ('numerator', 'denominator')
        and figures.edition_id in (
            select distinct edition_id from observations where load_id = $load_id
        )
),

sums as (
    select
        edition_id,
        indicator_code,
        measure,
        index_code,
        method_code,
        sum(value) filter (where level <> 'province') as units_sum,
        max(value) filter (where level = 'province') as of_province,
    from leveled
    group by all
    having count(distinct level) = 3
),

loaded as (
    select edition_id, indicator_code, measure, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by all
)

select
    loaded.place,
    sums.edition_id,
    sums.indicator_code,
    sums.measure,
    cast(sums.units_sum as decimal(38, 6)) as units_sum,
    sums.of_province,
    cast(sums.units_sum - sums.of_province as decimal(38, 6)) as difference,
from sums
join current_subindicator_splits as splits using (index_code, method_code, indicator_code)
join loaded using (edition_id, indicator_code, measure)
where
    splits.splits in ('exact', 'nearly')
    and abs(sums.units_sum - sums.of_province) > splits.tolerance * sums.of_province
order by sums.edition_id, sums.indicator_code, sums.measure desc
