-- Where definitions, rules and targets were said: one row per indicator, method and target that counts.
select
    'maximum' as kind,
    index_code,
    method_code,
    indicator_code,
    null as scheme,
    null as unit_code,
    load_id,
    source_id,
from current_indicators

union all

select 'method', index_code, method_code, 'total', null, null, load_id, source_id
from current_methods

union all

select 'target', index_code, null, 'total', scheme, unit_code, load_id, source_id
from current_targets

order by all
