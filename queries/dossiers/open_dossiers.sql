-- Dossiers in process: one row per dossier. A number that may be a person's is left out, its row
-- is not.
create or replace table open_dossiers as
select
    case
        when regexp_matches(
            trim(number), '@|^(\+?84|0)[235789][0-9]{8}$|^[0-9]{9}$|^[0-9]{12}$|[^0-9A-Za-z._/-]'
        )
            then null
        else trim(number)
    end as number,
    agency_units.unit_code,
    case
        when regexp_full_match(trim(procedure), '[0-9A-Za-z]+([._-][0-9A-Za-z]+)+')
            then trim(procedure)
    end as procedure,
    received,
    due,
    -- The clock stands while papers that were asked for are awaited.
    waiting_since is not null as waiting,
    number is null as without_number,
from dossiers
left join agency_units on agency_units.agency is not distinct from dossiers.agency
where still_open
order by due nulls last, unit_code, procedure, dossiers.number;
