-- Published ranks that moved far more than they usually do: one row per edition and unit.
-- Severity: warning
-- Of the folder data/ (load 0), the whole history checked against its sources, none is told; nor is
-- a rank that the store had before this load.
-- A change counts from the edition before that has the unit, of the same index, method, scheme and
-- period type; a count from the start of the year never reaches over the new year. It is taken per
-- square root of the days between: tables come one day or eighteen days apart, and the spread of
-- their changes grows as that root does. Expected is the median change ± 4 × 1.4826 × the median
-- absolute deviation: of the unit's own changes (the last 50) from 7 on, that is from 8 editions;
-- until then of the changes of all units, this edition's included, when there are 8 at least.
-- Ranks often stand still, which makes the deviation 0: the expected range always reaches 3 places
-- to either side of the median.
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
    select edition_id, unit_code, value, status, arg_min(place, observations.rowid) as place
    from observations
    anti join known_before using (edition_id, unit_code, indicator_code, measure, value)
    where load_id = $load_id and load_id > 0 and indicator_code = 'total' and measure = 'rank'
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
        figures.rank_given as rank,
        figures.rank_status,
        index_code || ' ' || method_code || ' ' || figures.scheme || ' ' || period_type as series,
        current_editions.period_end,
        case when period_type = 'year_to_date' then year(period_end) end as counted_from,
        coverage.units,
    from figures
    join coverage using (edition_id, indicator_code)
    join current_editions using (edition_id, index_code, method_code)
    join recent using (edition_id)
    where
        figures.indicator_code = 'total'
        and figures.rank_given is not null
        and figures.rank_status <> 'derived'
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
        lag(rank) over earlier as rank_before,
        sqrt(greatest(period_end - lag(period_end) over earlier, 1)) as root_of_days,
        (rank - rank_before) / nullif(root_of_days, 0) as pace,
    from judged
    window earlier as (
        partition by series, unit_code, counted_from
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
        partition by series, unit_code
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
        and loaded.value = own.rank
        and loaded.status = own.rank_status
),

pools as (
    select
        wanted.edition_id,
        count(*) as pool_changes,
        median(changes.pace) as pool_middle,
        mad(changes.pace) as pool_deviation,
    from (
        select distinct edition_id, series, period_end from tested where young
    ) as wanted
    join changes
        on changes.series = wanted.series
        and changes.period_end <= wanted.period_end
    group by all
),

expected as (
    select
        tested.*,
        root_of_days * case when young then pool_middle else own_middle end as middle,
        greatest(
            root_of_days * 4 * 1.4826 * case when young then pool_deviation else own_deviation end,
            3
        ) as reach,
        ceil(round(rank_before + middle - reach, 6)) as best,
        floor(round(rank_before + middle + reach, 6)) as worst,
        cast(least(greatest(best, 1), units) as integer) as expected_low,
        cast(least(greatest(worst, 1), units) as integer) as expected_high,
    from tested
    left join pools using (edition_id)
    where not young or pool_changes >= 8
)

select
    place,
    edition_id,
    edition_before,
    unit_code,
    rank_before,
    rank,
    rank - rank_before as change,
    expected_low,
    expected_high,
from expected
where rank < expected_low or rank > expected_high
order by edition_id, unit_code
