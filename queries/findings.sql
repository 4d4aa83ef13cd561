-- What the checks found when each load came in: one row per finding, gravest first.
select *
from findings
order by
    load_id desc,
    case severity when 'blocker' then 1 when 'warning' then 2 else 3 end,
    rule,
    place
