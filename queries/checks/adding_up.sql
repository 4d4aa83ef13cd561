-- Parts that do not add up to the total within the method's tolerance: one row per edition and unit.
-- Under `sum` the parts count as they are, else by their weight. Parts without a source say nothing of
-- a total with one, nor the other way round: they stand beside each other.
-- Severity: blocker
with parts as (
    select
        indicators.index_code,
        indicators.method_code,
        indicators.indicator_code,
        -- Wide enough that a score out of all bounds does not overflow before it is found.
        cast(
            case when methods.aggregation = 'sum' then 1 else indicators.weight end
            as decimal(38, 6)
        ) as weight,
        count(*) over (partition by indicators.index_code, indicators.method_code) as parts_wanted,
    from current_indicators as indicators
    join current_methods as methods using (index_code, method_code)
    where indicators.adds_up
),

judged as (
    select distinct edition_id from observations where load_id = $load_id and measure = 'score'
),

-- Of many editions few are wrong: those that may be, by numbers that are quick to add and exact to far
-- less than a tolerance.
doubtful as materialized (
    select edition_id
    from (
        select
            figures.edition_id,
            figures.unit_code,
            sum(cast(figures.score as double) * cast(parts.weight as double))
                - any_value(totals.score) as difference,
            any_value(methods.adding_up_tolerance) as tolerance,
        from figures
        join parts using (index_code, method_code, indicator_code)
        join current_methods as methods using (index_code, method_code)
        join figures as totals
            on totals.edition_id = figures.edition_id
            and totals.unit_code = figures.unit_code
            and totals.indicator_code = 'total'
        where not figures.disputed and figures.edition_id in (from judged)
        group by figures.edition_id, figures.unit_code
        having count(figures.score + parts.weight) = max(parts.parts_wanted)
    )
    where abs(difference) > tolerance - 0.0001
    group by edition_id
),

touched as (
    select
        edition_id,
        unit_code,
        -- The row of the total, where the load has it.
        arg_min(place, (indicator_code <> 'total', rowid)) as place,
    from observations
    where load_id = $load_id and measure = 'score' and edition_id in (from doubtful)
    group by all
),

sums as (
    select
        figures.edition_id,
        figures.unit_code,
        sum(figures.score * parts.weight) as parts_sum,
        bool_or(figures.score_confidence = 'unverified') as some_unverified,
        bool_and(figures.score_confidence = 'unverified') as all_unverified,
    from figures
    join parts using (index_code, method_code, indicator_code)
    where not figures.disputed and figures.edition_id in (from doubtful)
    group by figures.edition_id, figures.unit_code
    having count(figures.score * parts.weight) = max(parts.parts_wanted)
)

select
    touched.place,
    sums.edition_id,
    sums.unit_code,
    cast(sums.parts_sum as decimal(38, 6)) as parts_sum,
    figures.score as total,
    methods.adding_up_tolerance as tolerance,
    methods.decimals,
from sums
join figures
    on figures.edition_id = sums.edition_id
    and figures.unit_code = sums.unit_code
    and figures.indicator_code = 'total'
join current_methods as methods using (index_code, method_code)
join touched
    on touched.edition_id = sums.edition_id
    and touched.unit_code = sums.unit_code
where
    not figures.disputed
    and sums.some_unverified = (figures.score_confidence = 'unverified')
    and sums.all_unverified = sums.some_unverified
    and abs(sums.parts_sum - figures.score) > methods.adding_up_tolerance
order by sums.edition_id, sums.unit_code
