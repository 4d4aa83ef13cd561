-- Ranks from 1 on of a few provinces that stood far lower before: one row per edition.
-- So it is with ranks within a region.
-- Severity: warning
with given as (
    select
        observations.edition_id,
        arg_min(observations.place, observations.rowid) as place,
        count(*) as units,
        max(observations.value) as last_rank,
        list(observations.unit_code) as unit_codes,
    from observations
    where
        observations.load_id = $load_id
        and observations.load_id > 0
        and observations.measure = 'rank'
        and observations.indicator_code = 'total'
    group by observations.edition_id
    having count(*) >= 3 and max(observations.value) = count(*)
),

-- Where the same provinces stood in the newest earlier edition that ranks most of them.
stood as (
    select
        given.edition_id,
        given.place,
        given.units,
        earlier.period_end,
        median(standings.rank) as middle_before,
    from given
    join current_editions as own using (edition_id)
    join current_editions as earlier
        on earlier.index_code = own.index_code
        and earlier.scheme = own.scheme
        and earlier.period_end < own.period_end
    join standings
        on standings.edition_id = earlier.edition_id
        and standings.indicator_code = 'total'
        and list_contains(given.unit_codes, standings.unit_code)
    join coverage
        on coverage.edition_id = given.edition_id and coverage.indicator_code = 'total'
    where given.units * 2 < coverage.units
    group by given.edition_id, given.place, given.units, earlier.edition_id, earlier.period_end
    having count(standings.rank) * 2 >= given.units
    qualify 1 = row_number() over (partition by given.edition_id order by earlier.period_end desc)
)

select
    place,
    edition_id,
    cast(units as integer) as units,
    cast(middle_before as integer) as middle_before,
from stood
where middle_before > units
order by edition_id
