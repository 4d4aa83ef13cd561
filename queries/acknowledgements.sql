-- The warnings that were acknowledged when a load was published: one row per load and rule.
select load_id, rule, reason, sentence, given_by
from acknowledgements
order by load_id, rule
