-- Points of sub-indicators by the rule of each: one row per edition, indicator and unit.
-- Macros and a view, which hold no rows themselves: of one edition they are made in milliseconds.

-- A whole number divided by another, to the nearest whole one; a half goes to the even one. Only one
-- figure that was printed tells (Tây Ninh's 1.1 on 10 October 2026, 0.125): 0.12 gives back its group.
create or replace macro nearest(dividend, divisor) as
    dividend // divisor + case
        when 2 * (dividend % divisor) > divisor then 1
        when 2 * (dividend % divisor) = divisor then (dividend // divisor) % 2
        else 0
    end;

-- A figure in millionths, in which it is a whole number.
create or replace macro millionths(figure) as
    cast(cast(figure as decimal(30, 6)) * 1000000 as hugeint);

-- The points of a share: maximum × numerator / denominator, full from a share in percent on, at so
-- many decimals. In whole numbers: a quotient of decimals would be a binary fraction.
create or replace macro points_of_share(numerator, denominator, maximum, full_at_percent, decimals) as
    case
        when millionths(numerator) * 100000000 >= millionths(denominator) * millionths(full_at_percent)
            then cast(maximum as decimal(30, 6))
        else cast(
            cast(
                nearest(
                    millionths(numerator) * millionths(maximum) * 100 * cast(10 ** decimals as hugeint),
                    millionths(denominator) * millionths(full_at_percent)
                ) * cast(10 ** (6 - decimals) as hugeint)
                as decimal(24, 0)
            ) * cast(0.000001 as decimal(7, 6))
            as decimal(30, 6)
        )
    end;

-- The sub-indicators of which a unit has a count or points: one row per edition, indicator and unit.
-- points_by_rule: null where the rule, the maximum or the counts are not known. points: as printed,
-- else by the rule. provisional, disputed, confidence: of its
-- figures, that of the weakest.
create or replace view subindicator_points as
with given as (
    select
        edition_id,
        indicator_code,
        unit_code,
        max(value) filter (where measure = 'numerator') as numerator,
        max(value) filter (where measure = 'denominator') as denominator,
        max(value) filter (where measure = 'score') as score,
        max(status) filter (where measure = 'score') as score_status,
        max(source_id) filter (where measure = 'numerator') as counts_source_id,
        max(source_id) filter (where measure = 'score') as score_source_id,
        bool_or(status = 'provisional') as provisional,
        bool_or(confidence = 'disputed') as disputed,
        bool_or(confidence = 'unverified') as unverified,
        bool_or(confidence = 'medium') as medium,
    from current_observations
    where measure <> 'rank'
    group by edition_id, indicator_code, unit_code
),

ruled as (
    select
        given.*,
        editions.index_code,
        editions.method_code,
        editions.scheme,
        indicators.parent_code,
        indicators.max_score as maximum,
        rules.proof,
        rules.empty_denominator,
        case
            when rules.proof not in ('proved', 'consistent') then null
            when denominator = 0 then
                case rules.empty_denominator
                    when 'full' then cast(maximum as decimal(30, 6))
                    when 'zero' then 0
                end
            when denominator > 0
                then points_of_share(
                    numerator, denominator, maximum, rules.full_at_percent, case when methods.decimals > 6 then 6 else methods.decimals end
                )
        end as points_by_rule,
    from given
    join current_editions as editions using (edition_id)
    join current_methods as methods using (index_code, method_code)
    join current_subindicators as rules using (index_code, method_code, indicator_code)
    join current_indicators as indicators using (index_code, method_code, indicator_code)
)

select
    * exclude (unverified, medium),
    case
        when disputed then 'disputed'
        when unverified then 'unverified'
        when medium then 'medium'
        else 'high'
    end as confidence,
    cast(coalesce(score, points_by_rule) as decimal(14, 6)) as points,
    case
        when score is not null and score_status <> 'derived' then 'printed'
        when points_by_rule is not null or score is not null then 'by_rule'
    end as points_basis,
from ruled;
