-- Tables on the wrong scale: one row per edition.
-- All their total scores stay within a hundredth of the scale, as if 76,4 % were written 0,764.
-- Severity: blocker
select
    arg_min(observations.place, observations.rowid) as place,
    observations.edition_id,
    max(observations.value) as largest,
    max(methods.scale_max) as scale_max,
    max(methods.decimals) as decimals,
from observations
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
where
    observations.load_id = $load_id
    and observations.measure = 'score'
    and observations.indicator_code = 'total'
group by observations.edition_id
having max(observations.value) <= max(methods.scale_max) / 100
order by observations.edition_id
