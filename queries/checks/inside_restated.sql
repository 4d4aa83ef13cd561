-- Copies of one moment that disagree: one row per edition in which a load gives figures otherwise.
-- Severity: warning
-- Alike: inside
-- Needs: inside
-- Told of the first of these figures, with how many there are.
with differing as (
    select
        loaded.edition_id,
        loaded.place,
        loaded.unit_code,
        loaded.indicator_code,
        loaded.measure,
        loaded.value,
        earlier.value as value_before,
        loaded.rowid as number,
    from observations as loaded
    join current_inside_editions using (edition_id)
    join observations as earlier using (edition_id, unit_code, indicator_code, measure)
    join published_loads as of_loaded on of_loaded.load_id = loaded.load_id
    join published_loads as of_earlier on of_earlier.load_id = earlier.load_id
    where
        loaded.load_id = $load_id
        and of_earlier.sequence < of_loaded.sequence
        and earlier.value <> loaded.value
    qualify 1 = row_number() over (
        partition by loaded.rowid order by of_earlier.sequence desc, earlier.rowid
    )
),

counted as (
    select *, cast(count(*) over (partition by edition_id) as integer) as figures
    from differing
    qualify 1 = row_number() over (partition by edition_id order by number)
)

select
    counted.place,
    counted.edition_id,
    counted.figures,
    counted.unit_code,
    counted.indicator_code,
    counted.measure,
    counted.value_before,
    counted.value,
    methods.decimals,
from counted
join current_inside_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
order by counted.edition_id
