-- Printed points that the rules of the sub-indicators do not give back: one row per edition, unit and
-- sub-indicator or component.
-- Severity: warning
-- Alike: points
-- Needs: subindicators
-- How a changed rule is noticed first. Each sub-indicator is rounded by itself, so a component may be
-- one step of the last decimal off. It is judged where all that carry points in it are known and
-- proved; where they are only consistent, its points may not be fewer than those of its parts.
with loaded as (
    select
        edition_id,
        unit_code,
        indicator_code,
        arg_min(place, (measure <> 'score', rowid)) as place,
        min(rowid) as number,
    from observations
    where load_id = $load_id and measure in ('score', 'numerator', 'denominator')
    group by all
),

known as (
    select * from subindicator_points where edition_id in (select edition_id from loaded)
),

wanted as (
    select index_code, method_code, parent_code, count(*) as parts_wanted
    from current_subindicators
    join current_indicators using (index_code, method_code, indicator_code)
    where proof <> 'no_points'
    group by all
),

sums as (
    select
        edition_id,
        unit_code,
        parent_code as indicator_code,
        sum(points) as points_by_rule,
        count(points) = max(parts_wanted) and bool_and(proof = 'proved') as whole,
        list(indicator_code) as parts,
    from known
    join wanted using (index_code, method_code, parent_code)
    where points is not null and not disputed
    group by all
),

judged as (
    select edition_id, unit_code, indicator_code, points_by_rule, true as whole, [] as parts
    from known
    where points_by_rule is not null and not disputed
    union all by name
    select * from sums
),

-- The cell of the printed points, where the load has it, else the first of a count.
placed as (
    select
        judged.edition_id,
        judged.unit_code,
        judged.indicator_code,
        arg_min(loaded.place, (loaded.indicator_code <> judged.indicator_code, loaded.number)) as place,
    from judged
    join loaded
        on loaded.edition_id = judged.edition_id
        and loaded.unit_code = judged.unit_code
        and (
            loaded.indicator_code = judged.indicator_code
            or list_contains(judged.parts, loaded.indicator_code)
        )
    group by all
)

select
    placed.place,
    edition_id,
    unit_code,
    indicator_code,
    cast(judged.points_by_rule as decimal(14, 6)) as points_by_rule,
    printed.value as points,
    methods.decimals,
from judged
join placed using (edition_id, unit_code, indicator_code)
join current_observations as printed using (edition_id, unit_code, indicator_code)
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
where
    printed.measure = 'score'
    and printed.status <> 'derived'
    and printed.confidence <> 'disputed'
    and (
        millionths(judged.points_by_rule - printed.value) > 10 ** (6 - methods.decimals)
        or (
            judged.whole
            and millionths(printed.value - judged.points_by_rule) > 10 ** (6 - methods.decimals)
        )
    )
order by edition_id, indicator_code, unit_code
