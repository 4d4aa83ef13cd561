-- Figures that moved far more than usual for many units at once: one row per edition and indicator.
-- Severity: warning
-- Alike: movement
-- One cause for all of them, so told once. What is usual and what many are:
-- queries/marts/05_jumps.sql.
select
    arg_min(place, number) as place,
    edition_id,
    any_value(edition_before) as edition_before,
    indicator_code,
    measure,
    any_value(units_leapt) as units,
    any_value(units_judged) as units_judged,
from load_jumps
where load_id = $load_id and shifted
group by edition_id, indicator_code, measure
order by edition_id, indicator_code, measure
