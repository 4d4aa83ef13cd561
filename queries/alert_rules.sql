-- The rules by which alerts are told, those that are in use: one row per rule.
select
    rules.* exclude (load_id, in_use),
from alert_rules as rules
join published_loads using (load_id)
where rules.in_use
order by rules.rule_code
