-- The spellings of units, their own names among them: one row per scheme, spelling and unit.
select scheme, alias, unit_code, alias_type
from current_unit_aliases as unit_aliases
union all
select scheme, name_vi, unit_code, 'name'
from units
union all
select scheme, full_name_vi, unit_code, 'full_name'
from units
where full_name_vi is not null
order by scheme, unit_code, alias, alias_type
