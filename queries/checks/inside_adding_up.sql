-- Groups of a unit that do not add up to its total: one row per edition and unit.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- The source rounds more at this level: within what the row of the level allows, the rules of the
-- province for the province itself.
with parts as (
    select
        index_code,
        method_code,
        indicator_code,
        count(*) over (partition by index_code, method_code) as parts_wanted,
    from current_indicators
    where adds_up
),

leveled as (
    select
        figures.*,
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
        figures.measure = 'score'
        and figures.edition_id in (
            select distinct edition_id from observations where load_id = $load_id
        )
),

sums as (
    select
        edition_id,
        unit_code,
        index_code,
        method_code,
        level,
        sum(value) as parts_sum,
    from leveled
    join parts using (index_code, method_code, indicator_code)
    group by all
    having count(*) = max(parts_wanted)
),

loaded as (
    select edition_id, unit_code, arg_min(place, (indicator_code <> 'total', rowid)) as place
    from observations
    where load_id = $load_id and measure = 'score'
    group by all
)

select
    loaded.place,
    sums.edition_id,
    sums.unit_code,
    cast(sums.parts_sum as decimal(38, 6)) as parts_sum,
    totals.value as total,
    coalesce(rules.adding_up_tolerance, methods.adding_up_tolerance) as tolerance,
    methods.decimals,
from sums
join leveled as totals
    on totals.edition_id = sums.edition_id
    and totals.unit_code = sums.unit_code
    and totals.indicator_code = 'total'
join current_methods as methods
    on methods.index_code = sums.index_code and methods.method_code = sums.method_code
join loaded on loaded.edition_id = sums.edition_id and loaded.unit_code = sums.unit_code
left join current_level_rules as rules
    on rules.index_code = sums.index_code
    and rules.method_code = sums.method_code
    and rules.indicator_code = 'total'
    and rules.level = sums.level
where
    abs(sums.parts_sum - totals.value)
    > coalesce(rules.adding_up_tolerance, methods.adding_up_tolerance)
order by sums.edition_id, sums.unit_code
