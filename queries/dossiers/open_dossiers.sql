-- Dossiers in process: one row per dossier. What is not surely the number of a dossier may be a
-- person's: it is left out, its row is not.
create or replace table open_dossiers as
select
    case when is_dossier_number(number) then trim(number) end as number,
    agency_units.unit_code,
    case when is_procedure_code(procedure) then trim(procedure) end as procedure,
    received,
    due,
    -- The clock stands while papers that were asked for are awaited.
    waiting_since is not null as waiting,
    number is null as without_number,
from dossiers
left join agency_units on agency_units.agency is not distinct from dossiers.agency
where still_open
order by due nulls last, unit_code, procedure, dossiers.number;
