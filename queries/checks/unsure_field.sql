-- What was guessed of a table and settled by nobody, such as its period: one row per table and field.
-- Severity: warning
-- Alike: reading
-- Needs: reading
select
    place,
    details ->> 'field' as field,
    details ->> 'value' as value_guessed,
    details ->> 'type' as type_guessed,
    -- What the texts of the file say of the period, each with its place, as JSON.
    details ->> 'signs' as signs,
from reading_findings
where load_id = $load_id and rule = 'unsure_field'
order by rowid
