-- Figures that moved far more than they usually do, one row per figure: macros, which hold no rows.
-- Asked by the three rules of queries/checks/ that are named *_jump.
-- Judged are ranks of the total, scores of the total and scores below it, each kind by itself.

-- Limits that leave a missing value missing, which the functions of the database do not.
create or replace macro at_least(given, lowest) as
    case when given < lowest then lowest else given end;

create or replace macro at_most(given, highest) as
    case when given > highest then highest else given end;

-- How far figures were expected to move from the edition before: one row per figure of `tested` that
-- has one before it. of_editions: the editions among which changes are taken; tested: those of them
-- whose changes are judged; lists of edition_id.
-- A change counts from the edition before that has the unit, of the same index, method, scheme and
-- period type; a count from the start of the year never reaches over the new year. It is taken per
-- square root of the days between: tables come one day or eighteen days apart, and the spread of
-- their changes grows as that root does. Expected is the median change ± 4 × 1.4826 × the median
-- absolute deviation: of the unit's own changes (the last 50) from 7 on, that is from 8 editions;
-- until then of the changes of all units in the last 50 editions, this one included, when there are
-- 8 at least.
-- Figures often stand still, which makes the deviation 0: the expected range always reaches 3 places
-- or 20 steps of the last printed decimal to either side of the median, of a score times the root of
-- the days between: what stood still for a day may have moved in a month.
-- A whole table that repeats the one before it, figure by figure, tells of no change: the portal
-- stood still. It is passed over, and the change after it is taken over the days since the table
-- that it repeats.
create or replace macro expected_changes(of_editions, tested) as table
-- Few of many figures: chosen before anything is joined to them.
with chosen as materialized (
    select
        edition_id,
        index_code,
        method_code,
        unit_code,
        indicator_code,
        measure,
        case measure when 'rank' then cast(rank_given as decimal(14, 6)) else score end as value,
        case measure when 'rank' then rank_status else score_status end as status,
    from figures
    cross join (select unnest(['rank', 'score']) as measure) as measures
    where
        edition_id in (select unnest(of_editions))
        and (measure = 'score' or indicator_code = 'total')
        and value is not null
        and status <> 'derived'
        and not disputed
),

-- Tables that repeat the one before in every figure: one row per edition.
contents as (
    select
        edition_id,
        index_code || ' ' || method_code || ' ' || scheme || ' ' || period_type as series,
        period_end,
        count(*) as figures,
        count(distinct unit_code) as units_given,
        any_value(coverage.units) as units,
        bit_xor(hash(unit_code, indicator_code, measure, value)) as content,
    from chosen
    join coverage using (edition_id, indicator_code)
    join current_editions using (edition_id, index_code, method_code)
    group by all
),

repeats as (
    select edition_id
    from contents
    where units_given >= 8 and units_given = units
    window earlier as (partition by series order by period_end, edition_id)
    qualify
        figures = lag(figures) over earlier
        and content = lag(content) over earlier
),

judged as (
    select
        edition_id,
        unit_code,
        indicator_code,
        measure,
        value,
        status,
        index_code || ' ' || method_code || ' ' || scheme || ' ' || period_type || ' ' || measure
            || case when indicator_code = 'total' then ' of the total' else '' end
            as series,
        period_end,
        case when period_type = 'year_to_date' then year(period_end) end as counted_from,
        -- A rank moves in whole places, a score in steps of its last printed decimal.
        case measure when 'rank' then 0 else at_most(current_methods.decimals, 6) end
            as printed_decimals,
        cast(10 ** printed_decimals as integer) as steps_in_one,
        round(cast(value as double) * steps_in_one, 0) as steps,
        case measure when 'rank' then 1 else 0 end as lowest,
        case measure
            when 'rank' then coverage.units
            else coalesce(current_indicators.max_score, current_methods.scale_max)
        end as highest,
    from chosen
    join coverage using (edition_id, indicator_code)
    join current_editions using (edition_id, index_code, method_code)
    anti join repeats using (edition_id)
    left join current_methods using (index_code, method_code)
    left join current_indicators using (index_code, method_code, indicator_code)
),

