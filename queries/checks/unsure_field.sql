-- What was guessed of a table and settled by nobody, such as its period: one row per table and field.
-- Severity: warning
select
    place,
    details ->> 'field' as field,
    details ->> 'value' as value_guessed,
from reading_findings
where load_id = $load_id and rule = 'unsure_field'
order by rowid
