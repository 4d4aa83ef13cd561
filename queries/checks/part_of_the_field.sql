-- Ranks from 1 on of a few provinces that stood far lower before: one row per edition.
-- So it is with ranks within a region.
-- Severity: warning
-- Alike: coverage
-- Needs: ranks
with ranked as materialized (
    select
        observations.edition_id,
        observations.unit_code,
        observations.value as rank,
        observations.place,
        observations.rowid as row_id,
    from observations
    where
        observations.load_id = $load_id
        and observations.load_id > 0
        and observations.measure = 'rank'
        and observations.indicator_code = 'total'
),

-- A file of a whole history is judged on its newest 100 editions, each beside 60 before it.
given as materialized (
    select
        ranked.edition_id,
        editions.index_code,
        editions.scheme,
        editions.period_end,
        arg_min(ranked.place, ranked.row_id) as place,
        count(*) as units,
    from ranked
    join current_editions as editions using (edition_id)
    join coverage
        on coverage.edition_id = ranked.edition_id and coverage.indicator_code = 'total'
    group by ranked.edition_id, editions.index_code, editions.scheme, editions.period_end
    having count(*) >= 3 and max(ranked.rank) = count(*) and count(*) * 2 < max(coverage.units)
    qualify 100 >= row_number() over (order by editions.period_end desc, ranked.edition_id)
),

earlier as materialized (
    select
        given.edition_id,
        given.units,
        editions.edition_id as edition_before,
        editions.period_end,
    from given
    join current_editions as editions
        on editions.index_code = given.index_code
        and editions.scheme = given.scheme
        and editions.period_end < given.period_end
    qualify 60 >= row_number() over (
        partition by given.edition_id
        order by editions.period_end desc, editions.edition_id
    )
),

-- Where the same provinces stood in the newest earlier edition that ranks most of them.
stood as (
    select
        earlier.edition_id,
        median(standings.rank) as middle_before,
    from earlier
    join ranked using (edition_id)
    join standings
        on standings.edition_id = earlier.edition_before
        and standings.indicator_code = 'total'
        and standings.unit_code = ranked.unit_code
    group by earlier.edition_id, earlier.units, earlier.edition_before, earlier.period_end
    having count(standings.rank) * 2 >= earlier.units
    qualify 1 = row_number() over (
        partition by earlier.edition_id
        order by earlier.period_end desc
    )
)

select
    given.place,
    given.edition_id,
    cast(given.units as integer) as units,
    cast(stood.middle_before as integer) as middle_before,
from given
join stood using (edition_id)
where stood.middle_before > given.units
order by given.edition_id