changes as (
    select
        *,
        lag(edition_id) over earlier as edition_before,
        lag(value) over earlier as value_before,
        lag(steps) over earlier as steps_before,
        sqrt(at_least(period_end - lag(period_end) over earlier, 1)) as root_of_days,
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
        own_changes < 7 as young,
    from changes
    window history as (
        partition by series, unit_code, indicator_code
        order by period_end, edition_id
        rows between 50 preceding and 1 preceding
    )
    qualify edition_id in (select unnest(tested))
),

-- The days of a series, numbered: so the days before one are found by their numbers, and not by
-- comparing each with each, which would take thousands of editions minutes.
days as (
    select series, period_end, row_number() over (partition by series order by period_end) as number
    from (select distinct series, period_end from changes)
),

pool_days as (
    select edition_id, indicator_code, series, unnest(range(number - 49, number + 1)) as number
    from (select distinct edition_id, indicator_code, series, period_end from own where young)
    join days using (series, period_end)
),

pools as (
    select
        edition_id,
        indicator_code,
        series,
        count(*) as pool_changes,
        median(changes.pace) as pool_middle,
        mad(changes.pace) as pool_deviation,
    from (
        select pool_days.edition_id, indicator_code, series, days.period_end
        from pool_days
        join days using (series, number)
    ) as wanted
    join (
        select series, indicator_code, period_end, pace from changes
    ) as changes using (series, indicator_code, period_end)
    group by all
),

expected as (
    select
        own.*,
        root_of_days * case when young then pool_middle else own_middle end as middle,
        at_least(
            root_of_days * 4 * 1.4826 * case when young then pool_deviation else own_deviation end,
            case measure when 'rank' then 3 else at_least(root_of_days, 1) * 20 end
        ) as reach,
        -- The first and the last printed value within reach; none lies beyond the scale.
        ceil(round(steps_before + middle - reach, 6)) as first_step,
        floor(round(steps_before + middle + reach, 6)) as last_step,
        cast(highest * steps_in_one as double) as highest_step,
        at_most(at_least(first_step, lowest), highest_step) as expected_from,
        at_most(at_least(last_step, lowest), highest_step) as expected_to,
    from own
    left join pools using (edition_id, indicator_code, series)
    where not young or pool_changes >= 8
)

select
    edition_id,
    edition_before,
    unit_code,
    indicator_code,
    measure,
    value_before,
    value,
    value - value_before as change,
    cast(expected_from / nullif(steps_in_one, 0) as decimal(14, 6)) as expected_low,
    cast(expected_to / nullif(steps_in_one, 0) as decimal(14, 6)) as expected_high,
    steps < expected_from or steps > expected_to as jumped,
    status,
    printed_decimals as decimals,
from expected;

-- What a load brings and the store did not have before: one row per figure as the load gives it.
-- Of the folder data/ (load 0), the whole history checked against its sources, nothing is new.
create or replace macro new_figures(of_load) as table
with known_before as (
    select edition_id, unit_code, indicator_code, measure, value
    from observations
    join published_loads using (load_id)
    where
        sequence < (
            select coalesce(max(this_load.sequence), 2147483647)
            from published_loads as this_load
            where this_load.load_id = of_load
        )
)

select edition_id, unit_code, indicator_code, measure, value, status, observations.rowid as number
from observations
anti join known_before using (edition_id, unit_code, indicator_code, measure, value)
where
    load_id = of_load
    and load_id > 0
    and (measure = 'score' or measure = 'rank' and indicator_code = 'total');

-- The jumps that a load brings: one row per figure.
-- A file of a whole history is judged on its newest 100 editions, each beside 60 before it.
-- The place is read of the jumps alone: it is the longest column of a million rows.
create or replace macro new_jumps(of_load) as table
with loaded as (
    select * from new_figures(of_load)
),

newest_loaded as (
    select max(period_end) as last_day, list(distinct index_code) as index_codes
    from current_editions
    where edition_id in (select edition_id from loaded)
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
    where period_end <= last_day and list_contains(index_codes, index_code)
    qualify age <= 160
),

moved as (
    select *
    from expected_changes(
        (select list(edition_id) from recent),
        (select list(edition_id) from recent where age <= 100)
    )
    where jumped
)

select
    arg_min(observations.place, number) as place,
    moved.* exclude (jumped, status)
from moved
join loaded using (edition_id, unit_code, indicator_code, measure, value, status)
join observations on observations.rowid = loaded.number
group by all;
