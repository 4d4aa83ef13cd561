-- Figures that moved far more than usual for many units at once: one row per edition.
-- Severity: warning
-- Alike: movement
-- One cause for all of them, so told once: of the indicator that most units leapt in; also: the others
-- that many leapt in at the same time. What is usual and what many are: queries/marts/05_jumps.sql.
with shifts as (
    select
        edition_id,
        measure,
        indicator_code,
        arg_min(place, number) as place,
        any_value(edition_before) as edition_before,
        any_value(units_leapt) as units,
        any_value(units_judged) as units_judged,
    from load_jumps
    where load_id = $load_id and shifted
    group by edition_id, measure, indicator_code
)

select
    place,
    edition_id,
    edition_before,
    indicator_code,
    measure,
    units,
    units_judged,
    to_json(list({
        'indicator_code': indicator_code,
        'measure': measure,
        'units': cast(units as varchar),
        'units_judged': cast(units_judged as varchar)
    }) over (most_first rows between 1 following and unbounded following)) as also,
from shifts
window
    most_first as (
        partition by edition_id order by units desc, indicator_code, measure
    )
qualify row_number() over most_first = 1
order by edition_id
