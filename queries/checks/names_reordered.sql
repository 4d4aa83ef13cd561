-- Tables whose order has next to nothing to do with that of the edition before: one row per edition.
-- Severity: warning
-- The rank correlation (Spearman) with the total of the edition before, of the same index, method,
-- scheme and period type, is below one half: names and figures were sorted apart, or the figures are
-- of something else. By ranks, so that one figure that lost its comma is not taken for that.
with loaded as (
    select edition_id, measure, unit_code, value, place, number
    from load_figures
    where load_id = $load_id and indicator_code = 'total'
),

paired as (
    select
        earlier.edition_id,
        edition_before,
        ended,
        loaded.measure,
        loaded.place,
        loaded.number,
        rank() over (
            partition by earlier.edition_id, edition_before, loaded.measure
            order by loaded.value
        ) as standing,
        rank() over (
            partition by earlier.edition_id, edition_before, loaded.measure
            order by known.value
        ) as standing_before,
    from load_earlier as earlier
    join loaded using (edition_id)
    join current_observations as known
        on known.edition_id = edition_before
        and known.indicator_code = 'total'
        and known.measure = loaded.measure
        and known.unit_code = loaded.unit_code
    where known.status <> 'derived'
),

compared as (
    select
        edition_id,
        edition_before,
        measure,
        ended,
        count(*) as units,
        corr(standing, standing_before) as agreement,
        arg_min(place, number) as place,
    from paired
    group by edition_id, edition_before, measure, ended
    having count(*) >= 8
    qualify 1 = row_number() over (
        partition by edition_id
        order by ended desc, edition_before, measure desc
    )
)

select
    place,
    edition_id,
    edition_before,
    units,
from compared
where agreement < 0.5
order by edition_id
