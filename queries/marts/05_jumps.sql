-- Figures that moved far more than they usually do, one row per figure: macros, which hold no rows.
-- Asked by the rules of queries/checks/ that are named *_jump and *_jumps.
-- Judged are ranks of the total, scores of the total and scores below it, each kind by itself.

-- Limits that leave a missing value missing, which the functions of the database do not.
create or replace macro at_least(given, lowest) as
    case when given < lowest then lowest else given end;

create or replace macro at_most(given, highest) as
    case when given > highest then highest else given end;

-- How far a change may go to either side of the middle, in printed steps. spread: what nine of ten
-- usual changes keep within, per root of a day; figures: how many the table has that are judged.
-- Tails are taken to fall as those of the Laplace distribution do, tenfold with each spread, so that
-- one table in ten exceeds it anywhere by chance: spread * log10(figures / 0.1).
-- What hardly ever moves has a spread of 0: 3 places, or 20 steps of the last printed decimal times
-- the root of the days between, are always usual: what stood still for a day may move in a month.
create or replace macro usual_reach(spread, figures, root_of_days, measure) as
    at_least(
        root_of_days * spread * log10(figures * 10),
        case measure when 'rank' then 3 else at_least(root_of_days, 1) * 20 end
    );

-- Beyond a reach, in whole printed steps: a millionth of a step is none.
create or replace macro beyond(distance, reach) as
    round(abs(distance), 6) > round(reach, 6);

-- How far figures were expected to move from the edition before: one row per figure of `tested` that
-- has one before it. of_editions: the editions among which changes are taken; tested: those of them
-- whose changes are judged; lists of edition_id.
-- A change counts from the edition before that has the unit, of the same index, method, scheme and
-- period type; a count from the start of the year never reaches over the new year. It is taken per
-- square root of the days between: tables come one day or eighteen days apart, and the spread of
-- their changes grows as that root does. Usual is what the changes of all units in this figure were
-- in the 50 editions before, from 7 changes on; until then what they are in this table.
-- A whole table that repeats the one before it, figure by figure, tells of no change: the portal
-- stood still. It is passed over, and the change after it is taken over the days since the table
-- that it repeats.
--   leapt    beyond what is usual
--   shifted  the figure leapt in a sixth of the units and in 4 at least: one cause for all of them, to
--            be told once. Where a part of the total shifted, the total did
--   jumped   to be told by itself: leapt; where all shifted, also beyond what the others did; of a
--            total, where no part of the unit leapt the same way; of a rank, where no score tells it
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

asked as (
    select
        *,
        -- A rank beside a score is not told: it is no figure of its own.
        count(*) filter (where measure = 'score' or not has_score)
            over (partition by edition_id) as figures,
    from (
        select
            *,
            bool_or(measure = 'score' and indicator_code = 'total')
                over (partition by edition_id, unit_code) as has_score,
        from changes
        where edition_id in (select unnest(tested))
    ) as of_units
),

-- The days of a series, numbered: so the days before one are found by their numbers, and not by
-- comparing each with each, which would take thousands of editions minutes.
days as (
    select series, period_end, row_number() over (partition by series order by period_end) as number
    from (select distinct series, period_end from changes)
),

pool_days as (
    select edition_id, indicator_code, series, unnest(range(number - 50, number)) as number
    from (select distinct edition_id, indicator_code, series, period_end from asked)
    join days using (series, period_end)
),

-- The changes of each day in a list, so that a pool is fifty lists put together: thousands of rows and
-- not the millions that its single changes are.
paces_of_days as (
    select series, indicator_code, number, list(pace) as paces
    from changes
    join days using (series, period_end)
    group by series, indicator_code, number
),

pools as (
    select edition_id, indicator_code, series, false as of_the_table, flatten(list(paces)) as paces
    from pool_days
    join paces_of_days using (series, indicator_code, number)
    group by edition_id, indicator_code, series
    union all
    select edition_id, indicator_code, series, true as of_the_table, list(pace) as paces
    from asked
    group by edition_id, indicator_code, series
),

-- By itself: within the list it would be worked out for each change anew.
middles as materialized (
    select *, list_aggregate(paces, 'median') as middle
    from pools
    where len(paces) >= 7
),

spreads as (
    select
        edition_id,
        indicator_code,
        series,
        of_the_table,
        middle,
        list_aggregate(
            list_transform(paces, lambda pace: abs(pace - middle)), 'quantile_cont', 0.9
        ) as spread,
    from middles
),

