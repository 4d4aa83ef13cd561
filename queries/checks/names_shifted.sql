-- Tables whose figures stand some rows off their names: one row per edition.
-- Severity: warning
-- Figures fit the edition before at least twice as well when each name takes those of a row nearby,
-- five rows off at most: the column of names, or one of figures, was moved or sorted alone. A fit is
-- the mean distance between a figure and that of the edition before, each counted in standard
-- deviations from the mean of its column, so that a year of better scores moves nothing.
-- In a list that is sorted by rank a row is next to one much like it, and the fit gains less: three
-- tenths are enough where a unit also went from one end of the table to the other (2.5 deviations),
-- as the name does that is pushed out at the bottom and put in at the top.
with loaded as (
    select edition_id, indicator_code, measure, unit_code, value, place, rowid as number
    from observations
    where
        load_id = $load_id
        and load_id > 0
        and (measure = 'score' or measure = 'rank' and value >= 1)
),

rows_of as (
    select
        edition_id,
        unit_code,
        min(number) as number,
        row_number() over (partition by edition_id order by min(number)) as at,
    from loaded
    where edition_id in (select edition_id from newest_of_load($load_id, 40))
    group by edition_id, unit_code
),

before_them as (
    select
        earlier.edition_id,
        edition_before,
    from earlier_of_load($load_id, 40) as earlier
    join figures
        on figures.edition_id = edition_before
        and figures.indicator_code = 'total'
    where figures.score is not null or figures.rank_given is not null
    group by earlier.edition_id, edition_before, ended
    having count(*) >= 8
    qualify 1 = row_number() over (
        partition by earlier.edition_id
        order by ended desc, edition_before
    )
),

known_before as (
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

placed as (
    select
        edition_id,
        indicator_code,
        measure,
        rows_of.at,
        (value - avg(value) over column_of) / nullif(stddev_pop(value) over column_of, 0) as away,
    from loaded
    join rows_of using (edition_id, unit_code)
    window column_of as (partition by edition_id, indicator_code, measure)
),

fits as (
    select
        known_before.edition_id,
        known_before.edition_before,
        moved.by as rows_off,
        count(*) as compared,
        count(distinct rows_of.at) as units,
        avg(abs(placed.away - known_before.away)) as distance,
        max(abs(placed.away - known_before.away))
            filter (where known_before.indicator_code = 'total') as farthest,
    from known_before
    join rows_of using (edition_id, unit_code)
    cross join (select unnest(range(-5, 6)) as by) as moved
    join placed
        on placed.edition_id = known_before.edition_id
        and placed.indicator_code = known_before.indicator_code
        and placed.measure = known_before.measure
        and placed.at = rows_of.at + moved.by
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
