-- Corrections without the figures that they were made on: one row per edition.
-- A correction is no table: an edition in which only corrections are left was published by nobody. A
-- total that was worked out needs each of its parts, a rank the score of every unit.
-- Severity: blocker
-- Needs: corrections
with corrected as (
    select observations.*, observations.rowid as number
    from observations
    join loads using (load_id)
    where observations.load_id = $load_id and loads.kind = 'correction'
),

tables as (
    select distinct edition_id
    from observations
    join published_loads using (load_id)
    join loads using (load_id)
    where edition_id in (select edition_id from corrected) and loads.kind <> 'correction'
),

parts as (
    select
        corrected.number,
        count(*) as wanted,
        count(figures.score) as known,
    from corrected
    join current_editions as editions using (edition_id)
    join current_indicators as indicators using (index_code, method_code)
    left join figures
        on figures.edition_id = corrected.edition_id
        and figures.unit_code = corrected.unit_code
        and figures.indicator_code = indicators.indicator_code
    where
        corrected.place = 'recalculated'
        and corrected.indicator_code = 'total'
        and corrected.measure = 'score'
        and indicators.adds_up
    group by corrected.number
)

select
    arg_min(corrected.place, corrected.number) as place,
    corrected.edition_id,
    cast(count(*) as integer) as figures,
from corrected
left join parts using (number)
left join coverage using (edition_id, indicator_code)
where
    corrected.edition_id not in (select edition_id from tables)
    or parts.known < parts.wanted
    or (
        corrected.place = 'recalculated'
        and corrected.measure = 'rank'
        and coverage.known_scores < coverage.units
    )
group by corrected.edition_id
order by corrected.edition_id