usual as (
    select *
    from spreads
    qualify
        row_number() over (
            partition by edition_id, indicator_code, series order by of_the_table
        ) = 1
),

leaps as (
    select
        asked.*,
        usual.of_the_table,
        root_of_days * usual.middle as usual_change,
        usual_reach(usual.spread, figures, root_of_days, measure) as reach,
        beyond(steps - steps_before - usual_change, reach) as leapt,
        count(*) over of_all as units_judged,
        count(*) filter (where leapt) over of_all as units_leapt,
        -- What the table itself says is usual has nothing beside it that it could have shifted from.
        not usual.of_the_table and units_leapt >= 4 and units_leapt * 6 >= units_judged
            as shifted_itself,
    from asked
    join usual using (edition_id, indicator_code, series)
    window of_all as (partition by edition_id, indicator_code, series)
),

causes as (
    select
        *,
        bool_or(shifted_itself and indicator_code <> 'total') over of_table as a_part_shifted,
        bool_or(leapt and indicator_code <> 'total' and change_in_steps > 0) over of_unit
            as a_part_rose,
        bool_or(leapt and indicator_code <> 'total' and change_in_steps < 0) over of_unit
            as a_part_fell,
        shifted_itself or indicator_code = 'total' and a_part_shifted as shifted,
    from (select *, steps - steps_before as change_in_steps from leaps) as measured
    window
        of_table as (partition by edition_id),
        of_unit as (partition by edition_id, unit_code)
),

expected as (
    select
        causes.*,
        case when shifted then root_of_days * spreads.middle else usual_change end as center,
        case
            when shifted then usual_reach(spreads.spread, figures, root_of_days, measure)
            else reach
        end as around,
        leapt
            and beyond(change_in_steps - center, around)
            and case
                when measure = 'rank' then not has_score
                when causes.indicator_code <> 'total' then true
                else not (a_part_rose and change_in_steps > 0 or a_part_fell and change_in_steps < 0)
            end
            as jumped,
        -- The first and the last printed value within reach; none lies beyond the scale.
        ceil(round(steps_before + center - around, 6)) as first_step,
        floor(round(steps_before + center + around, 6)) as last_step,
        cast(highest * steps_in_one as double) as highest_step,
        at_most(at_least(first_step, lowest), highest_step) as expected_from,
        at_most(at_least(last_step, lowest), highest_step) as expected_to,
    from causes
    left join spreads
        on
            causes.shifted
            and spreads.of_the_table
            and spreads.edition_id = causes.edition_id
            and spreads.indicator_code = causes.indicator_code
            and spreads.series = causes.series
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
    leapt,
    -- Told of the parts where they shifted, and of the total only where it alone is known to have.
    shifted_itself
        and (indicator_code <> 'total' or not a_part_shifted)
        and not (measure = 'rank' and has_score)
        as shifted,
    jumped,
    units_judged,
    units_leapt,
    status,
    printed_decimals as decimals,
from expected;

-- What a load brings and the store did not have before: one row per figure as the load gives it, or
-- as it counts since its source was told.
-- Of the folder data/ (load 0), the whole history checked against its sources, nothing is new. What
-- stood beside a figure with a source, having none, was never judged: it is not known before.
create or replace macro new_figures(of_load) as table
with known_before as (
    select edition_id, unit_code, indicator_code, measure, value
    from told_observations
    join published_loads using (load_id)
    where
        confidence <> 'unverified'
        and sequence < (
            select coalesce(max(this_load.sequence), 2147483647)
            from published_loads as this_load
            where this_load.load_id = of_load
        )
)

select edition_id, unit_code, indicator_code, measure, value, status, number
from told_observations
anti join known_before using (edition_id, unit_code, indicator_code, measure, value)
where
    load_id = of_load
    and load_id > 0
    and (measure = 'score' or measure = 'rank' and indicator_code = 'total');

-- The jumps that a load brings: one row per figure.
-- A file of a whole history is judged on its newest 100 editions, each beside 60 before it. Each is
-- judged by itself: of the others only their changes count, so that no more is worked out than asked.
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
        (
            select list(edition_id)
            from recent
            where age <= 100 and edition_id in (select edition_id from loaded)
        )
    )
    where jumped or leapt and shifted
)

select
    arg_min(observations.place, number) as place,
    arg_min(number, number) as number,
    moved.* exclude (leapt, status)
from moved
join loaded using (edition_id, unit_code, indicator_code, measure, value, status)
join observations on observations.rowid = loaded.number
group by all;
