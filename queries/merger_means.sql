-- An edition before the merger read on the units after it: one row per indicator and unit after it.
-- Parameters: $edition_id varchar, $indicator_codes varchar, $to_scheme varchar
-- indicator_codes: apart by line breaks.
-- A mean is made only where every predecessor has an undisputed score. It is not rounded to the
-- decimals of the method: nine decimals only take away what dividing leaves. A reading is ranked
-- where it gives every unit a score; before that, rank_low and rank_high say where the known ones
-- can stand. Ties share a rank.
with figures_before as (
    select
        asked.indicator_code,
        lineage.to_code,
        lineage.from_code,
        lineage.change,
        lineage.weight,
        before.name_en,
        case when not standings.disputed then standings.rank end as rank,
        case when not standings.disputed then standings.score end as score,
    from current_editions as editions
    join current_unit_lineage as lineage
        on lineage.from_scheme = editions.scheme and lineage.to_scheme = $to_scheme
    join current_units as before
        on before.scheme = lineage.from_scheme and before.unit_code = lineage.from_code
    cross join (
        select distinct unnest(string_split($indicator_codes, chr(10))) as indicator_code
    ) as asked
    left join standings
        on standings.edition_id = editions.edition_id
        and standings.indicator_code = asked.indicator_code
        and standings.unit_code = lineage.from_code
    where editions.edition_id = $edition_id
),

means as (
    select
        indicator_code,
        to_code,
        cast(count(*) as integer) as needed,
        cast(count(score) as integer) as known,
        -- A unit that grew by a part of another one is merged too.
        bool_or(change = 'merged') or count(*) > 1 as merged,
        count(weight) = count(*) and coalesce(sum(weight), 0) > 0 as weighted,
        case
            when count(score) = count(*)
                then cast(round(cast(sum(score) as double) / nullif(count(*), 0), 9) as decimal(18, 9))
        end as mean_score,
        case
            when count(score) = count(*) and count(weight) = count(*) and sum(weight) > 0
                then cast(
                    round(sum(cast(score as double) * weight) / nullif(cast(sum(weight) as double), 0), 9)
                    as decimal(18, 9)
                )
        end as weighted_mean,
    from figures_before
    group by indicator_code, to_code
),

readings as (
    select
        units.unit_code,
        units.name_vi,
        units.name_en,
        means.* exclude (to_code),
        -- By the English name, as the home unit is found: codes changed their meaning.
        namesakes.from_code as namesake_code,
        namesakes.score as namesake_score,
        namesakes.rank as namesake_rank,
    from means
    join current_units as units on units.scheme = $to_scheme and units.unit_code = means.to_code
    left join figures_before as namesakes
        on namesakes.indicator_code = means.indicator_code
        and namesakes.to_code = means.to_code
        and namesakes.name_en = units.name_en
),

ranked as (
    select
        readings.*,
        count(*) over of_indicator as units,
        count(mean_score) over of_indicator as means_known,
        count(weighted_mean) over of_indicator as weighted_known,
        count(namesake_score) over of_indicator as namesakes_known,
        rank() over (of_indicator order by mean_score desc nulls last) as mean_place,
        rank() over (of_indicator order by weighted_mean desc nulls last) as weighted_place,
        rank() over (of_indicator order by namesake_score desc nulls last) as namesake_place,
    from readings
    window of_indicator as (partition by indicator_code)
)

select
    indicator_code,
    unit_code,
    name_vi,
    name_en,
    needed,
    known,
    merged,
    weighted,
    cast(units as integer) as units,
    cast(means_known as integer) as means_known,
    namesake_code,
    namesake_score,
    namesake_rank,
    case when namesakes_known = units then cast(namesake_place as integer) end as namesake_place,
    mean_score,
    case when means_known = units then cast(mean_place as integer) end as mean_rank,
    case when mean_score is not null then cast(mean_place as integer) end as rank_low,
    case when mean_score is not null then cast(mean_place + units - means_known as integer) end
        as rank_high,
    weighted_mean,
    case when weighted_known = units then cast(weighted_place as integer) end as weighted_rank,
from ranked
order by indicator_code, rank_low nulls last, unit_code
