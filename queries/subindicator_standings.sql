-- The sub-indicators of one edition, every unit: one row per sub-indicator and unit of the scheme.
-- Parameters: $edition_id varchar
-- Those of which a figure of any unit is known.
-- Ranked by their points, at the decimals of the method; ties share a rank. What carries no points
-- has no rank.
with known as (
    select * from subindicator_points where edition_id = $edition_id
),

shown as (
    select distinct indicator_code, scheme, index_code, method_code from known
),

ranked as (
    select
        shown.indicator_code,
        shown.index_code,
        shown.method_code,
        units.unit_code,
        units.name_vi,
        units.name_en,
        known.* exclude (indicator_code, unit_code, index_code, method_code, scheme, edition_id),
        case when not known.disputed then known.points end as usable,
        count(usable) over (partition by shown.indicator_code) as ranked_units,
    from shown
    join current_units as units using (scheme)
    left join known
        on known.indicator_code = shown.indicator_code
        and known.unit_code = units.unit_code
)

select
    ranked.indicator_code,
    unit_code,
    ranked.name_vi,
    ranked.name_en,
    numerator,
    denominator,
    points,
    points_basis,
    coalesce(provisional, false) as provisional,
    coalesce(disputed, false) as disputed,
    ranked.confidence,
    counts_source_id,
    score_source_id,
    cast(ranked_units as integer) as ranked_units,
    case when usable is not null and ranked_units > 1 then
        cast(
            rank() over (partition by ranked.indicator_code order by usable desc nulls last) as integer
        )
    end as rank,
    case when usable is not null then
        cast(count(*) over (partition by ranked.indicator_code, usable) as integer) - 1
    end as tied_with,
from ranked
join current_indicators as indicators using (index_code, method_code, indicator_code)
order by indicators.sort_order, rank nulls last, unit_code
