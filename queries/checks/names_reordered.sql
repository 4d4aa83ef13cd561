-- Tables whose order has next to nothing to do with that of the edition before: one row per edition.
-- Severity: warning
-- The rank correlation (Spearman) with the total of the edition before, of the same index, method,
-- scheme and period type, is below one half: names and figures were sorted apart, or the figures are
-- of something else. By ranks, so that one figure that lost its comma is not taken for that.
with loaded as (
    select edition_id, measure, unit_code, value, place, rowid as number
    from observations
    where
        load_id = $load_id
        and load_id > 0
        and indicator_code = 'total'
        and measure in ('score', 'rank')
),

-- Of a file of a whole history the newest editions are judged.
series as (
    select
        edition_id,
        index_code || ' ' || method_code || ' ' || scheme || ' ' || period_type
            || case when period_type = 'year_to_date' then ' ' || year(period_end) else '' end
            as name,
        period_end,
    from current_editions
),

judged as (
    select edition_id, name, period_end
    from series
    where edition_id in (select edition_id from loaded)
    qualify dense_rank() over (order by period_end desc) <= 40
),

paired as (
    select
        judged.edition_id,
        known.edition_id as edition_before,
        loaded.measure,
        loaded.place,
        loaded.number,
        series.period_end,
        rank() over (
            partition by judged.edition_id, known.edition_id, loaded.measure
            order by loaded.value
        ) as standing,
        rank() over (
            partition by judged.edition_id, known.edition_id, loaded.measure
            order by known.value
        ) as standing_before,
    from judged
    join loaded using (edition_id)
    join series on series.name = judged.name and series.period_end < judged.period_end
    join current_observations as known
        on known.edition_id = series.edition_id
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
        period_end,
        count(*) as units,
        corr(standing, standing_before) as agreement,
        arg_min(place, number) as place,
    from paired
    group by edition_id, edition_before, measure, period_end
    having count(*) >= 8
    qualify 1 = row_number() over (
        partition by edition_id
        order by period_end desc, edition_before, measure desc
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
