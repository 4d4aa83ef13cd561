-- The figures that a load changes, those that differ most in kind first: one row per figure.
-- Parameters: $most integer
select *
from differences
where change <> 'same'
order by
    case change when 'gone' then 1 when 'changed' then 2 else 3 end,
    edition_id,
    unit_code,
    indicator_code,
    measure
limit $most
