-- Scores below the total that moved far more than they usually do: one row per score.
-- Severity: warning
-- Of the folder data/ (load 0), the whole history checked against its sources, none is told; nor is
-- a score that the store had before this load.
-- A change counts from the edition before that has the unit, of the same index, method, scheme and
-- period type; a count from the start of the year never reaches over the new year. It is taken per
-- square root of the days between: tables come one day or eighteen days apart, and the spread of
-- their changes grows as that root does. Expected is the median change ± 4 × 1.4826 × the median
-- absolute deviation: of the unit's own changes (the last 50) from 7 on, that is from 8 editions;
-- until then of the changes of all units, this edition's included, when there are 8 at least.
-- Scores often stand still, which makes the deviation 0: the expected range always reaches 20
-- steps of the last printed decimal to either side of the median.
with known_before as (
    select edition_id, unit_code, indicator_code, measure, value
    from observations
    join published_loads using (load_id)
    where sequence < (
        select coalesce(max(this_load.sequence), 2147483647)
        from published_loads as this_load
        where this_load.load_id = $load_id
    )
),

loaded as (
    select
        edition_id,
        unit_code,
        indicator_code,
        value,
        status,
        arg_min(place, observations.rowid) as place,
    from observations
    anti join known_before using (edition_id, unit_code, indicator_code, measure, value)
    where load_id = $load_id and load_id > 0 and indicator_code <> 'total' and measure = 'score'
    group by all
),

-- A file of a whole history is judged on its newest 100 editions, each beside 60 before it.
newest_loaded as (
    select max(period_end) as last_day
    from current_editions
    semi join loaded using (edition_id)
),

recent as (
    select
        edition_id,
        dense_rank() over (
            partition by index_code, method_code, scheme, period_type
            order by period_end desc
        ) as age,
    from current_editions
    cross join newest_loaded
    where period_end <= last_day
    qualify age <= 160
),

judged as (
    select
        figures.edition_id,
        figures.unit_code,
        figures.indicator_code,
        figures.score,
        figures.score_status,
        index_code || ' ' || method_code || ' ' || figures.scheme || ' ' || period_type as series,
        current_editions.period_end,
        case when period_type = 'year_to_date' then year(period_end) end as counted_from,
        -- In steps of the last printed decimal.
        cast(10 ** least(current_methods.decimals, 6) as integer) as steps_in_one,
        round(cast(figures.score as double) * steps_in_one, 0) as steps,
        coalesce(current_indicators.max_score, current_methods.scale_max) as highest,
    from figures
    join current_editions using (edition_id, index_code, method_code)
    join recent using (edition_id)
    join current_methods using (index_code, method_code)
    join current_indicators using (index_code, method_code, indicator_code)
    where
        figures.indicator_code <> 'total'
        and figures.score is not null
        and figures.score_status <> 'derived'
        and not figures.disputed
        and index_code in (
            select current_editions.index_code
            from loaded
            join current_editions using (edition_id)
        )
),

changes as (
    select
        *,
        lag(edition_id) over earlier as edition_before,
        lag(score) over earlier as score_before,
        lag(steps) over earlier as steps_before,
        sqrt(greatest(period_end - lag(period_end) over earlier, 1)) as root_of_days,
        (steps - steps_before) / nullif(root_of_days, 0) as pace,
    from judged
    window earlier as (
        partition by series, unit_code, indicator_code, counted_from
        order by period_end, edition_id
    )
    qualify edition_before is not null
),

own as (
    select
        *,
        count(*) over history as own_changes,
        median(pace) over history as own_middle,
        mad(pace) over history as own_deviation,
    from changes
    window history as (
        partition by series, unit_code, indicator_code
        order by period_end, edition_id
        rows between 50 preceding and 1 preceding
    )
),

tested as (
    select own.*, loaded.place, own_changes < 7 as young
    from own
    join recent on recent.edition_id = own.edition_id and recent.age <= 100
    join loaded
        on loaded.edition_id = own.edition_id
        and loaded.unit_code = own.unit_code
        and loaded.indicator_code = own.indicator_code
        and loaded.value = own.score
        and loaded.status = own.score_status
),

pools as (
    select
        wanted.edition_id,
        wanted.indicator_code,
        count(*) as pool_changes,
        median(changes.pace) as pool_middle,
        mad(changes.pace) as pool_deviation,
    from (
        select distinct edition_id, indicator_code, series, period_end from tested where young
    ) as wanted
    join changes
        on changes.series = wanted.series
        and changes.indicator_code = wanted.indicator_code
        and changes.period_end <= wanted.period_end
    group by all
),

expected as (
    select
        tested.*,
        root_of_days * case when young then pool_middle else own_middle end as middle,
        greatest(
            root_of_days * 4 * 1.4826 * case when young then pool_deviation else own_deviation end,
            20
        ) as reach,
        -- The first and the last printed value within reach; none lies beyond the scale.
        ceil(round(steps_before + middle - reach, 6)) as first_step,
        floor(round(steps_before + middle + reach, 6)) as last_step,
        cast(highest * steps_in_one as double) as highest_step,
        least(greatest(first_step, 0), highest_step) as expected_from,
        least(greatest(last_step, 0), highest_step) as expected_to,
    from tested
    left join pools using (edition_id, indicator_code)
    where not young or pool_changes >= 8
)

select
    place,
    edition_id,
    edition_before,
    unit_code,
    indicator_code,
    score_before,
    score,
    score - score_before as change,
    cast(expected_from / nullif(steps_in_one, 0) as decimal(14, 6)) as expected_low,
    cast(expected_to / nullif(steps_in_one, 0) as decimal(14, 6)) as expected_high,
from expected
where steps < expected_from or steps > expected_to
order by edition_id, indicator_code, unit_code
