-- Tables that repeat most figures of an edition other than their own: one row per edition.
-- Severity: warning
-- Alike: another_table
-- Six scores in ten, or nine ranks in ten where no score is given, equal those of another edition of
-- the index: last week's table under the title of this week. Two editions that cover the same days
-- (a January and the year to the end of January) may well be equal, and of a table that equals the
-- one before in every score identical_edition tells. Of the published editions no two share more
-- than one score in thirty, or six ranks in ten.
with loaded as (
    select edition_id, measure, unit_code, value, place, number
    from load_figures
    where load_id = $load_id and indicator_code = 'total'
),

judged as (
    select edition_id, index_code, scheme, period_type, period_start, current_editions.period_end
    from current_editions
    where edition_id in (select edition_id from load_figures)
),

others as (
    select edition_id, index_code, scheme, period_type, period_start, period_end
    from current_editions
    qualify 160 >= dense_rank() over (partition by index_code, scheme order by period_end desc)
),

measures as (
    select edition_id, max(measure) as measure
    from loaded
    group by all
),

pairs as (
    select
        judged.edition_id,
        others.edition_id as other_edition,
        judged.period_type = others.period_type
            and others.period_end = (
                select max(earlier.period_end)
                from current_editions as earlier
                where
                    earlier.index_code = judged.index_code
                    and earlier.scheme = judged.scheme
                    and earlier.period_type = judged.period_type
                    and earlier.period_end < judged.period_end
            ) as is_before,
        measure,
        abs(others.period_end - judged.period_end) as days_off,
    from judged
    join measures using (edition_id)
    join others
        on others.index_code = judged.index_code
        and others.scheme = judged.scheme
        and others.edition_id <> judged.edition_id
    where
        others.period_start <> judged.period_start
        or others.period_end <> judged.period_end
),

compared as (
    select
        pairs.edition_id,
        other_edition,
        is_before,
        pairs.measure,
        days_off,
        count(*) as units,
        count(*) filter (where loaded.value = known.value) as equal_figures,
        arg_min(loaded.place, loaded.number) as place,
    from pairs
    join loaded using (edition_id, measure)
    join current_observations as known
        on known.edition_id = pairs.other_edition
        and known.indicator_code = 'total'
        and known.measure = loaded.measure
        and known.unit_code = loaded.unit_code
    where known.status <> 'derived'
    group by all
    having count(*) >= 8
)

select
    place,
    edition_id,
    other_edition,
    equal_figures,
    units,
from compared
where
    equal_figures >= case measure when 'score' then 0.6 else 0.9 end * units
    and not (is_before and measure = 'score' and equal_figures = units)
qualify 1 = row_number() over (
    partition by edition_id
    order by equal_figures / nullif(units, 0) desc, days_off, other_edition
)
order by edition_id
