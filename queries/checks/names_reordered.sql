-- Tables whose order has next to nothing to do with that of the edition before: one row per edition.
-- Severity: warning
-- Alike: mixed_up
-- The rank correlation (Spearman) with the total of the edition before, of the same index, method,
-- scheme and period type, is below one half: names and figures were sorted apart, or the figures are
-- of something else. By ranks, so that one figure that lost its comma is not taken for that.
with loaded as (
    select edition_id, measure, unit_code, value, place, number
    from load_figures
    where load_id = $load_id and indicator_code = 'total'
),

known as materialized (
    select edition_id as edition_before, measure, unit_code, value
    from current_observations
    where
        edition_id in (select edition_before from load_earlier)
        and indicator_code = 'total'
        and status <> 'derived'
),

-- The one table before that each is held against: chosen before anything is sorted.
before_them as materialized (
    select earlier.edition_id, edition_before, measure
    from load_earlier as earlier
    join loaded using (edition_id)
    join known using (edition_before, measure, unit_code)
    group by earlier.edition_id, edition_before, measure, ended
    having count(*) >= 8
    qualify 1 = row_number() over (
        partition by earlier.edition_id
        order by ended desc, edition_before, measure desc
    )
),

paired as (
    select
        edition_id,
        edition_before,
        loaded.place,
        loaded.number,
        rank() over (partition by edition_id order by loaded.value) as standing,
        rank() over (partition by edition_id order by known.value) as standing_before,
    from before_them
    join loaded using (edition_id, measure)
    join known using (edition_before, measure, unit_code)
),

compared as (
    select
        edition_id,
        edition_before,
        count(*) as units,
        corr(standing, standing_before) as agreement,
        arg_min(place, number) as place,
    from paired
    group by edition_id, edition_before
)

select
    place,
    edition_id,
    edition_before,
    units,
from compared
where agreement < 0.5
order by edition_id
