-- Tables whose figures stand some rows off their names: one row per edition.
-- Severity: warning
-- Alike: mixed_up
-- Figures fit the edition before at least twice as well when each name takes those of a row nearby,
-- five rows off at most: the column of names, or one of figures, was moved or sorted alone. A fit is
-- the mean distance between a figure and that of the edition before, each counted in standard
-- deviations from the mean of its column, so that a year of better scores moves nothing.
-- In a list that is sorted by rank a row is next to one much like it, and the fit gains less: three
-- tenths are enough where a unit also went from one end of the table to the other (2.5 deviations),
-- as the name does that is pushed out at the bottom and put in at the top.
with loaded as materialized (
    select edition_id, indicator_code, measure, unit_code, value, place, number
    from load_figures
    where load_id = $load_id and (measure = 'score' or value >= 1)
),

rows_of as materialized (
    select
        edition_id,
        unit_code,
        min(number) as number,
        row_number() over (partition by edition_id order by min(number)) as at,
    from loaded
    group by edition_id, unit_code
),

known_units as (
    select edition_id
    from figures
    where
        edition_id in (select edition_before from load_earlier)
        and indicator_code = 'total'
        and (score is not null or rank_given is not null)
    group by edition_id
    having count(*) >= 8
),

before_them as materialized (
    select
        earlier.edition_id,
        edition_before,
    from load_earlier as earlier
    join known_units on known_units.edition_id = edition_before
    qualify 1 = row_number() over (
        partition by earlier.edition_id
        order by ended desc, edition_before
    )
),

known_before as materialized (
    select
        before_them.edition_id,
        before_them.edition_before,
        unit_code,
        indicator_code,
        measure,
        value,
        (value - avg(value) over column_of) / nullif(stddev_pop(value) over column_of, 0) as away,
    from current_observations
    join before_them on before_them.edition_before = current_observations.edition_id
    where measure in ('score', 'rank') and status <> 'derived'
    window column_of as (partition by before_them.edition_id, indicator_code, measure)
),

placed as materialized (
    select
        edition_id,
        indicator_code,
        measure,
        rows_of.at as row_at,
        (value - avg(value) over column_of) / nullif(stddev_pop(value) over column_of, 0) as away,
    from loaded
    join rows_of using (edition_id, unit_code)
    window column_of as (partition by edition_id, indicator_code, measure)
),

-- Where each figure would stand, some rows off. Kept before it is joined: a row is found by its number,
-- not each row held against each.
moved as materialized (
    select
        known_before.edition_id,
        known_before.edition_before,
        indicator_code,
        measure,
        away,
        shifts.by as rows_off,
        rows_of.at + shifts.by as row_at,
    from known_before
    join rows_of using (edition_id, unit_code)
    cross join (select unnest(range(-5, 6)) as by) as shifts
),

fits as (
    select
        moved.edition_id,
        moved.edition_before,
        moved.rows_off,
        count(*) as compared,
        count(distinct row_at) as units,
        avg(abs(placed.away - moved.away)) as distance,
        max(abs(placed.away - moved.away)) filter (where indicator_code = 'total') as farthest,
    from moved
    join placed using (edition_id, indicator_code, measure, row_at)
    group by all
),

straight as (
    select edition_id, distance, farthest from fits where rows_off = 0
)

select
    (
        select arg_min(place, number) from loaded
        where loaded.edition_id = fits.edition_id
    ) as place,
    fits.edition_id,
    edition_before,
    abs(rows_off) as rows,
from fits
join straight using (edition_id)
where
    rows_off <> 0
    and units >= 8
    and (
        fits.distance * 2 <= straight.distance
        or (straight.farthest >= 2.5 and fits.distance * 10 <= straight.distance * 7)
    )
qualify 1 = row_number() over (partition by fits.edition_id order by fits.distance)
order by fits.edition_id
