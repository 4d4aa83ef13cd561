-- Units that the table before had and this one lacks: one row per edition and level of unit.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- Of the levels that the table has: one of communes alone lacks no department.
with judged as (
    select distinct editions.edition_id, editions.scheme, editions.period_end, editions.period
    from observations
    join current_inside_editions as editions using (edition_id)
    where observations.load_id = $load_id
),

before as (
    select judged.edition_id, earlier.edition_id as edition_before
    from judged
    join current_inside_editions as earlier
        on earlier.scheme = judged.scheme
        and (earlier.period_end, earlier.period) < (judged.period_end, judged.period)
    qualify 1 = row_number() over (
        partition by judged.edition_id order by earlier.period_end desc, earlier.period desc
    )
),

present as (
    select distinct
        figures.edition_id,
        figures.unit_code,
        units.full_name_vi,
        case when units.kind = 'department' then 'department'
            when units.kind in ('province', 'centrally_run_city') then 'province'
            else 'commune'
        end as level,
    from current_inside_observations as figures
    join current_inside_editions as editions using (edition_id)
    join current_units as units
        on units.scheme = editions.scheme and units.unit_code = figures.unit_code
    where
        figures.edition_id in (select edition_id from judged)
        or figures.edition_id in (select edition_before from before)
)

select
    any_value(loaded.place) as place,
    before.edition_id,
    before.edition_before,
    cast(count(*) as integer) as missing,
    string_agg(earlier.full_name_vi, ', ' order by earlier.unit_code) as units_vi,
from before
join present as earlier on earlier.edition_id = before.edition_before
join (
    select edition_id, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by edition_id
) as loaded on loaded.edition_id = before.edition_id
where
    earlier.level in (select present.level from present where present.edition_id = before.edition_id)
    and earlier.unit_code not in (
        select present.unit_code from present where present.edition_id = before.edition_id
    )
group by before.edition_id, before.edition_before, earlier.level
order by before.edition_id, earlier.level
